package io.openclaw.stock;

import io.openclaw.store.Dialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The statements that every reservation runs, by position: names cost more here than the database takes. */
@Component
class HotPath {

    private final JdbcTemplate jdbc;
    private final StockPolicies policies;
    private final boolean embedded;
    private final Statement insertReservation;
    private final Statement insertMovement;
    private final Statement reserve;
    private final Statement atOnce;

    HotPath(StockTable table, JdbcTemplate jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.policies = table.policies();
        this.embedded = dialect.embedded();
        this.insertReservation = Statement.of(table.text("reservation-fresh"));
        this.insertMovement = Statement.of(table.text("movement-fresh"));
        this.reserve = Statement.of(table.text("reserve"));
        this.atOnce = Statement.of(table.text("reserve-at-once"));
    }

    /** What came of a reservation tried in one statement. */
    enum AtOnce {
        /** It is made, or stood already. */
        DONE,
        /** Units are missing; what was written of it has to be rolled back. */
        SHORT,
        /** Nothing was done: not here, or not while units are kept for the order. */
        UNTRIED
    }

    /**
     * {@link #reservation}, {@link #movement} and {@link #take} in one statement. A database of its own process answers each of
     * them at once; to one elsewhere every statement is a journey, the last ones with the row locked that others wait for.
     */
    AtOnce atOnce(Claim claim, OffsetDateTime now) {
        if (embedded) {
            return AtOnce.UNTRIED;
        }
        StockPolicy.Buffer buffer = policies.buffer(claim.key());
        int safety = policies.safety(claim.key());
        String came = jdbc.query(
                atOnce.text(),
                statement -> atOnce.set(statement, claim, now, safety, buffer),
                rows -> rows.next() ? rows.getString(1) : null);
        return switch (String.valueOf(came)) {
            case "taken", "stands" -> AtOnce.DONE;
            case "short" -> AtOnce.SHORT;
            case "kept" -> AtOnce.UNTRIED;
            default -> throw new IllegalStateException("a reservation at once came to " + came);
        };
    }

    /** False when the very reservation stands already. */
    boolean reservation(Claim claim, OffsetDateTime now) {
        return update(insertReservation, claim, now) == 1;
    }

    void movement(Claim claim, OffsetDateTime now) {
        update(insertMovement, claim, now);
    }

    /** Promises units; false when there are not that many to be sold. */
    boolean take(Claim claim) {
        StockPolicy.Buffer buffer = policies.buffer(claim.key());
        int safety = policies.safety(claim.key());
        return jdbc.update(reserve.text(), statement -> reserve.set(statement, claim, null, safety, buffer)) == 1;
    }

    private int update(Statement insert, Claim claim, OffsetDateTime now) {
        return jdbc.update(insert.text(), statement -> insert.set(statement, claim, now, 0, null));
    }

    /** A statement with its parameters in the order of their places. */
    private record Statement(String text, List<String> names) {

        private static final Pattern NAME = Pattern.compile(":(\\w+)");

        static Statement of(String named) {
            return new Statement(
                    NAME.matcher(named).replaceAll("?"),
                    NAME.matcher(named).results().map(found -> found.group(1)).toList());
        }

        void set(PreparedStatement statement, Claim claim, OffsetDateTime now, int safety, StockPolicy.Buffer buffer)
                throws SQLException {
            for (int i = 0; i < names.size(); i++) {
                int place = i + 1;
                switch (names.get(i)) {
                    case "id" -> statement.setString(place, claim.reservationId());
                    case "tenant" -> statement.setString(place, claim.key().tenant());
                    case "warehouse" -> statement.setString(place, claim.key().warehouse());
                    case "sku" -> statement.setString(place, claim.key().sku());
                    case "order_no" -> statement.setString(place, claim.orderNo());
                    case "fulfillment_no" -> statement.setString(place, claim.fulfillmentNo());
                    case "quantity" -> statement.setInt(place, claim.quantity());
                    case "at" -> statement.setObject(place, now);
                    case "safety" -> statement.setInt(place, safety);
                    case "buffer_units" -> statement.setInt(place, buffer.units());
                    case "buffer_percent" -> statement.setInt(place, buffer.percent());
                    default -> throw new IllegalStateException("unknown parameter " + names.get(i));
                }
            }
        }
    }
}
