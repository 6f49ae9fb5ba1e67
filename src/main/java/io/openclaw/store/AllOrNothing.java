package io.openclaw.store;

import java.sql.Savepoint;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Work within a transaction that is done as a whole, or leaves the transaction as it was before it and usable.
 *
 * <p>A nested transaction of Spring's does the same and releases its savepoint besides, which ends with the transaction anyway:
 * to a database elsewhere that is one more journey, with rows locked that others wait for.
 */
public final class AllOrNothing {

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    public AllOrNothing(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Undoes the work when it answers false or throws.
     *
     * @return what the work answered
     * @throws IllegalStateException outside a transaction: there is nothing that could be left as it was
     */
    public boolean done(BooleanSupplier work) {
        Savepoint before = savepoint();
        boolean done;
        try {
            done = work.getAsBoolean();
        } catch (RuntimeException | Error e) {
            try {
                undo(before);
            } catch (RuntimeException undoing) {
                e.addSuppressed(undoing);
            }
            throw e;
        }
        if (!done) {
            undo(before);
        }
        return done;
    }

    private Savepoint savepoint() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !(TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder)) {
            throw new IllegalStateException("all or nothing needs a transaction to stand in");
        }
        // The holder numbers them: two of one name would hide each other.
        return jdbc.execute((ConnectionCallback<Savepoint>) connection -> holder.createSavepoint());
    }

    private void undo(Savepoint before) {
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            connection.rollback(before);
            return null;
        });
    }
}
