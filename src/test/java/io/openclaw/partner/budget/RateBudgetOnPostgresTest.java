package io.openclaw.partner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same statements on the database several hubs share. */
class RateBudgetOnPostgresTest {

    @Test
    void isOneBudgetForSeveralHubs() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                TestDatabase one =
                        TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres")) {
            List<RateBudget> hubs = List.of(
                    new SharedRateBudget(one.jdbc(), one.transactions()),
                    new SharedRateBudget(one.jdbc(), one.transactions()));
            Rate slow = new Rate(1, Duration.ofMinutes(1), 3);
            assertThat(hubs.get(0).tryAcquire("burst", slow)).isZero();
            assertThat(hubs.get(1).tryAcquire("burst", slow)).isZero();
            assertThat(hubs.get(0).tryAcquire("burst", slow)).isZero();
            assertThat(hubs.get(1).tryAcquire("burst", slow)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
            hubs.get(1).penalise("burst", slow, Duration.ofMinutes(5));
            assertThat(hubs.get(0).tryAcquire("burst", slow)).isGreaterThan(Duration.ofSeconds(290));

            Rate rate = new Rate(40, Duration.ofSeconds(1), 1);
            ExecutorService threads = Executors.newFixedThreadPool(6);
            long start = System.nanoTime();
            long end = start + Duration.ofSeconds(2).toNanos();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RateBudget hub = hubs.get(i % 2);
                counts.add(threads.submit(() -> {
                    int taken = 0;
                    while (System.nanoTime() < end) {
                        if (hub.tryAcquire("shared", rate).isZero()) {
                            taken++;
                        }
                    }
                    return taken;
                }));
            }
            int taken = 0;
            for (Future<Integer> count : counts) {
                taken += count.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            threads.shutdown();
            assertThat(taken).isLessThanOrEqualTo((int) (40 * seconds) + 1).isGreaterThan(45);
        }
    }
}
