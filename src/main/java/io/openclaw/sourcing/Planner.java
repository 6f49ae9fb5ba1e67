package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.SourcingRules.Otherwise;
import io.openclaw.sourcing.SourcingRules.Point;
import io.openclaw.sourcing.SourcingRules.Routing;
import io.openclaw.sourcing.SourcingRules.Rule;
import io.openclaw.sourcing.SourcingRules.Sort;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sourcing by given rules and rate cards. The first routing whose filters the order meets takes it; the first of its rules
 * that fits serves it. A warehouse that has everything goes before any split; a split takes the fewest parcels there are,
 * then the least cost.
 */
final class Planner implements Sourcing {

    private static final int MAX_PROPOSALS = 8;
    private static final int MAX_PARTS = 6;
    /** Of the decision in words; the explanation has the rest. */
    private static final int MAX_WORDS = 1900;

    private final SourcingRules rules;
    private final RateBook rates;
    private final Accounts accounts;
    private final WarehouseFacts facts;
    private final ShippingChoice shipping;
    private final Map<String, Integer> place = new HashMap<>();

    Planner(SourcingRules rules, RateBook rates, Accounts accounts) {
        this.rules = rules;
        this.rates = rates;
        this.accounts = accounts;
        this.facts = new WarehouseFacts(rules, accounts);
        this.shipping = new ShippingChoice(rules, rates, accounts, facts);
        rules.warehouses().keySet().forEach(warehouse -> place.put(warehouse, place.size()));
    }

    @Override
    public SourcingPlan plan(Demand demand, Supply supply) {
        return new Decision(demand, supply).plan();
    }

    /** A way to serve everything, with what it is compared by. */
    private record Way(List<Share> parts, int boxes, boolean late, BigDecimal cost, OffsetDateTime arrives) {}

    /** What one warehouse has in it. */
    private record Share(String warehouse, List<Demand.Line> lines, ShippingChoice.Choice shipping) {}

    private final class Decision {

        private final Demand demand;
        private final Supply supply;
        private final Map<String, Integer> needed;
        private final List<SourcingPlan.Considered> considered = new ArrayList<>();
        private final List<String> passed = new ArrayList<>();
        private final Map<String, ShippingChoice.Choice> asked = new HashMap<>();
        private final ShippingChoice.Known known = new ShippingChoice.Known();
        private String splitNote;

        Decision(Demand demand, Supply supply) {
            this.demand = demand;
            this.supply = supply;
            this.needed = demand.units();
        }

