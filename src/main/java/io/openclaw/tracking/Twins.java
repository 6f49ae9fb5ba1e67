package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.EventRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the statement that a carrier and an aggregator both make. Two accounts say the same when it is of the same second and has
 * the same text or the same milestone; a statement without a clock is of no second. One of them may know it better: together they mean the further milestone, every flag,
 * and the reason of whoever has one, whichever came first. Within one account two statements of one second are two.
 */
final class Twins {

    /** What two statements mean together. */
    record Meaning(Milestone milestone, String reason, Set<Flag> flags) {

        /** Whether it is more than the row says by itself. */
        boolean exceeds(EventRow row) {
            return milestone != row.milestone()
                    || !flags.equals(row.flags())
                    || !Reason.isUnknown(reason) && !reason.equals(row.reason());
        }
    }

    private Twins() {}

    /**
     * The row that says what the event says; none where the event is stored itself.
     *
     * @param taken rows that other statements of the same message say already: those are the same only where the text is
     */
    static Optional<EventRow> find(List<EventRow> history, TrackingEvent event, Set<Long> taken) {
        if (!event.clocked() || history.stream().anyMatch(row -> row.key().equals(event.key()))) {
            return Optional.empty();
        }
        List<EventRow> others = history.stream()
                .filter(row -> row.clocked()
                        && !row.source().equals(event.source())
                        && row.occurredAt().getEpochSecond()
                                == event.occurredAt().getEpochSecond())
                .toList();
        return others.stream().filter(row -> sameText(row, event)).findFirst().or(() -> others.stream()
                .filter(row -> !taken.contains(row.seq()) && sameWord(row, event))
                .findFirst());
    }

    private static boolean sameText(EventRow row, TrackingEvent event) {
        String text = TrackingReader.normalText(event.description());
        return !text.isEmpty() && text.equals(TrackingReader.normalText(row.description()));
    }

    private static boolean sameWord(EventRow row, TrackingEvent event) {
        return event.milestone() == null
                ? row.milestone() == null
                        && event.code() != null
                        && event.code().equalsIgnoreCase(row.code())
                : event.milestone() == row.milestone();
    }

    static Meaning together(EventRow row, TrackingEvent event) {
        return together(row.meaning(), new Meaning(event.milestone(), event.reason(), event.flags()));
    }

    static Meaning together(Meaning one, Meaning other) {
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        flags.addAll(one.flags());
        flags.addAll(other.flags());
        return new Meaning(further(one.milestone(), other.milestone()), reason(one.reason(), other.reason()), flags);
    }

    private static Milestone further(Milestone one, Milestone other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (one.rank() != other.rank()) {
            return one.rank() > other.rank() ? one : other;
        }
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Of two reasons the same one is taken, whichever was told first. */
    private static String reason(String one, String other) {
        if (Reason.isUnknown(one) || Reason.isUnknown(other)) {
            return Reason.isUnknown(one) ? (other == null ? one : other) : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }
}
