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
    private final EmbeddedPostgres server;
    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;
    private final TransactionTemplate work;
    private String clear;

    /** @param server that ends with this database; null where none does */
    private TestDatabase(HikariDataSource pool, Dialect dialect, EmbeddedPostgres server) {
        this.pool = pool;
        this.server = server;
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
        return new TestDatabase(new HikariDataSource(config), Dialect.H2, null);
    }

    /** A fresh H2 in a file, opened as the hub opens its own. */
    public static TestDatabase file(Path folder) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(StoreConfiguration.h2Url(folder));
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new TestDatabase(new HikariDataSource(config), Dialect.H2, null);
    }

    /** An empty database on a PostgreSQL server of its own, migrated. */
    public static TestDatabase postgres() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().start();
            return postgres(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", server);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    /** An empty PostgreSQL database, migrated. */
    public static TestDatabase postgres(String jdbcUrl, String user, String password) {
        return postgres(jdbcUrl, user, password, null);
    }

    /** The same database once more, for somebody who closes it. */
    public TestDatabase again() {
        return postgres(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword(), null);
    }

    private static TestDatabase postgres(String jdbcUrl, String user, String password, EmbeddedPostgres server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new TestDatabase(new HikariDataSource(config), Dialect.POSTGRESQL, server);
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
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not stop", e);
            }
        }
    }
}
