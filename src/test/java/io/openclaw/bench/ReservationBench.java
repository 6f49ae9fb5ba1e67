package io.openclaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.stock.Claim;
import io.openclaw.stock.StockFixture;
import io.openclaw.store.StoreConfiguration;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Reservations a second at the stock ledger, spread over a thousand SKUs and on one, with 1, 8 and 32 threads, on H2 and on
 * PostgreSQL, beside the same SQL in a bare JDBC loop in the same run. Each reservation is a transaction of its own.
 */
class ReservationBench {

    private static final List<Integer> THREADS = List.of(1, 8, 32);
    private static final int ROUNDS = 5;
    private static final int MOST_WARM_UPS = 8;
    private static final double STILL_WARMING = 1.05;

    /** {@code spring.datasource.hikari.maximum-pool-size} of config/application.yaml. */
    private static final int CONNECTIONS = 10;

    private static final int SKUS = 1_000;
    private static final long WARM_MS = Long.getLong("openclaw.bench.warm", 1_500);
    private static final long MEASURED_MS = Long.getLong("openclaw.bench.measured", 3_000);
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Report report = new Report("reservations");

    @Test
    void reservations(@TempDir Path folder) throws Exception {
        try (TestDatabase h2 = TestDatabase.file(folder)) {
            measure(
                    "H2 in a file",
                    "no group checkpoint: a reservation waits for none, only what leaves the hub does",
                    h2,
                    new DriverManagerDataSource(StoreConfiguration.h2Url(folder), "sa", ""));
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (TestDatabase database = TestDatabase.postgres(url, "postgres", "postgres")) {
                measure(
                        "PostgreSQL",
                        "fsync on, as it is started",
                        database,
                        new DriverManagerDataSource(url, "postgres", "postgres"));
            }
        }
        report.write();
        System.out.println(report);
    }

    private void measure(String name, String durability, TestDatabase database, DataSource bare) throws Exception {
        database.connections(CONNECTIONS);
        StockFixture stock = new StockFixture(database, Clock.systemUTC());
        stock.stock("cn", "HOT", 1_000_000_000);
        for (int i = 0; i < SKUS; i++) {
            stock.stock("cn", "S" + i, 1_000_000);
        }
        report.section(
                "Reservations on " + name,
                "Units a second; " + durability
                        + ". Each reservation is a transaction of its own, from as many connections as the hub's pool has. Floor: the same"
                        + " statements and the same savepoint, prepared once a thread, in a bare JDBC loop with a connection a thread.");
        report.line("| what | threads | hub | floor | ratio |");
        report.line("|---|---|---|---|---|");
        warm(bare, stock, database);
        rounds("spread", ReservationBench::sku, stock, database, bare);
        Map<Integer, Double> hot = rounds("one SKU", () -> "HOT", stock, database, bare);
        report.line("");
        report.figure(name + ", one SKU, 32 threads", hot.get(32), 2_500);
        report.figure(name + ", the same against 8 threads", hot.get(32), hot.get(8));
        assertThat(stock.violations())
                .as("the books of %s", name)
                .allMatch(violation -> violation.contains("does not exist or is cancelled"));
    }

    /** Neither is measured while it is being compiled: until a turn of the hub is not quicker than those before. */
    private static void warm(DataSource bare, StockFixture stock, TestDatabase database) throws Exception {
        double best = 0;
        double last = 0;
        for (int turn = 0; turn < MOST_WARM_UPS && last >= STILL_WARMING * best; turn++) {
            best = Math.max(best, last);
            floor(bare, 8, ReservationBench::sku);
            last = run(8, () -> one(stock, database, sku()));
        }
    }

    /** Round by round, so that a machine whose speed changes is not taken for a hub whose speed does; the medians count. */
    private Map<Integer, Double> rounds(
            String what, Supplier<String> sku, StockFixture stock, TestDatabase database, DataSource bare)
            throws Exception {
        Map<Integer, List<Double>> own = new TreeMap<>();
        Map<Integer, List<Double>> floor = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int threads : THREADS) {
                floor.computeIfAbsent(threads, t -> new ArrayList<>()).add(floor(bare, threads, sku));
                own.computeIfAbsent(threads, t -> new ArrayList<>())
                        .add(run(threads, () -> one(stock, database, sku.get())));
            }
        }
        Map<Integer, Double> medians = new TreeMap<>();
        own.forEach((threads, figures) -> {
            medians.put(threads, median(figures));
            row(what, threads, median(figures), median(floor.get(threads)));
        });
        return medians;
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    private void row(String what, int threads, double hub, double floor) {
        report.line("| %s | %d | %.0f | %.0f | %.2f |", what, threads, hub, floor, hub / floor);
        System.out.printf("%s %d: %.0f, floor %.0f%n", what, threads, hub, floor);
    }

    private static String sku() {
        return "S" + java.util.concurrent.ThreadLocalRandom.current().nextInt(SKUS);
    }

    private static boolean one(StockFixture stock, TestDatabase database, String sku) {
        String fulfillmentNo = "L" + NUMBER.incrementAndGet();
        return Boolean.TRUE.equals(database.work().execute(s -> stock.ledger
                .reserve(
                        List.of(new Claim(StockFixture.key("cn", sku), "O-" + fulfillmentNo, fulfillmentNo, 1)),
                        () -> {})
                .reserved()));
    }

    private static double floor(DataSource bare, int threads, Supplier<String> sku) throws Exception {
        ReservationFloor floor = new ReservationFloor(bare);
        List<ReservationFloor.Loop> loops = java.util.Collections.synchronizedList(new ArrayList<>());
        ThreadLocal<ReservationFloor.Loop> own = ThreadLocal.withInitial(() -> {
            try {
                ReservationFloor.Loop loop = floor.loop();
                loops.add(loop);
                return loop;
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        double perSecond = run(threads, () -> own.get().reserve("J" + NUMBER.incrementAndGet(), sku.get()));
        for (ReservationFloor.Loop loop : loops) {
            loop.close();
        }
        return perSecond;
    }

    /** Units a second once it is warm. */
    private static double run(int threads, Callable<Boolean> work) throws Exception {
        LongAdder done = new LongAdder();
        long start = System.nanoTime();
        long warm = start + WARM_MS * 1_000_000;
        long end = warm + MEASURED_MS * 1_000_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                        boolean reserved = work.call();
                        if (reserved && now > warm) {
                            done.increment();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return done.sum() / (MEASURED_MS / 1000.0);
    }
}
