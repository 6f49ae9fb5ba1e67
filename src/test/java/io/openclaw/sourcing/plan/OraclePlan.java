package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.plan.OracleCase.House;
import io.openclaw.sourcing.plan.OracleCase.Rule;
import io.openclaw.sourcing.plan.OracleCase.Want;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which warehouses serve an order, by trying every way there is: from the words of config/sourcing.yaml. */
final class OraclePlan {

    /** What becomes of a warehouse under a rule, when it is asked for all of the order. */
    enum Verdict {
        OUTSIDE,
        FULL,
        TOO_FAR,
        LACKING,
        NO_SERVICE,
        TOO_MANY_PARCELS,
        FITS
    }

    /** @param units of each line by warehouse; @param divided whether a box of it is: then its price is not foreseen */
    record Way(
            Map<House, int[]> units,
            int boxes,
            boolean divided,
            boolean late,
            BigDecimal cost,
            OffsetDateTime arrives) {}

    private final OracleCase given;
    final OracleShipping shipping;
    private final boolean emptyDay;
    private boolean unshippable;

    OraclePlan(OracleCase given, boolean emptyDay) {
        this.given = given;
        this.shipping = new OracleShipping(given);
        this.emptyDay = emptyDay;
    }

    /** The rules that are tried, the last of which is the one that serves it or leaves it waiting. */
    List<Rule> tried() {
        List<Rule> tried = new ArrayList<>();
        for (Rule rule : given.rules()) {
            tried.add(rule);
            boolean missing = needs(all()).keySet().stream().anyMatch(sku -> given.houses().stream()
                    .noneMatch(house -> meant(rule, house) && house.stock().containsKey(sku)));
            boolean on = rule.otherwise().equals("next_rule")
                    || rule.otherwise().equals("next_rule_if_not_carried") && missing;
            if (!ways(rule).isEmpty() || !on) {
                break;
            }
        }
        return tried;
    }

    /** Whether the goods are there, in one warehouse or as the rule may split them, and cannot be shipped. */
    boolean unshippable() {
        return unshippable;
    }

    int[] all() {
        return given.wants().stream().mapToInt(Want::quantity).toArray();
    }

    Map<String, Integer> needs(int[] units) {
        Map<String, Integer> needs = new TreeMap<>();
        given.wants().forEach(want -> given.components(want, units[want.no() - 1])
                .forEach((sku, each) -> needs.merge(sku, each, Integer::sum)));
        needs.values().removeIf(each -> each == 0);
        return needs;
    }

    int kept(Rule rule, House house) {
        return rule.kept() == null ? house.kept() : rule.kept();
    }

    int available(Rule rule, House house, String sku) {
        int there = house.stock().getOrDefault(sku, 0);
        return Math.max(
                there - kept(rule, house), Math.min(there, house.withheld().getOrDefault(sku, 0)));
    }

    private boolean has(Rule rule, House house, int[] units) {
        return needs(units).entrySet().stream()
                .allMatch(need -> available(rule, house, need.getKey()) >= need.getValue());
    }

    private boolean meant(Rule rule, House house) {
        boolean named = rule.names() == null || rule.names().contains(house.name());
        boolean there = rule.countries() == null
                || rule.countries().contains(house.country())
                || rule.countries().contains("destination") && house.country().equals(given.country());
        return named && there;
    }

    Verdict verdict(Rule rule, House house) {
        if (!meant(rule, house)) {
            return Verdict.OUTSIDE;
        }
        Integer capacity = rule.capacity() == null ? house.capacity() : rule.capacity();
        if (capacity != null && !emptyDay && house.planned() >= capacity) {
            return Verdict.FULL;
        }
        if (rule.km() != null && !(km(house) <= rule.km())) {
            return Verdict.TOO_FAR;
        }
        if (!has(rule, house, all())) {
            return Verdict.LACKING;
        }
        OracleShipping.Shipping shipped = shipping.ship(house, all(), rule);
        if (!shipped.possible()) {
            return Verdict.NO_SERVICE;
        }
        return shipped.boxes() > most(rule) ? Verdict.TOO_MANY_PARCELS : Verdict.FITS;
    }

