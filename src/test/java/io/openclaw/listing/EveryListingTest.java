package io.openclaw.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/** Every figure is marked, some SKUs at a time, whatever else is marked meanwhile. */
class EveryListingTest {

    private static final int LISTINGS = 250;

    private static TestDatabase database;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void list() {
        database.clear();
        for (int n = 0; n < LISTINGS; n++) {
            database.jdbc()
                    .sql(
                            "INSERT INTO listing (tenant, account, platform_sku, sku, state, generation, told_generation, retell,"
                                    + " solo, drift) VALUES (?, 'shop', ?, ?, 'told', 1, 1, FALSE, FALSE, FALSE)")
                    .params(List.of(n % 2 == 0 ? "demo" : "other", "P" + n, n == 0 ? "" : "S" + n))
                    .update();
        }
    }

    @Test
    void marksEveryListingOnceInTransactionsOfSomeSkus() {
        Deadlocking transactions = new Deadlocking(0);
        assertThat(every(transactions).mark()).isEqualTo(LISTINGS);
        assertThat(marked(2)).isEqualTo(LISTINGS);
        assertThat(transactions.begun).as("125 SKUs of each tenant").isEqualTo(4);
    }

    @Test
    void whatMetADeadlockIsMarkedAgain() {
        assertThat(every(new Deadlocking(3)).mark()).isEqualTo(LISTINGS);
        assertThat(marked(2)).isEqualTo(LISTINGS);
    }

    @Test
    void whatMeetsNothingButDeadlocksIsSaid() {
        Deadlocking transactions = new Deadlocking(Integer.MAX_VALUE);
        assertThatThrownBy(() -> every(transactions).mark()).isInstanceOf(CannotAcquireLockException.class);
        assertThat(transactions.begun).as("bounded").isEqualTo(6);
        assertThat(marked(2)).isZero();
    }

    private static EveryListing every(PlatformTransactionManager transactions) {
        return new EveryListing(database.jdbc(), transactions, Clock.systemUTC());
    }

    private static int marked(int generation) {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM listing WHERE generation = ? AND dirty_since IS NOT NULL")
                .param(generation)
                .query(Integer.class)
                .single();
    }

    /** The first commits end as a deadlock's victim does. */
    private static final class Deadlocking implements PlatformTransactionManager {

        private final PlatformTransactionManager real = database.transactions();
        private final int victims;
        private int begun;

        Deadlocking(int victims) {
            this.victims = victims;
        }

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            begun++;
            return real.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            if (begun <= victims) {
                real.rollback(status);
                throw new CannotAcquireLockException("deadlock detected");
            }
            real.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            real.rollback(status);
        }
    }
}
