package io.openclaw.sourcing;

import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.WaitsFor;
import io.openclaw.stock.StockChange;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private static final OffsetDateTime BEGINNING = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Presales presales;
    private final Clock clock;
    private final int batch;
    private final Sql sql = Sql.of("sourcing");

    @Autowired
    public Backorders(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock) {
        this(jdbc, desk, presales, clock, BATCH);
    }

    Backorders(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock, int batch) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.presales = presales;
        this.clock = clock;
        this.batch = batch;
    }

    /** An order that waited: place in the queue, and the accounts it waits for as far as it is not for stock. */
    private record Waiting(String orderNo, OffsetDateTime placedAt, String waitsFor) {

        String place() {
            return placedAt + "|" + orderNo;
        }
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
        List<Waiting> waiting = waiting(tenant, sku, after);
        int left = waiting.isEmpty() ? 0 : desk.sellable(tenant, sku);
        boolean ahead = !waiting.isEmpty() && presales.any(tenant, sku);
        for (Waiting order : waiting) {
            if (left <= 0 && !ahead) {
                return new BackorderReview(released, null);
            }
            SourcingPlan plan = desk.plan(order.orderNo());
            if (ahead && presales.possible(plan) && release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                continue;
            }
            if (!plan.possible() && differs(order, plan) && release(order.orderNo())) {
                // The goods came to an account that may not act: decided anew, that is what it says it waits for.
                released.add(released(tenant, plan.demand()));
                continue;
            }
            if (left <= 0) {
                continue;
            }
            int units = plan.demand().units().getOrDefault(sku, 0);
            if (plan.possible() && units <= left && release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
                left -= units;
            }
        }
        if (waiting.size() < batch) {
            return new BackorderReview(released, null);
        }
        Waiting last = waiting.get(waiting.size() - 1);
        return new BackorderReview(
                released, new BackorderReview.Next(tenant, sku, StockChange.orderKey(sku), last.place()));
    }

    /**
     * Goes through the next orders that wait for an account and not for stock, because it is as it was not: those that could be
     * served now, or wait for something else by now, are marked.
     *
     * @param after where the look before this one ended; null to begin with the oldest
     */
    public BackorderReview.OfAccount ofAccount(String tenant, String account, String after) {
        List<BackorderReview.Released> released = new ArrayList<>();
        List<Waiting> waiting = page("waiting-for-account", tenant, after)
                .param("account", WaitsFor.part(account))
                .query(this::waiting)
                .list();
        for (Waiting order : waiting) {
            SourcingPlan plan = desk.plan(order.orderNo());
            if ((plan.possible() || differs(order, plan)) && release(order.orderNo())) {
                released.add(released(tenant, plan.demand()));
            }
        }
        return new BackorderReview.OfAccount(
                released,
                waiting.size() < batch
                        ? null
                        : new BackorderReview.NextOfAccount(
                                tenant,
                                account,
                                "account:" + account,
                                waiting.get(waiting.size() - 1).place()));
    }

    private static boolean differs(Waiting order, SourcingPlan plan) {
        return !Objects.equals(order.waitsFor(), WaitsFor.column(plan.waitsFor()));
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
            if (plan.possible() && release(orderNo)) {
                released.add(released(tenant, plan.demand()));
            }
        }
    }

    private static BackorderReview.Released released(String tenant, Demand demand) {
        return new BackorderReview.Released(tenant, demand.account(), demand.orderNo(), demand.version());
    }

    private List<Waiting> waiting(String tenant, String sku, String after) {
        return page("waiting", tenant, after)
                .param("sku", sku)
                .query(this::waiting)
                .list();
    }

    private JdbcClient.StatementSpec page(String statement, String tenant, String after) {
        int bar = after == null ? -1 : after.indexOf('|');
        return jdbc.sql(sql.get(statement))
                .param("tenant", tenant)
                .param("after_placed_at", bar < 0 ? BEGINNING : OffsetDateTime.parse(after.substring(0, bar)))
                .param("after_order_no", bar < 0 ? "" : after.substring(bar + 1))
                .param("batch", batch);
    }

    private Waiting waiting(ResultSet row, int n) throws SQLException {
        return new Waiting(
                row.getString("order_no"),
                row.getObject("placed_at", OffsetDateTime.class),
                row.getString("waits_for"));
    }

    private boolean release(String orderNo) {
        return jdbc.sql(sql.get("re-release"))
                        .param("order_no", orderNo)
                        .param("at", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                        .update()
                == 1;
    }
}
