package io.openclaw.order.view;

import io.openclaw.order.view.OrderView.PendingView;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is still to be done for orders, and what was given up: why an order does not move. */
@Component
public class PendingViews {

    private static final String NO_ACCOUNT = "-";

    private final JdbcClient jdbc;
    private final StandingStill standingStill;
    private final Sql sql = Sql.of("order-view");

    public PendingViews(JdbcClient jdbc, StandingStill standingStill) {
        this.jdbc = jdbc;
        this.standingStill = standingStill;
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
        return new PendingView(
                row.getString("step"),
                account,
                row.getString("event"),
                OrderViews.instant(row, "since"),
                row.getInt("attempts"),
                OrderViews.instant(row, "next_at"),
                row.getString("last_error"),
                account == null || deadLetter != null
                        ? null
                        : standingStill.why(account).orElse(null),
                deadLetter);
    }
}
