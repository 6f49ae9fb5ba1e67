package io.openclaw.waybill;

import java.util.List;

/**
 * What a warehouse's notice changed.
 *
 * @param problem why the notice cannot be taken, with the remedy; null where it was
 * @param known false when this warehouse has no such fulfillment
 * @param waybills what to tell of the waybill, in sequence; their change is none where nothing is
 * @param shipped null unless the notice says that it left
 * @param unpicked null unless the notice says that nothing of it was found
 */
public record NoticeResult(
        String problem,
        boolean known,
        String fulfillmentNo,
        List<WaybillFact> waybills,
        Shipped shipped,
        Unpicked unpicked) {

    /** Of a fulfillment this warehouse has not; nothing was changed. */
    static NoticeResult unknown(String warehouse, String fulfillmentNo) {
        return new NoticeResult(
                warehouse + " has no fulfillment '" + fulfillmentNo + "'", false, fulfillmentNo, List.of(), null, null);
    }

    /** The caller's transaction is not to be committed. */
    static NoticeResult unclear(String fulfillmentNo, String problem) {
        return new NoticeResult(problem, true, fulfillmentNo, List.of(), null, null);
    }

    /** True when this notice, and no other before, said that it left. */
    public boolean left() {
        return shipped != null && shipped.changed();
    }
}
