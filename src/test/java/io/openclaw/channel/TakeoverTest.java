package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of a hub's work when the hub is gone. */
class TakeoverTest {

    private static final ChannelProperties SHORT_LEASE =
            TestHub.properties(1000, Duration.ofMillis(1200), Duration.ofHours(24));

    private TestDatabase database;
    private final List<TestHub> hubs = new ArrayList<>();

    @BeforeEach
    void open() {
        database = database();
    }

    /** An empty database. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (TestHub hub : hubs) {
            hub.close();
        }
        database.close();
    }

    @Test
    void afterARestartEverythingInHandGoesOnInSequence() {
        TestHub crashed = new TestHub(database, Dialect.H2, TestHub.QUICK);
        // It holds its rows and works on nothing: as good as killed.
        crashed.consume("one", "order.updated", null, event -> null);
        for (int n = 0; n < 30; n++) {
            crashed.emit("order.updated", TestHub.order("O" + n % 3, n / 3));
        }
        assertThat(crashed.rows()).isEqualTo(30);

        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        TestHub next = hub(Dialect.H2, TestHub.QUICK);
        next.consume("one", "order.updated", null, event -> {
            seen.computeIfAbsent(event.orderNo(), k -> Collections.synchronizedList(new ArrayList<>()))
                    .add(event.data().get("number"));
            return null;
        });
        next.channels.open();
        next.emit("order.updated", TestHub.order("O0", 10));
        await().until(() -> next.rows() == 0);
        assertThat(seen.get("O0")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(seen.get("O1")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(seen.get("O2")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void anotherHubTakesOverWhenTheLeaseEndsAndNotBefore() {
        // Never opened: it neither works nor renews.
        TestHub dead = new TestHub(
                database, Dialect.POSTGRESQL, TestHub.properties(1000, Duration.ofHours(1), Duration.ofHours(24)));
        dead.consume("one", "order.updated", null, event -> null);
        dead.emit("order.updated", TestHub.order("A", 1));

        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        TestHub living = hub(Dialect.POSTGRESQL, SHORT_LEASE);
        living.consume("one", "order.updated", null, event -> {
            seen.add(event.data().get("number"));
            return null;
        });
        living.channels.open();
        living.emit("order.updated", TestHub.order("A", 2));
        living.emit("order.updated", TestHub.order("B", 3));
        await().until(() -> seen.contains(3));
        assertThat(seen).doesNotContain(1, 2);
        int ended = database.jdbc()
                .sql("UPDATE delivery SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND"
                        + " WHERE lease_until > CURRENT_TIMESTAMP + INTERVAL '1' MINUTE")
                .update();
        assertThat(ended).isEqualTo(1);
        await().until(() -> living.rows() == 0);
        assertThat(seen).containsExactly(3, 1, 2);
    }

    @Test
    void severalHubsShareTheWorkWithoutDoingAnyTwice() {
        Map<Object, AtomicInteger> times = new ConcurrentHashMap<>();
        for (int h = 0; h < 3; h++) {
            TestHub hub = hub(Dialect.POSTGRESQL, TestHub.properties(5, Duration.ofSeconds(30), Duration.ofHours(1)));
            hub.consume("one", "order.updated", null, event -> {
                times.computeIfAbsent(event.id(), k -> new AtomicInteger()).incrementAndGet();
                return null;
            });
            hub.channels.open();
        }
        for (int n = 0; n < 300; n++) {
            hubs.get(n % 3).emit("order.updated", TestHub.order("O" + n % 20, n));
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> hubs.get(0).rows() == 0);
        assertThat(times).hasSize(300).allSatisfy((id, count) -> assertThat(count)
                .hasValue(1));
    }

    @Test
    void aHubThatLostItsLeaseSettlesNothing() {
        TestHub stalled = hub(Dialect.POSTGRESQL, SHORT_LEASE);
        stalled.consume("one", "order.updated", null, event -> null);
        stalled.emit("order.updated", TestHub.order("A", 1));
        database.jdbc()
                .sql(
                        "UPDATE delivery SET owner = 'other', token = 'other', lease_until = TIMESTAMP '2999-01-01 00:00:00'")
                .update();
        stalled.channels.open();
        await().during(Duration.ofMillis(400)).until(() -> stalled.rows() == 1);
    }

    @Test
    void aWarehousesFulfillmentNamesTheOrderOfItsDeadLetter() {
        database.jdbc()
                .sql(
                        "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, status, created_at,"
                                + " updated_at) VALUES ('O1-F1', 'demo', 'shop', 'O1', 'us-east', 'warehouse', 'packed', CURRENT_TIMESTAMP,"
                                + " CURRENT_TIMESTAMP)")
                .update();
        DeadLetters letters = new DeadLetters(new JdbcTemplate(database.dataSource()));
        assertThat(letters.orderOf("demo", "us-east", "O1-F1")).contains("O1");
        assertThat(letters.orderOf("demo", "us-west", "O1-F1")).as("another's").isEmpty();
        assertThat(letters.orderOf("demo", "us-east", null)).isEmpty();
    }

    @Test
    void deadLettersAreListedAndClosedOnce() {
        TestHub hub = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        hub.consume("one", "order.updated", null, event -> new NotUnderstood("$.x", "what is this", "mend it"));
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        hub.emit("order.updated", TestHub.order("A", 2));
        await().until(() -> hub.rows() == 0);
        List<DeadLetter> both = hub.deadLetters.list("demo", null, null, null, null, null, 10);
        assertThat(both).hasSize(2);
        assertThat(hub.deadLetters.list(
                        "demo", "open", "one", null, null, both.get(0).id(), 10))
                .containsExactly(both.get(1));
        assertThat(hub.deadLetters.list("other", "open", "one", null, null, null, 10))
                .isEmpty();
        assertThat(hub.deadLetters.markReplayed(both.get(0).id(), Instant.now(), "test"))
                .isTrue();
        assertThat(hub.deadLetters.markReplayed(both.get(0).id(), Instant.now(), "test"))
                .isFalse();
        assertThat(hub.deadLetters.counts()).containsExactly(Map.entry("one", 1L));
        assertThat(hub.deliveries.depths()).isEmpty();
    }

    private TestHub hub(Dialect dialect, ChannelProperties properties) {
        TestHub hub = new TestHub(database, dialect, properties);
        hubs.add(hub);
        return hub;
    }

    /** Rows are settled in the order in which they are done, many at a time. */
    @Test
    void leasesAreProlongedWithoutWaitingForWhatIsBeingSettled() {
        TestHub hub = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        hub.consume("one", "order.updated", null, event -> null);
        hub.emit("order.updated", TestHub.order("A", 1));
        hub.emit("order.updated", TestHub.order("B", 2));
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        database.work().executeWithoutResult(settling -> {
            assertThat(jdbc.update("DELETE FROM delivery WHERE order_key = 'B'"))
                    .isEqualTo(1);
            assertThat(CompletableFuture.runAsync(() -> hub.deliveries.renew(hub.desk.owner(), Duration.ofHours(1))))
                    .succeedsWithin(Duration.ofSeconds(30));
            assertThat(jdbc.update("DELETE FROM delivery WHERE order_key = 'A'"
                            + " AND lease_until > CURRENT_TIMESTAMP + INTERVAL '30' MINUTE"))
                    .isEqualTo(1);
        });
        assertThat(hub.rows()).isZero();
    }

