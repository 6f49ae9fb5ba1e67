package io.openclaw.order.view;

import io.openclaw.order.OrderStatus;
import java.time.Instant;
import java.util.Set;

/**
 * Which orders a client asks for. Null means no condition.
 *
 * @param accounts the accounts the client may see; null for every account of the tenant
 * @param platformOrderId as the platform's API and pushes name the order
 * @param platformOrderNo as its buyers and sellers do
 * @param updatedAfter orders changed after this moment
 * @param cursor where the page before ended, as it said
 * @param limit 1 to {@link #MOST}
 */
public record OrderQuery(
        String tenant,
        Set<String> accounts,
        String account,
        String platformOrderId,
        String platformOrderNo,
        OrderStatus status,
        Instant updatedAfter,
        String cursor,
        int limit) {

    /** Orders in one page at most. */
    public static final int MOST = 500;

    public OrderQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit " + limit + " is not within 1 to " + MOST);
        }
        accounts = accounts == null ? null : Set.copyOf(accounts);
    }
}
