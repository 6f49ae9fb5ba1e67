package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
     * @param moved statements that were stored with a guessed time, by their key, and the moment the partner's order puts them to now
     * @param unread statements of another account, by their seq, that are made here in a code which the table has not
     * @param stopped whether the parcel's number in force is followed no more
     */
    record Report(
            ParcelRow parcel,
            Account source,
            List<EventRow> history,
            List<TrackingEvent> events,
            Map<String, Instant> moved,
            Map<Long, TrackingEvent> unread,
            boolean stopped) {

        Report {
            history = List.copyOf(history);
            events = List.copyOf(events);
            moved = Map.copyOf(moved);
            unread = Map.copyOf(unread);
        }

        /** The same statements, the parcel and its history being others by now. */
        Report about(ParcelRow other, List<EventRow> before) {
            return new Report(other, source, before, events, moved, unread, stopped);
        }

        /** What was said before about this parcel and no other under its number. */
        List<EventRow> ownHistory() {
            return history.stream().filter(row -> !row.foreign()).toList();
        }

        /** What is said for the first time, or says more of what was said, of this parcel or of another under its number. */
        List<TrackingEvent> fresh(boolean foreign) {
            return events.stream()
                    .filter(event -> event.twinOf() != null || row(event) == null)
                    .filter(event -> ofAnother(event) == foreign)
                    .toList();
        }

        /** Whether something is told for the first time of another parcel under the number, and nothing ever was of this one. */
        boolean foreignOnly() {
            return ownHistory().isEmpty()
                    && fresh(false).isEmpty()
                    && fresh(true).stream().anyMatch(event -> event.twinOf() == null);
        }

        private boolean ofAnother(TrackingEvent event) {
            return event.twinOf() == null
                    ? event.foreign()
                    : history.stream().anyMatch(row -> row.seq() == event.twinOf() && row.foreign());
        }

        private EventRow row(TrackingEvent event) {
            return history.stream()
                    .filter(row -> row.key().equals(event.key()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Statements about parcels of ours, new or not. */
    public List<TrackingEvent> events() {
        return reports.stream().flatMap(report -> report.events().stream()).toList();
    }

    /**
     * Parcels of which nothing was told but what befell an earlier one under their number, where this message tells something new of that.
     * To be asked after it was {@link Tracking#record recorded}, in the same transaction.
     */
    public List<TrackingForeign> foreign() {
        return reports.stream()
                .filter(Report::foreignOnly)
                .map(TrackingForeign::of)
                .toList();
    }

    /** What this message tells for the first time in codes that the vendor's table has not. */
    List<TrackingEvent> unknown() {
        return reports.stream()
                .flatMap(report -> Stream.concat(
                        Stream.of(false, true).flatMap(foreign -> report.fresh(foreign).stream()),
                        report.unread().values().stream()))
                .filter(event -> !event.codeKnown() && event.code() != null)
                .toList();
    }
}
