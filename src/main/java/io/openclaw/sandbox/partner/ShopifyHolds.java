package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/**
 * The seller puts on hold at the shop what is to be shipped of an order, and releases it. The shop pushes that by the fulfillment order alone,
 * as Shopify does; whose it is has to be asked. The order itself does not change by it.
 */
@Component("sandboxHolds")
public final class ShopifyHolds {

    static final String HELD = "fulfillment_orders/placed_on_hold";
    static final String RELEASED = "fulfillment_orders/hold_released";
    static final String ON_HOLD = "on_hold";

    private static final Sql SQL = Sql.of("sandbox");
    private static final String HOLDS = "fulfillment_holds";
    private static final String UPDATED = "updated_at";
    private static final int PAGE = 100;

    private final PartnerStore store;
    private final Pusher pusher;

    public ShopifyHolds(PartnerStore store, Pusher pusher) {
        this.store = store;
        this.pusher = pusher;
    }

    /**
     * Holds the order, or releases it.
     *
     * @param reason Shopify's word for why; null to release it
     * @param told false where the shop's push of it gets lost
     * @return its name; empty where there is no such order, nothing of it is to be shipped any more, or it is not held
     */
    public CompletionStage<Optional<String>> set(String account, long id, String reason, String notes, boolean told) {
        return store.write(writing -> writing.jdbc().queryForList(SQL.get("shop-order-of"), account, id).stream()
                .findFirst()
                .map(row -> Json.object((String) row.get("body")))
                .filter(order -> List.of("open", "in_progress", ON_HOLD).contains(ShopifyShop.status(order))
                        && (reason != null || held(order)))
                .map(order -> {
                    Map<String, Object> part = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
                    List<Map<String, Object>> holds = reason == null ? List.of() : List.of(hold(reason, notes));
                    part.put(HOLDS, holds);
                    part.put(
                            UPDATED,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
                    writing.jdbc().update(SQL.get("shop-order-held"), Json.text(order), account, id);
                    Map<String, Object> named = new LinkedHashMap<>();
                    named.put("id", "gid://shopify/FulfillmentOrder/" + part.get("id"));
                    named.put("status", ShopifyShop.status(order));
                    Map<String, Object> push = new LinkedHashMap<>();
                    push.put("fulfillment_order", named);
                    if (reason != null) {
                        named.put(HOLDS, holds);
                        push.put("created_fulfillment_hold", holds.get(0));
                    }
                    if (told) {
                        pusher.push(writing, account, reason == null ? RELEASED : HELD, push);
                    }
                    return (String) order.get("name");
                }));
    }

    /** {@code GET fulfillment_orders/{id}.json}. */
    public void part(PartnerCall call) {
        long id = ShopifyShop.number(call.path(), "fulfillment_orders");
        store.read().queryForList(SQL.get("shop-order-of-fulfillment-order"), call.account(), id).stream()
                .findFirst()
                .ifPresentOrElse(
                        row -> call.reply(
                                200,
                                Map.of(
                                        "fulfillment_order",
                                        shown(((Number) row.get("id")).longValue(), Json.object((String)
                                                row.get("body"))))),
                        () -> call.reply(404, Map.of("errors", "Not Found")));
    }

    /** {@code fulfillmentOrders(query: "status:on_hold")}, page by page. */
    void onHold(PartnerCall call, Map<String, Object> variables) {
        Object after = variables.get("after");
        List<Map<String, Object>> rows = store.read()
                .queryForList(
                        SQL.get("shop-orders-on-hold"),
                        call.account(),
                        after == null ? 0L : Long.parseLong(String.valueOf(after)));
        List<Map<String, Object>> nodes = new ArrayList<>();
        long last = 0;
        boolean more = false;
        for (Map<String, Object> row : rows) {
            Map<String, Object> order = Json.object((String) row.get("body"));
            if (!ShopifyShop.status(order).equals(ON_HOLD)) {
                continue;
            }
            if (nodes.size() == PAGE) {
                more = true;
                break;
            }
            last = ((Number) row.get("id")).longValue();
            Map<String, Object> part = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("id", "gid://shopify/FulfillmentOrder/" + part.get("id"));
            node.put("updatedAt", part.get(UPDATED));
            node.put("order", Map.of("id", "gid://shopify/Order/" + last));
            nodes.add(node);
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("hasNextPage", more);
        page.put("endCursor", nodes.isEmpty() ? null : String.valueOf(last));
        call.reply(200, Map.of("data", Map.of("fulfillmentOrders", Map.of("nodes", nodes, "pageInfo", page))));
    }

    /** What is to be shipped of an order, as the shop shows it. */
    static Map<String, Object> shown(long orderId, Map<String, Object> order) {
        Map<String, Object> part = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
        String status = ShopifyShop.status(order);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", part.get("id"));
        document.put("order_id", orderId);
        document.put("assigned_location_id", 1);
        document.put("status", status);
        document.put("request_status", "unsubmitted");
        document.put(
                "supported_actions",
                status.equals("open") || status.equals("in_progress") ? List.of("create_fulfillment") : List.of());
        document.put("line_items", part.get("line_items"));
        document.put(HOLDS, Json.children(part, HOLDS));
        document.put(UPDATED, part.get(UPDATED));
        return document;
    }

    static boolean held(Map<String, Object> order) {
        return !Json.children(Json.child(order, ShopifyOrder.FULFILLMENT_ORDER), HOLDS)
                .isEmpty();
    }

    private static Map<String, Object> hold(String reason, String notes) {
        Map<String, Object> hold = new LinkedHashMap<>();
        hold.put("reason", reason);
        hold.put("reason_notes", notes);
        return hold;
    }
}
