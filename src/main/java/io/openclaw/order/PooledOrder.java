package io.openclaw.order;

import java.util.List;

/**
 * An order as the pool holds it.
 *
 * @param state open, on_hold, cancel_requested, partially_cancelled, cancelled or completed
 * @param allocation none, released, planned or backordered: how far sourcing went
 * @param versionSeq inbox id of the version held; breaks ties of the platform's time
 * @param erased its personal data are gone and do not come back
 * @param document the version held, in the form of {@link CanonicalOrder}
 */
public record PooledOrder(
        String orderNo,
        String tenant,
        String account,
        String platform,
        String state,
        String allocation,
        long versionSeq,
        int version,
        String shipCountry,
        boolean erased,
        OrderDocument document,
        List<PooledLine> lines) {

    /** Whether a version comes after the one held: by the platform's time, then by what it tells, then by when it reached the hub. */
    boolean isBefore(OrderDocument stated, long inboxId) {
        int byTime = document.updatedAt().compareTo(stated.updatedAt());
        int byProgress = OrderProgress.compare(document, stated);
        return byTime < 0 || byTime == 0 && (byProgress < 0 || byProgress == 0 && versionSeq < inboxId);
    }

    boolean cancelled() {
        return document.status() == OrderDocument.Status.CANCELLED;
    }
}
