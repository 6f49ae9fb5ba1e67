package io.openclaw.tracking;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as a partner gave it: its text, the instant it means, and how the zone is known. Partners write the same moment as an
 * ISO time with offset, as a local time with the zone beside it ({@code UTC+08:00}, {@code +0800}, {@code +8}), as epoch
 * milliseconds, or as a local time and nothing else.
 *
 * @param raw the text as it came, shortened to what the table holds
 * @param source how the zone is known
 * @param local what a clock on the wall showed; null where the text is no such time
 */
public record EventTime(Instant instant, Source source, String raw, LocalDateTime local) {

    /** Where the zone of a time comes from. */
    public enum Source {
        /** With the time itself. */
        GIVEN,
        /** From the account's configuration. */
        CARRIER_DEFAULT,
        /** The one zone of the country in which it happened. */
        COUNTRY,
        /** Nobody said: UTC. */
        ASSUMED,
        /**
         * The vendor gave no time, none that can be read, none that a parcel can have (year 1, the epoch), or one that was still to come: the
         * moment the hub first heard of it. The statement was made no later; it is no proof that it was made after another.
         */
        RECEIVED;

        /** Whether the zone is somebody's word for every place, or nobody's at all. */
        boolean guessed() {
            return this == ASSUMED || this == CARRIER_DEFAULT;
        }

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Clocks of partners that are set at all go wrong by less; zones differ by more. */
    static final Duration SKEW = Duration.ofMinutes(10);

    /** A clock that was never set shows year 1 or the epoch; no parcel of a hub is from before this. */
    private static final Instant UNSET = Instant.parse("2000-01-01T00:00:00Z");

    private static final int RAW_MAX = 120;
    private static final Pattern EPOCH = Pattern.compile("\\d{10}|\\d{13}");
    private static final Pattern DATE_TIME = Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})"
            + "(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?\\s*(.*)");
    private static final Pattern OFFSET = Pattern.compile("(?:UTC|GMT)?\\s*([+-])(\\d{1,2})(?::?(\\d{2}))?");

    /**
     * Reads a partner's time.
     *
     * @param local the time to read; {@code raw} is read where it is null
     * @param zone the zone given beside it, or null
     * @param accountZone what the account's partner means without a zone, or null
     * @param countryZone the zone of where it happened, or null; taken where neither the time nor the account says one
     * @return empty where the text is no time
     */
    public static Optional<EventTime> parse(
            String raw, String local, String zone, ZoneId accountZone, ZoneId countryZone) {
        String kept = raw == null ? local : raw;
        String text = local == null || local.isBlank() ? raw : local;
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        text = text.strip();
        try {
            if (EPOCH.matcher(text).matches()) {
                long number = Long.parseLong(text);
                Instant instant = text.length() == 13 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
                return Optional.of(new EventTime(instant, Source.GIVEN, shorten(kept), null));
            }
            Matcher matcher = DATE_TIME.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            LocalDateTime at = LocalDateTime.of(
                    LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3)), time(matcher));
            String behind = matcher.group(8);
            Optional<ZoneId> given = behind.isBlank() ? zone(zone) : zone(behind);
            if (!behind.isBlank() && given.isEmpty()) {
                return Optional.empty();
            }
            ZoneId used = given.orElse(
                    accountZone != null ? accountZone : countryZone != null ? countryZone : ZoneOffset.UTC);
            Source source = given.isPresent()
                    ? Source.GIVEN
                    : accountZone != null
                            ? Source.CARRIER_DEFAULT
                            : countryZone != null ? Source.COUNTRY : Source.ASSUMED;
            return Optional.of(new EventTime(at.atZone(used).toInstant(), source, shorten(kept), at));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** For a statement whose time is missing or unreadable: it happened no later than the hub heard of it. */
    public static EventTime heard(String raw, Instant now) {
        return new EventTime(now, Source.RECEIVED, shorten(raw), null);
    }

    /**
     * Nothing happened after it was heard. A clock that is ahead by less than {@link #SKEW} is brought back to now and believed otherwise; what
     * lies farther ahead is an announcement or a wrong zone, and no time at all; nor is what a clock shows that was never set.
     */
    EventTime heardBy(Instant now) {
        if (instant.isBefore(UNSET)) {
            return heard(raw, now);
        }
        if (!instant.isAfter(now)) {
            return this;
        }
        return instant.isAfter(now.plus(SKEW)) ? heard(raw, now) : at(now);
    }

    EventTime at(Instant other) {
        return new EventTime(other, source, raw, local);
    }

    private static LocalTime time(Matcher matcher) {
        if (matcher.group(4) == null) {
            return LocalTime.MIDNIGHT;
        }
        int second = matcher.group(6) == null ? 0 : number(matcher, 6);
        String fraction = matcher.group(7);
        int nano = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
        return LocalTime.of(number(matcher, 4), number(matcher, 5), second, nano);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** The zone a text means, empty for none and for what is no zone. */
    static Optional<ZoneId> zone(String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        String zone = text.strip();
        Matcher offset = OFFSET.matcher(zone);
        try {
            if (offset.matches()) {
                int sign = offset.group(1).equals("-") ? -1 : 1;
                int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
                return Optional.of(ZoneOffset.ofHoursMinutes(sign * Integer.parseInt(offset.group(2)), sign * minutes));
            }
            return Optional.of(ZoneId.of(zone.equalsIgnoreCase("z") ? "Z" : zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String shorten(String text) {
        return text == null || text.length() <= RAW_MAX ? text : text.substring(0, RAW_MAX);
    }
}
