package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** The shop's document of an order that it never sold ({@link PushedByHand}), made of what the hub shows of it. */
final class HandMadeOrder {

    private static final String QUANTITY = "quantity";
    private static final String OPEN = "fulfillable_quantity";
    private static final String LINES = "line_items";
    private static final String SHIPPED = "fulfillment_status";

    private HandMadeOrder() {}

    static Map<String, Object> of(long id, Map<String, Object> seen, LongSupplier ids) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", id);
        order.put("name", seen.get("platform_order_no"));
        order.put("currency", seen.get("currency"));
        order.put("total_price", seen.get("total"));
        order.put("created_at", seen.get("placed_at"));
        order.put("updated_at", seen.get("placed_at"));
        order.put("cancelled_at", "cancelled".equals(seen.get("state")) ? seen.get("updated_at") : null);
        order.put(LINES, new ArrayList<>());
        order.put(
                ShopifyOrder.FULFILLMENT_ORDER,
                new LinkedHashMap<>(Map.of("id", ids.getAsLong(), LINES, new ArrayList<>())));
        Json.children(seen, "lines").forEach(line -> add(order, line, lineId(line, ids), ids));
        order.put(SHIPPED, nothingOpen(order) ? "fulfilled" : null);
        return order;
    }

    /** Takes in what was edited since; whether that changed anything. A line is known again by the platform's number of it. */
    static boolean edited(Map<String, Object> order, Map<String, Object> seen, LongSupplier ids) {
        boolean changed = false;
        for (Map<String, Object> line : Json.children(seen, "lines")) {
            long lineId = lineId(line, () -> 0);
            Map<String, Object> sold = lineId == 0 ? null : find(order, "id", lineId);
            if (lineId != 0 && sold == null) {
                add(order, line, lineId, ids);
                changed = true;
            } else if (sold != null) {
                changed |= follow(order, sold, line);
            }
        }
        if (changed && order.get(SHIPPED) != null) {
            order.put(SHIPPED, nothingOpen(order) ? "fulfilled" : "partial");
        }
        return changed;
    }

    private static boolean follow(Map<String, Object> order, Map<String, Object> sold, Map<String, Object> line) {
        Map<String, Object> promised =
                find(Json.child(order, ShopifyOrder.FULFILLMENT_ORDER), "line_item_id", number(sold, "id"));
        if (promised == null) {
            return false;
        }
        long more = wanted(line) - number(promised, QUANTITY);
        sold.put(QUANTITY, line.get(QUANTITY));
        for (Map<String, Object> one : List.of(sold, promised)) {
            one.put(OPEN, (int) Math.max(0, number(one, OPEN) + more));
        }
        promised.put(QUANTITY, (int) wanted(line));
        return more != 0;
    }

    private static void add(Map<String, Object> order, Map<String, Object> line, long lineId, LongSupplier ids) {
        int open = (int) wanted(line);
        lines(order)
                .add(new LinkedHashMap<>(Map.of(
                        "id",
                        lineId,
                        "sku",
                        Objects.requireNonNullElse(line.get("platform_sku"), ""),
                        "title",
                        String.valueOf(line.get("title")),
                        "price",
                        String.valueOf(line.get("unit_price")),
                        QUANTITY,
                        line.get(QUANTITY),
                        OPEN,
                        open)));
        if (Boolean.TRUE.equals(line.get("requires_shipping"))) {
            lines(Json.child(order, ShopifyOrder.FULFILLMENT_ORDER))
                    .add(new LinkedHashMap<>(
                            Map.of("id", ids.getAsLong(), "line_item_id", lineId, QUANTITY, open, OPEN, open)));
        }
    }

    /** Units that are to leave with the shop's knowledge. */
    private static long wanted(Map<String, Object> line) {
        return number(line, QUANTITY) - number(line, "cancelled") - number(line, "fulfilled_elsewhere");
    }

    private static boolean nothingOpen(Map<String, Object> order) {
        return lines(Json.child(order, ShopifyOrder.FULFILLMENT_ORDER)).stream()
                .allMatch(line -> number(line, OPEN) == 0);
    }

    private static Map<String, Object> find(Map<String, Object> of, String name, long id) {
        return lines(of).stream()
                .filter(line -> number(line, name) == id)
                .findFirst()
                .orElse(null);
    }

    private static long lineId(Map<String, Object> line, LongSupplier otherwise) {
        String given = Json.text(line, "platform_line_id");
        return given != null && given.matches("\\d{1,18}") ? Long.parseLong(given) : otherwise.getAsLong();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> lines(Map<String, Object> of) {
        return (List<Map<String, Object>>) of.get(LINES);
    }

    private static long number(Map<String, Object> map, String name) {
        return ((Number) map.get(name)).longValue();
    }
}
