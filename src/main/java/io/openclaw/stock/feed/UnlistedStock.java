package io.openclaw.stock.feed;

import io.openclaw.account.Accounts;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a warehouse's complete list leaves out though the books have units of it there. Policy of the account: {@code poll_absent}
 * (what that means: finding, the default, or zero).
 */
@Component("unlistedStock")
public class UnlistedStock {

    /** SKUs marked in one transaction: orders wait for no more than that. */
    private static final int MARKED = 100;

    private static final int NAMED = 10;

    private final StockTable table;
    private final Accounts accounts;

    UnlistedStock(StockTable table, Accounts accounts) {
        this.table = table;
        this.accounts = accounts;
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

    private JdbcClient.StatementSpec at(String tenant, String account, String statement) {
        return table.spec(statement).param("tenant", tenant).param("account", account);
    }
}
