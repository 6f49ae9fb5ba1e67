package io.openclaw.sourcing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.stock.StockChange;
import java.util.List;

/**
 * What became of a plan: fulfillments with everything reserved, or a backorder with nothing reserved, or neither when
 * nothing was left to serve.
 *
 * @param fulfillments each with its first parcel
 * @param furtherParcels the second and further parcels of fulfillments that have several, in the form of the data of
 *     {@code waybill.check}: each needs a label of its own
 * @param backorder null unless the order waits for stock
 * @param news false when the order waited before and waits still, for the same
 * @param served when nothing was left to serve; otherwise null
 * @param freed stock of which more had been kept for the order than it took, or elsewhere: others may have it now
 */
public record Allocation(
        String orderNo,
        List<FulfillmentRef> fulfillments,
        List<FulfillmentRef> furtherParcels,
        Backorder backorder,
        boolean news,
        Served served,
        List<StockChange> freed) {

    /** The order waits. */
    static Allocation waiting(Backorder backorder, boolean news) {
        return new Allocation(backorder.orderNo(), List.of(), List.of(), backorder, news, null, List.of());
    }

    /** Nothing was left to serve. */
    static Allocation idle(Demand demand) {
        return new Allocation(
                demand.orderNo(),
                List.of(),
                List.of(),
                null,
                false,
                new Served(demand.tenant(), demand.account(), demand.orderNo()),
                List.of());
    }

    /** For routes: whether the order waits for stock. */
    public boolean isBackordered() {
        return backorder != null;
    }

    /**
     * Why an order waits: the data of {@code order.backordered}.
     *
     * @param cause a word of {@link io.openclaw.sourcing.plan.WaitsFor.Cause}
     * @param subject the accounts it waits for; null where it waits for something else
     * @param skus stocked SKUs that are short
     * @param message the decision in words
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Backorder(
            String tenant,
            String account,
            String orderNo,
            String cause,
            String subject,
            List<String> skus,
            String message) {}

    /** An order that wants nothing beyond its fulfillments: the data of {@code order.served}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Served(String tenant, String account, String orderNo) {}
}
