package io.openclaw.waybill.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.waybill.Parcel;
import java.time.OffsetDateTime;

/**
 * A fulfillment of which the warehouse found nothing: the data of {@code fulfillment.unpicked}.
 *
 * @param pickedAt when the warehouse looked for it; null where it does not say
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Unpicked(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String warehouse,
        OffsetDateTime pickedAt) {

    static Unpicked of(Parcel parcel, OffsetDateTime at) {
        return new Unpicked(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.warehouse(),
                at);
    }
}
