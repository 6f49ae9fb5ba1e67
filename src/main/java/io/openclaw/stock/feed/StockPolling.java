package io.openclaw.stock.feed;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.stock.StockTable;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of the route {@code stock-polling}: which warehouse is asked for its stock, where a reading goes on, and what an
 * answer says; {@link UnlistedStock} has what a complete list leaves out. Policies of the account: {@code poll_stock_minutes}
 * (never asked without), {@code poll_stock_batch} (SKUs a page, 200).
 *
 * <p>A reading that breaks off goes on at the page it broke off at, after a while that doubles with each failure; every third
 * time it begins anew, because cursors do not live for ever. An item that cannot be read is left out and named, the rest of its page is booked.
 */
@Component("stockPolling")
public class StockPolling {

    private static final String BATCH = "200";

    /** How long a hub may be silent in the middle of a page before another takes the reading over. */
    private static final Duration LEASE = Duration.ofMinutes(3);

    /** How long a warehouse is read at a stretch, so that a large or slow one does not keep the others waiting. */
    private static final Duration STRETCH = Duration.ofSeconds(5);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_RETRY = Duration.ofMinutes(15);
    private static final int ANEW = 3;
    private static final int NAMED = 10;

    private final StockTable table;
    private final Accounts accounts;
    private final AccountSwitches switches;
    private final Clock clock;

    StockPolling(StockTable table, Accounts accounts, AccountSwitches switches, Clock clock) {
        this.table = table;
        this.accounts = accounts;
        this.switches = switches;
        this.clock = clock;
    }

    /** The warehouses whose turn it is. Their turn is taken: no other hub gets it while this one reads. */
    public List<StockQuestion.Turn> turns() {
        List<StockQuestion.Turn> turns = new ArrayList<>();
        for (Account account : accounts.all(Account.Kind.WAREHOUSE)) {
            long minutes = Long.parseLong(account.policy("poll_stock_minutes", "0"));
            if (minutes > 0
                    && account.mode() != Account.Mode.OFF
                    && switches.pause(account).isEmpty()) {
                take(account, Duration.ofMinutes(minutes), turns);
            }
        }
        return turns;
    }

    private void take(Account account, Duration period, List<StockQuestion.Turn> turns) {
        OffsetDateTime now = now();
        at(account.tenant(), account.id(), "poll-first").update();
        boolean taken = at(account.tenant(), account.id(), "poll-take")
                        .param("now", now)
                        .param("lease", now.plus(LEASE))
                        .param("due", now.minus(period))
                        .update()
                == 1;
        if (taken) {
            turns.add(at(account.tenant(), account.id(), "poll-row")
                    .query((row, n) -> new StockQuestion.Turn(
                            account.tenant(),
                            account.id(),
                            row.getString("next_cursor"),
                            row.getObject("taken_at", OffsetDateTime.class),
                            row.getInt("failures")))
                    .single());
        }
    }

    /** The first question of a turn; null when another hub has the turn by now. */
    public StockQuestion first(StockQuestion.Turn turn) {
        if (turn.cursor() == null
                && of(turn, "poll-begin").param("now", turn.takenAt()).update() == 0) {
            return null;
        }
        if (turn.cursor() == null) {
            at(turn.tenant(), turn.account(), "seen-clear").update();
        }
        return question(turn, turn.cursor());
    }

    /**
     * Reads an answer of {@code warehouse:list-stock}.
     *
     * @throws IllegalStateException for an answer that would never come to its end
     */
    public StockPage page(StockQuestion asked, Map<String, Object> answer) {
        List<String> faulty = new ArrayList<>();
        Map<String, Map<String, Object>> counts = StockList.counts(asked, answer, faulty);
        Set<String> known = known(asked.turn().tenant(), counts.keySet());
        String next = answer.get("next_cursor") == null
                ? ""
                : answer.get("next_cursor").toString();
        if (!next.isEmpty() && next.equals(asked.cursor())) {
            throw new IllegalStateException(
                    "the page behind cursor '" + next + "' names the same cursor again; its list would never end");
        }
        return new StockPage(
                counts.entrySet().stream()
                        .filter(count -> known.contains(count.getKey()))
                        .map(Map.Entry::getValue)
                        .toList(),
                counts.keySet().stream().filter(sku -> !known.contains(sku)).toList(),
                faulty,
                "poll:" + asked.askedAt(),
                next.isEmpty() ? null : next);
    }

