package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.EventRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The vendor's word for where the parcel is: that of what happened last. Statements without a clock count where none has one, and
 * where they alone say how the parcel ended.
 */
final class LatestWord {

    /** What was said, when, and in which word of the vendor's. */
    private record Said(Instant at, boolean clocked, Milestone milestone, String code) {}

    private LatestWord() {}

    /** @param reached where the parcel is, or null */
    static String of(List<EventRow> history, List<TrackingEvent> told, Milestone reached) {
        List<Said> said = new ArrayList<>();
        history.forEach(row -> said.add(new Said(row.occurredAt(), row.clocked(), row.milestone(), row.code())));
        told.forEach(e -> said.add(new Said(e.occurredAt(), e.clocked(), e.milestone(), e.code())));
        boolean dated = said.stream().anyMatch(Said::clocked);
        boolean undatedEnd = reached != null
                && reached.terminal()
                && said.stream().noneMatch(one -> one.clocked() && one.milestone() == reached);
        return said.stream()
                .filter(one -> undatedEnd ? one.milestone() == reached : one.clocked() == dated)
                .reduce((one, other) -> other.at().isBefore(one.at()) ? one : other)
                .map(Said::code)
                .orElse(null);
    }
}
