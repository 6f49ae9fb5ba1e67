package io.openclaw.sourcing;

import io.openclaw.sourcing.BackorderQueue.Waiting;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.NameColumn;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.stock.StockChange;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the orders that wait for a SKU, or for an account, and could be served now, oldest first, some at a time. It only marks them: each is
 * planned in a transaction of its own when its {@code order.released} is worked.
 */
@Component("backorders")
public class Backorders {

    private static final int BATCH = 20;

    /** How often a look waits for those it has marked. */
    private static final int PATIENCE = 20;

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Presales presales;
    private final BackorderQueue queue;
    private final Sql sql = Sql.of("sourcing");

    @Autowired
    public Backorders(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock) {
        this(jdbc, desk, presales, clock, BATCH);
    }

    Backorders(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock, int batch) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.presales = presales;
        this.queue = new BackorderQueue(jdbc, clock, batch);
    }

    /**
     * Goes through the next orders that wait for a SKU. Goods on their way go to those that wait longest, too: no more orders are marked
     * than they are enough for beside those that are marked and not decided yet, and the look stops between those that take what lies
     * there and those that take what is on its way, until the former are decided.
     *
     * @param after where the look before this one ended; null to begin with the oldest
     * @param turns how often this look was stopped; null for never
     */
    public BackorderReview review(String tenant, String sku, String after, Integer turns) {
        BackorderReview found = look(tenant, sku, after, turns);
        return new BackorderReview(queue.release(found.released()), found.next());
    }

    private BackorderReview look(String tenant, String sku, String after, Integer turns) {
        List<BackorderReview.Released> released = new ArrayList<>();
        if (after == null) {
            arrived(tenant, sku, released);
        }
        Set<String> arrived =
                released.stream().map(BackorderReview.Released::orderNo).collect(Collectors.toSet());
        List<Waiting> waiting = queue.page("waiting", tenant, Map.of("sku", sku), after);
        int left = waiting.isEmpty() ? 0 : desk.sellable(tenant, sku);
        int coming = waiting.isEmpty() ? 0 : presales.coming(tenant, sku);
        int busy = coming > 0 ? busy(tenant, sku, waiting) : 0;
        coming -= Math.max(0, busy - left);
        left -= busy;
        int turn = turns == null ? 0 : turns;
        boolean shelf = turn > 0 && busy > 0;
        Ahead ahead = new Ahead();
        String before = after;
        for (Waiting order : waiting) {
            if (left <= 0 && coming <= 0) {
                return new BackorderReview(released, null);
            }
            if (arrived.contains(order.orderNo())) {
                continue;
            }
            SourcingPlan plan = desk.plan(order.orderNo());
            int units = plan.demand().units().getOrDefault(sku, 0);
            Optional<Presales.Cover> promise = coming > 0 ? presales.next(plan, ahead) : Optional.empty();
            // Served by what lies there but for those ahead, or promised something else than it would be without them.
            boolean behind = plan.possible()
                    ? shelf && units > left && units <= coming
                    : promise.isPresent() && !ahead.nobody() && !promise.equals(presales.next(plan, new Ahead()));
            if (behind && turn < PATIENCE) {
                return new BackorderReview(released, next(tenant, sku, before, turn + 1));
            }
            before = order.place();
            int more = promise.map(cover -> cover.coming().getOrDefault(sku, 0)).orElse(0);
            if (promise.isPresent() && more <= coming && queue.waits(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                ahead.with(promise.get());
                coming -= more;
                left -= units - more;
                continue;
            }
            if (!plan.possible() && order.differs(plan) && queue.waits(order.orderNo())) {
                // The goods came to an account that may not act: decided anew, that is what it says it waits for.
                released.add(released(tenant, plan.demand()));
                continue;
            }
            if (left <= 0) {
                continue;
            }
            if (plan.possible() && units <= left && queue.waits(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                left -= units;
                ahead.with(plan);
                shelf = true;
            }
        }
        String next = queue.next(waiting);
        return new BackorderReview(released, next == null ? null : next(tenant, sku, next, 0));
    }

    private static BackorderReview.Next next(String tenant, String sku, String after, int turns) {
        return new BackorderReview.Next(tenant, sku, StockChange.orderKey(sku), after, turns);
    }

    /** Units of those that are marked and not decided yet, as far as none of them came later than all that wait here. */
    private int busy(String tenant, String sku, List<Waiting> waiting) {
        return jdbc.sql(sql.get("units-about-to-be-taken"))
                .param("tenant", tenant)
                .param("sku", sku)
                .param("until", waiting.get(waiting.size() - 1).placedAt())
                .query(Integer.class)
                .single();
    }

    /**
     * Goes through the next orders that wait for an account and not for stock, because it is as it was not: those that could be
     * served now, or wait for something else by now, are marked.
     *
     * @param after where the look before this one ended; null to begin with the oldest
     */
    public BackorderReview.OfAccount ofAccount(String tenant, String account, String after) {
        List<BackorderReview.Released> released = new ArrayList<>();
        List<Waiting> waiting =
                queue.page("waiting-for-account", tenant, Map.of("account", NameColumn.part(account)), after);
        for (Waiting order : waiting) {
            SourcingPlan plan = desk.plan(order.orderNo());
            if (plan.possible() || order.differs(plan)) {
                released.add(released(tenant, plan.demand()));
            }
        }
        String next = queue.next(waiting);
        return new BackorderReview.OfAccount(
                queue.release(released),
                next == null ? null : new BackorderReview.NextOfAccount(tenant, account, "account:" + account, next));
    }

    /** Presales whose goods are withheld for them now. */
    private void arrived(String tenant, String sku, List<BackorderReview.Released> released) {
        List<String> kept = jdbc.sql(sql.get("waiting-kept"))
                .param("tenant", tenant)
                .param("sku", sku)
                .query((row, n) -> row.getString("order_no"))
                .list();
        for (String orderNo : kept) {
            SourcingPlan plan = desk.plan(orderNo);
            if (plan.possible() && queue.waits(orderNo)) {
                released.add(released(tenant, plan.demand()));
            }
        }
    }

    private static BackorderReview.Released released(String tenant, Demand demand) {
        return new BackorderReview.Released(tenant, demand.account(), demand.orderNo(), demand.version());
    }
}
