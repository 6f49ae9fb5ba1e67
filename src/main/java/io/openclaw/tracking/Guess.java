package io.openclaw.tracking;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a moment whose zone nobody gave: the wall clock, and in which zones it may have hung. An account's own zone is such
 * a guess too: a carrier that reports in the time of its own country for the most part writes some places in theirs.
 *
 * @param likely the best of them
 * @param earliest if the clock hung as far east as it may have
 * @param latest if it hung as far west; a bare date lasts its day besides
 */
record Guess(LocalDateTime local, Instant likely, Instant earliest, Instant latest) {

    private static final Duration DAY = Duration.ofDays(1).minusMillis(1);
    private static final ZoneOffset EASTERNMOST = ZoneOffset.ofHours(14);
    private static final ZoneOffset WESTERNMOST = ZoneOffset.ofHours(-12);

    /**
     * @param country where it happened, or null
     * @param accountZone what the account's partner means without a zone, or null
     * @return empty for a time that is no guess
     */
    static Optional<Guess> of(EventTime time, String country, ZoneId accountZone) {
        if (!time.source().guessed() || time.local() == null) {
            return Optional.empty();
        }
        LocalDateTime local = time.local();
        List<ZoneId> zones = new ArrayList<>(CountryZones.several(country));
        CountryZones.of(country).ifPresent(zones::add);
        if (zones.isEmpty()) {
            zones.addAll(List.of(EASTERNMOST, WESTERNMOST));
        }
        Instant likely = time.source() == EventTime.Source.ASSUMED
                        && !CountryZones.several(country).isEmpty()
                ? at(local, zones.get(0))
                : time.instant();
        if (accountZone != null) {
            zones.add(accountZone);
        }
        List<Instant> moments =
                zones.stream().map(zone -> at(local, zone)).sorted().toList();
        Instant last = moments.get(moments.size() - 1);
        boolean bareDate = local.toLocalTime().equals(LocalTime.MIDNIGHT);
        return Optional.of(new Guess(local, likely, moments.get(0), bareDate ? last.plus(DAY) : last));
    }

    boolean allows(Instant moment) {
        return !moment.isBefore(earliest) && !moment.isAfter(latest);
    }

    /** The moment by a clock that is so far ahead of UTC, where it may be. */
    Optional<Instant> by(ZoneOffset offset) {
        return Optional.of(local.toInstant(offset)).filter(this::allows);
    }

    /** Never later than it was heard, as long as some zone allows that. */
    EventTime heardBy(EventTime time, Instant now) {
        EventTime best = time.at(likely);
        boolean ahead = likely.isAfter(now) && !earliest.isAfter(now.plus(EventTime.SKEW));
        return ahead ? best.at(now) : best.heardBy(now);
    }

    private static Instant at(LocalDateTime local, ZoneId zone) {
        return local.atZone(zone).toInstant();
    }
}
