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
 */
record EventMatch(String type, Map<String, List<String>> when, Map<String, List<String>> unless, Milestone from) {

    EventMatch {
        when = Map.copyOf(when);
        unless = Map.copyOf(unless);
    }

    static EventMatch read(DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields = entry.fields(List.of("event", "when", "unless", "from"));
        if (!fields.containsKey("event")) {
            throw entry.error("'event' is missing");
        }
        DataFile.Entry from = fields.get("from");
        Milestone least = from == null
                ? null
                : Milestone.find(from.text())
                        .filter(Milestone::ranked)
                        .orElseThrow(() -> from.error("'" + from.text() + "' is not a milestone with a rank"));
        return new EventMatch(
                fields.get("event").text(), values(fields.get("when")), values(fields.get("unless")), least);
    }

    private static Map<String, List<String>> values(DataFile.Entry entry) {
        Map<String, List<String>> values = new HashMap<>();
        if (entry != null) {
            entry.fields().forEach((field, value) -> values.put(field, value.texts()));
        }
        return values;
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
