package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a look through the orders that wait for a SKU found.
 *
 * @param released orders to be planned again, oldest first
 * @param next where to go on; null when all were seen or nothing is left to give
 */
public record BackorderReview(List<Released> released, Next next) {

    /** For routes: whether those that were marked have to be decided before it goes on. */
    public boolean isPause() {
        return next != null && next.turns() > 0;
    }

    /**
     * What a look through the orders that wait for an account found.
     *
     * @param next where to go on; null when all were seen
     */
    public record OfAccount(List<Released> released, NextOfAccount next) {

        /** For routes: whether more orders wait than were looked at. */
        public boolean isMore() {
            return next != null;
        }
    }

    /**
     * The data of {@code backorder.account}.
     *
     * @param after place in the queue of the last order looked at
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record NextOfAccount(String tenant, String account, String orderKey, String after) {}

    /** For routes: whether more orders wait than were looked at, and stock is left. */
    public boolean isMore() {
        return next != null;
    }

    /** The data of {@code order.released} for an order that waited for stock. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Released(String tenant, String account, String orderNo, int version) {}

    /**
     * The data of {@code backorder.review}.
     *
     * @param after place in the queue of the last order looked at; null to begin with the oldest
     * @param turns how often it was waited for orders that were marked; 0 to go on at once
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Next(String tenant, String sku, String orderKey, String after, int turns) {}
}
