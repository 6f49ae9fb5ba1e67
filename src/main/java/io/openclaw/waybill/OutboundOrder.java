package io.openclaw.waybill;

import io.openclaw.order.Address;
import io.openclaw.order.OrderDocument.Attribute;
import io.openclaw.order.OrderDocument.ShippingMethod;
import java.util.List;
import java.util.Map;

/**
 * What a warehouse is asked to ship: {@code warehouse:create-outbound}.
 *
 * @param fulfillmentNo the reference at the warehouse
 * @param shippingMethod what the buyer chose and paid for, or null
 * @param dutyType DDP or DDU, or null where nobody says
 * @param cod what is to be collected when it is handed over; null for nothing
 * @param buyerNote what the buyer wrote to the shop, or null
 * @param attributes what the buyer said in fields of the shop's own, or null
 * @param lines what to take from the shelf: stocked SKUs, of a bundle what it consists of
 * @param parcel its only parcel, or the first of several
 * @param parcels every parcel with its label, where there are several; null otherwise
 * @param labelSource carrier or platform: the label comes with this; warehouse: it makes its own
 */
public record OutboundOrder(
        String fulfillmentNo,
        String orderNo,
        String platformOrderNo,
        String labelSource,
        String service,
        Address shipTo,
        ShippingMethod shippingMethod,
        String dutyType,
        Cash cod,
        String buyerNote,
        List<Attribute> attributes,
        List<Line> lines,
        Box parcel,
        List<Box> parcels) {

    /** @param customization what the buyer wants made of it, or null; where that is not the same for all units, each begins with how many it is for */
    public record Line(String sku, int quantity, String title, String customization) {}

    /** The box, with number and label where they are known already. */
    public record Box(String parcelNo, String waybillNo, String carrier, Map<String, Object> label) {}
}
