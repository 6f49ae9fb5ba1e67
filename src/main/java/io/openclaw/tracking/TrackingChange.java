package io.openclaw.tracking;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * What a new statement changed; as it is, the data of {@code tracking.updated}. Without personal data.
 *
 * @param account the platform account of the order
 * @param milestone the parcel's, after the statement; null while nothing ranked was reported
 * @param previous the parcel's before it
 * @param changed whether the two differ, or a new leg began with the same
 * @param firstScan true with the statement that makes the parcel shipped, once
 * @param delivered true with the statement by which the parcel is delivered for the first time
 * @param orderDelivered true when with it the last parcel of the order is delivered
 * @param returned true with the statement by which the parcel is back for the first time
 * @param flags those that stand after the statement
 * @param flagReasons the reason of each standing flag
 * @param reason the parcel's
 * @param node whether it is news that the platform's account asks for
 * @param eventMilestone what this statement alone says, flags among it; null for an unknown code
 * @param eventReason the reason this statement alone gives, or null
 */
public record TrackingChange(
        String tenant,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String account,
        String warehouse,
        String carrier,
        String tracker,
        String waybillNo,
        int leg,
        String milestone,
        String previous,
        boolean changed,
        boolean firstScan,
        OffsetDateTime firstScanAt,
        boolean delivered,
        boolean orderDelivered,
        OffsetDateTime deliveredAt,
        boolean returned,
        List<String> flags,
        Map<String, String> flagReasons,
        String reason,
        boolean node,
        String eventMilestone,
        String eventReason,
        OffsetDateTime eventAt,
        List<Long> eventSeqs) {

    /** The parcel moves although it was cancelled: data of {@code case.due}. */
    public Escaped escaped() {
        return new Escaped(
                tenant,
                account,
                orderNo,
                fulfillmentNo,
                parcelNo,
                "cancel_after_label",
                "the carrier scanned " + waybillNo + " although it was cancelled");
    }

    /** @param cause of the case to open */
    public record Escaped(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String cause,
            String message) {}
}
