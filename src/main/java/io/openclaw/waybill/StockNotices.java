package io.openclaw.waybill;

import io.openclaw.stock.StockAdjustments;
import io.openclaw.stock.StockChange;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads a warehouse's count into the stock room. Called inside the caller's transaction. */
@Component("stockNotices")
public class StockNotices {

    private final StockAdjustments stock;
    private final Clock clock;

    public StockNotices(StockAdjustments stock, Clock clock) {
        this.stock = stock;
        this.clock = clock;
    }

    /**
     * @param warehouse the account that counted
     * @param notice canonical document of type {@code stock_count}; without {@code as_of} it was counted now
     * @param cause identity of the push: the same one changes nothing twice
     */
    public StockChange count(String tenant, String warehouse, Map<String, Object> notice, String cause) {
        String sku = WaybillAnswer.text(notice, "sku");
        String onHand = WaybillAnswer.text(notice, "on_hand");
        if (sku == null || onHand == null) {
            throw new IllegalArgumentException("a count bears sku and on_hand; this one is " + notice.keySet());
        }
        OffsetDateTime asOf = OutboundNotices.time(notice, "as_of");
        return stock.count(
                tenant,
                warehouse,
                sku,
                Integer.parseInt(onHand),
                asOf == null ? OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)) : asOf,
                cause + "/" + sku);
    }
}
