package io.openclaw.partner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.partner.Rate;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same statements on the database several hubs share. */
class RateBudgetOnPostgresTest {

    @Test
    void isOneBudgetForSeveralHubs() throws Exception {
        try (TestDatabase one = TestDatabase.postgres()) {
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

            RateBudgetTest.givesNoMoreThan(40, 10, "shared", hubs);
        }
    }
}
