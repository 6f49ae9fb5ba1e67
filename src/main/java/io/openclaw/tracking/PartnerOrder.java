package io.openclaw.tracking;

import io.openclaw.tracking.TrackingReader.Read;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts times whose zone is a {@link Guess} where the partner's own order of events allows them: not before an event that its list has
 * below them, not behind one that it has above them, and not before the parcel was asked for. A time with a zone is never touched, and a
 * guess moves only as far as some zone makes true: where none does, the list is in another order, and the guess stays.
 */
final class PartnerOrder {

    private static final Duration STEP = Duration.ofMillis(1);

    /** No zone is farther from UTC. */
    private static final Duration FARTHEST = Duration.ofHours(18);

    private final Instant since;
    private final Instant now;
    private final Map<String, Instant> stored;
    private final Map<String, Instant> moments = new HashMap<>();

    /**
     * @param since when the parcel was asked for
     * @param stored the moments of guessed times that were settled before, by the key of their statement
     */
    PartnerOrder(Instant since, Instant now, Map<String, Instant> stored) {
        this.since = since;
        this.now = now;
        this.stored = stored;
    }

    /** The statements of one document, each at its moment. */
    List<Read> settle(TrackingDocument document, List<Read> reads) {
        if (reads.stream().noneMatch(read -> read.guess() != null)) {
            return reads;
        }
        moments.clear();
        Map<Integer, List<Read>> lists = new TreeMap<>();
        reads.stream().filter(read -> !read.state() && read.time() != null).forEach(read -> lists.computeIfAbsent(
                        read.said().list(), l -> new ArrayList<>())
                .add(read));
        lists.values().forEach(list -> {
            Collections.reverse(list);
            settle(list, document.newestFirst());
        });
        reads.stream()
                .filter(read -> read.said().newest() && read.guess() != null && !read.state())
                .forEach(read -> latest(reads, read)
                        .ifPresent(others -> put(read, notBefore(read, moment(read), others, others.plus(STEP)))));
        return reads.stream().map(read -> settled(read, reads)).toList();
    }

    /** @param list the oldest first, where the vendor says so */
    private void settle(List<Read> list, boolean ordered) {
        Instant[] ceilings = ordered ? ceilings(list) : new Instant[list.size()];
        Instant floor = since;
        boolean below = false; // whether the floor is an event of the list
        // Two guesses of one place have one clock: while it is not moved, it tells their order better than the list.
        Map<String, Instant> unmoved = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            Read read = list.get(i);
            Instant at = moment(read);
            if (read.guess() != null) {
                Instant likely = likely(read, list, i);
                String place = String.valueOf(read.event().countryCode());
                at = stored.getOrDefault(read.event().key(), likely);
                if (ceilings[i] != null
                        && at.isAfter(ceilings[i])
                        && read.guess().allows(ceilings[i])) {
                    at = ceilings[i].minus(STEP);
                }
                at = notBefore(read, at, floor, below ? floor.plus(STEP) : floor);
                for (Map.Entry<String, Instant> other : unmoved.entrySet()) {
                    if (ordered && !other.getKey().equals(place)) {
                        at = notBefore(
                                read, at, other.getValue(), other.getValue().plus(STEP));
                    }
                }
                put(read, at);
                if (at.equals(likely)) {
                    unmoved.merge(place, at, (one, two) -> one.isAfter(two) ? one : two);
                    continue;
                }
            }
            if (ordered && !at.isBefore(floor)) {
                floor = at;
                below = true;
            }
        }
    }

    /** The earliest time with a zone above each, or null. */
    private Instant[] ceilings(List<Read> list) {
        Instant[] ceilings = new Instant[list.size()];
        Instant ceiling = null;
        for (int i = list.size() - 1; i >= 0; i--) {
            ceilings[i] = ceiling;
            Read read = list.get(i);
            if (read.guess() == null && (ceiling == null || moment(read).isBefore(ceiling))) {
                ceiling = moment(read);
            }
        }
        return ceilings;
    }

    /** The given moment, or the later one where it lies before the bound and some zone allows that. */
    private static Instant notBefore(Read read, Instant at, Instant bound, Instant later) {
        return at.isBefore(bound) && read.guess().allows(bound) ? later : at;
    }

    /** By the clock of the nearest event of the same place that has a zone, else as it was read. */
    private Instant likely(Read read, List<Read> list, int place) {
        for (int distance = 1; distance < list.size(); distance++) {
            for (int i : new int[] {place - distance, place + distance}) {
                Optional<Instant> by = i < 0 || i >= list.size() ? Optional.empty() : by(list.get(i), read);
                if (by.isPresent()) {
                    return by.get();
                }
            }
        }
        return read.event().occurredAt();
    }

    private Optional<Instant> by(Read other, Read read) {
        EventTime time = other.time();
        String country = read.event().countryCode();
        String location = read.event().location();
        boolean there = country == null
                ? location != null && location.equalsIgnoreCase(other.event().location())
                : country.equals(other.event().countryCode());
        if (!there || time.source() != EventTime.Source.GIVEN || time.local() == null) {
            return Optional.empty();
        }
        Duration ahead = Duration.between(time.instant(), time.local().toInstant(ZoneOffset.UTC));
        if (ahead.isZero()
                || ahead.abs().compareTo(FARTHEST) > 0) { // UTC is how vendors write a time, not where they saw it
            return Optional.empty();
        }
        return read.guess()
                .by(ZoneOffset.ofTotalSeconds((int) ahead.toSeconds()))
                .filter(at -> !at.isAfter(now));
    }

    private Optional<Instant> latest(List<Read> reads, Read but) {
        return reads.stream()
                .filter(read -> read != but && !read.state() && read.time() != null)
                .map(this::moment)
                .max(Instant::compareTo);
    }

    /** A state follows the last event. */
    private Read settled(Read read, List<Read> reads) {
        if (read.guess() == null) {
            return read;
        }
        if (!read.state()) {
            return read.with(read.event().at(moment(read)));
        }
        Instant at = read.event().occurredAt().minus(read.after());
        Instant last = latest(reads, null)
                .filter(one -> one.isAfter(at) && read.guess().allows(one))
                .orElse(at);
        return read.with(read.event().at(last.plus(read.after())));
    }

    private void put(Read read, Instant at) {
        moments.put(read.event().key(), at);
    }

    private Instant moment(Read read) {
        return moments.getOrDefault(read.event().key(), read.event().occurredAt());
    }
}
