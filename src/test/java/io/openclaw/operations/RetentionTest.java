package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.store.TestDatabase;
import io.openclaw.tracking.ParkedTracking;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is kept long enough goes; what an open order or a parcel to come still needs stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetentionTest {

    private TestDatabase database;
    private SourcingFixture hub;

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void end() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn]\nwarehouses: {cn: {capacity_per_day: 9}}\n");
        hub.stock.stock("cn", "A", 5);
    }

    private void clean() {
        clean(new JdbcTemplate(database.dataSource()));
    }

    private void clean(JdbcTemplate jdbc) {
        new Retention(
                        jdbc,
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

    /** The tables that are cleared by a minute's rows, after how many days, their column of time, and how a row of a moment is written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inbox_key | 30 | received_at | INSERT INTO inbox_key (tenant, account, push_key, received_at) VALUES ('demo', 'shop', ?, ?)",
                "processed_key | 30 | processed_at | INSERT INTO processed_key (scope, message_key, processed_at) VALUES ('s', ?, ?)",
                "api_request | 30 | at | INSERT INTO api_request (client_id, request_id, request_hash, at) VALUES ('app', ?, 'h', ?)",
                "call_log | 30 | at | INSERT INTO call_log (id, tenant, direction, at) VALUES (?, 'demo', 'out', ?)",
                "stock_movement_late | 90 | heard_at | INSERT INTO stock_movement_late (tenant, cause, warehouse, sku, kind, counter,"
                        + " heard_at) VALUES ('demo', ?, 'cn', 'A', 'ship', 'on_hand', ?)",
                "product_change | 90 | at | INSERT INTO product_change (tenant, sku, what, was, at) VALUES ('demo', 'A', 'category', ?, ?)"
            })
    void keysAndCallsGoByTheMinuteAndNothingNewerGoes(String table, int days, String time, String insert) {
        OffsetDateTime limit = hub.clock.time().minusDays(days);
        Stream.of(
                        IntStream.range(-600, -540),
                        IntStream.range(-540, -480),
                        IntStream.range(-300, -240),
                        IntStream.range(-30, 30))
                .forEach(seconds ->
                        insert(insert, seconds.mapToObj(limit::plusSeconds).toList()));
        Statements statements = new Statements(database.dataSource());
        clean(statements);
        assertThat(statements.deletedFrom(table))
                .as("rows of one minute each, none for the minutes without a row, and the last one up to the limit")
                .containsExactly(60, 60, 60, 30);
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM " + table)).isEqualTo(30);
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM " + table + " WHERE " + time + " < ?", limit))
                .isZero();
    }

    /** The tables that are cleared by a number of rows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outbox | 90 | INSERT INTO outbox (id, type, tenant, body, occurred_at) VALUES (?, 't', 'demo', '{}', ?)",
                "inbox | 20 | INSERT INTO inbox (tenant, account, kind, origin, request_id, headers, body_enc, handling, push_key,"
                        + " received_at) VALUES ('demo', 'shop', 'platform', 'push', 'r', '{}', '', 'taken', ?, ?)"
            })
    void eventsAndRawMessagesGoByTheThousandAndNothingNewerGoes(String table, int days, String insert) {
        OffsetDateTime limit = hub.clock.time().minusDays(days);
        insert(insert, IntStream.range(-2100, 5).mapToObj(limit::plusSeconds).toList());
        Statements statements = new Statements(database.dataSource());
        clean(statements);
        assertThat(statements.deletedFrom(table)).containsExactly(1000, 1000, 100, 0);
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM " + table)).isEqualTo(5);
    }

    private void insert(String insert, List<OffsetDateTime> times) {
        new JdbcTemplate(database.dataSource())
                .batchUpdate(
                        insert,
                        times.stream()
                                .map(time -> new Object[] {"" + time, time})
                                .toList());
    }

    /** Keeps how many rows each statement deleted. */
    private static final class Statements extends JdbcTemplate {

        private final List<Map.Entry<String, Integer>> all = new ArrayList<>();

        Statements(DataSource database) {
            super(database);
        }

        @Override
        public int update(String sql, Object... args) {
            int deleted = super.update(sql, args);
            all.add(Map.entry(sql, deleted));
            return deleted;
        }

        List<Integer> deletedFrom(String table) {
            return all.stream()
                    .filter(statement -> statement.getKey().startsWith("DELETE FROM " + table + " "))
                    .map(Map.Entry::getValue)
                    .toList();
        }
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
