package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.PessimisticLockingFailureException;

/** The places of a warehouse's day are promised as units of stock are: never one too many, and given back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapacityDaysTest {

    private static final String TWO_RULES =
            """
            routings:
              - name: all
                rules:
                  - {name: near, warehouses: [cn], otherwise: next_rule}
                  - {name: far, warehouses: [us]}
            warehouses: {cn: {capacity_per_day: %d, time_zone: Asia/Shanghai}}
            """;

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
    }

    @AfterEach
    void close() {
        assertThat(hub.stock.violations()).isEmpty();
        assertThat(
                        hub.one(
                                Integer.class,
                                "SELECT COUNT(*) FROM warehouse_day d WHERE d.taken <> (SELECT COUNT(*) FROM fulfillment f"
                                        + " WHERE f.warehouse = d.warehouse AND f.capacity_day = d.local_day AND f.status <> 'cancelled')"))
                .as("days that do not say what stands")
                .isZero();
    }

    private void rules(int capacity) {
        hub = new SourcingFixture(database, TWO_RULES.formatted(capacity));
    }

    @Test
    void whoeverLosesTheLastPlaceIsServedByTheNextRule() throws Exception {
        rules(7);
        hub.stock.stock("cn", "A", 100);
        hub.stock.stock("us", "A", 100);
        for (int n = 1; n <= 40; n++) {
            hub.order("O" + n, Map.of("A", 1));
        }
        AtomicInteger next = new AtomicInteger();
        together(10, () -> {
            for (int n = next.incrementAndGet(); n <= 40; n = next.incrementAndGet()) {
                assertThat(hub.review("O" + n).served()).isTrue();
            }
            return null;
        });
        assertThat(served("cn")).isEqualTo(7);
        assertThat(served("us")).isEqualTo(33);
    }

    @Test
    void planThatIsOutOfDateIsMadeAgain() {
        rules(1);
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("us", "A", 5);
        hub.order("O1", Map.of("A", 1));
        hub.order("O2", Map.of("A", 1));
        SourcingPlan early = hub.desk.plan("O2");
        assertThat(early.proposals().get(0).parts().get(0).warehouse()).isEqualTo("cn");
        hub.review("O1");
        Allocation allocation = database.work().execute(s -> hub.allocations.reserve(early));
        assertThat(allocation.fulfillments())
                .extracting(FulfillmentRef::warehouse)
                .containsExactly("us");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
        assertThat(hub.decisions.of("demo", "O2").orElseThrow().get("overtaken"))
                .isEqualTo(List.of("the last place of the day in cn was taken"));
    }

    @Test
    void orderWaitsWhereTheOnlyWarehouseIsFull() {
        hub = new SourcingFixture(database, "default: [cn]\nwarehouses: {cn: {capacity_per_day: 1}}\n");
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        hub.order("O2", Map.of("A", 1));
        SourcingPlan early = hub.desk.plan("O2");
        hub.review("O1");
        Allocation allocation = database.work().execute(s -> hub.allocations.reserve(early));
        assertThat(allocation.backorder().message())
                .startsWith("waits for a day with a place left in cn, not for stock")
                .contains("cn has 1 fulfillments planned today, its capacity is 1 a day");
        assertThat(allocation.backorder().cause()).isEqualTo("capacity_full");
        assertThat(allocation.backorder().skus()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
        hub.order("O3", Map.of("A", 9));
        assertThat(hub.review("O3").allocation().backorder().cause())
                .as("on an empty day it would not ship either")
                .isEqualTo("stock_shortage");
    }

    @Test
    void placeIsGivenBackToOthersWhenTheTransactionCommits() {
        rules(1);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        assertThat(taken("cn")).isEqualTo(1);
        hub.cancel("O1");
        assertThat(taken("cn")).isZero();
        hub.cancel("O1");
        assertThat(taken("cn")).isZero();
        hub.order("O2", Map.of("A", 1));
        assertThat(hub.review("O2").served()).isTrue();
    }

    @Test
    void orderThatIsPlannedAgainKeepsItsPlace() {
        rules(1);
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("us", "A", 5);
        hub.order("O1", Map.of("A", 1));
        String first = hub.review("O1").fulfillmentNo();
        SourcingFixture.Outcome again = hub.voided(first);
        assertThat(again.allocation().fulfillments())
                .extracting(FulfillmentRef::warehouse)
                .containsExactly("cn");
        assertThat(taken("cn")).isEqualTo(1);
    }

    @Test
    void nothingIsGivenBackByATransactionThatFails() {
        rules(1);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        String first = hub.review("O1").fulfillmentNo();
        database.work().executeWithoutResult(s -> {
            hub.withdrawals.voided(first);
            s.setRollbackOnly();
        });
        assertThat(taken("cn")).isEqualTo(1);
    }

    @Test
    void dayIsTheWarehouses() {
        rules(1);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        hub.order("O2", Map.of("A", 1));
        hub.review("O1");
        assertThat(hub.one(String.class, "SELECT CAST(local_day AS VARCHAR(10)) FROM warehouse_day"))
                .isEqualTo("2026-03-02");
        hub.clock.advance(Duration.ofHours(8).minusSeconds(1)); // 23:59:59 in Shanghai
        assertThat(hub.review("O2").served()).isFalse();
        hub.clock.advance(Duration.ofSeconds(1));
        assertThat(hub.review("O2").served()).isTrue();
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM warehouse_day")).isEqualTo(2);
    }

    @Test
    void whatWasPlannedBeforeTheCapacityWasSetCountsBesideIt() throws Exception {
        hub = new SourcingFixture(database, "default: [cn]\n");
        hub.stock.stock("cn", "A", 5);
        for (int n = 1; n <= 4; n++) {
            hub.order("O" + n, Map.of("A", 1));
        }
        String first = hub.review("O1").fulfillmentNo();
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM warehouse_day")).isZero();
        java.nio.file.Files.writeString(hub.config.path(), "default: [cn]\nwarehouses: {cn: {capacity_per_day: 2}}\n");
        hub.config.reload();
        assertThat(hub.review("O2").served()).isTrue();
        assertThat(hub.review("O3").served()).isFalse();
        hub.cancel("O1");
        assertThat(hub.review("O3").served()).isTrue();
        assertThat(hub.review("O4").served()).isFalse();
        assertThat(first).isEqualTo("O1-F1");
    }

    @Test
    void splitTakesAPlaceInEachWarehouseOrNone() {
        hub = new SourcingFixture(
                database,
                """
                routings: [{name: all, rules: [{name: only, split: unit}]}]
                warehouses: {cn: {capacity_per_day: 5}, us: {capacity_per_day: 1}}
                """);
        hub.stock.stock("cn", "A", 4);
        hub.stock.stock("us", "A", 4);
        hub.order("O1", Map.of("A", 6));
        hub.order("O2", Map.of("A", 1));
        SourcingPlan early = hub.desk.plan("O1");
        database.work().executeWithoutResult(s -> {
            SourcingPlan one = hub.desk.plan("O2");
            hub.allocations.reserve(new SourcingPlan(
                    one.demand(),
                    one.proposals().stream()
                            .filter(p -> p.parts().get(0).warehouse().equals("us"))
                            .toList(),
                    one.considered(),
                    one.decision(),
                    one.shortSkus(),
                    one.routing(),
                    one.passed(),
                    one.rule(),
                    one.split(),
                    one.queue(),
                    one.cancelAt(),
                    one.currency(),
                    one.waitsFor(),
                    one.fullDays()));
        });
        Allocation allocation = database.work().execute(s -> hub.allocations.reserve(early));
        assertThat(allocation.isBackordered()).isTrue();
        assertThat(taken("cn")).isZero();
        assertThat(taken("us")).isEqualTo(1);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void dayThatWasFullStaysSoForTheOrderThatMetIt() {
        rules(4);
        hub.stock.stock("cn", "A", 100);
        hub.stock.stock("us", "A", 100);
        hub.order("O1", Map.of("A", 1));
        assertThat(warehouse(hub.desk.plan("O1"))).isEqualTo("cn");
        assertThat(warehouse(hub.desk.plan("O1", Map.of("cn", 3)))).isEqualTo("cn");
        assertThat(warehouse(hub.desk.plan("O1", Map.of("cn", 4)))).isEqualTo("us");
    }

    private static String warehouse(SourcingPlan plan) {
        return plan.proposals().get(0).parts().get(0).warehouse();
    }

    @Test
    void placesThatComeAndGoAmongThreadsAreNeverTooMany() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CapacityDaysTest seed " + seed);
        rules(4);
        hub.stock.stock("cn", "A", 100);
        hub.stock.stock("us", "A", 100);
        AtomicInteger number = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(8);
        AtomicInteger most = new AtomicInteger();
        together(9, () -> {
            int me = number.incrementAndGet();
            if (me == 9) {
                while (running.get() > 0) {
                    most.accumulateAndGet(served("cn"), Math::max);
                }
                return null;
            }
            try {
                Random random = new Random(seed + me);
                for (int n = 0; n < 12; n++) {
                    String order = "O" + me + "-" + n;
                    hub.order(order, Map.of("A", 1));
                    String fulfillmentNo = retried(() -> hub.review(order)).fulfillmentNo();
                    switch (random.nextInt(3)) {
                        case 0 -> retried(() -> hub.cancel(order));
                        case 1 -> retried(() -> hub.voided(fulfillmentNo));
                        default -> {}
                    }
                }
            } finally {
                running.decrementAndGet();
            }
            return null;
        });
        assertThat(most.get()).as("seed %d", seed).isBetween(1, 4);
        assertThat(served("cn")).as("seed %d", seed).isLessThanOrEqualTo(4);
    }

    private int served(String warehouse) {
        return hub.one(
                Integer.class,
                "SELECT COUNT(*) FROM fulfillment WHERE warehouse = ? AND status <> 'cancelled'",
                warehouse);
    }

    private int taken(String warehouse) {
        return hub.one(
                Integer.class, "SELECT COALESCE(SUM(taken), 0) FROM warehouse_day WHERE warehouse = ?", warehouse);
    }

    /** A database may break a tie over stock by refusing one of two; then the work is done again, as the channel does it. */
    private static <T> T retried(Callable<T> work) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (PessimisticLockingFailureException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private static void together(int threads, Callable<Void> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
