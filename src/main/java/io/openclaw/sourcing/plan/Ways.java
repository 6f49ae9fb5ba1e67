package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What shipping lines from warehouses would be: parcels, service, cost, time; in words why it cannot be. For one decision. */
final class Ways {

    private final ShippingChoice shipping;
    private final Demand demand;
    private final OffsetDateTime at;
    private final Map<String, ShippingChoice.Choice> asked = new HashMap<>();
    private final ShippingChoice.Known known = new ShippingChoice.Known();

    Ways(ShippingChoice shipping, Demand demand, OffsetDateTime at) {
        this.shipping = shipping;
        this.demand = demand;
        this.at = at;
    }

    /** Forgets what was asked for another rule: it may have wished for another service. */
    void begin() {
        asked.clear();
    }

    /** Null where one of the parts cannot be shipped, or there would be too many parcels. */
    Way way(Rule rule, Map<String, List<Demand.Line>> lines) {
        int boxes = 0;
        boolean late = false;
        BigDecimal cost = BigDecimal.ZERO;
        OffsetDateTime arrives = OffsetDateTime.MIN;
        for (Map.Entry<String, List<Demand.Line>> part : lines.entrySet()) {
            ShippingChoice.Choice choice = asked(rule, part.getKey(), part.getValue());
            if (!choice.possible()) {
                return null;
            }
            boxes += choice.boxes().size();
            late |= choice.taken().late() != null;
            BigDecimal own = choice.taken().cost();
            cost = cost == null || own == null ? null : cost.add(own);
            OffsetDateTime there = choice.taken().arrives();
            arrives = arrives == null || there == null ? null : arrives.isAfter(there) ? arrives : there;
        }
        Integer most = maxParcels(rule);
        if (most != null && boxes > most) {
            return null;
        }
        List<Way.Share> shares = new ArrayList<>();
        lines.forEach((warehouse, own) -> shares.add(new Way.Share(warehouse, own, asked(rule, warehouse, own))));
        return new Way(List.copyOf(shares), boxes, late, cost, arrives);
    }

    private ShippingChoice.Choice asked(Rule rule, String warehouse, List<Demand.Line> lines) {
        StringBuilder key = new StringBuilder(warehouse);
        lines.forEach(line -> key.append('|').append(line.lineNo()).append('x').append(line.quantity()));
        return asked.computeIfAbsent(
                key.toString(),
                k -> shipping.choose(demand, warehouse, lines, rule.choice(), at, known, division(rule)));
    }

    /** How finely what is too much for one parcel may be divided: as finely as the order may be split. */
    private Division.Allowed division(Rule rule) {
        SplitLevel level = rule.split().level().and(demand.splitting().level());
        String reason =
                level == demand.splitting().level() && demand.splitting().reason() != null
                        ? demand.splitting().reason()
                        : level == SplitLevel.NEVER
                                ? "rule '" + rule.name() + "' does not split"
                                : level == SplitLevel.LINE ? "rule '" + rule.name() + "' divides no line" : null;
        return new Division.Allowed(level, reason);
    }

    /** Why a warehouse that has the lines cannot ship them. */
    String unshippable(Rule rule, String warehouse, List<Demand.Line> lines) {
        ShippingChoice.Choice choice = asked(rule, warehouse, lines);
        return choice.possible()
                ? "would take " + choice.boxes().size() + " parcels, " + maxParcels(rule) + " are allowed"
                : choice.reason();
    }

    /** Why a split cannot be shipped. */
    String unservable(Rule rule, Map<String, List<Demand.Line>> lines) {
        for (Map.Entry<String, List<Demand.Line>> part : lines.entrySet()) {
            ShippingChoice.Choice choice = asked(rule, part.getKey(), part.getValue());
            if (!choice.possible()) {
                return part.getKey() + " " + choice.reason();
            }
        }
        return "it would take more than the " + maxParcels(rule) + " parcels that are allowed";
    }

    /** The most parcels that rule and channel allow; null for any number. */
    Integer maxParcels(Rule rule) {
        Integer channel = demand.splitting().maxParcels();
        Integer own = rule.split().maxParcels();
        return channel == null ? own : own == null ? channel : Integer.valueOf(Math.min(channel, own));
    }
}
