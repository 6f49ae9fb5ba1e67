package io.openclaw.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A migrated database for tests of SQL, without Spring Boot or Camel: H2 in memory in the mode the hub runs it in, or
 * any other that is given. Each instance is a database of its own; {@link #clear()} empties it for the next test, which is much
 * quicker than migrating another.
 */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;
    private final TransactionTemplate work;
    private String clear;

    private TestDatabase(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .placeholders(dialect.placeholders())
                .load()
                .migrate();
        this.jdbc = JdbcClient.create(pool);
        this.transactions = new JdbcTransactionManager(pool);
        this.work = new TransactionTemplate(transactions);
    }

    /** A fresh H2 in memory. */
    public static TestDatabase h2() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:test" + COUNT.incrementAndGet()
                + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new TestDatabase(new HikariDataSource(config), Dialect.H2);
    }

    /** A fresh H2 in a file, opened as the hub opens its own. */
    public static TestDatabase file(Path folder) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(StoreConfiguration.h2Url(folder));
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new TestDatabase(new HikariDataSource(config), Dialect.H2);
    }

    /** One for all tests of a JVM, which ends with it: a server takes longer to start than most of them to run. */
    private static final class Server {

        static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
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

    /** An empty PostgreSQL database, migrated. */
    public static TestDatabase postgres() {
        String name = "test" + COUNT.incrementAndGet();
        JdbcClient.create(Server.SHARED.getPostgresDatabase())
                .sql("CREATE DATABASE " + name)
                .update();
        return postgres(Server.SHARED.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /** An empty PostgreSQL database, migrated. */
    public static TestDatabase postgres(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new TestDatabase(new HikariDataSource(config), Dialect.POSTGRESQL);
    }

    /** The same database once more, for somebody who closes it. */
    public TestDatabase again() {
        return postgres(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    public DataSource dataSource() {
        return pool;
    }

    /** How many connections there may be at once. */
    public TestDatabase connections(int most) {
        pool.setMaximumPoolSize(most);
        return this;
    }

    public JdbcClient jdbc() {
        return jdbc;
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
            clear = String.join(
                    ";",
                    template.queryForList(
                            "SELECT 'DELETE FROM ' || table_name FROM information_schema.tables WHERE table_schema = 'public'"
                                    + " AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history'",
                            String.class));
        }
        template.execute(clear);
    }

    @Override
    public void close() {
        pool.close();
    }
}
