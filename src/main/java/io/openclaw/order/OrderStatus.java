package io.openclaw.order;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The one status of an order that the API shows, derived from its four axes. The published rule: the least advanced live
 * fulfillment decides, and one of which part has left while the rest is to follow is both; without one, holds and sourcing decide. Once everything has left, and warehouses have taken all of it back, it is
 * returned, however far its parcels were tracked.
 */
public enum OrderStatus {
    IMPORTED,
    ON_HOLD,
    BACKORDERED,
    ALLOCATED,
    LABELLED,
    PARTIALLY_SHIPPED,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    RETURNED;

    private static final Set<String> DEAD_FULFILLMENT = Set.of("cancelled", "intercepted");
    private static final Set<String> DEAD_WAYBILL = Set.of("void");
    private static final Set<String> LABELLED_WAYBILL = Set.of("created", "void_requested");
    private static final Set<String> ON_ITS_WAY = Set.of(
            "picked_up",
            "in_transit",
            "export_customs",
            "linehaul",
            "import_customs",
            "customs_hold",
            "customs_cleared",
            "last_mile",
            "out_for_delivery",
            "available_for_pickup",
            "attempt_failed",
            "returning",
            "lost",
            "damaged",
            "destroyed");

    /**
     * What the status is derived from.
     *
     * @param state column {@code orders.state}
     * @param allocation column {@code orders.allocation}
     * @param unitsWanted units ordered and not cancelled, over all lines
     * @param unitsUnserved units of these that are to be sent and that no live fulfillment carries, nor left elsewhere
     * @param unitsLeft units that have left for it
     * @param unitsReturned units of these that a warehouse has taken back
     * @param holds codes of its holds
     */
    public record Facts(
            String state,
            String allocation,
            int unitsWanted,
            int unitsUnserved,
            int unitsLeft,
            int unitsReturned,
            Collection<String> holds,
            List<FulfillmentFacts> fulfillments) {

        /** Where nothing came back to a warehouse. */
        Facts(
                String state,
                String allocation,
                int unitsWanted,
                int unitsUnserved,
                Collection<String> holds,
                List<FulfillmentFacts> fulfillments) {
            this(state, allocation, unitsWanted, unitsUnserved, 0, 0, holds, fulfillments);
        }

        boolean allBack() {
            return unitsLeft > 0 && unitsReturned >= unitsLeft;
        }
    }

    /**
     * A fulfillment's status and its parcels.
     *
     * @param inPart whether units of it have left and the rest is to follow
     */
    public record FulfillmentFacts(String status, List<ParcelFacts> parcels, boolean inPart) {

        /** One that has left as a whole, or not at all. */
        public FulfillmentFacts(String status, List<ParcelFacts> parcels) {
            this(status, parcels, false);
        }
    }

    /** A parcel's waybill status, its milestone (may be null) and whether a carrier has scanned it. */
    public record ParcelFacts(String waybillStatus, String milestone, boolean scanned) {}

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that word; an {@link IllegalArgumentException} lists the words where there is none. */
    public static OrderStatus ofWord(String word) {
        for (OrderStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("status " + word
                + " is unknown; it is one of imported, on_hold, backordered, allocated, labelled, partially_shipped, shipped,"
                + " delivered, cancelled, returned");
    }

    public static OrderStatus of(Facts facts) {
        List<OrderStatus> parts = facts.fulfillments().stream()
                .filter(fulfillment -> !DEAD_FULFILLMENT.contains(fulfillment.status()))
                .flatMap(fulfillment -> parts(fulfillment).stream())
                .toList();
        boolean inPart = facts.fulfillments().stream()
                .anyMatch(fulfillment -> fulfillment.inPart() && !DEAD_FULFILLMENT.contains(fulfillment.status()));
        boolean gone = inPart || parts.stream().anyMatch(OrderStatus::left);
        boolean cancelled = facts.state().equals("cancelled") || facts.unitsWanted() == 0;
        if (cancelled && !gone) {
            return CANCELLED;
        }
        if (parts.isEmpty()) {
            return unsourced(facts);
        }
        // Units that wait for stock are behind every fulfillment. Nobody waits for them once the order is cancelled, or
        // closed at its platform.
        boolean waiting = facts.allocation().equals("backordered") && !cancelled;
        boolean unserved =
                facts.unitsUnserved() > 0 && !cancelled && !facts.state().equals("completed");
        boolean behind = waiting || unserved || inPart || parts.stream().anyMatch(part -> !left(part));
        if (gone) {
            return behind ? PARTIALLY_SHIPPED : facts.allBack() ? RETURNED : least(parts);
        }
        return waiting ? BACKORDERED : least(parts);
    }

    private static OrderStatus unsourced(Facts facts) {
        if (!facts.holds().isEmpty()) {
            boolean imported = facts.holds().stream()
                    .allMatch(code ->
                            HoldCode.of(code).map(HoldCode::onlyImported).orElse(false));
            return imported ? IMPORTED : ON_HOLD;
        }
        return facts.allocation().equals("backordered") ? BACKORDERED : IMPORTED;
    }

    private static List<OrderStatus> parts(FulfillmentFacts fulfillment) {
        List<OrderStatus> parcels = fulfillment.parcels().stream()
                .filter(parcel -> !DEAD_WAYBILL.contains(parcel.waybillStatus()))
                .map(parcel -> part(parcel, fulfillment.status().equals("outbound")))
                .toList();
        if (!parcels.isEmpty()) {
            return parcels;
        }
        return List.of(fulfillment.status().equals("outbound") ? SHIPPED : ALLOCATED);
    }

    private static OrderStatus part(ParcelFacts parcel, boolean outbound) {
        String milestone = parcel.milestone() == null ? "" : parcel.milestone();
        if (milestone.equals("delivered")) {
            return DELIVERED;
        }
        if (milestone.equals("returned")) {
            return RETURNED;
        }
        if (outbound || parcel.scanned() || ON_ITS_WAY.contains(milestone)) {
            return SHIPPED;
        }
        return LABELLED_WAYBILL.contains(parcel.waybillStatus()) ? LABELLED : ALLOCATED;
    }

    private static boolean left(OrderStatus part) {
        return part == SHIPPED || part == DELIVERED || part == RETURNED;
    }

    /** ALLOCATED, LABELLED, SHIPPED, DELIVERED, RETURNED stand in this sequence above. */
    private static OrderStatus least(List<OrderStatus> parts) {
        return parts.stream().min(Enum::compareTo).orElseThrow();
    }
}
