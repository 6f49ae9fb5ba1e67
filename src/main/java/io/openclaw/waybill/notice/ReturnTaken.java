package io.openclaw.waybill.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.StockChange;
import java.util.List;

/**
 * What a return changed.
 *
 * @param changes of the stock; of a bundle one for each component
 * @param cases what somebody has to look into, at most one; told once
 * @param received null unless with these units all that left of their order is back
 */
public record ReturnTaken(List<StockChange> changes, List<Doubt> cases, Received received) {

    /**
     * Goods whose order cannot be told, or that no line of their order can have back: the data of {@code case.due}.
     *
     * @param account the warehouse, or the platform account of the order
     * @param orderNo null where the hub knows no such order
     * @param orderKey keeps what is said of one SKU, or of one order, in sequence
     * @param reference as the return named them
     * @param cause return_unknown_order or return_beyond_shipped
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Doubt(
            String tenant,
            String account,
            String orderNo,
            String orderKey,
            String warehouse,
            String sku,
            String reference,
            String cause,
            String message) {}

    /** An order of which everything that left is back: the data of {@code return.received}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Received(String tenant, String account, String orderNo, String warehouse) {}
}
