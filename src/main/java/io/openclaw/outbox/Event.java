package io.openclaw.outbox;

import java.time.Instant;
import java.util.Map;

/**
 * What travels on a channel: ids, codes, before and after. It carries no personal data; steps read the row.
 *
 * @param id unique over all hubs; key of the idempotent consumers
 * @param type {@code order.created} and so on
 * @param orderNo the hub's order number, or null where the event belongs to no order (yet)
 * @param seq position in the outbox: deliveries of one order to one subscriber keep this sequence
 * @param account the account the event belongs to, mostly the platform's; null for events of a SKU
 * @param data the rest, under the names of the wire contract (snake_case)
 */
public record Event(
        String id,
        String type,
        Instant occurredAt,
        String tenant,
        String orderNo,
        long seq,
        String account,
        Map<String, Object> data) {

    /** A value of {@link #data} as text, or null. */
    public String text(String name) {
        Object value = data.get(name);
        return value == null ? null : value.toString();
    }

    /** By {@link #id}, which says it all; expressions in routes look events up in maps at every step. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Event event && id.equals(event.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
