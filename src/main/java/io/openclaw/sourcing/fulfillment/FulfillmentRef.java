package io.openclaw.sourcing.fulfillment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Names a fulfillment, its parcel and the accounts that have to do with it: the data of {@code fulfillment.created},
 * {@code fulfillment.cancelled} and {@code waybill.void}.
 *
 * @param account the platform account of the order
 * @param carrier account that sells the label, or null
 * @param tracker account that follows the parcel, or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FulfillmentRef(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String warehouse,
        String labelSource,
        String carrier,
        String tracker,
        String service) {

    /** The same with another of its parcels, counted from 1. */
    public FulfillmentRef parcel(int number) {
        return withParcel(fulfillmentNo + "-P" + number);
    }

    FulfillmentRef withParcel(String parcel) {
        return parcel.equals(parcelNo)
                ? this
                : new FulfillmentRef(
                        tenant,
                        account,
                        orderNo,
                        fulfillmentNo,
                        parcel,
                        warehouse,
                        labelSource,
                        carrier,
                        tracker,
                        service);
    }

    static FulfillmentRef map(ResultSet row, int number) throws SQLException {
        return new FulfillmentRef(
                row.getString("tenant"),
                row.getString("account"),
                row.getString("order_no"),
                row.getString("fulfillment_no"),
                row.getString("parcel_no"),
                row.getString("warehouse"),
                row.getString("label_source"),
                row.getString("carrier"),
                row.getString("tracker"),
                row.getString("service"));
    }
}
