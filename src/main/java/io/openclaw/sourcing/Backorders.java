package io.openclaw.sourcing;

import io.openclaw.sourcing.BackorderQueue.Waiting;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.WaitsFor;
import io.openclaw.stock.StockChange;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
     * Goes through the next orders that wait for a SKU.
     *
     * @param after where the look before this one ended; null to begin with the oldest
     */
    public BackorderReview review(String tenant, String sku, String after) {
        List<BackorderReview.Released> released = new ArrayList<>();
        if (after == null) {
            arrived(tenant, sku, released);
        }
        List<Waiting> waiting = queue.page("waiting", tenant, Map.of("sku", sku), after);
        int left = waiting.isEmpty() ? 0 : desk.sellable(tenant, sku);
        boolean ahead = !waiting.isEmpty() && presales.any(tenant, sku);
        for (Waiting order : waiting) {
            if (left <= 0 && !ahead) {
                return new BackorderReview(released, null);
            }
            SourcingPlan plan = desk.plan(order.orderNo());
            if (ahead && presales.possible(plan) && queue.release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                continue;
            }
            if (!plan.possible() && order.differs(plan) && queue.release(order.orderNo())) {
                // The goods came to an account that may not act: decided anew, that is what it says it waits for.
                released.add(released(tenant, plan.demand()));
                continue;
            }
            if (left <= 0) {
                continue;
            }
            int units = plan.demand().units().getOrDefault(sku, 0);
            if (plan.possible() && units <= left && queue.release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                left -= units;
            }
        }
        String next = queue.next(waiting);
        return new BackorderReview(
                released, next == null ? null : new BackorderReview.Next(tenant, sku, StockChange.orderKey(sku), next));
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
                queue.page("waiting-for-account", tenant, Map.of("account", WaitsFor.part(account)), after);
        for (Waiting order : waiting) {
            SourcingPlan plan = desk.plan(order.orderNo());
            if ((plan.possible() || order.differs(plan)) && queue.release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
            }
        }
        String next = queue.next(waiting);
        return new BackorderReview.OfAccount(
                released,
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
            if (plan.possible() && queue.release(orderNo)) {
                released.add(released(tenant, plan.demand()));
            }
        }
    }

    private static BackorderReview.Released released(String tenant, Demand demand) {
        return new BackorderReview.Released(tenant, demand.account(), demand.orderNo(), demand.version());
    }
}
