package io.openclaw.partner.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.order.OrderDocument;
import io.openclaw.order.OrderDocument.Status;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.mapping.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shop says of an order that is not to be shipped as it stands: archived, not ours, or of doubtful payment. */
class ShopifyNotOursTest {

    private static ConnectorBench bench;
    private Account shop;

    @BeforeAll
    static void start() throws Exception {
        bench = new ConnectorBench("shopify");
    }

    @BeforeEach
    void sell() {
        bench.forget();
        shop = bench.account("shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "token"), Map.of());
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private OrderDocument normalized(String pushType, Object body) throws Exception {
        return (OrderDocument) bench.ask(
                "platform:normalize-order", shop, Map.of("push_type", pushType, "headers", Map.of(), "body", body));
    }

    @Test
    void archivingFulfilsNothing() throws Exception {
        Map<String, Object> order = order();
        order.put("closed_at", "2026-03-03T10:00:00Z");
        line(order).put("fulfillable_quantity", 2);
        OrderDocument archived = normalized("orders/updated", order);
        assertThat(archived.status()).isEqualTo(Status.OPEN);
        assertThat(archived.archived()).isTrue();

        order.put("fulfillment_status", "fulfilled");
        OrderDocument over = normalized("orders/updated", order);
        assertThat(over.status()).isEqualTo(Status.COMPLETED);
        assertThat(over.archived()).isFalse();
    }

    @Test
    void aServiceThatIsTheHubsOwnIsNamedByTheAccount() throws Exception {
        shop = bench.account(
                "shopify-own",
                Account.Kind.PLATFORM,
                "shopify",
                Map.of("access_token", "token"),
                Map.of("fulfillment_services", List.of("openclaw-hub")));
        Map<String, Object> order = order();
        line(order).put("fulfillment_service", "openclaw-hub");
        assertThat(normalized("orders/create", order).lines().get(0).requiresShipping())
                .isTrue();
        line(order).put("fulfillment_service", "manual");
        assertThat(normalized("orders/create", order).lines().get(0).requiresShipping())
                .isTrue();
        line(order).put("fulfillment_service", "printify");
        OrderDocument others = normalized("orders/create", order);
        assertThat(others.lines().get(0).requiresShipping()).isFalse();
        assertThat(others.fulfilledBy()).isEqualTo("platform");
    }

    @ParameterizedTest
    @CsvSource({
        "Local Delivery, Local Delivery, , local_delivery, platform",
        "By bike, BIKE, local_delivery, local_delivery, platform",
        "Downtown Store, Downtown Store, pick_up, pickup, platform",
        "In store pickup, x, , pickup, platform",
        "Parcel locker pick-up point, DHL, , , merchant",
        "Express 1-3 days, EXPRESS, shipping, shipping, merchant"
    })
    void whatNobodySendsAsAParcelIsNotOurs(String title, String code, String category, String way, String by)
            throws Exception {
        Map<String, Object> order = order();
        Map<String, Object> chosen = new LinkedHashMap<>(Map.of("title", title, "code", code, "price", "4.00"));
        chosen.put("delivery_category", category);
        Map<String, Object> removed = Map.of("title", "Standard", "code", "Standard", "is_removed", true);
        order.put("shipping_lines", List.of(removed, chosen));
        OrderDocument stated = normalized("orders/create", order);
        assertThat(stated.fulfilledBy()).isEqualTo(by);
        assertThat(stated.shippingMethod())
                .isEqualTo(new OrderDocument.ShippingMethod(title, code, new BigDecimal("4.00"), way));
        assertThat(stated.shipTo()).isNotNull();

        shop = bench.account(
                "shopify-near",
                Account.Kind.PLATFORM,
                "shopify",
                Map.of("access_token", "token"),
                Map.of("local_delivery", "hub"));
        assertThat(normalized("orders/create", order).fulfilledBy())
                .as("the hub's warehouses do it")
                .isEqualTo("merchant");
    }

    @ParameterizedTest
    @CsvSource({"fulfillment, Due on fulfillment", "net, Net 30", "receipt, Due on receipt"})
    void anOrderOnTermsSaysThem(String type, String name) throws Exception {
        Map<String, Object> order = order();
        order.put("financial_status", "pending");
        order.put("payment_terms", Map.of("payment_terms_type", type, "payment_terms_name", name));
        OrderDocument stated = normalized("orders/create", order);
        assertThat(stated.paymentStatus()).isEqualTo("unpaid");
        assertThat(stated.paymentDetail()).isEqualTo("on_terms");
        assertThat(stated.paymentTerms()).isEqualTo(name);
        order.put("financial_status", "voided");
        assertThat(normalized("orders/updated", order).paymentDetail()).isEqualTo("voided");
        order.put("financial_status", "paid");
        assertThat(normalized("orders/updated", order).paymentDetail()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"HIGH, high", "low, low", "NONE, none", "PENDING,", "SUSPICIOUS!, unknown: suspicious?"})
    void onlyARatingIsARisk(String level, String risk) throws Exception {
        String whole = new String(Json.bytes(Map.of("order", order())), StandardCharsets.UTF_8);
        bench.partner(call -> Answer.ok(whole));
        OrderDocument rated =
                normalized("orders/risk_assessment_changed", Map.of("order_id", 6120000000101L, "risk_level", level));
        assertThat(rated.risk()).isEqualTo(risk);
    }

    @Test
    void anArchivedOrderWithNothingLeftToFulfilIsOver() throws Exception {
        Map<String, Object> order = order();
        order.put("closed_at", "2026-03-03T10:00:00Z");
        line(order).put("current_quantity", 0);
        line(order).put("fulfillable_quantity", 0);
        assertThat(normalized("orders/updated", order).status()).isEqualTo(Status.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({
        "fulfillment_status, '\"not_eligible\"', not_eligible",
        "fulfillable_quantity, 0, nothing_open",
        "requires_shipping, false, digital",
        "gift_card, true, gift_card",
        "fulfillment_service, '\"amazon_marketplace_web\"', other_service",
        "fulfillment_service, '\"printful\"', other_service"
    })
    void aLineThatIsNotOursSaysWhy(String field, String value, String reason) throws Exception {
        Map<String, Object> order = order();
        line(order).put(field, Json.parse(value));
        OrderDocument.Line line = normalized("orders/create", order).lines().get(0);
        assertThat(line.requiresShipping()).isFalse();
        assertThat(line.noShippingReason()).isEqualTo(reason);
    }

    @Test
    void whatHasLeftWasOurs() throws Exception {
        Map<String, Object> order = order();
        line(order).put("fulfillable_quantity", 0);
        line(order).put("fulfillment_status", "fulfilled");
        order.put(
                "fulfillments",
                List.of(Map.of(
                        "id",
                        5,
                        "status",
                        "success",
                        "line_items",
                        List.of(Map.of("id", line(order).get("id"), "quantity", 2)))));
        OrderDocument.Line line = normalized("orders/updated", order).lines().get(0);
        assertThat(line.requiresShipping()).isTrue();
        assertThat(line.noShippingReason()).isNull();
    }

    @Test
    void aRiskAssessmentIsReadWithTheOrderItIsOf() throws Exception {
        Map<String, Object> order = order();
        bench.partner(call ->
                Answer.ok(new String(Json.bytes(Map.of("order", order)), java.nio.charset.StandardCharsets.UTF_8)));
        OrderDocument rated = normalized(
                "orders/risk_assessment_changed",
                Map.of("order_id", 6120000000101L, "provider_title", "Shopify", "risk_level", "HIGH"));
        assertThat(bench.only().line()).isEqualTo("GET /admin/api/2024-10/orders/6120000000101.json");
        assertThat(rated.platformOrderId()).isEqualTo("6120000000101");
        assertThat(rated.risk()).isEqualTo("high");
        assertThat(normalized("orders/updated", order).risk())
                .as("the order's own document says nothing of it")
                .isNull();
    }

    private static String parts(String... more) {
        return "{\"fulfillment_orders\":[{\"id\":1,\"order_id\":6120000000101,\"status\":\"closed\"},{\"id\":77,\"order_id\":6120000000101"
                + String.join("", more) + "}]}";
    }

    private OrderDocument held(String topic, String id, String parts) throws Exception {
        Map<String, Object> order = order();
        bench.partner(call -> Answer.ok(
                call.path().contains("/fulfillment_orders/")
                        ? "{\"fulfillment_order\":{\"id\":77,\"order_id\":6120000000101}}"
                        : call.path().endsWith("fulfillment_orders.json")
                                ? parts
                                : new String(
                                        Json.bytes(Map.of("order", order)), java.nio.charset.StandardCharsets.UTF_8)));
        return normalized("fulfillment_orders/" + topic, Map.of("fulfillment_order", Map.of("id", id)));
    }

    @Test
    void aHoldIsReadWithTheOrderItIsOf() throws Exception {
        OrderDocument held = held(
                "placed_on_hold",
                "gid://shopify/FulfillmentOrder/77",
                parts(
                        ",\"status\":\"on_hold\",\"fulfillment_holds\":[{\"reason\":\"INCORRECT_ADDRESS\",\"reason_notes\":\"moves\"},{\"reason\":\"other\",\"reason_notes\":null}]"));
        assertThat(bench.calls().stream().map(ConnectorBench.Call::line))
                .containsExactly(
                        "GET /admin/api/2024-10/fulfillment_orders/77.json",
                        "GET /admin/api/2024-10/orders/6120000000101/fulfillment_orders.json",
                        "GET /admin/api/2024-10/orders/6120000000101.json");
        assertThat(held.platformOrderId()).isEqualTo("6120000000101");
        assertThat(held.lines()).isNotEmpty();
        assertThat(held.heldBySeller()).isEqualTo(new OrderDocument.MerchantHold("incorrect_address", "moves"));

        assertThat(held("placed_on_hold", "77", parts(",\"status\":\"on_hold\""))
                        .heldBySeller())
                .isEqualTo(new OrderDocument.MerchantHold("other", null));
        OrderDocument released = held("placed_on_hold", "77", parts(",\"status\":\"open\""));
        assertThat(released.merchantHold().reason())
                .as("released meanwhile: what is so now counts")
                .isEqualTo("none");
        assertThat(released.heldBySeller()).isNull();
        assertThat(normalized("orders/updated", order()).merchantHold())
                .as("the order's own document says nothing of it")
                .isNull();
    }

    @Test
    void aHoldOfAPartSaysOfWhichLines() throws Exception {
        Object line = line(order()).get("id");
        String parts =
                "{\"fulfillment_orders\":[{\"id\":1,\"order_id\":6120000000101,\"status\":\"open\",\"line_items\":[{\"line_item_id\":7,"
                        + "\"quantity\":1}]},{\"id\":77,\"order_id\":6120000000101,\"status\":\"on_hold\",\"fulfillment_holds\":[{\"reason\":\"other\","
                        + "\"reason_notes\":%s}],\"line_items\":[{\"line_item_id\":" + line
                        + ",\"quantity\":2,\"fulfillable_quantity\":1},{\"line_item_id\":99,\"quantity\":3,\"fulfillable_quantity\":0}]}]}";
        assertThat(held("placed_on_hold", "77", parts.formatted("\"sold twice\""))
                        .heldBySeller())
                .isEqualTo(new OrderDocument.MerchantHold(
                        "other", "for 1 x " + line(order()).get("sku") + ", 3 x 99 only: sold twice"));
        assertThat(held("placed_on_hold", "77", parts.formatted("null"))
                        .heldBySeller()
                        .note())
                .isEqualTo("for 1 x " + line(order()).get("sku") + ", 3 x 99 only");
    }

    private static final String NONE_ON_HOLD =
            "{\"data\":{\"fulfillmentOrders\":{\"nodes\":[],\"pageInfo\":{\"hasNextPage\":false,\"endCursor\":null}}}}";

    private static String text(Object document) {
        return new String(Json.bytes(document), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> holds(Map<String, Object> question) throws Exception {
        Map<?, ?> answer = (Map<?, ?>) bench.ask("platform:list-holds", shop, question);
        return (List<Map<String, Object>>) answer.get("holds");
    }

    @Test
    void whatIsOnHoldIsFoundByAskingForItPageByPage() throws Exception {
        bench.partner(
                call -> Answer.ok(
                        call.text().contains("\"p2\"")
                                ? "{\"data\":{\"fulfillmentOrders\":{\"nodes\":[{\"id\":\"gid://shopify/FulfillmentOrder/79\",\"updatedAt\":\"2026-03-02T09:16:00Z\","
                                        + "\"order\":{\"id\":\"gid://shopify/Order/6120000000101\"}}],\"pageInfo\":{\"hasNextPage\":false,\"endCursor\":\"p3\"}}}}"
                                : "{\"data\":{\"fulfillmentOrders\":{\"nodes\":[{\"id\":\"gid://shopify/FulfillmentOrder/77\",\"updatedAt\":\"2026-03-02T09:15:05Z\","
                                        + "\"order\":{\"id\":\"gid://shopify/Order/6120000000101\"}},{\"id\":\"gid://shopify/FulfillmentOrder/78\",\"updatedAt\":\"2026-03-02T09:15:06Z\","
                                        + "\"order\":{\"id\":\"gid://shopify/Order/6120000000102\"}}],\"pageInfo\":{\"hasNextPage\":true,\"endCursor\":\"p2\"}}}}"));
        List<Map<String, Object>> holds = holds(Map.of(
                "held",
                List.of(
                        Map.of("platform_order_id", "6120000000102", "since", "2026-03-02T09:15:10Z"),
                        Map.of("platform_order_id", "6120000000103", "since", "2026-03-01T09:15:10Z"))));
        assertThat(bench.calls()).hasSize(2).allSatisfy(call -> assertThat(call.text())
                .contains("status:on_hold"));
        assertThat(holds)
                .extracting(hold -> hold.get("platform_order_id"))
                .containsExactly("6120000000101", "6120000000102", "6120000000103");
        assertThat(text(holds.get(0).get("document")))
                .as("another document with every change of the hold")
                .contains("FulfillmentOrder/77", "FulfillmentOrder/79", "2026-03-02T09:15:05Z");
        assertThat(text(holds.get(2).get("document"))).contains("2026-03-01T09:15:10Z");

        bench.forget();
        Map<String, Object> order = order();
        bench.partner(call -> Answer.ok(
                call.path().endsWith("fulfillment_orders.json")
                        ? parts(",\"status\":\"on_hold\",\"fulfillment_holds\":[{\"reason\":\"other\"}]")
                        : new String(Json.bytes(Map.of("order", order)), java.nio.charset.StandardCharsets.UTF_8)));
        OrderDocument held = normalized("polled", holds.get(0).get("document"));
        assertThat(bench.calls().stream().map(ConnectorBench.Call::line))
                .containsExactly(
                        "GET /admin/api/2024-10/orders/6120000000101/fulfillment_orders.json",
                        "GET /admin/api/2024-10/orders/6120000000101.json");
        assertThat(held.heldBySeller()).isEqualTo(new OrderDocument.MerchantHold("other", null));
    }

    @Test
    void aShopThatHoldsNothingSaysSoAndOneThatDoesNotAnswerIsNoSuchShop() throws Exception {
        bench.partner(call -> Answer.ok(NONE_ON_HOLD));
        assertThat(holds(Map.of("held", List.of()))).isEmpty();
        assertThat(holds(Map.of("held", List.of(Map.of("platform_order_id", "5", "since", "2026-03-02T09:15:10Z")))))
                .singleElement()
                .satisfies(hold -> assertThat(hold).containsEntry("platform_order_id", "5"));
        bench.partner(call -> Answer.ok("{\"data\":{}}"));
        assertThatThrownBy(() -> holds(Map.of("held", List.of()))).hasMessageContaining("no list");
    }

    @Test
    @SuppressWarnings("unchecked")
    void anOrderThatIsListedWhileItIsOnHoldTellsOfIt() throws Exception {
        bench.partner(
                call -> Answer.ok("{\"orders\":[{\"id\":1,\"updated_at\":\"2026-03-02T09:15:05-05:00\"},{\"id\":2,"
                        + "\"updated_at\":\"2026-03-02T09:16:00-05:00\"}]}"));
        Map<?, ?> page = (Map<?, ?>) bench.ask(
                "platform:list-orders",
                shop,
                Map.of(
                        "updated_after",
                        "2026-03-01T00:00:00+08:00",
                        "holds",
                        List.of(Map.of(
                                "platform_order_id",
                                "2",
                                "document",
                                Map.of("fulfillment_order", Map.of("order_id", "2", "status", "on_hold"))))));
        List<Map<String, Object>> orders = (List<Map<String, Object>>) page.get("orders");
        assertThat(orders.get(0)).containsOnlyKeys("id", "updated_at");
        assertThat(orders.get(1)).containsOnlyKeys("fulfillment_order", "order");
        assertThat(page.get("watermark")).isEqualTo("2026-03-02T09:16:00-05:00");
    }

    @Test
    void aRequestToGiveAnOrderUpHoldsItUntilItIsAnswered() throws Exception {
        assertThat(held(
                                "cancellation_request_submitted",
                                "gid://shopify/FulfillmentOrder/77",
                                parts(
                                        ",\"status\":\"in_progress\",\"request_status\":\"cancellation_requested\",\"merchant_requests\":[{\"kind\":\"cancellation_request\",\"message\":\"changed her mind\"}]"))
                        .heldBySeller())
                .isEqualTo(new OrderDocument.MerchantHold("cancellation_requested", "changed her mind"));
        assertThat(held(
                                "cancellation_request_rejected",
                                "gid://shopify/FulfillmentOrder/77",
                                parts(",\"status\":\"in_progress\",\"request_status\":\"cancellation_rejected\""))
                        .heldBySeller())
                .isNull();
    }

    @Test
    void aHoldOfNothingIsToldAsThat() {
        assertThatThrownBy(() -> normalized(
                        "fulfillment_orders/hold_released", Json.parse("{\"fulfillment_order\":{\"id\":null}}")))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e.field()).isEqualTo("$.body.fulfillment_order.id"));
        assertThat(bench.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "orders/edited, '{\"order_edit\":{\"order_id\":null}}', $.body.order_edit.order_id",
        "refunds/create, '{\"id\":1,\"order_id\":null}', $.body.order_id",
        "refunds/create, '{\"id\":1}', $.body.order_id",
        "orders/risk_assessment_changed, '{\"risk_level\":\"high\",\"order_id\":null}', $.body.order_id"
    })
    void aPushThatNamesNoOrderIsToldAsThat(String topic, String body, String field) {
        assertThatThrownBy(() -> normalized(topic, Json.parse(body))).isInstanceOfSatisfying(NotUnderstood.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e).hasMessageContaining("names no order");
        });
        assertThat(bench.calls())
                .as("nothing is asked for an order without a number")
                .isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> order() throws Exception {
        return new LinkedHashMap<>((Map<String, Object>) Json.parse(ConnectorBench.sample("shopify/order.plain.json")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> line(Map<String, Object> order) {
        return (Map<String, Object>) ((List<?>) order.get("line_items")).get(0);
    }
}
