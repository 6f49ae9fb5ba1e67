package io.openclaw.listing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** How far behind the channels are with their stock, as last sampled by the sweep. */
@Component("listingMetrics")
public class ListingMetrics {

    private final ListingQueries queries;
    private final Clock clock;
    private final MultiGauge dirty;
    private final MultiGauge oldest;
    private final MultiGauge failures;
    private final MultiGauge pushes;
    private final MultiGauge figures;
    private final Set<String> seen = new HashSet<>();

    public ListingMetrics(ListingQueries queries, Clock clock, MeterRegistry meters) {
        this.queries = queries;
        this.clock = clock;
        dirty = gauge(meters, "dirty", "Listings with a figure to be told");
        oldest = gauge(meters, "dirty.oldest.seconds", "How long the oldest of them has been waiting");
        failures = gauge(meters, "failures", "Calls in a row that came to no end");
        pushes = gauge(meters, "pushes", "Calls that told the platform, in all hubs, ever");
        figures = gauge(meters, "figures", "Figures told with them");
    }

    /** Reads the tables once and shows what they say until the next time. */
    public synchronized void sample() {
        List<ListingQueries.Backlog> backlog = queries.backlog();
        List<ListingQueries.Flush> flushes = queries.flushes();
        backlog.forEach(b -> seen.add(b.account()));
        flushes.forEach(f -> seen.add(f.account()));
        dirty.register(
                seen.stream()
                        .map(account -> row(
                                account,
                                of(backlog, account)
                                        .map(ListingQueries.Backlog::dirty)
                                        .orElse(0L)))
                        .toList(),
                true);
        oldest.register(
                seen.stream()
                        .map(account -> row(
                                account,
                                of(backlog, account)
                                        .map(b -> Math.max(
                                                0,
                                                Duration.between(b.oldest(), clock.instant())
                                                        .toSeconds()))
                                        .orElse(0L)))
                        .toList(),
                true);
        failures.register(
                flushes.stream().map(f -> row(f.account(), f.failures())).toList(), true);
        pushes.register(flushes.stream().map(f -> row(f.account(), f.pushes())).toList(), true);
        figures.register(
                flushes.stream().map(f -> row(f.account(), f.figures())).toList(), true);
    }

    private static Optional<ListingQueries.Backlog> of(List<ListingQueries.Backlog> all, String account) {
        return all.stream().filter(b -> b.account().equals(account)).findFirst();
    }

    private static MultiGauge.Row<Number> row(String account, long value) {
        return MultiGauge.Row.of(Tags.of("account", account), value);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder("openclaw.stock.sync." + name)
                .description(description)
                .register(meters);
    }
}
