package io.openclaw.sourcing;

import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.Test;

/**
 * Some hundreds of random histories beside a reference model. A failure names the seed of its history:
 * {@code -Dopenclaw.seed=...} plays that one again, {@code -Dopenclaw.histories=...} plays more of them.
 */
class StockHistoryTest {

    private static final int HISTORIES = Integer.getInteger("openclaw.histories", 200);

    /** The same ones each time: a build that was green stays so. The benchmark profile plays new ones, by the thousand. */
    private static final long FIRST = 20_240_615L;

    @Test
    void historiesAgreeWithTheModel() {
        Long again = Long.getLong("openclaw.seed");
        long first = again == null ? FIRST : again;
        System.out.println("StockHistoryTest seed " + first);
        try (TestDatabase database = TestDatabase.h2()) {
            new StockHistories().play(database, again == null ? HISTORIES : 1, first);
        }
    }
}
