package io.openclaw.sourcing;

import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * What those who are further ahead in the queue are about to take: units, on the shelf and on their way, and places of a warehouse's day.
 * Whoever is planned behind them has what they leave.
 */
final class Ahead {

    private final Map<String, Map<String, Integer>> units = new HashMap<>();
    private final Map<String, Map<String, Integer>> coming = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    boolean nobody() {
        return places.isEmpty() && coming.isEmpty();
    }

    /** One more is ahead: it takes what the best proposal of its plan takes. */
    void with(SourcingPlan plan) {
        for (SourcingPlan.Part part : plan.proposals().get(0).parts()) {
            places.merge(part.warehouse(), 1, Integer::sum);
            if (plan.demand().deducts()) {
                add(units, part.warehouse(), Demand.units(part.lines()));
            }
        }
    }

    /** One more is ahead: goods on their way are about to be promised to it. */
    void with(Presales.Cover cover) {
        add(units, cover.warehouse(), cover.shelf());
        add(coming, cover.warehouse(), cover.coming());
    }

    private static void add(Map<String, Map<String, Integer>> to, String warehouse, Map<String, Integer> units) {
        Map<String, Integer> there = to.computeIfAbsent(warehouse, w -> new HashMap<>());
        units.forEach((sku, quantity) -> there.merge(sku, quantity, Integer::sum));
    }

    int coming(String warehouse, String sku) {
        return coming.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0);
    }

    int units(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0);
    }

    int places(String warehouse) {
        return places.getOrDefault(warehouse, 0);
    }
}
