package io.openclaw.bench;

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
                    statement.setNull(
                            i + 1,
                            names.get(i).endsWith("_at") || names.get(i).endsWith("_for")
                                    ? java.sql.Types.TIMESTAMP_WITH_TIMEZONE
                                    : java.sql.Types.VARCHAR);
                } else {
                    statement.setObject(i + 1, value);
                }
            }
        }
    }

    ReservationFloor(DataSource database) {
        Sql sql = Sql.of("stock");
        this.database = database;
        this.kept = Statement.of(sql.get("reservations-kept"));
        this.reservation = Statement.of(sql.get("reservation-insert"));
        this.movement = Statement.of(sql.get("movement-insert"));
        this.reserve = Statement.of(sql.get("reserve"));
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

        private Loop(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            findKept = connection.prepareStatement(kept.text());
            insertReservation = connection.prepareStatement(reservation.text());
            insertMovement = connection.prepareStatement(movement.text());
            update = connection.prepareStatement(reserve.text());
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
            values.put("state", "reserved");
            values.put("at", OffsetDateTime.now(ZoneOffset.UTC));
            values.put("kind", "reserve");
            values.put("counter", "reserved");
            values.put("cause", fulfillmentNo + "/" + sku);
            values.put("safety", 0);
            values.put("buffer_units", 0);
            values.put("buffer_percent", 0);
            Savepoint savepoint = connection.setSavepoint();
            kept.set(findKept, values);
            try (ResultSet rows = findKept.executeQuery()) {
                if (rows.next()) {
                    throw new IllegalStateException(fulfillmentNo + " is new: nothing is kept for it");
                }
            }
            reservation.set(insertReservation, values);
            insertReservation.executeUpdate();
            movement.set(insertMovement, values);
            insertMovement.executeUpdate();
            reserve.set(update, values);
            boolean taken = update.executeUpdate() == 1;
            if (taken) {
                connection.releaseSavepoint(savepoint);
                connection.commit();
            } else {
                connection.rollback();
            }
            return taken;
        }

        @Override
        public void close() throws SQLException {
            connection.setAutoCommit(true);
            connection.close();
        }
    }
}
