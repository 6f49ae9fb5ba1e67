package io.openclaw.waybill.notice;

import java.time.OffsetDateTime;

/**
 * Units that came back to a warehouse, and whose it says they are.
 *
 * @param grade sellable, quarantine or unsellable
 * @param orderNo the order as it was named: the hub's number, or the shop's number or id of it; null where it was not
 * @param fulfillmentNo the fulfillment they left with, or null
 * @param waybillNo a number of the parcel they left in, or null
 * @param occurredAt when they were taken in; null for now
 * @param cause identity of the return's line: the same one changes nothing twice
 */
public record ReturnNotice(
        String tenant,
        String warehouse,
        String sku,
        int quantity,
        String grade,
        String orderNo,
        String fulfillmentNo,
        String waybillNo,
        OffsetDateTime occurredAt,
        String cause) {

    private static final int NAME_LENGTH = 200;

    /** As it names the goods, the exact name first; null where it names nothing. */
    String named() {
        String name = fulfillmentNo != null ? fulfillmentNo : waybillNo != null ? waybillNo : orderNo;
        return name == null || name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH);
    }
}
