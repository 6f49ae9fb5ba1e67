package io.openclaw.stock;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What a statement about one (warehouse, sku) changed; it is the data of {@code stock.changed}.
 *
 * @param orderKey keeps the changes of one SKU in sequence
 * @param changed false when nothing is different from before (a repeat, an overtaken count)
 * @param atsBefore units that could be sold before
 * @param atsAfter units that can be sold now
 * @param drift what the books and a count disagree by, signed: counted less expected; 0 for a plain adjustment
 * @param shortfall promised units that the count says are not there; 0 as a rule
 * @param findings what somebody has to know of; told by themselves
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
        int shortfall,
        @JsonIgnore List<StockFinding> findings) {

    public StockChange {
        findings = findings == null ? List.of() : List.copyOf(findings);
    }

    public StockChange with(List<StockFinding> found) {
        return new StockChange(tenant, sku, warehouse, orderKey, changed, atsBefore, atsAfter, drift, shortfall, found);
    }

    /** What lies between two looks at one row. */
    public static StockChange between(Counters before, Counters after, int drift, int shortfall) {
        StockKey key = before.key();
        return new StockChange(
                key.tenant(),
                key.sku(),
                key.warehouse(),
                orderKey(key.sku()),
                !before.sameUnits(after),
                Math.max(0, before.free()),
                Math.max(0, after.free()),
                drift,
                shortfall,
                List.of());
    }

    /** Nothing is different of what is there. */
    public static StockChange none(StockKey key) {
        return new StockChange(
                key.tenant(), key.sku(), key.warehouse(), orderKey(key.sku()), false, 0, 0, 0, 0, List.of());
    }

    /** A change whose extent the listener looks up itself. */
    public static StockChange of(StockKey key) {
        return new StockChange(
                key.tenant(), key.sku(), key.warehouse(), orderKey(key.sku()), true, 0, 0, 0, 0, List.of());
    }

    /** What keeps all that is said of one SKU in sequence. */
    public static String orderKey(String sku) {
        String key = "sku:" + sku;
        // The column that keeps deliveries in sequence is shorter than a SKU may be; a shared key only costs a little
        // order.
        return key.length() <= 80 ? key : key.substring(0, 80);
    }
}
