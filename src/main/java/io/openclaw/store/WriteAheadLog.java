package io.openclaw.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's log of what was committed. The hub's connections commit without waiting for it to be forced to disk, so
 * that a hot row is let go at once and no step of an order waits for a disk of its own; a checkpoint here is one commit that
 * does wait. The log is written in the order of the commits, so everything that was committed before is on disk with it, and
 * a server that crashes comes back with a whole number of transactions (PostgreSQL's documentation, "Asynchronous Commit").
 */
final class WriteAheadLog implements Disk {

    /** For each of the hub's connections. */
    static final String COMMIT_LATE = "SET synchronous_commit = off";

    private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

    /**
     * One statement and so one transaction, also behind a pooler that lends a connection for a transaction only. It waits
     * as the server was set up to wait, for its own disk or for a standby's; where that is not at all, for its disk.
     */
    private static final String FORCED =
            """
            SELECT set_config('synchronous_commit', COALESCE(NULLIF(reset_val, 'off'), 'on'), true),
                   pg_logical_emit_message(true, 'openclaw', '')
            FROM pg_settings WHERE name = 'synchronous_commit'
            """;

    private final DataSource dataSource;
    private Connection connection;

    WriteAheadLog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** None: a commit is written once however many wait for it. */
    @Override
    public Duration gap() {
        return Duration.ZERO;
    }

    /** A connection that was kept may have been closed by the server since: a fresh one is asked before anybody is refused. */
    @Override
    public void checkpoint() throws SQLException {
        if (connection != null) {
            try {
                force();
                return;
            } catch (SQLException e) {
                LOG.warn(
                        "OC-STORE-SYNC the checkpoint's connection has failed, another one is taken: {}",
                        e.getMessage());
                close();
            }
        }
        connection = dataSource.getConnection();
        force();
    }

    private void force() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORCED)) {
            statement.execute();
        }
    }

    /** The server forces what nobody waits for by itself, within a second. */
    @Override
    public void tidy() {
        // Nothing is left to do.
    }

    @Override
    public void housekeep() {
        // The server keeps its own house.
    }

    @Override
    public void close() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("OC-STORE-SYNC the checkpoint's connection did not close: {}", e.getMessage());
        } finally {
            connection = null;
        }
    }
}
