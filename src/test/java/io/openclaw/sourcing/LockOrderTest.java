package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.account.Account;
import io.openclaw.order.PersonalData;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Who has to wait for a row of stock, or for an order, holds none that comes after it. A row is held by the test, the work is seen to wait for
 * it, and then another row has to be free.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockOrderTest {

    private TestDatabase database;
    private SourcingFixture hub;

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    /** How many sessions wait for a lock. */
    String waiting() {
        return "SELECT COUNT(*) FROM information_schema.sessions WHERE blocker_id IS NOT NULL";
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(
                database,
                """
                routings:
                  - name: all
                    rules: [{name: only, warehouses: [us, cn], split: unit}]
                """);
    }

    @AfterEach
    void booksAgree() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    /** Does work while one row is held; whether the other row is free while the work waits for the first. */
    private boolean free(String held, String other, Runnable work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            AtomicReference<Future<?>> running = new AtomicReference<>();
            Boolean free = database.work().execute(s -> {
                assertThat(hold(held)).isTrue();
                Future<?> done = threads.submit(work);
                running.set(done);
                await().until(() -> done.isDone()
                        || database.jdbc().sql(waiting()).query(Integer.class).single() > 0);
                assertThat(done.isDone())
                        .as("it waits for the row that is held")
                        .isFalse();
                return CompletableFuture.supplyAsync(() -> database.work().execute(t -> hold(other)), threads)
                        .join();
            });
            running.get().get(30, TimeUnit.SECONDS);
            return Boolean.TRUE.equals(free);
        } finally {
            threads.shutdownNow();
        }
    }

    /** @param row warehouse/sku of stock, or the number of an order */
    private boolean hold(String row) {
        return database.jdbc()
                        .sql(
                                row.contains("/")
                                        ? "SELECT sku FROM stock WHERE warehouse || '/' || sku = ? FOR UPDATE SKIP LOCKED"
                                        : "SELECT order_no FROM orders WHERE order_no = ? FOR UPDATE SKIP LOCKED")
                        .param(row)
                        .query(String.class)
                        .list()
                        .size()
                == 1;
    }

    private void inbound(String sku, int quantity) {
        InboundLine line =
                new InboundLine("L1", "purchase", quantity, hub.clock.time().plusDays(3), BigDecimal.ONE, "PO-7");
        database.work()
                .executeWithoutResult(s -> hub.stock.inbound.state("demo", "cn", sku, List.of(line), "state-" + sku));
    }

    private void presale(Map<String, Integer> lines) {
        hub.order("O1", new TreeMap<>(lines));
        hub.run("UPDATE orders SET order_type = 'presale' WHERE order_no = 'O1'");
    }

    @Test
    void aPresaleTakesWhatIsOnTheShelfAndWhatIsOnItsWayInOneOrder() throws Exception {
        hub.stock.stock("cn", "B", 5);
        inbound("A", 5);
        presale(Map.of("A", 2, "B", 1));

        assertThat(free("cn/A", "cn/B", () -> hub.review("O1"))).isTrue();
        assertThat(hub.stock.counters("cn", "A").reservedInbound()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").withheld()).isEqualTo(1);
    }

    @Test
    void anEditedPresaleHoldsWhatItGivesBackAndWhatItWantsInOneOrder() throws Exception {
        hub.stock.stock("cn", "A", 0);
        inbound("B", 5);
        presale(Map.of("B", 2));
        hub.review("O1");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(2);
        inbound("A", 5);
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A' WHERE order_no = 'O1'");

        assertThat(free("cn/A", "cn/B", () -> hub.review("O1", "lines"))).isTrue();
        assertThat(hub.stock.counters("cn", "A").reservedInbound()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
    }

    @Test
    void whatIsKeptBesideALabelIsChangedForOtherGoodsInTheOrderOfTheirRows() throws Exception {
        hub.stock.stock("us", "B", 5);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("B", 1));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.line("O1", 2, "B", 2);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("us", "B").withheld()).isEqualTo(2);
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A' WHERE order_no = 'O1' AND line_no = 2");

        assertThat(free("cn/A", "us/B", () -> hub.review("O1", "lines"))).isTrue();
        assertThat(hub.stock.counters("us", "B").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
    }

    @Test
    void theFulfillmentsOfACancelledOrderAreGivenBackInTheOrderOfTheirRows() throws Exception {
        hub.stock.stock("us", "B", 5);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", new TreeMap<>(Map.of("A", 1, "B", 1)));
        hub.review("O1");
        // The first fulfillment's row comes last.
        String first = hub.one(String.class, "SELECT warehouse FROM fulfillment WHERE fulfillment_no = 'O1-F1'");
        assertThat(first).isEqualTo("us");

        assertThat(free("cn/A", "us/B", () -> hub.cancel("O1"))).isTrue();
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.stock.counters("us", "B").reserved()).isZero();
    }

    @Test
    void anEditedOrderHoldsWhatItGivesBackAndWhatItMayGetInOneOrder() throws Exception {
        hub.stock.stock("us", "B", 5);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("B", 4));
        hub.review("O1");
        assertThat(hub.stock.counters("us", "B").reserved()).isEqualTo(4);
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A' WHERE order_no = 'O1'");

        assertThat(free("cn/A", "us/B", () -> hub.review("O1", "lines"))).isTrue();
        assertThat(hub.stock.counters("us", "B").reserved()).isZero();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(4);
    }

    @Test
    void anOrderThatIsHeldGivesBackWhatItHasAndIsKeptOtherGoodsInTheOrderOfTheirRows() throws Exception {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", 30));
        hub.stock.stock("us", "B", 5);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("B", 4));
        hub.review("O1");
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A' WHERE order_no = 'O1'");
        hub.run("UPDATE orders SET payment_status = 'unpaid', state = 'on_hold' WHERE order_no = 'O1'");

        assertThat(free("cn/A", "us/B", () -> hub.review("O1", "lines", "payment")))
                .isTrue();
        assertThat(hub.stock.counters("us", "B").reserved()).isZero();
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(4);
    }

    /** The first by its number was placed last; each is served once the goods are there. */
    private void twoWait() {
        for (String orderNo : List.of("O2", "O1")) {
            hub.order(orderNo, Map.of(orderNo.equals("O1") ? "A" : "B", 1));
            assertThat(hub.review(orderNo).served()).isFalse();
            hub.clock.advance(Duration.ofMinutes(1));
        }
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
    }

    private boolean free(Supplier<List<BackorderReview.Released>> look) throws Exception {
        List<String> released = new ArrayList<>();
        boolean free = free("O1", "O2", () -> database.work()
                .executeWithoutResult(s -> look.get().forEach(order -> released.add(order.orderNo()))));
        assertThat(released).as("told of as they waited").containsExactly("O2", "O1");
        return free;
    }

    @Test
    void ordersThatWaitForASkuAreMarkedInTheOrderOfTheirNumbers() throws Exception {
        twoWait();
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A'");
        assertThat(free(() -> hub.backorders.review("demo", "A", null, null).released()))
                .isTrue();
    }

    @Test
    void ordersThatTheRulesConcernAreMarkedInTheOrderOfTheirNumbers() throws Exception {
        twoWait();
        assertThat(free(() -> hub.walk.look("demo", Map.of()).released())).isTrue();
    }

    @Test
    void ordersThatAreLookedAtByTheClockAreMarkedInTheOrderOfTheirNumbers() throws Exception {
        twoWait();
        hub.clock.advance(Duration.ofMinutes(16));
        assertThat(free(hub.retry::look)).isTrue();
    }

    @Test
    void ordersToBeErasedAreNotedInTheOrderOfTheirNumbers() throws Exception {
        hub.order("O1", Map.of("A", 1));
        hub.clock.advance(Duration.ofMinutes(1));
        hub.order("O2", Map.of("A", 1));
        PersonalData personalData = new PersonalData(database.jdbc(), hub.clock, Duration.ofDays(30));
        assertThat(free("O1", "O2", () -> database.work()
                        .executeWithoutResult(s -> personalData.ask("demo", "shop", List.of(), true))))
                .isTrue();
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM orders WHERE erasure_asked_at IS NOT NULL"))
                .isEqualTo(2);
    }
}
