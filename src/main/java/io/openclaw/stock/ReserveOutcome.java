package io.openclaw.stock;

import java.util.List;

/**
 * All or nothing: every claim is reserved, or none is and the shortages say why.
 *
 * @param shortages empty when reserved
 * @param freed rows of which more had been kept for the order than it took: others may have that now; empty when not reserved
 */
public record ReserveOutcome(boolean reserved, List<Shortage> shortages, List<StockKey> freed) {

    public ReserveOutcome {
        shortages = List.copyOf(shortages);
        freed = List.copyOf(freed);
    }
}
