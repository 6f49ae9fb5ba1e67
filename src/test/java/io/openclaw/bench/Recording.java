package io.openclaw.bench;

import static org.awaitility.Awaitility.await;

import io.openclaw.e2e.HubProcess;
import io.openclaw.store.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What one whole order makes the hub say to its store, as H2's own trace has it, and a copy of the store from before. The
 * trace has every statement with its parameters, so the floor runs what the hub runs, whatever the routes become.
 *
 * @param store a backup (zip) of the fresh store
 * @param units transactions and waits for the disk, in sequence
 * @param generated the tables with generated keys, each beginning to be recorded at its index + 1 times {@link #RANGE}
 */
record Recording(Path store, List<SqlTrace.Unit> units, List<String> generated) {

    /** Generated keys of different tables are told apart by this. */
    static final long RANGE = 1_000_000_000_000L;

    static final String SKU = "BENCH-1";

    private static final String URL_OF =
            "jdbc:h2:file:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";LOCK_TIMEOUT=10000;AUTO_SERVER=TRUE";

    /** What a hub asks its store from time to time, order or not. */
    private static final Pattern CLOCKWORK = Pattern.compile(
            "SELECT (subscriber, COUNT|tenant, account, (paused|opened_at)|subscriber, types|d\\.subscriber, d\\.lane).*",
            Pattern.DOTALL);

    /** Runs one order through a hub of its own. */
    static Recording make(Path folder) throws IOException, SQLException {
        Path data = folder.resolve("data");
        Path store = folder.resolve("store.zip");
        String url = String.format(URL_OF, data.resolve("openclaw").toAbsolutePath());
        List<String> generated;
        try (HubProcess hub = BenchHub.start(
                "recording",
                data,
                Map.of(
                        "spring.datasource.url",
                        url,
                        "spring.datasource.username",
                        "sa",
                        "spring.datasource.password",
                        ""))) {
            BenchHub.stock(hub, SKU);
            HubMeter meter = new HubMeter(hub);
            try (Connection connection = DriverManager.getConnection(url, "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("BACKUP TO '" + store.toAbsolutePath() + "'");
                Chain.place(hub, 1); // warm: what is asked of the store only the first time is not the order's
                await("the first order").atMost(Duration.ofSeconds(60)).until(() -> Chain.delivered(meter) == 1);
                quiet(statement);
                generated = restartKeys(statement);
                statement.execute("SET TRACE_LEVEL_FILE 2");
                Chain.place(hub, 1);
                await("the recorded order").atMost(Duration.ofSeconds(60)).until(() -> Chain.delivered(meter) == 2);
                quiet(statement);
                statement.execute("SET TRACE_LEVEL_FILE 0");
            }
        }
        return new Recording(store, ofTheOrder(SqlTrace.read(data.resolve("openclaw.trace.db"))), generated);
    }

    /** Statements in all units. */
    long statements() {
        return units.stream().mapToLong(unit -> unit.statements().size()).sum();
    }

    long transactions() {
        return units.stream().filter(unit -> !unit.sync()).count();
    }

    long waits() {
        return units.stream().filter(SqlTrace.Unit::sync).count();
    }

    private static List<String> restartKeys(Statement statement) throws SQLException {
        List<String[]> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT table_name, column_name FROM information_schema.columns"
                + " WHERE is_identity = 'YES' AND table_schema = 'public' ORDER BY table_name")) {
            while (rows.next()) {
                columns.add(new String[] {rows.getString(1), rows.getString(2)});
            }
        }
        for (int i = 0; i < columns.size(); i++) {
            statement.execute("ALTER TABLE " + columns.get(i)[0] + " ALTER COLUMN " + columns.get(i)[1]
                    + " RESTART WITH " + (i + 1) * RANGE);
        }
        return columns.stream().map(column -> column[0]).toList();
    }

    /** Waits until nothing is outstanding. */
    private static void quiet(Statement statement) {
        await("every delivery is settled").atMost(Duration.ofSeconds(60)).until(() -> {
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM delivery")) {
                return rows.next() && rows.getLong(1) == 0;
            }
        });
    }

    private static List<SqlTrace.Unit> ofTheOrder(List<SqlTrace.Unit> units) {
        Sql outbox = Sql.of("outbox");
        Set<String> clockwork = new HashSet<>();
        for (String name : List.of("renew", "void-expired", "depths", "failing", "count-dead-letters")) {
            clockwork.add(outbox.get(name));
        }
        Predicate<SqlTrace.Statement> order =
                s -> !clockwork.contains(s.sql()) && !CLOCKWORK.matcher(s.sql()).matches();
        List<SqlTrace.Unit> kept = new ArrayList<>();
        for (SqlTrace.Unit unit : units) {
            List<SqlTrace.Statement> statements =
                    unit.statements().stream().filter(order).toList();
            if (unit.sync() || !statements.isEmpty()) {
                kept.add(new SqlTrace.Unit(statements, unit.sync()));
            }
        }
        return kept;
    }
}
