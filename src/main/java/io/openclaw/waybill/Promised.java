package io.openclaw.waybill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a fulfillment has, in both languages: units of the SKUs that were sold, and units of the SKUs on the shelf that were
 * promised for them. They differ for bundles. A bundle is of what it consisted of when it was promised, not of today's recipe.
 *
 * @param sold units by sold SKU
 * @param stocked units by stocked SKU
 * @param recipes stocked units of one unit, by sold SKU; a SKU is missing where nobody can say it any more
 */
public record Promised(
        Map<String, Integer> sold, Map<String, Integer> stocked, Map<String, Map<String, Integer>> recipes) {

    /** How many ways of dividing a report into bundles are tried before it counts as unclear. */
    private static final int TRIES = 10_000;

    /**
     * @param reserved units by stocked SKU that are reserved for it; empty where the hub does not deduct: then today's recipes hold
     * @param today components of one unit, by SKU of a bundle
     */
    static Promised of(
            Map<String, Integer> sold, Map<String, Integer> reserved, Map<String, Map<String, Integer>> today) {
        Map<String, Map<String, Integer>> recipes = new TreeMap<>();
        sold.keySet().forEach(sku -> recipes.put(sku, today.getOrDefault(sku, Map.of(sku, 1))));
        Map<String, Integer> expanded = expand(sold, recipes);
        if (reserved.isEmpty() || expanded.equals(reserved)) {
            return new Promised(sold, expanded, recipes);
        }
        return new Promised(sold, reserved, asReserved(sold, reserved, recipes));
    }

    /** Exactly one recipe was changed in all but odd cases: it is what the others leave of the reservation. */
    private static Map<String, Map<String, Integer>> asReserved(
            Map<String, Integer> sold, Map<String, Integer> reserved, Map<String, Map<String, Integer>> today) {
        List<String> bundlesFirst = sold.keySet().stream()
                .sorted(Comparator.comparing((String sku) -> plain(sku, today)).thenComparing(sku -> sku))
                .toList();
        for (String changed : bundlesFirst) {
            Map<String, Integer> others = new TreeMap<>(sold);
            int units = others.remove(changed);
            Map<String, Integer> rest = minus(reserved, expand(others, today), 1);
            if (rest != null && !rest.isEmpty() && rest.values().stream().allMatch(all -> all % units == 0)) {
                rest.replaceAll((sku, all) -> all / units);
                Map<String, Map<String, Integer>> recipes = new TreeMap<>(today);
                recipes.put(changed, rest);
                return recipes;
            }
        }
        return Map.of();
    }

    /**
     * Stocked units of some of what was sold.
     *
     * @param some units by sold SKU, none more than there is
     */
    public Map<String, Integer> stockedOf(Map<String, Integer> some) {
        if (some.equals(sold)) {
            return stocked;
        }
        if (recipes.keySet().containsAll(some.keySet())) {
            return expand(some, recipes);
        }
        // Several recipes were changed: the same share of everything is the nearest.
        long part = some.values().stream().mapToLong(units -> units).sum();
        long whole = sold.values().stream().mapToLong(units -> units).sum();
        Map<String, Integer> share = new TreeMap<>();
        stocked.forEach((sku, units) -> share.put(sku, (int) ((2 * units * part + whole) / (2 * whole))));
        return share;
    }

    /**
     * What was sold of units a warehouse names, which may name bundles or what they consist of. Every unit it names is part of
     * exactly one sold unit; empty where that cannot be.
     */
    public Optional<Map<String, Integer>> soldOf(Map<String, Integer> named) {
        Map<String, Integer> rest = new TreeMap<>(named);
        rest.values().removeIf(units -> units == 0);
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        if (rest.equals(stocked) || rest.equals(sold)) {
            return Optional.of(sold);
        }
        Map<String, Integer> found = byName(rest);
        List<String> plainFirst = recipes.keySet().stream()
                .sorted(Comparator.comparing((String sku) -> !plain(sku, recipes))
                        .thenComparing(sku -> sku))
                .toList();
        return divide(rest, found, new ArrayList<>(plainFirst), new int[] {TRIES})
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Takes what is named by the SKU of a bundle, or of what nobody knows the recipe of, out of what is given. */
    private Map<String, Integer> byName(Map<String, Integer> rest) {
        Map<String, Integer> found = new TreeMap<>();
        sold.forEach((sku, has) -> {
            int units = plain(sku, recipes) ? 0 : Math.min(has, rest.getOrDefault(sku, 0));
            if (units > 0) {
                found.put(sku, units);
                rest.computeIfPresent(sku, (named, all) -> all == units ? null : Integer.valueOf(all - units));
            }
        });
        return found;
    }

    private boolean divide(Map<String, Integer> rest, Map<String, Integer> found, List<String> skus, int[] tries) {
        if (rest.isEmpty()) {
            return true;
        }
        if (skus.isEmpty() || --tries[0] < 0) {
            return false;
        }
        String sku = skus.get(0);
        int had = found.getOrDefault(sku, 0);
        for (int units = sold.get(sku) - had; units >= 0; units--) {
            Map<String, Integer> after = minus(rest, recipes.get(sku), units);
            if (after != null) {
                found.put(sku, had + units);
                if (divide(after, found, skus.subList(1, skus.size()), tries)) {
                    found.values().removeIf(none -> none == 0);
                    return true;
                }
            }
        }
        found.put(sku, had);
        return false;
    }

    /** Of units a warehouse names, those there are not so many of; all of them where each by itself could be. */
    public Map<String, Integer> misfits(Map<String, Integer> named) {
        Map<String, Integer> misfits = new TreeMap<>(named);
        misfits.entrySet()
                .removeIf(one -> one.getValue()
                        <= Math.max(sold.getOrDefault(one.getKey(), 0), stocked.getOrDefault(one.getKey(), 0)));
        return misfits.isEmpty() ? named : misfits;
    }

    /** In words, for whoever has to see why a report does not fit. */
    public String words() {
        return sold.equals(stocked) ? words(sold) : words(sold) + " (from the shelf " + words(stocked) + ")";
    }

    public static String words(Map<String, Integer> units) {
        return new TreeMap<>(units)
                .entrySet().stream().map(e -> e.getKey() + " x" + e.getValue()).collect(Collectors.joining(", "));
    }

    private static boolean plain(String sku, Map<String, Map<String, Integer>> recipes) {
        return Map.of(sku, 1).equals(recipes.get(sku));
    }

    private static Map<String, Integer> expand(Map<String, Integer> sold, Map<String, Map<String, Integer>> recipes) {
        Map<String, Integer> units = new TreeMap<>();
        sold.forEach((sku, quantity) -> recipes.get(sku)
                .forEach((part, each) -> units.merge(part, Math.multiplyExact(each, quantity), Math::addExact)));
        return units;
    }

    /** What is left, without zeros; null where it is not there. */
    private static Map<String, Integer> minus(Map<String, Integer> from, Map<String, Integer> each, int times) {
        Map<String, Integer> rest = new TreeMap<>(from);
        for (Map.Entry<String, Integer> part : each.entrySet()) {
            int left = rest.getOrDefault(part.getKey(), 0) - Math.multiplyExact(part.getValue(), times);
            if (left < 0) {
                return null;
            }
            if (left == 0) {
                rest.remove(part.getKey());
            } else {
                rest.put(part.getKey(), left);
            }
        }
        return rest;
    }
}
