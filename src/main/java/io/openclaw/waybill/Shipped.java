package io.openclaw.waybill;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.OffsetDateTime;

/**
 * A fulfillment that has left its warehouse; also the data of {@code fulfillment.shipped}.
 *
 * @param changed true for the one call that made it so
 * @param afterCancel it had been cancelled: somebody has to know
 * @param by warehouse or scan: whose word it is
 * @param partial less of it left than it had: its lines say what did, the rest is planned anew
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Shipped(
        @JsonIgnore boolean changed,
        @JsonIgnore boolean afterCancel,
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String warehouse,
        OffsetDateTime outboundAt,
        String by,
        boolean partial) {

    public Shipped partly(boolean partly) {
        return new Shipped(
                changed,
                afterCancel,
                tenant,
                account,
                orderNo,
                fulfillmentNo,
                parcelNo,
                warehouse,
                outboundAt,
                by,
                partly);
    }
}
