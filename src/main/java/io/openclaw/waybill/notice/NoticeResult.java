package io.openclaw.waybill.notice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.StockChange;
import io.openclaw.waybill.Shipped;
import io.openclaw.waybill.WaybillFact;
import java.util.List;

/**
 * What a warehouse's notice changed.
 *
 * @param problem why the notice cannot be taken, with the remedy; null where it was
 * @param known false when this warehouse has no such fulfillment
 * @param waybills what to tell of the waybill, in sequence; their change is none where nothing is
 * @param shipped null unless the notice says that it left
 * @param unpicked null unless the notice says that nothing of it was found
 * @param part null unless the notice says that more of it left than was known, and that the rest is to follow
 * @param stock stock of which another number can be sold since what left in part is off the books
 * @param doubt null unless the notice says that something else left than the books let leave before
 */
public record NoticeResult(
        String problem,
        boolean known,
        String fulfillmentNo,
        List<WaybillFact> waybills,
        Shipped shipped,
        Unpicked unpicked,
        Doubt doubt,
        PartDeparture part,
        List<StockChange> stock) {

    /** Where it has not left in part. */
    NoticeResult(
            String problem,
            boolean known,
            String fulfillmentNo,
            List<WaybillFact> waybills,
            Shipped shipped,
            Unpicked unpicked,
            Doubt doubt) {
        this(problem, known, fulfillmentNo, waybills, shipped, unpicked, doubt, null, List.of());
    }

    /**
     * A departure that differs from what the books had leave: the data of {@code case.due}.
     *
     * @param cause stock_drift
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Doubt(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String cause,
            String message) {}

    static NoticeResult of(String fulfillmentNo, List<WaybillFact> waybills) {
        return new NoticeResult(null, true, fulfillmentNo, waybills, null, null, null);
    }

    NoticeResult doubting(Doubt why) {
        return new NoticeResult(problem, known, fulfillmentNo, waybills, shipped, unpicked, why, part, stock);
    }

    /** Of a fulfillment this warehouse has not; nothing was changed. */
    static NoticeResult unknown(String warehouse, String fulfillmentNo) {
        return new NoticeResult(
                warehouse + " has no fulfillment '" + fulfillmentNo + "'",
                false,
                fulfillmentNo,
                List.of(),
                null,
                null,
                null);
    }

    /** The caller's transaction is not to be committed. */
    static NoticeResult unclear(String fulfillmentNo, String problem) {
        return new NoticeResult(problem, true, fulfillmentNo, List.of(), null, null, null);
    }

    /** True when this notice, and no other before, said that it left. */
    public boolean left() {
        return shipped != null && shipped.changed();
    }
}
