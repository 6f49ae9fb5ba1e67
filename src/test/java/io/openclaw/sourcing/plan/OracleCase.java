package io.openclaw.sourcing.plan;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateBook;
import io.openclaw.rates.RateConfig;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.sourcing.rules.SourcingYaml;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A small order with its warehouses, rate cards and rules: as the hub reads them, and as the oracle does. */
record OracleCase(
        List<House> houses,
        List<Card> cards,
        List<Rule> rules,
        Map<String, Item> items,
        Map<String, Map<String, Integer>> bundles,
        List<Want> wants,
        String country,
        String postalCode,
        OffsetDateTime now,
        OffsetDateTime shipBy,
        OffsetDateTime deliverBy,
        boolean cod,
        SplitLevel channel,
        Integer channelParcels) {

    static final Map<String, BigDecimal> RATES = Map.of("CNY", new BigDecimal("7.1"), "EUR", new BigDecimal("0.92"));
    static final Map<String, double[]> PLACES =
            Map.of("US", new double[] {39.8, -98.6}, "US9", new double[] {37, -120.5}, "DE", new double[] {51.2, 10.4});
    private static final TestAccounts ACCOUNTS = accounts();
    private static final RateConfig EXCHANGE = new RateConfig(
            SourcingFixture.folder(Map.of("exchange.yaml", "exchange: {base: USD, rates: {CNY: 7.1, EUR: 0.92}}\n")),
            ACCOUNTS);

    private static TestAccounts accounts() {
        TestAccounts accounts = new TestAccounts().platform("shop");
        List.of("c1", "c2", "c3").forEach(carrier -> accounts.carrier(carrier, Map.of()));
        List.of("w1", "w2", "w3", "w4").forEach(accounts::warehouse);
        return accounts;
    }

    record Zone(
            String country,
            List<String> prefixes,
            int firstG,
            BigDecimal first,
            int nextG,
            BigDecimal next,
            Integer days) {

        String yaml() {
            return "{countries: [\"" + country + "\"]"
                    + (prefixes.isEmpty() ? "" : ", postal_prefixes: " + quoted(prefixes))
                    + ", first: {g: " + firstG + ", price: " + first + "}"
                    + (nextG == 0 ? "" : ", next: {g: " + nextG + ", price: " + next + "}")
                    + (days == null ? "" : ", transit_days: 1-" + days) + "}";
        }
    }

    /** A number that is 0, and a time that is null, is not said. */
    record Service(
            String account,
            String name,
            int divisor,
            int minG,
            int maxG,
            int maxLongest,
            int maxSides,
            List<String> accepts,
            int fuel,
            BigDecimal registration,
            Map<String, BigDecimal> surcharges,
            int days,
            boolean cod,
            String cutOff,
            List<Zone> zones) {

        /** The same under another name. */
        Service called(String other) {
            return new Service(
                    account,
                    other,
                    divisor,
                    minG,
                    maxG,
                    maxLongest,
                    maxSides,
                    accepts,
                    fuel,
                    registration,
                    surcharges,
                    days,
                    cod,
                    cutOff,
                    zones);
        }

        String yaml() {
            return "  " + name + ":\n" + number("volumetric_divisor", divisor) + number("min_weight_g", minG)
                    + number("max_weight_g", maxG) + number("max_longest_mm", maxLongest)
                    + number("max_sides_mm", maxSides) + number("fuel_percent", fuel) + "    accepts: " + accepts
                    + "\n    registration: " + registration + "\n    surcharges: {"
                    + surcharges.entrySet().stream()
                            .map(one -> one.getKey() + ": " + one.getValue())
                            .collect(Collectors.joining(", "))
                    + "}\n    transit_days: 1-" + days + "\n" + (cod ? "    cod: true\n" : "")
                    + (cutOff == null ? "" : "    cut_off: \"" + cutOff + "\"\n") + "    zones:\n"
                    + zones.stream()
                            .map(zone -> "      - " + zone.yaml() + "\n")
                            .collect(Collectors.joining());
        }
    }

    record Card(String account, String currency, String timeZone, List<Service> services) {

        String yaml() {
            return "account: " + account + "\ncurrency: " + currency + "\ntime_zone: " + timeZone + "\nservices:\n"
                    + services.stream().map(Service::yaml).collect(Collectors.joining());
        }
    }

    /**
     * @param carriers whose labels it may buy
     * @param own whether it ships with products of its own as well
     * @param withheld units of the stock that are withheld for the order
     */
    record House(
            String name,
            String country,
            double[] location,
            List<String> carriers,
            boolean own,
            List<String> services,
            String timeZone,
            String cutOff,
            int handling,
            List<String> working,
            Integer capacity,
            int planned,
            int kept,
            Map<String, Integer> stock,
            Map<String, Integer> withheld) {

        String yaml() {
            List<String> sources = new ArrayList<>(carriers.isEmpty() ? List.of() : List.of("carrier"));
            if (own) {
                sources.add("warehouse");
            }
            return "  " + name + ": {country: " + country + ", location: {lat: " + location[0] + ", lon: " + location[1]
                    + "}, label_source: " + sources + (carriers.isEmpty() ? "" : ", carriers: " + carriers)
                    + (services.isEmpty() ? "" : ", services: " + services) + ", time_zone: " + timeZone
                    + (cutOff == null ? "" : ", cut_off: \"" + cutOff + "\"") + ", handling_days: " + handling
                    + (working.isEmpty() ? "" : ", working_days: " + working)
                    + (capacity == null ? "" : ", capacity_per_day: " + capacity) + ", brokering_safety_stock: " + kept
                    + "}\n";
        }
    }

    /** @param names null for every warehouse; @param service cheapest, fastest, or a list; @param otherwise as written */
    record Rule(
            String name,
            List<String> names,
            List<String> countries,
            Integer km,
            Integer capacity,
            Integer kept,
            List<String> sorts,
            SplitLevel split,
            Integer maxParcels,
            BigDecimal minValue,
            String mode,
            List<String> preferred,
            String otherwise) {

        String yaml() {
            List<String> filter = new ArrayList<>();
            filter.add(names == null ? null : "names: " + names);
            filter.add(countries == null ? null : "countries: " + countries);
            filter.add(km == null ? null : "max_distance_km: " + km);
            filter.add(capacity == null ? null : "capacity_per_day: " + capacity);
            filter.add(kept == null ? null : "brokering_safety_stock: " + kept);
            String said = filter.stream().filter(word -> word != null).collect(Collectors.joining(", "));
            return "      - {name: " + name + (said.isEmpty() ? "" : ", warehouses: {" + said + "}") + ", sort: "
                    + sorts
                    + ", split: {by: " + split.name().toLowerCase()
                    + (maxParcels == null ? "" : ", max_parcels: " + maxParcels)
                    + (minValue == null ? "" : ", min_value: " + minValue + ", currency: EUR") + "}, service: "
                    + (preferred.isEmpty() ? mode : preferred) + ", otherwise: " + otherwise + "}\n";
        }
    }

    record Item(int weightG, int length, int width, int height, int boxes, Set<String> special, String home) {}

    /** @param unitPrice in EUR; @param group lines the channel keeps together */
    record Want(int no, String sku, int quantity, BigDecimal unitPrice, String group) {}

    private static String number(String word, int value) {
        return value == 0 ? "" : "    " + word + ": " + value + "\n";
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    Map<String, Integer> components(Want want, int units) {
        Map<String, Integer> all = new TreeMap<>();
        bundles.getOrDefault(want.sku(), Map.of(want.sku(), 1)).forEach((sku, each) -> all.put(sku, each * units));
        return all;
    }

    String rulesYaml() {
        return "routings:\n  - name: all\n    rules:\n"
                + rules.stream().map(Rule::yaml).collect(Collectors.joining()) + "warehouses:\n"
                + houses.stream().map(House::yaml).collect(Collectors.joining())
                + "places: [{country: US, lat: 39.8, lon: -98.6}, {country: US, postal_prefix: \"9\", lat: 37, lon: -120.5},"
                + " {country: DE, lat: 51.2, lon: 10.4}]\n";
    }

    RateBook book() {
        Map<String, String> texts = new TreeMap<>();
        cards.forEach(card -> texts.put(card.account() + ".yaml", card.yaml()));
        return EXCHANGE.with(texts);
    }

    Demand demand() {
        List<Demand.Line> lines = wants.stream()
                .map(want -> new Demand.Line(
                        want.no(),
                        want.sku(),
                        want.sku(),
                        want.quantity(),
                        want.unitPrice(),
                        want.group(),
                        null,
                        components(want, want.quantity())))
                .toList();
        Map<String, Demand.Goods> goods = new TreeMap<>();
        items.forEach((sku, item) -> goods.put(
                sku,
                new Demand.Goods(
                        item.weightG(),
                        item.length(),
                        item.width(),
                        item.height(),
                        item.boxes(),
                        item.special(),
                        null,
                        item.home())));
        String reason = channel == SplitLevel.UNIT ? null : "the channel says " + channel;
        return new Demand(
                "demo",
                "O1",
                "shop",
                1,
                country,
                postalCode,
                false,
                true,
                now,
                shipBy,
                deliverBy,
                "EUR",
                null,
                List.of(),
                null,
                cod,
                false,
                new Demand.Splitting(channel, channelParcels, reason),
                lines,
                goods);
    }

    /** The same if nothing were to be collected. */
    OracleCase paidBefore() {
        return new OracleCase(
                houses,
                cards,
                rules,
                items,
                bundles,
                wants,
                country,
                postalCode,
                now,
                shipBy,
                deliverBy,
                false,
                channel,
                channelParcels);
    }

    SourcingPlan plan(RateBook book) {
        Map<String, Map<String, Integer>> stock = new TreeMap<>();
        Map<String, Integer> planned = new TreeMap<>();
        Map<String, Map<String, Integer>> withheld = new TreeMap<>();
        houses.forEach(house -> {
            stock.put(house.name(), house.stock());
            planned.put(house.name(), house.planned());
            withheld.put(house.name(), house.withheld());
        });
        return new Planner(SourcingYaml.parse("sourcing.yaml", rulesYaml(), ACCOUNTS), book, ACCOUNTS)
                .plan(demand(), new Supply(now, stock, planned, withheld, Map.of()));
    }

    /** All of it, to be read where the hub and the oracle differ. */
    String told() {
        return rulesYaml() + cards.stream().map(Card::yaml).collect(Collectors.joining("---\n")) + "\nto " + country
                + " "
                + postalCode + " at " + now + ", ship_by " + shipBy + ", deliver_by " + deliverBy + (cod ? ", cod" : "")
                + ", channel " + channel + " " + channelParcels + "\nwants " + wants + "\nitems " + items + "\nbundles "
                + bundles + "\nstock "
                + houses.stream()
                        .map(house -> house.name() + house.stock() + house.withheld() + "+" + house.planned())
                        .toList();
    }
}
