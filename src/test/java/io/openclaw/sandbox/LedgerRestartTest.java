package io.openclaw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the partners know outlives their process: ledgers, orders, behaviours, and pushes nobody has taken yet. */
class LedgerRestartTest {

    @Test
    void everythingIsThereAfterARestart(@TempDir Path data) {
        try (HubDouble hub = new HubDouble()) {
            hub.answer = push -> 503;
            String order;
            try (PartnersProcess partners = new PartnersProcess(data, hub.url())) {
                order = partners.control("POST", "/orders", "{\"account\":\"shopify-us\",\"count\":1}")
                        .findValue("platform_order_id")
                        .asText();
                partners.control("PUT", "/pace", "{\"milestone_ms\":777}");
                partners.control(
                        "PUT",
                        "/partners/shopify-us/behaviour",
                        "{\"operation\":\"get-order\",\"fault\":\"http_500\",\"times\":2}");
                assertThat(read(partners, order)).isEqualTo(500);
                assertThat(partners.ledger("shopify-us").get("calls")).hasSize(1);
            }
            hub.received.clear();
            hub.answer = push -> 200;
            try (PartnersProcess partners = new PartnersProcess(data, hub.url())) {
                await().atMost(Duration.ofSeconds(40)).until(() -> hub.from("shopify-us").stream()
                        .anyMatch(push -> push.text().contains("\"id\":" + order + ",")));
                assertThat(read(partners, order)).isEqualTo(500);
                assertThat(read(partners, order)).isEqualTo(200);
                JsonNode calls = partners.ledger("shopify-us").get("calls");
                assertThat(calls).hasSize(3);
                assertThat(calls.get(0).get("fault").asText()).isEqualTo("http_500");
                String next = partners.control("POST", "/orders", "{\"account\":\"shopify-us\",\"count\":1}")
                        .findValue("platform_order_no")
                        .asText();
                assertThat(next).isEqualTo("#1002");
            }
        }
    }

    private static int read(PartnersProcess partners, String order) {
        return partners.send(
                        "GET",
                        partners.base("shopify-us") + "/admin/api/2024-10/orders/" + order + ".json",
                        null,
                        Map.of("X-Shopify-Access-Token", "sandbox-shopify-us-secret"))
                .statusCode();
    }
}
