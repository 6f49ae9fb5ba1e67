package io.openclaw.order.view;

import io.openclaw.order.view.OrderView.PendingView;
import io.openclaw.order.view.StandingStill.Stop;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is still to be done for orders, and what was given up: why an order does not move. */
@Component
public class PendingViews {

    private static final String NO_ACCOUNT = "-";

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

    Grouped<PendingView> of(Collection<String> orderNos) {
        Grouped<PendingView> pending = new Grouped<>();
        RowCallbackHandler add = row -> pending.add(row.getString("order_no"), view(row));
        for (String statement : List.of("pending", "given-up")) {
            jdbc.sql(sql.get(statement)).param("order_nos", orderNos).query(add);
        }
        return pending;
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
                stop.map(Stop::because).orElse(null),
                deadLetter);
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
        return until != null && ahead != null && ahead.isAfter(until) ? ahead : until;
    }
}
