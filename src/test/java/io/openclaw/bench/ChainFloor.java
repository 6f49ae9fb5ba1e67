package io.openclaw.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** @param key that the recorded row was given where it was given one that is used later, or zero */
    private record Step(String sql, Object[] values, int rows, long key) {}

    private record Unit(List<Step> steps, boolean sync) {}

    ChainFloor(FloorStore store, Recording recording) {
        this.store = store;
        Set<Long> given = new HashSet<>();
        for (SqlTrace.Unit unit : recording.units()) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < unit.statements().size(); i++) {
                SqlTrace.Statement statement = unit.statements().get(i);
                steps.add(new Step(
                        statement.sql(),
                        statement.parameters().stream().map(ChainFloor::named).toArray(),
                        statement.rows(),
                        key(recording, statement, later(recording, unit, i), given)));
            }
            units.add(new Unit(steps, unit.sync()));
        }
    }

    /** The rest of the transaction, and what was committed after it. */
    private static Stream<SqlTrace.Statement> later(Recording recording, SqlTrace.Unit unit, int statement) {
        int at = recording.units().indexOf(unit);
        return Stream.concat(
                unit.statements().stream().skip(statement + 1L),
                recording.units().stream().skip(at + 1L).flatMap(u -> u.statements().stream()));
    }

    /** The trace does not say which key a row was given: it is the first one of its table that is used and was not given before. */
    private static long key(
            Recording recording, SqlTrace.Statement insert, Stream<SqlTrace.Statement> later, Set<Long> given) {
        Matcher into = INTO.matcher(insert.sql());
        int table = into.lookingAt() ? recording.generated().indexOf(into.group(1)) : -1;
        if (table < 0) {
            return 0;
        }
        long first = (table + 1) * Recording.RANGE;
        long key = later.flatMap(s -> s.parameters().stream())
                .filter(value -> value instanceof Long id && id >= first && id < first + Recording.RANGE)
                .mapToLong(Long.class::cast)
                .filter(id -> !given.contains(id))
                .findFirst()
                .orElse(0);
        given.add(key);
        return key;
    }

    /** One order. */
    boolean run() throws SQLException {
        String prefix = Long.toString((1L << (5 * (DIGITS - 1))) + number.getAndIncrement(), RADIX);
        Map<Long, Long> keys = new HashMap<>();
        for (Unit unit : units) {
            if (unit.sync()) {
                store.durability().await();
                continue;
            }
            while (!done(unit, prefix, keys)) {
                // Rows of an account are shared by all orders: whoever loses a deadlock tries again, as a channel does.
            }
        }
        return true;
    }

    private boolean done(Unit unit, String prefix, Map<Long, Long> keys) throws SQLException {
        try (Connection connection = store.pool().getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (Step step : unit.steps()) {
                    execute(connection, step, prefix, keys);
                }
                connection.commit();
                return true;
            } catch (SQLTransactionRollbackException e) {
                connection.rollback();
                return false;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Share of the statements that found or changed as many rows as they did in the hub: the proof that it is the same work. */
    double faithful() {
        return asRecorded.doubleValue() / Math.max(1, asRecorded.get() + otherwise.get());
    }

    private void execute(Connection connection, Step step, String prefix, Map<Long, Long> keys) throws SQLException {
        try (PreparedStatement statement = step.key() == 0
                ? connection.prepareStatement(step.sql())
                : connection.prepareStatement(step.sql(), Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < step.values().length; i++) {
                statement.setObject(i + 1, other(step.values()[i], prefix, keys));
            }
            int rows = statement.execute() ? fetched(statement) : statement.getUpdateCount();
            if (step.key() != 0) {
                try (ResultSet generated = statement.getGeneratedKeys()) {
                    generated.next();
                    keys.put(step.key(), generated.getLong(1));
                }
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
