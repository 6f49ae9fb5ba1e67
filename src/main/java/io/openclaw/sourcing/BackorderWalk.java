package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.sourcing.BackorderQueue.Waiting;
import io.openclaw.sourcing.plan.NameColumn;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Goes once through the orders that wait, because what they are decided by is not what it was, the oldest first and some at a time. It
 * only marks those that could be served: each is planned in a transaction of its own when its {@code order.released} is worked.
 *
 * <p>An order is planned as if everybody before it in the queue had taken what it is about to take, and a batch begins when the one before
 * it is decided: so of two orders that wait for the same units or the same place of a day, the one that waits longer has it. So it is
 * with goods on their way; a batch ends before an order that would be promised something else than once those ahead are decided. Orders
 * that come in meanwhile are not held up.
 */
@Component("backorderWalk")
public class BackorderWalk {

    private static final int BATCH = 50;

    /** How often a batch waits for the one before it; the orders of that may be held by now, and are never decided. */
    private static final int PATIENCE = 20;

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Presales presales;
    private final Clock clock;
    private final BackorderQueue queue;
    private final Sql sql = Sql.of("sourcing");

    @Autowired
    public BackorderWalk(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock) {
        this(jdbc, desk, presales, clock, BATCH);
    }

    BackorderWalk(JdbcClient jdbc, SourcingDesk desk, Presales presales, Clock clock, int batch) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.presales = presales;
        this.clock = clock;
        this.queue = new BackorderQueue(jdbc, clock, batch);
    }

    /**
     * What one batch found.
     *
     * @param released orders to be planned again, oldest first
     * @param next where to go on; null when all were seen
     * @param pause whether those that were marked have to be decided first
     */
    public record Step(List<BackorderReview.Released> released, Next next, boolean pause) {

        /** For routes: whether more orders wait than were looked at. */
        public boolean isMore() {
            return next != null;
        }
    }

    /**
     * The data of {@code backorder.rules}.
     *
     * @param warehouse whose new day it is about; null for rules
     * @param after place in the queue of the last order looked at
     * @param marked orders of the batch before
     * @param turns how often it was waited for them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Next(
            String tenant, String warehouse, String orderKey, String after, List<String> marked, int turns) {}

    /**
     * Looks at the next batch. Called inside the caller's transaction.
     *
     * @param data of {@code sourcing.changed}, or of {@code backorder.rules}
     */
    public Step look(String tenant, Map<String, Object> data) {
        String warehouse = (String) data.get("warehouse");
        String after = (String) data.get("after");
        List<String> before = marked(data);
        int turns = data.get("turns") instanceof Number number ? number.intValue() : 0;
        if (turns < PATIENCE && undecided(before)) {
            return new Step(List.of(), next(tenant, warehouse, after, before, turns + 1), true);
        }
        List<Waiting> waiting = warehouse == null
                ? queue.page("waiting-for-rules", tenant, Map.of(), after)
                : queue.page("waiting-for-day", tenant, Map.of("warehouse", NameColumn.part(warehouse)), after);
        List<BackorderReview.Released> found = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        Waiting last = look(tenant, waiting, found, seen);
        List<BackorderReview.Released> released = queue.release(found);
        seen.stream().sorted().forEach(this::seen);
        String next = last == null ? queue.next(waiting) : last.place();
        if (next == null) {
            return new Step(released, null, false);
        }
        List<String> marked =
                released.stream().map(BackorderReview.Released::orderNo).toList();
        return new Step(released, next(tenant, warehouse, next, marked, 0), !marked.isEmpty());
    }

    /**
     * @param released those that are to be marked are put there
     * @param seen those that wait on are put there
     * @return the last order that was looked at, where those behind it have to wait until the marked ones are decided; otherwise null
     */
    private Waiting look(
            String tenant, List<Waiting> waiting, List<BackorderReview.Released> released, List<String> seen) {
        if (waiting.isEmpty()) {
            return null;
        }
        Ahead ahead = new Ahead();
        Waiting last = null;
        for (Waiting order : waiting) {
            SourcingPlan plan = desk.plan(order.orderNo(), ahead);
            Optional<Presales.Cover> promise = presales.next(plan, ahead);
            boolean behind = false;
            if (!plan.possible() && !ahead.nobody()) {
                plan = desk.plan(order.orderNo());
                behind = plan.possible();
                if (promise.isPresent() && !promise.equals(presales.next(plan, new Ahead()))) {
                    break;
                }
            }
            last = order;
            // One that waits for something else than it says is decided anew, so that it says so.
            boolean wake = plan.possible() ? !behind : order.differs(plan) || promise.isPresent();
            if (wake && queue.waits(order.orderNo())) {
                released.add(new BackorderReview.Released(
                        tenant,
                        plan.demand().account(),
                        order.orderNo(),
                        plan.demand().version()));
                if (plan.possible()) {
                    ahead.with(plan);
                } else {
                    promise.ifPresent(ahead::with);
                }
            } else if (!behind) {
                // Who would have been served but for those ahead is looked at again soon: one of them may fail.
                seen.add(order.orderNo());
            }
        }
        return last == waiting.get(waiting.size() - 1) ? null : last;
    }

    private void seen(String orderNo) {
        jdbc.sql(sql.get("latest-decision-seen"))
                .param("order_no", orderNo)
                .param("at", now())
                .update();
    }

    private boolean undecided(List<String> marked) {
        return !marked.isEmpty()
                && jdbc.sql(sql.get("still-released"))
                                .param("order_nos", marked)
                                .query(Integer.class)
                                .single()
                        > 0;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }

    private static Next next(String tenant, String warehouse, String after, List<String> marked, int turns) {
        return new Next(tenant, warehouse, SourcingChanges.Change.orderKey(tenant), after, marked, turns);
    }

    private static List<String> marked(Map<String, Object> data) {
        return data.get("marked") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }
}
