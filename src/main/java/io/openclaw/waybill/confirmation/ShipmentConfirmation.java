package io.openclaw.waybill.confirmation;

import io.openclaw.waybill.Parcel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a platform is told: {@code platform:confirm-shipment}, and with the same document {@code platform:find-shipment}. One
 * fulfillment is one shipment there, in however many parcels it goes.
 *
 * @param reference the fulfillment number
 * @param waybillNo the first parcel's number; with carrier name and tracking URL for platforms that take one of each
 * @param trackingUrl where the buyer can follow it, or null
 * @param parcels every parcel that has a number, in the sequence they were made
 * @param knownNumbers every number that these parcels bear or bore: the platform may have been told an earlier one
 * @param partnerRef the platform's own id of what it was told before, when its numbers are corrected
 */
public record ShipmentConfirmation(
        String reference,
        String orderNo,
        String platformOrderId,
        String platformOrderNo,
        String waybillNo,
        String carrierName,
        String trackingUrl,
        List<Parcel> parcels,
        List<String> knownNumbers,
        List<Line> lines,
        String partnerRef) {

    private static final int KEY_WIDTH = 200;

    public record Line(String platformLineId, int quantity) {}

    public record Parcel(String parcelNo, String waybillNo, String carrierName, String trackingUrl) {}

    /** The numbers it says, in the parcels' sequence; pieces that share a number have it once. */
    List<String> numbers() {
        return parcels.stream().map(Parcel::waybillNo).distinct().toList();
    }

    /** What tells this statement from any other: the fulfillment and the numbers said of it. */
    String key() {
        return key(reference, numbers());
    }

    static String key(String fulfillmentNo, List<String> numbers) {
        String key = prefix(fulfillmentNo) + String.join(",", numbers);
        return key.length() <= KEY_WIDTH ? key : prefix(fulfillmentNo) + numbers.size() + ":" + digest(numbers);
    }

    /** The fulfillment a key is of. */
    static String fulfillmentNo(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    /** What the keys of all statements about a fulfillment begin with. */
    static String prefix(String fulfillmentNo) {
        return fulfillmentNo + "/";
    }

    /**
     * Whether the platform shows just this.
     *
     * @param found its answer to {@code find-shipment}: {@code waybill_nos}, or {@code waybill_no} where it knows one alone
     */
    boolean shownBy(Map<String, Object> found) {
        Set<String> shown = found.get("waybill_nos") instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of(String.valueOf(found.get("waybill_no")));
        return shown.equals(Set.copyOf(numbers()));
    }

    ShipmentConfirmation correcting(String ref) {
        return new ShipmentConfirmation(
                reference,
                orderNo,
                platformOrderId,
                platformOrderNo,
                waybillNo,
                carrierName,
                trackingUrl,
                parcels,
                knownNumbers,
                lines,
                ref);
    }

    private static String digest(List<String> numbers) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join(",", numbers).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
