package io.openclaw.waybill;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Data of {@code shipment.confirmed}, {@code shipment.confirm_refused} and {@code shipment.due}.
 *
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
        String reason,
        String message) {}
