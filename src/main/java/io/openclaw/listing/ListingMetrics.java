package io.openclaw.listing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.openclaw.account.AccountGauges;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;

/** How far behind the channels are with their stock, as last sampled by the sweep. */
@Component("listingMetrics")
public class ListingMetrics {

    private final ListingQueries queries;
    private final Clock clock;
    private final AccountGauges<ListingQueries.Backlog> backlog;
    private final AccountGauges<ListingQueries.Flush> flushes;
    private final AccountGauges<AccountSync> standing;

    public ListingMetrics(ListingQueries queries, Clock clock, MeterRegistry meters) {
        this.queries = queries;
        this.clock = clock;
        backlog = new AccountGauges<>(meters, ListingQueries.Backlog::account)
                .gauge(gauge("dirty", "Listings with a figure to be told"), ListingQueries.Backlog::dirty)
                .gauge(gauge("dirty.oldest.seconds", "How long the oldest of them has been waiting"), this::waiting);
        flushes = new AccountGauges<>(meters, ListingQueries.Flush::account)
                .gauge(gauge("failures", "Calls in a row that came to no end"), flush -> (long) flush.failures())
                .gauge(gauge("pushes", "Calls that told the platform, in all hubs, ever"), ListingQueries.Flush::pushes)
                .gauge(gauge("figures", "Figures told with them"), ListingQueries.Flush::figures)
                .gauge(
                        gauge("failing.seconds", "How long the account could not be told; 0 while it can"),
                        flush -> age(flush.failingSince()))
                .gauge(
                        gauge(
                                "unread.seconds",
                                "How long the account could not be asked what it shows; 0 while it can"),
                        flush -> age(flush.unreadSince()));
        standing = new AccountGauges<>(meters, AccountSync::account)
                .gauge(
                        gauge("differing", "Listings that show another figure than they were told"),
                        sync -> sync.count(SyncState.DIFFERS))
                .gauge(
                        gauge("unverified", "Listings nobody has seen, since they were told or lately"),
                        sync -> sync.count(SyncState.UNVERIFIED))
                .gauge(
                        gauge("blocked", "Listings with a figure to be told to an account that cannot be told"),
                        sync -> sync.count(SyncState.BLOCKED));
    }

    /** Reads the tables once and shows what they say until the next time. */
    public synchronized void sample() {
        List<ListingQueries.Backlog> waiting = queries.backlog();
        List<ListingQueries.Flush> told = queries.flushes();
        backlog.showOrZero(
                waiting, told.stream().map(ListingQueries.Flush::account).toList());
        flushes.show(told);
    }

    /** The same of how it stands with each account: it looks at every listing, so it is asked for more seldom. */
    public synchronized void sampleStanding() {
        standing.showOrZero(queries.accounts());
    }

    private long age(OffsetDateTime since) {
        return since == null
                ? 0
                : Math.max(
                        0, Duration.between(since.toInstant(), clock.instant()).toSeconds());
    }

    private long waiting(ListingQueries.Backlog backlog) {
        return Math.max(0, Duration.between(backlog.oldest(), clock.instant()).toSeconds());
    }

    private static MultiGauge.Builder gauge(String name, String description) {
        return MultiGauge.builder("openclaw.stock.sync." + name).description(description);
    }
}
