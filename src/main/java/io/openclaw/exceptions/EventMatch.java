package io.openclaw.exceptions;

import io.openclaw.tracking.DataFile;
import io.openclaw.tracking.Milestone;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code opened_by} or {@code resolved_by}.
 *
 * @param type event type
 * @param when fields that must have one of the values; a list must contain one
 * @param unless fields that must not
 * @param from least milestone of the parcel, or null
 * @param whileOpen causes of which a case has to be open about the same; empty for any time. What it opens follows that case
 * @param unlessDone actions about that case after which nothing follows it
 */
record EventMatch(
        String type,
        Map<String, List<String>> when,
        Map<String, List<String>> unless,
        Milestone from,
        List<String> whileOpen,
        List<String> unlessDone) {

    EventMatch {
        when = Map.copyOf(when);
        unless = Map.copyOf(unless);
    }

    /** A line of {@code resolved_by}. */
    static EventMatch read(DataFile.Entry entry) {
        return read(entry, List.of("event", "when", "unless", "from"));
    }

    /** A line of {@code opened_by}, which may go by another case. */
    static EventMatch readOpening(DataFile.Entry entry) {
        return read(entry, List.of("event", "when", "unless", "from", "while_open", "unless_done"));
    }

    private static EventMatch read(DataFile.Entry entry, List<String> allowed) {
        Map<String, DataFile.Entry> fields = entry.fields(allowed);
        if (!fields.containsKey("event")) {
            throw entry.error("'event' is missing");
        }
        DataFile.Entry from = fields.get("from");
        Milestone least = from == null
                ? null
                : Milestone.find(from.text())
                        .filter(Milestone::ranked)
                        .orElseThrow(() -> from.error("'" + from.text() + "' is not a milestone with a rank"));
        if (fields.containsKey("unless_done") && !fields.containsKey("while_open")) {
            throw fields.get("unless_done").error("'unless_done' is about the case that 'while_open' names");
        }
        return new EventMatch(
                fields.get("event").text(),
                values(fields.get("when")),
                values(fields.get("unless")),
                least,
                texts(fields.get("while_open")),
                texts(fields.get("unless_done")));
    }

    private static List<String> texts(DataFile.Entry entry) {
        return entry == null ? List.of() : List.copyOf(entry.texts());
    }

    private static Map<String, List<String>> values(DataFile.Entry entry) {
        Map<String, List<String>> values = new HashMap<>();
        if (entry != null) {
            entry.fields().forEach((field, value) -> values.put(field, value.texts()));
        }
        return values;
    }

    /** Whether it goes by another case that has to be open. */
    boolean follows() {
        return !whileOpen.isEmpty();
    }

    boolean matches(String eventType, Map<String, Object> data) {
        return type.equals(eventType)
                && when.entrySet().stream().allMatch(e -> has(data.get(e.getKey()), e.getValue()))
                && unless.entrySet().stream().noneMatch(e -> has(data.get(e.getKey()), e.getValue()))
                && (from == null
                        || Milestone.find(String.valueOf(data.get("milestone")))
                                .filter(m -> m.reached(from))
                                .isPresent());
    }

    private static boolean has(Object value, List<String> wanted) {
        if (value instanceof Collection<?> values) {
            return values.stream().anyMatch(v -> wanted.contains(String.valueOf(v)));
        }
        return value != null && wanted.contains(value.toString());
    }
}
