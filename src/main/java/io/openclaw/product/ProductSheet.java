package io.openclaw.product;

import java.util.List;
import java.util.Map;

/**
 * All that is stated of a SKU: what it is, where it is at home, what it consists of, and the codes it is sold under.
 *
 * @param homeWarehouse the warehouse it ships from if there is a choice, for {@code sort: home} of the sourcing rules; or null
 * @param components stocked SKUs and how many of each one unit takes; empty for a SKU that is no bundle
 * @param mappings every code that means this SKU
 */
public record ProductSheet(
        Product product, String homeWarehouse, Map<String, Integer> components, List<SkuMapping> mappings) {

    public ProductSheet {
        components = Map.copyOf(components);
        mappings = List.copyOf(mappings);
    }
}
