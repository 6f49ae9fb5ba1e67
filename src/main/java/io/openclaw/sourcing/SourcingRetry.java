package io.openclaw.sourcing;

import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks now and then at orders that wait, though no stock came: a new day has new capacity, rules and rates are edited, a
 * warehouse is live again. It only marks those that could be served; each is planned in a transaction of its own when its
 * {@code order.released} is worked.
 */
@Component("sourcingRetry")
public class SourcingRetry {

    private static final int BATCH = 200;

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Clock clock;
    private final Duration after;
    private final Sql sql = Sql.of("sourcing");

    /** @param after how long an order is left alone after it was looked at */
    public SourcingRetry(
            JdbcClient jdbc,
            SourcingDesk desk,
            Clock clock,
            @Value("${openclaw.sourcing.retry-after:15m}") Duration after) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.clock = clock;
        this.after = after;
    }

    private record Waiting(String orderNo, int seq, String tenant) {}

    /**
     * The orders that could be served now, the oldest first. Of those that want the same stock, or the same warehouse, only
     * the oldest is taken: the others are looked at the next time. Called inside the caller's transaction.
     */
    public List<BackorderReview.Released> look() {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        List<Waiting> waiting = jdbc.sql(sql.get("waiting-unseen"))
                .param("before", now.minus(after))
                .param("batch", BATCH)
                .query((row, n) -> new Waiting(row.getString("order_no"), row.getInt("seq"), row.getString("tenant")))
                .list();
        List<BackorderReview.Released> released = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (Waiting order : waiting) {
            SourcingPlan plan = desk.plan(order.orderNo());
            Set<String> wants = plan.possible() ? wants(plan) : Set.of();
            if (wants.stream().anyMatch(given::contains)) {
                continue;
            }
            if (plan.possible() && release(order.orderNo(), now)) {
                given.addAll(wants);
                Demand demand = plan.demand();
                released.add(new BackorderReview.Released(
                        order.tenant(), demand.account(), order.orderNo(), demand.version()));
            }
            jdbc.sql(sql.get("decision-seen"))
                    .param("order_no", order.orderNo())
                    .param("seq", order.seq())
                    .param("at", now)
                    .update();
        }
        return released;
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

    private boolean release(String orderNo, OffsetDateTime now) {
        return jdbc.sql(sql.get("re-release"))
                        .param("order_no", orderNo)
                        .param("at", now)
                        .update()
                == 1;
    }
}
