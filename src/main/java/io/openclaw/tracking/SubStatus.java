package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.EventRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The vendor's word for where the parcel is: that of the statement which set the milestone in force. Before there is a milestone, that of what
 * happened last; statements without a clock count where none has one.
 */
final class SubStatus {

    /** What was said, when, and in which word of the vendor's. */
    private record Said(String key, Instant at, boolean clocked, String code) {}

    private SubStatus() {}

    /** @param told what is new, beside the history */
    static String of(List<EventRow> history, List<TrackingEvent> told, Journey.State state) {
        List<Said> said = new ArrayList<>();
        history.forEach(row -> said.add(new Said(row.key(), row.occurredAt(), row.clocked(), row.code())));
        told.forEach(e -> said.add(new Said(e.key(), e.occurredAt(), e.clocked(), e.code())));
        if (state.setBy() != null) {
            return said.stream()
                    .filter(one -> one.key().equals(state.setBy()) && one.code() != null)
                    .map(Said::code)
                    .findFirst()
                    .orElse(null);
        }
        boolean dated = said.stream().anyMatch(Said::clocked);
        return said.stream()
                .filter(one -> one.clocked() == dated)
                .reduce((one, other) -> other.at().isBefore(one.at()) ? one : other)
                .map(Said::code)
                .orElse(null);
    }
}
