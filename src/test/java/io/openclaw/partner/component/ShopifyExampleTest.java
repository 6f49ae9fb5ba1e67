package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.mapping.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A connector as an integrator writes it, from the hub's step to the partner's wire and back. */
class ShopifyExampleTest {

    @Test
    void confirmsAShipment() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (PartnerBench bench = new PartnerBench();
                InputStream yaml = getClass().getResourceAsStream("/partner/shopify.camel.yaml")) {
            bench.routes(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
            bench.shop();
            bench.partner(request -> {
                String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                seen.add(request.getRequestMethod() + " " + request.getRequestURI() + " " + body);
                PartnerBench.answer(
                        request,
                        200,
                        request.getRequestMethod().equals("GET")
                                ? "{\"fulfillment_orders\":[{\"id\":77}]}"
                                : "{\"fulfillment\":{\"id\":9001}}");
            });

            Object result = bench.ask(
                    "platform:confirm-shipment",
                    "shop",
                    Map.of(
                            "reference", "P-1",
                            "order_no", "A1",
                            "platform_order_id", "45/0",
                            "platform_order_no", "#1001",
                            "waybill_no", "W1",
                            "carrier_name", "4PX",
                            "lines", List.of(Map.of("platform_line_id", "1", "quantity", 1))));

            assertThat(result).isEqualTo(Map.of("partner_ref", "9001"));
            assertThat(seen).hasSize(2);
            assertThat(seen.get(0)).startsWith("GET /admin/api/2024-10/orders/45%2F0/fulfillment_orders.json");
            assertThat(seen.get(1)).startsWith("POST /admin/api/2024-10/fulfillments.json");
            String sent = seen.get(1).substring(seen.get(1).indexOf('{'));
            assertThat(Json.parse(sent))
                    .isEqualTo(Json.parse(
                            "{\"fulfillment\":{\"line_items_by_fulfillment_order\":[{\"fulfillment_order_id\":77}],"
                                    + "\"tracking_info\":{\"number\":\"W1\",\"company\":\"4PX\"}}}"));
            assertThat(bench.awaits()).isEqualTo(1);
            assertThat(bench.calls())
                    .extracting("operation", "orderNo")
                    .containsOnly(org.assertj.core.groups.Tuple.tuple("platform:confirm-shipment", "A1"));
        }
    }
}
