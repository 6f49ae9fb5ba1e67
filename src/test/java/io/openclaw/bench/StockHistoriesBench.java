package io.openclaw.bench;

import io.openclaw.sourcing.StockHistories;
import io.openclaw.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Ten thousand random histories of stock and orders beside the reference model ({@code -Dopenclaw.histories=...} for another number). */
class StockHistoriesBench {

    private static final int HISTORIES = Integer.getInteger("openclaw.histories", 10_000);
    private static final int AT_ONCE = 2;

    @Test
    void historiesAgreeWithTheModel() throws Exception {
        long first = Long.getLong("openclaw.seed", System.nanoTime());
        System.out.println("StockHistoriesBench seed " + first);
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int part = i;
                parts.add(pool.submit(() -> {
                    try (TestDatabase database = TestDatabase.h2()) {
                        int share = HISTORIES / AT_ONCE + (part < HISTORIES % AT_ONCE ? 1 : 0);
                        new StockHistories().play(database, share, first + (long) part * HISTORIES);
                    }
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } finally {
            pool.shutdownNow();
        }
        Report report = new Report("histories");
        report.section(
                "Stock histories",
                "Each step of each history is compared with the model, the books are checked every seventh.");
        report.line(
                "- %d histories, seed %d, no difference, in %.0f s",
                HISTORIES, first, (System.nanoTime() - start) / 1e9);
        report.write();
        System.out.println(report);
    }
}
