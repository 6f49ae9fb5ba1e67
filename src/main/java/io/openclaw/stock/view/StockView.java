package io.openclaw.stock.view;

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
     * Why the figures are not what they were: opening, what happened, closing. What is listed always adds up.
     *
     * @param since the moment of the opening figure
     */
    public record History(String since, List<Moves> warehouses, List<Figure> accounts) {}

    /** What one sales channel could sell, and why it can sell more or less now. */
    public record Figure(String account, int opening, List<Reason> moves, int closing) {}

    /**
     * One cause.
     *
     * @param kind of movement, all alike summed; or policy (an edit of the stock policy, or of a category it goes by), sourcing (the
     *     account draws on other warehouses now, more or less is left there, or one takes orders no more, or again) or bundle (it consists of something else now)
     * @param sku what it is about: of a bundle one of its components; null where it is about the account
     * @param quantity signed units by which it changed what the account can sell
     * @param units signed units by which it changed what is free of the SKU; 0 of an edit
     * @param at when it was heard of, the last of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            String kind, String warehouse, String sku, int quantity, int units, int times, String at, String words) {}

    /**
     * Of one warehouse: what is free after all that is kept back, which may be below zero; of a bundle how many could be made of what
     * its components have there.
     */
    public record Moves(String warehouse, int opening, List<Move> moves, int closing) {}

    /**
     * One kind of movement, summed.
     *
     * @param quantity signed units by which it changed the warehouse's figure
     * @param times movements
     * @param words what it means
     */
    public record Move(String kind, String counter, int quantity, int times, String words) {}
}
