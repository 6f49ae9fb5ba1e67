package io.openclaw.stock;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a count says about the books that somebody has to know: the data of {@code stock.finding}.
 *
 * @param account the warehouse
 * @param orderKey keeps what is said of one SKU in sequence
 * @param cause stock_oversold or stock_count_drift
 * @param open true when it is so now, false when a later count has ended it
 * @param message figures in words
 * @param orders the orders that go short, those promised last first; empty where none do
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

    static StockFinding of(StockKey key, String cause, boolean open, String message, List<String> orders) {
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
}
