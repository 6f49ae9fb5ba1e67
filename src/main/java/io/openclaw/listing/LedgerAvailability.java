package io.openclaw.listing;

import io.openclaw.product.Products;
import io.openclaw.stock.AvailableToSell;
import io.openclaw.stock.ChannelSupply;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockQueries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Availability by the counters of the warehouses that serve the account. Of a bundle there are as many as its scarcest
 * component allows, warehouse by warehouse: a bundle is not put together from two of them.
 */
@Component
public class LedgerAvailability implements ChannelAvailability {

    private final StockQueries stock;
    private final ChannelSupply supply;
    private final Products products;

    public LedgerAvailability(StockQueries stock, ChannelSupply supply, Products products) {
        this.stock = stock;
        this.supply = supply;
        this.products = products;
    }

    @Override
    public Map<String, Integer> of(String tenant, String account, Collection<String> skus) {
        Map<String, Map<String, Integer>> bundles = products.components(tenant, skus);
        Set<String> stocked = new LinkedHashSet<>();
        skus.forEach(
                sku -> stocked.addAll(bundles.getOrDefault(sku, Map.of(sku, 1)).keySet()));
        Map<String, Map<String, Counters>> shelves = stock.byWarehouse(tenant, stocked);
        Map<String, Integer> available = new HashMap<>();
        for (String sku : new HashSet<>(skus)) {
            Map<String, Integer> needs = bundles.getOrDefault(sku, Map.of(sku, 1));
            List<String> carrying = new ArrayList<>();
            shelves.forEach((warehouse, rows) -> {
                if (rows.keySet().containsAll(needs.keySet())) {
                    carrying.add(warehouse);
                }
            });
            List<String> serving = carrying.isEmpty() ? List.of() : supply.warehouses(account, carrying);
            if (!serving.isEmpty()) {
                available.put(
                        sku,
                        serving.stream()
                                .mapToInt(warehouse -> sets(shelves.get(warehouse), needs))
                                .sum());
            }
        }
        return available;
    }

    private static int sets(Map<String, Counters> shelf, Map<String, Integer> needs) {
        return needs.entrySet().stream()
                .mapToInt(need -> AvailableToSell.of(shelf.get(need.getKey()), BigDecimal.ZERO)
                                .ats()
                        / need.getValue())
                .min()
                .orElse(0);
    }
}