    int most(Rule rule) {
        int own = rule.maxParcels() == null ? Integer.MAX_VALUE : rule.maxParcels();
        return Math.min(own, given.channelParcels() == null ? Integer.MAX_VALUE : given.channelParcels());
    }

    /** Not a number where one of the two places is not known. */
    private double km(House house) {
        String part = given.postalCode() == null
                ? ""
                : given.country() + given.postalCode().charAt(0);
        double[] to = OracleCase.PLACES.getOrDefault(part, OracleCase.PLACES.get(given.country()));
        if (to == null) {
            return Double.NaN;
        }
        double a = Math.toRadians(house.location()[0]);
        double b = Math.toRadians(to[0]);
        double turn = Math.toRadians(house.location()[1] - to[1]);
        return 6371 * Math.acos(Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(turn));
    }

    /** Every way in which the rule serves all of it: from one warehouse, else split. */
    List<Way> ways(Rule rule) {
        List<Way> alone = new ArrayList<>();
        List<House> open = new ArrayList<>();
        for (House house : given.houses()) {
            Verdict verdict = verdict(rule, house);
            unshippable |= verdict == Verdict.NO_SERVICE || verdict == Verdict.TOO_MANY_PARCELS;
            if (verdict == Verdict.FITS) {
                alone.add(way(rule, Map.of(house, all())));
            } else if (verdict.compareTo(Verdict.TOO_FAR) > 0) {
                open.add(house);
            }
        }
        if (!alone.isEmpty() || shipping.level(rule) == SplitLevel.NEVER) {
            return alone;
        }
        List<Way> split = new ArrayList<>();
        Map<House, int[]> units = new LinkedHashMap<>();
        open.forEach(house -> units.put(house, new int[given.wants().size()]));
        place(rule, 0, units, split);
        return split;
    }

    private void place(Rule rule, int line, Map<House, int[]> units, List<Way> found) {
        if (line == given.wants().size()) {
            Map<House, int[]> used = new LinkedHashMap<>();
            units.forEach((house, own) -> {
                if (!needs(own).isEmpty()) {
                    used.put(house, own.clone());
                }
            });
            if (used.size() > 1 && worth(rule, used)) {
                Way way = way(rule, used);
                boolean goes = way != null && way.boxes() <= most(rule);
                unshippable |= !goes && used.size() <= most(rule);
                if (goes) {
                    found.add(way);
                }
            }
            return;
        }
        spread(
                rule,
                line,
                new ArrayList<>(units.keySet()),
                0,
                given.wants().get(line).quantity(),
                units,
                found);
    }

    private void spread(
            Rule rule, int line, List<House> houses, int next, int left, Map<House, int[]> units, List<Way> found) {
        if (next == houses.size()) {
            if (left == 0) {
                place(rule, line + 1, units, found);
            }
            return;
        }
        House house = houses.get(next);
        int[] own = units.get(house);
        Want want = given.wants().get(line);
        for (int some = 0; some <= left; some++) {
            boolean whole = some == 0 || some == want.quantity();
            own[line] = some;
            if ((whole || shipping.level(rule) == SplitLevel.UNIT && want.group() == null)
                    && together(line, own)
                    && has(rule, house, own)) {
                spread(rule, line, houses, next + 1, left - some, units, found);
            }
        }
        own[line] = 0;
    }

    /** Lines of a group before this one are where this one is. */
    private boolean together(int line, int[] own) {
        String group = given.wants().get(line).group();
        for (int before = 0; group != null && before < line; before++) {
            if (group.equals(given.wants().get(before).group()) && own[before] > 0 != own[line] > 0) {
                return false;
            }
        }
        return true;
    }

