package io.openclaw.sourcing;

import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.Test;

/** Every statement of the stock rooms, in some of the histories, on a real PostgreSQL. */
class StockHistoryOnPostgresTest {

    private static final int HISTORIES = 25;
    private static final long FIRST = 20_240_615L;

    @Test
    void historiesAgreeWithTheModel() {
        long first = Long.getLong("openclaw.seed", FIRST);
        System.out.println("StockHistoryOnPostgresTest seed " + first);
        try (TestDatabase database = TestDatabase.postgres()) {
            new StockHistories().play(database, HISTORIES, first);
        }
    }
}
