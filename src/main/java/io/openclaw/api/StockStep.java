package io.openclaw.api;

import io.openclaw.stock.InboundLine;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A caller's statement of what happened to stock, on its way through the route {@code stock-movement}.
 *
 * @param what inbound, receipt, return, regrade, count or campaign_lock; what of the rest is set follows from it
 * @param from grade before, {@code to} grade after
 * @param account whose campaign
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
        String cause) {}
