package io.openclaw.sourcing.plan;

import io.openclaw.account.Accounts;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingRules.Otherwise;
import io.openclaw.sourcing.rules.SourcingRules.Routing;
import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.WarehouseFacts;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sourcing by given rules and rate cards. The first routing whose filters the order meets takes it; the first of its rules
 * that fits serves it. A warehouse that has everything goes before any split; a split takes the fewest parcels there are,
 * then the least cost.
 */
public final class Planner implements Sourcing {

    static final int MAX_PROPOSALS = 8;

    private final SourcingRules rules;
    private final RateBook rates;
    private final Accounts accounts;
    private final WarehouseFacts facts;
    private final ShippingChoice shipping;
    private final OrderFilters orders;

    public Planner(SourcingRules rules, RateBook rates, Accounts accounts) {
        this.rules = rules;
        this.rates = rates;
        this.accounts = accounts;
        this.facts = new WarehouseFacts(rules, accounts);
        this.shipping = new ShippingChoice(rules, rates, accounts, facts);
        this.orders = new OrderFilters(rates);
    }

    @Override
    public SourcingPlan plan(Demand demand, Supply supply) {
        Decision decision = new Decision(demand, supply);
        SourcingPlan plan = decision.plan();
        boolean told = plan.possible() || plan.idle() || !plan.waitsFor().stock();
        return told ? plan : waiting(plan, decision, supply);
    }

    /** Says whether it is for accounts alone that a plan has no proposal: with them acting it would have one. */
    private SourcingPlan waiting(SourcingPlan plan, Decision decision, Supply supply) {
        Dormant dormant = new Dormant(accounts, plan.demand());
        if (!dormant.none()) {
            SourcingPlan then = new Planner(rules, rates, dormant.awake()).new Decision(plan.demand(), supply).plan();
            if (then.possible()) {
                String words = dormant.words(then.proposals().get(0), plan.decision());
                return plan.waitingFor(WaitsFor.accounts(dormant.in(then.proposals())), PlanWords.cut(words));
            }
        }
        SourcingPlan told = plan.demand().cod() ? uncollected(plan, supply) : plan;
        return told == plan ? limited(plan, decision, supply) : told;
    }

    /** Says whether it is for a full day, or for want of a service, that it has none though the goods are there. */
    private SourcingPlan limited(SourcingPlan plan, Decision decision, Supply supply) {
        if (!plan.fullDays().isEmpty()) {
            SourcingPlan then = new Decision(plan.demand(), supply.onAnEmptyDay()).plan();
            if (then.possible()) {
                return plan.waitingFor(
                        WaitsFor.of(WaitsFor.Cause.CAPACITY_FULL),
                        PlanWords.cut("waits for a day with a place left in " + warehouses(then) + ", not for stock: "
                                + plan.decision()));
            }
        }
        return decision.unshippable.isEmpty()
                ? plan
                : plan.waitingFor(
                        WaitsFor.of(WaitsFor.Cause.NO_SERVICE),
                        PlanWords.cut("waits for a service that takes it, not for stock, which "
                                + String.join(" and ", decision.unshippable) + " has: " + plan.decision()));
    }

