package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint waits for, what it does not wait for, and what is in the file after it. */
class EmbeddedFileTest {

    @TempDir
    Path folder;

    private JdbcConnectionPool pool;
    private EmbeddedFile file;

    @BeforeEach
    void open() throws SQLException {
        pool = JdbcConnectionPool.create(StoreConfiguration.h2Url(folder), "sa", "");
        execute("CREATE TABLE thing (id INT PRIMARY KEY, name VARCHAR(20))");
        execute("INSERT INTO thing VALUES (1, 'one'), (2, 'two')");
        file = new EmbeddedFile(pool);
    }

    @AfterEach
    void close() {
        file.close();
        pool.dispose();
    }

    @Test
    void whatWasCommittedIsInTheFileAndNothingElse() throws Exception {
        try (Connection open = begun();
                Statement statement = open.createStatement()) {
            statement.execute("UPDATE thing SET name = 'uncommitted' WHERE id = 2");
            execute("UPDATE thing SET name = 'committed' WHERE id = 1");
            file.checkpoint();
            assertThat(inACopy()).isEqualTo("1 committed, 2 two");
            open.rollback();
        }
    }

    @Test
    void aStatementThatWaitsForARowHoldsUpNoCheckpoint() throws Exception {
        try (Connection first = begun();
                Connection second = begun();
                Statement holding = first.createStatement();
                Statement waiting = second.createStatement()) {
            holding.execute("UPDATE thing SET name = 'first' WHERE id = 1");
            CompletableFuture<Void> waiter = running(waiting, "UPDATE thing SET name = 'second' WHERE id = 1");
            SessionLocal session = session(second);
            await("it waits for the row").until(() -> session.getBlockingSessionId() != 0);
            execute("UPDATE thing SET name = 'committed' WHERE id = 2");
            file.checkpoint();
            assertThat(waiter).isNotDone();
            assertThat(inACopy()).isEqualTo("1 one, 2 committed");
            first.commit();
            waiter.join();
            second.commit();
            file.checkpoint();
            assertThat(inACopy()).isEqualTo("1 second, 2 committed");
        }
    }

    @Test
    void aLongReadHoldsUpNoCheckpoint() throws Exception {
        try (Connection reader = pool.getConnection();
                Statement reading = reader.createStatement()) {
            CompletableFuture<Void> read =
                    running(reading, "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000000) WHERE MOD(\"X\", 7) = 9");
            SessionLocal session = session(reader);
            await("it reads").until(() -> session.getCurrentCommand() != null);
            execute("UPDATE thing SET name = 'committed' WHERE id = 1");
            file.checkpoint();
            assertThat(read).isNotDone();
            assertThat(inACopy()).isEqualTo("1 committed, 2 two");
            reading.cancel();
            await().until(read::isDone);
        }
    }

    @Test
    void aChangeIsWaitedFor() throws Exception {
        try (Connection writer = pool.getConnection();
                Statement writing = writer.createStatement()) {
            CompletableFuture<Void> write =
                    running(writing, "INSERT INTO thing SELECT \"X\", 'new' FROM SYSTEM_RANGE(10, 200000)");
            SessionLocal session = session(writer);
            await("it writes").until(() -> write.isDone() || session.getCurrentCommand() != null);
            file.checkpoint();
            assertThat(session.getCurrentCommand()).as("what it writes").isNull();
            await().until(write::isDone);
        }
    }

    @Test
    void aStoreThatClosedItselfPromisesNothing() throws Exception {
        execute("UPDATE thing SET name = 'lost' WHERE id = 1");
        try (Connection connection = pool.getConnection()) {
            session(connection).getDatabase().shutdownImmediately();
        }
        assertThatThrownBy(file::checkpoint).isInstanceOf(SQLException.class);
    }

