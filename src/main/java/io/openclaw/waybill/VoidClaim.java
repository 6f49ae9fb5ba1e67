package io.openclaw.waybill;

import java.time.OffsetDateTime;

/**
 * What has to be taken back before a cancelled parcel's units are free.
 *
 * @param claimed false when nothing is left to do, or nothing can be done; {@code fact} then says which
 * @param fact what to tell at once, where it was not claimed
 * @param atWarehouse the warehouse was asked to ship it, and has not agreed to drop it yet
 * @param warehouseKnown it confirmed so; otherwise it has to be asked first
 * @param atCarrier the carrier was asked for the label
 * @param waybillNo the carrier's own number, or null where its answer is not known
 * @param settled the askings are so old that what a partner does not show now will not appear later
 * @param warehouseAsked when the warehouse was asked to ship it, for words; or null
 * @param carrierAsked when the carrier was asked for the label, for words; or null
 * @param until from when on both are settled, for words
 */
public record VoidClaim(
        boolean claimed,
        WaybillFact fact,
        boolean atWarehouse,
        boolean warehouseKnown,
        boolean atCarrier,
        String waybillNo,
        boolean settled,
        OffsetDateTime warehouseAsked,
        OffsetDateTime carrierAsked,
        OffsetDateTime until) {

    static VoidClaim over(WaybillFact fact) {
        return new VoidClaim(false, fact, false, false, false, null, false, null, null, null);
    }
}
