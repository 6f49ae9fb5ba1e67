package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.plan.OracleCase.Card;
import io.openclaw.sourcing.plan.OracleCase.House;
import io.openclaw.sourcing.plan.OracleCase.Item;
import io.openclaw.sourcing.plan.OracleCase.Rule;
import io.openclaw.sourcing.plan.OracleCase.Service;
import io.openclaw.sourcing.plan.OracleCase.Want;
import io.openclaw.sourcing.plan.OracleCase.Zone;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a parcel costs, which service a warehouse takes and how what no service takes is divided: worked out anew from the words of
 * config/rates and config/sourcing.yaml, by trying everything.
 */
final class OracleShipping {

    /** One box: no side of it is longer than its longest thing's, as far as anybody knows. */
    record Parcel(int weightG, long volumeMm3, int longest, int sides, Set<String> special) {}

    /** A service that takes the parcels, and when they are there. */
    record Offer(
            Card card,
            Service service,
            BigDecimal cost,
            OffsetDateTime handOver,
            OffsetDateTime arrives,
            boolean late) {}

    /**
     * How a warehouse ships something.
     *
     * @param best the offers nothing of the words prefers one another of; empty where it is divided
     * @param boxes 0 where it cannot be shipped
     */
    record Shipping(List<Offer> best, int boxes) {

        boolean possible() {
            return boxes > 0;
        }

        boolean divided() {
            return best.isEmpty();
        }
    }

    private final OracleCase given;
    private final Map<String, Shipping> known = new HashMap<>();

    OracleShipping(OracleCase given) {
        this.given = given;
    }

    /** Why the service does not take the parcel, in the words there can be; empty where it does. */
    List<String> refusals(Service service, Parcel parcel) {
        List<String> why = new ArrayList<>();
        Zone zone = zone(service);
        if (zone == null) {
            return List.of("does not go to " + given.country());
        }
        for (String special : parcel.special()) {
            if (!service.accepts().contains(special)
                    && !(special.startsWith("battery") && service.accepts().contains("battery"))) {
                why.add("takes no " + special.replace('_', ' '));
            }
        }
        if (service.maxG() > 0 && parcel.weightG() > service.maxG()) {
            why.add("takes up to " + service.maxG() + " g, the parcel weighs " + parcel.weightG() + " g");
        }
        if (service.maxLongest() > 0 && parcel.longest() > service.maxLongest()) {
            why.add("takes up to " + service.maxLongest() + " mm, the longest side is " + parcel.longest() + " mm");
        }
        if (service.maxSides() > 0 && parcel.sides() > service.maxSides()) {
            why.add("takes up to " + service.maxSides() + " mm of all three sides, the parcel has " + parcel.sides()
                    + " mm");
        }
        if (zone.nextG() == 0 && charged(service, parcel) > zone.firstG()) {
            why.add("has no price for " + charged(service, parcel) + " g");
        }
        return why;
    }

    private Zone zone(Service service) {
        for (Zone zone : service.zones()) {
            boolean there = zone.country().equals("*") || zone.country().equals(given.country());
            boolean part = zone.prefixes().isEmpty()
                    || given.postalCode() != null && zone.prefixes().stream().anyMatch(given.postalCode()::startsWith);
            if (there && part) {
                return zone;
            }
        }
        return null;
    }

    private static long charged(Service service, Parcel parcel) {
        double cm3 = parcel.volumeMm3() / 1000.0;
        long volumetric = service.divisor() == 0 ? 0 : (long) Math.ceil(cm3 * 1000 / service.divisor() - 1e-9);
        return Math.max(Math.max(parcel.weightG(), service.minG()), volumetric);
    }

    /** The price of a parcel that the service takes, in the card's currency, to the cent. */
    BigDecimal price(Service service, Parcel parcel) {
        Zone zone = zone(service);
        BigDecimal freight = zone.first();
        for (long left = charged(service, parcel) - zone.firstG(); left > 0; left -= zone.nextG()) {
            freight = freight.add(zone.next());
        }
        BigDecimal sum = freight.multiply(new BigDecimal(100 + service.fuel())).movePointLeft(2);
        for (Map.Entry<String, BigDecimal> one : service.surcharges().entrySet()) {
            boolean holds = parcel.special().contains(one.getKey())
                    || one.getKey().equals("battery")
                            && parcel.special().stream().anyMatch(special -> special.startsWith("battery"));
            sum = holds ? sum.add(one.getValue()) : sum;
        }
        return sum.add(service.registration()).setScale(2, RoundingMode.HALF_UP);
    }

