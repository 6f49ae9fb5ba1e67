package io.openclaw.stock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/** How the reading of the warehouses' stock goes, as last sampled by the poll. */
@Component("stockPollMetrics")
public class StockPollMetrics {

    private final StockPolling polling;
    private final Clock clock;
    private final MultiGauge age;
    private final MultiGauge failures;
    private final MultiGauge listed;
    private final MultiGauge unknown;

    StockPollMetrics(StockPolling polling, Clock clock, MeterRegistry meters) {
        this.polling = polling;
        this.clock = clock;
        age = gauge(meters, "age.seconds", "Since a whole reading of the warehouse came to its end");
        failures = gauge(meters, "failures", "Times in a row that the reading broke off");
        listed = gauge(meters, "listed", "SKUs the last whole reading listed");
        unknown = gauge(
                meters, "unknown", "Of them, SKUs with neither product data nor stock; nothing is booked of them");
    }

    /** Reads the table once and shows what it says until the next time. */
    public synchronized void sample() {
        List<StockPolling.Standing> standings = polling.standings();
        OffsetDateTime now = OffsetDateTime.now(clock);
        show(
                age,
                standings.stream().filter(s -> s.finishedAt() != null).toList(),
                s -> Math.max(0, Duration.between(s.finishedAt(), now).toSeconds()));
        show(failures, standings, StockPolling.Standing::failures);
        show(listed, standings, StockPolling.Standing::listed);
        show(unknown, standings, StockPolling.Standing::unknown);
    }

    private static void show(
            MultiGauge gauge, List<StockPolling.Standing> standings, ToLongFunction<StockPolling.Standing> value) {
        gauge.register(
                standings.stream()
                        .<MultiGauge.Row<?>>map(
                                s -> MultiGauge.Row.of(Tags.of("account", s.account()), value.applyAsLong(s)))
                        .toList(),
                true);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder("openclaw.stock.poll." + name)
                .description(description)
                .register(meters);
    }
}
