package io.openclaw.order;

import io.openclaw.order.OrderDocument.Status;

/** The column {@code orders.state}: the platform's word, refined by what is open about it. */
public final class OrderState {

    public static final String OPEN = "open";
    public static final String ON_HOLD = "on_hold";
    static final String CANCEL_REQUESTED = "cancel_requested";
    static final String CANCELLED = "cancelled";
    static final String COMPLETED = "completed";

    private static final String PARTIALLY_CANCELLED = "partially_cancelled";

    private OrderState() {}

    /** The state a version calls for; the gate alone turns {@code open} into {@code on_hold} and back. */
    static String of(OrderDocument doc) {
        if (doc.status() == Status.CANCELLED) {
            return CANCELLED;
        }
        if (doc.status() == Status.COMPLETED) {
            return COMPLETED;
        }
        if (doc.cancelRequest() != null) {
            return CANCEL_REQUESTED;
        }
        return doc.lines().stream().anyMatch(line -> line.cancelled() > 0) ? PARTIALLY_CANCELLED : OPEN;
    }

    static Status statusOf(String state) {
        return switch (state) {
            case CANCELLED -> Status.CANCELLED;
            case COMPLETED -> Status.COMPLETED;
            default -> Status.OPEN;
        };
    }
}
