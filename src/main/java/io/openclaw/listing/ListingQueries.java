package io.openclaw.listing;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the listings: for the API, for operators and metrics. */
@Component("listingQueries")
public class ListingQueries {

    private static final RecordMapper<Listing> ROWS = RecordMapper.of(Listing.class);
    private static final String EVERY_ACCOUNT = "*";
    /** How long a reading counts where the account is read when something is to be checked alone. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private static final Duration GRACE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Accounts accounts;
    private final AccountSwitches switches;
    private final ChannelAvailability availability;
    private final Sql sql = Sql.of("listing");

    public ListingQueries(
            JdbcClient jdbc,
            Clock clock,
            Accounts accounts,
            AccountSwitches switches,
            ChannelAvailability availability) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.accounts = accounts;
        this.switches = switches;
        this.availability = availability;
    }

    /**
     * What to look for; null where it makes no difference.
     *
     * @param sku ours or the account's
     * @param accounts those the caller may see, * for all
     * @param cursor of the page before
     */
    public record Filter(
            String tenant,
            String account,
            String sku,
            String state,
            Collection<String> accounts,
            String cursor,
            int limit) {}

    /** What an account has still to be told. */
    public record Backlog(String account, long dirty, Instant oldest) {}

    /** How telling an account goes. */
    public record Flush(
            String tenant,
            String account,
            boolean outstanding,
            int failures,
            String lastCode,
            String lastError,
            OffsetDateTime failingSince,
            String readCode,
            String readError,
            OffsetDateTime unreadSince,
            long pushes,
            long figures) {}

    /** Listings by account and code. */
    public List<ListingView> list(Filter filter) {
        String[] after = filter.cursor() == null ? new String[] {null, null} : place(filter.cursor());
        boolean all = filter.accounts().contains(EVERY_ACCOUNT);
        List<Listing> rows = jdbc.sql(sql.get("list"))
                .param("tenant", filter.tenant())
                .param("account", filter.account())
                .param("sku", filter.sku())
                .param("state", filter.state())
                .param("after_account", after[0])
                .param("after_sku", after[1])
                .param("all_accounts", all)
                .param("accounts", filter.accounts().isEmpty() ? List.of("-") : filter.accounts())
                .param("limit", filter.limit())
                .query(ROWS)
                .list();
        Map<String, Flush> flushes = byAccount();
        Map<String, Map<String, Integer>> now = figures(filter.tenant(), rows);
        return rows.stream()
                .map(row -> view(
                        row,
                        obstacle(row.account(), flushes),
                        fresh(row.account(), flushes.get(row.account())),
                        now.getOrDefault(row.account(), Map.of())))
                .toList();
    }

    /** What there is now to be told to each account of what is to be told, by account and SKU. */
    private Map<String, Map<String, Integer>> figures(String tenant, List<Listing> rows) {
        Map<String, Set<String>> dirty = new TreeMap<>();
        rows.stream().filter(row -> row.dirtySince() != null).forEach(row -> dirty.computeIfAbsent(
                        row.account(), account -> new TreeSet<>())
                .add(row.sku()));
        Map<String, Map<String, Integer>> figures = new HashMap<>();
        dirty.forEach((account, skus) -> figures.put(account, availability.of(tenant, account, skus)));
        return figures;
    }

    /**
     * How it stands with each account that lists something.
     *
     * @param visible accounts the caller may see, * for all
     */
    public List<AccountSync> accounts(String tenant, Collection<String> visible) {
        Map<String, Flush> flushes = byAccount();
        return jdbc.sql(sql.get("accounts-listing")).param("tenant", tenant).query(String.class).list().stream()
                .filter(account -> visible.contains(EVERY_ACCOUNT) || visible.contains(account))
                .map(account -> sync(tenant, account, flushes))
                .toList();
    }

    /** The same of all tenants, for metrics. */
    List<AccountSync> accounts() {
        return accounts.all(Account.Kind.PLATFORM).stream()
                .map(Account::tenant)
                .distinct()
                .flatMap(tenant -> accounts(tenant, List.of(EVERY_ACCOUNT)).stream())
                .toList();
    }

    private AccountSync sync(String tenant, String account, Map<String, Flush> flushes) {
        Obstacle obstacle = obstacle(account, flushes);
        Flush flush = flushes.get(account);
        Map<String, Long> counts = new TreeMap<>();
        OffsetDateTime[] times = new OffsetDateTime[3];
        jdbc.sql(sql.get("listings-summed"))
                .param("tenant", tenant)
                .param("account", account)
                .param("fresh", fresh(account, flush))
                .query((ResultSet row) -> {
                    counts.merge(
                            SyncState.of(
                                    row.getString("state"),
                                    row.getBoolean("dirty"),
                                    row.getBoolean("differs"),
                                    row.getBoolean("seen"),
                                    obstacle != null),
                            row.getLong("listings"),
                            Long::sum);
                    times[0] = earlier(times[0], row.getObject("oldest", OffsetDateTime.class));
                    times[1] = later(times[1], row.getObject("told_last", OffsetDateTime.class));
                    times[2] = later(times[2], row.getObject("read_last", OffsetDateTime.class));
                });
        Obstacle unread = flush == null || flush.unreadSince() == null
                ? null
                : new Obstacle(flush.readCode(), time(flush.unreadSince()), flush.readError());
        return new AccountSync(
                account,
                counts,
                time(times[0]),
                time(times[1]),
                time(times[2]),
                obstacle,
                unread,
                flush == null ? 0 : flush.failures());
    }

