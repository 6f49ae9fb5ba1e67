package io.openclaw.stock;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of the route {@code stock-polling}: which warehouse is asked for its stock, where a reading goes on, and what an
 * answer says. Policies of the account: {@code poll_stock_minutes} (never asked without), {@code poll_stock_batch} (SKUs a
 * page, 200), {@code poll_absent} (what it means that a complete list leaves a SKU out: finding, the default, or zero).
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

    /** SKUs marked in one transaction: orders wait for no more than that. */
    private static final int MARKED = 100;

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
        Map<String, Map<String, Object>> counts = counts(asked, answer, faulty);
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

    /**
     * Notes what a page that was booked has listed; of the last one, what is to be said of SKUs that the whole reading left out.
     *
     * @return documents: {@code stock_count} of zero units where the account's policy {@code poll_absent} is zero, else
     *     {@code stock_unlisted} of some SKUs each, with {@code unlisted} false where it is so no more. A list without a single SKU is more likely a
     *     broken one: nothing is counted as zero by it
     */
    public List<Map<String, Object>> leftOut(StockQuestion asked, StockPage page) {
        StockQuestion.Turn turn = asked.turn();
        Set<String> skus = new HashSet<>(page.faulty());
        page.counts().forEach(count -> skus.add(count.get("sku").toString()));
        if (!skus.isEmpty()) {
            at(turn.tenant(), turn.account(), "seen-note").param("skus", skus).update();
        }
        if (page.nextCursor() != null) {
            return List.of();
        }
        Reading reading = at(turn.tenant(), turn.account(), "poll-row")
                .query((row, n) -> new Reading(
                        row.getObject("started_at", OffsetDateTime.class),
                        row.getObject("taken_at", OffsetDateTime.class),
                        row.getInt("seen")))
                .single();
        if (reading.takenAt() == null
                || !reading.takenAt().toInstant().equals(turn.takenAt().toInstant())) {
            return List.of();
        }
        boolean zero =
                accounts.get(turn.account()).policy("poll_absent", "finding").equals("zero")
                        && reading.seen() + skus.size() > 0;
        List<Map<String, Object>> said = new ArrayList<>();
        TreeSet<String> leftOut = skus(turn, "unlisted", reading.startedAt());
        if (zero) {
            leftOut.forEach(sku -> said.add(Map.of(
                    "type",
                    "stock_count",
                    "sku",
                    sku,
                    "on_hand",
                    0,
                    "asked_at",
                    reading.startedAt().toString())));
        } else {
            said.addAll(marks(leftOut, true));
        }
        said.addAll(marks(skus(turn, "unlisted-no-more", null), false));
        return said;
    }

    private static List<Map<String, Object>> marks(TreeSet<String> skus, boolean unlisted) {
        List<String> all = List.copyOf(skus);
        List<Map<String, Object>> marks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MARKED) {
            List<String> some = all.subList(from, Math.min(from + MARKED, all.size()));
            marks.add(Map.of("type", "stock_unlisted", "skus", some, "unlisted", unlisted));
        }
        return marks;
    }

    private record Reading(OffsetDateTime startedAt, OffsetDateTime takenAt, int seen) {}

    /** In the order in which rows are locked. */
    private TreeSet<String> skus(StockQuestion.Turn turn, String statement, OffsetDateTime since) {
        JdbcClient.StatementSpec found = at(turn.tenant(), turn.account(), statement);
        return new TreeSet<>((since == null ? found : found.param("since", since))
                .query(String.class)
                .list());
    }

    /**
     * Keeps of rows that they are left out, or are no more. What changed is told as one finding of the whole warehouse: a list that is
     * not what the books are is one thing to look into, however many SKUs it leaves out. It names those first that orders wait
     * for, then those the books have most of. Called inside the caller's transaction.
     *
     * @param said a document of {@link #leftOut} of type {@code stock_unlisted}
     */
    public List<StockFinding> unlisted(StockQuestion.Turn turn, Map<String, Object> said) {
        boolean unlisted = Boolean.TRUE.equals(said.get("unlisted"));
        boolean changed = false;
        for (Object sku : (List<?>) said.get("skus")) {
            StockKey key = new StockKey(turn.tenant(), turn.account(), sku.toString());
            changed |=
                    table.at(key, "unlisted-mark").param("unlisted", unlisted).update() == 1;
        }
        return changed ? List.of(leftOut(turn)) : List.of();
    }

    /** What the list of a warehouse leaves out by now. */
    private StockFinding leftOut(StockQuestion.Turn turn) {
        LeftOut all = at(turn.tenant(), turn.account(), "unlisted-sum")
                .query((row, n) -> new LeftOut(row.getInt("skus"), row.getInt("units"), row.getInt("wanted")))
                .single();
        if (all.skus() == 0) {
            return StockFinding.of(
                    turn.tenant(),
                    turn.account(),
                    StockFinding.UNLISTED,
                    false,
                    turn.account() + " lists every SKU the books have units of there");
        }
        String names = at(turn.tenant(), turn.account(), "unlisted-first")
                .param("most", NAMED)
                .query(Counters::map)
                .list()
                .stream()
                .map(row -> row.key().sku() + " (" + (row.onHand() - row.missing()) + " units, " + row.promised()
                        + " promised)")
                .collect(Collectors.joining(", "));
        return StockFinding.of(
                turn.tenant(),
                turn.account(),
                StockFinding.UNLISTED,
                true,
                "the list of " + turn.account() + " leaves out " + all.skus() + (all.skus() == 1 ? " SKU" : " SKUs")
                        + " the books have, " + all.units()
                        + " units; orders were promised units of " + all.wanted() + " of them: " + names
                        + (all.skus() > NAMED ? " and " + (all.skus() - NAMED) + " more" : ""));
    }

    /** @param wanted SKUs of which units are promised */
    private record LeftOut(int skus, int units, int wanted) {}

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

    /** By SKU, in the order in which rows are locked; of one that is listed twice the newest count. */
    private static Map<String, Map<String, Object>> counts(
            StockQuestion asked, Map<String, Object> answer, List<String> faulty) {
        Map<String, Map<String, Object>> counts = new TreeMap<>();
        if (answer.get("items") instanceof List<?> items) {
            for (Object each : items) {
                Map<?, ?> item = each instanceof Map<?, ?> map ? map : Map.of();
                String sku = item.get("sku") == null ? "" : item.get("sku").toString();
                Integer onHand = units(item.get("on_hand"));
                if (sku.isBlank() || onHand == null || !readable(item.get("as_of"))) {
                    faulty.add(sku.isBlank() ? "(without sku)" : sku);
                    continue;
                }
                if (onHand < 0) {
                    faulty.add(sku);
                }
                Map<String, Object> count = new LinkedHashMap<>();
                count.put("type", "stock_count");
                count.put("sku", sku);
                count.put("on_hand", Math.max(0, onHand));
                if (item.get("as_of") == null) {
                    count.put("asked_at", asked.askedAt().toString());
                } else {
                    count.put("as_of", item.get("as_of").toString());
                }
                counts.merge(sku, count, StockPolling::newer);
            }
        }
        return counts;
    }

    /** Whole units; null for anything else. */
    private static Integer units(Object value) {
        try {
            return value == null ? null : new BigDecimal(value.toString()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static boolean readable(Object time) {
        try {
            return time == null || OffsetDateTime.parse(time.toString()) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Map<String, Object> newer(Map<String, Object> one, Map<String, Object> other) {
        return time(other).isBefore(time(one)) ? one : other;
    }

    private static OffsetDateTime time(Map<String, Object> count) {
        return OffsetDateTime.parse(
                count.getOrDefault("as_of", count.get("asked_at")).toString());
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
