package io.openclaw.waybill;

import io.openclaw.order.Address;
import java.util.List;
import java.util.Map;

/**
 * What a carrier is asked with: {@code carrier:create-waybill}. Weights are grams, lengths millimetres, money decimal
 * text; weight and value of an item are of one unit.
 *
 * @param parcelNo the reference at the carrier, by which an answer that was lost is found
 * @param cod what is to be collected with this parcel; null for nothing
 * @param declaredTotal what the items of this parcel are worth together, where they are declared in several currencies and there are
 *     exchange rates for them; else null
 * @param sender the sender as the warehouse's account has it, else as the carrier's has it; null where neither says
 */
public record WaybillRequest(
        String parcelNo,
        String orderNo,
        String platformOrderNo,
        String salesPlatform,
        String service,
        Address shipTo,
        Map<String, Object> sender,
        Integer weightG,
        Integer lengthMm,
        Integer widthMm,
        Integer heightMm,
        String dutyType,
        String ioss,
        String currency,
        Cash cod,
        Cash declaredTotal,
        List<Item> items) {

    public record Item(
            String sku,
            String title,
            int quantity,
            String unitPrice,
            String declaredNameCn,
            String declaredNameEn,
            String declaredValue,
            String declaredCurrency,
            String hsCode,
            Integer weightG,
            String battery,
            String origin,
            String material,
            String purpose,
            String brand,
            String salesUrl) {}
}
