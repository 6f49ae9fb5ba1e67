package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seller's afternoon on the real jar: one SKU on sale in five shops, more buyers than units, a count that comes late, the
 * warehouse out of reach for a while, and {@code kill -9} in the middle. Afterwards the books are checked from outside.
 */
class FlashSaleIT {

    private static final Logger LOG = LoggerFactory.getLogger(FlashSaleIT.class);
    private static final String SKU = "SALE-1";
    private static final String WAREHOUSE = "cn-szx";
    private static final int UNITS = 45;
    private static final int ORDERS_A_SHOP = 16;
    private static final List<String> SHOPS = List.of("shopify-us", "sale-two", "sale-three", "sale-four", "sale-five");
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    Path folder;

    @Test
    void exactlyWhatIsThereIsSoldAndEveryShopLearnsIt() throws IOException {
        long seed = Long.getLong("openclaw.kill.seed", System.nanoTime());
        LOG.info("flash sale with -Dopenclaw.kill.seed={}", seed);
        Random random = new Random(seed);
        int hubPort = HubProcess.freePort();
        int partnersPort = HubProcess.freePort();
        String accounts = fiveShops().toString();
        Map<String, String> partnerSettings = Map.of(
                "spring.profiles.active",
                "partners",
                "openclaw.partners-file",
                accounts,
                "openclaw.sandbox.hub-url",
                "http://localhost:" + hubPort);
        Map<String, String> hubSettings = Map.of(
                "openclaw.partners-file",
                accounts,
                "openclaw.sandbox.base-url",
                "http://localhost:" + partnersPort,
                "openclaw.sandbox.demo-orders",
                "false");
        try (HubProcess partners = HubProcess.of("sale-partners", partnersPort, folder.resolve("p"), partnerSettings)
                        .launch();
                HubProcess process = HubProcess.of("sale-hub", hubPort, folder.resolve("h"), hubSettings)) {
            process.start();
            partners.awaitUp();
            HubClient sandbox = new HubClient(partners.url());
            HubClient hub = new HubClient(process.url());
            expect(200, sandbox.open("PUT", "/sandbox/pace", "{\"milestone_ms\":200}"));
            expect(
                    200,
                    hub.write(
                            "PUT",
                            "/api/v2.1/stock/" + SKU,
                            "{\"warehouse\":\"" + WAREHOUSE + "\",\"on_hand\":" + UNITS + "}"));
            OffsetDateTime beforeTheSale = OffsetDateTime.now();

            List<String> placed = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                for (String shop : SHOPS) {
                    HubClient.Answer answer = sandbox.open(
                            "POST",
                            "/sandbox/orders",
                            "{\"account\":\"" + shop + "\",\"count\":" + ORDERS_A_SHOP / 2 + ",\"sku\":\"" + SKU
                                    + "\",\"quantity\":1}");
                    assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
                    answer.json().findValues("platform_order_id").forEach(id -> placed.add(shop + " " + id.asText()));
                }
                if (round == 0) {
                    Duration pause = Duration.ofMillis(100 + random.nextInt(1500));
                    await().pollDelay(pause).atMost(pause.plusSeconds(5)).until(() -> true);
                    process.kill();
                    expect(200, behave(sandbox, "http_503"));
                    process.start();
                    LOG.info("killed after {}", pause);
                }
            }
            assertThat(placed).hasSize(SHOPS.size() * ORDERS_A_SHOP);

            // Counted before the first unit left: what has left since is no less for it.
            expect(200, count(new HubClient(process.url()), UNITS, beforeTheSale));
            expect(200, behave(sandbox, "none"));

            HubClient after = new HubClient(process.url());
            await("as many orders delivered as there were units, the others wait")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        Map<String, String> statuses = statuses(after);
                        assertThat(statuses).containsKeys(placed.toArray(String[]::new));
                        assertThat(statuses.values().stream().filter("delivered"::equals))
                                .as(statuses.values().toString())
                                .hasSize(UNITS);
                        assertThat(statuses.values().stream().filter("backordered"::equals))
                                .hasSize(placed.size() - UNITS);
                    });
            JsonNode books = after.get("/api/v2.1/stock/ledger-check").json();
            assertThat(books.get("consistent").asBoolean()).as(books.toString()).isTrue();
            JsonNode stock =
                    after.get("/api/v2.1/stock/" + SKU).json().get("warehouses").get(0);
            assertThat(stock.get("on_hand").asInt()).as(stock.toString()).isZero();
            assertThat(stock.get("reserved").asInt()).as(stock.toString()).isZero();
            for (String shop : SHOPS) {
                await(shop + " shows that nothing is left")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(told(after, shop)).isZero());
            }
            // What the carrier scanned while the warehouse was out of reach has left: nobody is asked to send it again.
            assertThat(outbounds(sandbox))
                    .as("outbound orders at the warehouse")
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(UNITS)
                    .allMatch(count -> count == 1);
            JsonNode dead = after.get("/api/v2.1/dead-letters?status=open").json();
            assertThat(dead.get("items")).as(dead.toString()).isEmpty();
        }
    }

    private Path fiveShops() throws IOException {
        StringBuilder more = new StringBuilder();
        for (String shop : SHOPS.subList(1, SHOPS.size())) {
            more.append("  ").append(shop).append(":\n");
            more.append("    kind: platform\n    vendor: shopify\n    mode: live\n    site: US\n    currency: USD\n");
            more.append("    base_url: ${openclaw.sandbox.base-url}/partners/")
                    .append(shop)
                    .append('\n');
            more.append("    secrets: [sandbox-").append(shop).append("-secret]\n");
            more.append("    credentials: {access_token: sandbox-").append(shop).append("-secret}\n");
            more.append("    limits: {admin-api: 1000/100}\n    policy: {erp: mabang}\n");
        }
        String file = Files.readString(Path.of("config/partners.yaml"));
        return Files.writeString(
                folder.resolve("partners.yaml"), file.replace("\naccounts:\n", "\naccounts:\n" + more));
    }

    private static HubClient.Answer behave(HubClient sandbox, String fault) {
        return sandbox.open(
                "PUT",
                "/sandbox/partners/" + WAREHOUSE + "/behaviour",
                "{\"operation\":\"create-outbound\",\"fault\":\"" + fault + "\"}");
    }

    /** The warehouse tells what it counted, signed as it signs. */
    private static HubClient.Answer count(HubClient hub, int units, OffsetDateTime asOf) {
        String body = "{\"type\":\"stock_count\",\"sku\":\"" + SKU + "\",\"on_hand\":" + units + ",\"as_of\":\"" + asOf
                + "\"}";
        String id = UUID.randomUUID().toString();
        String at = OffsetDateTime.now().toString();
        String signature = HexFormat.of()
                .formatHex(HubClient.hmac(
                        "sandbox-" + WAREHOUSE + "-secret",
                        (id + "." + at + "." + body).getBytes(StandardCharsets.UTF_8)));
        return hub.push(
                "/webhooks/warehouse/" + WAREHOUSE,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json",
                "X-OpenClaw-Request-ID",
                id,
                "X-OpenClaw-Timestamp",
                at,
                "X-OpenClaw-Signature",
                signature);
    }

    private static int told(HubClient hub, String shop) {
        JsonNode items = hub.get("/api/v2.1/listings?account=" + shop + "&sku=" + SKU)
                .json()
                .get("items");
        assertThat(items).as(shop).hasSize(1);
        assertThat(items.get(0).get("dirty").asBoolean()).as(items.toString()).isFalse();
        return items.get(0).get("told").asInt(-1);
    }

    /** How often each outbound order took effect at the warehouse. */
    private static List<Integer> outbounds(HubClient sandbox) {
        List<Integer> counts = new ArrayList<>();
        sandbox.open("GET", "/sandbox/partners/" + WAREHOUSE + "/ledger", null)
                .json()
                .get("effects")
                .forEach(effect -> {
                    if (effect.get("operation").asText().equals("create-outbound")) {
                        counts.add(effect.get("count").asInt());
                    }
                });
        return counts;
    }

    private static Map<String, String> statuses(HubClient api) {
        Map<String, String> statuses = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/v2.1/orders?limit=500" + cursor).json();
            page.get("items")
                    .forEach(o -> statuses.put(
                            o.get("account").asText() + " "
                                    + o.get("platform_order_id").asText(),
                            o.get("status").asText()));
            JsonNode next = page.get("next_cursor");
            cursor = next.isNull() ? null : "&cursor=" + HubClient.encode(next.asText());
        } while (cursor != null);
        return statuses;
    }

    private static void expect(int status, HubClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }
}
