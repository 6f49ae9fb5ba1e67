package io.openclaw.stock.feed;

import java.util.List;
import java.util.Map;

/**
 * A page of a warehouse's stock.
 *
 * @param counts what it counts of SKUs somebody knows, each as a warehouse's push of type {@code stock_count} would say it
 * @param unknown SKUs that have neither product data nor stock anywhere; nothing is booked of them
 * @param faulty items that cannot be read, or that count less than nothing, by SKU; the former are left out, the latter are 0
 * @param cause identity of the counts
 * @param nextCursor the page behind it, or null at the end
 */
public record StockPage(
        List<Map<String, Object>> counts, List<String> unknown, List<String> faulty, String cause, String nextCursor) {

    public StockPage {
        counts = List.copyOf(counts);
        unknown = List.copyOf(unknown);
        faulty = List.copyOf(faulty);
    }

    /** For routes: whether some of it is no count. */
    public boolean isUnreadable() {
        return !faulty.isEmpty();
    }

    /** For routes: whether the warehouse lists what nobody knows. */
    public boolean isStrange() {
        return !unknown.isEmpty();
    }
}
