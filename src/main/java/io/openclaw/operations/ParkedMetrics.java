package io.openclaw.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.openclaw.tracking.ParkedTracking;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tracking messages about numbers that no parcel has, as last sampled: a carrier that tells of other people's parcels shows here. */
@Component
public class ParkedMetrics {

    private final ParkedTracking parked;
    private final Clock clock;
    private final MultiGauge messages;
    private final MultiGauge oldest;
    private final Set<String> seen = new TreeSet<>();

    public ParkedMetrics(ParkedTracking parked, Clock clock, MeterRegistry meters) {
        this.parked = parked;
        this.clock = clock;
        this.messages = MultiGauge.builder("openclaw.tracking.parked")
                .description("Messages about numbers that belong to no parcel, in all hubs")
                .register(meters);
        this.oldest = MultiGauge.builder("openclaw.tracking.parked.oldest")
                .description("How long the oldest of them has waited")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Reads the table once and shows what it says until the next time. */
    @Scheduled(initialDelayString = "PT15S", fixedDelayString = "${openclaw.tracking.parked-sample:PT1M}")
    public synchronized void sample() {
        List<ParkedTracking.Count> counts = parked.counts();
        counts.forEach(count -> seen.add(count.account()));
        messages.register(
                seen.stream()
                        .map(account -> row(
                                account,
                                of(counts, account)
                                        .map(ParkedTracking.Count::messages)
                                        .orElse(0L)))
                        .toList(),
                true);
        oldest.register(
                seen.stream()
                        .map(account -> row(
                                account,
                                of(counts, account)
                                        .map(count -> Math.max(
                                                0,
                                                Duration.between(count.oldest().toInstant(), clock.instant())
                                                        .toSeconds()))
                                        .orElse(0L)))
                        .toList(),
                true);
    }

    private static Optional<ParkedTracking.Count> of(List<ParkedTracking.Count> all, String account) {
        return all.stream().filter(count -> count.account().equals(account)).findFirst();
    }

    private static MultiGauge.Row<Number> row(String account, long value) {
        return MultiGauge.Row.of(Tags.of("account", account), value);
    }
}
