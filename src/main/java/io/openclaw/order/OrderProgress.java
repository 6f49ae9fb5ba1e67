package io.openclaw.order;

import java.util.Comparator;
import java.util.List;

/**
 * How far an order's life has gone by a version of it. Platforms stamp whole seconds and push in any sequence (Shopify says so
 * of its webhooks): of two versions of one second the one that is behind was made first, whenever it arrives.
 */
final class OrderProgress {

    /** An order is paid, then perhaps refunded; cash on delivery comes of an order that is not paid. */
    private static final List<String> PAYMENTS = List.of("unpaid", "cod", "paid", "partially_refunded", "refunded");

    private static final List<OrderDocument.Status> STATUSES =
            List.of(OrderDocument.Status.OPEN, OrderDocument.Status.COMPLETED, OrderDocument.Status.CANCELLED);

    private static final Comparator<OrderDocument> BY_PROGRESS = Comparator.comparingInt(
                    (OrderDocument doc) -> STATUSES.indexOf(doc.status()))
            .thenComparingInt(doc -> PAYMENTS.indexOf(doc.paymentStatus()));

    private OrderProgress() {}

    /** Below zero where the first is behind the second, 0 where nothing tells. */
    static int compare(OrderDocument one, OrderDocument other) {
        return BY_PROGRESS.compare(one, other);
    }
}
