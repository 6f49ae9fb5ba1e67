package io.openclaw.sourcing;

import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param proposals ways to serve the whole demand, best first; empty when there is none. The stock room may refuse the
 *     first because somebody else was quicker: then the next is tried
 * @param considered every warehouse looked at, taken or refused and why
 * @param decision the outcome in words
 * @param shortSkus stocked SKUs the demand fails for when there is no proposal
 */
public record SourcingPlan(
        Demand demand, List<Proposal> proposals, List<Considered> considered, String decision, List<String> shortSkus) {

    /** One way to serve the whole demand: one fulfillment, or several when the order is split. */
    public record Proposal(List<Part> parts, String decision) {}

    /**
     * One fulfillment to be.
     *
     * @param labelSource carrier, warehouse, platform or platform_fulfilled
     * @param carrier carrier account that sells the label, or null
     * @param tracker account that follows the parcel, or null
     */
    public record Part(
            String warehouse,
            String labelSource,
            String carrier,
            String tracker,
            String service,
            List<Demand.Line> lines) {}

    /** A warehouse that was looked at. */
    public record Considered(String warehouse, boolean fits, String reason) {}

    /** Nothing is left to be served: every line is, or none needs shipping. */
    public boolean idle() {
        return demand.lines().isEmpty();
    }

    public boolean possible() {
        return !proposals.isEmpty();
    }
}