    private static OffsetDateTime earlier(OffsetDateTime one, OffsetDateTime other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }

    private static OffsetDateTime later(OffsetDateTime one, OffsetDateTime other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    /** A reading from before this moment says nothing of now: a turn that was due since has brought none, or it was tried in vain. */
    private OffsetDateTime fresh(String account, Flush flush) {
        int minutes = accounts.find(account).map(ListingPolicy::readMinutes).orElse(0);
        OffsetDateTime due = Listings.utc(clock.instant())
                .minusMinutes(minutes == 0 ? SELDOM.toMinutes() : 2L * minutes + GRACE.toMinutes());
        return flush == null || flush.unreadSince() == null ? due : later(due, flush.unreadSince());
    }

    private Map<String, Flush> byAccount() {
        return flushes().stream().collect(Collectors.toMap(Flush::account, flush -> flush, (one, other) -> one));
    }

    /** Why an account cannot be told, or null. */
    private Obstacle obstacle(String id, Map<String, Flush> flushes) {
        Account account = accounts.find(id).orElse(null);
        if (account == null) {
            return new Obstacle(Obstacle.MODE, null, id + " is no account of config/partners.yaml any more");
        }
        if (!ListingPolicy.tells(account)) {
            return new Obstacle(
                    Obstacle.MODE,
                    null,
                    account.hubDoes(ListingPolicy.STEP)
                            ? id + " is in mode " + account.mode().name().toLowerCase(Locale.ROOT)
                                    + ": it is told nothing"
                            : id + " is told its stock by somebody else (step push_stock)");
        }
        AccountSwitches.Pause pause = switches.pause(account).orElse(null);
        if (pause != null) {
            return new Obstacle(
                    Obstacle.PAUSED,
                    time(Listings.utc(pause.since())),
                    id + " is paused by " + pause.by() + (pause.reason() == null ? "" : ": " + pause.reason()));
        }
        Flush flush = flushes.get(id);
        return flush == null || flush.failingSince() == null
                ? null
                : new Obstacle(flush.lastCode(), time(flush.failingSince()), flush.lastError());
    }

    /** Where the page that ends with this listing ended, opaque on the wire. */
    public static String cursor(ListingView last) {
        byte[] plain = (last.account() + "|" + last.platformSku()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    /** Accounts with something to be told; what rests because the platform would not take it is left out. */
    public List<Backlog> backlog() {
        return jdbc.sql(sql.get("backlog"))
                .param("now", Listings.utc(clock.instant()))
                .query((row, n) -> new Backlog(
                        row.getString("account"),
                        row.getLong("dirty"),
                        row.getObject("oldest", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Every account that was ever told, as it is of its present tenant. */
    public List<Flush> flushes() {
        return jdbc.sql(sql.get("flushes")).query(RecordMapper.of(Flush.class)).list().stream()
                .filter(flush -> accounts.find(flush.account())
                        .map(account -> account.tenant().equals(flush.tenant()))
                        .orElse(true))
                .toList();
    }

    private static String[] place(String cursor) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int bar = plain.indexOf('|');
            if (bar > 0) {
                return new String[] {plain.substring(0, bar), plain.substring(bar + 1)};
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(unknown(cursor), e);
        }
        throw new IllegalArgumentException(unknown(cursor));
    }

    private static String unknown(String cursor) {
        return "cursor '" + cursor + "' is not one that a page gave as next_cursor; ask without it for the first page";
    }

    private static ListingView view(Listing row, Obstacle obstacle, OffsetDateTime fresh, Map<String, Integer> now) {
        boolean dirty = row.dirtySince() != null;
        boolean seen = row.toldAt() != null
                && row.readAt() != null
                && !row.readAt().isBefore(row.toldAt())
                && !row.readAt().isBefore(fresh);
        return new ListingView(
                row.account(),
                row.platformSku(),
                row.sku(),
                row.state(),
                dirty ? StockFlush.figure(row, now.get(row.sku())) : row.desired(),
                row.told(),
                time(row.toldAt()),
                row.listed(),
                time(row.readAt()),
                dirty,
                time(row.dirtySince()),
                row.drift(),
                row.lastError(),
                SyncState.of(row.state(), dirty, row.drift() || row.differsSince() != null, seen, obstacle != null),
                obstacle);
    }

    private static String time(OffsetDateTime time) {
        return time == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
