package io.openclaw.sourcing;

import java.util.Map;
import java.util.Set;

/**
 * What the warehouses could promise at the moment of the decision.
 *
 * @param units sellable units by warehouse and stocked SKU, never below zero; a SKU that stands here with 0 is carried and
 *     sold out, one that does not is not carried
 */
public record Supply(Map<String, Map<String, Integer>> units) {

    boolean carries(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).containsKey(sku);
    }

    int available(String warehouse, String sku) {
        return units.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0);
    }

    Set<String> warehouses() {
        return units.keySet();
    }
}
