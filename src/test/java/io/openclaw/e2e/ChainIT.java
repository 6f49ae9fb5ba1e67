package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole chain and the bad input, over HTTP against the real jar with its simulated partners. */
class ChainIT {

    @TempDir
    static Path folder;

    private static HubProcess process;
    private static HubClient hub;
    private static ShopifyShop shop;

    @BeforeAll
    static void start() {
        process = HubProcess.of(
                        "chain",
                        HubProcess.freePort(),
                        folder.resolve("data"),
                        Map.of("openclaw.sandbox.demo-orders", "false"))
                .start();
        hub = new HubClient(process.url());
        shop = new ShopifyShop(hub);
        hub.open("PUT", "/sandbox/pace", "{\"milestone_ms\":100}");
        stock("CHAIN-1", "cn-szx", 1000);
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    private static void stock(String sku, String warehouse, int units) {
        HubClient.Answer answer = hub.write(
                "PUT", "/api/v2.1/stock/" + sku, "{\"warehouse\":\"" + warehouse + "\",\"on_hand\":" + units + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static long newId() {
        return ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_000_000_000L);
    }

    /** The orders of the pool under that shop number. */
    private static JsonNode byNumber(String number) {
        HubClient.Answer answer = hub.get("/api/v2.1/orders?platform_order_no=" + HubClient.encode(number));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("items");
    }

    private static JsonNode pooled(String number) {
        await(number + " in the pool")
                .atMost(Duration.ofSeconds(40))
                .until(() -> byNumber(number).size() == 1);
        return byNumber(number).get(0);
    }

    private static JsonNode inStatus(String number, String status) {
        await(number + " is " + status).atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode items = byNumber(number);
            assertThat(items).hasSize(1);
            assertThat(items.get(0).get("status").asText())
                    .as(items.get(0).toString())
                    .isEqualTo(status);
        });
        return byNumber(number).get(0);
    }

    private static List<JsonNode> deadLetters() {
        List<JsonNode> all = new ArrayList<>();
        hub.get("/api/v2.1/dead-letters?status=open&limit=500")
                .json()
                .get("items")
                .forEach(all::add);
        return all;
    }

