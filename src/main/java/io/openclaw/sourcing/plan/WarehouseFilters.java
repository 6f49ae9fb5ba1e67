package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingRules.Point;
import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.WarehouseFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which warehouses a rule means and which of them may take an order; in words why not. For one decision. */
final class WarehouseFilters {

    private final SourcingRules rules;
    private final Accounts accounts;
    private final WarehouseFacts facts;
    private final Demand demand;
    private final Supply supply;
    private final Map<String, Integer> needed;
    private final Set<String> fullDays = new TreeSet<>();

    WarehouseFilters(SourcingRules rules, Accounts accounts, WarehouseFacts facts, Demand demand, Supply supply) {
        this.rules = rules;
        this.accounts = accounts;
        this.facts = facts;
        this.demand = demand;
        this.supply = supply;
        this.needed = demand.units();
    }

    /** Why the rule does not mean the warehouse; empty where it does. */
    Optional<String> outside(Rule rule, String warehouse) {
        return facts.outside(rule.warehouses(), warehouse, demand.account(), demand.country());
    }

    /** Every warehouse there is: those the rule names first, then as the file lists them. */
    List<String> universe(Rule rule) {
        Set<String> all = new LinkedHashSet<>(rule.warehouses().names());
        all.addAll(rules.warehouses().keySet());
        Set<String> others = new TreeSet<>(supply.warehouses());
        accounts.all(Account.Kind.WAREHOUSE).stream()
                .filter(account -> account.tenant().equals(demand.tenant()))
                .forEach(account -> others.add(account.id()));
        all.addAll(others);
        return List.copyOf(all);
    }

    /** Why a warehouse takes nothing now, whatever the order holds; null where it does. */
    String closed(Rule rule, String warehouse) {
        Optional<String> closed = WarehouseFacts.closed(WarehouseFacts.mode(accounts, warehouse), demand.shadow());
        if (closed.isPresent()) {
            return closed.get();
        }
        Integer capacity = capacity(rule, warehouse);
        if (capacity != null && supply.planned(warehouse) >= capacity) {
            fullDays.add(warehouse);
            return "has " + supply.planned(warehouse) + " fulfillments planned today, its capacity is " + capacity
                    + " a day";
        }
        if (rule.warehouses().maxDistanceKm() != null) {
            Double km = distance(warehouse);
            if (km == null) {
                return "is at a distance nobody knows: give its location, and the destination's under places";
            }
            if (km > rule.warehouses().maxDistanceKm()) {
                return "is " + Math.round(km) + " km away, the rule goes up to "
                        + rule.warehouses().maxDistanceKm() + " km";
            }
        }
        return null;
    }

    /** The warehouses that {@link #closed} was said of because their day is full. */
    List<String> fullDays() {
        return List.copyOf(fullDays);
    }

    /** Fulfillments it may have in a day by this rule; null for any number. */
    Integer capacity(Rule rule, String warehouse) {
        return rule.warehouses().capacityPerDay() == null
                ? rules.warehouse(warehouse).capacityPerDay()
                : rule.warehouses().capacityPerDay();
    }

    /** Kilometres to the destination; null where one of the two places is not known. */
    Double distance(String warehouse) {
        Point from = rules.warehouse(warehouse).location();
        Point to = rules.place(demand.country(), demand.postalCode());
        return from == null || to == null ? null : Double.valueOf(from.km(to));
    }

    /** Units of a SKU that the rule may have of it. */
    int available(Rule rule, String warehouse, String sku) {
        return demand.deducts() ? supply.available(warehouse, sku) - kept(rule, warehouse, sku) : Integer.MAX_VALUE;
    }

    /** What it has too little of; null where it has all. */
    String lacking(Rule rule, String warehouse) {
        List<String> lacking = new ArrayList<>();
        needed.forEach((sku, units) -> {
            int available = available(rule, warehouse, sku);
            if (available >= units) {
                return;
            }
            if (!supply.carries(warehouse, sku)) {
                lacking.add("does not carry " + sku);
            } else if (supply.shortOf(warehouse, sku)) {
                lacking.add("did not find all of " + sku
                        + " when it picked for this order; until goods come or a count is made,"
                        + " nothing of it is planned from there");
            } else {
                int kept = kept(rule, warehouse, sku);
                lacking.add("has " + available + " of the " + units + " " + sku + " needed"
                        + (kept > 0 ? ", " + kept + " kept back by brokering_safety_stock" : ""));
            }
        });
        return lacking.isEmpty() ? null : String.join("; ", lacking);
    }

    /** What the rule leaves there of the units; those that are withheld for the order are its own. */
    private int kept(Rule rule, String warehouse, String sku) {
        return Math.min(rules.leaves(rule, warehouse), supply.available(warehouse, sku) - supply.own(warehouse, sku));
    }
}
