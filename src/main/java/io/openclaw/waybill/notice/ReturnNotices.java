package io.openclaw.waybill.notice;

import io.openclaw.waybill.WaybillAnswer;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads what a warehouse tells of goods that came back. Called inside the caller's transaction. */
@Component("returnNotices")
public class ReturnNotices {

    private final Returns returns;

    public ReturnNotices(Returns returns) {
        this.returns = returns;
    }

    /**
     * @param warehouse the account that tells
     * @param notice canonical document of type {@code stock_return}: units came back, with their grade; it may say whose they are, by
     *     {@code order_no}, {@code fulfillment_no} or {@code waybill_no}. Its {@code reference} tells two of the same push apart, its
     *     {@code occurred_at} says when it was so
     * @param cause identity of the push: the same one changes nothing twice
     * @param receivedAt when the push came, which is when it was so where the notice does not say
     */
    public ReturnTaken take(
            String tenant, String warehouse, Map<String, Object> notice, String cause, Instant receivedAt) {
        return returns.take(new ReturnNotice(
                tenant,
                warehouse,
                StockNotices.sku(notice),
                StockNotices.quantity(notice),
                StockNotices.grade(notice, "grade"),
                WaybillAnswer.text(notice, "order_no"),
                WaybillAnswer.text(notice, "fulfillment_no"),
                WaybillAnswer.number(notice),
                StockNotices.occurred(notice, receivedAt),
                StockNotices.identity(notice, cause)));
    }
}
