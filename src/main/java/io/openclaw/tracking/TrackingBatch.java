package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.util.List;

/**
 * What one message says, read and sorted by parcel; of use only in the transaction that holds those parcels.
 *
 * @param unknownNumbers numbers that belong to no parcel (yet)
 */
public record TrackingBatch(List<Report> reports, List<String> unknownNumbers) {

    public TrackingBatch {
        reports = List.copyOf(reports);
        unknownNumbers = List.copyOf(unknownNumbers);
    }

    /**
     * What is said about one parcel, and what was said before.
     *
     * @param events new or not, as they happened
     */
    record Report(ParcelRow parcel, List<EventRow> history, List<TrackingEvent> events) {

        Report {
            history = List.copyOf(history);
            events = List.copyOf(events);
        }
    }

    /** Statements about parcels of ours, new or not. */
    public List<TrackingEvent> events() {
        return reports.stream().flatMap(report -> report.events().stream()).toList();
    }
}
