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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Made up at random, and small enough to try everything. */
final class OracleCases {

    private static final List<String> SKUS = List.of("A", "B", "C");
    private static final List<String> SORTS =
            List.of("cost", "priority", "distance", "home", "stock_balance", "fastest");
    private static final List<double[]> CITIES = List.of(
            new double[] {22.6, 113.9}, new double[] {34, -118.2}, new double[] {40.7, -74.1}, new double[] {50.1, 8.6
            });

    private final Random random;
    /** Every other order meets few obstacles, so that it is seen what is chosen and not only what is refused. */
    private boolean easy;
    /** Some orders are too much for a parcel. */
    private boolean heavy;

    OracleCases(Random random) {
        this.random = random;
    }

    private boolean hard(int in) {
        return !easy && one(in);
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private int from(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    @SafeVarargs
    private <T> T any(T... of) {
        return of[random.nextInt(of.length)];
    }

    private <T> List<T> some(List<T> of) {
        List<T> all = new ArrayList<>(of);
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, from(1, all.size())));
    }

    private BigDecimal money(int most) {
        return one(4) ? BigDecimal.valueOf(most) : BigDecimal.valueOf(from(1, most * 20) * 5L, 2);
    }

    OracleCase next() {
        heavy = one(4);
        easy = heavy || one(2);
        int houses = from(easy ? 3 : 2, 4);
        Map<String, Map<String, Integer>> bundles = Map.of("SET", Map.of("A", 1, "B", 2));
        List<Want> wants = wants();
        Map<String, Integer> needs = new TreeMap<>();
        wants.forEach(want -> bundles.getOrDefault(want.sku(), Map.of(want.sku(), 1))
                .forEach((sku, each) -> needs.merge(sku, each * want.quantity(), Integer::sum)));
        List<Card> cards = new ArrayList<>();
        for (int no = 1; no <= from(2, 3); no++) {
            cards.add(card("c" + no));
        }
        List<String> carriers = cards.stream().map(Card::account).toList();
        List<House> all = new ArrayList<>();
        for (int no = 1; no <= houses; no++) {
            boolean own = one(3);
            if (own) {
                cards.add(card("w" + no));
            }
            all.add(house(
                    "w" + no,
                    own && one(2) ? List.of() : some(carriers),
                    own,
                    cards,
                    CITIES.get(no - 1),
                    stock(needs)));
        }
        OffsetDateTime now =
                OffsetDateTime.parse("2026-03-0" + from(2, 8) + "T" + any("02:00", "09:30", "15:00", "21:10") + "Z");
        boolean cod = hard(4);
        SplitLevel channel = cod ? SplitLevel.NEVER : hard(3) ? any(SplitLevel.values()) : SplitLevel.UNIT;
        Map<String, Item> items = new TreeMap<>();
        SKUS.forEach(sku -> items.put(sku, item(sku.equals("C") && one(4), all)));
        return new OracleCase(
                all,
                cards,
                rules(all),
                items,
                bundles,
                wants,
                any("US", "US", "DE", "FR"),
                any("94105", "10001", null),
                now,
                one(3) ? now.plusHours(from(0, 96)) : null,
                one(3) ? now.plusHours(from(24, 240)) : null,
                cod,
                channel,
                hard(4) ? from(1, 5) : null);
    }

    private Card card(String account) {
        List<Service> services = new ArrayList<>();
        for (int no = 1; no <= from(1, 3); no++) {
            Service fresh = service(account, "S" + no);
            services.add(no > 1 && one(4) ? services.get(0).called(fresh.name()) : fresh);
        }
        return new Card(account, any("USD", "CNY", "EUR"), any("UTC", "Asia/Shanghai", "America/New_York"), services);
    }

    private Service service(String account, String name) {
        List<Zone> zones = new ArrayList<>();
        if (one(2)) {
            zones.add(zone("US", some(List.of("9", "94", "1"))));
        }
        for (String country : easy
                ? List.of("*")
                : any(List.of("US"), List.of("US", "DE"), List.of("*"), List.of("*"), List.of("DE", "*"))) {
            zones.add(zone(country, List.of()));
        }
        Map<String, BigDecimal> surcharges =
                one(2) ? Map.of(any("battery", "battery_966", "liquid"), money(3)) : Map.of();
        return new Service(
                account,
                name,
                any(0, 0, 5000, 8000),
                any(0, 50, 700),
                heavy ? any(600, 1200, 1500) : any(0, 0, 0, 1000, 2000, 4000),
                hard(5) ? 450 : 0,
                hard(5) ? 800 : 0,
                any(
                        List.of("battery", "liquid"),
                        List.of("battery"),
                        List.of("battery_966"),
                        List.of("liquid"),
                        List.of()),
                any(0, 10, 13),
                one(2) ? money(4) : BigDecimal.ZERO,
                surcharges,
                from(2, 9),
                one(2),
                any(null, null, "10:00", "18:00"),
                zones);
    }

