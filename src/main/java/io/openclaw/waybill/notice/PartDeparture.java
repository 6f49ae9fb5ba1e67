package io.openclaw.waybill.notice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Part of a fulfillment has left, and the rest is to follow: the data of {@code fulfillment.left_in_part}.
 *
 * @param message what has left so far, over all departures
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PartDeparture(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String warehouse,
        String message) {}
