package io.openclaw.partner.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.order.OrderDocument;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.mapping.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Wholesale orders: Shopify takes 500 lines in one, so the hub does. */
class ShopifyLongOrderTest {

    private static final int LINES = 500;
    /** Half of what a JVM gives a thread: the mapping's need must not grow with the order. */
    private static final long SMALL_STACK = 512 * 1024;

    private static ConnectorBench bench;
    private static Account shop;

    @BeforeAll
    static void start() throws Exception {
        bench = new ConnectorBench("shopify");
        shop = bench.account("shopify-us", Account.Kind.PLATFORM, "shopify", Map.of(), Map.of());
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void everyLineIsImportedOnASmallStack() throws Exception {
        OrderDocument order = (OrderDocument) onASmallStack(order(LINES));

        assertThat(order.lines()).hasSize(LINES);
        assertThat(order.lines().get(LINES - 1).platformLineId()).isEqualTo("14990000000499");
        assertThat(order.lines().get(LINES - 1).quantity()).isEqualTo(3);
    }

    @Test
    @SuppressWarnings("unchecked")
    void theFaultyLineIsNamedAmongAll() throws Exception {
        Map<String, Object> order = order(LINES);
        List<Object> lines = (List<Object>) order.get("line_items");
        ((Map<String, Object>) lines.get(317)).put("quantity", "two");
        ((Map<String, Object>) lines.get(498)).put("id", ((Map<String, Object>) lines.get(7)).get("id"));

        assertThat(onASmallStack(order)).isInstanceOfSatisfying(NotUnderstood.class, e -> {
            assertThat(e.field()).isEqualTo("$.body.line_items[317].quantity");
            assertThat(e).hasMessageContaining("line_items[498].id").hasMessageContaining("stands twice");
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void aQuantityBeyondReasonIsFoundAmongAll() throws Exception {
        Map<String, Object> order = order(LINES);
        List<Object> lines = (List<Object>) order.get("line_items");
        ((Map<String, Object>) lines.get(499)).put("quantity", 1234567);

        assertThat(onASmallStack(order)).isInstanceOfSatisfying(NotUnderstood.class, e -> assertThat(e.field())
                .isEqualTo("$.body.line_items[499].quantity"));
    }

    /** What the connector makes of it, or why it refuses. */
    private static Object onASmallStack(Map<String, Object> order) throws Exception {
        FutureTask<Object> task = new FutureTask<>(() -> {
            try {
                return bench.ask(
                        "platform:normalize-order",
                        shop,
                        Map.of("push_type", "orders/create", "headers", Map.of(), "body", order));
            } catch (NotUnderstood e) {
                return e;
            }
        });
        Thread thread = new Thread(null, task, "small stack", SMALL_STACK);
        thread.start();
        return task.get(30, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> order(int count) throws Exception {
        Map<String, Object> order = new LinkedHashMap<>(
                (Map<String, Object>) Json.parse(ConnectorBench.sample("shopify/order.plain.json")));
        Map<String, Object> first = (Map<String, Object>) ((List<?>) order.get("line_items")).get(0);
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> line = new LinkedHashMap<>(first);
            line.put("id", 14990000000000L + i);
            line.put("quantity", 3);
            line.put("current_quantity", 3);
            lines.add(line);
        }
        order.put("line_items", lines);
        return order;
    }
}
