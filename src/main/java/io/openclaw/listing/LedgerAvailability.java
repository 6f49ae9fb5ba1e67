package io.openclaw.listing;

import io.openclaw.product.Products;
import io.openclaw.stock.view.StockQueries;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Availability as the stock room counts it for the account: with its shares and caps, safety stock, buffers and campaign locks. */
@Component
public class LedgerAvailability implements ChannelAvailability {

    private final StockQueries stock;
    private final Products products;

    public LedgerAvailability(StockQueries stock, Products products) {
        this.stock = stock;
        this.products = products;
    }

    @Override
    public Map<String, Integer> of(String tenant, String account, Collection<String> skus) {
        Map<String, Map<String, Integer>> bundles = products.components(tenant, skus);
        Map<String, Map<String, Integer>> parts = new HashMap<>();
        skus.forEach(sku -> parts.put(sku, bundles.getOrDefault(sku, Map.of(sku, 1))));
        Map<String, Integer> available = new HashMap<>();
        stock.available(tenant, account, parts).forEach((sku, ats) -> available.put(sku, ats.ats()));
        return available;
    }
}
