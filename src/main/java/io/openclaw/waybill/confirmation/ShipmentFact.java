package io.openclaw.waybill.confirmation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Data of {@code shipment.confirmed}, {@code shipment.confirm_refused} and {@code shipment.due}.
 *
 * @param parcelNo the parcel whose news it was; the statement is about its whole fulfillment
 * @param waybillNo the first of the numbers told
 * @param waybillNos every number told; null where nothing was told yet
 * @param reason null unless the platform refused
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShipmentFact(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String waybillNo,
        List<String> waybillNos,
        String reason,
        String message) {}
