package io.openclaw.stock;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The stock of one SKU as the open API shows it, under the contract's names in snake case.
 *
 * @param bundle units of each component where the SKU is a bundle; its figures are whole bundles then. Null where it is none
 */
public record StockView(
        String sku,
        @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Integer> bundle,
        List<Warehouse> warehouses,
        List<Channel> accounts,
        History changes) {

    /**
     * Counters of one warehouse, in units.
     *
     * @param inTransit on the way in, {@code inbound} says when and how far it may be promised to presales
     */
    public record Warehouse(
            String warehouse,
            String authority,
            int onHand,
            int missing,
            int reserved,
            int withheld,
            int campaignLocked,
            int safetyStock,
            int buffer,
            int quarantine,
            int unsellable,
            int inTransit,
            int reservedInbound,
            int ats,
            List<AvailableToSell.Term> terms,
            List<Inbound> inbound,
            String asOf) {}

    /** A line on its way in. */
    public record Inbound(String id, String kind, int quantity, String eta, String confidence, String sourceDocument) {}

    /** What one sales channel may sell, and why. */
    public record Channel(String account, int ats, List<AvailableToSell.Term> terms) {}

    /**
     * Why the free units are not what they were: opening, what moved, closing. The moves always add up.
     *
     * @param since the moment of the opening figure
     */
    public record History(String since, List<Moves> warehouses) {}

    /** Of one warehouse: on hand less what is missing, reserved, withheld, locked and stated safety stock. */
    public record Moves(String warehouse, int opening, List<Move> moves, int closing) {}

    /**
     * One kind of movement, summed.
     *
     * @param quantity signed units by which it changed what is free
     * @param times movements
     * @param words what it means
     */
    public record Move(String kind, String counter, int quantity, int times, String words) {}
}
