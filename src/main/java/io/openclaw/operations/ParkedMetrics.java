package io.openclaw.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.openclaw.account.AccountGauges;
import io.openclaw.tracking.ParkedTracking;
import java.time.Clock;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tracking messages about numbers that no parcel has, as last sampled: a carrier that tells of other people's parcels shows here. */
@Component
public class ParkedMetrics {

    private final ParkedTracking parked;
    private final Clock clock;
    private final AccountGauges<ParkedTracking.Count> gauges;

    public ParkedMetrics(ParkedTracking parked, Clock clock, MeterRegistry meters) {
        this.parked = parked;
        this.clock = clock;
        this.gauges = new AccountGauges<>(meters, ParkedTracking.Count::account)
                .gauge(
                        MultiGauge.builder("openclaw.tracking.parked")
                                .description("Messages about numbers that belong to no parcel, in all hubs"),
                        ParkedTracking.Count::messages)
                .gauge(
                        MultiGauge.builder("openclaw.tracking.parked.oldest")
                                .description("How long the oldest of them has waited")
                                .baseUnit("seconds"),
                        this::waiting);
    }

    /** Reads the table once and shows what it says until the next time. */
    @Scheduled(initialDelayString = "PT15S", fixedDelayString = "${openclaw.tracking.parked-sample:PT1M}")
    public synchronized void sample() {
        gauges.showOrZero(parked.counts());
    }

    private long waiting(ParkedTracking.Count count) {
        return Math.max(
                0, Duration.between(count.oldest().toInstant(), clock.instant()).toSeconds());
    }
}
