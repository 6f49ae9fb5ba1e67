package io.openclaw.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Looks for the store with a connection beside the pool: that one may be used up, or full of connections that are dead. */
final class StoreProbe implements StoreAvailability.Probe {

    private static final String PATIENCE_SECONDS = "2";

    private final HikariDataSource pool;

    StoreProbe(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public void look() throws SQLException {
        try {
            ask(pool);
        } catch (SQLException e) {
            // What we have goes on being served: a password that was changed, a server that has no room for one more.
            if (!StoreFailures.full(e) && !(StoreFailures.refused(e) && connected())) {
                throw e;
            }
        }
    }

    /** One question over a connection of its own. */
    static void ask(HikariConfig config) throws SQLException {
        Properties settings = new Properties();
        settings.putAll(config.getDataSourceProperties());
        if (config.getUsername() != null) {
            settings.setProperty("user", config.getUsername());
        }
        if (config.getPassword() != null) {
            settings.setProperty("password", config.getPassword());
        }
        if (StorePool.remote(config.getJdbcUrl())) {
            settings.setProperty("loginTimeout", PATIENCE_SECONDS);
            settings.setProperty("connectTimeout", PATIENCE_SECONDS);
            settings.setProperty("socketTimeout", PATIENCE_SECONDS);
        }
        try (Connection connection = config.getDataSource() == null
                        ? DriverManager.getConnection(config.getJdbcUrl(), settings)
                        : config.getDataSource().getConnection(config.getUsername(), config.getPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Override
    public boolean busy() {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        return state != null && state.getActiveConnections() > 0;
    }

    private boolean connected() {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        return state != null && state.getTotalConnections() > 0;
    }
}
