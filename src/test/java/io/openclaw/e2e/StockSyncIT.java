package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock sync of the real jar with two simulated Shopify shops, which outlive a killed hub; one of them stands in the partners
 * file alone.
 */
class StockSyncIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String STOCK_SYNC = "io.openclaw:type=StockSync";

    @TempDir
    static Path folder;

    private static HubProcess partners;
    private static HubProcess process;
    private static HubClient shops;
    private static HubClient hub;
    private static Operator operator;

    @BeforeAll
    static void start() throws IOException {
        int hubPort = HubProcess.freePort();
        int partnersPort = HubProcess.freePort();
        String accounts = partners(folder).toString();
        partners = HubProcess.of(
                        "stock-sync-partners",
                        partnersPort,
                        folder.resolve("partners"),
                        Map.of(
                                "spring.profiles.active",
                                "partners",
                                "openclaw.partners-file",
                                accounts,
                                "openclaw.sandbox.hub-url",
                                "http://127.0.0.1:" + hubPort))
                .launch();
        process = HubProcess.of(
                        "stock-sync-hub",
                        hubPort,
                        folder.resolve("hub"),
                        Map.of(
                                "openclaw.sandbox.base-url",
                                partners.url(),
                                "openclaw.partners-file",
                                accounts,
                                "openclaw.sandbox.demo-orders",
                                "false",
                                "openclaw.stock-sync.confirm",
                                "1s",
                                "openclaw.stock-sync.readback-tick-ms",
                                "500"))
                .start();
        partners.awaitUp();
        hub = new HubClient(process.url());
        shops = new HubClient(partners.url());
        operator = new Operator(process);
    }

    @AfterAll
    static void stop() {
        process.close();
        partners.close();
    }

    private static Path partners(Path folder) throws IOException {
        String file = Files.readString(Path.of("config/partners.yaml"));
        String second =
                "  shopify-eu:\n    kind: platform\n    vendor: shopify\n    mode: live\n    site: DE\n    currency: EUR\n"
                        + "    base_url: ${openclaw.sandbox.base-url}/partners/shopify-eu\n    secrets: [sandbox-shopify-eu-secret]\n"
                        + "    credentials: {access_token: sandbox-shopify-eu-secret}\n";
        int policy = file.indexOf("    policy:\n", file.indexOf("\n  us-west:\n")) + "    policy:\n".length();
        String asked = "      poll_stock_minutes: 600\n      poll_stock_batch: 1\n";
        return Files.writeString(
                folder.resolve("partners.yaml"),
                (file.substring(0, policy) + asked + file.substring(policy))
                        .replace("\naccounts:\n", "\naccounts:\n" + second));
    }

    private static void stock(String sku, int units) {
        HubClient.Answer answer =
                hub.write("PUT", "/api/v2.1/stock/" + sku, "{\"warehouse\":\"cn-szx\",\"on_hand\":" + units + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static void behave(String account, String operation, String fault) {
        HubClient.Answer answer = shops.open(
                "PUT",
                "/sandbox/partners/" + account + "/behaviour",
                "{\"operation\":\"" + operation + "\",\"fault\":\"" + fault + "\",\"delay_ms\":1000}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** The figure the shop was told last, with how often it was told one; or null. */
    private static JsonNode effect(String account, String sku) {
        String item = account + "/" + sku + "/";
        int count = 0;
        String last = null;
        int newest = 0;
        for (JsonNode effect : shops.open(
                        "GET", "/sandbox/partners/" + account + "/ledger?operation=inventory-set&limit=1", null)
                .json()
                .get("effects")) {
            String reference = effect.get("reference").asText();
            if (reference.startsWith(item)) {
                assertThat(effect.get("count").asInt()).as(reference).isEqualTo(1);
                count++;
                int number = Integer.parseInt(reference.substring(item.length()));
                last = number > newest ? effect.get("detail").asText() : last;
                newest = Math.max(newest, number);
            }
        }
        return count == 0
                ? null
                : HubClient.JSON.createObjectNode().put("count", count).put("detail", last);
    }

    private static int calls(String account, String operation) {
        return shops.open(
                        "GET",
                        "/sandbox/partners/" + account + "/ledger?operation=" + operation + "&limit=100000",
                        null)
                .json()
                .get("calls")
                .size();
    }

    private static void awaitShown(String account, String sku, int units) {
        await(account + " shows " + units + " of " + sku).atMost(SOON).untilAsserted(() -> {
            JsonNode effect = effect(account, sku);
            assertThat(effect).isNotNull();
            assertThat(effect.get("detail").asText()).isEqualTo(String.valueOf(units));
        });
    }

    private static JsonNode listing(String account, String sku) {
        JsonNode items = hub.get("/api/v2.1/listings?account=" + account + "&sku=" + sku)
                .json()
                .get("items");
        assertThat(items).as(items.toString()).hasSize(1);
        return items.get(0);
    }

    @Test
    void fiveHundredChangesWhileTheShopIsSlowAreFewCallsAndTheLastFigureIsRight() {
        stock("HOT", 1);
        awaitShown("shopify-us", "HOT", 1);
        awaitShown("shopify-eu", "HOT", 1);
        behave("shopify-us", "push-stock", "slow");
        int before = calls("shopify-us", "push-stock");
        long began = System.nanoTime();
        for (int units = 2; units <= 501; units++) {
            stock("HOT", units);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        awaitShown("shopify-us", "HOT", 501);
        behave("shopify-us", "push-stock", "none");
        awaitShown("shopify-eu", "HOT", 501);
        assertThat(calls("shopify-us", "push-stock") - before)
                .as("calls in " + seconds + " s, each of them slow for one")
                .isBetween(1, (int) seconds + 4);
        await().atMost(SOON)
                .until(() -> !listing("shopify-us", "HOT").get("dirty").asBoolean());
        assertThat(listing("shopify-us", "HOT").get("told").asInt()).isEqualTo(501);
    }

    @Test
    void aShopThatIsDownGetsTheNewestFigureWhenItIsBackAndNoOtherShopWaits() {
        stock("DOWN", 10);
        awaitShown("shopify-us", "DOWN", 10);
        behave("shopify-us", "push-stock", "http_503");
        int before = calls("shopify-us", "push-stock");
        for (int units = 11; units <= 15; units++) {
            stock("DOWN", units);
        }
        awaitShown("shopify-eu", "DOWN", 15);
        await().atMost(SOON).until(() -> calls("shopify-us", "push-stock") > before + 1);
        stock("DOWN", 16);
        behave("shopify-us", "push-stock", "none");
        awaitShown("shopify-us", "DOWN", 16);
        assertThat(effect("shopify-us", "DOWN").get("count").asInt())
                .as("the first figure and the newest, none of those between")
                .isEqualTo(2);
    }

    @Test
    void anAnswerThatNeverCameIsToldAgainAndLookedAt() {
        stock("LOST", 3);
        awaitShown("shopify-us", "LOST", 3);
        behave("shopify-us", "push-stock", "empty_body");
        stock("LOST", 4);
        awaitShown("shopify-us", "LOST", 4);
        behave("shopify-us", "push-stock", "none");
        await().atMost(SOON)
                .until(() -> listing("shopify-us", "LOST").get("told").asInt() == 4);
        await("read back")
                .atMost(SOON)
                .until(() -> listing("shopify-us", "LOST").get("listed").asInt() == 4);
    }

    @Test
    void aFigureTheShopSetByItselfIsACaseAndIsRepaired() {
        stock("DRIFT", 7);
        awaitShown("shopify-us", "DRIFT", 7);
        HubClient.Answer answer =
                shops.open("PUT", "/sandbox/partners/shopify-us/stock", "{\"sku\":\"DRIFT\",\"available\":0}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(operator.call(STOCK_SYNC, "readNow", "shopify-us")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        await("a case").atMost(SOON).untilAsserted(() -> assertThat(
                        cases("open").size() + cases("resolved").size())
                .as(listing("shopify-us", "DRIFT").toString())
                .isPositive());
        await("repaired")
                .atMost(SOON)
                .until(() -> effect("shopify-us", "DRIFT").get("count").asInt() == 2);
        assertThat(effect("shopify-us", "DRIFT").get("detail").asText()).isEqualTo("7");
        await("and over")
                .atMost(SOON)
                .until(() -> cases("resolved").size() == 1 && cases("open").isEmpty());
        assertThat(cases("resolved").get(0)).contains("shopify-us lists 0 of DRIFT", "told 7");
    }

    private static List<String> cases(String status) {
        return hub
                .get("/api/v2.1/exceptions?reason=stock_drift&status=" + status)
                .json()
                .get("items")
                .findValuesAsText("message")
                .stream()
                .filter(message -> message.contains("DRIFT"))
                .toList();
    }

    @Test
    void whatTheShopDoesNotListIsRemembered() {
        stock("UNLISTED-1", 5);
        await().atMost(SOON).until(() -> listing("shopify-us", "UNLISTED-1")
                .get("state")
                .asText()
                .equals("unlisted"));
        assertThat(effect("shopify-us", "UNLISTED-1")).isNull();
        assertThat(hub.get("/api/v2.1/listings?state=unheard").status()).isEqualTo(400);
    }

    @Test
    void aWarehouseIsAskedForItsStockAndAFailureIsSeenAndTriedAgain() {
        await("the first reading").atMost(SOON).untilAsserted(() -> assertThat(
                        hub.open("GET", "/actuator/prometheus", null).text())
                .containsPattern("openclaw_stock_poll_listed\\{account=\"us-west\"[^}]*} [1-9]"));
        HubClient.Answer wrong =
                hub.write("PUT", "/api/v2.1/stock/DEMO-CHAIR", "{\"warehouse\":\"us-west\",\"on_hand\":4000}");
        assertThat(wrong.status()).as(wrong.text()).isEqualTo(200);
        HubClient.Answer told = shops.open(
                "PUT",
                "/sandbox/partners/us-west/behaviour",
                "{\"operation\":\"list-stock\",\"fault\":\"http_503\",\"times\":1}");
        assertThat(told.status()).as(told.text()).isEqualTo(200);
        operator.call(STOCK_SYNC, "askNow", "us-west");
        await("its failure is seen").atMost(SOON).untilAsserted(() -> assertThat(
                        operator.read(STOCK_SYNC, "Warehouses").toString())
                .contains("\"failures\":1"));
        operator.call(STOCK_SYNC, "askNow", "us-west");
        await("the books follow the warehouse").atMost(SOON).untilAsserted(() -> assertThat(
                        hub.get("/api/v2.1/stock/DEMO-CHAIR")
                                .json()
                                .at("/warehouses/0/on_hand")
                                .asInt())
                .isEqualTo(5000));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        operator.read(STOCK_SYNC, "Warehouses").toString())
                .contains("\"failures\":0"));
        assertThat(hub.get("/api/v2.1/stock/ledger-check").json().get("violations"))
                .isEmpty();
    }

    @Test
    void everyStatementOfStockIsTakenOnceAndTheBooksAgree() {
        String sku = "/api/v2.1/stock/STATED";
        stock("STATED", 10);
        say(
                "PUT",
                sku + "/inbound",
                "\"lines\":[{\"id\":\"PO-1\",\"quantity\":5,\"eta\":\"2030-01-01T08:00:00+08:00\","
                        + "\"confidence\":0.5,\"source_document\":\"PO 1\"}]");
        String receipt = "{\"warehouse\":\"cn-szx\",\"quantity\":3,\"inbound_id\":\"PO-1\"}";
        HubClient.Answer first = hub.write("POST", sku + "/receipts", receipt, "receipt-of-stated");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(hub.write("POST", sku + "/receipts", receipt, "receipt-of-stated")
                        .text())
                .as("the same request again is the same answer")
                .isEqualTo(first.text());
        say("POST", sku + "/returns", "\"quantity\":3");
        say("POST", sku + "/regradings", "\"quantity\":1,\"from\":\"quarantine\",\"to\":\"sellable\"");
        say("POST", sku + "/regradings", "\"quantity\":1,\"from\":\"quarantine\",\"to\":\"unsellable\"");
        say("PUT", sku + "/campaign-locks", "\"account\":\"shopify-eu\",\"quantity\":4");
        say("POST", sku + "/counts", "\"on_hand\":12,\"as_of\":\"" + java.time.OffsetDateTime.now() + "\"");

        JsonNode view = hub.get(sku).json();
        JsonNode shelf = view.get("warehouses").get(0);
        assertThat(view.get("warehouses")).hasSize(1);
        assertThat(figures(shelf, "on_hand", "quarantine", "unsellable", "in_transit", "campaign_locked", "ats"))
                .as(view.toString())
                .containsExactly(12, 1, 1, 2, 4, 8);
        assertThat(shelf.at("/inbound/0/id").asText()).isEqualTo("PO-1");
        assertThat(shelf.at("/inbound/0/quantity").asInt()).isEqualTo(2);
        assertThat(shelf.at("/inbound/0/confidence").asText()).isEqualTo("0.5");
        awaitShown("shopify-eu", "STATED", 12);
        awaitShown("shopify-us", "STATED", 8);
        assertThat(hub.get("/api/v2.1/stock/ledger-check").json().get("violations"))
                .isEmpty();
    }

    @Test
    void aStatementThatCannotBeIsRefusedAndSaysWhy() {
        String sku = "/api/v2.1/stock/REFUSED";
        stock("REFUSED", 5);
        refused("PUT", sku, "\"on_hand\":-1", 409, "stock_refused", "on_hand -1 is below zero");
        refused(
                "PUT",
                sku + "/inbound",
                "\"lines\":[{\"id\":\"L\",\"quantity\":1,\"confidence\":1.5}]",
                409,
                "stock_refused",
                "lines[0].confidence 1.5");
        refused(
                "PUT",
                sku + "/inbound",
                "\"lines\":[{\"id\":\"L\",\"quantity\":1,\"eta\":\"tomorrow\"}]",
                400,
                "bad_request",
                "$.lines[0].eta 'tomorrow'");
        refused("POST", sku + "/receipts", "\"inbound_id\":\"PO-9\"", 400, "bad_request", "$.quantity is missing");
        refused("POST", sku + "/receipts", "\"quantity\":1,\"inbound_id\":\"PO-9\"", 409, "stock_refused", "'PO-9'");
        refused("POST", sku + "/returns", "\"quantity\":1,\"grade\":\"odd\"", 409, "stock_refused", "grade 'odd'");
        refused(
                "POST",
                sku + "/regradings",
                "\"quantity\":6,\"from\":\"sellable\",\"to\":\"unsellable\"",
                409,
                "stock_refused",
                "only 5 units");
        refused(
                "POST",
                sku + "/counts",
                "\"on_hand\":1,\"as_of\":\"2026-06-15T08:30:00\"",
                400,
                "bad_request",
                "$.as_of");
        refused(
                "PUT",
                sku + "/campaign-locks",
                "\"account\":\"shopify-us\",\"quantity\":6",
                409,
                "stock_refused",
                "only 5 more units");
        refused(
                "PUT",
                sku + "/campaign-locks",
                "\"account\":\"nobody\",\"quantity\":1",
                400,
                "bad_request",
                "$.account 'nobody'");
        JsonNode shelf = hub.get(sku).json().get("warehouses").get(0);
        assertThat(figures(shelf, "on_hand", "quarantine", "unsellable", "in_transit", "campaign_locked", "ats"))
                .containsExactly(5, 0, 0, 0, 0, 5);
    }

    private static List<Integer> figures(JsonNode shelf, String... names) {
        return List.of(names).stream().map(name -> shelf.get(name).asInt()).toList();
    }

    private static void say(String method, String path, String body) {
        HubClient.Answer answer = hub.write(method, path, "{\"warehouse\":\"cn-szx\"," + body + "}");
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
    }

    private static void refused(String method, String path, String body, int status, String code, String words) {
        HubClient.Answer answer = hub.write(method, path, "{\"warehouse\":\"cn-szx\"," + body + "}");
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(status);
        assertThat(answer.json().get("type").asText()).endsWith(code);
        assertThat(answer.json().get("detail").asText()).contains(words);
        assertThat(answer.json().get("hint").asText()).isNotBlank();
    }

    @Test
    void ordersTakeUnitsOffEveryShop() {
        stock("SOLD", 10);
        awaitShown("shopify-us", "SOLD", 10);
        awaitShown("shopify-eu", "SOLD", 10);
        shops.open(
                "POST", "/sandbox/orders", "{\"account\":\"shopify-us\",\"count\":1,\"sku\":\"SOLD\",\"quantity\":3}");
        awaitShown("shopify-us", "SOLD", 7);
        awaitShown("shopify-eu", "SOLD", 7);
    }

    @Test
    void howFarBehindEachShopIsCanBeSeen() {
        stock("SEEN", 10);
        awaitShown("shopify-eu", "SEEN", 10);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        hub.open("GET", "/actuator/prometheus", null).text())
                .contains("openclaw_stock_sync_pushes{account=\"shopify-eu\"")
                .contains("openclaw_stock_sync_dirty{account=\"shopify-eu\""));
        int before = effect("shopify-eu", "SEEN").get("count").asInt();
        assertThat(operator.call(STOCK_SYNC, "tellAgain", "shopify-eu")
                        .path("value")
                        .asInt())
                .isPositive();
        await().atMost(SOON)
                .until(() -> effect("shopify-eu", "SEEN").get("count").asInt() > before);
        assertThat(operator.read(STOCK_SYNC, "Accounts").toString()).contains("shopify-eu");
    }

    @Test
    void aHubKilledInTheMiddleTellsTheNewestFigureAfterwards() {
        stock("KILLED", 10);
        awaitShown("shopify-us", "KILLED", 10);
        behave("shopify-us", "push-stock", "slow");
        for (int units = 11; units <= 14; units++) {
            stock("KILLED", units);
        }
        process.kill();
        behave("shopify-us", "push-stock", "none");
        process.start();
        awaitShown("shopify-us", "KILLED", 14);
        awaitShown("shopify-eu", "KILLED", 14);
    }
}
