package io.openclaw.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;

/**
 * Begins as many transactions at a time as the pool has connections; the others wait here, not at the pool. While somebody waits at
 * HikariCP, whoever gives a connection back spins until it is taken: with 32 threads at ten connections that costs a machine of two
 * cores a fifth of its transactions.
 *
 * <p>A transaction within another one, with a connection of its own, takes a turn of its own, as it does at the pool.
 */
public final class QueuedTransactions extends JdbcTransactionManager {

    private static final long PIECE_MILLIS = 500;

    private final transient Semaphore turns;
    private final transient Patience patience;

    /** What somebody who waits for a turn looks at from time to time. */
    public interface Patience {

        /**
         * @param nanos waited so far; zero before it is waited at all
         * @throws SQLException when it makes no sense to wait any longer
         */
        void check(long nanos) throws SQLException;
    }

    /** @param atOnce transactions that may be open at a time, one at least */
    public QueuedTransactions(DataSource source, int atOnce, Patience patience) {
        super(source);
        this.turns = new Semaphore(atOnce);
        this.patience = patience;
    }

    /** How many threads wait for a turn. */
    public int waiting() {
        return turns.getQueueLength();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        try {
            takeTurn();
        } catch (SQLException e) {
            throw new CannotCreateTransactionException("no transaction can begin: " + e.getMessage(), e);
        }
        boolean begun = false;
        try {
            super.doBegin(transaction, definition);
            begun = true;
        } finally {
            if (!begun) {
                turns.release();
            }
        }
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        try {
            super.doCleanupAfterCompletion(transaction);
        } finally {
            turns.release();
        }
    }

    private void takeTurn() throws SQLException {
        long since = System.nanoTime();
        patience.check(0);
        try {
            while (!turns.tryAcquire(PIECE_MILLIS, TimeUnit.MILLISECONDS)) {
                patience.check(System.nanoTime() - since);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }
}
