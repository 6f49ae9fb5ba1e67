package io.openclaw.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.store.Absence;
import io.openclaw.store.StoreAvailability;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The store in health and metrics. Nothing is asked of it here: the hub's own work notices within seconds that it is gone,
 * and whoever watches the hub is answered at once, then above all.
 */
@Component("dbHealthIndicator")
class StoreHealth implements HealthIndicator {

    private final StoreAvailability store;
    private final Clock clock;

    StoreHealth(StoreAvailability store, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        Gauge.builder("openclaw.store.away", this, StoreHealth::seconds)
                .description("How long the store has been away; 0 while it is there")
                .baseUnit("seconds")
                .register(meters);
    }

    @Override
    public Health health() {
        Health.Builder health = store.absence()
                .map(a -> Health.down().withDetail("since", a.since()).withDetail("cause", a.cause()))
                .orElseGet(Health::up);
        return health.withDetail("store", store.store()).build();
    }

    private double seconds() {
        return store.absence()
                .map(Absence::since)
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
