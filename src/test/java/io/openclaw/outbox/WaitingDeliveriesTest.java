package io.openclaw.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.Sql;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What waits in the table is looked for, and taken, at a cost that does not grow with how much waits. */
class WaitingDeliveriesTest {

    private static final int MANY = 3_000;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private TestDatabase database;
    private JdbcTemplate jdbc;
    private Deliveries deliveries;

    @BeforeEach
    void open() {
        database = database();
        jdbc = new JdbcTemplate(database.dataSource());
        deliveries = new Deliveries(jdbc);
    }

    @AfterEach
    void close() {
        database.close();
    }

    TestDatabase database() {
        return TestDatabase.h2();
    }

    /** The database's word that it walks along the index and sorts nothing. */
    boolean walksAlongTheIndex(String plan) {
        return plan.contains("delivery_waiting") && plan.contains("index sorted") && plan.contains("scanCount: 5 ");
    }

    String explain() {
        return "EXPLAIN ANALYZE ";
    }

    private void waits(String subscriber, String lane, int from, int count, Duration delay) {
        List<Delivery> rows = IntStream.range(from, from + count)
                .mapToObj(seq -> new Delivery(subscriber, seq, "order " + seq, lane, 0, null, null))
                .toList();
        deliveries.insertWaiting(rows, delay, false);
    }

    @Test
    void lanesAreFoundOneByOne() {
        waits("a", "shop", 1, 3, Duration.ZERO);
        waits("a", "warehouse", 10, 1, Duration.ZERO);
        waits("a", "later", 20, 2, Duration.ofHours(1));
        waits("b", "-", 30, 2, Duration.ZERO);
        waits("c", "shop", 40, 1, Duration.ofHours(1));
        assertThat(deliveries.waiting()).isEqualTo(Map.of("a", Set.of("shop", "warehouse"), "b", Set.of("-")));
        deliveries.claim("b", "-", 10, "me", "T", LEASE, true);
        assertThat(deliveries.waiting()).isEqualTo(Map.of("a", Set.of("shop", "warehouse")));
    }

    @Test
    void takingFromALongLineReadsWhatItTakes() {
        waits("a", "shop", 1, MANY, Duration.ZERO);
        waits("a", "warehouse", MANY + 1, 10, Duration.ZERO);
        jdbc.execute("ANALYZE");
        List<Delivery> taken = deliveries.claim("a", "shop", 5, "me", "T", LEASE, true);
        assertThat(taken).extracting(Delivery::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        String claim = Sql.of("outbox")
                .get("claim")
                .replace(":subscriber", "'a'")
                .replace(":lane", "'shop'")
                .replace(":owner", "'me'")
                .replace(":batch", "5");
        String plan = String.join("\n", jdbc.queryForList(explain() + claim, String.class));
        assertThat(walksAlongTheIndex(plan)).as(plan).isTrue();
    }

    @Test
    void theHeadOfALineIsTakenAndWhatAnotherHubHoldsKeepsTheRestBack() {
        deliveries.insertWaiting(
                List.of(
                        new Delivery("a", 1, "X", "shop", 0, null, null),
                        new Delivery("a", 2, "X", "shop", 0, null, null),
                        new Delivery("a", 3, "Y", "shop", 0, null, null)),
                Duration.ZERO,
                false);
        assertThat(deliveries.claim("a", "shop", 10, "other", "T1", LEASE, false))
                .extracting(Delivery::seq)
                .containsExactly(1L, 3L);
        assertThat(deliveries.claim("a", "shop", 10, "me", "T2", LEASE, false)).isEmpty();
        deliveries.settle(new Delivery("a", 1, "X", "shop", 0, null, "T1"));
        assertThat(deliveries.claim("a", "shop", 10, "me", "T3", LEASE, false))
                .extracting(Delivery::seq)
                .containsExactly(2L);
    }
}
