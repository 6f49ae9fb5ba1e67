package io.openclaw.stock.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.openclaw.account.AccountGauges;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.springframework.stereotype.Component;

/** How the reading of the warehouses' stock goes, as last sampled by the poll. */
@Component("stockPollMetrics")
public class StockPollMetrics {

    private final StockPolling polling;
    private final Clock clock;
    private final AccountGauges<StockPolling.Standing> gauges;

    StockPollMetrics(StockPolling polling, Clock clock, MeterRegistry meters) {
        this.polling = polling;
        this.clock = clock;
        gauges = new AccountGauges<>(meters, StockPolling.Standing::account)
                .gauge(gauge("age.seconds", "Since a whole reading of the warehouse came to its end"), this::age)
                .gauge(gauge("failures", "Times in a row that the reading broke off"), s -> (long) s.failures())
                .gauge(gauge("listed", "SKUs the last whole reading listed"), s -> (long) s.listed())
                .gauge(
                        gauge(
                                "unknown",
                                "Of them, SKUs with neither product data nor stock; nothing is booked of them"),
                        s -> (long) s.unknown());
    }

    /** Reads the table once and shows what it says until the next time. */
    public synchronized void sample() {
        gauges.show(polling.standings());
    }

    /** Null as long as no whole reading has come to its end. */
    private Long age(StockPolling.Standing standing) {
        return standing.finishedAt() == null
                ? null
                : Math.max(
                        0,
                        Duration.between(standing.finishedAt(), OffsetDateTime.now(clock))
                                .toSeconds());
    }

    private static MultiGauge.Builder gauge(String name, String description) {
        return MultiGauge.builder("openclaw.stock.poll." + name).description(description);
    }
}
