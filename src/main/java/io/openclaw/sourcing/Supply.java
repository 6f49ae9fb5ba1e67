package io.openclaw.sourcing;

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
 */
public record Supply(OffsetDateTime at, Map<String, Map<String, Integer>> units, Map<String, Integer> plannedToday) {

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
