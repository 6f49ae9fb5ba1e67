package io.openclaw.sourcing.plan;

import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Serves an order from several warehouses where rule and channel let it be split; in words why not. For one decision. */
final class Splits {

    private static final int MAX_PARTS = 6;

    private final RateBook rates;
    private final Demand demand;
    private final WarehouseFilters filters;
    private final Ways ways;
    private final WaySorts sorts;
    private final Map<String, Integer> needed;
    private String note;
    private String unshippable;

    Splits(RateBook rates, Demand demand, WarehouseFilters filters, Ways ways, WaySorts sorts) {
        this.rates = rates;
        this.demand = demand;
        this.filters = filters;
        this.ways = ways;
        this.sorts = sorts;
        this.needed = demand.units();
    }

    /** Why the order was not split, in words, or what has to be known about the splits found; null where it is no question. */
    String note() {
        return note;
    }

    /** Warehouses that have every line together and cannot ship them; null where none have, or it is no question. */
    String unshippable() {
        return unshippable;
    }

    /** A warehouse has it all: there is nothing to be split. */
    void none() {
        note = null;
        unshippable = null;
    }

    /**
     * The ways to split, the best first.
     *
     * @param partly warehouses the rule means that cannot serve it alone
     */
    List<Way> of(Rule rule, List<String> partly) {
        SplitLevel level = rule.split().level().and(demand.splitting().level());
        if (level == SplitLevel.NEVER) {
            note = rule.split().level() == SplitLevel.NEVER
                    ? "rule '" + rule.name() + "' does not split"
                    : demand.splitting().reason();
            return List.of();
        }
        List<String> useful = partly.stream()
                .filter(w -> needed.keySet().stream().anyMatch(sku -> filters.available(rule, w, sku) > 0))
                .sorted(Comparator.comparingInt(w -> sorts.listed(rule, w)))
                .toList();
        SplitSearch search = new SplitSearch(
                useful, (w, sku) -> filters.available(rule, w, sku), demand.lines(), level == SplitLevel.UNIT);
        Integer most = ways.maxParcels(rule);
        int parts = Math.min(useful.size(), most == null ? MAX_PARTS : Math.min(most, MAX_PARTS));
        int least = Packing.boxes(demand, demand.lines()).size();
        List<Way> found = new ArrayList<>();
        Set<String> refused = new LinkedHashSet<>();
        for (int n = 2; n <= parts && Math.max(n, least) < fewest(found); n++) {
            search.from(n, lines -> {
                String refusal = worth(rule, lines);
                Way way = refusal == null ? ways.way(rule, lines) : null;
                if (refusal == null && way == null && unshippable == null) {
                    unshippable = String.join(" with ", lines.keySet());
                }
                if (way == null) {
                    refused.add(refusal == null ? ways.unservable(rule, lines) : refusal);
                    return false;
                }
                found.add(way);
                return true;
            });
        }
        if (found.isEmpty()) {
            note = !refused.isEmpty()
                    ? refused.stream().limit(3).collect(Collectors.joining("; "))
                    : useful.size() < 2
                            ? "there are no two warehouses with something of it"
                            : "up to " + parts + " warehouses together do not have it"
                                    + (level == SplitLevel.LINE ? " with every line whole" : "");
            if (demand.splitting().reason() != null) {
                note += "; " + demand.splitting().reason();
            }
            return List.of();
        }
        note = search.cut() ? "not every way to split was tried, there are too many" : null;
        found.sort(sorts.order(rule, true));
        return found.subList(0, Math.min(Planner.MAX_PROPOSALS, found.size()));
    }

    /** Parcels of the best way yet: more warehouses make no fewer than there are of them. */
    private static int fewest(List<Way> found) {
        return found.stream().mapToInt(Way::boxes).min().orElse(Integer.MAX_VALUE);
    }

    /** Why a way to split is not worth it; null where it is. Every part has to be worth the threshold. */
    private String worth(Rule rule, Map<String, List<Demand.Line>> lines) {
        BigDecimal least = rule.split().minValue();
        if (least == null) {
            return null;
        }
        for (List<Demand.Line> part : lines.values()) {
            BigDecimal value = BigDecimal.ZERO;
            for (Demand.Line line : part) {
                if (line.value() == null) {
                    return "the price of line " + line.lineNo() + " is not known, so nobody can say whether a split is"
                            + " worth it";
                }
                value = value.add(line.value());
            }
            Optional<BigDecimal> there = rates.exchange()
                    .convert(value, demand.currency(), rule.split().currency());
            if (there.isEmpty()) {
                return PlanWords.noRate(rates, demand.currency(), rule.split().currency());
            }
            if (there.get().compareTo(least) < 0) {
                return "a part would be worth "
                        + PlanWords.money(there.get(), rule.split().currency()) + ", less than the "
                        + PlanWords.money(least, rule.split().currency()) + " each part of a split needs";
            }
        }
        return null;
    }
}
