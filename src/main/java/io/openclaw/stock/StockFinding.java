package io.openclaw.stock;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What the books say that somebody has to know: the data of {@code stock.finding}.
 *
 * @param account the warehouse
 * @param sku null where it is about the whole warehouse
 * @param orderKey keeps what is said of one SKU, or of the whole of one warehouse, in sequence
 * @param cause stock_oversold, stock_count_drift, stock_short_pick, stock_unlisted, stock_of_bundle or presale_at_risk
 * @param open true when it is so now, false when it has ended
 * @param message figures in words
 * @param orders the orders it touches; of stock_oversold those promised last first, of stock_short_pick those that went short last first, of
 *     presale_at_risk those promised first first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StockFinding(
        String tenant,
        String account,
        String sku,
        String orderKey,
        String cause,
        boolean open,
        String message,
        List<String> orders) {

    public static final String OVERSOLD = "stock_oversold";
    public static final String DRIFT = "stock_count_drift";
    /** A warehouse shipped less than it was asked for; see {@link ShortPicks}. */
    public static final String SHORT = "stock_short_pick";
    /** The books have units of SKUs that the warehouse's complete list leaves out; one finding of all of them. */
    public static final String UNLISTED = "stock_unlisted";

    /** A warehouse tells of a bundle as if it lay on its shelf; nothing of that is booked. */
    public static final String BUNDLE = "stock_of_bundle";

    public static final String PRESALE = "presale_at_risk";

    public static StockFinding of(StockKey key, String cause, boolean open, String message, List<String> orders) {
        return new StockFinding(
                key.tenant(),
                key.warehouse(),
                key.sku(),
                StockChange.orderKey(key.sku()),
                cause,
                open,
                message,
                List.copyOf(orders));
    }

    /** About a warehouse as a whole. */
    public static StockFinding of(String tenant, String warehouse, String cause, boolean open, String message) {
        return new StockFinding(tenant, warehouse, null, "stock:" + warehouse, cause, open, message, List.of());
    }
}
