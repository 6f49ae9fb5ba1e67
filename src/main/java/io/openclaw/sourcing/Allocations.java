package io.openclaw.sourcing;

import io.openclaw.account.Accounts;
import io.openclaw.sourcing.fulfillment.CapacityDays;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.fulfillment.FulfillmentRows;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.stock.Claim;
import io.openclaw.stock.ReserveOutcome;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import io.openclaw.store.AllOrNothing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Carries a plan out: fulfillments with every unit reserved, or the order waits for stock with none. Called inside the
 * caller's transaction, as its last work but for telling others.
 */
@Component("allocations")
public class Allocations {

    /** Every plan that is lost to others has sold goods to somebody, so there is an end to it; this one is for the decision's own time. */
    private static final int MOST_PLANS = 20;

    private final FulfillmentRows fulfillments;
    private final StockLedger ledger;
    private final Accounts accounts;
    private final Decisions decisions;
    private final SourcingDesk desk;
    private final CapacityDays days;
    private final AllOrNothing allOrNothing;

    public Allocations(
            FulfillmentRows fulfillments,
            StockLedger ledger,
            Accounts accounts,
            Decisions decisions,
            SourcingDesk desk,
            CapacityDays days,
            AllOrNothing allOrNothing) {
        this.fulfillments = fulfillments;
        this.ledger = ledger;
        this.accounts = accounts;
        this.decisions = decisions;
        this.desk = desk;
        this.days = days;
        this.allOrNothing = allOrNothing;
    }

    /**
     * Tries the plan's proposals in turn; the first whose units are all still there, in warehouses whose day has a place left,
     * is taken. Where others took the units or the last place of a day meanwhile, and nothing else is left of the plan, the order is
     * planned again by what is there now: another rule may serve it, or a split; else it waits for what is really wanting. A day that
     * was full counts as full then, even if a place came back since: so every turn has fewer places to lose.
     */
    public Allocation reserve(SourcingPlan plan) {
        Demand demand = plan.demand();
        if (plan.idle()) {
            fulfillments.allocation(demand.orderNo(), "planned");
            return Allocation.idle(demand);
        }
        Overtaken overtaken = new Overtaken(new ArrayList<>(), new TreeSet<>(), new HashMap<>());
        SourcingPlan current = plan;
        for (int plans = 1; current.possible(); plans++) {
            Optional<Allocation> done = carriedOut(current, overtaken);
            if (done.isPresent()) {
                return done.get();
            }
            if (plans == MOST_PLANS) {
                break;
            }
            current = desk.plan(demand.orderNo(), overtaken.full());
        }
        boolean begun = fulfillments.backordered(demand.orderNo());
        Allocation.Backorder backorder = backorder(current, overtaken);
        boolean news = decisions.waits(current, backorder.message(), overtaken.words(), begun);
        return Allocation.waiting(backorder, news);
    }

    /**
     * What others took between the decision and the reservation.
     *
     * @param skus that were short
     * @param full warehouses whose day was full, with the most it could have
     */
    private record Overtaken(List<String> words, Set<String> skus, Map<String, Integer> full) {}

    private Optional<Allocation> carriedOut(SourcingPlan plan, Overtaken overtaken) {
        Demand demand = plan.demand();
        int used = plan.possible() ? fulfillments.count(demand.orderNo()) : 0;
        for (SourcingPlan.Proposal proposal : plan.proposals()) {
            List<FulfillmentRef> refs = name(demand, proposal, used);
            List<CapacityDays.Place> places = days.places(demand.tenant(), proposal);
            List<StockChange> freed = new ArrayList<>();
            boolean reserved = places.stream().allMatch(Objects::isNull)
                    ? units(demand, proposal, refs, places, overtaken, freed)
                    : allOrNothing.done(
                            () -> units(demand, proposal, refs, places, overtaken, freed) && days(places, overtaken));
            if (reserved) {
                decisions.planned(plan, proposal, overtaken.words());
                return Optional.of(
                        new Allocation(demand.orderNo(), refs, further(refs, proposal), null, false, null, freed));
            }
        }
        return Optional.empty();
    }

    private boolean units(
            Demand demand,
            SourcingPlan.Proposal proposal,
            List<FulfillmentRef> refs,
            List<CapacityDays.Place> places,
            Overtaken overtaken,
            List<StockChange> freed) {
        ReserveOutcome outcome =
                ledger.reserve(claims(demand, proposal, refs), () -> write(demand, proposal, refs, places));
        outcome.shortages().forEach(shortage -> {
            overtaken.words().add(shortage.toString());
            overtaken.skus().add(shortage.sku());
        });
        outcome.freed().stream().map(StockChange::of).forEach(freed::add);
        return outcome.reserved();
    }

    private boolean days(List<CapacityDays.Place> places, Overtaken overtaken) {
        Optional<CapacityDays.Place> full =
                days.take(places.stream().filter(Objects::nonNull).toList());
        full.ifPresent(place -> {
            String warehouse = place.day().warehouse();
            overtaken.words().add("the last place of the day in " + warehouse + " was taken");
            overtaken.full().merge(warehouse, place.capacity(), Math::max);
        });
        return full.isEmpty();
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

    private void write(
            Demand demand, SourcingPlan.Proposal proposal, List<FulfillmentRef> refs, List<CapacityDays.Place> places) {
        String dutyType = accounts.find(demand.account())
                .map(account -> account.policy("duty_type", null))
                .orElse(null);
        for (int i = 0; i < refs.size(); i++) {
            CapacityDays.Place place = places.get(i);
            fulfillments.insert(
                    refs.get(i),
                    demand,
                    proposal.parts().get(i),
                    proposal.decision(),
                    dutyType,
                    place == null ? null : place.day().date());
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

    private static Allocation.Backorder backorder(SourcingPlan plan, Overtaken overtaken) {
        Demand demand = plan.demand();
        boolean quicker = plan.possible() && !overtaken.words().isEmpty();
        List<String> skus = !plan.possible()
                ? plan.shortSkus()
                : List.copyOf(overtaken.skus().isEmpty() ? demand.units().keySet() : overtaken.skus());
        String message = quicker
                ? "somebody else was quicker: "
                        + overtaken.words().stream().distinct().collect(Collectors.joining("; "))
                : plan.decision();
        return new Allocation.Backorder(
                demand.tenant(),
                demand.account(),
                demand.orderNo(),
                plan.waitsFor().cause().word(),
                plan.waitsFor().accounts().isEmpty()
                        ? null
                        : String.join(", ", plan.waitsFor().accounts()),
                skus,
                message);
    }
}
