package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import io.openclaw.partner.signature.ShopifyHmac;
import io.openclaw.partner.signature.SignatureException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire to and from Shopify. */
class ShopifyWireTest {

    private static final String API = "/admin/api/2024-10/";

    private ConnectorBench bench;
    private Account shop;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("shopify");
        shop = bench.account(
                "shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "shpat_token"), Map.of());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Map<String, Object> shipment(Object... lines) {
        Map<String, Object> document = new LinkedHashMap<>(Map.of(
                "reference", "P1",
                "order_no", "OC1",
                "platform_order_id", "450789469",
                "platform_order_no", "#1001",
                "waybill_no", "4PX1",
                "carrier_name", "4PX",
                "lines", List.of(lines)));
        document.put("tracking_url", "https://track.example.com/4PX1");
        return document;
    }

    private static Map<String, Object> line(String id, int quantity) {
        return Map.of("platform_line_id", id, "quantity", quantity);
    }

    private static String fulfillmentOrder(int id, int location, String status, String... items) {
        return "{\"id\":" + id + ",\"assigned_location_id\":" + location + ",\"status\":\"" + status
                + "\",\"supported_actions\":[\"create_fulfillment\"],\"line_items\":[" + String.join(",", items) + "]}";
    }

    private static String item(int id, long line, int left) {
        return "{\"id\":" + id + ",\"line_item_id\":" + line + ",\"quantity\":" + left + ",\"fulfillable_quantity\":"
                + left + "}";
    }

