package io.openclaw.stock;

/**
 * What a statement about one (warehouse, sku) changed; it is the data of {@code stock.changed}.
 *
 * @param orderKey keeps the changes of one SKU in sequence
 * @param changed false when nothing is different from before (a repeat, an overtaken count)
 * @param atsBefore units that could be sold before
 * @param atsAfter units that can be sold now
 * @param drift what the books and a count disagree by, signed: counted less expected; 0 for a plain adjustment
 * @param shortfall promised units that the count says are not there; 0 as a rule
 */
public record StockChange(
        String tenant,
        String sku,
        String warehouse,
        String orderKey,
        boolean changed,
        int atsBefore,
        int atsAfter,
        int drift,
        int shortfall) {

    /** A change whose extent the listener looks up itself. */
    public static StockChange of(StockKey key) {
        return new StockChange(key.tenant(), key.sku(), key.warehouse(), orderKey(key.sku()), true, 0, 0, 0, 0);
    }

    /** What keeps all that is said of one SKU in sequence. */
    public static String orderKey(String sku) {
        String key = "sku:" + sku;
        // The column that keeps deliveries in sequence is shorter than a SKU may be; a shared key only costs a little
        // order.
        return key.length() <= 80 ? key : key.substring(0, 80);
    }
}
