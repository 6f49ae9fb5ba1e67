package io.openclaw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Shopify, 17TRACK, the warehouses and the ERP on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartnersWireTest {

    private static final Map<String, String> SHOPIFY = Map.of("X-Shopify-Access-Token", "sandbox-shopify-us-secret");
    private static final Map<String, String> TRACKER = Map.of("17token", "sandbox-17track-secret");

    private HubDouble hub;
    private PartnersProcess partners;

    @BeforeAll
    void start(@TempDir Path data) {
        hub = new HubDouble();
        partners = new PartnersProcess(data, hub.url());
        partners.control("PUT", "/pace", "{\"milestone_ms\":50}");
    }

    @AfterAll
    void stop() {
        partners.close();
        hub.close();
    }

    private String placed(int quantity) {
        return partners.control(
                        "POST",
                        "/orders",
                        "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"DEMO-MUG\",\"quantity\":" + quantity + "}")
                .findValue("platform_order_id")
                .asText();
    }

    private HttpResponse<byte[]> shopify(String method, String path, String body) {
        return partners.send(method, partners.base("shopify-us") + "/admin/api/2024-10" + path, body, SHOPIFY);
    }

    private String fulfillment(String orderId, int quantity, String number) {
        JsonNode open = PartnersProcess.json(shopify("GET", "/orders/" + orderId + "/fulfillment_orders.json", null))
                .at("/fulfillment_orders/0");
        return "{\"fulfillment\":{\"line_items_by_fulfillment_order\":[{\"fulfillment_order_id\":" + open.get("id")
                + ",\"fulfillment_order_line_items\":[{\"id\":" + open.at("/line_items/0/id") + ",\"quantity\":"
                + quantity + "}]}],\"tracking_info\":{\"number\":\"" + number + "\",\"company\":\"4PX\"}}}";
    }

    @Test
    void aFulfillmentIsMadeAgainWhileItIsOpenAndRefusedWhenItIsClosed() {
        String order = placed(2);
        String body = fulfillment(order, 1, "N-1");
        assertThat(shopify("POST", "/fulfillments.json", body).statusCode()).isEqualTo(201);
        assertThat(shopify("POST", "/fulfillments.json", body).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> third = shopify("POST", "/fulfillments.json", body);
        assertThat(third.statusCode()).isEqualTo(422);
        assertThat(PartnersProcess.json(third).get("errors").get(0).asText()).contains("closed");

        assertThat(PartnersProcess.json(shopify("GET", "/orders/" + order + ".json?fields=id%2Ccancelled_at", null))
                        .get("order")
                        .fieldNames())
                .toIterable()
                .containsOnly("id", "cancelled_at");
        JsonNode shown = PartnersProcess.json(shopify("GET", "/orders/" + order + ".json", null))
                .get("order");
        assertThat(shown.get("fulfillment_status").asText()).isEqualTo("fulfilled");
        assertThat(shown.get("fulfillments")).hasSize(2);
        String id = shown.at("/fulfillments/0/id").asText();

        HttpResponse<byte[]> corrected = shopify(
                "POST",
                "/fulfillments/" + id + "/update_tracking.json",
                "{\"fulfillment\":{\"tracking_info\":{\"number\":\"N-2\",\"company\":\"4PX\"}}}");
        assertThat(PartnersProcess.json(corrected)
                        .at("/fulfillment/tracking_number")
                        .asText())
                .isEqualTo("N-2");
        HttpResponse<byte[]> event = shopify(
                "POST",
                "/orders/" + order + "/fulfillments/" + id + "/events.json",
                "{\"event\":{\"status\":\"delivered\",\"happened_at\":\"2024-06-15T08:30:00Z\"}}");
        assertThat(event.statusCode()).isEqualTo(201);
        assertThat(PartnersProcess.json(
                                shopify("GET", "/orders/" + order + "/fulfillments/" + id + "/events.json", null))
                        .at("/fulfillment_events/0/status")
                        .asText())
                .isEqualTo("delivered");
    }

    private static String mutation(String order, String item, int quantity, String numbers) {
        return "{\"fulfillment\":{\"lineItemsByFulfillmentOrder\":[{\"fulfillmentOrderId\":\"gid://shopify/FulfillmentOrder/"
                + order + "\",\"fulfillmentOrderLineItems\":[{\"id\":\"gid://shopify/FulfillmentOrderLineItem/" + item
                + "\",\"quantity\":" + quantity + "}]}],\"trackingInfo\":{\"company\":\"4PX\",\"numbers\":[" + numbers
                + "]}}}";
    }

    @Test
    void severalNumbersAreGraphqlsAndWhatIsFulfilledIsRefusedThereToo() {
        String order = placed(2);
        JsonNode open = PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillment_orders.json", null))
                .at("/fulfillment_orders/0");
        String create =
                "mutation x($fulfillment: FulfillmentV2Input!) { fulfillmentCreateV2(fulfillment: $fulfillment) { fulfillment { legacyResourceId } userErrors { field message } } }";
        String input =
                mutation(open.get("id").asText(), open.at("/line_items/0/id").asText(), 2, "\"N-5\",\"N-6\"");
        String id = graphql(create, input)
                .at("/data/fulfillmentCreateV2/fulfillment/legacyResourceId")
                .asText();
        assertThat(graphql(create, input)
                        .at("/data/fulfillmentCreateV2/userErrors/0/message")
                        .asText())
                .contains("closed");
        JsonNode shown = PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillments.json", null))
                .get("fulfillments");
        assertThat(shown).hasSize(1);
        assertThat(shown.at("/0/id").asText()).isEqualTo(id);
        assertThat(shown.at("/0/tracking_numbers")).extracting(JsonNode::asText).containsExactly("N-5", "N-6");

        JsonNode tracked = graphql(
                "mutation x($id: ID!, $tracking: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) { fulfillment { trackingInfo { number } } userErrors { field message } } }",
                "{\"id\":\"gid://shopify/Fulfillment/" + id
                        + "\",\"tracking\":{\"numbers\":[\"N-5\",\"N-6\",\"N-7\"]}}");
        assertThat(tracked.at("/data/fulfillmentTrackingInfoUpdate/fulfillment/trackingInfo")
                        .findValuesAsText("number"))
                .containsExactly("N-5", "N-6", "N-7");
        shopify(
                "POST",
                "/fulfillments/" + id + "/update_tracking.json",
                "{\"fulfillment\":{\"tracking_info\":{\"number\":\"N-8\",\"numbers\":[\"N-8\",\"N-9\"]}}}");
        assertThat(PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillments.json", null))
                        .at("/fulfillments/0/tracking_numbers"))
                .as("REST takes one")
                .extracting(JsonNode::asText)
                .containsExactly("N-8");
    }

    @Test
    void aCancelledOrderIsPushedAndCannotBeShipped() {
        String order = placed(1);
        String body = fulfillment(order, 1, "N-9");
        partners.control("POST", "/orders/shopify-us/" + order + "/cancel", null);
        await().until(() -> hub.from("shopify-us").stream()
                .anyMatch(push -> "orders/cancelled".equals(push.headers().get("x-shopify-topic"))
                        && push.text().contains(order)));
        assertThat(shopify("POST", "/fulfillments.json", body).statusCode()).isEqualTo(422);
        HttpResponse<byte[]> again = partners.send(
                "POST", partners.url() + "/sandbox/orders/shopify-us/" + order + "/cancel", null, Map.of());
        assertThat(again.statusCode()).isEqualTo(409);
    }

    @Test
    void anOrderOnHoldIsPushedByItsPartAloneAndCannotBeShippedUntilItIsReleased() {
        String order = placed(1);
        String body = fulfillment(order, 1, "N-11");
        String part = PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillment_orders.json", null))
                .at("/fulfillment_orders/0/id")
                .asText();
        partners.control(
                "POST",
                "/orders/shopify-us/" + order + "/hold",
                "{\"reason\":\"incorrect_address\",\"note\":\"moves\"}");
        await().until(() -> hub.from("shopify-us").stream()
                .anyMatch(push -> "fulfillment_orders/placed_on_hold"
                                .equals(push.headers().get("x-shopify-topic"))
                        && push.text().contains("FulfillmentOrder/" + part)
                        && !push.text().contains(order)));
        JsonNode held = PartnersProcess.json(shopify("GET", "/fulfillment_orders/" + part + ".json", null))
                .get("fulfillment_order");
        assertThat(held.get("order_id").asText()).isEqualTo(order);
        assertThat(held.get("status").asText()).isEqualTo("on_hold");
        assertThat(held.at("/fulfillment_holds/0/reason_notes").asText()).isEqualTo("moves");
        assertThat(shopify("POST", "/fulfillments.json", body).statusCode()).isEqualTo(422);

        partners.control("POST", "/orders/shopify-us/" + order + "/release", null);
        assertThat(PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillment_orders.json", null))
                        .at("/fulfillment_orders/0/status")
                        .asText())
                .isEqualTo("open");
        assertThat(shopify("POST", "/fulfillments.json", body).statusCode()).isEqualTo(201);
        assertThat(partners.send(
                                "POST",
                                partners.url() + "/sandbox/orders/shopify-us/" + order + "/hold",
                                null,
                                Map.of())
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatIsOnHoldIsListedAlsoWhereItsPushWasLost() {
        String order = placed(1);
        String question =
                "{\"query\":\"query holds($after: String) { fulfillmentOrders(first: 100, after: $after, query: \\\"status:on_hold\\\")"
                        + " { nodes { id updatedAt order { id } } pageInfo { hasNextPage endCursor } } }\",\"variables\":{\"after\":null}}";
        partners.control("POST", "/orders/shopify-us/" + order + "/hold", "{\"reason\":\"other\",\"push\":false}");
        JsonNode listed =
                PartnersProcess.json(shopify("POST", "/graphql.json", question)).at("/data/fulfillmentOrders");
        assertThat(listed.get("nodes")).anySatisfy(node -> {
            assertThat(node.at("/order/id").asText()).isEqualTo("gid://shopify/Order/" + order);
            assertThat(node.get("updatedAt").asText()).isNotBlank();
        });
        assertThat(listed.at("/pageInfo/hasNextPage").asBoolean()).isFalse();
        String part = PartnersProcess.json(shopify("GET", "/orders/" + order + "/fulfillment_orders.json", null))
                .at("/fulfillment_orders/0/id")
                .asText();
        partners.control("POST", "/orders/shopify-us/" + order + "/release", null);
        assertThat(PartnersProcess.json(shopify("POST", "/graphql.json", question))
                        .at("/data/fulfillmentOrders/nodes"))
                .noneSatisfy(node -> assertThat(node.at("/order/id").asText()).endsWith(order));
        await().untilAsserted(() -> assertThat(hub.from("shopify-us").stream()
                        .filter(push -> push.text().contains("FulfillmentOrder/" + part))
                        .map(push -> push.headers().get("x-shopify-topic")))
                .as("the hold was told to nobody, its end is")
                .containsExactly("fulfillment_orders/hold_released"));
    }

    @Test
    void theSellerCancelsAnOrderOfWhichNothingHasShippedOnce() {
        String order = placed(2);
        HttpResponse<byte[]> answer =
                shopify("POST", "/orders/" + order + "/cancel.json", "{\"reason\":\"inventory\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(PartnersProcess.json(answer).at("/order/cancel_reason").asText())
                .isEqualTo("inventory");
        assertThat(PartnersProcess.json(answer).at("/order/financial_status").asText())
                .as("no amount, no refund")
                .isEqualTo("paid");
        await().until(() -> hub.from("shopify-us").stream()
                .anyMatch(push -> "orders/cancelled".equals(push.headers().get("x-shopify-topic"))
                        && push.text().contains(order)));
        assertThat(shopify("POST", "/orders/" + order + "/cancel.json", "{}").statusCode())
                .isEqualTo(422);
        String shipped = placed(2);
        shopify("POST", "/fulfillments.json", fulfillment(shipped, 1, "N-10"));
        HttpResponse<byte[]> refused = shopify("POST", "/orders/" + shipped + "/cancel.json", "{}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(PartnersProcess.json(refused).get("error").asText()).contains("Cannot cancel");
        assertThat(shopify("POST", "/orders/" + placed(1) + "/cancel.json", "{\"reason\":\"none\"}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aFulfillmentIsCancelledOnceAndWhatItShippedIsOpenAgain() {
        String order = placed(2);
        JsonNode made = PartnersProcess.json(shopify("POST", "/fulfillments.json", fulfillment(order, 2, "N-11")));
        String cancel = "/fulfillments/" + made.at("/fulfillment/id").asText() + "/cancel.json";
        assertThat(shopify("POST", cancel, "{}").statusCode()).isEqualTo(200);
        await().until(() -> hub.from("shopify-us").stream()
                .anyMatch(push -> "orders/updated".equals(push.headers().get("x-shopify-topic"))
                        && push.text().contains(order)
                        && push.text().contains("N-11")));
        JsonNode shown = PartnersProcess.json(shopify("GET", "/orders/" + order + ".json", null))
                .get("order");
        assertThat(shown.at("/fulfillments/0/status").asText()).isEqualTo("cancelled");
        assertThat(shown.at("/line_items/0/fulfillable_quantity").asInt()).isEqualTo(2);
        assertThat(shown.get("fulfillment_status").isNull()).isTrue();
        assertThat(shopify("POST", cancel, "{}").statusCode()).isEqualTo(422);
        assertThat(shopify("POST", "/fulfillments.json", fulfillment(order, 2, "N-11"))
                        .statusCode())
                .as("it can be shipped again")
                .isEqualTo(201);
    }

    private JsonNode graphql(String query, String variables) {
        return PartnersProcess.json(
                shopify("POST", "/graphql.json", "{\"query\":\"" + query + "\",\"variables\":" + variables + "}"));
    }

    private JsonNode set(String quantities) {
        return graphql(
                        "mutation stock($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }",
                        "{\"input\":{\"name\":\"available\",\"reason\":\"correction\",\"ignoreCompareQuantity\":true,"
                                + "\"referenceDocumentUri\":\"x://y\",\"quantities\":[" + quantities + "]}}")
                .at("/data/inventorySetQuantities/userErrors");
    }

    private static String quantity(String item, int units) {
        return "{\"inventoryItemId\":\"" + item + "\",\"locationId\":\"gid://shopify/Location/1\",\"quantity\":" + units
                + "}";
    }

    @Test
    void inventoryIsFoundBySkuAndSetAllOrNothing() {
        JsonNode nodes = graphql(
                        "query items($q: String!) { inventoryItems(first: 60, query: $q) { nodes { id sku } } }",
                        "{\"q\":\"sku:\\\"GQL-1\\\" OR sku:\\\"GQL 2\\\" OR sku:\\\"UNLISTED-9\\\"\"}")
                .at("/data/inventoryItems/nodes");
        assertThat(nodes.findValuesAsText("sku")).containsExactly("GQL-1", "GQL 2");
        String first = nodes.get(0).get("id").asText();
        String second = nodes.get(1).get("id").asText();
        JsonNode wrong = set(
                quantity(first, 9) + "," + quantity("gid://shopify/InventoryItem/1", 9) + "," + quantity(second, -1));
        assertThat(wrong.findValuesAsText("code"))
                .containsExactly("INVALID_INVENTORY_ITEM", "INVALID_QUANTITY_NEGATIVE");
        assertThat(wrong.get(0).get("field").get(2).asText()).isEqualTo("1");
        assertThat(partners.effects("shopify-us", "inventory-set", "shopify-us/GQL-1/1"))
                .isZero();
        assertThat(set(quantity(first, 9) + "," + quantity(second, 0))).isEmpty();
        assertThat(set(quantity(first, 8))).isEmpty();
        for (int change = 1; change <= 2; change++) {
            assertThat(partners.effects("shopify-us", "inventory-set", "shopify-us/GQL-1/" + change))
                    .isEqualTo(1);
        }
        assertThat(partners.effects("shopify-us", "inventory-set", "shopify-us/GQL-1/3"))
                .isZero();
        partners.control(
                "POST", "/orders", "{\"account\":\"shopify-us\",\"count\":2,\"sku\":\"GQL-1\",\"quantity\":3}");
        assertThat(graphql(
                                "query items { inventoryItems { nodes { id } } }",
                                "{\"q\":\"sku:\\\"GQL-1\\\"\",\"location\":\"gid://shopify/Location/1\"}")
                        .at("/data/inventoryItems/nodes/0/inventoryLevel/quantities/0/quantity")
                        .asInt())
                .as("what buyers took is off the figure")
                .isEqualTo(2);
        assertThat(graphql("query shop { shop { name } }", "{}")
                        .at("/errors/0/extensions/code")
                        .asText())
                .isEqualTo("undefinedField");
    }

    @Test
    void ordersAreListedPageByPage() {
        String since = OffsetDateTime.now(ZoneOffset.UTC).toString();
        for (int i = 0; i < 5; i++) {
            placed(1);
        }
        HttpResponse<byte[]> page =
                shopify("GET", "/orders.json?status=any&limit=2&updated_at_min=" + since.replace("+", "%2B"), null);
        int seen = PartnersProcess.json(page).get("orders").size();
        while (page.headers().firstValue("link").isPresent()) {
            String link = page.headers().firstValue("link").orElseThrow();
            page = partners.send("GET", link.substring(1, link.indexOf('>')), null, SHOPIFY);
            seen += PartnersProcess.json(page).get("orders").size();
        }
        assertThat(seen).isGreaterThanOrEqualTo(5);
        assertThat(partners.send(
                                "GET",
                                partners.base("shopify-us") + "/admin/api/2024-10/orders.json",
                                null,
                                Map.of("X-Shopify-Access-Token", "wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(shopify("GET", "/orders/1.json", null).statusCode()).isEqualTo(404);
    }

    @Test
    void aPushIsRepeatedUnderTheSameIdUntilItIsTaken() {
        AtomicInteger refusals = new AtomicInteger(3);
        hub.answer = push -> push.path().endsWith("shopify-us") && refusals.getAndDecrement() > 0 ? 503 : 200;
        try {
            String order = placed(1);
            await().atMost(Duration.ofSeconds(40)).until(() -> pushes(order).size() >= 4);
            assertThat(pushes(order).stream().map(push -> push.headers().get("x-shopify-webhook-id")))
                    .containsOnly(pushes(order).get(0).headers().get("x-shopify-webhook-id"));
            await().until(() ->
                    partners.ledger("shopify-us").get("pushes_pending").asInt() == 0);
        } finally {
            hub.answer = push -> 200;
        }
    }

    private List<HubDouble.Received> pushes(String order) {
        return hub.from("shopify-us").stream()
                .filter(push -> push.text().contains("\"id\":" + order + ","))
                .toList();
    }

    @Test
    void pushesComeTwiceOrLateWhenToldTo() {
        partners.control(
                "PUT",
                "/partners/shopify-us/behaviour",
                "{\"operation\":\"orders/create\",\"fault\":\"duplicate_push\",\"times\":1}");
        String twice = placed(1);
        await().until(() -> pushes(twice).size() == 2);
        partners.control(
                "PUT",
                "/partners/shopify-us/behaviour",
                "{\"operation\":\"push\",\"fault\":\"reordered_push\",\"times\":1,\"delay_ms\":2500}");
        String late = placed(1);
        String early = placed(1);
        await().until(() -> pushes(late).size() == 1);
        assertThat(hub.received.indexOf(pushes(early).get(0)))
                .isLessThan(hub.received.indexOf(pushes(late).get(0)));
    }

    @Test
    void theTrackerTellsWhoRegisteredAndSignsWithItsKey() throws Exception {
        String number = "UW-" + UUID.randomUUID();
        partners.control(
                "PUT",
                "/partners/17track/script",
                "{\"waybill_no\":\"" + number + "\",\"events\":[\"InTransit_PickedUp\",\"Exception_Lost\"]}");
        HttpResponse<byte[]> registered = tracker("register", "[{\"number\":\"" + number + "\",\"tag\":\"P-1\"}]");
        assertThat(PartnersProcess.json(registered).at("/data/accepted")).hasSize(1);
        assertThat(PartnersProcess.json(tracker("register", "[{\"number\":\"" + number + "\"}]"))
                        .at("/data/rejected/0/error/code")
                        .asInt())
                .isEqualTo(-18019901);
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.from("17track").stream()
                .anyMatch(push -> push.text().contains(number) && push.text().contains("Exception_Lost")));
        HubDouble.Received push = hub.from("17track").get(0);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(push.body());
        sha.update("/sandbox-17track-secret".getBytes(StandardCharsets.UTF_8));
        assertThat(push.headers()).containsEntry("sign", HexFormat.of().formatHex(sha.digest()));
        JsonNode info =
                PartnersProcess.json(tracker("gettrackinfo", "[{\"number\":\"" + number + "\"},{\"number\":\"NO\"}]"));
        assertThat(info.at("/data/accepted/0/track_info/latest_status/status").asText())
                .isEqualTo("Exception");
        assertThat(info.at("/data/rejected/0/error/code").asInt()).isEqualTo(-18019902);
        assertThat(partners.effects("17track", "register-tracking", "P-1")).isEqualTo(1);
        assertThat(partners.send("POST", partners.base("17track") + "/track/v2.2/register", "[]", Map.of())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theTrackerTakesAStoppedNumberUpAgainOnce() throws Exception {
        String number = "UW-" + UUID.randomUUID();
        String one = "[{\"number\":\"" + number + "\"}]";
        assertThat(refusal("retrack", one)).isEqualTo(-18019902);
        tracker("register", one);
        assertThat(refusal("retrack", one)).isEqualTo(-18019904);
        tracker("stoptrack", one);
        assertThat(PartnersProcess.json(tracker("retrack", one))
                        .at("/data/accepted/0/number")
                        .asText())
                .isEqualTo(number);
        tracker("stoptrack", one);
        assertThat(refusal("retrack", one)).isEqualTo(-18019905);
        assertThat(partners.effects("17track", "retrack", number)).isEqualTo(1);
    }

    private int refusal(String call, String body) throws Exception {
        return PartnersProcess.json(tracker(call, body))
                .at("/data/rejected/0/error/code")
                .asInt();
    }

    private HttpResponse<byte[]> tracker(String call, String body) {
        return partners.send("POST", partners.base("17track") + "/track/v2.2/" + call, body, TRACKER);
    }

    @Test
    void anOverseasWarehouseShipsUnderItsOwnNumberAndLabel() throws Exception {
        String no = "F-" + UUID.randomUUID();
        String order = "{\"fulfillment_no\":\"" + no
                + "\",\"lines\":[{\"sku\":\"DEMO-CHAIR\",\"quantity\":1}],\"ship_to\":{\"name\":\"Nerys Larkenfield\",\"country_code\":\"US\",\"city\":\"Tucson\"}}";
        assertThat(warehouse("POST", "/outbound-orders", order, 0).statusCode()).isEqualTo(201);
        assertThat(warehouse("POST", "/outbound-orders", order, 0).statusCode()).isEqualTo(200);
        assertThat(warehouse("POST", "/outbound-orders", order, 600).statusCode())
                .isEqualTo(401);
        assertThat(partners.effects("us-west", "create-outbound", no)).isEqualTo(1);
        await().atMost(Duration.ofSeconds(40)).until(() -> notices(no).size() == 3);
        List<JsonNode> notices = notices(no);
        assertThat(notices)
                .extracting(notice -> notice.get("status").asText())
                .containsExactlyInAnyOrder("accepted", "packed", "outbound");
        JsonNode packed = notices.stream()
                .filter(notice -> notice.get("status").asText().equals("packed"))
                .findFirst()
                .orElseThrow();
        assertThat(Labels.scan(
                        Base64.getDecoder().decode(packed.at("/label/document").asText())))
                .isEqualTo(packed.get("waybill_no").asText());
        HubDouble.Received push = hub.from("us-west").get(0);
        String base = push.headers().get("x-openclaw-request-id") + "."
                + push.headers().get("x-openclaw-timestamp") + ".";
        assertThat(push.headers()).containsEntry("x-openclaw-signature", hmac("us-west", base + push.text()));
        assertThat(PartnersProcess.json(warehouse("GET", "/outbound-orders/" + no, "", 0))
                        .get("status")
                        .asText())
                .isEqualTo("outbound");
        assertThat(warehouse("POST", "/outbound-orders/" + no + "/cancel", "{}", 0)
                        .statusCode())
                .isEqualTo(409);
        assertThat(warehouse("GET", "/outbound-orders/nobody", "", 0).statusCode())
                .isEqualTo(404);
        assertThat(PartnersProcess.json(warehouse("GET", "/stock?skus=DEMO-CHAIR", "", 0))
                        .at("/items/0/on_hand")
                        .asInt())
                .isLessThan(5000);
    }

    @Test
    void aWarehouseListsItsStockPageByPageAndFailsWhenTold() throws Exception {
        JsonNode all = PartnersProcess.json(warehouse("GET", "/stock", "", 0));
        assertThat(all.has("next_cursor")).isFalse();
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = PartnersProcess.json(
                    warehouse("GET", "/stock?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), "", 0));
            page.path("items").forEach(item -> listed.add(item.path("sku").asText()));
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty());
        assertThat(listed).hasSize(all.path("items").size()).doesNotHaveDuplicates();
        assertThat(warehouse("GET", "/stock?limit=none", "", 0).statusCode()).isEqualTo(422);

        partners.control(
                "PUT",
                "/partners/us-west/behaviour",
                "{\"operation\":\"list-stock\",\"fault\":\"http_503\",\"times\":1}");
        assertThat(warehouse("GET", "/stock", "", 0).statusCode()).isEqualTo(503);
        assertThat(warehouse("GET", "/stock", "", 0).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongClockShowsInTheTimestampOfAPush() throws Exception {
        partners.control(
                "PUT",
                "/partners/us-east/behaviour",
                "{\"operation\":\"outbound_status\",\"fault\":\"clock_skew\",\"times\":1,\"delay_ms\":900000}");
        String no = "F-" + UUID.randomUUID();
        String body = "{\"fulfillment_no\":\"" + no
                + "\",\"lines\":[{\"sku\":\"DEMO-MUG\",\"quantity\":1}],\"ship_to\":{\"country_code\":\"US\"}}";
        assertThat(warehouse("us-east", "POST", "/outbound-orders", body, 0).statusCode())
                .isEqualTo(201);
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.from("us-east").size() == 3);
        OffsetDateTime wrong = hub.from("us-east").stream()
                .map(push -> OffsetDateTime.parse(push.headers().get("x-openclaw-timestamp")))
                .min(OffsetDateTime.timeLineOrder())
                .orElseThrow();
        assertThat(wrong).isBefore(OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(14));
    }

    @Test
    void anOverseasWarehouseShipsInAsManyParcelsAsItIsToldTo() throws Exception {
        partners.control("PUT", "/partners/us-west/behaviour", "{\"parcels\":2}");
        String no = "F-" + UUID.randomUUID();
        String order = "{\"fulfillment_no\":\"" + no
                + "\",\"lines\":[{\"sku\":\"DEMO-CHAIR\",\"quantity\":3}],\"ship_to\":{\"name\":\"Nerys Larkenfield\",\"country_code\":\"US\",\"city\":\"Tucson\"}}";
        assertThat(warehouse("POST", "/outbound-orders", order, 0).statusCode()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(40)).until(() -> notices(no).size() == 3);
        partners.control("PUT", "/partners/us-west/behaviour", "{\"parcels\":1}");
        JsonNode packed = notices(no).stream()
                .filter(notice -> notice.get("status").asText().equals("packed"))
                .findFirst()
                .orElseThrow();
        assertThat(packed.has("waybill_no")).isFalse();
        assertThat(packed.get("packages")).hasSize(2);
        assertThat(packed.at("/packages").findValuesAsText("quantity")).containsExactly("2", "1");
        for (JsonNode one : packed.get("packages")) {
            assertThat(Labels.scan(
                            Base64.getDecoder().decode(one.at("/label/document").asText())))
                    .isEqualTo(one.get("waybill_no").asText());
        }
        JsonNode shown = PartnersProcess.json(warehouse("GET", "/outbound-orders/" + no, "", 0));
        assertThat(shown.get("packages").findValuesAsText("waybill_no"))
                .isEqualTo(packed.get("packages").findValuesAsText("waybill_no"));
    }

    @Test
    void aWarehouseThatDoesNotFindAllSaysWhatLeft() throws Exception {
        partners.control("PUT", "/partners/us-west/behaviour", "{\"short\":2}");
        String some = "F-" + UUID.randomUUID();
        String none = "F-" + UUID.randomUUID();
        String order =
                "{\"fulfillment_no\":\"%s\",\"lines\":[{\"sku\":\"DEMO-CHAIR\",\"quantity\":%d},{\"sku\":\"DEMO-MUG\",\"quantity\":1}],"
                        + "\"ship_to\":{\"name\":\"Nerys Larkenfield\",\"country_code\":\"US\",\"city\":\"Tucson\"}}";
        assertThat(warehouse("POST", "/outbound-orders", order.formatted(some, 2), 0)
                        .statusCode())
                .isEqualTo(201);
        assertThat(warehouse(
                                "POST",
                                "/outbound-orders",
                                order.formatted(none, 1).replace(",{\"sku\":\"DEMO-MUG\",\"quantity\":1}", ""),
                                0)
                        .statusCode())
                .isEqualTo(201);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> notices(some).size() == 3 && notices(none).size() == 2);
        partners.control("PUT", "/partners/us-west/behaviour", "{\"short\":0}");
        assertThat(outbound(some).get("shipped"))
                .isEqualTo(PartnersProcess.JSON.readTree(
                        "[{\"sku\":\"DEMO-CHAIR\",\"quantity\":1},{\"sku\":\"DEMO-MUG\",\"quantity\":0}]"));
        assertThat(outbound(none).get("shipped"))
                .isEqualTo(PartnersProcess.JSON.readTree("[{\"sku\":\"DEMO-CHAIR\",\"quantity\":0}]"));
        assertThat(outbound(none).has("waybill_no")).isFalse();
    }

    private JsonNode outbound(String fulfillmentNo) {
        return notices(fulfillmentNo).stream()
                .filter(notice -> notice.get("status").asText().equals("outbound"))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> notices(String fulfillmentNo) {
        return hub.from("us-west").stream()
                .filter(push -> push.text().contains(fulfillmentNo))
                .map(push -> {
                    try {
                        return PartnersProcess.JSON.readTree(push.body());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private HttpResponse<byte[]> warehouse(String method, String path, String body, long secondsAgo) throws Exception {
        return warehouse("us-west", method, path, body, secondsAgo);
    }

    private HttpResponse<byte[]> warehouse(String account, String method, String path, String body, long secondsAgo)
            throws Exception {
        String id = UUID.randomUUID().toString();
        String time =
                OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(secondsAgo).toString();
        return partners.send(
                method,
                partners.base(account) + path,
                body.isEmpty() ? null : body,
                Map.of(
                        "X-OpenClaw-Request-ID", id,
                        "X-OpenClaw-Timestamp", time,
                        "X-OpenClaw-Signature", hmac(account, id + "." + time + "." + body)));
    }

    private static String hmac(String account, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(("sandbox-" + account + "-secret").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theErpKeepsOneOrderAndTakesAStatementOnce() throws Exception {
        String no = "OC" + UUID.randomUUID();
        assertThat(erp("order-do-deliver-order", no, no + "-P1").get("code").asText())
                .isEqualTo("404");
        assertThat(erp("order-do-create-order", no, no + "/v1").get("code").asText())
                .isEqualTo("200");
        assertThat(erp("order-do-create-order", no, no + "/v1").get("code").asText())
                .isEqualTo("500");
        assertThat(erp("order-do-deliver-order", no, no + "-P1").get("code").asText())
                .isEqualTo("200");
        assertThat(erp("order-do-deliver-order", no, no + "-P1").get("code").asText())
                .isEqualTo("200");
        assertThat(erp("order-do-order-abnormal", no, "EX-1/open").get("code").asText())
                .isEqualTo("200");
        assertThat(partners.effects("mabang", "push-order", no + "/v1")).isEqualTo(1);
        assertThat(partners.effects("mabang", "push-shipment", no + "-P1")).isEqualTo(1);
        assertThat(partners.effects("mabang", "push-exception", "EX-1/open")).isEqualTo(1);
    }

    private JsonNode erp(String api, String orderNo, String reference) throws Exception {
        String body = "{\"api\":\"" + api
                + "\",\"appkey\":\"mabang\",\"timestamp\":1700000000,\"version\":\"1\",\"data\":{\"platformOrderId\":\""
                + orderNo + "\",\"extendAttr\":\"{\\\"reference\\\":\\\"" + reference + "\\\"}\"}}";
        return PartnersProcess.json(partners.send(
                "POST", partners.base("mabang") + "/api/v2", body, Map.of("Authorization", hmac("mabang", body))));
    }
}
