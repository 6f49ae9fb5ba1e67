package io.openclaw.listing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Event;
import io.openclaw.product.SkuMapping;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Knows which listings a change may alter, and marks them dirty. A mark says that something is to be told, never what: the
 * figure is read when it is told, so a thousand marks are one figure. Works in the caller's transaction.
 */
@Component("listings")
public class Listings {

    /** A flush nobody has touched for this long is lost (a dead letter, a deleted event): another may be asked for. */
    static final Duration LOST = Duration.ofMinutes(20);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("listing");

    public Listings(JdbcClient jdbc, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Marks what the event may have altered.
     *
     * @return a flush for each account that has none outstanding
     */
    public List<FlushDue> mark(Event event) {
        return switch (event.type()) {
            case "product.changed" -> mapped(event.tenant(), withBundles(event.tenant(), Set.of(event.text("sku"))));
            case "account.changed" -> account(event.tenant(), event.account());
            case "fulfillment.created" -> changed(event.tenant(), reservedBy(event));
            default -> event.text("sku") == null ? List.of() : changed(event.tenant(), Set.of(event.text("sku")));
        };
    }

    /** Everything an account lists is told again, whether it has changed or not; returns how many listings that are. */
    public int tellAgain(String accountId) {
        Account account = accounts.get(accountId);
        enrol(account);
        return at("retell-account", account.tenant())
                .param("account", account.id())
                .update();
    }

    /**
     * What fell through: listings that are dirty without a flush under way (a hub was killed in between, a rule file was
     * edited), and mappings without a listing.
     *
     * @return a flush for each account that needs one
     */
    public List<FlushDue> sweep() {
        List<FlushDue> flushes = new ArrayList<>();
        jdbc.sql(sql.get("due-accounts"))
                .param("now", now())
                .param("stale", stale())
                .query((row, n) -> List.of(row.getString("tenant"), row.getString("account")))
                .list()
                .forEach(due -> demand(due.get(0), due.get(1), flushes));
        return flushes;
    }

    /** Makes the listings of every account complete by the mappings there are; returns how many were new. */
    public int enrolAll() {
        return deciding().mapToInt(this::enrol).sum();
    }

    private List<FlushDue> changed(String tenant, Collection<String> skus) {
        if (skus.isEmpty()) {
            return List.of();
        }
        Set<String> all = withBundles(tenant, skus);
        List<FlushDue> flushes = demandFor(tenant, all);
        lock("lock-marked", tenant, Map.of("skus", all));
        if (at("mark", tenant).param("skus", all).update() == 0) {
            // Seldom: the first word of a SKU whose mapping was not told of.
            enrol(tenant, all);
            flushes.addAll(demandFor(tenant, all));
        }
        return flushes;
    }

    /** Locks rows in the order in which everybody does, so that nobody waits for somebody who waits for him. */
    private void lock(String statement, String tenant, Map<String, ?> params) {
        jdbc.sql(sql.get(statement))
                .param("tenant", tenant)
                .params(params)
                .query(String.class)
                .list();
    }

    private List<FlushDue> mapped(String tenant, Set<String> skus) {
        List<FlushDue> flushes = new ArrayList<>();
        lock("lock-flushes", tenant, Map.of());
        for (Account account : deciding(tenant)) {
            int moved = 0;
            for (String mapped : List.of(account.id(), SkuMapping.EVERY_ACCOUNT)) {
                moved += at("remap", tenant)
                        .param("account", account.id())
                        .param("mapped", mapped)
                        .param("skus", skus)
                        .update();
            }
            moved += at("unmap", tenant)
                    .param("account", account.id())
                    .param("skus", skus)
                    .update();
            if (moved > 0) {
                demand(tenant, account.id(), flushes);
            }
        }
        lock("lock-marked", tenant, Map.of("skus", skus));
        at("mark-asked-again", tenant).param("skus", skus).update();
        enrol(tenant, skus);
        flushes.addAll(demandFor(tenant, skus));
        return flushes;
    }

    private List<FlushDue> account(String tenant, String accountId) {
        List<FlushDue> flushes = new ArrayList<>();
        Optional<Account> found = accounts.find(accountId);
        if (found.isPresent() && ListingPolicy.decides(found.get())) {
            lock("lock-flushes", tenant, Map.of());
            enrol(found.get());
            at("mark-account", tenant).param("account", accountId).update();
            demand(tenant, accountId, flushes);
        } else if (found.isEmpty() || found.get().kind() == Account.Kind.WAREHOUSE) {
            // What a warehouse may serve shows in the figures of every channel. One that was taken out serves nobody.
            lock("lock-flushes", tenant, Map.of());
            at("mark-tenant", tenant).update();
            jdbc.sql(sql.get("accounts-of-tenant"))
                    .param("tenant", tenant)
                    .query(String.class)
                    .list()
                    .forEach(channel -> demand(tenant, channel, flushes));
        }
        return flushes;
    }

    private int enrol(Account account) {
        return at("enrol", account.tenant()).param("account", account.id()).update();
    }

    private void enrol(String tenant, Collection<String> skus) {
        for (Account account : deciding(tenant)) {
            at("enrol-sku", tenant)
                    .param("account", account.id())
                    .param("skus", skus)
                    .update();
        }
    }

    private List<Account> deciding(String tenant) {
        return deciding().filter(account -> account.tenant().equals(tenant)).toList();
    }

    /** In the order in which everybody makes their rows. */
    private Stream<Account> deciding() {
        return accounts.all(Account.Kind.PLATFORM).stream()
                .filter(ListingPolicy::decides)
                .sorted(Comparator.comparing(Account::id));
    }

    private Set<String> reservedBy(Event event) {
        String fulfillment = event.text("fulfillment_no");
        return fulfillment == null
                ? Set.of()
                : new LinkedHashSet<>(jdbc.sql(sql.get("reserved-by"))
                        .param("tenant", event.tenant())
                        .param("fulfillment_no", fulfillment)
                        .query(String.class)
                        .list());
    }

    private Set<String> withBundles(String tenant, Collection<String> skus) {
        Set<String> all = new LinkedHashSet<>(skus);
        all.addAll(jdbc.sql(sql.get("bundles-of"))
                .param("tenant", tenant)
                .param("skus", skus)
                .query(String.class)
                .list());
        return all;
    }

    private List<FlushDue> demandFor(String tenant, Collection<String> skus) {
        List<FlushDue> flushes = new ArrayList<>();
        jdbc.sql(sql.get("accounts-of"))
                .param("tenant", tenant)
                .param("skus", skus)
                .query(String.class)
                .list()
                .forEach(account -> demand(tenant, account, flushes));
        return flushes;
    }

    /** Asks for a flush unless one is outstanding. */
    private void demand(String tenant, String account, List<FlushDue> flushes) {
        if (accounts.find(account).filter(ListingPolicy::decides).isEmpty()) {
            return;
        }
        Map<String, Object> row = Map.of("tenant", tenant, "account", account, "now", now(), "stale", stale());
        if (jdbc.sql(sql.get("flush-demand")).params(row).update() == 1
                || jdbc.sql(sql.get("flush-first")).params(row).update() == 1) {
            flushes.add(FlushDue.of(tenant, account));
        }
    }

    private JdbcClient.StatementSpec at(String statement, String tenant) {
        return jdbc.sql(sql.get(statement)).param("tenant", tenant).param("now", now());
    }

    private OffsetDateTime stale() {
        return now().minus(LOST);
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
