package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Sourcing by the destination's list of warehouses: the first that has every line takes the order, otherwise it waits. A
 * SKU that no listed warehouse carries goes where it is carried.
 */
@Component
class PrioritySourcing implements Sourcing {

    private final SourcingConfig config;
    private final Accounts accounts;
    private final ShippingChoice shipping;

    PrioritySourcing(SourcingConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
        this.shipping = new ShippingChoice(accounts);
    }

    @Override
    public SourcingPlan plan(Demand demand, Supply supply) {
        if (demand.lines().isEmpty()) {
            return new SourcingPlan(demand, List.of(), List.of(), "nothing is left to be shipped", List.of());
        }
        SourcingRules rules = config.rules();
        List<SourcingPlan.Proposal> proposals = new ArrayList<>();
        List<SourcingPlan.Considered> considered = new ArrayList<>();
        for (String warehouse : candidates(demand, supply, rules)) {
            Optional<String> refusal =
                    refusal(demand, supply, warehouse).or(() -> shipping.refusal(demand, warehouse, rules));
            String reason = refusal.orElse("has all that is needed");
            considered.add(new SourcingPlan.Considered(warehouse, refusal.isEmpty(), reason));
            if (refusal.isEmpty()) {
                SourcingPlan.Part part = shipping.part(demand, warehouse, rules);
                proposals.add(new SourcingPlan.Proposal(List.of(part), words(demand, part, considered)));
            }
        }
        String decision =
                proposals.isEmpty() ? waits(considered) : proposals.get(0).decision();
        Set<String> missing = proposals.isEmpty() ? missing(demand, supply, considered) : Set.of();
        return new SourcingPlan(
                demand, List.copyOf(proposals), List.copyOf(considered), decision, List.copyOf(missing));
    }

    private static List<String> candidates(Demand demand, Supply supply, SourcingRules rules) {
        List<String> listed = rules.priority(demand.country());
        Set<String> candidates = new LinkedHashSet<>(listed);
        boolean carriedNowhere = demand.units().keySet().stream()
                .anyMatch(sku -> listed.stream().noneMatch(warehouse -> supply.carries(warehouse, sku)));
        if (rules.elsewhere() && carriedNowhere) {
            candidates.addAll(new TreeSet<>(supply.warehouses()));
        }
        return List.copyOf(candidates);
    }

    private Optional<String> refusal(Demand demand, Supply supply, String warehouse) {
        Account account = accounts.find(warehouse).orElse(null);
        if (account == null || account.kind() != Account.Kind.WAREHOUSE) {
            return Optional.of("is no warehouse account of config/partners.yaml");
        }
        boolean mayAct =
                account.mode() == Account.Mode.LIVE || (demand.shadow() && account.mode() == Account.Mode.SHADOW);
        if (!mayAct) {
            return Optional.of("its account is in mode " + account.mode().name().toLowerCase(java.util.Locale.ROOT));
        }
        Optional<Demand.Line> unmapped =
                demand.lines().stream().filter(line -> line.sku() == null).findFirst();
        if (unmapped.isPresent()) {
            return Optional.of(
                    "nobody knows which SKU the platform's " + unmapped.get().platformSku() + " is; map it first");
        }
        if (!demand.deducts()) {
            return Optional.empty();
        }
        List<String> lacking = demand.units().entrySet().stream()
                .filter(need -> supply.available(warehouse, need.getKey()) < need.getValue())
                .map(need -> lacking(supply, warehouse, need))
                .toList();
        return lacking.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lacking));
    }

    private static String lacking(Supply supply, String warehouse, Map.Entry<String, Integer> need) {
        if (!supply.carries(warehouse, need.getKey())) {
            return "does not carry " + need.getKey();
        }
        return "has " + supply.available(warehouse, need.getKey()) + " of the " + need.getValue() + " " + need.getKey()
                + " needed";
    }

    private static String words(Demand demand, SourcingPlan.Part part, List<SourcingPlan.Considered> considered) {
        StringBuilder words = new StringBuilder(part.warehouse()).append(" has every line");
        if (!demand.deducts()) {
            words = new StringBuilder(part.warehouse()).append(" is first; stock of this account is kept elsewhere");
        }
        if (demand.country() != null) {
            words.append(", destination ").append(demand.country());
        }
        words.append("; label from ").append(part.carrier() == null ? "the " + part.labelSource() : part.carrier());
        if (part.service() != null) {
            words.append(", service ").append(part.service());
        }
        String refused = refused(considered);
        return refused.isEmpty()
                ? words.toString()
                : words.append("; passed over: ").append(refused).toString();
    }

    private static String waits(List<SourcingPlan.Considered> considered) {
        return "no warehouse has every line: " + refused(considered);
    }

    private static String refused(List<SourcingPlan.Considered> considered) {
        return considered.stream()
                .filter(c -> !c.fits())
                .map(c -> c.warehouse() + " " + c.reason())
                .collect(Collectors.joining(", "));
    }

    /** SKUs short in the first warehouse of the list that was looked at; all when each is there but never together. */
    private static Set<String> missing(Demand demand, Supply supply, List<SourcingPlan.Considered> considered) {
        Map<String, Integer> needed = new TreeMap<>(demand.units());
        Set<String> everywhere = new TreeSet<>(needed.keySet());
        everywhere.removeIf(
                sku -> considered.stream().anyMatch(c -> supply.available(c.warehouse(), sku) >= needed.get(sku)));
        return everywhere.isEmpty() ? needed.keySet() : everywhere;
    }
}
