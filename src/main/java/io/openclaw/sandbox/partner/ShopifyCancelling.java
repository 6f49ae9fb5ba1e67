package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/**
 * The seller cancels an order at the shop, over its Admin API. Without an amount nothing is refunded; what is shipped, in part or
 * whole, or cancelled already is refused. A fulfillment can be cancelled as well: what it shipped is to be fulfilled again, and the shop
 * pushes that the order was updated.
 */
@Component("sandboxCancelling")
public final class ShopifyCancelling {

    private static final Sql SQL = Sql.of("sandbox");
    private static final Set<String> REASONS = Set.of("customer", "inventory", "fraud", "declined", "other");

    private final PartnerStore store;
    private final Ledger ledger;
    private final ShopifyOrders orders;
    private final PushedByHand byHand;
    private final Pusher pusher;

    public ShopifyCancelling(
            PartnerStore store, Ledger ledger, ShopifyOrders orders, PushedByHand byHand, Pusher pusher) {
        this.pusher = pusher;
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

    /** {@code POST fulfillments/{id}/cancel.json}. */
    public CompletionStage<PartnerCall> cancelFulfillment(PartnerCall call) {
        long id = ShopifyShop.number(call.path(), "fulfillments");
        return store.write(writing -> {
            List<Map<String, Object>> rows =
                    writing.jdbc().queryForList(SQL.get("shop-fulfillment-of"), call.account(), id);
            if (rows.isEmpty()) {
                return call.reply(404, Map.of("errors", "Not Found"));
            }
            String reference = (String) rows.get(0).get("reference");
            Map<String, Object> fulfillment = Json.object((String) rows.get(0).get("body"));
            call.about(reference);
            if (!"success".equals(fulfillment.get("status"))) {
                return call.reply(422, Map.of("errors", List.of("Fulfillment is already cancelled")));
            }
            String now = ShopifyOrder.time(Pace.now());
            fulfillment.put("status", "cancelled");
            fulfillment.put("updated_at", now);
            writing.jdbc().update(SQL.get("shop-fulfillment-changed"), Json.text(fulfillment), call.account(), id);
            long orderId = ((Number) fulfillment.get("order_id")).longValue();
            Map<String, Object> order = Json.object((String) writing.jdbc()
                    .queryForList(SQL.get("shop-order-of"), call.account(), orderId)
                    .get(0)
                    .get("body"));
            reopen(order, Json.children(fulfillment, "line_items"));
            order.put("updated_at", now);
            writing.jdbc().update(SQL.get("shop-order-changed"), Pace.now(), Json.text(order), call.account(), orderId);
            pusher.push(
                    writing,
                    call.account(),
                    ShopifyDoor.UPDATED,
                    ShopifyShop.whole(writing.jdbc(), call.account(), orderId, Json.text(order)));
            call.reply(200, Map.of("fulfillment", fulfillment));
            ledger.took(writing, call, "cancel-fulfillment", reference, null);
            return call;
        });
    }

    private static void reopen(Map<String, Object> order, List<Map<String, Object>> shipped) {
        Map<Object, Integer> units = new HashMap<>();
        shipped.forEach(item -> units.merge(number(item, "id"), (int) number(item, "quantity"), Integer::sum));
        Map<String, Object> open = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
        boolean none = true;
        for (Map<String, Object> line : Json.children(open, "line_items")) {
            long left = number(line, "fulfillable_quantity") + units.getOrDefault(number(line, "line_item_id"), 0);
            line.put("fulfillable_quantity", left);
            none &= left == number(line, "quantity");
        }
        for (Map<String, Object> line : Json.children(order, "line_items")) {
            line.put(
                    "fulfillable_quantity",
                    number(line, "fulfillable_quantity") + units.getOrDefault(number(line, "id"), 0));
        }
        open.put(ShopifyShop.REOPENED, true);
        order.put("fulfillment_status", none ? null : "partial");
    }

    private static long number(Map<String, Object> map, String name) {
        return map.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