    /** A hub that was away for longer than its lease may be settling what another takes over. */
    @Test
    void whatIsTakenOverIsNotWaitedForWhileItIsBeingSettled() {
        TestHub late = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        late.consume("one", "order.updated", null, event -> null);
        late.emit("order.updated", TestHub.order("A", 1));
        late.emit("order.updated", TestHub.order("B", 2));
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        jdbc.update("UPDATE delivery SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' MINUTE");
        database.work().executeWithoutResult(settling -> {
            assertThat(jdbc.update("DELETE FROM delivery WHERE order_key = 'B'"))
                    .isEqualTo(1);
            assertThat(CompletableFuture.supplyAsync(() -> late.deliveries.voidExpired("another")))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(1);
            assertThat(jdbc.update("DELETE FROM delivery WHERE order_key = 'A' AND owner IS NULL"))
                    .isEqualTo(1);
        });
    }

    /** How many sessions wait for a row that another is making; H2 tries again and again, and tells of no blocker. */
    String making() {
        return "SELECT COUNT(*) FROM information_schema.sessions WHERE executing_statement LIKE 'INSERT INTO delivery%'";
    }

    /** A carrier may give the same records to two hubs, those of several orders between each other as they come. */
    @Test
    void recordsAreTakenInTheOrderOfTheirEvents() throws Exception {
        TestHub first = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        TestHub second = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        TestHub third = hub(Dialect.POSTGRESQL, TestHub.QUICK);
        hubs.forEach(hub -> hub.consume("one", "order.updated", null, event -> null));
        List<Event> events = List.of(
                first.emit("order.updated", TestHub.order("A", 1)), first.emit("order.updated", TestHub.order("B", 2)));
        database.jdbc().sql("DELETE FROM delivery").update();
        List<Exchange> records = new ArrayList<>();
        for (Event event : List.of(events.get(1), events.get(0))) {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.getMessage().setBody(EventJson.record(event));
            records.add(exchange);
        }
        CompletableFuture<?> taken = database.work().execute(held -> {
            first.emitter.take(events.get(0));
            CompletableFuture<?> again = CompletableFuture.runAsync(
                    () -> database.work().executeWithoutResult(s -> new ChannelRecords(second.emitter).take(records)));
            await().until(() ->
                    database.jdbc().sql(making()).query(Integer.class).single() > 0);
            assertThat(CompletableFuture.runAsync(
                            () -> database.work().executeWithoutResult(s -> third.emitter.take(events.get(1)))))
                    .succeedsWithin(Duration.ofSeconds(30));
            return again;
        });
        taken.join();
        assertThat(first.rows()).isEqualTo(2);
    }
}
