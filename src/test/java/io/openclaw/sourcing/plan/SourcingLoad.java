package io.openclaw.sourcing.plan;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateBook;
import io.openclaw.rates.RateConfig;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingYaml;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Orders, warehouses and services as a large seller has them, made up from a seed, to measure decisions with. */
public final class SourcingLoad {

    private static final int SKUS = 2_000;
    private static final List<String> COUNTRIES = List.of("US", "DE", "GB", "FR", "JP", "CA", "AU", "BR");

    private final TestAccounts accounts = new TestAccounts().platform("shop");
    private final Map<String, Map<String, Integer>> stock = new HashMap<>();
    private final Map<String, Demand.Goods> goods = new HashMap<>();
    private final List<Demand> demands = new ArrayList<>();
    private final Planner planner;

    /** What was decided. */
    public record Result(int planned, int split, int waiting) {}

    public SourcingLoad(int orders, int warehouses, int carriers, int servicesEach, long seed) {
        Random random = new Random(seed);
        Map<String, String> cards = new HashMap<>();
        cards.put("exchange.yaml", "exchange: {base: USD, rates: {CNY: 7.1}}\n");
        for (int c = 0; c < carriers; c++) {
            accounts.carrier("carrier" + c, Map.of());
            cards.put("carrier" + c + ".yaml", card(c, servicesEach, random));
        }
        String all = IntStream.range(0, carriers).mapToObj(c -> "carrier" + c).collect(Collectors.joining(", "));
        StringBuilder said = new StringBuilder("warehouses:\n");
        for (int w = 0; w < warehouses; w++) {
            accounts.warehouse("w" + w, "carrier0");
            said.append("  w%d: {group: g%d, carriers: [%s], location: {lat: %d, lon: %d}, cut_off: \"16:00\","
                            .formatted(w, w % 4, all, random.nextInt(60), random.nextInt(120)))
                    .append(" brokering_safety_stock: 1, capacity_per_day: 100000}\n");
            stock.put("w" + w, new TreeMap<>());
        }
        for (int s = 0; s < SKUS; s++) {
            String sku = "SKU" + s;
            goods.put(
                    sku,
                    new Demand.Goods(
                            50 + random.nextInt(1500),
                            100 + random.nextInt(300),
                            100,
                            80,
                            1,
                            random.nextInt(10) == 0 ? Set.of("battery_966") : Set.of(),
                            "c" + s % 20,
                            "w" + s % warehouses));
            for (int w = 0; w < warehouses; w++) {
                if (random.nextInt(10) < 4) {
                    stock.get("w" + w).put(sku, random.nextInt(200));
                }
            }
        }
        String rules =
                """
                routings:
                  - name: urgent
                    orders: {ship_within: 12 hours}
                    rules: [{name: near, sort: [fastest], service: fastest}]
                  - name: near first
                    orders: {countries: [US, CA, DE, GB]}
                    rules:
                      - {name: one group, warehouses: {groups: [g0, g1]}, sort: [home, cost], otherwise: next_rule}
                      - {name: anywhere, sort: [cost, distance, stock_balance], split: {by: unit, max_parcels: 4, min_value: 5, currency: USD}}
                  - name: rest
                    rules: [{name: anywhere, sort: [cost], split: line}]
                places: [{country: US, lat: 39, lon: -98}, {country: DE, lat: 51, lon: 10}]
                """;
        SourcingRules parsed = SourcingYaml.parse("sourcing.yaml", rules + said, accounts);
        RateBook book = new RateConfig(SourcingFixture.folder(cards), accounts).book();
        planner = new Planner(parsed, book, accounts);
        for (int o = 0; o < orders; o++) {
            demands.add(order(o, random));
        }
    }

    private static String card(int carrier, int services, Random random) {
        StringBuilder text = new StringBuilder("account: carrier%d\ncurrency: CNY\nservices:\n".formatted(carrier));
        for (int s = 0; s < services; s++) {
            text.append(
                    "  S%d-%d:\n    volumetric_divisor: 6000\n    max_weight_g: 30000\n    fuel_percent: 9\n    registration: 12\n"
                            .formatted(carrier, s));
            text.append("    accepts: [%s]\n    transit_days: %d-%d\n    zones:\n"
                    .formatted(s % 3 == 0 ? "magnetic" : "battery", 3 + s % 9, 6 + s % 15));
            for (String country : COUNTRIES) {
                text.append("      - {countries: [%s], first: {g: 100, price: %d}, next: {g: 100, price: %d}}\n"
                        .formatted(country, 8 + random.nextInt(30), 3 + random.nextInt(9)));
            }
        }
        return text.toString();
    }

    private Demand order(int number, Random random) {
        List<Demand.Line> lines = new ArrayList<>();
        int count = random.nextInt(10) < 6 ? 1 : 2 + random.nextInt(3);
        Map<String, Demand.Goods> known = new HashMap<>();
        for (int no = 1; no <= count; no++) {
            String sku = "SKU" + random.nextInt(SKUS);
            int quantity = 1 + random.nextInt(3);
            known.put(sku, goods.get(sku));
            lines.add(new Demand.Line(
                    no, sku, sku, quantity, new BigDecimal(5 + random.nextInt(60)), null, null, Map.of(sku, quantity)));
        }
        return new Demand(
                "demo",
                "O" + number,
                "shop",
                1,
                COUNTRIES.get(random.nextInt(COUNTRIES.size())),
                null,
                false,
                true,
                Trial.NOW,
                Trial.NOW.plusHours(6 + random.nextInt(90)),
                Trial.NOW.plusDays(20),
                "USD",
                null,
                List.of(),
                null,
                false,
                false,
                Demand.Splitting.FREE,
                lines,
                known);
    }

    /** Decides all orders, one after the other, on the calling thread; what one takes the next ones do not have. */
    public Result decide() {
        int planned = 0;
        int split = 0;
        int waiting = 0;
        for (Demand demand : demands) {
            SourcingPlan plan = planner.plan(demand, new Supply(Trial.NOW, stock, Map.of()));
            if (!plan.possible()) {
                waiting++;
                continue;
            }
            planned++;
            List<SourcingPlan.Part> parts = plan.proposals().get(0).parts();
            split += parts.size() > 1 ? 1 : 0;
            parts.forEach(part -> Demand.units(part.lines())
                    .forEach((sku, units) -> stock.get(part.warehouse()).merge(sku, -units, Integer::sum)));
        }
        return new Result(planned, split, waiting);
    }
}
