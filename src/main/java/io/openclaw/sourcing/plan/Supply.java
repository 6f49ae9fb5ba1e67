package io.openclaw.sourcing.plan;

import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

/**
 * What the warehouses could promise at the moment of the decision.
 *
 * @param at that moment
 * @param units sellable units by warehouse and stocked SKU, never below zero; a SKU that stands here with 0 is carried and
 *     sold out, one that does not is not carried
 * @param plannedToday fulfillments a warehouse was given since its day began, where its capacity is limited
 * @param shortOf SKUs by warehouse that were not found there when they were picked for this order; none of them is sellable to it
 */
public record Supply(
        OffsetDateTime at,
        Map<String, Map<String, Integer>> units,
        Map<String, Integer> plannedToday,
        Map<String, Set<String>> shortOf) {

    /** Where nothing was picked for the order and not found. */
    public Supply(OffsetDateTime at, Map<String, Map<String, Integer>> units, Map<String, Integer> plannedToday) {
        this(at, units, plannedToday, Map.of());
    }

    /** The same stock before anything was planned. */
    Supply onAnEmptyDay() {
        return new Supply(at, units, Map.of(), shortOf);
    }

    boolean shortOf(String warehouse, String sku) {
        return shortOf.getOrDefault(warehouse, Set.of()).contains(sku);
    }

    boolean carries(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).containsKey(sku);
    }

    int available(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0);
    }

    Set<String> warehouses() {
        return units.keySet();
    }

    int planned(String warehouse) {
        return plannedToday.getOrDefault(warehouse, 0);
    }
}
