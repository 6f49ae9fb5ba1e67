package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} in the middle of work, several times over, on the real jar. The partners run as a process of their
 * own, so their ledgers remember what the hub said before it died: every order they placed is delivered in the end,
 * every label was bought once, every statement was made once, and the stock books add up.
 */
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int ROUNDS = Integer.getInteger("openclaw.kill.rounds", 3);
    private static final int ORDERS_A_ROUND = 14;

    @TempDir
    Path folder;

    @Test
    void nothingIsLostAndNothingIsDoneTwice() {
        long seed = Long.getLong("openclaw.kill.seed", System.nanoTime());
        LOG.info("kill test with -Dopenclaw.kill.seed={}", seed);
        Random random = new Random(seed);
        int hubPort = HubProcess.freePort();
        int partnersPort = HubProcess.freePort();
        Map<String, String> partnerSettings =
                Map.of("spring.profiles.active", "partners", "openclaw.sandbox.hub-url", "http://localhost:" + hubPort);
        Map<String, String> hubSettings = Map.of(
                "openclaw.sandbox.base-url",
                "http://localhost:" + partnersPort,
                "openclaw.sandbox.demo-orders",
                "false");
        try (HubProcess partners = HubProcess.of(
                                "kill-partners", partnersPort, folder.resolve("partners"), partnerSettings)
                        .launch();
                HubProcess hub = HubProcess.of("kill-hub", hubPort, folder.resolve("hub"), hubSettings)) {
            hub.start();
            partners.awaitUp();
            HubClient api = new HubClient(hub.url());
            HubClient sandbox = new HubClient(partners.url());
            assertThat(sandbox.open("PUT", "/sandbox/pace", "{\"milestone_ms\":100}")
                            .status())
                    .isEqualTo(200);
            assertThat(api.write("PUT", "/api/v2.1/stock/KILL-1", "{\"warehouse\":\"cn-szx\",\"on_hand\":100000}")
                            .status())
                    .isEqualTo(200);
            List<String> placed = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                HubClient.Answer answer = sandbox.open(
                        "POST",
                        "/sandbox/orders",
                        "{\"account\":\"shopify-us\",\"count\":" + ORDERS_A_ROUND + ",\"sku\":\"KILL-1\"}");
                assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
                answer.json().findValues("platform_order_id").forEach(id -> placed.add(id.asText()));
                Duration pause = Duration.ofMillis(200 + random.nextInt(2500));
                await().pollDelay(pause).atMost(pause.plusSeconds(5)).until(() -> true);
                hub.kill();
                hub.start();
                LOG.info("round {}: killed after {}", round + 1, pause);
            }
            assertThat(placed).hasSize(ROUNDS * ORDERS_A_ROUND);
            HubClient after = new HubClient(hub.url());
            await("every order placed is delivered")
                    .atMost(Duration.ofSeconds(240))
                    .pollInterval(Duration.ofMillis(500))
                    .conditionEvaluationListener(new TellLate(hub, after, placed))
                    .untilAsserted(() -> {
                        Map<String, JsonNode> orders = orders(after);
                        for (String id : placed) {
                            assertThat(status(orders.get(id))).as("order " + id).isEqualTo("delivered");
                        }
                    });
            for (String account : List.of("shopify-us", "4px-cn", "cn-szx", "mabang", "17track")) {
                onceEach(sandbox, account);
            }
            assertThat(hub.said()).as("halves of transactions").doesNotContain("OC-CHANNEL-ORPHAN");
            JsonNode check = after.get("/api/v2.1/stock/ledger-check").json();
            assertThat(check.get("consistent").asBoolean()).as(check.toString()).isTrue();
            JsonNode dead = after.get("/api/v2.1/dead-letters?status=open").json();
            assertThat(dead.get("items")).as(dead.toString()).isEmpty();
        }
    }

    /** Says of the orders that did not arrive in time what the hub knows of them. */
    private record TellLate(HubProcess hub, HubClient api, List<String> placed)
            implements ConditionEvaluationListener<Void> {

        @Override
        public void conditionEvaluated(EvaluatedCondition<Void> condition) {}

        @Override
        public void onTimeout(TimeoutEvent timeout) {
            Map<String, JsonNode> orders = orders(api);
            placed.stream()
                    .filter(id -> !status(orders.get(id)).equals("delivered"))
                    .limit(3)
                    .forEach(id -> LOG.warn("late: {} {}", id, orders.get(id)));
            Operator operator = new Operator(hub);
            for (String attribute : List.of("Running", "Queues", "Failing", "DeadLetters")) {
                LOG.warn("late: {} {}", attribute, operator.read(Operator.CHANNELS, attribute));
            }
        }
    }

    private static Map<String, JsonNode> orders(HubClient api) {
        Map<String, JsonNode> orders = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/v2.1/orders?account=shopify-us&limit=500" + cursor)
                    .json();
            page.get("items").forEach(o -> orders.put(o.get("platform_order_id").asText(), o));
            JsonNode next = page.get("next_cursor");
            cursor = next.isNull() ? null : "&cursor=" + HubClient.encode(next.asText());
        } while (cursor != null);
        return orders;
    }

    private static String status(JsonNode order) {
        return order == null ? "unknown" : order.get("status").asText();
    }

    private static void onceEach(HubClient sandbox, String account) {
        JsonNode ledger = sandbox.open("GET", "/sandbox/partners/" + account + "/ledger", null)
                .json();
        Set<String> seen = new HashSet<>();
        for (JsonNode effect : ledger.get("effects")) {
            String what = effect.get("operation").asText() + " "
                    + effect.get("reference").asText();
            assertThat(effect.get("count").asInt()).as(account + ": " + what).isEqualTo(1);
            assertThat(seen.add(what)).as(account + ": " + what).isTrue();
        }
        assertThat(seen).as("effects at " + account).isNotEmpty();
    }
}
