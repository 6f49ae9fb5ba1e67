package io.openclaw.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandMadeOrderTest {

    private final AtomicLong ids = new AtomicLong(900);

    @Test
    void whatAnEditAddsIsOpenAndWhatItTakesOffIsNot() {
        Map<String, Object> order = HandMadeOrder.of(7, seen(line("1", 3, 0)), ids::incrementAndGet);
        shipped(order, 2);

        assertThat(HandMadeOrder.edited(order, seen(line("1", 3, 0)), ids::incrementAndGet))
                .as("the same again")
                .isFalse();
        assertThat(HandMadeOrder.edited(order, seen(line("1", 3, 1), line("2", 1, 0)), ids::incrementAndGet))
                .isTrue();
        assertThat(open(order)).containsExactly(0, 1);
        assertThat(order.get("fulfillment_status")).isEqualTo("partial");
        assertThat(HandMadeOrder.edited(order, seen(line("1", 4, 1), line("2", 1, 1)), ids::incrementAndGet))
                .isTrue();
        assertThat(open(order)).containsExactly(1, 0);
    }

    @Test
    void anOrderThatWasFulfilledIsOpenAgainWithWhatWasAdded() {
        Map<String, Object> order = HandMadeOrder.of(7, seen(line("1", 1, 0)), ids::incrementAndGet);
        shipped(order, 1);
        order.put("fulfillment_status", "fulfilled");

        HandMadeOrder.edited(order, seen(line("1", 1, 0), line("2", 2, 0)), ids::incrementAndGet);
        assertThat(ShopifyShop.status(order)).isEqualTo("in_progress");
        assertThat(open(order)).containsExactly(0, 2);
    }

    private static void shipped(Map<String, Object> order, int units) {
        Map<String, Object> line = promised(order).get(0);
        line.put("fulfillable_quantity", ((Number) line.get("fulfillable_quantity")).intValue() - units);
        order.put("fulfillment_status", "partial");
    }

    private static List<Integer> open(Map<String, Object> order) {
        return promised(order).stream()
                .map(line -> ((Number) line.get("fulfillable_quantity")).intValue())
                .toList();
    }

    private static List<Map<String, Object>> promised(Map<String, Object> order) {
        return Json.children(Json.child(order, ShopifyOrder.FULFILLMENT_ORDER), "line_items");
    }

    @SafeVarargs
    private static Map<String, Object> seen(Map<String, Object>... lines) {
        return Map.of("platform_order_no", "#7", "currency", "USD", "total", "9.00", "lines", List.of(lines));
    }

    private static Map<String, Object> line(String id, int quantity, int cancelled) {
        return Map.of(
                "platform_line_id",
                id,
                "platform_sku",
                "A",
                "title",
                "A",
                "unit_price",
                "9.00",
                "quantity",
                quantity,
                "cancelled",
                cancelled,
                "fulfilled_elsewhere",
                0,
                "requires_shipping",
                true);
    }
}
