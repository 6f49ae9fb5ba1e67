package io.openclaw.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * New connections to an embedded store. Sessions of one that has closed itself, because its disk is full, take its successor
 * out of H2's list of open databases as they fail; nobody could connect any more then, for the successor has the file's lock.
 * It is put back there.
 */
public final class EmbeddedSource extends AbstractDataSource {

    private final String url;
    private volatile int loginSeconds = 5;
    private Database latest;

    public EmbeddedSource(String url) {
        this.url = url;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection("sa", "");
    }

    @Override
    public synchronized Connection getConnection(String user, String password) throws SQLException {
        try {
            return connect(user, password);
        } catch (SQLException e) {
            if (e.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1 || !open()) {
                throw e;
            }
            H2Internals.register(latest);
            return connect(user, password);
        }
    }

    /** H2 knows none; a pool that is closed waits so long for connections that are being made. */
    @Override
    public int getLoginTimeout() {
        return loginSeconds;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginSeconds = seconds;
    }

    private Connection connect(String user, String password) throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        latest = ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        return connection;
    }

    private boolean open() {
        return latest != null && !latest.getStore().getMvStore().isClosed();
    }
}
