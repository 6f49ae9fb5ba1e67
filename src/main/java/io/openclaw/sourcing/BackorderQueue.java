package io.openclaw.sourcing;

import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.WaitsFor;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The orders that wait, in the sequence in which they were placed: a page of them, and the way out. */
final class BackorderQueue {

    private static final OffsetDateTime BEGINNING = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final int batch;
    private final Sql sql = Sql.of("sourcing");

    BackorderQueue(JdbcClient jdbc, Clock clock, int batch) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.batch = batch;
    }

    /** An order that waits, and what for. */
    record Waiting(String orderNo, OffsetDateTime placedAt, WaitsFor waitsFor) {

        /** Where a page after it begins. */
        String place() {
            return placedAt + "|" + orderNo;
        }

        /** Whether it would wait for something else than it says. */
        boolean differs(SourcingPlan plan) {
            return !waitsFor.equals(plan.waitsFor());
        }
    }

    /**
     * @param statement of sourcing.sql, which says who is meant
     * @param about what it needs to know beside the tenant
     * @param after {@link Waiting#place} of the last one of the page before; null to begin with the oldest
     */
    List<Waiting> page(String statement, String tenant, Map<String, ?> about, String after) {
        int bar = after == null ? -1 : after.indexOf('|');
        return jdbc.sql(sql.get(statement))
                .param("tenant", tenant)
                .params(about)
                .param("after_placed_at", bar < 0 ? BEGINNING : OffsetDateTime.parse(after.substring(0, bar)))
                .param("after_order_no", bar < 0 ? "" : after.substring(bar + 1))
                .param("batch", batch)
                .query((row, n) -> new Waiting(
                        row.getString("order_no"),
                        row.getObject("placed_at", OffsetDateTime.class),
                        WaitsFor.kept(row.getString("cause"), row.getString("waits_for"))))
                .list();
    }

    /** The place after which the next page begins; null where this one was the last. */
    String next(List<Waiting> page) {
        return page.size() < batch ? null : page.get(page.size() - 1).place();
    }

    /** Whether it can be marked to be planned anew; false where somebody has, or it waits no more. */
    boolean waits(String orderNo) {
        return jdbc.sql(sql.get("may-be-re-released"))
                        .param("order_no", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * Marks orders to be planned anew, in the order of their numbers: so whoever holds several orders waits for nobody who waits for him. What
     * the transaction notes of their decisions comes after it.
     *
     * @return those that are marked, as they were given
     */
    List<BackorderReview.Released> release(List<BackorderReview.Released> found) {
        Set<String> marked = new HashSet<>();
        found.stream()
                .map(BackorderReview.Released::orderNo)
                .sorted()
                .filter(this::release)
                .forEach(marked::add);
        return found.stream().filter(order -> marked.contains(order.orderNo())).toList();
    }

    private boolean release(String orderNo) {
        return jdbc.sql(sql.get("re-release"))
                        .param("order_no", orderNo)
                        .param("at", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                        .update()
                == 1;
    }
}
