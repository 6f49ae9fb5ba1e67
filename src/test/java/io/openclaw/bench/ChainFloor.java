package io.openclaw.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recorded order again and again, in bare JDBC: the same statements in the same transactions under other names. */
final class ChainFloor {

    /** Numbers and random ids, but no words: what has to be another one for every order. */
    private static final Pattern NAME = Pattern.compile("(?=[A-Za-z]*\\d)[0-9A-Za-z]{8,}");

    private static final Pattern INTO = Pattern.compile("INSERT INTO (\\w+)");
    private static final int DIGITS = 6;
    private static final int RADIX = 32;
    private static final int LONGEST_NAMED = 4000;

    private final FloorStore store;
    private final List<Unit> units = new ArrayList<>();
    private final AtomicLong number = new AtomicLong(1);
    private final AtomicLong asRecorded = new AtomicLong();
    private final AtomicLong otherwise = new AtomicLong();

    /** A text with names in it: the pieces between the places where an order's own prefix goes. */
    private record Named(String[] pieces) {}

    /** @param table index of the table whose key is generated, or -1 */
    private record Step(String sql, Object[] values, int rows, int table) {}

    private record Unit(List<Step> steps, boolean sync) {}

    ChainFloor(FloorStore store, Recording recording) {
        this.store = store;
        for (SqlTrace.Unit unit : recording.units()) {
            List<Step> steps = new ArrayList<>();
            for (SqlTrace.Statement statement : unit.statements()) {
                Matcher into = INTO.matcher(statement.sql());
                steps.add(new Step(
                        statement.sql(),
                        statement.parameters().stream().map(ChainFloor::named).toArray(),
                        statement.rows(),
                        into.lookingAt() ? recording.generated().indexOf(into.group(1)) : -1));
            }
            units.add(new Unit(steps, unit.sync()));
        }
    }

    /** One order. */
    boolean run() throws SQLException {
        String prefix = Long.toString((1L << (5 * (DIGITS - 1))) + number.getAndIncrement(), RADIX);
        Map<Long, Long> keys = new HashMap<>();
        int[] inserted = new int[64];
        for (Unit unit : units) {
            if (unit.sync()) {
                store.durability().await();
                continue;
            }
            try (Connection connection = store.pool().getConnection()) {
                connection.setAutoCommit(false);
                for (Step step : unit.steps()) {
                    execute(connection, step, prefix, keys, inserted);
                }
                connection.commit();
                connection.setAutoCommit(true);
            }
        }
        return true;
    }

    /** Share of the statements that found or changed as many rows as they did in the hub: the proof that it is the same work. */
    double faithful() {
        return asRecorded.doubleValue() / Math.max(1, asRecorded.get() + otherwise.get());
    }

    private void execute(Connection connection, Step step, String prefix, Map<Long, Long> keys, int[] inserted)
            throws SQLException {
        try (PreparedStatement statement = step.table() < 0
                ? connection.prepareStatement(step.sql())
                : connection.prepareStatement(step.sql(), Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < step.values().length; i++) {
                statement.setObject(i + 1, other(step.values()[i], prefix, keys));
            }
            int rows = statement.execute() ? fetched(statement) : statement.getUpdateCount();
            if (step.table() >= 0) {
                remember(statement, step.table(), keys, inserted);
            }
            (rows == step.rows() ? asRecorded : otherwise).incrementAndGet();
        }
    }

    private static int fetched(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet result = statement.getResultSet()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                rows++;
                for (int column = 1; column <= columns; column++) {
                    result.getObject(column);
                }
            }
        }
        return rows;
    }

    /** The n-th row put into a table while recording is the n-th one put into it now. */
    private static void remember(PreparedStatement statement, int table, Map<Long, Long> keys, int[] inserted)
            throws SQLException {
        try (ResultSet generated = statement.getGeneratedKeys()) {
            if (generated.next()) {
                keys.put((table + 1) * Recording.RANGE + inserted[table]++, generated.getLong(1));
            }
        }
    }

    private static Object named(Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_NAMED) {
            return value;
        }
        List<String> pieces = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        int from = 0;
        while (name.find()) {
            pieces.add(text.substring(from, name.start()));
            from = name.start() + DIGITS;
        }
        pieces.add(text.substring(from));
        return pieces.size() == 1 ? text : new Named(pieces.toArray(String[]::new));
    }

    private static Object other(Object value, String prefix, Map<Long, Long> keys) {
        if (value instanceof Named named) {
            return String.join(prefix, named.pieces());
        }
        return value instanceof Long id ? keys.getOrDefault(id, id) : value;
    }
}
