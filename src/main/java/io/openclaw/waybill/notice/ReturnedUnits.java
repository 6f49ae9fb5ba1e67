package io.openclaw.waybill.notice;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back of an order, by its lines. A warehouse may name what was sold or what lies on its shelf: units named as a line is are that
 * line's; the rest are parts of bundles, and a bundle has come back when all its parts have. No line has more back than left.
 *
 * @param returned units by line number; lines of which nothing came back have 0
 * @param surplus units by SKU that no line of the order can have back
 */
record ReturnedUnits(Map<Integer, Integer> returned, Map<String, Integer> surplus) {

    /** @param left units that have left, never more than come back */
    record Line(int lineNo, String sku, int left) {}

    /**
     * @param recipes stocked units of one unit, by SKU of a bundle; a SKU that is not in it is itself
     * @param back units that came back, by the SKU the warehouse named, over all its notices
     */
    static ReturnedUnits of(List<Line> lines, Map<String, Map<String, Integer>> recipes, Map<String, Integer> back) {
        Map<String, Integer> rest = new TreeMap<>(back);
        Map<Integer, Integer> returned = new TreeMap<>();
        for (Line line : lines) {
            int units = line.sku() == null ? 0 : Math.min(line.left(), rest.getOrDefault(line.sku(), 0));
            returned.put(line.lineNo(), units);
            if (units > 0) {
                rest.merge(line.sku(), -units, Integer::sum);
            }
        }
        Map<String, Integer> incomplete = new TreeMap<>();
        for (Line line : lines) {
            Map<String, Integer> recipe = line.sku() == null ? null : recipes.get(line.sku());
            if (recipe == null || recipe.isEmpty() || recipe.containsKey(line.sku())) {
                continue;
            }
            int open = line.left() - returned.get(line.lineNo());
            int whole = recipe.entrySet().stream()
                    .mapToInt(part -> rest.getOrDefault(part.getKey(), 0) / part.getValue())
                    .min()
                    .orElse(0);
            int units = Math.min(open, whole);
            returned.merge(line.lineNo(), units, Integer::sum);
            recipe.forEach((part, each) -> {
                rest.merge(part, -units * each, Integer::sum);
                incomplete.merge(part, (open - units) * each, Integer::sum);
            });
        }
        Map<String, Integer> surplus = new TreeMap<>();
        rest.forEach((sku, units) -> {
            int over = units - incomplete.getOrDefault(sku, 0);
            if (over > 0) {
                surplus.put(sku, over);
            }
        });
        return new ReturnedUnits(returned, surplus);
    }
}
