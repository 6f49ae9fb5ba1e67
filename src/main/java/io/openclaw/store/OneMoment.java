package io.openclaw.store;

import java.util.function.Supplier;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads with several statements what the store was at one moment, however busy the hub is. Nothing is locked and nobody waits for it.
 *
 * <p>H2 keeps to one moment only the tables that the first statement reads, under REPEATABLE READ; under SERIALIZABLE, which is its
 * SNAPSHOT, all of them. PostgreSQL does so under REPEATABLE READ, and would watch for conflicts beyond that.
 */
public final class OneMoment {

    private final TransactionTemplate transaction;

    public OneMoment(PlatformTransactionManager transactions, Dialect dialect) {
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.transaction.setIsolationLevel(
                dialect.embedded()
                        ? TransactionDefinition.ISOLATION_SERIALIZABLE
                        : TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** Inside somebody's transaction it reads as that one does. */
    public <T> T read(Supplier<T> reading) {
        return transaction.execute(status -> reading.get());
    }
}
