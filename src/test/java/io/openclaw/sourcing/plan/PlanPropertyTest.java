package io.openclaw.sourcing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingYaml;
import io.openclaw.sourcing.rules.SplitLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random orders, stocks and rules: a plan never takes more than there is, serves every line exactly once, is the same every
 * time, and never makes more parcels than another way that the rule allowed. Run with {@code -Dseed=} to repeat.
 */
class PlanPropertyTest {

    private static final List<String> WAREHOUSES = List.of("w1", "w2", "w3", "w4");
    private static final List<String> SKUS = List.of("A", "B", "C");

    @Test
    void plansHold() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PlanPropertyTest seed " + seed);
        Random random = new Random(seed);
        TestAccounts accounts = new TestAccounts().platform("shop");
        WAREHOUSES.forEach(accounts::warehouse);
        for (int i = 0; i < 600; i++) {
            SplitLevel level = SplitLevel.values()[random.nextInt(3)];
            String rules = "routings: [{name: all, rules: [{name: only, split: "
                    + level.name().toLowerCase() + ", sort: [cost, stock_balance]}]}]\n";
            SourcingRules parsed = SourcingYaml.parse("sourcing.yaml", rules, accounts);
            Supply supply = supply(random);
            Demand demand = demand(random);
            Planner planner = new Planner(parsed, RateBook.EMPTY, accounts);
            SourcingPlan plan = planner.plan(demand, supply);
            String what = "round " + i + ": " + supply.units() + " for " + demand.lines();
            plan.proposals().forEach(proposal -> {
                servesEachLineOnce(demand, proposal, what);
                takesWhatIsThere(supply, proposal, what);
            });
            SourcingPlan again = new Planner(parsed, RateBook.EMPTY, accounts).plan(demand, supply);
            assertThat(again.decision()).as(what).isEqualTo(plan.decision());
            assertThat(again.proposals()).as(what).isEqualTo(plan.proposals());
            int fewest = fewest(demand, supply, level);
            if (fewest == 0) {
                assertThat(plan.possible()).as(what).isFalse();
            } else {
                assertThat(plan.possible()).as(what).isTrue();
                assertThat(plan.proposals().get(0).boxes()).as(what).isEqualTo(fewest);
            }
        }
    }

    private static Supply supply(Random random) {
        Map<String, Map<String, Integer>> units = new TreeMap<>();
        for (String warehouse : WAREHOUSES) {
            Map<String, Integer> there = new TreeMap<>();
            for (String sku : SKUS) {
                if (random.nextInt(3) > 0) {
                    there.put(sku, random.nextInt(5));
                }
            }
            units.put(warehouse, there);
        }
        return new Supply(Trial.NOW, units, Map.of());
    }

    /** Up to three lines; one may be a bundle, and two may take the same SKU. */
    private static Demand demand(Random random) {
        List<Demand.Line> lines = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int no = 1; no <= count; no++) {
            int quantity = 1 + random.nextInt(3);
            String sku = SKUS.get(random.nextInt(SKUS.size()));
            Map<String, Integer> components = new TreeMap<>(Map.of(sku, quantity));
            String sold = sku;
            if (random.nextInt(4) == 0) {
                sold = "SET" + no;
                components.put(sku, quantity * 2);
                components.put("A", quantity * (sku.equals("A") ? 2 : 1));
            }
            lines.add(new Demand.Line(no, sold, sold, quantity, null, null, null, components));
        }
        return new Demand(
                "demo",
                "O1",
                "shop",
                1,
                "US",
                null,
                false,
                true,
                Trial.NOW,
                null,
                null,
                "USD",
                null,
                List.of(),
                null,
                false,
                false,
                Demand.Splitting.FREE,
                lines,
                Map.of());
    }

    private static void servesEachLineOnce(Demand demand, SourcingPlan.Proposal proposal, String what) {
        Map<Integer, Integer> served = new HashMap<>();
        proposal.parts().forEach(part -> part.lines()
                .forEach(line -> served.merge(line.lineNo(), line.quantity(), Integer::sum)));
        Map<Integer, Integer> wanted = new HashMap<>();
        demand.lines().forEach(line -> wanted.put(line.lineNo(), line.quantity()));
        assertThat(served).as(what).isEqualTo(wanted);
        assertThat(proposal.parts())
                .as(what)
                .extracting(SourcingPlan.Part::warehouse)
                .doesNotHaveDuplicates();
    }

    private static void takesWhatIsThere(Supply supply, SourcingPlan.Proposal proposal, String what) {
        proposal.parts().forEach(part -> Demand.units(part.lines())
                .forEach((sku, units) ->
                        assertThat(units).as(what).isLessThanOrEqualTo(supply.available(part.warehouse(), sku))));
    }

    /** The fewest warehouses that can serve it, by trying everything; 0 for none. */
    private static int fewest(Demand demand, Supply supply, SplitLevel level) {
        List<Demand.Line> pieces = new ArrayList<>();
        for (Demand.Line line : demand.lines()) {
            for (int unit = 0; unit < (level == SplitLevel.UNIT ? line.quantity() : 1); unit++) {
                pieces.add(level == SplitLevel.UNIT ? line.part(1) : line);
            }
        }
        int[] best = {Integer.MAX_VALUE};
        place(pieces, 0, supply, new HashMap<>(), new TreeMap<>(), level == SplitLevel.NEVER ? 1 : 4, best);
        return best[0] == Integer.MAX_VALUE ? 0 : best[0];
    }

    private static void place(
            List<Demand.Line> pieces,
            int next,
            Supply supply,
            Map<String, Integer> used,
            Map<String, Integer> warehouses,
            int most,
            int[] best) {
        if (warehouses.size() > most || warehouses.size() >= best[0]) {
            return;
        }
        if (next == pieces.size()) {
            best[0] = warehouses.size();
            return;
        }
        for (String warehouse : WAREHOUSES) {
            Map<String, Integer> needs = pieces.get(next).components();
            boolean fits = needs.entrySet().stream()
                    .allMatch(need ->
                            supply.available(warehouse, need.getKey()) - used.getOrDefault(warehouse + need.getKey(), 0)
                                    >= need.getValue());
            if (!fits) {
                continue;
            }
            needs.forEach((sku, units) -> used.merge(warehouse + sku, units, Integer::sum));
            boolean fresh = warehouses.merge(warehouse, 1, Integer::sum) == 1;
            place(pieces, next + 1, supply, used, warehouses, most, best);
            needs.forEach((sku, units) -> used.merge(warehouse + sku, -units, Integer::sum));
            if (fresh) {
                warehouses.remove(warehouse);
            } else {
                warehouses.merge(warehouse, -1, Integer::sum);
            }
        }
    }
}
