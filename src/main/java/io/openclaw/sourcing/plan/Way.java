package io.openclaw.sourcing.plan;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A way to serve a whole order, with what it is compared by.
 *
 * @param late whether a part of it cannot be handed over or arrive when the platform wants it
 * @param cost of all parts; null where one is not known
 * @param arrives at the latest; null where nobody knows
 */
record Way(List<Share> parts, int boxes, boolean late, BigDecimal cost, OffsetDateTime arrives) {

    /** What one warehouse has in it. */
    record Share(String warehouse, List<Demand.Line> lines, ShippingChoice.Choice shipping) {}
}
