package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stock figures over the wire to and from Shopify. */
class ShopifyStockWireTest {

    private static final String OK =
            "{\"data\":{\"inventorySetQuantities\":{\"inventoryAdjustmentGroup\":null,\"userErrors\":[]}}}";

    private ConnectorBench bench;
    private Account shop;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("shopify");
        shop = account(Map.of());
    }

    private Account account(Map<String, Object> policy) {
        return bench.account(
                "shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "shpat_token"), policy);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Map<String, Object> item(String sku, int available, String... ids) {
        Map<String, Object> item = new LinkedHashMap<>(Map.of("platform_sku", sku, "available", available));
        if (ids.length > 0) {
            item.put("listing", Map.of("inventory_item_id", ids[0], "location_id", ids[1]));
        }
        return item;
    }

    @SafeVarargs
    private static Map<String, Object> figures(Map<String, Object>... items) {
        return Map.of("reference", "EV1", "items", List.of(items));
    }

    private static String node(String id, String sku, int... locationsAndFigures) {
        List<String> levels = new ArrayList<>();
        for (int i = 0; i < locationsAndFigures.length; i += 2) {
            levels.add("{\"location\":{\"id\":\"gid://shopify/Location/" + locationsAndFigures[i]
                    + "\"},\"quantities\":[{\"name\":\"available\",\"quantity\":" + locationsAndFigures[i + 1]
                    + "}]}");
        }
        return "{\"id\":\"gid://shopify/InventoryItem/" + id + "\",\"sku\":\"" + sku
                + "\",\"inventoryLevels\":{\"nodes\":[" + String.join(",", levels) + "]}}";
    }

    private static Answer found(String... nodes) {
        return Answer.ok("{\"data\":{\"inventoryItems\":{\"nodes\":[" + String.join(",", nodes) + "]}}}");
    }

    private static boolean question(Call call) {
        return call.text().contains("inventoryItems");
    }

    @Test
    void unknownItemsAreLookedUpOnceAndAllFiguresAreSetInOneCall() throws Exception {
        bench.partner(call -> question(call)
                ? found(node("11", "A", 1, 5), node("12", "A-other", 1, 5), node("13", "A B\\\"C", 1, 0))
                : Answer.ok(OK));

        Object answer = bench.ask(
                "platform:push-stock",
                shop,
                figures(
                        item("A", 7),
                        item("A B\"C", 3),
                        item("GONE", 1),
                        item("K", 0, "gid://shopify/InventoryItem/9", "gid://shopify/Location/1")));

        assertThat(bench.calls())
                .extracting(Call::line)
                .containsOnly("POST /admin/api/2024-10/graphql.json")
                .hasSize(2);
        assertThat(bench.calls()).allSatisfy(call -> assertThat(call.header("X-Shopify-Access-Token"))
                .isEqualTo("shpat_token"));
        assertThat(bench.calls().get(0).text())
                .contains("sku:\\\"A\\\" OR sku:\\\"A B\\\\\\\"C\\\" OR sku:\\\"GONE\\\"");
        assertThat(((Map<?, ?>) bench.calls().get(1).json()).get("variables"))
                .isEqualTo(
                        json(
                                "{\"input\":{\"name\":\"available\",\"reason\":\"correction\",\"ignoreCompareQuantity\":true,"
                                        + "\"referenceDocumentUri\":\"openclaw://stock-sync/EV1\",\"quantities\":["
                                        + "{\"inventoryItemId\":\"gid://shopify/InventoryItem/9\",\"locationId\":\"gid://shopify/Location/1\",\"quantity\":0},"
                                        + "{\"inventoryItemId\":\"gid://shopify/InventoryItem/11\",\"locationId\":\"gid://shopify/Location/1\",\"quantity\":7},"
                                        + "{\"inventoryItemId\":\"gid://shopify/InventoryItem/13\",\"locationId\":\"gid://shopify/Location/1\",\"quantity\":3}]}}"));
        assertThat(answer)
                .isEqualTo(json(
                        "{\"listings\":[{\"platform_sku\":\"A\",\"listing\":{\"inventory_item_id\":\"gid://shopify/InventoryItem/11\",\"location_id\":\"gid://shopify/Location/1\"}},"
                                + "{\"platform_sku\":\"A B\\\"C\",\"listing\":{\"inventory_item_id\":\"gid://shopify/InventoryItem/13\",\"location_id\":\"gid://shopify/Location/1\"}}],"
                                + "\"unlisted\":[\"GONE\"],\"stale\":[],\"refused\":[]}"));
        assertThat(bench.bench().awaits()).as("durable before the effect").isEqualTo(1);
    }

    @Test
    void whatIsKnownIsNotLookedUp() throws Exception {
        bench.partner(call -> Answer.ok(OK));
        assertThat(bench.ask(
                        "platform:push-stock",
                        shop,
                        figures(item(
                                "K",
                                4,
                                "gid://shopify/InventoryItem/9,gid://shopify/InventoryItem/10",
                                "gid://shopify/Location/1,gid://shopify/Location/1"))))
                .isEqualTo(json("{\"listings\":[],\"unlisted\":[],\"stale\":[],\"refused\":[]}"));
        assertThat(bench.only().text())
                .contains("InventoryItem/9\"", "InventoryItem/10\"")
                .doesNotContain("inventoryItems");
    }

    @Test
    void manyUnknownItemsAreLookedUpFortyAtATime() throws Exception {
        bench.partner(call -> question(call)
                ? found(Arrays.stream(call.text().split("sku:"))
                        .skip(1)
                        .map(part ->
                                part.replaceAll("^\\\\\"([^\\\\]+).*", "$1").replaceAll("(?s)[^S0-9].*", ""))
                        .map(sku -> node(sku.substring(1), sku, 1, 1))
                        .toArray(String[]::new))
                : Answer.ok(OK));
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 1; i <= 90; i++) {
            items.add(item("S" + i, i));
        }
        Map<?, ?> answer = (Map<?, ?>) bench.ask("platform:push-stock", shop, Map.of("reference", "E", "items", items));
        assertThat((List<?>) answer.get("listings")).hasSize(90);
        assertThat((List<?>) answer.get("unlisted")).isEmpty();
        assertThat(bench.calls()).hasSize(4);
    }

    @Test
    void severalLocationsNeedAWord() throws Exception {
        bench.partner(call -> question(call) ? found(node("11", "A", 1, 5, 2, 5)) : Answer.ok(OK));
        Map<?, ?> answer = (Map<?, ?>) bench.ask("platform:push-stock", shop, figures(item("A", 7)));
        assertThat(answer.get("refused").toString()).contains("set policy stock_location of shopify-us");
        assertThat(bench.calls()).hasSize(1);

        shop = account(Map.of("stock_location", 2));
        bench.partner(call -> question(call)
                ? Answer.ok(
                        "{\"data\":{\"inventoryItems\":{\"nodes\":[{\"id\":\"gid://shopify/InventoryItem/11\",\"sku\":\"A\","
                                + "\"inventoryLevel\":{\"location\":{\"id\":\"gid://shopify/Location/2\"},\"quantities\":[]}},"
                                + "{\"id\":\"gid://shopify/InventoryItem/12\",\"sku\":\"B\",\"inventoryLevel\":null}]}}}")
                : Answer.ok(OK));
        answer = (Map<?, ?>) bench.ask("platform:push-stock", shop, figures(item("A", 7), item("B", 7)));
        assertThat(bench.calls().get(1).text()).contains("\"location\":\"gid://shopify/Location/2\"");
        assertThat(bench.calls().get(2).text())
                .contains("\"locationId\":\"gid://shopify/Location/2\"")
                .doesNotContain("InventoryItem/12");
        assertThat(answer.get("refused").toString()).contains("platform_sku=B", "not stocked at the location");
    }

    @Test
    void figuresAtFaultAreLeftOutAndTheRestIsToldAgain() throws Exception {
        String fault = "{\"data\":{\"inventorySetQuantities\":{\"inventoryAdjustmentGroup\":null,\"userErrors\":["
                + "{\"code\":\"INVALID_INVENTORY_ITEM\",\"field\":[\"input\",\"quantities\",\"0\",\"inventoryItemId\"],\"message\":\"not found\"},"
                + "{\"code\":\"NON_MUTABLE_INVENTORY_ITEM\",\"field\":[\"input\",\"quantities\",\"2\",\"inventoryItemId\"],\"message\":\"a bundle\"}]}}}";
        bench.partner(call -> Answer.ok(call.text().contains("InventoryItem/1\"") ? fault : OK));
        Object answer = bench.ask(
                "platform:push-stock",
                shop,
                figures(
                        item("A", 1, "gid://shopify/InventoryItem/1", "gid://shopify/Location/1"),
                        item("B", 2, "gid://shopify/InventoryItem/2", "gid://shopify/Location/1"),
                        item("C", 3, "gid://shopify/InventoryItem/3", "gid://shopify/Location/1")));
        assertThat(answer)
                .isEqualTo(
                        json(
                                "{\"listings\":[],\"unlisted\":[],\"stale\":[\"A\"],\"refused\":[{\"platform_sku\":\"C\",\"message\":\"a bundle\"}]}"));
        assertThat(bench.calls()).hasSize(2);
        assertThat(bench.calls().get(1).text())
                .contains("InventoryItem/2\"")
                .doesNotContain("InventoryItem/1\"", "InventoryItem/3\"");
    }

    @Test
    void errorsComeWithStatus200AndKeepTheTaxonomy() {
        Map<String, Object> one = figures(item("A", 1, "gid://shopify/InventoryItem/1", "gid://shopify/Location/1"));
        bench.partner(
                call -> Answer.ok("{\"errors\":[{\"message\":\"Throttled\",\"extensions\":{\"code\":\"THROTTLED\"}}],"
                        + "\"extensions\":{\"cost\":{\"requestedQueryCost\":70,\"actualQueryCost\":null,\"throttleStatus\":"
                        + "{\"maximumAvailable\":1000,\"currentlyAvailable\":20,\"restoreRate\":25}}}}"));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, one))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.RATE_LIMITED);
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(2));
                });
        bench.partner(call -> Answer.ok(
                "{\"errors\":[{\"message\":\"Access denied\",\"extensions\":{\"code\":\"ACCESS_DENIED\"}}]}"));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, one))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.UNAUTHORIZED));
        bench.partner(call -> Answer.ok("{\"data\":{\"inventorySetQuantities\":{\"userErrors\":["
                + "{\"code\":\"INVALID_REASON\",\"field\":[\"input\",\"reason\"],\"message\":\"no such reason\"}]}}}"));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, one))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.REJECTED);
                    assertThat(e).hasMessageContaining("no such reason");
                });
        bench.partner(call -> Answer.ok("{\"data\":null}"));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, one))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.UNKNOWN_OUTCOME));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, figures(item("A", 1))))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.TRANSIENT));
        bench.partner(call -> Answer.json(503, ""));
        assertThatThrownBy(() -> bench.ask("platform:push-stock", shop, one))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.UNKNOWN_OUTCOME));
    }

    @Test
    void whatTheShopShowsIsReadAtTheLocationThatWasTold() throws Exception {
        bench.partner(call -> found(node("11", "A", 1, 5, 2, 8), node("12", "B", 1, -1), node("13", "B", 1, 4)));
        assertThat(bench.ask(
                        "platform:read-stock",
                        shop,
                        Map.of(
                                "items",
                                List.of(
                                        Map.of(
                                                "platform_sku",
                                                "A",
                                                "listing",
                                                Map.of(
                                                        "inventory_item_id",
                                                        "x",
                                                        "location_id",
                                                        "gid://shopify/Location/2")),
                                        Map.of("platform_sku", "B"),
                                        Map.of("platform_sku", "GONE")))))
                .isEqualTo(
                        json(
                                "{\"items\":[{\"platform_sku\":\"A\",\"available\":8},{\"platform_sku\":\"B\",\"available\":-1},{\"platform_sku\":\"B\",\"available\":4}]}"));
    }
}
