package io.openclaw.waybill;

import java.util.List;

/**
 * What a platform is told: {@code platform:confirm-shipment}, and with the same document {@code platform:find-shipment}.
 *
 * @param reference the parcel number
 * @param trackingUrl where the buyer can follow it, or null
 * @param partnerRef the platform's own id of what it was told before, when a number is corrected
 */
public record ShipmentConfirmation(
        String reference,
        String orderNo,
        String platformOrderId,
        String platformOrderNo,
        String waybillNo,
        String carrierName,
        String trackingUrl,
        List<Line> lines,
        String partnerRef) {

    public record Line(String platformLineId, int quantity) {}
}