    /** The price of all parcels in US dollars; null where one of them is not taken. */
    BigDecimal cost(Card card, Service service, List<Parcel> parcels) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Parcel parcel : parcels) {
            if (!refusals(service, parcel).isEmpty()) {
                return null;
            }
            sum = sum.add(price(service, parcel));
        }
        BigDecimal rate = OracleCase.RATES.getOrDefault(card.currency(), BigDecimal.ONE);
        return sum.divide(rate, 4, RoundingMode.HALF_UP);
    }

    /** The services a warehouse may use, in its order of preference. */
    List<Map.Entry<Card, Service>> services(House house) {
        List<Map.Entry<Card, Service>> found = new ArrayList<>();
        List<String> sellers = new ArrayList<>(house.carriers());
        sellers.add(house.own() ? house.name() : "");
        for (String seller : sellers) {
            for (Card card : given.cards()) {
                for (Service service : card.services()) {
                    boolean may = house.services().isEmpty() || place(house.services(), card, service) >= 0;
                    if (card.account().equals(seller) && may && (!given.cod() || service.cod())) {
                        found.add(Map.entry(card, service));
                    }
                }
            }
        }
        found.sort(Comparator.comparingInt(one -> place(house.services(), one.getKey(), one.getValue())));
        return found;
    }

    /** The first place at which a list has the service, with its account or without; -1 for none. */
    private static int place(List<String> names, Card card, Service service) {
        int own = names.indexOf(card.account() + "/" + service.name());
        int any = names.indexOf(service.name());
        return own < 0 || any < 0 ? Math.max(own, any) : Math.min(own, any);
    }

    Parcel parcel(int[] units) {
        int weight = 0;
        long volume = 0;
        int longest = 0;
        int sides = 0;
        Set<String> special = new TreeSet<>();
        for (Want want : given.wants()) {
            for (Map.Entry<String, Integer> part :
                    given.components(want, units[want.no() - 1]).entrySet()) {
                Item item = given.items().get(part.getKey());
                if (part.getValue() > 0) {
                    weight += item.weightG() * part.getValue();
                    volume += (long) item.length() * item.width() * item.height() * part.getValue();
                    longest = Math.max(longest, Math.max(item.length(), Math.max(item.width(), item.height())));
                    sides = Math.max(sides, item.length() + item.width() + item.height());
                    special.addAll(item.special());
                }
            }
        }
        return new Parcel(weight, volume, longest, sides, special);
    }

    /** Every box of units that come in several of their own. */
    private List<Parcel> own(int[] units) {
        List<Parcel> boxes = new ArrayList<>();
        for (Want want : given.wants()) {
            Item item = given.items().get(want.sku());
            if (item != null && item.boxes() > 1) {
                int[] one = new int[units.length];
                one[want.no() - 1] = 1;
                Parcel unit = parcel(one);
                int weight = (int) Math.ceil(unit.weightG() / (double) item.boxes());
                Parcel box = new Parcel(weight, unit.volumeMm3(), unit.longest(), unit.sides(), unit.special());
                for (int no = 0; no < units[want.no() - 1] * item.boxes(); no++) {
                    boxes.add(box);
                }
            }
        }
        return boxes;
    }

    /** What is left to share a box. */
    private int[] sharing(int[] units) {
        int[] shared = units.clone();
        given.wants().forEach(want -> {
            Item item = given.items().get(want.sku());
            shared[want.no() - 1] = item != null && item.boxes() > 1 ? 0 : shared[want.no() - 1];
        });
        return shared;
    }

    private static boolean none(int[] units) {
        for (int one : units) {
            if (one > 0) {
                return false;
            }
        }
        return true;
    }

    List<Parcel> parcels(int[] units, List<int[]> divided) {
        List<Parcel> all = own(units);
        int[] shared = sharing(units);
        if (divided != null) {
            divided.forEach(one -> all.add(parcel(one)));
        } else if (!none(shared)) {
            all.add(parcel(shared));
        }
        return all;
    }

    /** How a warehouse ships so many units of each line. */
    Shipping ship(House house, int[] units, Rule rule) {
        return known.computeIfAbsent(
                rule.name() + house.name() + java.util.Arrays.toString(units), key -> shipped(house, units, rule));
    }

    private Shipping shipped(House house, int[] units, Rule rule) {
        List<Parcel> parcels = parcels(units, null);
        List<Offer> offers = new ArrayList<>();
        services(house).forEach(one -> {
            BigDecimal cost = cost(one.getKey(), one.getValue(), parcels);
            if (cost != null) {
                offers.add(offer(house, one.getKey(), one.getValue(), cost));
            }
        });
        if (offers.isEmpty()) {
            return new Shipping(List.of(), divided(house, units, level(rule)));
        }
        Comparator<Offer> order = order(rule);
        Offer best = offers.stream().min(order).orElseThrow();
        List<Offer> equal =
                offers.stream().filter(offer -> order.compare(offer, best) == 0).toList();
        return new Shipping(house.services().isEmpty() ? equal : equal.subList(0, 1), parcels.size());
    }

    SplitLevel level(Rule rule) {
        return SplitLevel.values()[
                Math.min(rule.split().ordinal(), given.channel().ordinal())];
    }

    /** In time before late, then what the rule asks for; what it leaves open is decided by price, and then by time. */
    private static Comparator<Offer> order(Rule rule) {
        Comparator<Offer> late = Comparator.comparing(Offer::late);
        Comparator<Offer> cheap = Comparator.comparing(Offer::cost);
        Comparator<Offer> fast = Comparator.comparing(offer -> offer.arrives().toInstant());
        return switch (rule.mode()) {
            case "cheapest" -> late.thenComparing(cheap).thenComparing(fast);
            case "fastest" -> late.thenComparing(fast).thenComparing(cheap);
            default ->
                late.thenComparingInt(offer -> preferred(rule, offer))
                        .thenComparing(cheap)
                        .thenComparing(fast);
        };
    }

    private static int preferred(Rule rule, Offer offer) {
        String name = offer.service().name();
        int own = rule.preferred().indexOf(offer.card().account() + "/" + name);
        int place = own < 0 ? rule.preferred().indexOf(name) : own;
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    Offer offer(House house, Card card, Service service, BigDecimal cost) {
        ZonedDateTime left = OracleClock.handOver(given.now(), house, card, service);
        Integer days = zone(service).days() == null
                ? Integer.valueOf(service.days())
                : zone(service).days();
        OffsetDateTime there = left.toOffsetDateTime().plusDays(days);
        boolean late = given.shipBy() != null
                        && left.toInstant().isAfter(given.shipBy().toInstant())
                || given.deliverBy() != null
                        && there.toInstant().isAfter(given.deliverBy().toInstant());
        return new Offer(card, service, cost, left.toOffsetDateTime(), there, late);
    }

    /** The fewest boxes, where one that is shared is divided; 0 where no service takes it however it is. */
    int divided(House house, int[] units, SplitLevel level) {
        int[] shared = sharing(units);
        if (level == SplitLevel.NEVER || none(shared)) {
            return 0;
        }
        List<int[]> things = things(shared, level);
        int fewest = 0;
        for (Map.Entry<Card, Service> one : services(house)) {
            List<Parcel> own = own(units);
            if (own.stream().allMatch(box -> refusals(one.getValue(), box).isEmpty())) {
                int bins = bins(one.getValue(), things);
                if (bins > 0 && (fewest == 0 || bins + own.size() < fewest)) {
                    fewest = bins + own.size();
                }
            }
        }
        return fewest;
    }

    /** What has to stay together: a unit, a line, or lines that the channel keeps together. */
    private List<int[]> things(int[] units, SplitLevel level) {
        Map<String, int[]> things = new java.util.LinkedHashMap<>();
        for (Want want : given.wants()) {
            int index = want.no() - 1;
            boolean single = level == SplitLevel.UNIT && want.group() == null;
            for (int unit = 0; unit < units[index]; unit++) {
                String key = single ? index + "/" + unit : want.group() == null ? "" + index : want.group();
                things.computeIfAbsent(key, k -> new int[units.length])[index]++;
            }
        }
        List<int[]> sorted = new ArrayList<>(things.values());
        sorted.sort(Comparator.comparingInt(thing -> -parcel(thing).weightG()));
        return sorted;
    }

    /** Each thing goes into the first parcel that is still taken with it; 0 where one is not taken by itself. */
    private int bins(Service service, List<int[]> things) {
        List<int[]> bins = new ArrayList<>();
        for (int[] thing : things) {
            boolean placed = false;
            for (int[] bin : bins) {
                add(bin, thing, 1);
                placed = refusals(service, parcel(bin)).isEmpty();
                if (placed) {
                    break;
                }
                add(bin, thing, -1);
            }
            if (!placed) {
                if (!refusals(service, parcel(thing)).isEmpty()) {
                    return 0;
                }
                bins.add(thing.clone());
            }
        }
        return bins.size();
    }

    private static void add(int[] to, int[] units, int sign) {
        for (int i = 0; i < to.length; i++) {
            to[i] += sign * units[i];
        }
    }
}
