package io.openclaw.order.gate;

import io.openclaw.account.Account;
import io.openclaw.order.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an address needs before a carrier can take it. */
final class AddressRules {

    /**
     * Countries without postal codes, as the Universal Postal Union lists them, and those whose codes hardly anybody writes: shops do not
     * ask for them (Shopify's address forms call them optional), so that nobody can be asked to correct what is no mistake.
     */
    private static final Set<String> NO_POSTAL_CODE = Set.of(
            "AE", "AF", "AG", "AO", "AW", "BB", "BF", "BH", "BI", "BJ", "BO", "BQ", "BS", "BT", "BV", "BW", "BZ", "CD",
            "CF", "CG", "CI", "CK", "CL", "CM", "CR", "CU", "CV", "CW", "DJ", "DM", "DO", "EG", "EH", "ER", "ET", "FJ",
            "GA", "GD", "GH", "GM", "GN", "GQ", "GT", "GW", "GY", "HK", "HM", "HN", "HT", "IE", "IO", "IQ", "IR", "JM",
            "JO", "KE", "KH", "KI", "KM", "KN", "KP", "KW", "KY", "LA", "LB", "LC", "LR", "LS", "LY", "MA", "ML", "MM",
            "MO", "MR", "MU", "MV", "MW", "MZ", "NA", "NE", "NG", "NI", "NP", "NR", "NU", "OM", "PA", "PE", "PG", "PS",
            "PY", "QA", "RW", "SA", "SB", "SC", "SD", "SL", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TD",
            "TG", "TK", "TL", "TO", "TT", "TV", "TZ", "UG", "UY", "VC", "VE", "VN", "VU", "WS", "YE", "ZM", "ZW");

    private static final Set<String> CITY_STATES = Set.of("GI", "HK", "MC", "MO", "SG", "VA");
    /** Where an address without its state cannot be sorted: the state stands on the label, and carriers refuse an order without it. */
    private static final Set<String> STATE_NEEDED = Set.of("AU", "BR", "CA", "CN", "IN", "MX", "US");

    /** Whose customs take no parcel without the number of whom it is for, and which numbers those are. */
    private static final Map<String, Set<String>> TAX_IDS = Map.of("BR", Set.of("CPF", "CNPJ"));

    /** ISO 3166-1 alpha-2. */
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    /** Not of the standard's list, and written by platforms and carriers: Ascension, Tristan da Cunha, Kosovo. */
    private static final Set<String> BESIDE_ISO = Set.of("AC", "TA", "XK");
    /** Where couriers do not deliver without a call, so that carriers refuse a parcel without a number. */
    private static final Set<String> PHONE_NEEDED = Set.of(
            "AE", "BD", "BR", "CL", "CO", "EG", "ID", "IN", "JO", "KE", "KR", "KW", "MX", "MY", "NG", "OM", "PE", "PH",
            "PK", "QA", "RU", "SA", "TH", "TR", "TW", "UA", "VN");

    private AddressRules() {}

    /**
     * Names of the missing fields, and a country code that is none, as {@code country_code: XX}; {@code restricted} alone while
     * the platform withholds the personal data.
     */
    static List<String> missing(Address address, Account account) {
        if (address == null) {
            return List.of("ship_to");
        }
        if (address.restricted()) {
            return List.of("restricted");
        }
        // A Set refuses to be asked for null.
        String country = address.countryCode() == null ? "" : address.countryCode();
        List<String> missing = new ArrayList<>();
        require(missing, "country_code", country);
        if (blank(address.name()) && blank(address.company())) {
            missing.add("name");
        }
        if (address.pickupPoint() == null || blank(address.pickupPoint().code())) {
            require(missing, "street1", address.street1());
        }
        if (!CITY_STATES.contains(country)) {
            require(missing, "city", blank(address.city()) ? address.town() : address.city());
        }
        if (STATE_NEEDED.contains(country)) {
            require(missing, "state", address.state());
        }
        if (!NO_POSTAL_CODE.contains(country)) {
            require(missing, "postal_code", address.postalCode());
        }
        if (phoneNeeded(country, account)) {
            require(missing, "phone", blank(address.phone()) ? address.phone2() : address.phone());
        }
        Set<String> numbers = TAX_IDS.getOrDefault(country, Set.of());
        if (!numbers.isEmpty()
                && address.taxIds().stream()
                        .noneMatch(id -> !blank(id.value()) && numbers.contains(upper(id.type())))) {
            missing.add("tax_id: " + String.join(" or ", new TreeSet<>(numbers)));
        }
        if (noCountry(country)) {
            missing.add("country_code: " + country);
        }
        return missing;
    }

    /** The account's policy {@code phone_required} (always, never), else what is usual in the country. */
    private static boolean phoneNeeded(String country, Account account) {
        return switch (account.policy("phone_required", "usual")) {
            case "always", "true" -> true;
            case "never", "false" -> false;
            default -> PHONE_NEEDED.contains(country);
        };
    }

    private static void require(List<String> missing, String field, String value) {
        if (blank(value)) {
            missing.add(field);
        }
    }

    private static boolean noCountry(String code) {
        return !blank(code) && !COUNTRIES.contains(code) && !BESIDE_ISO.contains(code);
    }

    private static String upper(String word) {
        return word == null ? "" : word.toUpperCase(Locale.ROOT);
    }

    private static boolean blank(String value) {
        return value == null || value.isBlank();
    }
}
