package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/**
 * The seller cancels an order at the shop, over its Admin API. Without an amount nothing is refunded; what is shipped, in part or
 * whole, or cancelled already is refused.
 */
@Component("sandboxCancelling")
public final class ShopifyCancelling {

    private static final Sql SQL = Sql.of("sandbox");
    private static final Set<String> REASONS = Set.of("customer", "inventory", "fraud", "declined", "other");

    private final PartnerStore store;
    private final Ledger ledger;
    private final ShopifyOrders orders;
    private final PushedByHand byHand;

    public ShopifyCancelling(PartnerStore store, Ledger ledger, ShopifyOrders orders, PushedByHand byHand) {
        this.store = store;
        this.ledger = ledger;
        this.orders = orders;
        this.byHand = byHand;
    }

    /** {@code POST orders/{id}/cancel.json}. */
    public CompletionStage<PartnerCall> cancel(PartnerCall call) {
        long id = ShopifyShop.number(call.path(), "orders");
        String given = Json.text(call.json(), "reason");
        String reason = given == null ? "other" : given;
        call.about(Long.toString(id));
        boolean sure = byHand.adopt(call.account(), id);
        return store.write(writing -> {
            List<Map<String, Object>> rows = writing.jdbc().queryForList(SQL.get("shop-order-of"), call.account(), id);
            if (rows.isEmpty()) {
                return sure
                        ? call.reply(404, Map.of("errors", "Not Found"))
                        : call.reply(503, Map.of("errors", "Service Unavailable"));
            }
            if (!REASONS.contains(reason)) {
                return call.reply(422, Map.of("errors", Map.of("reason", List.of("is not included in the list"))));
            }
            Map<String, Object> order = Json.object((String) rows.get(0).get("body"));
            if (order.get("cancelled_at") != null) {
                return call.reply(422, Map.of("error", "Order has already been cancelled"));
            }
            if (order.get("fulfillment_status") != null) {
                return call.reply(422, Map.of("error", "Cannot cancel a paid and fulfilled order"));
            }
            orders.cancel(writing, call.account(), id, order, reason);
            call.reply(200, Map.of("notice", "Order has been canceled", "order", ShopifyOrders.shown(order)));
            ledger.took(writing, call, "cancel-order", Long.toString(id), reason);
            return call;
        });
    }
}
