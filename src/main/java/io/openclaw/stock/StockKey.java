package io.openclaw.stock;

import java.util.Comparator;

/** Names one row of counters. Rows are always locked in this order ({@link StockLocks}). */
public record StockKey(String tenant, String warehouse, String sku) implements Comparable<StockKey> {

    private static final Comparator<StockKey> ORDER = Comparator.comparing(StockKey::tenant)
            .thenComparing(StockKey::warehouse)
            .thenComparing(StockKey::sku);

    @Override
    public int compareTo(StockKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return sku + " in " + warehouse;
    }
}