    private Zone zone(String country, List<String> prefixes) {
        boolean steps = !hard(3);
        return new Zone(
                country,
                prefixes,
                any(100, 500, 3000),
                money(12),
                steps ? any(100, 454) : 0,
                steps ? money(2) : null,
                one(3) ? from(1, 9) : null);
    }

    private House house(
            String name,
            List<String> carriers,
            boolean own,
            List<Card> cards,
            double[] location,
            Map<String, Integer> stock) {
        List<String> names = new ArrayList<>();
        for (Card card : cards) {
            if (carriers.contains(card.account()) || card.account().equals(name)) {
                card.services()
                        .forEach(service -> names.add(one(4) ? service.name() : card.account() + "/" + service.name()));
            }
        }
        return new House(
                name,
                any("US", "DE", "CN"),
                location,
                carriers,
                own,
                one(3) ? some(names.stream().distinct().toList()) : List.of(),
                any("UTC", "Asia/Shanghai", "America/New_York"),
                any(null, null, "12:00", "17:00"),
                any(0, 0, 1, 2),
                one(3) ? List.of("mon", "tue", "wed", "thu", "fri") : List.of(),
                hard(4) ? from(1, 3) : null,
                random.nextInt(3),
                any(0, 0, 0, 1),
                stock,
                one(6) ? Map.of(SKUS.get(random.nextInt(3)), 1) : Map.of());
    }

    /** Enough of it, some of it, nothing of it, or not carried at all. */
    private Map<String, Integer> stock(Map<String, Integer> needs) {
        Map<String, Integer> stock = new TreeMap<>();
        SKUS.forEach(sku -> {
            int needed = needs.getOrDefault(sku, 0);
            if (!one(8)) {
                stock.put(sku, one(3) ? needed + random.nextInt(4) : random.nextInt(needed + 2));
            }
        });
        return stock;
    }

    private Item item(boolean boxed, List<House> houses) {
        return new Item(
                heavy ? any(300, 400, 450, 600) : any(80, 300, 450, 700, 950, 1300, 1900),
                any(100, 300, 500),
                any(100, 200),
                any(50, 150),
                boxed ? from(2, 3) : 1,
                any(
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of("battery_966"),
                        Set.of("battery_967", "liquid"),
                        Set.of("battery")),
                one(2) ? houses.get(random.nextInt(houses.size())).name() : null);
    }

    private List<Want> wants() {
        List<Want> wants = new ArrayList<>();
        int lines = from(easy ? 2 : 1, 3);
        boolean groups = one(6);
        for (int no = 1; no <= lines; no++) {
            String sku = one(6) ? "SET" : SKUS.get(random.nextInt(3));
            wants.add(new Want(no, sku, from(1, 3), one(9) ? null : money(30), groups && no < 3 ? "G" : null));
        }
        return wants;
    }

    private List<Rule> rules(List<House> houses) {
        List<Rule> rules = new ArrayList<>();
        int count = from(1, 2);
        List<String> names = houses.stream().map(House::name).toList();
        for (int no = 1; no <= count; no++) {
            String mode = any("cheapest", "cheapest", "fastest", "preference");
            rules.add(new Rule(
                    "r" + no,
                    hard(3) ? some(names) : null,
                    hard(5) ? some(List.of("US", "DE", "destination")) : null,
                    hard(5) ? any(3000, 9000) : null,
                    one(6) ? from(1, 3) : null,
                    one(6) ? from(0, 1) : null,
                    some(SORTS),
                    hard(3) ? SplitLevel.NEVER : any(SplitLevel.LINE, SplitLevel.UNIT, SplitLevel.UNIT),
                    hard(4) ? from(1, 4) : null,
                    hard(5) ? money(15) : null,
                    mode,
                    mode.equals("preference") ? some(List.of("S1", "S2", "c1/S3", "c2/S1")) : List.of(),
                    no == count ? "{queue: later}" : any("next_rule", "next_rule_if_not_carried", "{queue: later}")));
        }
        return rules;
    }
}
