package io.openclaw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlCallsTest {

    private HubDouble hub;
    private PartnersProcess partners;

    @BeforeAll
    void start(@TempDir Path data) {
        hub = new HubDouble();
        partners = new PartnersProcess(data, hub.url());
    }

    @AfterAll
    void stop() {
        partners.close();
        hub.close();
    }

    @Test
    void startsAloneWithoutAnythingOfTheHub() {
        assertThat(partners.context.getBeanNamesForType(javax.sql.DataSource.class))
                .isEmpty();
        assertThat(partners.context.containsBean("hubConfiguration")).isFalse();
        assertThat(partners.send("GET", partners.url() + "/actuator/health", null, Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void placesOrdersAndPushesThemSignedOverTheRawBody() throws Exception {
        JsonNode placed = partners.control(
                "POST",
                "/orders",
                "{\"account\":\"shopify-us\",\"count\":3,\"sku\":\"DEMO-MUG\",\"quantity\":2,\"country_code\":\"DE\"}");
        assertThat(placed.get("orders")).hasSize(3);
        String id = placed.get("orders").get(0).get("platform_order_id").asText();

        await().until(() ->
                hub.from("shopify-us").stream().anyMatch(push -> push.text().contains("\"id\":" + id + ",")));
        HubDouble.Received push = hub.from("shopify-us").stream()
                .filter(one -> one.text().contains("\"id\":" + id + ","))
                .findFirst()
                .orElseThrow();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("sandbox-shopify-us-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(push.path()).isEqualTo("/webhooks/platform/shopify-us");
        assertThat(push.headers())
                .containsEntry("x-shopify-topic", "orders/create")
                .containsEntry("x-shopify-hmac-sha256", Base64.getEncoder().encodeToString(mac.doFinal(push.body())))
                .containsKeys("x-shopify-webhook-id", "x-shopify-shop-domain", "x-shopify-triggered-at");
        JsonNode order = PartnersProcess.JSON.readTree(push.body());
        assertThat(order.at("/line_items/0/sku").asText()).isEqualTo("DEMO-MUG");
        assertThat(order.at("/line_items/0/quantity").asInt()).isEqualTo(2);
        assertThat(order.at("/shipping_address/country_code").asText()).isEqualTo("DE");
        assertThat(order.get("financial_status").asText()).isEqualTo("paid");
        assertThat(push.text()).doesNotContain("_fulfillment_order");
    }

    @Test
    void refusesWhatItDoesNotUnderstandAndSaysWhatItDoes() {
        assertProblem("POST", "/orders", "{\"account\":\"nobody\"}", "shopify-us");
        assertProblem("POST", "/orders", "{\"account\":\"4px-cn\"}", "shopify-us");
        assertProblem("POST", "/orders", "{\"account\":\"shopify-us\",\"count\":0}", "1");
        assertProblem("POST", "/orders", "{\"account\":\"shopify-us\",\"qty\":1}", "quantity");
        assertProblem("POST", "/orders", "not json", "account");
        assertProblem("GET", "/partners/nobody/ledger", null, "4px-cn");
        assertProblem(
                "PUT",
                "/partners/4px-cn/behaviour",
                "{\"operation\":\"create-waybill\",\"fault\":\"gremlin\"}",
                "http_429");
        assertProblem(
                "PUT", "/partners/4px-cn/behaviour", "{\"operation\":\"dance\",\"fault\":\"slow\"}", "create-waybill");
        assertProblem("PUT", "/partners/us-west/behaviour", "{\"parcels\":0}", "1");
        assertProblem("PUT", "/partners/cn-szx/behaviour", "{\"parcels\":2}", "make their own labels");
        assertProblem("PUT", "/partners/us-west/behaviour", "{\"parcels\":2,\"fault\":\"slow\"}", "call of its own");
        assertProblem("PUT", "/partners/4px-cn/behaviour", "{\"short\":1}", "warehouse accounts are");
        assertProblem("PUT", "/partners/us-west/behaviour", "{\"short\":-1}", "0");
        assertProblem("PUT", "/partners/us-west/behaviour", "{\"short\":1,\"fault\":\"slow\"}", "call of its own");
        assertProblem("PUT", "/pace", "{\"milestone_ms\":-1}", "milestone_ms");
        assertProblem("PUT", "/pace", "{}", "milestone_ms");
        assertProblem(
                "PUT", "/partners/4px-cn/script", "{\"events\":[{\"code\":\"X\",\"time\":1718411400}]}", "ISO 8601");
        assertProblem("PUT", "/partners/cn-szx/script", "{\"events\":[]}", "carrier");
    }

    private void assertProblem(String method, String path, String body, String hint) {
        HttpResponse<byte[]> answer = partners.send(
                method, partners.url() + "/sandbox" + path, body, Map.of("Content-Type", "application/json"));
        JsonNode problem = PartnersProcess.json(answer);
        assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(problem.get("detail").asText() + problem.get("hint").asText())
                .contains(hint);
        assertThat(problem.get("request_id").asText()).isNotBlank();
    }
}
