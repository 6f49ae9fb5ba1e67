package io.openclaw.stock.statement;

import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import java.time.OffsetDateTime;

/** Signed differences of the counters of one row. */
record CounterChange(int onHand, int missing, int safetyStock, int inTransit, int quarantine, int unsellable) {

    static CounterChange of(String counter, int units) {
        return switch (counter) {
            case "on_hand" -> new CounterChange(units, 0, 0, 0, 0, 0);
            case "quarantine" -> new CounterChange(0, 0, 0, 0, units, 0);
            default -> new CounterChange(0, 0, 0, 0, 0, units);
        };
    }

    /** @param countedAt when on hand was counted; null where this is no count */
    void apply(StockTable table, StockKey key, OffsetDateTime asOf, OffsetDateTime countedAt) {
        table.at(key, "adjust")
                .param("on_hand", onHand)
                .param("missing", missing)
                .param("safety_stock", safetyStock)
                .param("in_transit", inTransit)
                .param("quarantine", quarantine)
                .param("unsellable", unsellable)
                .param("as_of", asOf)
                .param("counted_at", countedAt)
                .update();
    }
}
