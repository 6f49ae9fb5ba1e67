package io.openclaw.waybill;

import java.util.List;

/**
 * What a warehouse's notice changed.
 *
 * @param known false when this warehouse has no such fulfillment
 * @param waybills what to tell of the waybill, in sequence; their change is none where nothing is
 * @param shipped null unless the notice says that it left
 */
public record NoticeResult(boolean known, String fulfillmentNo, List<WaybillFact> waybills, Shipped shipped) {

    /** True when this notice, and no other before, said that it left. */
    public boolean left() {
        return shipped != null && shipped.changed();
    }
}
