package io.openclaw.sourcing.plan;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param proposals ways to serve the whole demand, best first; empty when there is none. The stock room may refuse the
 *     first because somebody else was quicker: then the next is tried
 * @param considered every warehouse looked at, taken or refused and why
 * @param decision the outcome in words
 * @param shortSkus stocked SKUs the demand fails for when there is no proposal
 * @param routing the routing that took the order, or null
 * @param passed the routings before it and why they did not, in words
 * @param rule the rule that decided, or null
 * @param split why the order was not split, in words; null where that was no question
 * @param queue where the order waits; null when there is a proposal
 * @param cancelAt when waiting has gone on long enough to give the order up; null for never
 * @param currency of every cost
 * @param waitsFor what keeps the demand waiting; where there is a proposal, what it waits for if others take the goods first: stock
 * @param fullDays the warehouses that were refused because their day was full, whatever else they have
 */
public record SourcingPlan(
        Demand demand,
        List<Proposal> proposals,
        List<Considered> considered,
        String decision,
        List<String> shortSkus,
        String routing,
        List<String> passed,
        String rule,
        String split,
        String queue,
        OffsetDateTime cancelAt,
        String currency,
        WaitsFor waitsFor,
        List<String> fullDays) {

    /**
     * One way to serve the whole demand: one fulfillment, or several when the order is split.
     *
     * @param boxes parcels it makes
     * @param cost of all parts; null where one is not known
     * @param onTime whether every part can be handed over and arrive when the platform wants it
     */
    public record Proposal(List<Part> parts, String decision, int boxes, BigDecimal cost, boolean onTime) {}

    /**
     * One fulfillment to be.
     *
     * @param labelSource carrier, warehouse, platform or platform_fulfilled
     * @param carrier carrier account that sells the label, or null
     * @param tracker account that follows the parcel, or null
     * @param parcels the parcels whose labels are asked for, at least one
     * @param capacity fulfillments the rule lets its warehouse have in a day; null for any number
     * @param shipping how the service was chosen
     */
    public record Part(
            String warehouse,
            String labelSource,
            String carrier,
            String tracker,
            String service,
            List<Demand.Line> lines,
            List<Packing.Parcel> parcels,
            Integer capacity,
            ShippingChoice.Choice shipping) {}

    /**
     * A warehouse that was looked at.
     *
     * @param inRule false where the rule does not mean this warehouse at all
     */
    public record Considered(String rule, String warehouse, boolean fits, boolean inRule, String reason) {}

    /** Nothing is left to be served: every line is, or none needs shipping. */
    public boolean idle() {
        return demand.lines().isEmpty();
    }

    public boolean possible() {
        return !proposals.isEmpty();
    }

    /** The same plan, which waits for something else than stock. */
    SourcingPlan waitingFor(WaitsFor other, String words) {
        return new SourcingPlan(
                demand,
                proposals,
                considered,
                words,
                List.of(),
                routing,
                passed,
                rule,
                split,
                queue,
                cancelAt,
                currency,
                other,
                fullDays);
    }
}