    private boolean worth(Rule rule, Map<House, int[]> used) {
        for (int[] own : used.values()) {
            BigDecimal value = BigDecimal.ZERO;
            for (Want want : given.wants()) {
                int units = own[want.no() - 1];
                if (rule.minValue() != null && units > 0 && want.unitPrice() == null) {
                    return false;
                }
                value = units == 0 || want.unitPrice() == null
                        ? value
                        : value.add(want.unitPrice().multiply(BigDecimal.valueOf(units)));
            }
            if (rule.minValue() != null && value.compareTo(rule.minValue()) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Null where a part of it cannot be shipped. */
    Way way(Rule rule, Map<House, int[]> units) {
        int boxes = 0;
        boolean divided = false;
        boolean late = false;
        BigDecimal cost = BigDecimal.ZERO;
        OffsetDateTime arrives = OffsetDateTime.MIN;
        for (Map.Entry<House, int[]> part : units.entrySet()) {
            OracleShipping.Shipping shipped = shipping.ship(part.getKey(), part.getValue(), rule);
            if (!shipped.possible()) {
                return null;
            }
            boxes += shipped.boxes();
            divided |= shipped.divided();
            if (!shipped.divided()) {
                OracleShipping.Offer offer = shipped.best().get(0);
                late |= offer.late();
                cost = cost.add(offer.cost());
                arrives = offer.arrives().isAfter(arrives) ? offer.arrives() : arrives;
            }
        }
        return new Way(units, boxes, divided, late, cost, arrives);
    }

    /** What is better: where nobody foresees a price, as far as parcels go. */
    Comparator<Way> order(Rule rule, boolean priced) {
        Comparator<Way> order = Comparator.<Way>comparingInt(Way::boxes)
                .thenComparingInt(way -> way.units().size());
        if (!priced) {
            return order;
        }
        order = order.thenComparing(Way::late);
        Comparator<Way> alone = order;
        for (String sort : rule.sorts()) {
            alone = alone.thenComparing(sort(rule, sort));
        }
        Comparator<Way> split = order.thenComparing(Way::cost);
        Comparator<Way> sorted = alone.thenComparing(Way::cost);
        return (a, b) -> a.units().size() > 1 ? split.compare(a, b) : sorted.compare(a, b);
    }

    private Comparator<Way> sort(Rule rule, String sort) {
        return switch (sort) {
            case "cost" -> Comparator.comparing(Way::cost);
            case "fastest" -> Comparator.comparing(way -> way.arrives().toInstant());
            case "distance" -> Comparator.comparingDouble(way -> Math.rint(km(house(way))));
            case "home" ->
                Comparator.comparingInt(way -> -given.wants().stream()
                        .filter(want -> given.items().containsKey(want.sku())
                                && house(way)
                                        .name()
                                        .equals(given.items().get(want.sku()).home()))
                        .mapToInt(Want::quantity)
                        .sum());
            case "stock_balance" ->
                Comparator.comparingInt(way -> -needs(all()).entrySet().stream()
                        .mapToInt(need -> available(rule, house(way), need.getKey()) - need.getValue())
                        .min()
                        .orElseThrow());
            default ->
                Comparator.comparingInt(way -> rule.names() == null
                        ? given.houses().indexOf(house(way))
                        : rule.names().indexOf(house(way).name()));
        };
    }

    private static House house(Way way) {
        return way.units().keySet().iterator().next();
    }

    House house(String name) {
        return given.houses().stream()
                .filter(house -> house.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of a part as units by line. */
    int[] units(List<Demand.Line> lines) {
        int[] units = new int[given.wants().size()];
        lines.forEach(line -> units[line.lineNo() - 1] += line.quantity());
        return units;
    }

    /** The words in which a shortage has to be told. */
    TreeSet<String> shortages(Rule rule, House house) {
        TreeSet<String> words = new TreeSet<>();
        needs(all()).forEach((sku, needed) -> {
            int there = available(rule, house, sku);
            if (there < needed) {
                words.add(
                        house.stock().containsKey(sku)
                                ? "has " + there + " of the " + needed + " " + sku + " needed"
                                : "does not carry " + sku);
            }
        });
        return words;
    }
}
