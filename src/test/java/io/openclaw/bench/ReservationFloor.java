package io.openclaw.bench;

import io.openclaw.store.Dialect;
import io.openclaw.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** The same statements of a reservation, prepared once a connection, in a bare JDBC loop: what the database can do. */
final class ReservationFloor {

    private static final Pattern NAME = Pattern.compile(":(\\w+)");

    private final DataSource database;
    private final Statement kept;
    private final Statement reservation;
    private final Statement movement;
    private final Statement reserve;
    private final Statement atOnce;
    private final boolean embedded;

    /** A statement with its parameters in the order of their places. */
    private record Statement(String text, List<String> names) {

        static Statement of(String named) {
            List<String> names = new ArrayList<>();
            Matcher matcher = NAME.matcher(named);
            StringBuilder text = new StringBuilder();
            while (matcher.find()) {
                names.add(matcher.group(1));
                matcher.appendReplacement(text, "?");
            }
            return new Statement(matcher.appendTail(text).toString(), List.copyOf(names));
        }

        void set(PreparedStatement statement, Map<String, Object> values) throws SQLException {
            for (int i = 0; i < names.size(); i++) {
                Object value = values.get(names.get(i));
                if (value == null) {
                    throw new IllegalArgumentException("no value for " + names.get(i));
                }
                statement.setObject(i + 1, value);
            }
        }
    }

    ReservationFloor(DataSource database) {
        this.embedded = Dialect.of(database).embedded();
        Sql sql = Sql.of("stock");
        this.database = database;
        this.kept = Statement.of(sql.get("reservations-kept"));
        this.reservation = Statement.of(sql.get("reservation-fresh"));
        this.movement = Statement.of(sql.get("movement-fresh"));
        this.reserve = Statement.of(sql.get("reserve"));
        this.atOnce = Statement.of(sql.get("reserve-at-once"));
    }

    /** A connection's statements, for one thread. */
    Loop loop() throws SQLException {
        return new Loop(database.getConnection());
    }

    /** Reserves one unit after the other, each in a transaction. */
    final class Loop implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement findKept;
        private final PreparedStatement insertReservation;
        private final PreparedStatement insertMovement;
        private final PreparedStatement update;
        private final PreparedStatement all;

        private Loop(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            findKept = embedded ? connection.prepareStatement(kept.text()) : null;
            insertReservation = embedded ? connection.prepareStatement(reservation.text()) : null;
            insertMovement = embedded ? connection.prepareStatement(movement.text()) : null;
            update = embedded ? connection.prepareStatement(reserve.text()) : null;
            all = embedded ? null : connection.prepareStatement(atOnce.text());
        }

        boolean reserve(String fulfillmentNo, String sku) throws SQLException {
            Map<String, Object> values = new java.util.HashMap<>();
            values.put("id", fulfillmentNo + "/" + sku);
            values.put("tenant", "demo");
            values.put("order_no", "O-" + fulfillmentNo);
            values.put("fulfillment_no", fulfillmentNo);
            values.put("warehouse", "cn");
            values.put("sku", sku);
            values.put("quantity", 1);
            values.put("at", OffsetDateTime.now(ZoneOffset.UTC));
            values.put("safety", 0);
            values.put("buffer_units", 0);
            values.put("buffer_percent", 0);
            Savepoint savepoint = connection.setSavepoint();
            boolean taken = embedded ? inSteps(values) : atOnce(values);
            if (taken) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return taken;
        }

        private boolean inSteps(Map<String, Object> values) throws SQLException {
            kept.set(findKept, values);
            try (ResultSet rows = findKept.executeQuery()) {
                if (rows.next()) {
                    throw new IllegalStateException(values.get("order_no") + " is new: nothing is kept for it");
                }
            }
            reservation.set(insertReservation, values);
            insertReservation.executeUpdate();
            movement.set(insertMovement, values);
            insertMovement.executeUpdate();
            reserve.set(update, values);
            return update.executeUpdate() == 1;
        }

        private boolean atOnce(Map<String, Object> values) throws SQLException {
            atOnce.set(all, values);
            try (ResultSet rows = all.executeQuery()) {
                return rows.next() && rows.getString(1).equals("taken");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.setAutoCommit(true);
            connection.close();
        }
    }
}
