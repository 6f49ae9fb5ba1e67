package io.openclaw.stock;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The three statements that every reservation runs, by position: names cost more here than the database takes. */
@Component
class HotPath {

    private static final Pattern NAME = Pattern.compile(":(\\w+)");

    private final JdbcTemplate jdbc;
    private final StockPolicies policies;
    private final String insertReservation;
    private final String insertMovement;
    private final String reserve;
    private final List<String> reserveNames;

    HotPath(StockTable table, JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.policies = table.policies();
        this.insertReservation = table.text("reservation-batch");
        this.insertMovement = table.text("movement-batch");
        String named = table.text("reserve");
        this.reserve = NAME.matcher(named).replaceAll("?");
        this.reserveNames =
                NAME.matcher(named).results().map(found -> found.group(1)).toList();
    }

    /** False when the very reservation stands already. */
    boolean reservation(Claim claim, OffsetDateTime now) {
        return jdbc.update(insertReservation, statement -> reservation(statement, claim, now)) == 1;
    }

    void movement(Claim claim, OffsetDateTime now) {
        jdbc.update(insertMovement, statement -> movement(statement, claim, now));
    }

    /** Promises units; false when there are not that many to be sold. */
    boolean take(StockKey key, int quantity) {
        StockPolicy.Buffer buffer = policies.buffer(key);
        int safety = policies.safety(key);
        return jdbc.update(reserve, statement -> {
                    for (int i = 0; i < reserveNames.size(); i++) {
                        switch (reserveNames.get(i)) {
                            case "tenant" -> statement.setString(i + 1, key.tenant());
                            case "warehouse" -> statement.setString(i + 1, key.warehouse());
                            case "sku" -> statement.setString(i + 1, key.sku());
                            case "quantity" -> statement.setInt(i + 1, quantity);
                            case "safety" -> statement.setInt(i + 1, safety);
                            case "buffer_units" -> statement.setInt(i + 1, buffer.units());
                            case "buffer_percent" -> statement.setInt(i + 1, buffer.percent());
                            default -> throw new IllegalStateException("unknown parameter " + reserveNames.get(i));
                        }
                    }
                })
                == 1;
    }

    private static void reservation(PreparedStatement statement, Claim claim, OffsetDateTime now) throws SQLException {
        statement.setString(1, claim.reservationId());
        statement.setString(2, claim.key().tenant());
        statement.setString(3, claim.orderNo());
        statement.setString(4, claim.fulfillmentNo());
        statement.setString(5, claim.key().warehouse());
        statement.setString(6, claim.key().sku());
        statement.setInt(7, claim.quantity());
        statement.setObject(8, now);
    }

    private static void movement(PreparedStatement statement, Claim claim, OffsetDateTime now) throws SQLException {
        statement.setString(1, claim.key().tenant());
        statement.setString(2, claim.key().warehouse());
        statement.setString(3, claim.key().sku());
        statement.setInt(4, claim.quantity());
        statement.setString(5, claim.reservationId());
        statement.setString(6, claim.orderNo());
        statement.setObject(7, now);
    }
}
