package io.openclaw.sourcing.rules;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of {@code config/sourcing.yaml}, in the terms of order routing: the first routing whose filters an order meets
 * takes it, and its rules are tried in turn.
 *
 * @param warehouses what is said of single warehouses, in the order of the file
 * @param homes home warehouse by SKU, for products that name none themselves
 * @param places where destinations are, the most exact first
 */
public record SourcingRules(
        List<Routing> routings, Map<String, Warehouse> warehouses, Map<String, String> homes, List<Place> places) {

    /** How the warehouses that fit are put in order. */
    public enum Sort {
        PRIORITY,
        HOME,
        COST,
        DISTANCE,
        STOCK_BALANCE,
        FASTEST;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Rules for some orders. */
    public record Routing(String name, OrderFilter orders, List<Rule> rules) {}

    /**
     * Which orders a routing takes: all that is said has to be met; an empty set says nothing.
     *
     * @param tags any of them
     * @param shippingMethods any of them, by title or code; {@code *} in it stands for any text
     * @param skus any line with any of them
     * @param categories the same by the category of the product
     * @param least order value from which on; null for any
     * @param below order value up to, exclusive
     * @param currency of both
     * @param shipWithin the platform wants it handed over within this time; null for any
     */
    public record OrderFilter(
            Set<String> accounts,
            Set<String> countries,
            Set<String> tags,
            Set<String> shippingMethods,
            Set<String> skus,
            Set<String> categories,
            BigDecimal least,
            BigDecimal below,
            String currency,
            Duration shipWithin) {
        static final OrderFilter ALL =
                new OrderFilter(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null, null, null, null);
    }

    /** One try to serve an order. */
    public record Rule(
            String name,
            WarehouseFilter warehouses,
            List<Sort> sorts,
            Split split,
            Choice choice,
            Otherwise otherwise) {}

    /**
     * Which warehouses a rule may take: all that is said has to be met.
     *
     * @param names in order of priority
     * @param countries where they stand; {@link #DESTINATION} for the country the order goes to
     * @param capacityPerDay in place of the warehouse's own; null for its own
     * @param safetyStock units kept back from this rule, in place of the warehouse's own; null for its own
     */
    public record WarehouseFilter(
            List<String> names,
            Set<String> groups,
            Set<String> kinds,
            Set<String> countries,
            Integer maxDistanceKm,
            Integer capacityPerDay,
            Integer safetyStock) {
        static final String DESTINATION = "destination";
        static final WarehouseFilter ALL =
                new WarehouseFilter(List.of(), Set.of(), Set.of(), Set.of(), null, null, null);
    }

    /**
     * How finely a rule may split.
     *
     * @param maxParcels null for any number
     * @param minValue what each part has to be worth, in {@link #currency}; null for nothing
     */
    public record Split(SplitLevel level, Integer maxParcels, BigDecimal minValue, String currency) {
        static final Split NEVER = new Split(SplitLevel.NEVER, null, null, null);
    }

    /** Which carrier service is taken: the cheapest, the fastest, or the first of a list. */
    public record Choice(Mode mode, List<String> preferred) {
        public enum Mode {
            CHEAPEST,
            FASTEST,
            PREFERENCE
        }

        static final Choice CHEAPEST = new Choice(Mode.CHEAPEST, List.of());
    }

    /**
     * What happens where a rule fits nothing.
     *
     * @param queue where the order waits
     * @param cancelAfter how long; null for ever
     */
    public record Otherwise(Next next, String queue, Duration cancelAfter) {
        public enum Next {
            /** The next rule is tried. */
            RULE,
            /** The same, but only for a SKU that no warehouse of this rule carries: what is sold out there waits. */
            RULE_IF_NOT_CARRIED,
            WAIT
        }

        static final String BACKORDER = "backorder";
        public static final Otherwise WAIT = new Otherwise(Next.WAIT, BACKORDER, null);
    }

    /** Degrees north and east. */
    public record Point(double lat, double lon) {

        private static final double EARTH_KM = 6371;

        /** Great-circle distance. */
        public double km(Point other) {
            double north = Math.toRadians(other.lat - lat);
            double east = Math.toRadians(other.lon - lon);
            double a = Math.pow(Math.sin(north / 2), 2)
                    + Math.cos(Math.toRadians(lat))
                            * Math.cos(Math.toRadians(other.lat))
                            * Math.pow(Math.sin(east / 2), 2);
            return 2 * EARTH_KM * Math.asin(Math.sqrt(a));
        }
    }

    /** Where destinations of a country are whose postal codes begin with the prefix; an empty one is the whole country. */
    public record Place(String country, String postalPrefix, Point point) {}

    /**
     * What is said of a warehouse; null or empty where its account or a default decides.
     *
     * @param kind own, third_party, platform (FBA and the like) or virtual
     * @param accounts the platform accounts it serves; empty for all
     * @param capacityPerDay fulfillments it can take in one day of its own
     * @param safetyStock units sourcing leaves there, beside what the stock itself keeps back
     * @param cutOff what is decided later is handed over a working day later
     * @param handlingDays working days from the decision to the hand-over
     * @param services the services it may use, {@code PX} or {@code 4px-cn/PX}, in order of preference
     * @param labelSources who may make its labels
     * @param carriers accounts labels may be bought from
     */
    public record Warehouse(
            List<String> groups,
            String kind,
            String country,
            Point location,
            Set<String> accounts,
            Integer capacityPerDay,
            int safetyStock,
            LocalTime cutOff,
            ZoneId zone,
            int handlingDays,
            Set<DayOfWeek> workingDays,
            List<String> services,
            List<String> labelSources,
            List<String> carriers) {
        static final Warehouse UNSAID = new Warehouse(
                List.of(), null, null, null, Set.of(), null, 0, null, null, 0, Set.of(), List.of(), List.of(),
                List.of());
    }

    public Warehouse warehouse(String name) {
        return warehouses.getOrDefault(name, Warehouse.UNSAID);
    }

    /** Units of each SKU that a rule leaves in a warehouse: its own word, else the warehouse's. */
    public int leaves(Rule rule, String warehouse) {
        Integer own = rule.warehouses().safetyStock();
        return own == null ? warehouse(warehouse).safetyStock() : own;
    }

    /** Whether any warehouse, or any rule, leaves units where they are. */
    public boolean leavesAny() {
        return warehouses.values().stream().anyMatch(w -> w.safetyStock() > 0)
                || routings.stream()
                        .flatMap(routing -> routing.rules().stream())
                        .anyMatch(rule -> rule.warehouses().safetyStock() != null);
    }

    /** Whether any warehouse's capacity counts anywhere, so that fulfillments have to be counted. */
    public boolean limited() {
        return warehouses.values().stream().anyMatch(w -> w.capacityPerDay() != null)
                || routings.stream()
                        .flatMap(routing -> routing.rules().stream())
                        .anyMatch(rule -> rule.warehouses().capacityPerDay() != null);
    }

    /** Whether a warehouse's own capacity, or that of a rule that might mean it, counts. */
    public boolean limits(String warehouse) {
        return warehouse(warehouse).capacityPerDay() != null
                || routings.stream()
                        .flatMap(routing -> routing.rules().stream())
                        .anyMatch(rule -> rule.warehouses().capacityPerDay() != null);
    }

    /** The home of a SKU by this file, or null. */
    public String home(String sku) {
        return homes.get(sku);
    }

    public Point place(String country, String postalCode) {
        for (Place place : places) {
            boolean there = place.country().equals(country)
                    && (place.postalPrefix().isEmpty()
                            || (postalCode != null && postalCode.startsWith(place.postalPrefix())));
            if (there) {
                return place.point();
            }
        }
        return null;
    }

    /**
     * The rules an order may meet, whatever else it is, each with the warehouses it means among the given ones.
     *
     * @param account platform account; null for any
     * @param country destination; null for any
     * @param facts what a warehouse is: its filter decides
     */
    public Set<String> reachable(String account, String country, Collection<String> warehouses, Facts facts) {
        return leaving(account, country, warehouses, facts).keySet();
    }

    /** {@link #reachable}, each warehouse with the units that even the rule which leaves least there leaves. */
    Map<String, Integer> leaving(String account, String country, Collection<String> warehouses, Facts facts) {
        Map<String, Integer> leaving = new LinkedHashMap<>();
        for (Routing routing : routings) {
            OrderFilter orders = routing.orders();
            boolean possible = (account == null
                            || orders.accounts().isEmpty()
                            || orders.accounts().contains(account))
                    && (country == null
                            || orders.countries().isEmpty()
                            || orders.countries().contains(country));
            if (possible) {
                reachable(routing, account, country, warehouses, facts)
                        .forEach((warehouse, units) -> leaving.merge(warehouse, units, Math::min));
            }
            boolean takesAll = possible
                    && (account != null || orders.accounts().isEmpty())
                    && orders.equals(new OrderFilter(
                            orders.accounts(),
                            country == null ? Set.of() : orders.countries(),
                            Set.of(),
                            Set.of(),
                            Set.of(),
                            Set.of(),
                            null,
                            null,
                            orders.currency(),
                            null));
            if (takesAll) {
                break;
            }
        }
        return leaving;
    }

    private Map<String, Integer> reachable(
            Routing routing, String account, String country, Collection<String> warehouses, Facts facts) {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Rule rule : routing.rules()) {
            List<String> meant = new ArrayList<>(rule.warehouses().names());
            meant.retainAll(warehouses);
            warehouses.stream().sorted().filter(w -> !meant.contains(w)).forEach(meant::add);
            meant.removeIf(
                    w -> facts.outside(rule.warehouses(), w, account, country).isPresent());
            meant.forEach(w -> found.merge(w, leaves(rule, w), Math::min));
            boolean on = rule.otherwise().next() == Otherwise.Next.RULE
                    || (rule.otherwise().next() == Otherwise.Next.RULE_IF_NOT_CARRIED && found.isEmpty());
            if (!on) {
                break;
            }
        }
        return found;
    }

    /** Whether a warehouse is one a filter means. */
    interface Facts {

        /** Why it is not, in words; empty where it is. A null account or country counts as meeting every condition. */
        java.util.Optional<String> outside(WarehouseFilter filter, String warehouse, String account, String country);
    }
}
