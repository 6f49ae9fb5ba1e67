package io.openclaw.stock;

import io.openclaw.stock.feed.StockPollingRouteTest;
import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The same ledger, life of units, contention, presales, polling and explanations on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockOnPostgresTest {

    private final TestDatabase postgres = TestDatabase.postgres();

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Nested
    class Ledger extends StockLedgerTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Life extends StockLifeTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Contention extends StockContentionTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Presales extends PresaleCoverTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Polling extends StockPollingRouteTest {

        @Override
        protected TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Explanation extends StockExplanationTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }
}
