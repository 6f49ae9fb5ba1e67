package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.store.AbsentStore;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class StoreHealthTest {

    @Test
    void anAbsentStoreIsDownSinceWhenAndWhyWithoutBeingAsked() {
        AbsentStore absent = new AbsentStore();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        StoreHealth health =
                new StoreHealth(absent.store(), Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5)), meters);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(meters.get("openclaw.store.away").gauge().value()).isZero();

        absent.takeAway(true);
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.health().getDetails())
                .containsEntry("store", "test")
                .containsEntry("cause", "An I/O error occurred while sending to the backend")
                .containsKey("since");
        assertThat(meters.get("openclaw.store.away").gauge().value()).isGreaterThanOrEqualTo(5);
    }
}
