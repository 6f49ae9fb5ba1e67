package io.openclaw.tracking;

import java.time.OffsetDateTime;

/**
 * Data of {@code order.delivered} where no statement of a carrier completes the order. Without personal data.
 *
 * @param parcelNo the parcel that was delivered last
 */
public record OrderDelivered(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String waybillNo,
        OffsetDateTime deliveredAt) {}
