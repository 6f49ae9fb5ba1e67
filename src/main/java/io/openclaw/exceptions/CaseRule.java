package io.openclaw.exceptions;

import io.openclaw.outbox.Event;
import io.openclaw.tracking.DataFile;
import io.openclaw.tracking.Milestone;
import io.openclaw.tracking.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One cause of {@code config/exceptions.yaml}.
 *
 * @param reason the contract's word, where the event has none
 * @param reasonFrom field of the event that has it, or null
 * @param actions what may be done about it; to close it is always among them
 * @param actionsFor the actions instead, for reasons about which others help
 * @param clock hours after which it opens by itself, by milestone; under {@link #ANY} where the milestone makes no difference
 * @param clockExcept codes of the holds that the clock passes over
 */
record CaseRule(
        String cause,
        String reason,
        String reasonFrom,
        Severity severity,
        Subject subject,
        String owner,
        Duration due,
        List<String> actions,
        Map<String, List<String>> actionsFor,
        List<EventMatch> openedBy,
        List<EventMatch> resolvedBy,
        Map<String, Duration> clock,
        List<String> clockExcept) {

    /** The event that a due clock emits. */
    static final String CASE_DUE = "case.due";

    static final String ANY = "*";

    /** Whatever a case is about, somebody may close it; no file has to say so. */
    static final String CLOSE = "close";

    enum Severity {
        INFO,
        WARNING,
        CRITICAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Subject {
        ORDER(null),
        FULFILLMENT(null),
        ACCOUNT(null),
        /** What an account sells under one code; the event names it as {@code subject}. */
        LISTING("subject"),
        /** A SKU of a warehouse; the event names it as {@code sku}. */
        STOCK("sku"),
        /** What a warehouse took back; the event has the name it came under as {@code reference}. */
        GOODS("reference"),
        /** What a platform asks for; the event has the {@code reference} it asked under. */
        REQUEST("reference");

        private final String field;

        Subject(String field) {
            this.field = field;
        }

        /** What of the account the event is about; null where the case is about the whole of it, or about an order. */
        String part(Event event) {
            return field == null ? null : event.text(field);
        }

        /** True where the case belongs to an order or a part of one. */
        boolean ofOrder() {
            return this == ORDER || this == FULFILLMENT;
        }
    }

    static CaseRule read(String cause, DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields = entry.fields(List.of(
                "reason",
                "reason_from",
                "severity",
                "subject",
                "owner",
                "due_hours",
                "actions",
                "actions_for",
                "opened_by",
                "resolved_by",
                "clock"));
        for (String needed : List.of("reason", "severity", "subject", "owner", "due_hours", "actions")) {
            if (!fields.containsKey(needed)) {
                throw entry.error("cause '" + cause + "' has no '" + needed + "'");
            }
        }
        if (!Reason.isKnown(fields.get("reason").text())) {
            throw fields.get("reason").error("'" + fields.get("reason").text() + "' is not a reason of the contract");
        }
        if (!fields.containsKey("opened_by") && !fields.containsKey("clock")) {
            throw entry.error("cause '" + cause + "' is opened by nothing: 'opened_by' or 'clock' has to be there");
        }
        List<String> except = new ArrayList<>();
        Map<String, Duration> clock = clock(fields.get("clock"), except);
        return new CaseRule(
                cause,
                fields.get("reason").text(),
                fields.containsKey("reason_from") ? fields.get("reason_from").text() : null,
                word(Severity.class, fields.get("severity")),
                word(Subject.class, fields.get("subject")),
                fields.get("owner").text(),
                Duration.ofHours(fields.get("due_hours").number()),
                actions(fields.get("actions").texts()),
                actionsFor(fields.get("actions_for")),
                matches(fields.get("opened_by"), EventMatch::readOpening),
                matches(fields.get("resolved_by"), EventMatch::read),
                clock,
                List.copyOf(except));
    }

    private static Map<String, List<String>> actionsFor(DataFile.Entry entry) {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        if (entry != null) {
            entry.fields().forEach((reason, words) -> {
                if (!Reason.isKnown(reason)) {
                    throw words.error("'" + reason + "' is not a reason of the contract");
                }
                actions.put(reason, actions(words.texts()));
            });
        }
        return Map.copyOf(actions);
    }

    /** What may be done about it, where it is so for that reason. */
    List<String> actions(String reason) {
        return actionsFor.getOrDefault(reason, actions);
    }

    private static List<String> actions(List<String> stated) {
        return Stream.concat(stated.stream(), Stream.of(CLOSE)).distinct().toList();
    }

    private static Map<String, Duration> clock(DataFile.Entry entry, List<String> except) {
        Map<String, Duration> clock = new LinkedHashMap<>();
        if (entry == null) {
            return clock;
        }
        entry.fields().forEach((name, value) -> {
            if (name.equals("except")) {
                except.addAll(value.texts());
            } else if (name.equals("hours")) {
                clock.put(ANY, hours(value));
            } else if (Milestone.find(name).isPresent()) {
                clock.put(name, hours(value));
            } else {
                throw value.error("'" + name + "' is neither 'hours', 'except' nor a milestone");
            }
        });
        return clock;
    }

    private static Duration hours(DataFile.Entry entry) {
        int hours = entry.number();
        if (hours < 0) {
            throw entry.error("'" + entry.name() + "' cannot be negative");
        }
        return Duration.ofHours(hours);
    }

    private static List<EventMatch> matches(DataFile.Entry entry, Function<DataFile.Entry, EventMatch> line) {
        return entry == null ? List.of() : entry.items().stream().map(line).toList();
    }

    private static <E extends Enum<E>> E word(Class<E> type, DataFile.Entry entry) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(entry.text())) {
                return constant;
            }
        }
        throw entry.error("'" + entry.text() + "' is none of "
                + String.join(
                        ", ",
                        Arrays.stream(type.getEnumConstants())
                                .map(c -> c.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }

    boolean opens(String type, Map<String, Object> data) {
        return type.equals(CASE_DUE) && !clock.isEmpty() && cause.equals(data.get("cause"))
                || openedBy.stream().anyMatch(m -> !m.follows() && m.matches(type, data));
    }

    /** The lines by which the event opens it where another case is open. */
    List<EventMatch> following(String type, Map<String, Object> data) {
        return openedBy.stream()
                .filter(m -> m.follows() && m.matches(type, data))
                .toList();
    }

    /** Other causes it names. */
    Set<String> followed() {
        return openedBy.stream().flatMap(m -> m.whileOpen().stream()).collect(Collectors.toSet());
    }

    boolean resolves(String type, Map<String, Object> data) {
        return resolvedBy.stream().anyMatch(m -> m.matches(type, data));
    }

    /** The reason the event gives, else the rule's own. */
    String reason(Map<String, Object> data) {
        return stated(data).orElse(reason);
    }

    /** The reason the event gives. */
    Optional<String> stated(Map<String, Object> data) {
        Object found = data;
        if (reasonFrom != null) {
            for (String part : reasonFrom.split("\\.")) {
                found = found instanceof Map<?, ?> map ? map.get(part) : null;
            }
        }
        return reasonFrom != null && found instanceof String word && Reason.isKnown(word)
                ? Optional.of(word)
                : Optional.empty();
    }
}
