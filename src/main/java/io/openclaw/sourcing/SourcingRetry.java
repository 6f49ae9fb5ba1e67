package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.NameColumn;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.WaitsFor;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks now and then at orders that wait, though nothing woke them: {@link Backorders} and {@link BackorderWalk} do so as a rule, and
 * this is the net below them. Those that wait for an account are looked at each time, once it may act again. It only marks those that
 * could be served; each is planned in a transaction of its own when its {@code order.released} is worked.
 */
@Component("sourcingRetry")
public class SourcingRetry {

    private static final int BATCH = 200;

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Accounts accounts;
    private final Clock clock;
    private final Duration after;
    private final BackorderQueue queue;
    private final Sql sql = Sql.of("sourcing");

    /** @param after how long an order is left alone after it was looked at */
    public SourcingRetry(
            JdbcClient jdbc,
            SourcingDesk desk,
            Accounts accounts,
            Clock clock,
            @Value("${openclaw.sourcing.retry-after:15m}") Duration after) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.accounts = accounts;
        this.clock = clock;
        this.after = after;
        this.queue = new BackorderQueue(jdbc, clock, BATCH);
    }

    private record Waiting(String orderNo, int seq, String tenant, WaitsFor waitsFor) {

        boolean differs(SourcingPlan plan) {
            return !waitsFor.equals(plan.waitsFor());
        }
    }

    /**
     * The orders that could be served now, the oldest first. Of those that want the same stock, or the same warehouse, only
     * the oldest is taken: the others are looked at the next time. Called inside the caller's transaction.
     */
    public List<BackorderReview.Released> look() {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        List<BackorderReview.Released> released = new ArrayList<>();
        Set<String> marked = new HashSet<>();
        for (Waiting order : forAccountsThatAct()) {
            SourcingPlan plan = desk.plan(order.orderNo());
            if ((plan.possible() || order.differs(plan))
                    && queue.waits(order.orderNo())
                    && marked.add(order.orderNo())) {
                released.add(released(order, plan.demand()));
            }
        }
        Set<String> given = new HashSet<>();
        List<Waiting> seen = new ArrayList<>();
        for (Waiting order : waiting("waiting-unseen", Map.of("before", now.minus(after)))) {
            if (marked.contains(order.orderNo())) {
                continue;
            }
            SourcingPlan plan = desk.plan(order.orderNo());
            Set<String> wants = plan.possible() ? wants(plan) : Set.of();
            if (wants.stream().anyMatch(given::contains)) {
                continue;
            }
            // One that waits for something else than it says is decided anew, so that it says so.
            if ((plan.possible() || order.differs(plan)) && queue.waits(order.orderNo())) {
                given.addAll(wants);
                released.add(released(order, plan.demand()));
            }
            seen.add(order);
        }
        List<BackorderReview.Released> done = queue.release(released);
        seen.stream().sorted(Comparator.comparing(Waiting::orderNo)).forEach(order -> seen(order, now));
        return done;
    }

    private void seen(Waiting order, OffsetDateTime now) {
        jdbc.sql(sql.get("decision-seen"))
                .param("order_no", order.orderNo())
                .param("seq", order.seq())
                .param("at", now)
                .update();
    }

    private List<Waiting> forAccountsThatAct() {
        List<Waiting> waiting = new ArrayList<>();
        for (String column : jdbc.sql(sql.get("waited-for")).query(String.class).list()) {
            boolean acts = NameColumn.names(column).stream()
                    .flatMap(name -> accounts.find(name).stream())
                    .anyMatch(account -> account.mode() == Account.Mode.LIVE);
            if (acts) {
                waiting.addAll(waiting("waiting-for-accounts", Map.of("waits_for", column)));
            }
        }
        return waiting;
    }

    private List<Waiting> waiting(String statement, Map<String, Object> which) {
        return jdbc.sql(sql.get(statement))
                .params(which)
                .param("batch", BATCH)
                .query((row, n) -> new Waiting(
                        row.getString("order_no"),
                        row.getInt("seq"),
                        row.getString("tenant"),
                        WaitsFor.kept(row.getString("cause"), row.getString("waits_for"))))
                .list();
    }

    private static BackorderReview.Released released(Waiting order, Demand demand) {
        return new BackorderReview.Released(order.tenant(), demand.account(), order.orderNo(), demand.version());
    }

    /** What two orders may get in each other's way for: units of a SKU anywhere, and a place in a limited warehouse's day. */
    private Set<String> wants(SourcingPlan plan) {
        Set<String> wants = new HashSet<>();
        Demand demand = plan.demand();
        demand.units().keySet().forEach(sku -> wants.add(demand.tenant() + " sku " + sku));
        plan.proposals().get(0).parts().stream()
                .map(SourcingPlan.Part::warehouse)
                .filter(desk::limited)
                .forEach(warehouse -> wants.add(demand.tenant() + " warehouse " + warehouse));
        return wants;
    }
}
