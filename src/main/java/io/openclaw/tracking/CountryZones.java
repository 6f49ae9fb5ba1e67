package io.openclaw.tracking;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The time zones of a country, by ISO 3166-1 alpha-2. Where there is but one ({@link #of}), a time without a zone is known; where there are
 * several ({@link #several}), it is known within some hours. Source: IANA's zone.tab; a country whose zones all keep the same
 * clock (Malaysia, Argentina) counts as one, as does China, whose law knows Beijing time alone.
 */
final class CountryZones {

    private static final String ZONES =
            """
            CN Asia/Shanghai, HK Asia/Hong_Kong, MO Asia/Macau, TW Asia/Taipei, JP Asia/Tokyo, KR Asia/Seoul, SG Asia/Singapore,
            MY Asia/Kuala_Lumpur, TH Asia/Bangkok, VN Asia/Ho_Chi_Minh, PH Asia/Manila, KH Asia/Phnom_Penh, LA Asia/Vientiane,
            MM Asia/Yangon, BN Asia/Brunei, IN Asia/Kolkata, PK Asia/Karachi, BD Asia/Dhaka, LK Asia/Colombo, NP Asia/Kathmandu,
            AE Asia/Dubai, SA Asia/Riyadh, QA Asia/Qatar, KW Asia/Kuwait, BH Asia/Bahrain, OM Asia/Muscat, IL Asia/Jerusalem,
            JO Asia/Amman, LB Asia/Beirut, IQ Asia/Baghdad, TR Europe/Istanbul, GE Asia/Tbilisi, AM Asia/Yerevan, AZ Asia/Baku,
            UZ Asia/Tashkent, KG Asia/Bishkek, GB Europe/London, IE Europe/Dublin, FR Europe/Paris, DE Europe/Berlin, IT Europe/Rome,
            NL Europe/Amsterdam, BE Europe/Brussels, LU Europe/Luxembourg, CH Europe/Zurich, LI Europe/Vaduz, AT Europe/Vienna,
            PL Europe/Warsaw, CZ Europe/Prague, SK Europe/Bratislava, HU Europe/Budapest, RO Europe/Bucharest, BG Europe/Sofia,
            GR Europe/Athens, SE Europe/Stockholm, NO Europe/Oslo, DK Europe/Copenhagen, FI Europe/Helsinki, EE Europe/Tallinn,
            LV Europe/Riga, LT Europe/Vilnius, HR Europe/Zagreb, SI Europe/Ljubljana, RS Europe/Belgrade, BA Europe/Sarajevo,
            MK Europe/Skopje, ME Europe/Podgorica, AL Europe/Tirane, MD Europe/Chisinau, BY Europe/Minsk, MT Europe/Malta,
            IS Atlantic/Reykjavik, ZA Africa/Johannesburg, NG Africa/Lagos, KE Africa/Nairobi, EG Africa/Cairo, MA Africa/Casablanca,
            DZ Africa/Algiers, TN Africa/Tunis, GH Africa/Accra, CO America/Bogota, PE America/Lima, VE America/Caracas,
            UY America/Montevideo, PY America/Asuncion, BO America/La_Paz, AR America/Argentina/Buenos_Aires, PA America/Panama,
            CR America/Costa_Rica, GT America/Guatemala, DO America/Santo_Domingo""";

    /** Where most people live comes first; the easternmost and the westernmost are among them. */
    private static final String SEVERAL =
            """
            US America/Chicago America/New_York America/Denver America/Los_Angeles America/Anchorage Pacific/Honolulu,
            CA America/Toronto America/St_Johns America/Winnipeg America/Edmonton America/Vancouver,
            BR America/Sao_Paulo America/Noronha America/Manaus America/Rio_Branco, AU Australia/Sydney Australia/Adelaide Australia/Perth,
            MX America/Mexico_City America/Cancun America/Tijuana, RU Europe/Moscow Europe/Kaliningrad Asia/Kamchatka,
            ID Asia/Jakarta Asia/Makassar Asia/Jayapura, KZ Asia/Almaty Asia/Aqtau, ES Europe/Madrid Atlantic/Canary,
            PT Europe/Lisbon Atlantic/Azores, CL America/Santiago America/Punta_Arenas Pacific/Easter, NZ Pacific/Auckland Pacific/Chatham""";

    private static final Map<String, ZoneId> BY_COUNTRY = Arrays.stream(ZONES.split(",\\s*"))
            .map(entry -> entry.strip().split(" "))
            .collect(Collectors.toUnmodifiableMap(entry -> entry[0], entry -> ZoneId.of(entry[1])));

    private static final Map<String, List<ZoneId>> SEVERAL_BY_COUNTRY = Arrays.stream(SEVERAL.split(",\\s*"))
            .map(entry -> entry.strip().split(" "))
            .collect(Collectors.toUnmodifiableMap(
                    entry -> entry[0],
                    entry -> Arrays.stream(entry).skip(1).map(ZoneId::of).toList()));

    private CountryZones() {}

    /** @param country upper case, or null */
    static Optional<ZoneId> of(String country) {
        return country == null ? Optional.empty() : Optional.ofNullable(BY_COUNTRY.get(country));
    }

    /** The zones of a country that has more than one; empty for any other. */
    static List<ZoneId> several(String country) {
        return country == null ? List.of() : SEVERAL_BY_COUNTRY.getOrDefault(country, List.of());
    }
}
