package io.openclaw.sourcing.plan;

import io.openclaw.rates.Box;
import io.openclaw.sourcing.rules.SplitLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Divides lines that are too much for one parcel into parcels that a service takes: the heaviest first, each parcel filled as far
 * as the service goes. Lines the channel keeps together stay in one parcel.
 */
final class Division {

    /** An order of more parcels is for a person, or for a lorry. */
    private static final int MOST = 50;

    private Division() {}

    /**
     * How finely it may be divided.
     *
     * @param reason why not more finely, in words; null where units may be
     */
    record Allowed(SplitLevel level, String reason) {}

    /**
     * The lines of each parcel; empty where not even the smallest thing by itself is taken, or there would be too many.
     *
     * @param takes whether the service takes a parcel
     */
    static Optional<List<List<Demand.Line>>> of(
            Demand demand, List<Demand.Line> lines, SplitLevel level, Predicate<Box> takes) {
        if (level == SplitLevel.NEVER) {
            return Optional.empty();
        }
        List<List<Demand.Line>> bins = new ArrayList<>();
        Predicate<List<Demand.Line>> fits = bin -> takes.test(Packing.box(demand, bin));
        for (List<Demand.Line> item : items(demand, lines)) {
            boolean placed = level == SplitLevel.UNIT && divisible(item)
                    ? spread(item.get(0), bins, fits)
                    : put(item, bins, fits);
            if (!placed || bins.size() > MOST) {
                return Optional.empty();
            }
        }
        return Optional.of(bins.stream().map(List::copyOf).toList());
    }

    private static List<List<Demand.Line>> items(Demand demand, List<Demand.Line> lines) {
        Map<String, List<Demand.Line>> groups = new LinkedHashMap<>();
        for (Demand.Line line : lines) {
            String key = line.shipTogether() == null ? "line " + line.lineNo() : "group " + line.shipTogether();
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
        }
        List<List<Demand.Line>> items = new ArrayList<>(groups.values());
        items.sort(Comparator.comparingInt((List<Demand.Line> item) -> heaviest(demand, item))
                .reversed());
        return items;
    }

    private static boolean divisible(List<Demand.Line> item) {
        return item.size() == 1 && item.get(0).divisible();
    }

    private static int heaviest(Demand demand, List<Demand.Line> item) {
        Integer grams = Packing.box(
                        demand, divisible(item) ? List.of(item.get(0).part(1)) : item)
                .weightG();
        return grams == null ? 0 : grams;
    }

    private static boolean put(
            List<Demand.Line> item, List<List<Demand.Line>> bins, Predicate<List<Demand.Line>> fits) {
        for (List<Demand.Line> bin : bins) {
            if (fits.test(with(bin, item))) {
                bin.addAll(item);
                return true;
            }
        }
        return fits.test(item) && bins.add(new ArrayList<>(item));
    }

    private static boolean spread(Demand.Line line, List<List<Demand.Line>> bins, Predicate<List<Demand.Line>> fits) {
        int left = line.quantity();
        for (List<Demand.Line> bin : bins) {
            int units = most(line, left, bin, fits);
            if (units > 0) {
                bin.add(line.part(units));
                left -= units;
            }
        }
        while (left > 0) {
            int units = most(line, left, List.of(), fits);
            if (units == 0 || bins.size() > MOST) {
                return false;
            }
            bins.add(new ArrayList<>(List.of(line.part(units))));
            left -= units;
        }
        return true;
    }

    /** Units that still fit: more of them are never lighter. */
    private static int most(Demand.Line line, int left, List<Demand.Line> bin, Predicate<List<Demand.Line>> fits) {
        int fit = 0;
        int over = left + 1;
        while (over - fit > 1) {
            int middle = (fit + over) >>> 1;
            if (fits.test(with(bin, List.of(line.part(middle))))) {
                fit = middle;
            } else {
                over = middle;
            }
        }
        return fit;
    }

    private static List<Demand.Line> with(List<Demand.Line> bin, List<Demand.Line> item) {
        List<Demand.Line> both = new ArrayList<>(bin);
        both.addAll(item);
        return both;
    }
}
