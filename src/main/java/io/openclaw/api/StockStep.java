package io.openclaw.api;

import io.openclaw.stock.statement.InboundLine;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A caller's statement of what happened to stock, on its way through the route {@code stock-movement}.
 *
 * @param what inbound, receipt, return, regrade, count or campaign_lock; what of the rest is set follows from it
 * @param from grade before, {@code to} grade after
 * @param account whose campaign
 * @param asOf when it was counted, or when it occurred; null for now
 * @param cause app and request id: the same statement twice changes nothing twice
 */
public record StockStep(
        String tenant,
        String warehouse,
        String sku,
        String what,
        int quantity,
        String from,
        String to,
        String orderNo,
        String inboundId,
        String account,
        OffsetDateTime asOf,
        List<InboundLine> lines,
        String cause) {

    /** A statement of so many units, without what only some statements say. */
    static StockStep of(String tenant, String warehouse, String sku, String what, int quantity, String cause) {
        return new StockStep(tenant, warehouse, sku, what, quantity, null, null, null, null, null, null, null, cause);
    }

    StockStep graded(String before, String after) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, before, after, orderNo, inboundId, account, asOf, lines, cause);
    }

    StockStep ofOrder(String order) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, from, to, order, inboundId, account, asOf, lines, cause);
    }

    StockStep ofInbound(String inbound) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, from, to, orderNo, inbound, account, asOf, lines, cause);
    }

    StockStep ofAccount(String channel) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, from, to, orderNo, inboundId, channel, asOf, lines, cause);
    }

    StockStep at(OffsetDateTime time) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, from, to, orderNo, inboundId, account, time, lines, cause);
    }

    StockStep with(List<InboundLine> inbound) {
        return new StockStep(
                tenant, warehouse, sku, what, quantity, from, to, orderNo, inboundId, account, asOf, inbound, cause);
    }
}
