package io.openclaw.sourcing;

import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * What those who are further ahead in the queue are about to take: units, and places of a warehouse's day. Whoever is planned behind
 * them has what they leave.
 */
final class Ahead {

    private final Map<String, Map<String, Integer>> units = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    boolean nobody() {
        return places.isEmpty();
    }

    /** One more is ahead: it takes what the best proposal of its plan takes. */
    void with(SourcingPlan plan) {
        for (SourcingPlan.Part part : plan.proposals().get(0).parts()) {
            places.merge(part.warehouse(), 1, Integer::sum);
            if (plan.demand().deducts()) {
                Map<String, Integer> there = units.computeIfAbsent(part.warehouse(), w -> new HashMap<>());
                Demand.units(part.lines()).forEach((sku, quantity) -> there.merge(sku, quantity, Integer::sum));
            }
        }
    }

    int units(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0);
    }

    int places(String warehouse) {
        return places.getOrDefault(warehouse, 0);
    }
}
