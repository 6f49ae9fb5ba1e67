package io.openclaw.order.view;

import io.openclaw.order.view.OrderView.FulfillmentView;
import io.openclaw.order.view.OrderView.PendingView;
import io.openclaw.order.view.StandingStill.Stop;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is still to be done for orders, and what was given up: why an order does not move. */
@Component
public class PendingViews {

    private static final String NO_ACCOUNT = "-";

    /** The route that takes what warehouses push. */
    private static final String NOTICES = "warehouse-notices";

    private static final Set<String> AT_THE_WAREHOUSE = Set.of("accepted", "picking", "packed");

    private final JdbcClient jdbc;
    private final List<StandingStill> standingStill;
    private final Clock clock;
    private final Sql sql = Sql.of("order-view");

    /** @param standingStill asked in turn; the first that knows a cause names it */
    public PendingViews(JdbcClient jdbc, List<StandingStill> standingStill, Clock clock) {
        this.jdbc = jdbc;
        this.standingStill = List.copyOf(standingStill);
        this.clock = clock;
    }

    /** @param fulfillments of these orders */
    Grouped<PendingView> of(Collection<String> orderNos, Grouped<FulfillmentView> fulfillments) {
        Grouped<PendingView> pending = new Grouped<>();
        RowCallbackHandler add = row -> pending.add(row.getString("order_no"), view(row));
        for (String statement : List.of("pending", "given-up")) {
            jdbc.sql(sql.get(statement)).param("order_nos", orderNos).query(add);
        }
        Map<String, Optional<Stop>> deaf = new HashMap<>();
        for (String orderNo : orderNos) {
            fulfillments.of(orderNo).stream()
                    .filter(fulfillment -> AT_THE_WAREHOUSE.contains(fulfillment.status()))
                    .map(FulfillmentView::warehouse)
                    .distinct()
                    .forEach(warehouse -> deaf.computeIfAbsent(warehouse, this::deaf)
                            .ifPresent(stop -> pending.add(
                                    orderNo,
                                    new PendingView(
                                            NOTICES,
                                            warehouse,
                                            "outbound",
                                            null,
                                            0,
                                            null,
                                            null,
                                            stop.because(),
                                            null))));
        }
        return pending;
    }

    /** What a warehouse has taken goes on by its pushes: where they are not taken, nothing else says why it stands. */
    private Optional<Stop> deaf(String warehouse) {
        return stop(warehouse).filter(Stop::deaf);
    }

    private PendingView view(ResultSet row) throws SQLException {
        String lane = row.getString("lane");
        String account = lane == null || lane.equals(NO_ACCOUNT) ? null : lane;
        String deadLetter = row.getString("dead_letter");
        Optional<Stop> stop = account == null || deadLetter != null ? Optional.empty() : stop(account);
        return new PendingView(
                row.getString("step"),
                account,
                row.getString("event"),
                OrderViews.instant(row, "since"),
                row.getInt("attempts"),
                next(OrderViews.instant(row, "next_at"), stop),
                row.getString("last_error"),
                stop.map(Stop::because).orElse(noted(row)),
                deadLetter);
    }

    /** Noted without an attempt: it waits, for a permit or for an account other than its lane's. Null where nothing is. */
    private static String noted(ResultSet row) throws SQLException {
        return row.getString("dead_letter") == null && row.getInt("attempts") == 0 ? row.getString("last_error") : null;
    }

    private Optional<Stop> stop(String account) {
        return standingStill.stream()
                .flatMap(each -> each.why(account).stream())
                .findFirst();
    }

    /** A time that is over says nothing: the work is due, and waits for its turn or for what makes it stand still. */
    private Instant next(Instant due, Optional<Stop> stop) {
        Instant ahead = due == null || due.isBefore(clock.instant()) ? null : due;
        if (stop.isEmpty()) {
            return ahead;
        }
        Instant until = stop.get().until();
        if (until == null) {
            return null;
        }
        boolean over = until.isBefore(clock.instant());
        return over || ahead != null && ahead.isAfter(until) ? ahead : until;
    }
}