    @Test
    void aPaidOrderIsDeliveredAndEverybodyKnows() {
        JsonNode placed = hub.open(
                        "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"CHAIN-1\"}")
                .json();
        String number = placed.findValue("platform_order_no").asText();
        JsonNode order = inStatus(number, "delivered");
        JsonNode fulfillment = order.get("fulfillments").get(0);
        assertThat(fulfillment.get("warehouse").asText()).isEqualTo("cn-szx");
        assertThat(fulfillment.get("label_source").asText()).isEqualTo("carrier");
        JsonNode parcel = fulfillment.get("parcels").get(0);
        assertThat(parcel.get("waybill_status").asText()).isEqualTo("created");
        assertThat(parcel.get("first_scan_at").asText()).isNotBlank();
        assertThat(parcel.get("events").size()).isGreaterThan(4);
        HubClient.Answer label =
                hub.get("/api/v2.1/waybills/" + parcel.get("waybill_no").asText() + "/label");
        assertThat(label.status()).isEqualTo(200);
        assertThat(label.text()).startsWith("%PDF-");
        await("the ERP knows of the delivery").atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            String told =
                    hub.open("GET", "/sandbox/partners/mabang/ledger", null).text();
            assertThat(told).contains(order.get("order_no").asText());
            assertThat(told).contains("push-delivered");
        });
        await("the shop knows of the shipment").atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(
                        hub.open("GET", "/sandbox/partners/shopify-us/ledger", null)
                                .text())
                .contains("confirm-shipment"));
        assertThat(hub.get("/api/v2.1/stock/ledger-check")
                        .json()
                        .get("consistent")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aSkuOfAnOverseasWarehouseShipsWithTheWarehousesLabel() {
        stock("CHAIN-US", "us-west", 10);
        JsonNode placed = hub.open(
                        "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"CHAIN-US\"}")
                .json();
        String number = placed.findValue("platform_order_no").asText();
        await("the warehouse's number is known").atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode order = byNumber(number).path(0);
            assertThat(order.path("fulfillments")).isNotEmpty();
            JsonNode fulfillment = order.get("fulfillments").get(0);
            assertThat(fulfillment.get("warehouse").asText()).isEqualTo("us-west");
            assertThat(fulfillment.get("label_source").asText()).isEqualTo("warehouse");
            assertThat(fulfillment.get("parcels").get(0).get("waybill_no").asText(""))
                    .isNotBlank();
            assertThat(fulfillment.get("status").asText()).isEqualTo("outbound");
        });
    }

    /** Both of its boxes are delivered; the shop has one fulfillment with both numbers and knows of the delivery once; so does the ERP. */
    private static void arrivesInTwoParcels(JsonNode placed, String warehouse, String labelSource) {
        String number = placed.findValue("platform_order_no").asText();
        JsonNode order = inStatus(number, "delivered");
        JsonNode fulfillment = order.get("fulfillments").get(0);
        assertThat(order.get("fulfillments")).hasSize(1);
        assertThat(fulfillment.get("warehouse").asText()).isEqualTo(warehouse);
        assertThat(fulfillment.get("label_source").asText()).isEqualTo(labelSource);
        assertThat(fulfillment.get("parcels")).hasSize(2).allSatisfy(parcel -> {
            assertThat(parcel.get("waybill_status").asText()).isEqualTo("created");
            assertThat(parcel.get("milestone").asText()).isEqualTo("delivered");
            assertThat(parcel.get("label_url").asText()).isNotBlank();
        });
        List<String> numbers = fulfillment.get("parcels").findValuesAsText("waybill_no");
        String path = "/orders/" + placed.findValue("platform_order_id").asText() + "/fulfillments";
        await("the shop knows of both and of the delivery")
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    JsonNode shown = atTheShop(path + ".json").get("fulfillments");
                    assertThat(shown).hasSize(1);
                    assertThat(shown.get(0).get("tracking_numbers"))
                            .extracting(JsonNode::asText)
                            .containsExactlyInAnyOrderElementsOf(numbers);
                    List<String> told = atTheShop(
                                    path + "/" + shown.get(0).get("id").asText() + "/events.json")
                            .findValuesAsText("status");
                    assertThat(told).endsWith("delivered").containsOnlyOnce("delivered");
                });
        await("the ERP knows of each number and of the delivery")
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    String no = order.get("order_no").asText();
                    assertThat(effects("mabang", "push-shipment", no))
                            .hasSize(2)
                            .containsOnly(1);
                    assertThat(effects("mabang", "push-delivered", no)).containsExactly(1);
                });
        List<String> ever = fulfillment.get("parcels").findValuesAsText("value");
        assertThat(effects("shopify-us", "confirm-shipment", effect -> ever.stream()
                        .anyMatch(effect.get("detail").asText()::contains)))
                .as("fulfillments the shop ever made")
                .containsExactly(1);
        // A simulated carrier may scan the first box before the second has its label; then nobody needs to ask the
        // warehouse any more.
        assertThat(effects(
                        warehouse,
                        "create-outbound",
                        fulfillment.get("fulfillment_no").asText()))
                .as("orders the warehouse took")
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(count -> count == 1);
        assertThat(hub.get("/api/v2.1/exceptions?status=open").text())
                .doesNotContain(order.get("order_no").asText());
    }

    /** How often each statement under a reference that begins so took effect at a partner. */
    private static List<Integer> effects(String account, String operation, String about) {
        return effects(
                account, operation, effect -> effect.get("reference").asText().startsWith(about));
    }

    private static List<Integer> effects(String account, String operation, Predicate<JsonNode> meant) {
        List<Integer> counts = new ArrayList<>();
        hub.open("GET", "/sandbox/partners/" + account + "/ledger?limit=1&operation=" + operation, null)
                .json()
                .get("effects")
                .forEach(effect -> {
                    if (meant.test(effect)) {
                        counts.add(effect.get("count").asInt());
                    }
                });
        return counts;
    }

    private static JsonNode atTheShop(String path) {
        HubClient.Answer answer = HubClient.send(
                HttpRequest.newBuilder(URI.create(process.url() + "/partners/shopify-us/admin/api/2024-10" + path))
                        .header("X-Shopify-Access-Token", "sandbox-shopify-us-secret")
                        .timeout(Duration.ofSeconds(20))
                        .build());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void aProductOfTwoBoxesGoesWithTwoLabelsOfTheCarrierAsOneShipment() {
        JsonNode placed = hub.open(
                        "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"DEMO-SHELF\"}")
                .json();
        arrivesInTwoParcels(placed, "cn-szx", "carrier");
    }

    @Test
    void aProductOfTwoBoxesGoesInTwoPackagesOfTheWarehouseAsOneShipment() {
        HubClient.Answer told = hub.open("PUT", "/sandbox/partners/us-west/behaviour", "{\"parcels\":2}");
        assertThat(told.status()).as(told.text()).isEqualTo(200);
        JsonNode placed = hub.open(
                        "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"DEMO-DESK\"}")
                .json();
        try {
            arrivesInTwoParcels(placed, "us-west", "warehouse");
        } finally {
            hub.open("PUT", "/sandbox/partners/us-west/behaviour", "{\"parcels\":1}");
        }
    }

    /** The shop has not sold it; it takes the order into its books when the hub confirms the shipment. */
    @Test
    void theOrderThatTheReadmePushesByHandIsDelivered() throws Exception {
        byte[] body = Files.readAllBytes(Path.of("src/test/resources/samples/shopify/order.demo.json"));
        assertThat(shop.push("orders/create", body, UUID.randomUUID().toString())
                        .status())
                .isEqualTo(200);
        String orderNo = inStatus("#1042", "delivered").get("order_no").asText();
        await("the shop shows the delivery").atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode shown =
                    atTheShop("/orders/6120000000142/fulfillments.json").get("fulfillments");
            assertThat(shown).hasSize(1);
            assertThat(atTheShop("/orders/6120000000142/fulfillments/"
                                    + shown.get(0).get("id").asText() + "/events.json")
                            .findValuesAsText("status"))
                    .endsWith("delivered");
        });
        assertThat(deadLetters())
                .noneMatch(letter -> orderNo.equals(letter.path("order_no").asText()));
    }

    @Test
    void theSamePushFiftyTimesAtOnceMakesOneOrder() throws Exception {
        long id = newId();
        byte[] body = ShopifyShop.bytes(ShopifyShop.order(id, "#50-" + id, "CHAIN-1", 1));
        String webhookId = UUID.randomUUID().toString();
        ExecutorService senders = Executors.newFixedThreadPool(50);
        List<Future<HubClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(senders.submit(() -> shop.push("orders/create", body, webhookId)));
        }
        for (Future<HubClient.Answer> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        senders.shutdown();
        JsonNode order = pooled("#50-" + id);
        assertThat(order.get("platform_order_id").asText()).isEqualTo(Long.toString(id));
        assertThat(byNumber("#50-" + id)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#1001", "A&B/1", "50%", "订单 🎁 1", "it's \"so\""})
    void orderNumbersOfEveryShapeAreFoundAgain(String shape) {
        long id = newId();
        String number = shape + "-" + id;
        assertThat(shop.push("orders/create", ShopifyShop.order(id, number, "CHAIN-1", 1))
                        .status())
                .isEqualTo(200);
        assertThat(pooled(number).get("platform_order_no").asText()).isEqualTo(number);
    }

    @Test
    void anUpdateBeforeTheCreateAndAnOlderOneAfterItLeaveTheNewest() {
        long id = newId();
        String number = "#upd-" + id;
        ObjectNode newer = ShopifyShop.order(id, number, "CHAIN-1", 2);
        newer.put("updated_at", "2026-11-20T12:00:00-05:00");
        assertThat(shop.push("orders/updated", newer).status()).isEqualTo(200);
        pooled(number);
        assertThat(shop.push("orders/create", ShopifyShop.order(id, number, "CHAIN-1", 1))
                        .status())
                .isEqualTo(200);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(40))
                .until(() -> byNumber(number)
                                .get(0)
                                .get("lines")
                                .get(0)
                                .get("quantity")
                                .asInt()
                        == 2);
    }

    @Test
    void anUnpaidOrderWaitsInAHoldThatThePaymentLifts() {
        long id = newId();
        String number = "#pay-" + id;
        ObjectNode order = ShopifyShop.order(id, number, "CHAIN-1", 1);
        order.put("financial_status", "pending");
        shop.push("orders/create", order);
        JsonNode held = inStatus(number, "on_hold");
        assertThat(held.get("holds").findValuesAsText("code")).contains("unpaid");
        assertThat(held.get("holds").get(0).get("remedy").asText()).isNotBlank();
        order.put("financial_status", "paid").put("updated_at", "2026-11-20T10:00:00-05:00");
        shop.push("orders/paid", order);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> byNumber(number).get(0).get("holds").isEmpty());
    }

    @Test
    void anUnmappedSkuHoldsTheOrderUntilItIsKnown() {
        long id = newId();
        String number = "#sku-" + id;
        shop.push("orders/create", ShopifyShop.order(id, number, "NEW-" + id, 1));
        JsonNode held = inStatus(number, "on_hold");
        assertThat(held.get("holds").findValuesAsText("code")).contains("sku_unmapped");
        stock("NEW-" + id, "cn-szx", 5);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> byNumber(number).get(0).get("holds").isEmpty());
    }

    @Test
    void aShortageBackordersAndStockReleasesIt() {
        long id = newId();
        String sku = "SHORT-" + id;
        stock(sku, "cn-szx", 1);
        String number = "#short-" + id;
        shop.push("orders/create", ShopifyShop.order(id, number, sku, 3));
        inStatus(number, "backordered");
        stock(sku, "cn-szx", 10);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() ->
                        assertThat(byNumber(number).get(0).get("fulfillments")).isNotEmpty());
    }

    @Test
    void aCancelBeforeTheLabelGivesTheUnitsBack() {
        long id = newId();
        String sku = "CANCEL-" + id;
        stock(sku, "cn-szx", 1);
        String number = "#cancel-" + id;
        ObjectNode order = ShopifyShop.order(id, number, sku, 3);
        shop.push("orders/create", order);
        inStatus(number, "backordered");
        order.put("cancelled_at", "2026-11-20T11:00:00-05:00").put("updated_at", "2026-11-20T11:00:00-05:00");
        order.put("cancel_reason", "customer");
        shop.push("orders/cancelled", order);
        inStatus(number, "cancelled");
    }

    /** A person gives an order up that waits for stock: the shop cancels it, once, and its money is a case that is closed by hand. */
    @Test
    void whatAPersonDecidesAboutACaseIsKeptAndDone() {
        String sku = "GIVEUP-" + newId();
        stock(sku, "cn-szx", 0);
        JsonNode placed = hub.open(
                        "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"" + sku + "\"}")
                .json();
        String number = placed.findValue("platform_order_no").asText();
        String orderNo = inStatus(number, "backordered").get("order_no").asText();
        JsonNode shortage = caseOf(orderNo, "stock_shortage");
        String path = "/api/v2.1/exceptions/" + shortage.get("id").asText();
        assertThat(byNumber(number).get(0).at("/exceptions/0/allowed_actions"))
                .isEqualTo(shortage.get("allowed_actions"));
        assertThat(hub.write("POST", path + "/actions", "{\"action\":\"refund\"}")
                        .status())
                .isEqualTo(409);
        assertThat(hub.write("POST", path + "/actions", "{\"action\":\"replenish\",\"note\":\"none left\"}")
                        .json()
                        .get("effect")
                        .asText())
                .isEqualTo("recorded");
        String id = UUID.randomUUID().toString();
        String cancel = "{\"action\":\"cancel_order\",\"note\":\"sold out for good\",\"by\":\"maria\"}";
        HubClient.Answer requested = hub.write("POST", path + "/actions", cancel, id);
        assertThat(requested.status()).as(requested.text()).isEqualTo(202);
        assertThat(hub.write("POST", path + "/actions", cancel, id).text()).isEqualTo(requested.text());
        JsonNode cancelled = inStatus(number, "cancelled");
        await("the case ends").atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode closed = hub.get(path).json();
            assertThat(closed.get("resolution").asText()).isEqualTo("order.cancelled");
            assertThat(closed.get("actions_taken").findValuesAsText("action"))
                    .containsExactly("replenish", "cancel_order");
        });
        assertThat(cancelled.get("timeline").findValuesAsText("detail"))
                .anyMatch(
                        detail -> detail.contains("action cancel_order; effect requested") && detail.contains("maria"));
        assertThat(effects(
                        "shopify-us",
                        "cancel-order",
                        placed.findValue("platform_order_id").asText()))
                .containsExactly(1);
        String refund = caseOf(orderNo, "refund_due").get("id").asText();
        assertThat(hub.write(
                                "POST",
                                "/api/v2.1/exceptions/" + refund + "/actions",
                                "{\"action\":\"close\",\"note\":\"refunded at the shop\"}")
                        .json()
                        .get("status")
                        .asText())
                .isEqualTo("resolved");
    }

    private static JsonNode caseOf(String orderNo, String cause) {
        List<JsonNode> found = new ArrayList<>();
        await(cause + " of " + orderNo).atMost(Duration.ofSeconds(40)).until(() -> {
            hub.get("/api/v2.1/exceptions?status=open&order_no=" + orderNo)
                    .json()
                    .get("items")
                    .forEach(item -> {
                        if (cause.equals(item.get("cause").asText())) {
                            found.add(item);
                        }
                    });
            return !found.isEmpty();
        });
        return found.get(0);
    }

    @Test
    void theDoorAnswersAsTheContractSays() {
        byte[] body = ShopifyShop.bytes(ShopifyShop.order(newId(), "#door", "CHAIN-1", 1));
        String[] headers =
                ShopifyShop.headers("orders/create", body, UUID.randomUUID().toString());
        assertThat(hub.push("/webhooks/platform/nobody", body, headers).status())
                .isEqualTo(404);
        String[] wrong = headers.clone();
        wrong[11] = "AAAA" + wrong[11].substring(4);
        assertThat(hub.push(ShopifyShop.PATH, body, wrong).status()).isEqualTo(401);
        assertThat(hub.push(ShopifyShop.PATH, body, "Content-Type", "application/json")
                        .status())
                .isEqualTo(401);
        byte[] large = new byte[1024 * 1024 + 1];
        assertThat(hub.push(
                                ShopifyShop.PATH,
                                large,
                                ShopifyShop.headers(
                                        "orders/create",
                                        large,
                                        UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void whatIsSignedButNotUnderstoodIsKeptAndNamed() {
        int before = deadLetters().size();
        String deep = "[".repeat(200) + "]".repeat(200);
        for (String garbage : List.of("{\"id\": 1,", "not json", deep, "\u0000", "{}")) {
            byte[] body = garbage.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(shop.push("orders/create", body, UUID.randomUUID().toString())
                            .status())
                    .as(garbage)
                    .isEqualTo(200);
        }
        ObjectNode zero = ShopifyShop.order(newId(), "#zero", "CHAIN-1", 0);
        ObjectNode negative = ShopifyShop.order(newId(), "#negative", "CHAIN-1", -1);
        ObjectNode nothing = ShopifyShop.order(newId(), "#nocurrency", "CHAIN-1", 1);
        nothing.remove("currency");
        for (ObjectNode order : List.of(zero, negative, nothing)) {
            assertThat(shop.push("orders/create", order).status()).isEqualTo(200);
        }
        byte[] unknown = "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(shop.push("orders/enchanted", unknown, UUID.randomUUID().toString())
                        .status())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(deadLetters()).hasSizeGreaterThanOrEqualTo(before + 9));
        List<JsonNode> letters = deadLetters();
        assertThat(letters)
                .allSatisfy(l -> assertThat(l.get("message").asText()).isNotBlank());
        assertThat(letters).anySatisfy(l -> assertThat(l.path("field").asText()).contains("quantity"));
        assertThat(letters).anySatisfy(l -> assertThat(l.path("field").asText()).contains("currency"));
    }

    @Test
    void aSkuHasASlashAndAMistypedFieldChangesNothing() {
        String address = "/api/v2.1/stock/CHAIN%2FA";
        stock("CHAIN%2FA", "us-west", 5);
        HubClient.Answer mistyped = hub.write("PUT", address, "{\"warehouse\":\"us-west\",\"onhand\":50}");
        assertThat(mistyped.status()).as(mistyped.text()).isEqualTo(400);
        assertThat(mistyped.json().get("hint").asText()).contains("did you mean on_hand?");
        JsonNode shown = hub.get(address).json();
        assertThat(shown.get("sku").asText()).isEqualTo("CHAIN/A");
        assertThat(shown.at("/warehouses/0/on_hand").asInt()).isEqualTo(5);
        HubClient.Answer climbing = hub.get("/api/v2.1/stock/..%2Fproducts%2FCHAIN-1");
        assertThat(climbing.status()).isEqualTo(400);
        assertThat(climbing.json().get("hint").asText()).contains("%2F");
        HubClient.Answer refusedByTomcat = hub.get("/api/v2.1/stock/A%5CB");
        assertThat(refusedByTomcat.status()).isEqualTo(400);
        assertThat(refusedByTomcat.json().get("hint").asText()).contains("%2F");
        assertThat(hub.get("/api/v2.1/dead-letters?cursor=a").status()).isEqualTo(400);
    }

    @Test
    void theAnswersFollowTheOpenApiDocument() {
        long id = newId();
        shop.push("orders/create", ShopifyShop.order(id, "#doc-" + id, "CHAIN-1", 1));
        inStatus("#doc-" + id, "delivered");
        JsonNode document = hub.open("GET", "/openapi.json", null).json();
        follows(document, "OrderPage", hub.get("/api/v2.1/orders?limit=50").json());
        follows(document, "Stock", hub.get("/api/v2.1/stock/CHAIN-1").json());
        follows(
                document,
                "ListingAccounts",
                hub.get("/api/v2.1/listings/accounts").json());
        follows(document, "LedgerCheck", hub.get("/api/v2.1/stock/ledger-check").json());
        follows(document, "ExceptionPage", hub.get("/api/v2.1/exceptions").json());
        follows(document, "DeadLetterPage", hub.get("/api/v2.1/dead-letters").json());
        JsonNode calls = hub.get("/api/v2.1/call-logs?direction=out&order_no="
                        + byNumber("#doc-" + id).get(0).get("order_no").asText())
                .json();
        follows(document, "CallLogPage", calls);
        assertThat(calls.findValuesAsText("operation")).contains("carrier:create-waybill", "platform:confirm-shipment");
        assertThat(calls.toString())
                .contains("trade_id", "salesRecordNumber")
                .doesNotContain("Robin", "Example Street", "buyer@example.com", "614-555", "sandbox-");
        follows(document, "Problem", hub.open("GET", "/api/v2.1/orders", null).json());
        String waybill = byNumber("#doc-" + id).get(0).findValue("waybill_no").asText();
        follows(
                document,
                "Waybill",
                hub.get("/api/v2.1/waybills/" + HubClient.encode(waybill)).json());
    }

    private static void follows(JsonNode document, String name, JsonNode answer) {
        ObjectNode schema = document.deepCopy();
        schema.put("$ref", "#/components/schemas/" + name);
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(answer))
                .as(name + ": " + answer)
                .isEmpty();
    }

    @Test
    void theApiRefusesInWordsThatHelp() {
        assertThat(hub.open("GET", "/api/v2.1/orders", null).status()).isEqualTo(401);
        HubClient.Answer unix = hub.get("/api/v2.1/orders?updated_after=1718411400");
        assertThat(unix.status()).isEqualTo(400);
        assertThat(unix.json().get("hint").asText()).contains("offset");
        assertThat(unix.raw().headers().firstValue("X-OpenClaw-Request-ID")).isPresent();
        String id = UUID.randomUUID().toString();
        String body = "{\"warehouse\":\"cn-szx\",\"on_hand\":7}";
        HubClient.Answer first = hub.write("PUT", "/api/v2.1/stock/API-1", body, id);
        HubClient.Answer again = hub.write("PUT", "/api/v2.1/stock/API-1", body, id);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        HubClient.Answer other =
                hub.write("PUT", "/api/v2.1/stock/API-1", "{\"warehouse\":\"cn-szx\",\"on_hand\":8}", id);
        assertThat(other.status()).isEqualTo(409);
        // Side by side: one after the other they may come no faster than they are allowed to.
        ExecutorService callers = Executors.newFixedThreadPool(20);
        assertThat(IntStream.range(0, 300)
                        .mapToObj(
                                i -> CompletableFuture.supplyAsync(() -> hub.once("/api/v2.1/orders?limit=1"), callers))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .filter(answer -> answer.status() == 429))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.raw().headers().firstValue("Retry-After"))
                        .isPresent());
        callers.shutdown();
    }
}
