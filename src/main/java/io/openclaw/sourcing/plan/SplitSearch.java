package io.openclaw.sourcing.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntBiFunction;

/**
 * Finds ways to serve lines from several warehouses together: first from two, then from three, and so on. Lines that take
 * the same stocked SKU share what there is of it. The work is bounded; where the bound is met, {@link #cut()} says so.
 */
final class SplitSearch {

    private static final int MAX_SETS = 6_000;
    private static final int MAX_STEPS_A_SET = 3_000;
    private static final int MAX_STEPS = 150_000;
    private static final int MAX_FOUND_A_SET = 100;
    /** After so many, each set of warehouses shows a few of its ways: those of other sets differ in more. */
    private static final int MANY_FOUND = 1_000;

    private static final int MAX_FOUND_LATER = 4;

    private final List<String> warehouses;
    private final ToIntBiFunction<String, String> available;
    private final List<List<Demand.Line>> items;
    private final boolean units;
    private int sets;
    private int steps;
    private int all;
    private boolean cut;
    private boolean over;

    /**
     * @param warehouses that may take a part, the most wanted first
     * @param available units by warehouse and stocked SKU
     * @param units whether a line may be divided; otherwise each leaves whole
     */
    SplitSearch(
            List<String> warehouses,
            ToIntBiFunction<String, String> available,
            List<Demand.Line> lines,
            boolean units) {
        this.warehouses = warehouses;
        this.available = available;
        this.units = units;
        this.items = items(lines);
    }

    /** Lines the channel keeps together are one thing; the largest go first, because they are the hardest to place. */
    private static List<List<Demand.Line>> items(List<Demand.Line> lines) {
        Map<String, List<Demand.Line>> groups = new LinkedHashMap<>();
        for (Demand.Line line : lines) {
            String key = line.shipTogether() == null ? "line " + line.lineNo() : "group " + line.shipTogether();
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
        }
        List<List<Demand.Line>> items = new ArrayList<>(groups.values());
        items.sort((a, b) -> Integer.compare(largest(b), largest(a)));
        return items;
    }

    private static int largest(List<Demand.Line> item) {
        return item.stream()
                .flatMap(line -> line.components().values().stream().map(all -> all / line.quantity()))
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    boolean cut() {
        return cut;
    }

    int items() {
        return items.size();
    }

    /**
     * Hands every way to serve all lines from exactly so many warehouses to the taker, until it has enough of a set of
     * warehouses or the work is too much.
     *
     * @param taker gets the lines by warehouse; answers whether they may be served so
     */
    void from(int parts, Predicate<Map<String, List<Demand.Line>>> taker) {
        sets(parts, 0, new ArrayList<>(), taker);
    }

    private void sets(int left, int next, List<String> set, Predicate<Map<String, List<Demand.Line>>> taker) {
        if (left == 0) {
            if (++sets > MAX_SETS || steps > MAX_STEPS) {
                cut = true;
                over = true;
                return;
            }
            if (coverable(set)) {
                new Placing(List.copyOf(set), taker).place(0);
            }
            return;
        }
        for (int i = next; i <= warehouses.size() - left && !over; i++) {
            set.add(warehouses.get(i));
            sets(left - 1, i + 1, set, taker);
            set.remove(set.size() - 1);
        }
    }

    /** Whether each thing by itself finds its place: a quick no for most sets. */
    private boolean coverable(List<String> set) {
        for (List<Demand.Line> item : items) {
            if (divisible(item)) {
                int placed = 0;
                for (String warehouse : set) {
                    placed += fit(item.get(0), sku -> available.applyAsInt(warehouse, sku));
                }
                if (placed < item.get(0).quantity()) {
                    return false;
                }
            } else if (set.stream().noneMatch(w -> Demand.units(item).entrySet().stream()
                    .allMatch(need -> available.applyAsInt(w, need.getKey()) >= need.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private boolean divisible(List<Demand.Line> item) {
        return units && item.size() == 1 && item.get(0).divisible();
    }

    private static int fit(Demand.Line line, java.util.function.ToIntFunction<String> left) {
        int fit = line.quantity();
        for (Map.Entry<String, Integer> need : line.components().entrySet()) {
            fit = Math.min(fit, left.applyAsInt(need.getKey()) / (need.getValue() / line.quantity()));
        }
        return fit;
    }

    /** One set of warehouses, every one of which gets something. */
    private final class Placing {

        private final List<String> set;
        private final Predicate<Map<String, List<Demand.Line>>> taker;
        private final Map<String, Map<String, Integer>> used = new HashMap<>();
        private final Map<String, List<Demand.Line>> placed = new LinkedHashMap<>();
        private int own;
        private int found;

        Placing(List<String> set, Predicate<Map<String, List<Demand.Line>>> taker) {
            this.set = set;
            this.taker = taker;
            set.forEach(warehouse -> {
                used.put(warehouse, new HashMap<>());
                placed.put(warehouse, new ArrayList<>());
            });
        }

        private boolean enough() {
            if (found >= (all < MANY_FOUND ? MAX_FOUND_A_SET : MAX_FOUND_LATER)) {
                cut = true;
                return true;
            }
            steps++;
            if (++own > MAX_STEPS_A_SET) {
                cut = true;
                return true;
            }
            return false;
        }

        void place(int item) {
            if (enough()) {
                return;
            }
            if (item == items.size()) {
                finish();
                return;
            }
            List<Demand.Line> lines = items.get(item);
            if (divisible(lines)) {
                divide(item, lines.get(0), 0, lines.get(0).quantity());
                return;
            }
            for (String warehouse : set) {
                Map<String, Integer> needs = Demand.units(lines);
                if (needs.entrySet().stream().allMatch(need -> left(warehouse, need.getKey()) >= need.getValue())) {
                    lines.forEach(line -> put(warehouse, line));
                    place(item + 1);
                    lines.forEach(line -> take(warehouse, line));
                }
            }
        }

        private void divide(int item, Demand.Line line, int index, int rest) {
            if (rest == 0) {
                place(item + 1);
                return;
            }
            if (index == set.size() || enough()) {
                return;
            }
            String warehouse = set.get(index);
            int most = Math.min(rest, fit(line, sku -> left(warehouse, sku)));
            for (int some = most; some > 0; some--) {
                Demand.Line part = line.part(some);
                put(warehouse, part);
                divide(item, line, index + 1, rest - some);
                take(warehouse, part);
                if (own > MAX_STEPS_A_SET) {
                    return;
                }
            }
            divide(item, line, index + 1, rest);
        }

        private void finish() {
            if (placed.values().stream().anyMatch(List::isEmpty)) {
                return;
            }
            Map<String, List<Demand.Line>> way = new LinkedHashMap<>();
            placed.forEach((warehouse, lines) -> {
                Map<Integer, Demand.Line> inOrder = new TreeMap<>();
                lines.forEach(line -> inOrder.put(line.lineNo(), line));
                way.put(warehouse, List.copyOf(inOrder.values()));
            });
            if (taker.test(way)) {
                all++;
                found++;
            }
        }

        private int left(String warehouse, String sku) {
            return available.applyAsInt(warehouse, sku) - used.get(warehouse).getOrDefault(sku, 0);
        }

        private void put(String warehouse, Demand.Line line) {
            placed.get(warehouse).add(line);
            line.components().forEach((sku, units) -> used.get(warehouse).merge(sku, units, Integer::sum));
        }

        private void take(String warehouse, Demand.Line line) {
            placed.get(warehouse).remove(placed.get(warehouse).size() - 1);
            line.components().forEach((sku, units) -> used.get(warehouse).merge(sku, -units, Integer::sum));
        }
    }
}
