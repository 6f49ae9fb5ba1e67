package io.openclaw.order;

import io.openclaw.order.OrderDocument.Line;
import java.util.List;

/**
 * A line of the pool: what the platform states, and what the hub has made of it.
 *
 * @param lineNo position in the order, from 1; never given to another line
 * @param sku ours, null until the platform's code is mapped
 */
public record PooledLine(int lineNo, String sku, int allocated, int shipped, int returned, Line stated) {

    private static final List<String> LISTING_IDS = List.of("variant", "model", "asin", "item");

    /** Units wanted of the hub, those it shipped included; none of a line that needs no shipping or left without it. */
    int wanted() {
        return stated.requiresShipping() ? Math.max(0, stated.quantity() - stated.cancelled() - stated.fulfilled()) : 0;
    }

    /** Whether units are wanted for which nothing has been done yet. */
    public boolean open() {
        return wanted() > Math.max(allocated, shipped);
    }

    /** Whether units are wanted that have not left. */
    public boolean unshipped() {
        return wanted() > shipped;
    }

    /** The code that is mapped to our SKU. A listing without a SKU is mapped by its id, as {@code variant:4711}. */
    public String mappingKey() {
        return mappingKey(stated);
    }

    public static String mappingKey(Line line) {
        if (line.platformSku() != null) {
            return line.platformSku();
        }
        for (String kind : LISTING_IDS) {
            String id = line.listingIds().get(kind);
            if (id != null) {
                return kind + ":" + id;
            }
        }
        return "line:" + line.platformLineId();
    }
}
