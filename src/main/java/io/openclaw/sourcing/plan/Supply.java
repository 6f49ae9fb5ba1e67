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
 * @param own those of the units that are withheld for the order already, by warehouse and SKU; known where some rule keeps units back
 * @param shortOf SKUs by warehouse that were not found there when they were picked for this order; none of them is sellable to it
 */
public record Supply(
        OffsetDateTime at,
        Map<String, Map<String, Integer>> units,
        Map<String, Integer> plannedToday,
        Map<String, Map<String, Integer>> own,
        Map<String, Set<String>> shortOf) {

    /** Where nothing is withheld for the order, and nothing was picked for it and not found. */
    public Supply(OffsetDateTime at, Map<String, Map<String, Integer>> units, Map<String, Integer> plannedToday) {
        this(at, units, plannedToday, Map.of(), Map.of());
    }

    /** The same stock before anything was planned. */
    Supply onAnEmptyDay() {
        return new Supply(at, units, Map.of(), own, shortOf);
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

    /** Of the available units those that are withheld for the order: they were kept for it, and are kept from it by no rule. */
    int own(String warehouse, String sku) {
        return Math.min(
                available(warehouse, sku), own.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0));
    }

    Set<String> warehouses() {
        return units.keySet();
    }

    int planned(String warehouse) {
        return plannedToday.getOrDefault(warehouse, 0);
    }
}
