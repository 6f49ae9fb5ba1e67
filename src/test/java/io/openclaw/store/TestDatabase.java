package io.openclaw.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A migrated database for tests of SQL, without Spring Boot or Camel: H2 in memory in the mode the hub runs it in, or
 * any other that is given. Each instance is a database of its own; {@link #clear()} empties it for the next test, which is much
 * quicker than migrating another.
 */
public final class TestDatabase implements AutoCloseable {

    /** How long a PostgreSQL may take to start on a machine that is busy. */
    public static final Duration SERVER_STARTS = Duration.ofSeconds(60);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private PlatformTransactionManager transactions;
    private TransactionTemplate work;
    private String[] clear;

    private TestDatabase(HikariDataSource pool) {
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
        this.transactions = new JdbcTransactionManager(pool);
        this.work = new TransactionTemplate(transactions);
    }

    private static void migrate(DataSource database, Dialect dialect) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .placeholders(dialect.placeholders())
                .load()
                .migrate();
    }

    /** Reads of one moment. */
    public OneMoment moment() {
        return new OneMoment(transactions, Dialect.of(pool));
    }

    /** What an H2 looks like after all migrations, as statements: a tenth of the time that migrating takes. */
    private static final class Migrated {

        static final String[] STATEMENTS = statements();

        private static String[] statements() {
            try (TestDatabase first = new TestDatabase(memory())) {
                migrate(first.pool, Dialect.H2);
                return new JdbcTemplate(first.pool)
                        .queryForList("SCRIPT NOPASSWORDS NOSETTINGS", String.class).stream()
                                .filter(statement ->
                                        !statement.startsWith("CREATE USER") && !statement.startsWith("--"))
                                .toArray(String[]::new);
            }
        }
    }

    /** A fresh H2 in memory; it is gone once closed. */
    public static TestDatabase h2() {
        HikariDataSource pool = memory();
        new JdbcTemplate(pool).batchUpdate(Migrated.STATEMENTS);
        return new TestDatabase(pool);
    }

    private static HikariDataSource memory() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:h2:mem:test" + COUNT.incrementAndGet()
                        + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=10000");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** A fresh H2 in a file, opened as the hub opens its own. */
    public static TestDatabase file(Path folder) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(StoreConfiguration.h2Url(folder));
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        migrate(pool, Dialect.H2);
        return new TestDatabase(pool);
    }

    /** One for all tests of a JVM, which ends with it: a server takes longer to start than most of them to run. */
    private static final class Server {

        static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPGStartupWait(TestDatabase.SERVER_STARTS)
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not stop", e);
            }
        }
    }

    /** A PostgreSQL database that was migrated and is only ever copied. */
    private static final class Template {

        static final String NAME = make();

        private static String make() {
            String name = create("");
            try (HikariDataSource template = pool(Server.SHARED.getJdbcUrl("postgres", name), "postgres", "postgres")) {
                migrate(template, Dialect.POSTGRESQL);
            }
            return name;
        }
    }

    /** An empty PostgreSQL database, migrated. */
    public static TestDatabase postgres() {
        String name = create(" TEMPLATE " + Template.NAME);
        return new TestDatabase(pool(Server.SHARED.getJdbcUrl("postgres", name), "postgres", "postgres"));
    }

    /** Somebody's empty PostgreSQL database, which is migrated. */
    public static TestDatabase postgres(String jdbcUrl, String user, String password) {
        HikariDataSource pool = pool(jdbcUrl, user, password);
        migrate(pool, Dialect.POSTGRESQL);
        return new TestDatabase(pool);
    }

    private static String create(String options) {
        String name = "test" + COUNT.incrementAndGet();
        JdbcClient.create(Server.SHARED.getPostgresDatabase())
                .sql("CREATE DATABASE " + name + options)
                .update();
        return name;
    }

    private static HikariDataSource pool(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** The same database once more, for somebody who closes it. */
    public TestDatabase again() {
        return new TestDatabase(pool(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()));
    }

    public DataSource dataSource() {
        return pool;
    }

    /** How many connections there may be at once, with transactions that wait for them as the hub's do. */
    public TestDatabase connections(int most) {
        pool.setMaximumPoolSize(most);
        transactions = new QueuedTransactions(pool, most, waited -> {});
        work = new TransactionTemplate(transactions);
        return this;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public AllOrNothing allOrNothing() {
        return new AllOrNothing(pool);
    }

    public PlatformTransactionManager transactions() {
        return transactions;
    }

    /** One transaction around the given work. */
    public TransactionTemplate work() {
        return work;
    }

    /** Deletes every row of every table of the hub. */
    public void clear() {
        JdbcTemplate template = new JdbcTemplate(pool);
        if (clear == null) {
            clear = template.queryForList(
                            "SELECT 'DELETE FROM ' || table_name FROM information_schema.tables WHERE table_schema = 'public'"
                                    + " AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history'",
                            String.class)
                    .toArray(String[]::new);
        }
        template.batchUpdate(clear);
    }

    @Override
    public void close() {
        pool.close();
        if (pool.getJdbcUrl().startsWith("jdbc:h2:mem:")) {
            new JdbcTemplate(new DriverManagerDataSource(pool.getJdbcUrl())).execute("SHUTDOWN");
        }
    }
}
