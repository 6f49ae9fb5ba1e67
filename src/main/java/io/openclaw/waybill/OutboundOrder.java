package io.openclaw.waybill;

import io.openclaw.order.Address;
import java.util.List;
import java.util.Map;

/**
 * What a warehouse is asked to ship: {@code warehouse:create-outbound}.
 *
 * @param fulfillmentNo the reference at the warehouse
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
        List<Line> lines,
        Box parcel,
        List<Box> parcels) {

    public record Line(String sku, int quantity, String title) {}

    /** The box, with number and label where they are known already. */
    public record Box(String parcelNo, String waybillNo, String carrier, Map<String, Object> label) {}
}
