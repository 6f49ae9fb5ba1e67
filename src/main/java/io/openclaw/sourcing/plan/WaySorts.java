package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.SourcingRules.Sort;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts ways to serve an order in a rule's order: fewest parcels, in time, then as the rule sorts. For one decision. */
final class WaySorts {

    private final SourcingRules rules;
    private final Demand demand;
    private final WarehouseFilters filters;
    private final String currency;
    private final Map<String, Integer> place = new HashMap<>();

    /** @param currency of every cost */
    WaySorts(SourcingRules rules, Demand demand, WarehouseFilters filters, String currency) {
        this.rules = rules;
        this.demand = demand;
        this.filters = filters;
        this.currency = currency;
        rules.warehouses().keySet().forEach(warehouse -> place.put(warehouse, place.size()));
    }

    /** @param split whether the ways are splits: of as many parcels the cheapest goes first, whatever the rule sorts by */
    Comparator<Way> order(Rule rule, boolean split) {
        Comparator<Way> order = Comparator.comparingInt(Way::boxes)
                .thenComparingInt(way -> way.parts().size())
                .thenComparingInt(way -> way.late() ? 1 : 0);
        Comparator<Way> cost = Comparator.comparing(Way::cost, Comparator.nullsLast(Comparator.naturalOrder()));
        if (split) {
            order = order.thenComparing(cost);
        }
        for (Sort sort : rule.sorts()) {
            order = order.thenComparing(
                    switch (sort) {
                        case PRIORITY ->
                            Comparator.comparingInt(way -> way.parts().stream()
                                    .mapToInt(part -> listed(rule, part.warehouse()))
                                    .sum());
                        case HOME -> Comparator.comparingInt(way -> -atHome(way));
                        case COST -> cost;
                        case DISTANCE -> by(this::farthest);
                        case STOCK_BALANCE -> Comparator.comparingInt(way -> -balance(rule, way));
                        case FASTEST ->
                            Comparator.comparing(Way::arrives, Comparator.nullsLast(OffsetDateTime.timeLineOrder()));
                    });
        }
        return order.thenComparing(cost)
                .thenComparing(
                        way -> way.parts().stream().map(Way.Share::warehouse).collect(Collectors.joining(",")));
    }

    private static <T extends Comparable<? super T>> Comparator<Way> by(Function<Way, T> key) {
        return Comparator.comparing(key, Comparator.nullsLast(Comparator.naturalOrder()));
    }

    /** Place in the rule's list, else in the file's. */
    int listed(Rule rule, String warehouse) {
        int own = rule.warehouses().names().indexOf(warehouse);
        return own >= 0 ? own : place.getOrDefault(warehouse, place.size());
    }

    /** What put the first before the second. */
    String before(Rule rule, Way first, Way second) {
        String other = second.parts().stream().map(Way.Share::warehouse).collect(Collectors.joining(" and "));
        String by = first.boxes() < second.boxes()
                        || first.parts().size() < second.parts().size()
                ? "in fewer parcels"
                : !first.late() && second.late() ? "because it is in time" : null;
        if (by == null && first.parts().size() > 1) {
            by = "by cost";
        }
        for (Sort sort : by == null ? rule.sorts() : List.<Sort>of()) {
            Rule one = new Rule(
                    rule.name(), rule.warehouses(), List.of(sort), rule.split(), rule.choice(), rule.otherwise());
            if (differs(one, first, second)) {
                by = "by " + sort.word();
                break;
            }
        }
        String dear = first.cost() == null || second.cost() == null
                ? ""
                : " (" + PlanWords.money(second.cost(), currency) + ")";
        return "; before " + other + dear + (by == null ? "" : " " + by);
    }

    private boolean differs(Rule rule, Way first, Way second) {
        return switch (rule.sorts().get(0)) {
            case PRIORITY -> priority(rule, first) != priority(rule, second);
            case HOME -> atHome(first) != atHome(second);
            case COST -> !Objects.equals(first.cost(), second.cost());
            case DISTANCE -> !Objects.equals(farthest(first), farthest(second));
            case STOCK_BALANCE -> balance(rule, first) != balance(rule, second);
            case FASTEST -> !Objects.equals(instant(first), instant(second));
        };
    }

    private static Instant instant(Way way) {
        return way.arrives() == null ? null : way.arrives().toInstant();
    }

    private int priority(Rule rule, Way way) {
        return way.parts().stream()
                .mapToInt(part -> listed(rule, part.warehouse()))
                .sum();
    }

    private int atHome(Way way) {
        int units = 0;
        for (Way.Share part : way.parts()) {
            for (Demand.Line line : part.lines()) {
                String said = demand.goods(line.sku()).homeWarehouse();
                String home = said == null ? rules.home(line.sku()) : said;
                units += part.warehouse().equals(home) ? line.quantity() : 0;
            }
        }
        return units;
    }

    private Double farthest(Way way) {
        Double most = 0.0;
        for (Way.Share part : way.parts()) {
            Double km = filters.distance(part.warehouse());
            most = most == null || km == null ? null : Double.valueOf(Math.max(most, km));
        }
        return most;
    }

    /** Units the scarcest SKU leaves behind. */
    private int balance(Rule rule, Way way) {
        int least = Integer.MAX_VALUE;
        for (Way.Share part : way.parts()) {
            for (Map.Entry<String, Integer> need : Demand.units(part.lines()).entrySet()) {
                least = Math.min(least, filters.available(rule, part.warehouse(), need.getKey()) - need.getValue());
            }
        }
        return least;
    }
}
