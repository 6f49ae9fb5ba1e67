package io.openclaw.tracking;

import java.time.Instant;
import java.util.Set;

/**
 * One statement about one parcel, in the hub's words.
 *
 * @param key identity within the parcel; the same statement from two sources has one key
 * @param source account that reported it
 * @param milestone null for an unknown code and for what says nothing about progress
 * @param code the vendor's own word, or null
 * @param codeKnown whether the vendor's table has the code
 * @param foreign whether it is of an earlier parcel that bore the number: shown, and else of no account
 * @param twinOf the stored statement (its seq) of another account that this one says more of; null for one of its own
 */
public record TrackingEvent(
        String tenant,
        String parcelNo,
        String key,
        String source,
        Instant occurredAt,
        EventTime.Source timeSource,
        String rawTime,
        Milestone milestone,
        String reason,
        Set<Flag> flags,
        String code,
        boolean codeKnown,
        String description,
        String location,
        String countryCode,
        boolean foreign,
        Long twinOf) {

    public TrackingEvent {
        flags = Set.copyOf(flags);
    }

    /** Whether the vendor said when. */
    boolean clocked() {
        return timeSource != EventTime.Source.RECEIVED;
    }

    Journey.Fact fact() {
        return new Journey.Fact(key, occurredAt, clocked(), milestone, flags, reason);
    }

    TrackingEvent at(Instant other) {
        return copy(key, other, meaning(), foreign, twinOf);
    }

    TrackingEvent withKey(String other) {
        return copy(other, occurredAt, meaning(), foreign, null);
    }

    /** The same as history of another parcel. Without a time it may be said of this one another day: it is known by another key then. */
    TrackingEvent ofAnother() {
        return copy(clocked() ? key : key + "|foreign", occurredAt, meaning(), true, null);
    }

    TrackingEvent enriching(long seq, String other, Twins.Meaning together) {
        return copy(other, occurredAt, together, foreign, seq);
    }

    private Twins.Meaning meaning() {
        return new Twins.Meaning(milestone, reason, flags);
    }

    private TrackingEvent copy(String newKey, Instant at, Twins.Meaning meaning, boolean ofAnother, Long twin) {
        return new TrackingEvent(
                tenant,
                parcelNo,
                newKey,
                source,
                at,
                timeSource,
                rawTime,
                meaning.milestone(),
                meaning.reason(),
                meaning.flags(),
                code,
                codeKnown,
                description,
                location,
                countryCode,
                ofAnother,
                twin);
    }
}
