package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.plan.ShippingChoice.Option;
import io.openclaw.sourcing.rules.SourcingRules;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which of the services asked is the best, and why, in words. */
final class ServiceOrder {

    private final SourcingRules.Choice wish;

    ServiceOrder(SourcingRules.Choice wish) {
        this.wish = wish;
    }

    /** The order of the file decides what nothing else does: sorting keeps it. */
    Comparator<Option> order() {
        Comparator<Option> taken = Comparator.comparingInt(option -> option.taken() ? 0 : 1);
        Comparator<Option> inTime = taken.thenComparingInt(option -> option.late() == null ? 0 : 1);
        Comparator<Option> cheap = Comparator.comparing(Option::cost, Comparator.nullsLast(Comparator.naturalOrder()));
        Comparator<Option> fast =
                Comparator.comparing(Option::arrives, Comparator.nullsLast(OffsetDateTime.timeLineOrder()));
        return switch (wish.mode()) {
            case CHEAPEST -> inTime.thenComparing(cheap).thenComparing(fast);
            case FASTEST -> inTime.thenComparing(fast).thenComparing(cheap);
            case PREFERENCE ->
                inTime.thenComparingInt(option -> place(option))
                        .thenComparing(cheap)
                        .thenComparing(fast);
        };
    }

    private int place(Option option) {
        int own = wish.preferred().indexOf(option.name());
        int any = option.service() == null ? -1 : wish.preferred().indexOf(option.service());
        int place = own < 0 ? any : own;
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    /** Why the first of them was taken. */
    String why(List<Option> options) {
        List<Option> usable = options.stream().filter(Option::taken).toList();
        Option best = usable.get(0);
        List<Option> unknown = usable.stream().filter(this::incomparable).toList();
        int compared = incomparable(best) ? usable.size() : usable.size() - unknown.size();
        StringBuilder words = new StringBuilder();
        if (usable.size() == 1) {
            words.append(options.size() == 1 ? "the only service" : "the only service that takes it");
        } else {
            words.append(
                    switch (wish.mode()) {
                        case CHEAPEST -> first(best, compared, "cheapest of ", "the only one with a price");
                        case FASTEST -> first(best, compared, "fastest of ", "the only one whose time is known");
                        case PREFERENCE ->
                            (place(best) == Integer.MAX_VALUE ? "first of " : "preferred among ") + usable.size();
                    });
            long late = usable.stream().filter(option -> option.late() != null).count();
            if (best.late() == null && late > 0) {
                words.append(late == usable.size() - 1L ? ", the only one in time" : " that are in time or late");
            }
        }
        if (best.quote() != null && best.quote().remark() != null) {
            words.append(" (").append(best.quote().remark()).append(')');
        } else if (best.cost() == null) {
            words.append(", price unknown");
        }
        if (best.late() != null) {
            words.append(", though it ").append(best.late());
        }
        if (compared < usable.size()) {
            words.append("; left out because no rate card ")
                    .append(
                            wish.mode() == SourcingRules.Choice.Mode.CHEAPEST
                                    ? "prices it: "
                                    : "says how long it takes: ")
                    .append(unknown.stream().map(Option::name).collect(Collectors.joining(", ")));
        }
        return words.toString();
    }

    /** What is looked for is not known of it, so that it comes after all of which it is. */
    private boolean incomparable(Option option) {
        return switch (wish.mode()) {
            case CHEAPEST -> option.cost() == null;
            case FASTEST -> option.arrives() == null;
            case PREFERENCE -> false;
        };
    }

    private String first(Option best, int compared, String of, String alone) {
        return incomparable(best) ? "first of " + compared : compared == 1 ? alone : of + compared;
    }

    /**
     * Why none was.
     *
     * @param missing what kept sellers from being asked; null for nothing
     */
    static String none(List<Option> options, String missing) {
        if (options.isEmpty()) {
            return missing == null ? "has no service it may use" : missing;
        }
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        options.forEach(option -> byReason.computeIfAbsent(option.refusal(), reason -> new ArrayList<>())
                .add(option.name()));
        StringBuilder words = new StringBuilder("has no service that takes it: ");
        byReason.forEach((reason, names) -> words.append(String.join(" and ", names))
                .append(' ')
                .append(reason)
                .append("; "));
        return words.substring(0, words.length() - 2);
    }
}