    @Test
    void aStoreThatClosedItselfIsOpenedAgainAndPromisesWhatComesAfter() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(StoreConfiguration.h2Url(folder.resolve("other")));
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(3);
        try (HikariDataSource hubs = new HikariDataSource(config)) {
            EmbeddedFile other = new EmbeddedFile(hubs);
            try (Connection connection = hubs.getConnection()) {
                session(connection).getDatabase().shutdownImmediately();
            }
            assertThatThrownBy(other::checkpoint).hasMessageContaining("closed itself");
            await("promises again")
                    .atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .until(() -> {
                        other.checkpoint();
                        return true;
                    });
            other.close();
        }
    }

    /** A disk that is full closes the store; it is there again, for every connection, once there is room. */
    @Test
    void aStoreWhoseDiskWasFullGoesOnWithoutARestart() throws Exception {
        FullDisk disk = FullDisk.register();
        HikariConfig config = new HikariConfig();
        config.setDataSource(new EmbeddedSource(
                StoreConfiguration.h2Url(folder.resolve("full")).replace("jdbc:h2:file:", "jdbc:h2:full:")));
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(5_000);
        config.setExceptionOverride(new ClosedStore());
        AtomicInteger setbacks = new AtomicInteger();
        try (HikariDataSource hubs = new HikariDataSource(config)) {
            EmbeddedFile other = new EmbeddedFile(hubs, setbacks::incrementAndGet);
            execute(hubs, "CREATE TABLE thing (id INT PRIMARY KEY)");
            execute(hubs, "INSERT INTO thing VALUES (1)");
            other.checkpoint();
            disk.full(true);
            execute(hubs, "INSERT INTO thing VALUES (2)");
            for (int again = 0; again < 3; again++) {
                int so = setbacks.get();
                assertThatThrownBy(() -> {
                            execute(hubs, "INSERT INTO thing VALUES (3)");
                            other.checkpoint();
                        })
                        .isInstanceOf(Exception.class);
                await("opened again").until(() -> tidied(other) || setbacks.get() > so);
            }
            disk.full(false);
            await("written again").until(() -> {
                tidied(other);
                try {
                    execute(hubs, "INSERT INTO thing VALUES (" + (100 + setbacks.incrementAndGet()) + ")");
                    other.checkpoint();
                    return true;
                } catch (SQLException | RuntimeException e) {
                    return false;
                }
            });
            try (Connection connection = hubs.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM thing WHERE id = 1")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
            other.close();
        }
    }

    /** As sessions of a closed database fail, H2 forgets whatever is open under its name, its successor too, which has the file's lock. */
    @Test
    void theSuccessorOfAClosedStoreIsFoundThoughH2HasForgottenIt() throws Exception {
        EmbeddedSource source = new EmbeddedSource(StoreConfiguration.h2Url(folder.resolve("successor")));
        try (Connection first = source.getConnection()) {
            session(first).getDatabase().shutdownImmediately();
            try (Connection second = source.getConnection()) {
                session(first).getDatabase().shutdownImmediately();
                try (Connection third = source.getConnection()) {
                    assertThat(session(third).getDatabase())
                            .isSameAs(session(second).getDatabase());
                }
            }
        }
    }

    private static boolean tidied(EmbeddedFile file) {
        try {
            file.tidy();
            return true;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SessionLocal session(Connection connection) throws SQLException {
        return (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    }

    private Connection begun() throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static CompletableFuture<Void> running(Statement statement, String sql) {
        return CompletableFuture.runAsync(() -> {
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** What a process that dies now would come back with. */
    private String inACopy() throws IOException, SQLException {
        Path copy = Files.createTempDirectory(folder, "copy");
        Files.copy(folder.resolve("openclaw.mv.db"), copy.resolve("openclaw.mv.db"));
        StringBuilder found = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(StoreConfiguration.h2Url(copy), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name FROM thing ORDER BY id")) {
            while (rows.next()) {
                found.append(found.isEmpty() ? "" : ", ")
                        .append(rows.getInt(1))
                        .append(' ')
                        .append(rows.getString(2));
            }
        }
        return found.toString();
    }
}
