package io.openclaw.waybill;

/**
 * Whether somebody may be asked for a parcel's label now.
 *
 * @param claimed true when the label is to be fetched by whoever asked this
 * @param asked it was asked for before and the outcome is not known: the maker is to be asked for it by reference first
 * @param settled the last asking is so old that what the maker does not show now will not appear later
 * @param why in words, where it was not claimed
 */
public record WaybillClaim(
        String parcelNo, String orderNo, boolean claimed, boolean asked, boolean settled, String why) {

    static WaybillClaim refused(Parcel parcel, String why) {
        return new WaybillClaim(parcel.parcelNo(), parcel.orderNo(), false, false, false, why);
    }
}
