package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.tracking.TrackingReader.Read;
import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what one message says of one parcel: each statement at its moment, known where it was made before, marked where it is of another parcel. */
final class ReportReader {

    private ReportReader() {}

    static TrackingBatch.Report read(
            TrackingReader reader,
            ParcelRow parcel,
            Account source,
            List<EventRow> history,
            List<TrackingDocument> documents,
            boolean stopped,
            Instant now) {
        String origin = reader.origin(parcel.warehouse());
        Instant since = parcel.since().toInstant();
        Map<String, Instant> stored = new HashMap<>();
        history.stream()
                .filter(row -> row.timeSource().guessed() && row.source().equals(source.id()))
                .forEach(row -> stored.put(row.key(), row.occurredAt()));
        PartnerOrder order = new PartnerOrder(since, now, stored);
        Recognition recognition = new Recognition(history);
        Map<String, Instant> moved = new HashMap<>();
        for (TrackingDocument document : documents) {
            List<Read> reads = document.events().stream()
                    .map(statement -> reader.read(statement, parcel.parcelNo(), source, origin))
                    .toList();
            for (Read read : ForeignHistory.mark(document, order.settle(document, reads), since)) {
                recognition.add(read);
                Instant before = stored.get(read.event().key());
                Instant at = read.event().occurredAt();
                if (before != null && read.guess() != null && !read.state() && !at.equals(before)) {
                    moved.put(read.event().key(), at);
                }
            }
        }
        List<TrackingEvent> sorted = recognition.events().stream()
                .sorted(Comparator.comparing(TrackingEvent::occurredAt)
                        .thenComparing(
                                e -> e.milestone() == null ? 0 : e.milestone().rank())
                        .thenComparing(TrackingEvent::key))
                .toList();
        return new TrackingBatch.Report(parcel, source, history, sorted, moved, recognition.unread(), stopped);
    }
}