    private static String warehouses(SourcingPlan then) {
        return then.proposals().get(0).parts().stream()
                .map(SourcingPlan.Part::warehouse)
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    /** Says whether it is for want of a service that collects on delivery: paid before, the order would ship. */
    private SourcingPlan uncollected(SourcingPlan plan, Supply supply) {
        SourcingPlan then = new Decision(plan.demand().paidBefore(), supply).plan();
        if (!then.possible()) {
            return plan;
        }
        return plan.waitingFor(
                WaitsFor.of(WaitsFor.Cause.NO_COD_SERVICE),
                PlanWords.cut("waits for a service that collects cash on delivery, not for stock: none that "
                        + warehouses(then)
                        + " can use does. Say cod: true of one that does (config/rates, or services of its account in"
                        + " config/partners.yaml), or have the buyer pay another way; until then " + plan.decision()));
    }

    private final class Decision {

        private final Demand demand;
        private final Supply supply;
        private final Map<String, Integer> needed;
        private final List<SourcingPlan.Considered> considered = new ArrayList<>();
        private final List<String> passed = new ArrayList<>();
        /** Warehouses that have every line, alone or together, and cannot ship them. */
        private final Set<String> unshippable = new LinkedHashSet<>();

        private final WarehouseFilters filters;
        private final Ways ways;
        private final WaySorts sorts;
        private final Splits splits;

        Decision(Demand demand, Supply supply) {
            this.demand = demand;
            this.supply = supply;
            this.needed = demand.units();
            this.filters = new WarehouseFilters(rules, accounts, facts, demand, supply);
            this.ways = new Ways(shipping, demand, supply.at());
            this.sorts = new WaySorts(rules, demand, filters, currency());
            this.splits = new Splits(rates, demand, filters, ways, sorts);
        }

        SourcingPlan plan() {
            if (demand.lines().isEmpty()) {
                return result(null, null, List.of(), "nothing is left to be shipped", List.of(), null);
            }
            Routing routing = null;
            for (Routing candidate : rules.routings()) {
                String refusal = orders.refusal(candidate.orders(), demand, supply.at());
                if (refusal == null) {
                    routing = candidate;
                    break;
                }
                passed.add("routing '" + candidate.name() + "': " + refusal);
            }
            if (routing == null) {
                return waits(
                        null,
                        WaitsFor.Cause.NO_ROUTING,
                        "no routing of config/sourcing.yaml takes the order: " + String.join("; ", passed));
            }
            List<Demand.Line> unmapped =
                    demand.lines().stream().filter(line -> line.sku() == null).toList();
            if (!unmapped.isEmpty()) {
                String codes = unmapped.stream().map(Demand.Line::platformSku).collect(Collectors.joining(", "));
                return waits(
                        routing,
                        WaitsFor.Cause.SKU_UNMAPPED,
                        "nobody knows which SKU the platform's " + codes
                                + " is; map it first (add_mappings of PUT /api/v2.1/products/<your SKU>)");
            }
            Rule last = null;
            for (Rule rule : routing.rules()) {
                last = rule;
                ways.begin();
                Set<String> meant = new LinkedHashSet<>();
                List<Way> found = serve(rule, meant);
                if (!found.isEmpty()) {
                    return planned(routing, rule, found);
                }
                boolean on = rule.otherwise().next() == Otherwise.Next.RULE
                        || (rule.otherwise().next() == Otherwise.Next.RULE_IF_NOT_CARRIED
                                && needed.keySet().stream()
                                        .anyMatch(sku -> meant.stream().noneMatch(w -> supply.carries(w, sku))));
                if (!on) {
                    break;
                }
            }
            String words = "no warehouse has every line: " + refused();
            String told = splits.note() == null ? words : words + "; not split: " + splits.note();
            return result(routing, last, List.of(), PlanWords.cut(told), missing(), last.otherwise());
        }

        private List<Way> serve(Rule rule, Set<String> meant) {
            List<Way> found = new ArrayList<>();
            List<String> partly = new ArrayList<>();
            for (String warehouse : filters.universe(rule)) {
                Optional<String> outside = filters.outside(rule, warehouse);
                if (outside.isPresent()) {
                    considered(rule, warehouse, false, false, outside.get());
                    continue;
                }
                meant.add(warehouse);
                String refusal = filters.closed(rule, warehouse);
                if (refusal != null) {
                    considered(rule, warehouse, false, true, refusal);
                    continue;
                }
                String lacking = filters.lacking(rule, warehouse);
                if (lacking != null) {
                    considered(rule, warehouse, false, true, lacking);
                    partly.add(warehouse);
                    continue;
                }
                Way way = ways.way(rule, Map.of(warehouse, demand.lines()));
                if (way == null) {
                    considered(rule, warehouse, false, true, ways.unshippable(rule, warehouse, demand.lines()));
                    partly.add(warehouse);
                    unshippable.add(warehouse);
                } else {
                    considered(rule, warehouse, true, true, "has all that is needed");
                    found.add(way);
                }
            }
            if (!found.isEmpty()) {
                splits.none();
                found.sort(sorts.order(rule, false));
                return found.subList(0, Math.min(MAX_PROPOSALS, found.size()));
            }
            List<Way> split = splits.of(rule, partly);
            if (splits.unshippable() != null) {
                unshippable.add(splits.unshippable());
            }
            return split;
        }

        private SourcingPlan planned(Routing routing, Rule rule, List<Way> found) {
            List<SourcingPlan.Proposal> proposals = new ArrayList<>();
            String refused = refused();
            for (Way way : found) {
                String words = found.size() == 1 || !proposals.isEmpty()
                        ? words(routing, rule, way)
                        : words(routing, rule, way) + sorts.before(rule, way, found.get(1));
                if (splits.note() != null) {
                    words += "; " + splits.note();
                }
                if (!refused.isEmpty()) {
                    words += "; passed over: " + refused;
                }
                List<SourcingPlan.Part> parts = way.parts().stream()
                        .map(share -> shipping.part(
                                demand,
                                share.warehouse(),
                                share.lines(),
                                filters.capacity(rule, share.warehouse()),
                                share.shipping()))
                        .toList();
                proposals.add(
                        new SourcingPlan.Proposal(parts, PlanWords.cut(words), way.boxes(), way.cost(), !way.late()));
            }
            return result(
                    routing, rule, List.copyOf(proposals), proposals.get(0).decision(), List.of(), null);
        }

        private String words(Routing routing, Rule rule, Way way) {
            StringBuilder words = new StringBuilder();
            if (way.parts().size() > 1) {
                words.append("split over ")
                        .append(way.parts().size())
                        .append(" warehouses in ")
                        .append(way.boxes())
                        .append(" parcels, because none has every line: ");
            }
            String sep = "";
            for (Way.Share part : way.parts()) {
                words.append(sep).append(part.warehouse());
                if (way.parts().size() > 1) {
                    words.append(" ships ")
                            .append(part.lines().stream()
                                    .map(line -> line.quantity() + " x " + line.sku())
                                    .collect(Collectors.joining(" and ")));
                } else {
                    words.append(
                            demand.deducts()
                                    ? " has every line"
                                    : " is first; stock of this account is kept elsewhere");
                    if (demand.country() != null) {
                        words.append(", destination ").append(demand.country());
                    }
                }
                ShippingChoice.Option taken = part.shipping().taken();
                words.append("; label from ")
                        .append(taken.carrier() == null ? "the " + taken.labelSource() : taken.carrier());
                if (taken.service() != null) {
                    words.append(", service ").append(taken.service());
                }
                if (taken.cost() != null) {
                    words.append(" at ").append(PlanWords.money(taken.cost(), currency()));
                }
                words.append(", ").append(part.shipping().reason());
                sep = "; ";
            }
            if (way.boxes() > way.parts().size()) {
                words.append("; ").append(way.boxes()).append(" parcels");
            }
            return words.append(" (routing '")
                    .append(routing.name())
                    .append("', rule '")
                    .append(rule.name())
                    .append("')")
                    .toString();
        }

        /** No rule was tried, and it is not the goods that are wanting. */
        private SourcingPlan waits(Routing routing, WaitsFor.Cause cause, String words) {
            return result(routing, null, List.of(), words, List.of(), Otherwise.WAIT)
                    .waitingFor(WaitsFor.of(cause), PlanWords.cut(words));
        }

        private SourcingPlan result(
                Routing routing,
                Rule rule,
                List<SourcingPlan.Proposal> proposals,
                String words,
                List<String> missing,
                Otherwise otherwise) {
            OffsetDateTime cancelAt = otherwise == null || otherwise.cancelAfter() == null
                    ? null
                    : (demand.since() == null ? supply.at() : demand.since()).plus(otherwise.cancelAfter());
            return new SourcingPlan(
                    demand,
                    proposals,
                    List.copyOf(considered),
                    words,
                    missing,
                    routing == null ? null : routing.name(),
                    List.copyOf(passed),
                    rule == null ? null : rule.name(),
                    splits.note(),
                    otherwise == null ? null : otherwise.queue(),
                    cancelAt,
                    currency(),
                    WaitsFor.STOCK,
                    filters.fullDays());
        }

        private void considered(Rule rule, String warehouse, boolean fits, boolean inRule, String reason) {
            considered.add(new SourcingPlan.Considered(rule.name(), warehouse, fits, inRule, reason));
        }

        /** Warehouses the rules meant and could not take; those they did not mean are in the explanation alone. */
        private String refused() {
            return considered.stream()
                    .filter(c -> !c.fits() && c.inRule())
                    .map(c -> c.warehouse() + " " + c.reason())
                    .distinct()
                    .collect(Collectors.joining(", "));
        }

        /** SKUs no warehouse has enough of; all when each is there but never together. */
        private List<String> missing() {
            Map<String, Integer> needs = new TreeMap<>(needed);
            Set<String> everywhere = new TreeSet<>(needs.keySet());
            everywhere.removeIf(sku -> considered.stream()
                    .anyMatch(c -> c.inRule() && supply.available(c.warehouse(), sku) >= needs.get(sku)));
            return List.copyOf(everywhere.isEmpty() ? needs.keySet() : everywhere);
        }
    }

    private String currency() {
        return rates.exchange().base();
    }
}
