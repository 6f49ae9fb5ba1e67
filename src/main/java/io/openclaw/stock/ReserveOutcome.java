package io.openclaw.stock;

import java.util.List;

/**
 * All or nothing: every claim is reserved, or none is and the shortages say why.
 *
 * @param shortages empty when reserved
 */
public record ReserveOutcome(boolean reserved, List<Shortage> shortages) {

    static final ReserveOutcome DONE = new ReserveOutcome(true, List.of());
}
