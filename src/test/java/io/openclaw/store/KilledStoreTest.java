package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded store after {@code kill -9} in the middle of many transactions at once: each of them is there whole or not
 * at all, in every table and in every index, and what was known to be on disk is there. H2 alone does not hold that: it
 * writes its tables one by one while they go on changing.
 */
class KilledStoreTest {

    private static final int ROUNDS = Integer.getInteger("openclaw.kill.rounds", 3);
    private static final Pattern PROMISE = Pattern.compile("\\d+;");
    private static final int TABLES = 40;
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    @Test
    void everyTransactionIsThereWholeOrNotAtAll() throws Exception {
        long seed = Long.getLong("openclaw.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Set<Long> promised = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            promised.addAll(killedWriter(round, 200 + random.nextInt(600)));
            try (Connection store = DriverManager.getConnection(StoreConfiguration.h2Url(folder), "sa", "")) {
                String where = "round " + round + ", -Dopenclaw.kill.seed=" + seed;
                Set<Long> first = ids(store, "SELECT id FROM t0");
                assertThat(first).as(where).containsAll(promised);
                assertThat(ids(store, "SELECT n FROM counted"))
                        .as(where + ", the row that all of them changed")
                        .isEqualTo(Set.of((long) first.size()));
                for (int table = 0; table < TABLES; table++) {
                    assertThat(ids(store, "SELECT id FROM t" + table))
                            .as(where + ", table " + table)
                            .isEqualTo(first);
                    assertThat(ids(store, "SELECT id FROM t" + table + " WHERE other >= -1 ORDER BY other"))
                            .as(where + ", the index of table " + table)
                            .isEqualTo(first);
                    assertThat(ids(
                                    store,
                                    "SELECT a.id FROM t" + table
                                            + " a JOIN t0 b ON a.id = b.id WHERE a.version <> b.version"))
                            .as(where + ", half an update in table " + table)
                            .isEmpty();
                }
            }
        }
        assertThat(promised).isNotEmpty();
    }

    /** Starts a writer, kills it after a while, and returns what it knew to be on disk. */
    private Set<Long> killedWriter(int round, long millis) throws IOException, InterruptedException {
        Path said = folder.resolve("said-" + round);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        String.valueOf(round * 1_000_000L))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await("the writer promises").atMost(Duration.ofSeconds(40)).until(() -> {
                assertThat(writer.isAlive())
                        .as("the writer goes on: " + String.join("\n", said(said)))
                        .isTrue();
                return said(said).stream().anyMatch(PROMISE.asMatchPredicate());
            });
            await().pollDelay(Duration.ofMillis(millis)).until(writer::isAlive);
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        return said(said).stream()
                .filter(PROMISE.asMatchPredicate())
                .map(line -> Long.valueOf(line.substring(0, line.length() - 1)))
                .collect(Collectors.toSet());
    }

    private static List<String> said(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.US_ASCII);
    }

    private static Set<Long> ids(Connection store, String query) throws SQLException {
        Set<Long> ids = new TreeSet<>();
        try (Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** Writes rows that belong together into many tables, from many threads, and says what is on disk. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(StoreConfiguration.h2Url(Path.of(arguments[0])));
            config.setUsername("sa");
            config.setPassword("");
            config.setMaximumPoolSize(THREADS + 2);
            HikariDataSource pool = new HikariDataSource(config);
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS counted (n BIGINT NOT NULL)");
                statement.execute("INSERT INTO counted SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counted)");
                for (int table = 0; table < TABLES; table++) {
                    statement.execute("CREATE TABLE IF NOT EXISTS t" + table
                            + " (id BIGINT PRIMARY KEY, other BIGINT NOT NULL UNIQUE, version INT NOT NULL)");
                }
            }
            Durability durability = new GroupCheckpoint(new EmbeddedFile(pool));
            AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> write(pool, durability, next));
                thread.start();
            }
        }

        private static void write(HikariDataSource pool, Durability durability, AtomicLong next) {
            while (true) {
                long id = next.incrementAndGet();
                try (Connection connection = pool.getConnection()) {
                    connection.setAutoCommit(false);
                    read(connection, id);
                    each(connection, "INSERT INTO t%d (id, other, version) VALUES (?, -? + 1000000000000, 0)", id, id);
                    try (Statement counted = connection.createStatement()) {
                        counted.execute("UPDATE counted SET n = n + 1");
                    }
                    connection.commit();
                    each(
                            connection,
                            "UPDATE t%d SET version = version + 1, other = other + ? WHERE id = ?",
                            2 * id,
                            id);
                    connection.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                if (id % 4 == 0) {
                    durability.await();
                    System.out.println(id + ";");
                }
            }
        }

        private static void read(Connection connection, long id) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM t1 WHERE other > ?")) {
                select.setLong(1, id);
                select.executeQuery().close();
            }
        }

        private static void each(Connection connection, String statement, long one, long two) throws SQLException {
            for (int table = 0; table < TABLES; table++) {
                try (PreparedStatement prepared = connection.prepareStatement(statement.formatted(table))) {
                    prepared.setLong(1, one);
                    prepared.setLong(2, two);
                    prepared.executeUpdate();
                }
            }
        }
    }
}
