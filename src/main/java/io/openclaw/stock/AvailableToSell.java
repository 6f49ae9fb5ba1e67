package io.openclaw.stock;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be sold, with every term that makes it: on hand less reserved, withheld, locked and safety stock, plus what is
 * on the way in as far as the seller trusts it. Never below zero. The terms always add up to the figure.
 */
public record AvailableToSell(int ats, List<Term> terms) {

    /**
     * One summand.
     *
     * @param term its name: on_hand reserved withheld campaign_locked safety_stock in_transit floor
     * @param warehouse where it comes from
     * @param quantity signed units
     * @param note why it is what it is, or null
     */
    public record Term(String term, String warehouse, int quantity, String note) {}

    /**
     * Of one warehouse.
     *
     * @param inboundConfidence share of the units in transit that may be sold, 0 to 1
     */
    public static AvailableToSell of(Counters counters, BigDecimal inboundConfidence) {
        String warehouse = counters.key().warehouse();
        int inbound = Math.max(0, counters.inTransit() - counters.reservedInbound());
        int trusted = BigDecimal.valueOf(inbound)
                .multiply(inboundConfidence)
                .setScale(0, RoundingMode.DOWN)
                .intValueExact();
        List<Term> terms = new ArrayList<>();
        terms.add(new Term("on_hand", warehouse, counters.onHand(), null));
        terms.add(new Term("reserved", warehouse, -counters.reserved(), null));
        terms.add(new Term("withheld", warehouse, -counters.withheld(), null));
        terms.add(new Term("campaign_locked", warehouse, -counters.campaignLocked(), null));
        terms.add(new Term("safety_stock", warehouse, -counters.safetyStock(), null));
        terms.add(new Term(
                "in_transit",
                warehouse,
                trusted,
                inbound + " on the way, counted with confidence " + inboundConfidence.toPlainString()));
        int sum = counters.free() + trusted;
        if (sum < 0) {
            terms.add(new Term("floor", warehouse, -sum, "the safety stock is not covered; nothing can be sold"));
        }
        return new AvailableToSell(Math.max(0, sum), List.copyOf(terms));
    }

    /** Of several warehouses together. */
    public static AvailableToSell sum(List<AvailableToSell> parts) {
        return new AvailableToSell(
                parts.stream().mapToInt(AvailableToSell::ats).sum(),
                parts.stream().flatMap(part -> part.terms().stream()).toList());
    }
}
