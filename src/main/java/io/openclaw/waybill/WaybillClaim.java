package io.openclaw.waybill;

import java.time.OffsetDateTime;

/**
 * Whether somebody may be asked for a parcel's label now.
 *
 * @param claimed true when the label is to be fetched by whoever asked this
 * @param asked it was asked for before and the outcome is not known: the maker is to be asked for it by reference first
 * @param settled the last asking is so old that what the maker does not show now will not appear later
 * @param why in words, where it was not claimed
 * @param since when it was asked for last; null where it was not
 * @param until from when on that is settled
 */
public record WaybillClaim(
        String parcelNo,
        String orderNo,
        boolean claimed,
        boolean asked,
        boolean settled,
        String why,
        OffsetDateTime since,
        OffsetDateTime until) {

    static WaybillClaim refused(Parcel parcel, String why) {
        return new WaybillClaim(parcel.parcelNo(), parcel.orderNo(), false, false, false, why, null, null);
    }
}