    /** The question behind a page that was booked; null at the end, and where others wait for their turn. */
    public StockQuestion next(StockQuestion asked, StockPage page) {
        StockQuestion.Turn turn = asked.turn();
        OffsetDateTime now = now();
        boolean pause = Duration.between(turn.takenAt(), now).compareTo(STRETCH) >= 0;
        int rows = of(turn, "poll-advance")
                .param("cursor", page.nextCursor())
                .param("retry_at", pause ? now : now.plus(LEASE))
                .param("seen", page.counts().size() + page.unknown().size())
                .param("seen_unknown", page.unknown().size())
                .param("seen_names", names(page.unknown()))
                .update();
        if (rows == 0) {
            return null;
        }
        if (page.nextCursor() == null) {
            of(turn, "poll-finish").param("now", now).update();
            return null;
        }
        return pause ? null : question(turn, page.nextCursor());
    }

    /**
     * The warehouse or our own budget said to come later: that is no failure.
     *
     * @param wait how long; null where nobody said
     */
    public void later(StockQuestion.Turn turn, Duration wait) {
        of(turn, "poll-later")
                .param("retry_at", now().plus(wait == null ? FIRST_RETRY : wait))
                .update();
    }

    /** A reading broke off; it is tried again after a while. */
    public void failed(StockQuestion.Turn turn, String message) {
        int failures = turn.failures() + 1;
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        String cursor = at(turn.tenant(), turn.account(), "poll-row")
                .query((row, n) -> new Place(row.getString("next_cursor")))
                .single()
                .cursor();
        of(turn, "poll-failed")
                .param("retry_at", now().plus(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait))
                .param("cursor", failures % ANEW == 0 ? null : cursor)
                .param("error", cut(String.valueOf(message), 1000))
                .update();
    }

    private record Place(String cursor) {}

    /** Makes it a warehouse's turn at once; one that reads already goes on. */
    public void pollNow(String accountId) {
        Account account = accounts.get(accountId);
        at(account.tenant(), account.id(), "poll-first").update();
        at(account.tenant(), account.id(), "poll-now").param("now", now()).update();
    }

    /**
     * How the reading of a warehouse goes.
     *
     * @param startedAt when the last reading began, or null
     * @param finishedAt when the last one that came to its end did, or null
     * @param listed SKUs that one listed
     * @param unknown of them, SKUs that nobody knows
     * @param unknownSkus some of their names
     * @param failures in a row since
     */
    public record Standing(
            String account,
            OffsetDateTime startedAt,
            OffsetDateTime finishedAt,
            int listed,
            int unknown,
            String unknownSkus,
            int failures,
            String lastError) {}

    /** All warehouses that were ever asked. */
    public List<Standing> standings() {
        return table.spec("polls")
                .query((row, n) -> new Standing(
                        row.getString("account"),
                        row.getObject("started_at", OffsetDateTime.class),
                        row.getObject("finished_at", OffsetDateTime.class),
                        row.getInt("listed"),
                        row.getInt("listed_unknown"),
                        row.getString("listed_names"),
                        row.getInt("failures"),
                        row.getString("last_error")))
                .list();
    }

    private Set<String> known(String tenant, Set<String> skus) {
        return skus.isEmpty()
                ? Set.of()
                : new HashSet<>(table.spec("known-skus")
                        .param("tenant", tenant)
                        .param("skus", skus)
                        .query(String.class)
                        .list());
    }

    private StockQuestion question(StockQuestion.Turn turn, String cursor) {
        Account account = accounts.get(turn.account());
        return new StockQuestion(cursor, Integer.parseInt(account.policy("poll_stock_batch", BATCH)), turn, now());
    }

    private static String names(List<String> skus) {
        return skus.isEmpty() ? null : cut(String.join(", ", skus.subList(0, Math.min(NAMED, skus.size()))), 1000);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private JdbcClient.StatementSpec of(StockQuestion.Turn turn, String statement) {
        return at(turn.tenant(), turn.account(), statement).param("taken_at", turn.takenAt());
    }

    private JdbcClient.StatementSpec at(String tenant, String account, String statement) {
        return table.spec(statement).param("tenant", tenant).param("account", account);
    }

    /** In whole microseconds: the database keeps no finer, and a turn is known by its time. */
    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).truncatedTo(ChronoUnit.MICROS);
    }
}
