package io.openclaw.api;

/**
 * A caller's statement about stock on its way through the route {@code stock-statement}.
 *
 * @param cause app and request id: the same statement twice changes nothing twice
 */
public record StockWrite(
        String tenant,
        String warehouse,
        String sku,
        Integer onHand,
        Integer safetyStock,
        Integer inTransit,
        String cause) {}
