package io.openclaw.tracking;

import java.util.List;

/**
 * What one message says, read and sorted: by parcel, and within a parcel as things happened.
 *
 * @param events statements about parcels of ours, new or not
 * @param unknownNumbers numbers that belong to no parcel (yet)
 */
public record TrackingBatch(List<TrackingEvent> events, List<String> unknownNumbers) {

    public TrackingBatch {
        events = List.copyOf(events);
        unknownNumbers = List.copyOf(unknownNumbers);
    }
}
