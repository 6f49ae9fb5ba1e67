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
        return new TrackingEvent(
                tenant,
                parcelNo,
                key,
                source,
                other,
                timeSource,
                rawTime,
                milestone,
                reason,
                flags,
                code,
                codeKnown,
                description,
                location,
                countryCode,
                twinOf);
    }

    TrackingEvent withKey(String other) {
        return copy(other, new Twins.Meaning(milestone, reason, flags), null);
    }

    TrackingEvent enriching(long seq, String other, Twins.Meaning together) {
        return copy(other, together, seq);
    }

    private TrackingEvent copy(String newKey, Twins.Meaning meaning, Long twin) {
        return new TrackingEvent(
                tenant,
                parcelNo,
                newKey,
                source,
                occurredAt,
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
                twin);
    }
}
