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
        String countryCode) {

    public TrackingEvent {
        flags = Set.copyOf(flags);
    }
}
