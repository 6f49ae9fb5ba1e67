package io.openclaw.tracking;

import io.openclaw.account.Account;
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
     * @param source account that says it
     * @param events new or not, as they happened
     * @param stopped whether the parcel's number in force is followed no more
     */
    record Report(
            ParcelRow parcel, Account source, List<EventRow> history, List<TrackingEvent> events, boolean stopped) {

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
