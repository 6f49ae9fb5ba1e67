package io.openclaw.sourcing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
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
 * @param news false when the order waited before and waits still
 * @param freed stock of which more had been kept for the order than it took, or elsewhere: others may have it now
 */
public record Allocation(
        String orderNo,
        List<FulfillmentRef> fulfillments,
        List<FulfillmentRef> furtherParcels,
        Backorder backorder,
        boolean news,
        List<StockChange> freed) {

    /** One that frees nothing. */
    Allocation(String orderNo, Backorder backorder, boolean news) {
        this(orderNo, List.of(), List.of(), backorder, news, List.of());
    }

    /** For routes: whether the order waits for stock. */
    public boolean isBackordered() {
        return backorder != null;
    }

    /**
     * Why an order waits: the data of {@code order.backordered}.
     *
     * @param skus stocked SKUs that are short
     * @param message the decision in words
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Backorder(String tenant, String account, String orderNo, List<String> skus, String message) {}
}