        SourcingPlan plan() {
            if (demand.lines().isEmpty()) {
                return result(null, null, List.of(), "nothing is left to be shipped", List.of(), null);
            }
            Routing routing = null;
            for (Routing candidate : rules.routings()) {
                String refusal = refusal(candidate.orders());
                if (refusal == null) {
                    routing = candidate;
                    break;
                }
                passed.add("routing '" + candidate.name() + "': " + refusal);
            }
            if (routing == null) {
                return waits(null, null, "no routing takes the order: " + String.join("; ", passed), Otherwise.WAIT);
            }
            List<Demand.Line> unmapped =
                    demand.lines().stream().filter(line -> line.sku() == null).toList();
            if (!unmapped.isEmpty()) {
                String codes = unmapped.stream().map(Demand.Line::platformSku).collect(Collectors.joining(", "));
                return waits(
                        routing,
                        null,
                        "nobody knows which SKU the platform's " + codes + " is; map it first",
                        Otherwise.WAIT);
            }
            Rule last = null;
            for (Rule rule : routing.rules()) {
                last = rule;
                asked.clear();
                Set<String> meant = new LinkedHashSet<>();
                List<Way> ways = serve(rule, meant);
                if (!ways.isEmpty()) {
                    return planned(routing, rule, ways);
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
            return waits(
                    routing, last, splitNote == null ? words : words + "; not split: " + splitNote, last.otherwise());
        }

        // Orders
        // ----------------------------------------------------------------------------------------------------------

        private String refusal(SourcingRules.OrderFilter orders) {
            if (!orders.accounts().isEmpty() && !orders.accounts().contains(demand.account())) {
                return "is not for " + demand.account();
            }
            if (!orders.countries().isEmpty() && !orders.countries().contains(String.valueOf(demand.country()))) {
                return "is not for destination " + demand.country();
            }
            if (!orders.tags().isEmpty() && demand.tags().stream().noneMatch(orders.tags()::contains)) {
                return "the order bears none of the tags " + String.join(", ", orders.tags());
            }
            if (!orders.skus().isEmpty()
                    && demand.lines().stream().noneMatch(l -> orders.skus().contains(String.valueOf(l.sku())))) {
                return "the order has none of its SKUs";
            }
            if (!orders.categories().isEmpty()
                    && demand.lines().stream().noneMatch(l -> orders.categories()
                            .contains(String.valueOf(demand.goods(l.sku()).category())))) {
                return "the order has nothing of category " + String.join(", ", orders.categories());
            }
            if (orders.shipWithin() != null
                    && (demand.shipBy() == null
                            || demand.shipBy().isAfter(supply.at().plus(orders.shipWithin())))) {
                return demand.shipBy() == null
                        ? "the order has no ship_by"
                        : "ship_by is further away than " + orders.shipWithin().toHours() + " hours";
            }
            return orders.least() == null && orders.below() == null ? null : value(orders);
        }

        private String value(SourcingRules.OrderFilter orders) {
            if (demand.value() == null) {
                return "the value of the order is not known";
            }
            Optional<BigDecimal> value = rates.exchange().convert(demand.value(), demand.currency(), orders.currency());
            if (value.isEmpty()) {
                return noRate(demand.currency(), orders.currency());
            }
            if (orders.least() != null && value.get().compareTo(orders.least()) < 0) {
                return "the order is worth less than " + orders.least().toPlainString() + " " + orders.currency();
            }
            if (orders.below() != null && value.get().compareTo(orders.below()) >= 0) {
                return "the order is not worth less than " + orders.below().toPlainString() + " " + orders.currency();
            }
            return null;
        }

        // Warehouses
        // ------------------------------------------------------------------------------------------------------

        private List<Way> serve(Rule rule, Set<String> meant) {
            List<Way> ways = new ArrayList<>();
            List<String> partly = new ArrayList<>();
            for (String warehouse : universe(rule)) {
                Optional<String> outside =
                        facts.outside(rule.warehouses(), warehouse, demand.account(), demand.country());
                if (outside.isPresent()) {
                    considered(rule, warehouse, false, false, outside.get());
                    continue;
                }
                meant.add(warehouse);
                String refusal = closed(rule, warehouse);
                if (refusal != null) {
                    considered(rule, warehouse, false, true, refusal);
                    continue;
                }
                String lacking = lacking(rule, warehouse);
                if (lacking != null) {
                    considered(rule, warehouse, false, true, lacking);
                    partly.add(warehouse);
                    continue;
                }
                Way way = way(rule, Map.of(warehouse, demand.lines()));
                if (way == null) {
                    considered(rule, warehouse, false, true, unshippable(rule, warehouse, demand.lines()));
                    partly.add(warehouse);
                } else {
                    considered(rule, warehouse, true, true, "has all that is needed");
                    ways.add(way);
                }
            }
            if (!ways.isEmpty()) {
                splitNote = null;
                ways.sort(order(rule, false));
                return ways.subList(0, Math.min(MAX_PROPOSALS, ways.size()));
            }
            return split(rule, partly);
        }

        private List<String> universe(Rule rule) {
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
        private String closed(Rule rule, String warehouse) {
            Account account = accounts.find(warehouse).orElse(null);
            if (account == null || account.kind() != Account.Kind.WAREHOUSE) {
                return "is no warehouse account of config/partners.yaml";
            }
            boolean mayAct =
                    account.mode() == Account.Mode.LIVE || (demand.shadow() && account.mode() == Account.Mode.SHADOW);
            if (!mayAct) {
                return "its account is in mode " + account.mode().name().toLowerCase(Locale.ROOT);
            }
            Integer capacity = capacity(rule, warehouse);
            if (capacity != null && supply.planned(warehouse) >= capacity) {
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

        private Integer capacity(Rule rule, String warehouse) {
            return rule.warehouses().capacityPerDay() == null
                    ? rules.warehouse(warehouse).capacityPerDay()
                    : rule.warehouses().capacityPerDay();
        }

        private Double distance(String warehouse) {
            Point from = rules.warehouse(warehouse).location();
            Point to = rules.place(demand.country(), demand.postalCode());
            return from == null || to == null ? null : Double.valueOf(from.km(to));
        }

        private int kept(Rule rule, String warehouse) {
            return rule.warehouses().safetyStock() == null
                    ? rules.warehouse(warehouse).safetyStock()
                    : rule.warehouses().safetyStock();
        }

        private int available(Rule rule, String warehouse, String sku) {
            return demand.deducts()
                    ? Math.max(0, supply.available(warehouse, sku) - kept(rule, warehouse))
                    : Integer.MAX_VALUE;
        }

        private String lacking(Rule rule, String warehouse) {
            List<String> lacking = new ArrayList<>();
            needed.forEach((sku, units) -> {
                int available = available(rule, warehouse, sku);
                if (available >= units) {
                    return;
                }
                if (!supply.carries(warehouse, sku)) {
                    lacking.add("does not carry " + sku);
                } else {
                    int kept = Math.min(kept(rule, warehouse), supply.available(warehouse, sku));
                    lacking.add("has " + available + " of the " + units + " " + sku + " needed"
                            + (kept > 0 ? ", " + kept + " kept back by brokering_safety_stock" : ""));
                }
            });
            return lacking.isEmpty() ? null : String.join("; ", lacking);
        }

        // Ways
        // ------------------------------------------------------------------------------------------------------------

        /** Null where one of the parts cannot be shipped, or there would be too many parcels. */
        private Way way(Rule rule, Map<String, List<Demand.Line>> lines) {
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
            List<Share> shares = new ArrayList<>();
            lines.forEach((warehouse, own) -> shares.add(new Share(warehouse, own, asked(rule, warehouse, own))));
            return new Way(List.copyOf(shares), boxes, late, cost, arrives);
        }

        private ShippingChoice.Choice asked(Rule rule, String warehouse, List<Demand.Line> lines) {
            StringBuilder key = new StringBuilder(warehouse);
            lines.forEach(
                    line -> key.append('|').append(line.lineNo()).append('x').append(line.quantity()));
            return asked.computeIfAbsent(
                    key.toString(),
                    k -> shipping.choose(demand, warehouse, lines, rule.choice(), supply.at(), known, division(rule)));
        }

        /** How finely what is too much for one parcel may be divided: as finely as the order may be split. */
        private Division.Allowed division(Rule rule) {
            Demand.Level level = rule.split().level().and(demand.splitting().level());
            String reason =
                    level == demand.splitting().level() && demand.splitting().reason() != null
                            ? demand.splitting().reason()
                            : level == Demand.Level.NEVER
                                    ? "rule '" + rule.name() + "' does not split"
                                    : level == Demand.Level.LINE ? "rule '" + rule.name() + "' divides no line" : null;
            return new Division.Allowed(level, reason);
        }

        private String unshippable(Rule rule, String warehouse, List<Demand.Line> lines) {
            ShippingChoice.Choice choice = asked(rule, warehouse, lines);
            return choice.possible()
                    ? "would take " + choice.boxes().size() + " parcels, " + maxParcels(rule) + " are allowed"
                    : choice.reason();
        }

        private Integer maxParcels(Rule rule) {
            Integer channel = demand.splitting().maxParcels();
            Integer own = rule.split().maxParcels();
            return channel == null ? own : own == null ? channel : Integer.valueOf(Math.min(channel, own));
        }

        // Splits
        // ----------------------------------------------------------------------------------------------------------

        private List<Way> split(Rule rule, List<String> partly) {
            Demand.Level level = rule.split().level().and(demand.splitting().level());
            if (level == Demand.Level.NEVER) {
                splitNote = rule.split().level() == Demand.Level.NEVER
                        ? "rule '" + rule.name() + "' does not split"
                        : demand.splitting().reason();
                return List.of();
            }
            List<String> useful = partly.stream()
                    .filter(w -> needed.keySet().stream().anyMatch(sku -> available(rule, w, sku) > 0))
                    .sorted(Comparator.comparingInt(w -> listed(rule, w)))
                    .toList();
            SplitSearch search = new SplitSearch(
                    useful, (w, sku) -> available(rule, w, sku), demand.lines(), level == Demand.Level.UNIT);
            Integer most = maxParcels(rule);
            int parts = Math.min(useful.size(), most == null ? MAX_PARTS : Math.min(most, MAX_PARTS));
            boolean big = demand.lines().stream()
                    .anyMatch(
                            line -> Packing.boxes(demand, List.of(line.part(1))).size() > 1);
            List<Way> ways = new ArrayList<>();
            Set<String> refused = new LinkedHashSet<>();
            for (int n = 2; n <= parts && (ways.isEmpty() || big); n++) {
                search.from(n, lines -> {
                    String refusal = worth(rule, lines);
                    Way way = refusal == null ? way(rule, lines) : null;
                    if (way == null) {
                        refused.add(refusal == null ? unservable(rule, lines) : refusal);
                        return false;
                    }
                    ways.add(way);
                    return true;
                });
            }
            if (ways.isEmpty()) {
                splitNote = !refused.isEmpty()
                        ? refused.stream().limit(3).collect(Collectors.joining("; "))
                        : useful.size() < 2
                                ? "there are no two warehouses with something of it"
                                : "up to " + parts + " warehouses together do not have it"
                                        + (level == Demand.Level.LINE ? " with every line whole" : "");
                if (demand.splitting().reason() != null) {
                    splitNote += "; " + demand.splitting().reason();
                }
                return List.of();
            }
            splitNote = search.cut() ? "not every way to split was tried, there are too many" : null;
            ways.sort(order(rule, true));
            return ways.subList(0, Math.min(MAX_PROPOSALS, ways.size()));
        }

        /** Why a way to split is not worth it; null where it is. Every part has to be worth the threshold. */
        private String worth(Rule rule, Map<String, List<Demand.Line>> lines) {
            BigDecimal least = rule.split().minValue();
            if (least == null) {
                return null;
            }
            for (List<Demand.Line> part : lines.values()) {
                BigDecimal value = BigDecimal.ZERO;
                for (Demand.Line line : part) {
                    if (line.value() == null) {
                        return "the price of line " + line.lineNo()
                                + " is not known, so nobody can say whether a split is" + " worth it";
                    }
                    value = value.add(line.value());
                }
                Optional<BigDecimal> there = rates.exchange()
                        .convert(value, demand.currency(), rule.split().currency());
                if (there.isEmpty()) {
                    return noRate(demand.currency(), rule.split().currency());
                }
                if (there.get().compareTo(least) < 0) {
                    return "a part would be worth "
                            + money(there.get(), rule.split().currency()) + ", less than the "
                            + money(least, rule.split().currency()) + " each part of a split needs";
                }
            }
            return null;
        }

        private String unservable(Rule rule, Map<String, List<Demand.Line>> lines) {
            for (Map.Entry<String, List<Demand.Line>> part : lines.entrySet()) {
                ShippingChoice.Choice choice = asked(rule, part.getKey(), part.getValue());
                if (!choice.possible()) {
                    return part.getKey() + " " + choice.reason();
                }
            }
            return "it would take more than the " + maxParcels(rule) + " parcels that are allowed";
        }

        // Order
        // -----------------------------------------------------------------------------------------------------------

        private Comparator<Way> order(Rule rule, boolean split) {
            Comparator<Way> order = Comparator.comparingInt(Way::boxes)
                    .thenComparingInt(way -> way.parts().size())
                    .thenComparingInt(way -> way.late() ? 1 : 0);
            Comparator<Way> cost = Comparator.comparing(Way::cost, Comparator.nullsLast(Comparator.naturalOrder()));
            if (split) {
                order = order.thenComparing(cost);
            }
            for (Sort sort : rule.sorts()) {
                order = order.thenComparing(
                        switch (sort) {
                            case PRIORITY ->
                                Comparator.comparingInt(way -> way.parts().stream()
                                        .mapToInt(part -> listed(rule, part.warehouse()))
                                        .sum());
                            case HOME -> Comparator.comparingInt(way -> -atHome(way));
                            case COST -> cost;
                            case DISTANCE -> by(this::farthest);
                            case STOCK_BALANCE -> Comparator.comparingInt(way -> -balance(rule, way));
                            case FASTEST -> by(Way::arrives);
                        });
            }
            return order.thenComparing(cost)
                    .thenComparing(
                            way -> way.parts().stream().map(Share::warehouse).collect(Collectors.joining(",")));
        }

        private static <T extends Comparable<? super T>> Comparator<Way> by(Function<Way, T> key) {
            return Comparator.comparing(key, Comparator.nullsLast(Comparator.naturalOrder()));
        }

        /** Place in the rule's list, else in the file's. */
        private int listed(Rule rule, String warehouse) {
            int own = rule.warehouses().names().indexOf(warehouse);
            return own >= 0 ? own : place.getOrDefault(warehouse, place.size());
        }

        private int atHome(Way way) {
            int units = 0;
            for (Share part : way.parts()) {
                for (Demand.Line line : part.lines()) {
                    String said = demand.goods(line.sku()).homeWarehouse();
                    String home = said == null ? rules.home(line.sku()) : said;
                    units += part.warehouse().equals(home) ? line.quantity() : 0;
                }
            }
            return units;
        }

        private Double farthest(Way way) {
            Double most = 0.0;
            for (Share part : way.parts()) {
                Double km = distance(part.warehouse());
                most = most == null || km == null ? null : Double.valueOf(Math.max(most, km));
            }
            return most;
        }

        /** Units the scarcest SKU leaves behind. */
        private int balance(Rule rule, Way way) {
            int least = Integer.MAX_VALUE;
            for (Share part : way.parts()) {
                for (Map.Entry<String, Integer> need :
                        Demand.units(part.lines()).entrySet()) {
                    least = Math.min(least, available(rule, part.warehouse(), need.getKey()) - need.getValue());
                }
            }
            return least;
        }

        // Results
        // ---------------------------------------------------------------------------------------------------------

        private SourcingPlan planned(Routing routing, Rule rule, List<Way> ways) {
            List<SourcingPlan.Proposal> proposals = new ArrayList<>();
            String refused = refused();
            for (Way way : ways) {
                String words = ways.size() == 1 || !proposals.isEmpty()
                        ? words(routing, rule, way)
                        : words(routing, rule, way) + before(rule, way, ways.get(1));
                if (!refused.isEmpty()) {
                    words += "; passed over: " + refused;
                }
                List<SourcingPlan.Part> parts = way.parts().stream()
                        .map(share -> shipping.part(
                                demand,
                                share.warehouse(),
                                share.lines(),
                                capacity(rule, share.warehouse()),
                                share.shipping()))
                        .toList();
                proposals.add(new SourcingPlan.Proposal(parts, cut(words), way.boxes(), way.cost(), !way.late()));
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
            for (Share part : way.parts()) {
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
                    words.append(" at ").append(money(taken.cost(), currency()));
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

        /** What put the first before the second. */
        private String before(Rule rule, Way first, Way second) {
            String other = second.parts().stream().map(Share::warehouse).collect(Collectors.joining(" and "));
            String by = first.boxes() < second.boxes()
                            || first.parts().size() < second.parts().size()
                    ? "in fewer parcels"
                    : !first.late() && second.late() ? "because it is in time" : null;
            if (by == null && first.parts().size() > 1) {
                by = "by cost";
            }
            for (Sort sort : by == null ? rule.sorts() : List.<Sort>of()) {
                Rule one = new Rule(
                        rule.name(), rule.warehouses(), List.of(sort), rule.split(), rule.choice(), rule.otherwise());
                if (differs(one, first, second)) {
                    by = "by " + sort.word();
                    break;
                }
            }
            String dear =
                    first.cost() == null || second.cost() == null ? "" : " (" + money(second.cost(), currency()) + ")";
            return "; before " + other + dear + (by == null ? "" : " " + by);
        }

        private boolean differs(Rule rule, Way first, Way second) {
            return switch (rule.sorts().get(0)) {
                case PRIORITY -> priority(rule, first) != priority(rule, second);
                case HOME -> atHome(first) != atHome(second);
                case COST -> !java.util.Objects.equals(first.cost(), second.cost());
                case DISTANCE -> !java.util.Objects.equals(farthest(first), farthest(second));
                case STOCK_BALANCE -> balance(rule, first) != balance(rule, second);
                case FASTEST -> !java.util.Objects.equals(first.arrives(), second.arrives());
            };
        }

        private int priority(Rule rule, Way way) {
            return way.parts().stream()
                    .mapToInt(part -> listed(rule, part.warehouse()))
                    .sum();
        }

        private SourcingPlan waits(Routing routing, Rule rule, String words, Otherwise otherwise) {
            List<String> missing = rule == null ? List.copyOf(needed.keySet()) : missing();
            return result(routing, rule, List.of(), cut(words), missing, otherwise);
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
                    splitNote,
                    otherwise == null ? null : otherwise.queue(),
                    cancelAt,
                    currency());
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

    private String noRate(String from, String to) {
        String missing = rates.exchange().knows(from) ? to : from;
        return "there is no exchange rate for " + missing + " (config/rates/exchange.yaml)";
    }

    private static String money(BigDecimal amount, String currency) {
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString() + (currency == null ? "" : " " + currency);
    }

    private static String cut(String words) {
        return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "...";
    }
}
