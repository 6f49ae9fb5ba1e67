package io.openclaw.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One version of an order as a platform states it, in the hub's words: what {@code platform:normalize-order} gives and
 * {@code schema/platform/normalize-order.out.json} describes. Money is in {@link #currency} unless said otherwise.
 *
 * @param updatedAt the platform's own time of this version; with the inbox id it orders versions
 * @param paymentStatus unpaid, paid, cod, refunded or partially_refunded
 * @param codAmount what is to be collected of the buyer when the goods are handed to him, or null
 * @param codCurrency of it: what the buyer pays in; {@link #currency} where null
 * @param paymentDetail of an unpaid order what stands in the way: pending, authorized, partially_paid, voided, expired, or on_terms
 *     where it is not due yet; null where the platform says no more than that it is unpaid
 * @param outstanding what is still to be paid of an order that is paid in part, or null
 * @param paymentTerms when an order on terms is due, as the platform words it, or null
 * @param dutiesTotal what the buyer has paid, or is to pay with the rest, for import duties: then the goods go duty paid; null where they are
 *     not part of it
 * @param fulfilledBy merchant, platform or cooperative; only merchant orders are ours to ship
 * @param archived put away at the platform with something of it unfulfilled: nobody there works on it any more
 * @param orderType normal, presale, reship, exchange or manual
 * @param shipBy when the platform wants it handed over
 * @param shippingMethod what the buyer chose and paid for, or null
 * @param risk the platform's risk word: low, medium, high ...; {@code unknown: word} where the connector knows no such word
 * @param cancelRequest the buyer's or platform's wish to cancel that nobody has answered yet, or null
 * @param merchantHold that the seller has put what is to be shipped on hold at the platform, or has released it; null where this version does
 *     not say, and what was said last stands
 * @param shipTo null when nothing of the order is shipped
 * @param cancelledShipments shipments the platform was told of and shows as cancelled; they are not kept in the pool
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderDocument(
        String platformOrderId,
        String platformOrderNo,
        Status status,
        String cancelReason,
        Instant updatedAt,
        Instant placedAt,
        String paymentStatus,
        Instant paidAt,
        BigDecimal codAmount,
        String codCurrency,
        String paymentDetail,
        BigDecimal outstanding,
        String paymentTerms,
        String fulfilledBy,
        String salesProgram,
        boolean test,
        boolean archived,
        String orderType,
        String parentNo,
        String currency,
        BigDecimal total,
        BigDecimal itemTotal,
        BigDecimal shippingTotal,
        BigDecimal sellerDiscount,
        BigDecimal platformDiscount,
        BigDecimal taxTotal,
        BigDecimal feeTotal,
        BigDecimal dutiesTotal,
        String taxCollectedBy,
        Instant shipBy,
        Instant deliverBy,
        ShippingMethod shippingMethod,
        Buyer buyer,
        String sellerNote,
        List<String> tags,
        String risk,
        CancelRequest cancelRequest,
        MerchantHold merchantHold,
        Address shipTo,
        List<Line> lines,
        List<CancelledShipment> cancelledShipments) {

    public OrderDocument {
        cancelledShipments = cancelledShipments == null ? List.of() : List.copyOf(cancelledShipments);
        tags = tags == null ? List.of() : List.copyOf(tags);
        lines = lines == null ? List.of() : List.copyOf(lines);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!ids.add(lines.get(i).platformLineId())) {
                throw new IllegalArgumentException("$.lines[" + i + "].platform_line_id stands twice in one order");
            }
        }
    }

    /** What the platform says of the order as a whole. */
    public enum Status {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("cancelled")
        CANCELLED,
        /** Closed at the platform: whatever had to be shipped has been. */
        @JsonProperty("completed")
        COMPLETED
    }

    /**
     * Personal data, stored encrypted.
     *
     * @param attributes what the buyer said of the order in fields of the shop's own: a gift message, a wished day
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Buyer(String email, String note, String locale, List<Attribute> attributes) {

        public Buyer {
            attributes = attributes == null ? List.of() : List.copyOf(attributes);
        }
    }

    /** A field of the shop's own, as the buyer filled it in. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Attribute(String name, String value) {}

    /**
     * How the buyer wants it shipped.
     *
     * @param title as the buyer read it
     * @param code as the platform or the app that offered it calls it, or null
     * @param price what was paid for it, or null
     * @param category local_delivery or pickup where no parcel is sent, else whatever the platform says, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ShippingMethod(String title, String code, BigDecimal price, String category) {}

    /** A wish to cancel; {@code by} is buyer, platform or seller. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CancelRequest(String by, String reason, Instant deadline) {}

    /**
     * Whether the seller has the platform hold what is to be shipped.
     *
     * @param reason the platform's word for why; {@code none} where nothing is held
     * @param note in the seller's words, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record MerchantHold(String reason, String note) {

        private static final String NONE = "none";

        /** What holds it; null for nothing. */
        static MerchantHold standing(MerchantHold stated) {
            return stated == null || stated.reason() == null || NONE.equals(stated.reason()) ? null : stated;
        }
    }

    /** What the seller holds it for; null for nothing. */
    public MerchantHold heldBySeller() {
        return MerchantHold.standing(merchantHold);
    }

    /**
     * One line as the platform states it.
     *
     * @param platformSku the seller's code at the platform; null where the listing has none
     * @param quantity ordered, at least 1; {@link #cancelled} of them are not wanted any more
     * @param listingIds the platform's ids of what was bought: asin, item, model, variant
     * @param noShippingReason of a line that needs no shipping by the hub, why: digital, gift_card, other_service, not_eligible or
     *     nothing_open; null where the platform does not say
     * @param shipTogether lines of the same group leave in one parcel
     * @param fulfilled units that left the shop without a parcel of the hub: shipped by hand, by an app, or before the import
     * @param departures every shipment of the line the platform knows of, the hub's own included; the pool tells them apart
     *     and makes {@link #fulfilled} of the others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Line(
            String platformLineId,
            String platformSku,
            String title,
            int quantity,
            int cancelled,
            int refunded,
            BigDecimal unitPrice,
            BigDecimal tax,
            Boolean requiresShipping,
            String noShippingReason,
            boolean gift,
            String customization,
            Map<String, String> listingIds,
            String shipTogether,
            String ioss,
            int fulfilled,
            List<Departure> departures) {

        public Line {
            departures = departures == null ? List.of() : List.copyOf(departures);
            requiresShipping = requiresShipping == null || requiresShipping;
            listingIds = listingIds == null ? Map.of() : withoutNulls(listingIds);
        }

        /** The line with what the pool has found to be fulfilled elsewhere, in the form in which it is kept. */
        Line fulfilled(int units) {
            return new Line(
                    platformLineId,
                    platformSku,
                    title,
                    quantity,
                    cancelled,
                    refunded,
                    unitPrice,
                    tax,
                    requiresShipping,
                    noShippingReason,
                    gift,
                    customization,
                    listingIds,
                    shipTogether,
                    ioss,
                    units,
                    List.of());
        }

        private static Map<String, String> withoutNulls(Map<String, String> ids) {
            Map<String, String> kept = new java.util.TreeMap<>(ids);
            kept.values().removeIf(value -> value == null || value.isBlank());
            return java.util.Collections.unmodifiableMap(kept);
        }
    }

    /**
     * A shipment that the platform has and that counts no more.
     *
     * @param ref the platform's id of it, or null
     * @param numbers tracking numbers it bears
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CancelledShipment(String ref, List<String> numbers) {

        public CancelledShipment {
            numbers = numbers == null ? List.of() : List.copyOf(numbers);
        }
    }

    /**
     * One shipment of a line as the platform states it.
     *
     * @param ref the platform's id of the shipment, or null
     * @param numbers tracking numbers it bears
     * @param quantity units of the line in it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Departure(String ref, List<String> numbers, int quantity) {

        public Departure {
            numbers = numbers == null ? List.of() : List.copyOf(numbers);
        }
    }
}
