package io.openclaw.waybill;

import java.time.OffsetDateTime;

/**
 * Whether a warehouse may be asked to ship a fulfillment now.
 *
 * @param asked it was asked before and the outcome is not known
 * @param settled that is so long ago that what it does not show now will not appear later
 * @param since when it was asked last
 * @param until from when on that is settled
 */
public record OutboundClaim(
        String parcelNo,
        String fulfillmentNo,
        String warehouse,
        boolean claimed,
        boolean asked,
        boolean settled,
        String why,
        OffsetDateTime since,
        OffsetDateTime until) {

    static OutboundClaim refused(Parcel parcel, String why) {
        return new OutboundClaim(
                parcel.parcelNo(), parcel.fulfillmentNo(), parcel.warehouse(), false, false, false, why, null, null);
    }
}
