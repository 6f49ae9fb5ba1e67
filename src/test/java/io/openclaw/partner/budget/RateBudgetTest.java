package io.openclaw.partner.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.partner.Rate;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RateBudgetTest {

    private static TestDatabase database;
    private static SharedRateBudget budget;

    @BeforeAll
    static void start() {
        database = TestDatabase.h2();
        budget = new SharedRateBudget(database.jdbc(), database.transactions());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void givesTheBurstAndThenTellsTheWait() {
        Rate rate = new Rate(1, Duration.ofMinutes(1), 3);
        for (RateBudget budget : both()) {
            for (int i = 0; i < 3; i++) {
                assertThat(budget.tryAcquire(name(budget, "burst"), rate)).isZero();
            }
            assertThat(budget.tryAcquire(name(budget, "burst"), rate))
                    .isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
            assertThat(budget.tryAcquire(name(budget, "another"), rate)).isZero();
        }
    }

    @Test
    void givesNoMoreThanTheRateWhoeverAsks() throws Exception {
        for (RateBudget budget : both()) {
            givesNoMoreThanTheRate(budget);
        }
    }

    private static void givesNoMoreThanTheRate(RateBudget budget) throws Exception {
        // Never more; on a busy machine a permit may be asked for a little late.
        givesNoMoreThan(50, 10, name(budget, "shared"), List.of(budget));
    }

    /** Six threads ask for two seconds, of the hubs in turn: never more is taken than the rate allows, and no fewer than given. */
    static void givesNoMoreThan(int perSecond, int atLeast, String name, List<? extends RateBudget> hubs)
            throws Exception {
        Rate rate = new Rate(perSecond, Duration.ofSeconds(1), 1);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(2).toNanos();
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RateBudget hub = hubs.get(i % hubs.size());
            counts.add(threads.submit(() -> {
                int taken = 0;
                while (System.nanoTime() < end) {
                    if (hub.tryAcquire(name, rate).isZero()) {
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
        assertThat(taken).isLessThanOrEqualTo((int) (perSecond * seconds) + 1).isGreaterThan(atLeast);
    }

    @Test
    void reservesAPermitForThePatient() {
        Rate rate = new Rate(1, Duration.ofSeconds(2), 1);
        for (RateBudget budget : both()) {
            assertThat(budget.tryAcquire(name(budget, "patient"), rate)).isZero();
            RateBudget.Permit later = budget.take(name(budget, "patient"), rate, Duration.ofSeconds(5));
            assertThat(later.granted()).isTrue();
            assertThat(later.delay()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
            RateBudget.Permit tooLate = budget.take(name(budget, "patient"), rate, Duration.ofSeconds(1));
            assertThat(tooLate.granted()).isFalse();
            assertThat(tooLate.delay()).isBetween(Duration.ofMillis(2001), Duration.ofSeconds(4));
        }
    }

    @Test
    void learnsFromThePartner() {
        Rate rate = new Rate(10, Duration.ofSeconds(1), 5);
        for (RateBudget budget : both()) {
            budget.penalise(name(budget, "taught"), rate, Duration.ofSeconds(30));
            assertThat(budget.tryAcquire(name(budget, "taught"), rate))
                    .isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));
            budget.penalise(name(budget, "taught"), rate, Duration.ofSeconds(1));
            assertThat(budget.tryAcquire(name(budget, "taught"), rate)).isGreaterThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void remembersAfterARestartWhatThePartnerForbade() {
        Rate rate = new Rate(10, Duration.ofSeconds(1), 5);
        own(Duration.ofHours(1)).penalise("forbidden", rate, Duration.ofSeconds(60));
        assertThat(own(Duration.ofSeconds(8)).tryAcquire("forbidden", rate))
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    @Test
    void takesABudgetToHaveBeenEmptyWhenTheProcessBegan() {
        Rate rate = new Rate(1, Duration.ofMinutes(1), 40);
        RateBudget budget = own(Duration.ofSeconds(125));
        int atOnce = 0;
        while (budget.tryAcquire("spent before", rate).isZero()) {
            atOnce++;
        }
        // One for each minute since.
        assertThat(atOnce).isEqualTo(2);
    }

    private static String name(RateBudget budget, String name) {
        return budget.getClass().getSimpleName() + ":" + name;
    }

    private static List<RateBudget> both() {
        return List.of(budget, own(Duration.ofHours(3)));
    }

    private static OwnRateBudget own(Duration age) {
        return new OwnRateBudget(budget, Clock.systemUTC(), Instant.now().minus(age));
    }

    @Test
    void keepsWhatItTookWhenTheCallersWorkIsRolledBack() {
        Rate rate = new Rate(1, Duration.ofMinutes(1), 1);
        database.work().executeWithoutResult(status -> {
            assertThat(budget.tryAcquire("rolled-back", rate)).isZero();
            status.setRollbackOnly();
        });
        assertThat(budget.tryAcquire("rolled-back", rate)).isPositive();
    }

    @Test
    void readsARate() {
        Duration second = Duration.ofSeconds(1);
        assertThat(Rate.parse("2", second)).isEqualTo(new Rate(2, second, 1));
        assertThat(Rate.parse("50", second)).isEqualTo(new Rate(50, second, 5));
        assertThat(Rate.parse("2/40", second)).isEqualTo(new Rate(2, second, 40));
        assertThatThrownBy(() -> Rate.parse("fast", second)).hasMessageContaining("'fast' is no rate");
        assertThatThrownBy(() -> Rate.parse("0", second)).isInstanceOf(IllegalArgumentException.class);
    }
}
