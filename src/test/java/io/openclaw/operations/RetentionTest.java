package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.store.TestDatabase;
import io.openclaw.tracking.ParkedTracking;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is kept long enough goes; what an open order or a parcel to come still needs stays. */
class RetentionTest {

    private TestDatabase database;
    private SourcingFixture hub;

    /** A migrated database without rows. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    /** Ends what {@link #database} began. */
    void done(TestDatabase used) {
        used.close();
    }

    @BeforeEach
    void open() {
        database = database();
        hub = new SourcingFixture(database, "default: [cn]\nwarehouses: {cn: {capacity_per_day: 9}}\n");
        hub.stock.stock("cn", "A", 5);
    }

    @AfterEach
    void close() {
        done(database);
    }

    private void clean() {
        new Retention(
                        new JdbcTemplate(database.dataSource()),
                        hub.clock,
                        Duration.ofDays(90),
                        Duration.ofDays(30),
                        Duration.ofDays(20),
                        Duration.ofDays(30),
                        Duration.ofDays(90),
                        Duration.ofDays(30))
                .clean();
    }

    private List<String> decisions() {
        return database.jdbc()
                .sql("SELECT order_no || '/' || seq FROM sourcing_decision ORDER BY order_no, seq")
                .query(String.class)
                .list();
    }

    private void end(String orderNo, String state, OffsetDateTime at) {
        hub.run("UPDATE orders SET state = ?, updated_at = ? WHERE order_no = ?", state, at, orderNo);
    }

    @Test
    void tokensThatRanOutAndAnswersOfLongAgoGo() {
        OffsetDateTime now = hub.clock.time();
        for (OffsetDateTime end : List.of(now.minusSeconds(1), now.plusSeconds(1))) {
            hub.run(
                    "INSERT INTO api_token (token_hash, client_id, scopes, expires_at) VALUES (?, 'app', 'x', ?)",
                    "" + end,
                    end);
        }
        for (int days : new int[] {31, 29}) {
            hub.run(
                    "INSERT INTO api_request (client_id, request_id, request_hash, status, answer_enc, at)"
                            + " VALUES ('app', ?, 'h', 200, ?, ?)",
                    "before " + days,
                    new byte[] {1},
                    now.minusDays(days));
        }
        clean();
        assertThat(database.jdbc()
                        .sql("SELECT expires_at > ? FROM api_token")
                        .param(now)
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
        assertThat(database.jdbc()
                        .sql("SELECT request_id FROM api_request")
                        .query(String.class)
                        .list())
                .containsExactly("before 29");
    }

    @Test
    void decisionsGoWithTheirOrderAndTheLastOfAnOpenOneStays() {
        for (String order : List.of("OPEN", "OVER", "LATELY", "ERASED")) {
            hub.order(order, Map.of("A", 1));
            hub.voided(hub.review(order).fulfillmentNo());
        }
        assertThat(decisions()).hasSize(8);
        end("OVER", "cancelled", hub.clock.time());
        hub.run(
                "UPDATE orders SET erased_at = ?, updated_at = ? WHERE order_no = 'ERASED'",
                hub.clock.time(),
                hub.clock.time());
        hub.clock.advance(Duration.ofDays(89));
        clean();
        assertThat(decisions()).hasSize(8);
        end("LATELY", "completed", hub.clock.time());
        hub.clock.advance(Duration.ofDays(2));
        clean();
        assertThat(decisions()).containsExactly("LATELY/2", "OPEN/2");
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM warehouse_day")).isZero();
        hub.clock.advance(Duration.ofDays(100));
        clean();
        assertThat(decisions()).containsExactly("OPEN/2");
        assertThat(hub.decisions.of("demo", "OPEN").orElseThrow()).containsEntry("outcome", "planned");
    }

    @Test
    void parkedTrackingIsCountedAndGoesWithItsRawMessage() {
        ParkedTracking parked = new ParkedTracking(database.jdbc());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ParkedMetrics metrics = new ParkedMetrics(parked, hub.clock, meters);
        park("OLD", 1);
        hub.clock.advance(Duration.ofDays(15));
        park("NEW", 2);
        metrics.sample();
        assertThat(scraped(meters))
                .containsExactlyInAnyOrder(
                        "openclaw_tracking_parked{account=\"4px\"} 2.0",
                        "openclaw_tracking_parked_oldest_seconds{account=\"4px\"} 1296000.0");
        hub.clock.advance(Duration.ofDays(6));
        clean();
        assertThat(parked.counts()).extracting(ParkedTracking.Count::messages).containsExactly(1L);
        hub.clock.advance(Duration.ofDays(20));
        clean();
        assertThat(parked.counts()).isEmpty();
        metrics.sample();
        assertThat(scraped(meters))
                .containsExactlyInAnyOrder(
                        "openclaw_tracking_parked{account=\"4px\"} 0.0",
                        "openclaw_tracking_parked_oldest_seconds{account=\"4px\"} 0.0");
    }

    private static Stream<String> scraped(PrometheusMeterRegistry meters) {
        return meters.scrape().lines().filter(line -> line.startsWith("openclaw_"));
    }

    private void park(String number, long inboxId) {
        hub.run(
                "INSERT INTO tracking_parked (tenant, number, inbox_id, account, parked_at) VALUES ('demo', ?, ?, '4px', ?)",
                number,
                inboxId,
                hub.clock.time());
    }
}
