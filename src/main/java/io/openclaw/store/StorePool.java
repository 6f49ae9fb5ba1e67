package io.openclaw.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The pool of connections to the store. While the store is known to be away it refuses at once; a pool that is used up for a
 * moment is waited for as long as {@code connection-timeout} says. The wait is cut in pieces, after each of which the
 * store is looked for.
 */
public final class StorePool extends HikariDataSource {

    private static final long PIECE_MILLIS = 500;

    private final StoreAvailability availability;
    private long patienceMillis;

    StorePool(String url, Clock clock) {
        setJdbcUrl(url);
        setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
        availability = new StoreAvailability(named(url), new StoreProbe(this), clock);
        setExceptionOverride(new Notice());
    }

    /** Whether the store behind this pool is there. */
    public StoreAvailability availability() {
        return availability;
    }

    /** How long a caller waits for a connection while the store is there and all of them are used. */
    @Override
    public void setConnectionTimeout(long millis) {
        super.setConnectionTimeout(millis == 0 ? PIECE_MILLIS : Math.min(millis, PIECE_MILLIS));
        patienceMillis = millis == 0 ? Integer.MAX_VALUE : millis;
    }

    @Override
    public Connection getConnection() throws SQLException {
        long since = System.nanoTime();
        while (true) {
            availability.admit();
            try {
                return super.getConnection();
            } catch (SQLTransientConnectionException e) {
                confirm(System.nanoTime() - since, e);
            }
        }
    }

    /**
     * For somebody who waits to be let to the pool.
     *
     * @param nanos waited so far
     * @throws SQLException while the store is away, and when it was waited as long as {@code connection-timeout} says
     */
    void waited(long nanos) throws SQLException {
        availability.admit();
        if (nanos > 0) {
            confirm(nanos, null);
            availability.admit();
        }
    }

    /** Looks for the store. */
    private void confirm(long waited, SQLTransientConnectionException cause) throws SQLException {
        if (!availability.confirm() && waited >= TimeUnit.MILLISECONDS.toNanos(patienceMillis)) {
            throw new SQLTransientConnectionException(
                    "no connection was free for " + patienceMillis + " ms, though the store is there"
                            + (cause == null ? "" : ": " + cause.getMessage()),
                    cause == null ? null : cause.getSQLState(),
                    cause);
        }
    }

    @Override
    public void close() {
        availability.close();
        super.close();
    }

    /** True of a server; false of an embedded database. */
    static boolean remote(String url) {
        return url.startsWith("jdbc:postgresql:");
    }

    /** The URL as it may be said: settings, among which a password may be, stay out. */
    static String named(String url) {
        return url.split("[?;]", 2)[0].replaceFirst("//[^/@]*@", "//");
    }

    /** Hears of every failure of a connection in use. */
    private final class Notice extends ClosedStore {

        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException failure) {
            if (StoreFailures.mayMeanAbsence(failure)) {
                availability.doubt();
            }
            return super.adjudicate(failure);
        }
    }
}
