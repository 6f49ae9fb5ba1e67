package io.openclaw.sourcing;

import io.openclaw.account.Accounts;
import io.openclaw.stock.Claim;
import io.openclaw.stock.ReserveOutcome;
import io.openclaw.stock.Shortage;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Carries a plan out: fulfillments with every unit reserved, or the order waits for stock with none. Called inside the
 * caller's transaction, as its last work but for telling others.
 */
@Component("allocations")
public class Allocations {

    private final FulfillmentRows fulfillments;
    private final StockLedger ledger;
    private final Accounts accounts;
    private final Decisions decisions;

    public Allocations(FulfillmentRows fulfillments, StockLedger ledger, Accounts accounts, Decisions decisions) {
        this.fulfillments = fulfillments;
        this.ledger = ledger;
        this.accounts = accounts;
        this.decisions = decisions;
    }

    /** Tries the plan's proposals in turn; the first whose units are all still there is taken. */
    public Allocation reserve(SourcingPlan plan) {
        Demand demand = plan.demand();
        if (plan.idle()) {
            fulfillments.allocation(demand.orderNo(), "planned");
            return new Allocation(demand.orderNo(), List.of(), List.of(), null, false);
        }
        List<Shortage> overtaken = new ArrayList<>();
        int used = plan.possible() ? fulfillments.count(demand.orderNo()) : 0;
        for (SourcingPlan.Proposal proposal : plan.proposals()) {
            List<FulfillmentRef> refs = name(demand, proposal, used);
            ReserveOutcome outcome =
                    ledger.reserve(claims(demand, proposal, refs), () -> write(demand, proposal, refs));
            if (outcome.reserved()) {
                decisions.planned(plan, proposal, overtaken);
                return new Allocation(demand.orderNo(), refs, further(refs, proposal), null, false);
            }
            overtaken.addAll(outcome.shortages());
        }
        boolean news = fulfillments.backordered(demand.orderNo());
        Allocation.Backorder backorder = backorder(plan, overtaken);
        decisions.waits(plan, backorder.message(), overtaken, news);
        return new Allocation(demand.orderNo(), List.of(), List.of(), backorder, news);
    }

    private static List<FulfillmentRef> further(List<FulfillmentRef> refs, SourcingPlan.Proposal proposal) {
        List<FulfillmentRef> further = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            for (int parcel = 2; parcel <= proposal.parts().get(i).parcels().size(); parcel++) {
                further.add(refs.get(i).parcel(parcel));
            }
        }
        return List.copyOf(further);
    }

    private void write(Demand demand, SourcingPlan.Proposal proposal, List<FulfillmentRef> refs) {
        String dutyType = accounts.find(demand.account())
                .map(account -> account.policy("duty_type", null))
                .orElse(null);
        for (int i = 0; i < refs.size(); i++) {
            fulfillments.insert(refs.get(i), demand, proposal.parts().get(i), proposal.decision(), dutyType);
        }
        fulfillments.allocation(demand.orderNo(), "planned");
    }

    private static List<FulfillmentRef> name(Demand demand, SourcingPlan.Proposal proposal, int used) {
        List<FulfillmentRef> refs = new ArrayList<>();
        for (SourcingPlan.Part part : proposal.parts()) {
            String fulfillmentNo = demand.orderNo() + "-F" + (used + refs.size() + 1);
            refs.add(new FulfillmentRef(
                    demand.tenant(),
                    demand.account(),
                    demand.orderNo(),
                    fulfillmentNo,
                    fulfillmentNo + "-P1",
                    part.warehouse(),
                    part.labelSource(),
                    part.carrier(),
                    part.tracker(),
                    part.service()));
        }
        return List.copyOf(refs);
    }

    private static List<Claim> claims(Demand demand, SourcingPlan.Proposal proposal, List<FulfillmentRef> refs) {
        List<Claim> claims = new ArrayList<>();
        if (demand.deducts()) {
            for (int i = 0; i < refs.size(); i++) {
                FulfillmentRef ref = refs.get(i);
                Demand.units(proposal.parts().get(i).lines())
                        .forEach((sku, quantity) -> claims.add(new Claim(
                                new StockKey(demand.tenant(), ref.warehouse(), sku),
                                demand.orderNo(),
                                ref.fulfillmentNo(),
                                quantity,
                                demand.account())));
            }
        }
        return claims;
    }

    private static Allocation.Backorder backorder(SourcingPlan plan, List<Shortage> overtaken) {
        Demand demand = plan.demand();
        if (overtaken.isEmpty()) {
            return new Allocation.Backorder(
                    demand.tenant(), demand.account(), demand.orderNo(), plan.shortSkus(), plan.decision());
        }
        List<String> skus =
                overtaken.stream().map(Shortage::sku).distinct().sorted().toList();
        String message = "somebody else was quicker: "
                + overtaken.stream().map(Shortage::toString).collect(Collectors.joining("; "));
        return new Allocation.Backorder(demand.tenant(), demand.account(), demand.orderNo(), skus, message);
    }
}
