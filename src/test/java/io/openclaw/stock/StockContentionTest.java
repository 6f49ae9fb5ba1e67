package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.PessimisticLockingFailureException;

/** Many buyers at once: exactly what is there is sold, and the books agree at every moment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockContentionTest {

    private TestDatabase database;
    private StockFixture stock;

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
        stock = new StockFixture(database, Clock.systemUTC());
    }

    @Test
    void sixteenBuyersFiftyUnitsFiveHundredAttempts() throws Exception {
        stock.stock("cn", "HOT", 50);
        AtomicInteger attempt = new AtomicInteger();
        AtomicInteger sold = new AtomicInteger();
        together(16, () -> {
            for (int n = attempt.incrementAndGet(); n <= 500; n = attempt.incrementAndGet()) {
                sold.addAndGet(stock.reserve("F" + n, "cn", "HOT", 1) ? 1 : 0);
            }
            return null;
        });
        assertThat(sold).hasValue(50);
        assertThat(stock.counters("cn", "HOT").reserved()).isEqualTo(50);
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void manyBuyersOneUnitOneWinner() throws Exception {
        for (int round = 0; round < 10; round++) {
            String sku = "LAST-" + round;
            stock.stock("cn", sku, 1);
            AtomicInteger buyer = new AtomicInteger();
            AtomicInteger winners = new AtomicInteger();
            together(24, () -> {
                winners.addAndGet(stock.reserve(sku + "-" + buyer.incrementAndGet(), "cn", sku, 1) ? 1 : 0);
                return null;
            });
            assertThat(winners).hasValue(1);
        }
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void nobodyStaysInAGate() throws Exception {
        stock.stock("cn", "HOT", 1000);
        AtomicInteger attempt = new AtomicInteger();
        together(32, () -> {
            for (int n = attempt.incrementAndGet(); n <= 200; n = attempt.incrementAndGet()) {
                stock.reserve("F" + n, "cn", "HOT", 1);
            }
            return null;
        });
        assertThat(stock.counters("cn", "HOT").reserved()).isEqualTo(200);
        assertThat(stock.gate.open()).isZero();
    }

    @Test
    void twoHubsExpireEachReservationOnce() throws Exception {
        java.time.OffsetDateTime past = java.time.OffsetDateTime.now().minusMinutes(1);
        stock.stock("cn", "A", 200);
        for (int n = 0; n < 120; n++) {
            Claim claim = new Claim(StockFixture.key("cn", "A"), "U" + n, "U" + n + "-W1", 1);
            database.work().executeWithoutResult(s -> stock.kept.withhold(claim.orderNo(), List.of(claim), past));
        }
        StockFixture other = new StockFixture(database, Clock.systemUTC());
        AtomicInteger turn = new AtomicInteger();
        together(6, () -> {
            StockFixture hub = turn.incrementAndGet() % 2 == 0 ? stock : other;
            for (int n = 0; n < 30; n++) {
                database.work().executeWithoutResult(s -> hub.kept.expire(10));
            }
            return null;
        });
        assertThat(stock.counters("cn", "A").withheld()).isZero();
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void presalesThatArePromisedAtOnceHaveADateOfTheirOwnEach() throws Exception {
        java.time.OffsetDateTime monday = java.time.OffsetDateTime.parse("2030-01-07T00:00:00Z");
        List<InboundLine> lines = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            lines.add(new InboundLine("L" + n, "purchase", 1, monday.plusDays(n), java.math.BigDecimal.ONE, null));
        }
        database.work().executeWithoutResult(s -> stock.inbound.state("demo", "cn", "A", lines, "S"));
        AtomicInteger buyer = new AtomicInteger();
        List<java.time.Instant> dates = new java.util.concurrent.CopyOnWriteArrayList<>();
        together(12, () -> {
            String order = "O" + buyer.incrementAndGet();
            Claim claim = new Claim(StockFixture.key("cn", "A"), order, order + "-I1", 1);
            dates.add(database.work()
                    .execute(s -> stock.inbound.promise(List.of(claim)))
                    .orElseThrow()
                    .expected()
                    .toInstant());
            return null;
        });
        assertThat(dates).hasSize(12).doesNotHaveDuplicates();
        Claim nowhere = new Claim(StockFixture.key("de", "A"), "O99", "O99-I1", 1);
        java.util.Optional<InboundStock.Promise> none =
                database.work().execute(s -> stock.inbound.promise(List.of(nowhere)));
        assertThat(none).as("refused, and the transaction goes on").isEmpty();
    }

    @Test
    void aPresaleThatIsCancelledWhileItsGoodsComeKeepsNothing() throws Exception {
        StockKey key = StockFixture.key("cn", "A");
        for (int round = 0; round < 15; round++) {
            String order = "O" + round;
            InboundLine line = new InboundLine("L", "purchase", 1, null, java.math.BigDecimal.ONE, null);
            database.work().executeWithoutResult(s -> {
                stock.inbound.state("demo", "cn", "A", List.of(line), "S-" + order);
                stock.inbound.promise(List.of(new Claim(key, order, order + "-I1", 1)));
            });
            AtomicInteger turn = new AtomicInteger();
            together(2, () -> {
                if (turn.incrementAndGet() == 1) {
                    retried(() -> stock.inbound.receive("demo", "cn", "A", "L", 1, "R-" + order));
                } else {
                    retried(() -> stock.kept.drop(order));
                }
                return null;
            });
            assertThat(stock.counters("cn", "A").withheld()).as(order).isZero();
            assertThat(stock.counters("cn", "A").reservedInbound()).as(order).isZero();
        }
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(15);
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void whatWasSeenAsOnItsWayIsLetGoAsWhatItIsByNow() {
        StockKey key = StockFixture.key("cn", "A");
        InboundLine line = new InboundLine("L", "purchase", 2, null, java.math.BigDecimal.ONE, null);
        database.work().executeWithoutResult(s -> {
            stock.inbound.state("demo", "cn", "A", List.of(line), "S");
            stock.inbound.promise(List.of(new Claim(key, "O1", "O1-I1", 2)));
        });
        Reservation seen = stock.table.keptFor("O1").get(0);
        database.work().executeWithoutResult(s -> stock.inbound.receive("demo", "cn", "A", "L", 2, "R"));
        assertThat(stock.counters("cn", "A").withheld()).isEqualTo(2);
        Boolean first = database.work().execute(s -> stock.kept.letGo(seen, "release"));
        assertThat(first).isTrue();
        assertThat(stock.counters("cn", "A").withheld()).isZero();
        assertThat(stock.counters("cn", "A").reservedInbound()).isZero();
        Boolean second = database.work().execute(s -> stock.kept.letGo(seen, "release"));
        assertThat(second).as("once").isFalse();
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void theSameClaimFromManyThreadsIsOneReservation() throws Exception {
        stock.stock("cn", "A", 100);
        together(16, () -> stock.reserve("F1", "cn", "A", 3));
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(3);
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void ordersOfSeveralSkusAndTheCheckAtTheSameTime() throws Exception {
        long seed = System.nanoTime();
        System.out.println("StockContentionTest seed " + seed);
        List<String> skus = List.of("A", "B", "C", "D");
        skus.forEach(sku -> stock.stock("cn", sku, 60));
        AtomicInteger number = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(8);
        List<String> seen = new ArrayList<>();
        together(9, () -> {
            int me = number.incrementAndGet();
            if (me == 9) {
                while (running.get() > 0) {
                    seen.addAll(stock.violations());
                }
                return null;
            }
            try {
                buy(new Random(seed + me), me, skus);
            } finally {
                running.decrementAndGet();
            }
            return null;
        });
        assertThat(seen).as("seed %d", seed).isEmpty();
        assertThat(stock.violations()).as("seed %d", seed).isEmpty();
        skus.forEach(sku -> assertThat(stock.counters("cn", sku).free()).isNotNegative());
    }

    /** Reserves two SKUs in whatever sequence, and releases or ships some of it, in transactions of their own. */
    private void buy(Random random, int buyer, List<String> skus) {
        for (int n = 0; n < 60; n++) {
            String fulfillmentNo = "B" + buyer + "-" + n;
            String first = skus.get(random.nextInt(4));
            String second = skus.get(random.nextInt(4));
            int fate = random.nextInt(4);
            retried(() -> stock.ledger.reserve(
                    first.equals(second)
                            ? List.of(claim(fulfillmentNo, first))
                            : List.of(claim(fulfillmentNo, second), claim(fulfillmentNo, first)),
                    () -> stock.fulfillment(fulfillmentNo, "cn")));
            if (fate < 2) {
                retried(() -> stock.ledger.release(fulfillmentNo));
            } else if (fate == 2) {
                retried(() -> stock.departures.ship(fulfillmentNo, null));
            }
        }
    }

    /** A database may break a tie by refusing one of two; then the work is done again, as the channel does it. */
    private void retried(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                database.work().executeWithoutResult(s -> work.run());
                return;
            } catch (PessimisticLockingFailureException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private static Claim claim(String fulfillmentNo, String sku) {
        return new Claim(StockFixture.key("cn", sku), "O-" + fulfillmentNo, fulfillmentNo, 1);
    }

    private static void together(int threads, Callable<?> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