    @Test
    void aShipmentIsConfirmedOnItsOwnLinesAlone() throws Exception {
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":["
                        + fulfillmentOrder(1, 70, "closed", item(10, 501, 0)) + ","
                        + fulfillmentOrder(2, 70, "open", item(11, 501, 2), item(12, 6037638185123L, 1)) + "]}")
                : Answer.json(201, "{\"fulfillment\":{\"id\":2608403447971,\"status\":\"success\"}}"));

        assertThat(bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1))))
                .isEqualTo(Map.of("partner_ref", "2608403447971"));
        assertThat(bench.calls())
                .extracting(Call::line)
                .containsExactly(
                        "GET " + API + "orders/450789469/fulfillment_orders.json", "POST " + API + "fulfillments.json");
        assertThat(bench.calls()).allSatisfy(call -> assertThat(call.header("X-Shopify-Access-Token"))
                .isEqualTo("shpat_token"));
        assertThat(bench.calls().get(1).json())
                .isEqualTo(
                        json(
                                "{\"fulfillment\":{\"line_items_by_fulfillment_order\":[{\"fulfillment_order_id\":2,"
                                        + "\"fulfillment_order_line_items\":[{\"id\":11,\"quantity\":1}]}],\"notify_customer\":true,"
                                        + "\"tracking_info\":{\"number\":\"4PX1\",\"company\":\"4PX\",\"url\":\"https://track.example.com/4PX1\"}}}"));
        assertThat(bench.bench().awaits()).as("durable before the effect").isEqualTo(1);
    }

    @Test
    void linesAtSeveralLocationsBecomeSeveralFulfillments() throws Exception {
        int[] ids = {900};
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "open", item(11, 501, 1)) + ","
                        + fulfillmentOrder(2, 71, "open", item(21, 502, 1)) + "]}")
                : Answer.json(201, "{\"fulfillment\":{\"id\":" + ids[0]++ + "}}"));

        assertThat(bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1), line("502", 1))))
                .isEqualTo(Map.of("partner_ref", "900,901"));

        bench.partner(call -> Answer.ok("{\"fulfillment\":{\"id\":1}}"));
        Map<String, Object> correction = shipment(line("501", 1), line("502", 1));
        correction.put("partner_ref", "900,901");
        correction.put("waybill_no", "LX9");
        assertThat(bench.ask("platform:confirm-shipment", shop, correction))
                .isEqualTo(Map.of("partner_ref", "900,901"));
        assertThat(bench.calls().subList(3, 5))
                .extracting(Call::line)
                .containsExactly(
                        "POST " + API + "fulfillments/900/update_tracking.json",
                        "POST " + API + "fulfillments/901/update_tracking.json");
        assertThat(bench.calls().get(4).text()).contains("\"number\":\"LX9\"");
    }

    @Test
    void whatAnEarlierTryShippedIsNotShippedAgain() throws Exception {
        bench.partner(call -> call.path().endsWith("fulfillment_orders.json")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "closed", item(11, 501, 0)) + ","
                        + fulfillmentOrder(2, 71, "open", item(21, 502, 1)) + "]}")
                : call.path().endsWith("fulfillments.json") && call.method().equals("GET")
                        ? Answer.ok(
                                "{\"fulfillments\":[{\"id\":900,\"status\":\"success\",\"tracking_number\":\"4PX1\","
                                        + "\"tracking_numbers\":[\"4PX1\"],\"line_items\":[{\"id\":501,\"quantity\":1}]}]}")
                        : Answer.json(201, "{\"fulfillment\":{\"id\":901}}"));

        assertThat(bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1), line("502", 1))))
                .isEqualTo(Map.of("partner_ref", "900,901"));
        assertThat(bench.calls().get(2).text()).contains("\"id\":21").doesNotContain("\"id\":11");
    }

    @Test
    void ofAnOrderThatWasEditedWhatIsOpenIsConfirmedAndNoMore() throws Exception {
        bench.partner(call -> call.path().endsWith("fulfillment_orders.json")
                ? Answer.ok("{\"fulfillment_orders\":["
                        + fulfillmentOrder(1, 70, "open", item(11, 501, 2), item(12, 503, 1)) + ","
                        + fulfillmentOrder(2, 71, "open", item(21, 501, 0)) + "]}")
                : call.method().equals("GET")
                        ? Answer.ok("{\"fulfillments\":[]}")
                        : Answer.json(201, "{\"fulfillment\":{\"id\":901}}"));

        // Three units of the first line were taken away, and all of the second.
        assertThat(bench.ask("platform:confirm-shipment", shop, shipment(line("501", 5), line("502", 1))))
                .isEqualTo(Map.of("partner_ref", "901"));
        assertThat(bench.calls().get(2).text())
                .contains("\"fulfillment_order_line_items\":[{\"id\":11,\"quantity\":2}]");
    }

    @Test
    void whereNothingIsOpenThatIsSaid() {
        bench.partner(call -> call.path().endsWith("fulfillment_orders.json")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "closed", item(11, 501, 0)) + "]}")
                : Answer.ok("{\"fulfillments\":[]}"));

        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 5))))
                .isInstanceOfSatisfying(PartnerException.class, e -> assertThat(e)
                        .hasMessageContaining("nothing open to fulfil")
                        .hasMessageContaining("#1001")
                        .hasMessageContaining("shipped or cancelled"));
        assertThat(bench.calls()).noneMatch(call -> call.method().equals("POST"));
    }

    @Test
    void whatIsOnHoldIsNotLeftOut() {
        bench.partner(call -> call.path().endsWith("fulfillment_orders.json")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "open", item(11, 501, 1)) + ","
                        + fulfillmentOrder(2, 70, "on_hold", item(12, 502, 1)) + "]}")
                : Answer.ok("{\"fulfillments\":[]}"));

        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1), line("502", 1))))
                .isInstanceOfSatisfying(PartnerException.class, e -> assertThat(e)
                        .hasMessageContaining("line 502")
                        .hasMessageContaining("on hold")
                        .hasMessageNotContaining("shipped"));
        assertThat(bench.calls()).noneMatch(call -> call.method().equals("POST"));
    }

    @Test
    void whatIsOpenNowhereIsRefusedBeforeAnythingIsSent() {
        bench.partner(call -> call.path().endsWith("fulfillment_orders.json")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "on_hold", item(11, 501, 1)) + "]}")
                : Answer.ok("{\"fulfillments\":[]}"));

        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1))))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.REJECTED);
                    assertThat(e).hasMessageContaining("line 501").hasMessageContaining("#1001");
                });
        assertThat(bench.calls()).noneMatch(call -> call.method().equals("POST"));
    }

    @Test
    void refusalsAndLimitsComeInTheTaxonomy() {
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "open", item(11, 501, 1)) + "]}")
                : Answer.json(422, "{\"errors\":[\"Fulfillment order 1 has an unfulfillable status= closed.\"]}"));
        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1))))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.REJECTED);
                    assertThat(e).hasMessageContaining("unfulfillable");
                });

        bench.partner(call ->
                Answer.json(429, "{\"errors\":\"Exceeded 2 calls per second\"}").with("Retry-After", "2.0"));
        assertThatThrownBy(() -> bench.ask("platform:get-order", shop, Map.of("platform_order_id", "1")))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.RATE_LIMITED);
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(2));
                });
    }

    @Test
    void aShipmentIsFoundByItsNumberAndAllItsLines() throws Exception {
        bench.partner(
                call -> Answer.ok(
                        "{\"fulfillments\":["
                                + "{\"id\":900,\"status\":\"success\",\"tracking_number\":\"4PX1\",\"tracking_numbers\":[\"4PX1\"],\"line_items\":[{\"id\":501,\"quantity\":2}]},"
                                + "{\"id\":901,\"status\":\"success\",\"tracking_number\":null,\"tracking_numbers\":[],\"line_items\":[{\"id\":502,\"quantity\":1}]},"
                                + "{\"id\":902,\"status\":\"cancelled\",\"tracking_number\":\"4PX1\",\"tracking_numbers\":[\"4PX1\"],\"line_items\":[{\"id\":503,\"quantity\":1}]}]}"));

        assertThat(bench.ask("platform:find-shipment", shop, shipment(line("501", 2))))
                .isEqualTo(Map.of(
                        "found", true, "partner_ref", "900", "waybill_no", "4PX1", "waybill_nos", List.of("4PX1")));
        assertThat(bench.ask("platform:find-shipment", shop, shipment(line("502", 1))))
                .as("made by hand, without a number")
                .isEqualTo(Map.of("found", true, "partner_ref", "901"));
        assertThat(bench.ask("platform:find-shipment", shop, shipment(line("503", 1))))
                .isEqualTo(Map.of("found", false));
        assertThat(bench.calls().get(0).line()).isEqualTo("GET " + API + "orders/450789469/fulfillments.json");
    }

    @Test
    void milestonesAreToldInShopifysWords() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(Map.of(
                "reference", "P1",
                "platform_order_id", "450789469",
                "partner_ref", "900",
                "milestone", "attempt_failed",
                "occurred_at", "2026-03-12T10:02:00+01:00",
                "description", "Nobody at home"));
        event.put("city", "Köln");
        event.put("country_code", "DE");
        bench.partner(call -> Answer.json(201, "{\"fulfillment_event\":{\"id\":1}}"));

        assertThat(bench.ask("platform:post-tracking-event", shop, event)).isEqualTo(Map.of());
        assertThat(bench.only().line()).isEqualTo("POST " + API + "orders/450789469/fulfillments/900/events.json");
        assertThat(bench.only().json())
                .isEqualTo(json("{\"event\":{\"status\":\"attempted_delivery\",\"message\":\"Nobody at home\","
                        + "\"happened_at\":\"2026-03-12T10:02:00+01:00\",\"city\":\"Köln\",\"country\":\"DE\"}}"));

        event.put("milestone", "expired");
        bench.ask("platform:post-tracking-event", shop, event);
        assertThat(bench.calls()).as("what tells a buyer nothing is not sent").hasSize(1);

        event.put("milestone", "delivered");
        event.put("asked", true);
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok(
                        "{\"fulfillment_events\":[{\"id\":1,\"status\":\"delivered\",\"happened_at\":\"2026-03-12T04:02:00-05:00\"}]}")
                : Answer.json(201, "{\"fulfillment_event\":{\"id\":2}}"));
        bench.ask("platform:post-tracking-event", shop, event);
        assertThat(bench.calls())
                .as("it is there already")
                .extracting(Call::method)
                .containsExactly("POST", "GET");
        event.put("occurred_at", "2026-03-13T10:02:00+01:00");
        bench.ask("platform:post-tracking-event", shop, event);
        assertThat(bench.calls())
                .as("another event in the same word")
                .extracting(Call::method)
                .containsExactly("POST", "GET", "GET", "POST");
    }

    @Test
    void pagesAreAskedOneAfterTheOther() throws Exception {
        bench.partner(call -> Answer.ok(
                        "{\"orders\":[{\"id\":1,\"updated_at\":\"2026-03-02T09:15:05-05:00\"},{\"id\":2,\"updated_at\":\"2026-03-02T09:16:00-05:00\"}]}")
                .with(
                        "Link",
                        "<https://x.example/orders.json?limit=250&page_info=prev1>; rel=\"previous\", "
                                + "<https://x.example/orders.json?limit=250&page_info=next%3D2>; rel=\"next\""));

        Map<?, ?> first = (Map<?, ?>)
                bench.ask("platform:list-orders", shop, Map.of("updated_after", "2026-03-01T00:00:00+08:00"));
        assertThat(first.get("next_cursor")).isNotNull();
        assertThat(first.get("watermark")).isEqualTo("2026-03-02T09:16:00-05:00");
        assertThat((List<?>) first.get("orders")).hasSize(2);
        assertThat(bench.only().line())
                .isEqualTo(
                        "GET " + API
                                + "orders.json?limit=250&order=updated_at%20asc&status=any&updated_at_min=2026-03-01T00%3A00%3A00%2B08%3A00");

        bench.partner(call -> Answer.ok("{\"orders\":[]}"));
        Map<?, ?> last = (Map<?, ?>) bench.ask(
                "platform:list-orders",
                shop,
                Map.of("updated_after", "2026-03-01T00:00:00+08:00", "cursor", first.get("next_cursor")));
        assertThat(last.containsKey("next_cursor")).isFalse();
        assertThat(last.get("orders")).isEqualTo(List.of());
        assertThat(bench.calls().get(1).query())
                .contains("limit=250")
                .contains("page_info=next%3D2")
                .doesNotContain("status");
    }

    @Test
    void pushesAreProvedAndSorted() throws Exception {
        byte[] body = ConnectorBench.sample("shopify/order.odd-characters.json");
        Exchange taken = bench.push(
                shop,
                Map.of(
                        "x-shopify-topic", "orders/create",
                        "x-shopify-webhook-id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
                        "x-shopify-hmac-sha256", ShopifyHmac.signature(ConnectorBench.SECRET, body)),
                "",
                body);
        assertThat(taken.getVariable("push.key")).isEqualTo("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");
        assertThat(taken.getVariable("push.type")).isEqualTo("orders/create");
        assertThat(taken.getVariable("push.handling")).isEqualTo("taken");
        assertThat(taken.getMessage().getBody()).isSameAs(body);

        for (Map.Entry<String, String> topic : Map.ofEntries(
                        Map.entry("orders/cancelled", "taken"),
                        Map.entry("orders/edited", "taken"),
                        Map.entry("refunds/create", "taken"),
                        Map.entry("customers/redact", "taken push.privacy"),
                        Map.entry("shop/redact", "taken push.privacy"),
                        Map.entry("customers/data_request", "taken push.privacy"),
                        Map.entry("app/uninstalled", "taken push.withdrawn"),
                        Map.entry("app/scopes_update", "ignored"),
                        Map.entry("fulfillments/create", "ignored"),
                        Map.entry("fulfillments/update", "ignored"),
                        Map.entry("fulfillment_orders/moved", "ignored"),
                        Map.entry("fulfillment_orders/placed_on_hold", "taken"),
                        Map.entry("fulfillment_orders/hold_released", "taken"),
                        Map.entry("fulfillment_orders/cancellation_request_submitted", "taken"),
                        Map.entry("returns/request", "taken push.return_request"),
                        Map.entry("returns/approve", "ignored"),
                        Map.entry("customers/update", "ignored"),
                        Map.entry("customer.tags_added", "ignored"),
                        Map.entry("products/update", "ignored"),
                        Map.entry("inventory_levels/update", "ignored"),
                        Map.entry("shop/update", "ignored"),
                        Map.entry("orders/delete", "taken push.deleted"),
                        Map.entry("orders/link_requested", "ignored"),
                        Map.entry("orders/frobnicated", "unknown"),
                        Map.entry("foo/bar", "unknown"))
                .entrySet()) {
            byte[] any = "not even json".getBytes(StandardCharsets.UTF_8);
            Exchange push = bench.push(
                    shop,
                    Map.of(
                            "x-shopify-topic", topic.getKey(),
                            "x-shopify-hmac-sha256", ShopifyHmac.signature(ConnectorBench.SECRET, any)),
                    "",
                    any);
            Object channel = push.getVariable("push.channel");
            assertThat(push.getVariable("push.handling") + (channel == null ? "" : " " + channel))
                    .as(topic.getKey())
                    .isEqualTo(topic.getValue());
            assertThat(push.getVariable("push.key")).as("the body's hash, then").isNull();
        }

        assertThatThrownBy(() -> bench.push(
                        shop,
                        Map.of(
                                "x-shopify-topic",
                                "orders/create",
                                "x-shopify-hmac-sha256",
                                ShopifyHmac.signature("another secret", body)),
                        "",
                        body))
                .isInstanceOf(SignatureException.class);
    }

    private static Map<String, Object> inParcels(Map<String, Object> document, String... numbers) {
        Map<String, Object> several = new LinkedHashMap<>(document);
        several.put(
                "parcels",
                java.util.Arrays.stream(numbers)
                        .map(number -> Map.of(
                                "parcel_no",
                                "P-" + number,
                                "waybill_no",
                                number,
                                "carrier_name",
                                "4PX",
                                "tracking_url",
                                "https://track.example.com/" + number))
                        .toList());
        several.put("known_numbers", List.of(numbers));
        return several;
    }

    @Test
    void severalNumbersAreToldByGraphqlInOneFulfillment() throws Exception {
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(2, 70, "open", item(11, 501, 2)) + "]}")
                : Answer.ok(
                        "{\"data\":{\"fulfillmentCreateV2\":{\"fulfillment\":{\"legacyResourceId\":\"2608403447971\"},"
                                + "\"userErrors\":[]}}}"));

        assertThat(bench.ask("platform:confirm-shipment", shop, inParcels(shipment(line("501", 1)), "4PX1", "4PX2")))
                .isEqualTo(Map.of("partner_ref", "2608403447971"));
        assertThat(bench.calls())
                .extracting(Call::line)
                .containsExactly(
                        "GET " + API + "orders/450789469/fulfillment_orders.json", "POST " + API + "graphql.json");
        Map<?, ?> sent = (Map<?, ?>) bench.calls().get(1).json();
        assertThat((String) sent.get("query")).contains("fulfillmentCreateV2(fulfillment: $fulfillment)");
        assertThat(sent.get("variables"))
                .isEqualTo(
                        json(
                                "{\"fulfillment\":{\"lineItemsByFulfillmentOrder\":[{\"fulfillmentOrderId\":\"gid://shopify/FulfillmentOrder/2\","
                                        + "\"fulfillmentOrderLineItems\":[{\"id\":\"gid://shopify/FulfillmentOrderLineItem/11\",\"quantity\":1}]}],"
                                        + "\"notifyCustomer\":true,\"trackingInfo\":{\"numbers\":[\"4PX1\",\"4PX2\"],"
                                        + "\"urls\":[\"https://track.example.com/4PX1\",\"https://track.example.com/4PX2\"],\"company\":\"4PX\"}}}"));
        assertThat(bench.bench().awaits()).as("durable before the effect").isEqualTo(1);
    }

    @Test
    void aFurtherNumberReplacesTheNumbersOfTheSameFulfillment() throws Exception {
        bench.partner(
                call -> Answer.ok(
                        "{\"data\":{\"fulfillmentTrackingInfoUpdateV2\":{\"fulfillment\":{\"legacyResourceId\":\"900\"},\"userErrors\":[]}}}"));
        Map<String, Object> correction = inParcels(shipment(line("501", 1)), "4PX1", "UPS2");
        correction.put("partner_ref", "900");
        correction.put(
                "parcels",
                List.of(
                        Map.of("parcel_no", "P1", "waybill_no", "4PX1", "carrier_name", "4PX"),
                        Map.of("parcel_no", "P2", "waybill_no", "UPS2", "carrier_name", "UPS")));

        assertThat(bench.ask("platform:confirm-shipment", shop, correction)).isEqualTo(Map.of("partner_ref", "900"));
        assertThat(bench.only().line()).isEqualTo("POST " + API + "graphql.json");
        Map<?, ?> sent = (Map<?, ?>) bench.only().json();
        assertThat((String) sent.get("query")).contains("fulfillmentTrackingInfoUpdateV2(");
        assertThat(sent.get("variables"))
                .as("carriers that differ are left to the numbers")
                .isEqualTo(
                        json(
                                "{\"id\":\"gid://shopify/Fulfillment/900\",\"tracking\":{\"numbers\":[\"4PX1\",\"UPS2\"]},\"notify\":true}"));
    }

    @Test
    void whatGraphqlWillNotTakeIsARefusalAndSilenceIsNoAnswer() {
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(2, 70, "open", item(11, 501, 2)) + "]}")
                : Answer.ok(
                        "{\"data\":{\"fulfillmentCreateV2\":{\"fulfillment\":null,\"userErrors\":[{\"field\":[\"fulfillment\"],"
                                + "\"message\":\"Fulfillment order 2 has an unfulfillable status= closed.\"}]}}}"));
        assertThatThrownBy(() -> bench.ask(
                        "platform:confirm-shipment", shop, inParcels(shipment(line("501", 1)), "4PX1", "4PX2")))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.REJECTED);
                    assertThat(e).hasMessageContaining("unfulfillable");
                });

        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(2, 70, "open", item(11, 501, 2)) + "]}")
                : Answer.ok("{\"data\":{}}"));
        assertThatThrownBy(() -> bench.ask(
                        "platform:confirm-shipment", shop, inParcels(shipment(line("501", 1)), "4PX1", "4PX2")))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.UNKNOWN_OUTCOME));
    }

    @Test
    void anErrorOfAnExecutionLeavesOpenWhetherTheShopWasTold() {
        assertThat(graphqlError("Internal error", "INTERNAL_SERVER_ERROR")).isEqualTo(Category.UNKNOWN_OUTCOME);
        assertThat(graphqlError("Something", "NOBODY_KNOWS")).isEqualTo(Category.UNKNOWN_OUTCOME);
        assertThat(graphqlError("Throttled", "THROTTLED")).isEqualTo(Category.RATE_LIMITED);
        assertThat(graphqlError("Access denied", "ACCESS_DENIED")).isEqualTo(Category.UNAUTHORIZED);
        assertThat(graphqlError("Field 'x' doesn't exist", "undefinedField")).isEqualTo(Category.REJECTED);
        assertThat(graphqlError("Parse error on \"}\"", null)).isEqualTo(Category.REJECTED);
    }

    private Category graphqlError(String message, String code) {
        String error = "{\"message\":\"" + message.replace("\"", "\\\"") + "\""
                + (code == null ? "" : ",\"extensions\":{\"code\":\"" + code + "\"}") + "}";
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(2, 70, "open", item(11, 501, 2)) + "]}")
                : Answer.ok("{\"errors\":[" + error + "]}"));
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                        PartnerException.class,
                        () -> bench.ask(
                                "platform:confirm-shipment", shop, inParcels(shipment(line("501", 1)), "4PX1", "4PX2")))
                .category();
    }

    @Test
    void aFailureAtOneLocationAfterAnotherWasToldSaysSo() {
        int[] posts = {0};
        bench.partner(call -> call.method().equals("GET")
                ? Answer.ok("{\"fulfillment_orders\":[" + fulfillmentOrder(1, 70, "open", item(11, 501, 1)) + ","
                        + fulfillmentOrder(2, 71, "open", item(21, 502, 1)) + "]}")
                : posts[0]++ == 0 ? Answer.json(201, "{\"fulfillment\":{\"id\":900}}") : Answer.json(429, "{}"));
        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1), line("502", 1))))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.RATE_LIMITED);
                    assertThat(e.partly()).isTrue();
                });

        posts[0] = 1;
        assertThatThrownBy(() -> bench.ask("platform:confirm-shipment", shop, shipment(line("501", 1), line("502", 1))))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.partly()).isFalse());
    }

    @Test
    void aShipmentIsFoundUnderAnyNumberItEverHad() throws Exception {
        bench.partner(call -> Answer.ok(
                "{\"fulfillments\":[{\"id\":900,\"status\":\"success\",\"tracking_number\":\"OLD\",\"tracking_numbers\":[\"OLD\",\"4PX2\"],"
                        + "\"line_items\":[{\"id\":501,\"quantity\":1}]}]}"));
        Map<String, Object> statement = inParcels(shipment(line("501", 1)), "4PX1", "4PX2");
        statement.put("known_numbers", List.of("4PX1", "OLD", "4PX2"));

        assertThat(bench.ask("platform:find-shipment", shop, statement))
                .isEqualTo(Map.of(
                        "found",
                        true,
                        "partner_ref",
                        "900",
                        "waybill_no",
                        "OLD",
                        "waybill_nos",
                        List.of("OLD", "4PX2")));
    }
}
