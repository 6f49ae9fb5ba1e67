package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.EventRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells which statements of one message about one parcel were made before, and under which key: by the same account, by the same
 * account when keys had a shorter form, or by another account.
 */
final class Recognition {

    private final List<EventRow> history;
    private final Map<String, TrackingEvent> events = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private final Map<Long, TrackingEvent> unread = new HashMap<>();

    Recognition(List<EventRow> history) {
        this.history = history;
    }

    void add(TrackingReader.Read read) {
        TrackingEvent event = known(read);
        events.putIfAbsent(event.key(), read.state() ? afterOthers(event) : event);
    }

    Collection<TrackingEvent> events() {
        return events.values();
    }

    /** What is said for the first time in a code that the vendor's table has not, of statements (by their seq) that another account made. */
    Map<Long, TrackingEvent> unread() {
        return unread;
    }

    /**
     * A statement that was made before takes the key of the former; one that says more of what another account said is to be taken up
     * by that row.
     */
    private TrackingEvent known(TrackingReader.Read read) {
        TrackingEvent event = read.event();
        if (stored(event.key()).isPresent()) {
            return event;
        }
        Optional<EventRow> former = stored(read.formerKey()).filter(row -> TrackingReader.normalText(row.description())
                .equals(TrackingReader.normalText(event.description())));
        if (former.isPresent()) {
            return event.withKey(former.get().key());
        }
        Optional<EventRow> twin = Twins.find(history, event, taken);
        if (twin.isEmpty()) {
            return event;
        }
        taken.add(twin.get().seq());
        if (!event.codeKnown() && event.code() != null && twin.get().twinCode() == null) {
            unread.put(twin.get().seq(), event);
        }
        Twins.Meaning together = Twins.together(twin.get(), event);
        return together.exceeds(twin.get())
                ? event.enriching(twin.get().seq(), twin.get().key() + "+" + event.key(), together)
                : event.withKey(twin.get().key());
    }

    private Optional<EventRow> stored(String key) {
        return history.stream().filter(row -> row.key().equals(key)).findFirst();
    }

    /** Of several states told beside one event, the one heard later is the later one. */
    private TrackingEvent afterOthers(TrackingEvent event) {
        if (!event.clocked() || stored(event.key()).isPresent()) {
            return event;
        }
        List<Instant> others = new ArrayList<>(Stream.concat(
                        history.stream().map(EventRow::occurredAt),
                        events.values().stream().map(TrackingEvent::occurredAt))
                .toList());
        Instant at = event.occurredAt();
        while (others.contains(at)) {
            at = at.plus(TrackingReader.AFTER);
        }
        return event.at(at);
    }
}
