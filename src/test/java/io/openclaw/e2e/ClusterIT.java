package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * The same route files on a real PostgreSQL and a real Kafka broker: two hubs, one database, one topic. Orders enter at
 * both hubs and are delivered; every event went over Kafka.
 */
class ClusterIT {

    private static final int ORDERS = 12;
    private static final String TOPIC = "openclaw.events";

    @TempDir
    Path folder;

    @Test
    void twoHubsOnPostgresAndKafkaWalkOrdersThroughTheChain() throws IOException, SQLException {
        EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 4, TOPIC);
        kafka.adminTimeout(60);
        kafka.afterPropertiesSet();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(TestDatabase.SERVER_STARTS)
                .start()) {
            int partnersPort = HubProcess.freePort();
            int firstPort = HubProcess.freePort();
            int secondPort = HubProcess.freePort();
            Map<String, String> settings = new HashMap<>();
            settings.put("spring.profiles.active", "sandbox,cluster");
            settings.put("spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"));
            settings.put("spring.datasource.username", "postgres");
            settings.put("spring.datasource.password", "postgres");
            settings.put("spring.datasource.hikari.maximum-pool-size", "16");
            settings.put("openclaw.kafka.brokers", kafka.getBrokersAsString());
            settings.put("openclaw.kafka.topic", TOPIC);
            settings.put("openclaw.encryption-key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
            settings.put("openclaw.sandbox.base-url", "http://localhost:" + partnersPort);
            settings.put("openclaw.sandbox.demo-orders", "false");
            Map<String, String> partnerSettings = Map.of(
                    "spring.profiles.active",
                    "partners",
                    "openclaw.sandbox.hub-url",
                    "http://localhost:" + firstPort + ",http://localhost:" + secondPort);
            try (HubProcess partners = HubProcess.of(
                                    "cluster-partners", partnersPort, folder.resolve("partners"), partnerSettings)
                            .launch();
                    HubProcess first = HubProcess.of("cluster-hub-1", firstPort, folder.resolve("hub-1"), settings)
                            .launch();
                    HubProcess second = HubProcess.of("cluster-hub-2", secondPort, folder.resolve("hub-2"), settings)
                            .launch()) {
                first.awaitUp();
                second.awaitUp();
                partners.awaitUp();
                HubClient sandbox = new HubClient(partners.url());
                sandbox.open("PUT", "/sandbox/pace", "{\"milestone_ms\":100}");
                HubClient api = new HubClient(first.url());
                assertThat(api.write("PUT", "/api/v2.1/stock/CLUSTER-1", "{\"warehouse\":\"cn-szx\",\"on_hand\":500}")
                                .status())
                        .isEqualTo(200);
                sandbox.open(
                        "POST",
                        "/sandbox/orders",
                        "{\"account\":\"shopify-us\",\"count\":" + ORDERS + ",\"sku\":\"CLUSTER-1\"}");
                HubClient other = new HubClient(second.url());
                await("every order is delivered")
                        .atMost(Duration.ofSeconds(240))
                        .untilAsserted(() -> {
                            JsonNode items = other.get("/api/v2.1/orders?limit=100")
                                    .json()
                                    .get("items");
                            assertThat(items).hasSize(ORDERS);
                            assertThat(items.findValuesAsText("status"))
                                    .filteredOn("delivered"::equals)
                                    .hasSizeGreaterThanOrEqualTo(ORDERS);
                        });
                JsonNode check = other.get("/api/v2.1/stock/ledger-check").json();
                assertThat(check.get("consistent").asBoolean())
                        .as(check.toString())
                        .isTrue();
                assertThat(api.get("/api/v2.1/dead-letters?status=open").json().get("items"))
                        .isEmpty();
                onlyTheRelayHasRowsOfItsOwn(postgres);
            }
        } finally {
            kafka.destroy();
        }
    }

    /** Every event of the outbox was handed to Kafka: the relay subscribed, and nothing waits for it. */
    private static void onlyTheRelayHasRowsOfItsOwn(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM channel_subscription WHERE subscriber = 'kafka-relay'")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT COUNT(*) FROM delivery WHERE subscriber = 'kafka-relay'")) {
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
        });
    }
}
