package io.openclaw.tracking;

/**
 * Whoever followed a parcel's number does so no more, and the parcel is still under way; as it is, the data of {@code tracking.stopped}.
 * Without personal data.
 *
 * @param account the platform account of the order
 * @param tracker account that followed it
 * @param milestone the parcel's; null while nothing ranked was reported
 * @param message for people: who no longer follows which number
 */
public record TrackingStopped(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String waybillNo,
        String tracker,
        String milestone,
        String message) {}
