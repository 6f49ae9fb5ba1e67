package io.openclaw.exceptions;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.outbox.Event;
import io.openclaw.stock.MutableClock;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** The first alert of a kind goes out, the others are one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertWindowsTest {

    private MutableClock clock;
    private TestDatabase database;
    private AlertWindows windows;

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
        clock = new MutableClock();
        windows = new AlertWindows(database.jdbc(), clock, Duration.ofSeconds(60), 20);
    }

    private static Event alert(int number, String type, String severity, String reason, String... skus) {
        Map<String, Object> data =
                new HashMap<>(Map.of("severity", severity, "reason", reason, "case_id", "C" + number));
        if (skus.length > 0) {
            data.put("skus", List.of(skus));
        }
        return new Event("e" + number, type, java.time.Instant.EPOCH, "demo", "O" + number, number, "shop", data);
    }

    private static Event shortage(int number, String... skus) {
        return alert(number, "exception.opened", "warning", "stock_shortage", skus);
    }

    private boolean admit(Event event) {
        return Boolean.TRUE.equals(database.work().execute(s -> windows.admit(event)));
    }

    private List<AlertWindows.Summary> over() {
        return database.work().execute(s -> windows.over());
    }

    private int rows() {
        return database.jdbc()
                .sql("SELECT (SELECT COUNT(*) FROM alert_window) + (SELECT COUNT(*) FROM alert_counted)")
                .query(Integer.class)
                .single();
    }

    @Test
    void whatFollowsTheFirstIsToldAsOne() {
        assertThat(admit(shortage(1, "HOT"))).isTrue();
        for (int n = 2; n <= 40; n++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(admit(shortage(n, "HOT"))).isFalse();
        }
        assertThat(over()).isEmpty();
        clock.advance(Duration.ofSeconds(21));
        assertThat(over()).singleElement().satisfies(summary -> {
            assertThat(summary.count()).isEqualTo(39);
            assertThat(summary.orderNos()).hasSize(20).startsWith("O2", "O3");
            assertThat(summary.caseIds()).hasSize(20).startsWith("C2");
            assertThat(summary.subject()).isEqualTo("HOT");
            assertThat(summary.message())
                    .startsWith("and 39 more, stock_shortage of HOT, the first 20: O2, O3")
                    .endsWith("O21");
            assertThat(summary.orderKey()).isEqualTo("alert:stock_shortage:HOT");
        });
        assertThat(over()).isEmpty();
        assertThat(rows()).isZero();
        assertThat(admit(shortage(41, "HOT"))).as("a window of its own").isTrue();
    }

    @Test
    void kindsAreApart() {
        assertThat(admit(shortage(1, "HOT"))).isTrue();
        assertThat(admit(shortage(2, "COLD"))).isTrue();
        assertThat(admit(shortage(3, "HOT", "COLD")))
                .as("several SKUs: by account")
                .isTrue();
        assertThat(admit(shortage(4))).as("by account").isFalse();
        assertThat(admit(alert(5, "exception.resolved", "warning", "stock_shortage")))
                .isTrue();
        assertThat(admit(alert(6, "exception.opened", "warning", "ship_by_risk")))
                .isTrue();
        assertThat(admit(alert(7, "exception.opened", "info", "stock_shortage")))
                .isTrue();
    }

    @Test
    void criticalIsNeverSummarised() {
        for (int n = 1; n <= 5; n++) {
            assertThat(admit(alert(n, "exception.opened", "critical", "stock_shortage", "HOT")))
                    .isTrue();
        }
        assertThat(rows()).isZero();
    }

    @Test
    void sameAlertAgainGetsTheSameAnswer() {
        Event first = shortage(1, "HOT");
        Event second = shortage(2, "HOT");
        assertThat(admit(first)).isTrue();
        assertThat(admit(second)).isFalse();
        assertThat(admit(first)).isTrue();
        assertThat(admit(second)).isFalse();
        clock.advance(Duration.ofSeconds(61));
        assertThat(over()).singleElement().satisfies(summary -> assertThat(summary.count())
                .isEqualTo(1));
    }

    @Test
    void firstOneAloneIsNoSummary() {
        admit(shortage(1, "HOT"));
        clock.advance(Duration.ofSeconds(61));
        assertThat(over()).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void restartLosesNothing() {
        admit(shortage(1, "HOT"));
        admit(shortage(2, "HOT"));
        windows = new AlertWindows(database.jdbc(), clock, Duration.ofSeconds(60), 20);
        assertThat(admit(shortage(3, "HOT"))).isFalse();
        clock.advance(Duration.ofSeconds(61));
        assertThat(over()).singleElement().satisfies(summary -> assertThat(summary.orderNos())
                .containsExactly("O2", "O3"));
    }

    @Test
    void withoutAWindowEachGoesOut() {
        windows = new AlertWindows(database.jdbc(), clock, Duration.ZERO, 20);
        assertThat(admit(shortage(1, "HOT"))).isTrue();
        assertThat(admit(shortage(2, "HOT"))).isTrue();
    }

    @Test
    void amongThreadsAndClosingWindowsEachIsSentOrCountedOnce() throws Exception {
        AtomicInteger number = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(9);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                all.add(pool.submit((Callable<Void>) () -> {
                    start.await();
                    for (int n = number.incrementAndGet(); n <= 200; n = number.incrementAndGet()) {
                        sent.addAndGet(admit(shortage(n, "HOT")) ? 1 : 0);
                    }
                    return null;
                }));
            }
            all.add(pool.submit((Callable<Void>) () -> {
                start.await();
                while (number.get() < 200) {
                    clock.advance(Duration.ofSeconds(61));
                    over().forEach(summary -> told.addAndGet(summary.count()));
                }
                return null;
            }));
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        clock.advance(Duration.ofSeconds(61));
        over().forEach(summary -> told.addAndGet(summary.count()));
        assertThat(sent.get() + told.get()).isEqualTo(200);
        assertThat(sent.get()).isPositive();
        assertThat(rows()).isZero();
    }
}
