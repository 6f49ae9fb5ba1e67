package io.openclaw.sourcing.plan;

import io.openclaw.rates.Box;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which boxes lines of an order make: a unit that comes in several boxes fills each of them, everything else goes into one
 * together, or into several where no service takes it as one.
 */
public final class Packing {

    private Packing() {}

    /**
     * One parcel whose label is asked for.
     *
     * @param weightG declared weight; null as soon as one part is not known
     * @param lengthMm known of a single unit only, because nobody knows how several are packed
     * @param boxes boxes under this one label
     * @param contents what is in it; empty where it holds all of its fulfillment
     */
    public record Parcel(
            Integer weightG, Integer lengthMm, Integer widthMm, Integer heightMm, int boxes, List<Content> contents) {}

    /**
     * Units of a line in a parcel.
     *
     * @param ofBoxes in how many boxes each of these units comes: this parcel holds one of them
     */
    public record Content(int lineNo, String sku, int quantity, int ofBoxes) {}

    /** A box with its sizes, as carriers price it and as labels declare it. */
    private record Packed(Box box, Parcel parcel) {}

    /** The boxes as a rate card sees them. */
    static List<Box> boxes(Demand demand, List<Demand.Line> lines) {
        return boxes(demand, lines, null);
    }

    /** @param divided the lines of each parcel, of those that would share one; null where they share it */
    static List<Box> boxes(Demand demand, List<Demand.Line> lines, List<List<Demand.Line>> divided) {
        return pack(demand::goods, lines, divided).stream().map(Packed::box).toList();
    }

    /** The lines that share a box: those whose units fill none of their own. */
    static List<Demand.Line> sharing(Demand demand, List<Demand.Line> lines) {
        return lines.stream()
                .filter(line -> boxesPerUnit(demand::goods, line) == 1)
                .toList();
    }

    /** All of the given lines in one box. */
    static Box box(Demand demand, List<Demand.Line> lines) {
        return box(demand::goods, lines).box();
    }

    /**
     * The parcels a fulfillment with these lines has.
     *
     * @param divided the lines of each parcel, of those that would share one; null where they share it
     * @param each whether each box has a label of its own; otherwise whoever makes the label knows how many boxes it is for
     */
    public static List<Parcel> parcels(
            Demand demand, List<Demand.Line> lines, List<List<Demand.Line>> divided, boolean each) {
        return parcels(pack(demand::goods, lines, divided), each);
    }

    /** {@link #parcels(Demand, List, List, boolean)} of goods looked up otherwise, nothing divided. */
    public static List<Parcel> parcels(Function<String, Demand.Goods> goods, List<Demand.Line> lines, boolean each) {
        return parcels(pack(goods, lines, null), each);
    }

    private static List<Parcel> parcels(List<Packed> packed, boolean each) {
        if (packed.size() == 1) {
            Parcel only = packed.get(0).parcel();
            return List.of(new Parcel(only.weightG, only.lengthMm, only.widthMm, only.heightMm, 1, List.of()));
        }
        if (each) {
            return packed.stream().map(Packed::parcel).toList();
        }
        Integer weight = 0;
        for (Packed one : packed) {
            weight = sum(weight, one.parcel().weightG());
        }
        return List.of(new Parcel(weight, null, null, null, packed.size(), List.of()));
    }

    private static List<Packed> pack(
            Function<String, Demand.Goods> goods, List<Demand.Line> lines, List<List<Demand.Line>> divided) {
        List<Packed> packed = new ArrayList<>();
        List<Demand.Line> together = new ArrayList<>();
        for (Demand.Line line : lines) {
            int boxes = boxesPerUnit(goods, line);
            if (boxes == 1) {
                together.add(line);
                continue;
            }
            for (int unit = 0; unit < line.quantity(); unit++) {
                for (int box = 0; box < boxes; box++) {
                    packed.add(box(goods, line, boxes));
                }
            }
        }
        if (divided != null) {
            divided.forEach(parcel -> packed.add(box(goods, parcel)));
        } else if (!together.isEmpty()) {
            packed.add(box(goods, together));
        }
        return packed;
    }

    /** Boxes that one unit fills: its own, or those of a bundle's components, of which the single ones share one. */
    private static int boxesPerUnit(Function<String, Demand.Goods> goods, Demand.Line line) {
        int own = goods.apply(line.sku()).boxes();
        if (own > 1) {
            return own;
        }
        int boxes = 0;
        boolean shared = false;
        for (Map.Entry<String, Integer> part : line.components().entrySet()) {
            int each = goods.apply(part.getKey()).boxes();
            boxes += each > 1 ? each * (part.getValue() / line.quantity()) : 0;
            shared |= each == 1;
        }
        return boxes == 0 ? 1 : boxes + (shared ? 1 : 0);
    }

    private static Packed box(Function<String, Demand.Goods> goods, Demand.Line line, int boxes) {
        Size unit = Size.of(goods, line.part(1));
        Integer weight = unit.weightG == null ? null : Integer.valueOf((unit.weightG + boxes - 1) / boxes);
        return new Packed(
                new Box(weight, unit.volumeMm3, unit.longestMm, unit.sidesMm, unit.special),
                new Parcel(
                        weight,
                        unit.lengthMm,
                        unit.widthMm,
                        unit.heightMm,
                        1,
                        List.of(new Content(line.lineNo(), line.sku(), 1, boxes))));
    }

    private static Packed box(Function<String, Demand.Goods> goods, List<Demand.Line> lines) {
        Size sum = null;
        List<Content> contents = new ArrayList<>();
        for (Demand.Line line : lines) {
            Size size = Size.of(goods, line);
            sum = sum == null ? size : sum.and(size);
            contents.add(new Content(line.lineNo(), line.sku(), line.quantity(), 1));
        }
        return new Packed(
                new Box(sum.weightG, sum.volumeMm3, sum.longestMm, sum.sidesMm, sum.special),
                new Parcel(sum.weightG, sum.lengthMm, sum.widthMm, sum.heightMm, 1, List.copyOf(contents)));
    }

    private static Integer sum(Integer one, Integer other) {
        return one == null || other == null ? null : Integer.valueOf(Math.addExact(one, other));
    }

    /** Sizes of a line or of several; longest and sides are those of the largest unit, the box is at least as large. */
    private record Size(
            Integer weightG,
            Long volumeMm3,
            Integer longestMm,
            Integer sidesMm,
            Integer lengthMm,
            Integer widthMm,
            Integer heightMm,
            Set<String> special) {

        static Size of(Function<String, Demand.Goods> goods, Demand.Line line) {
            Demand.Goods sold = goods.apply(line.sku());
            Set<String> special = new HashSet<>(sold.special());
            line.components()
                    .keySet()
                    .forEach(sku -> special.addAll(goods.apply(sku).special()));
            Integer weight;
            Long volume;
            Integer longest;
            Integer sides;
            if (sold.weightG() != null || !bundle(line)) {
                weight = sold.weightG() == null ? null : Math.multiplyExact(sold.weightG(), line.quantity());
                volume = volume(sold) == null ? null : volume(sold) * line.quantity();
                longest = longest(sold);
                sides = sides(sold);
            } else {
                weight = 0;
                volume = 0L;
                longest = null;
                sides = null;
                for (Map.Entry<String, Integer> part : line.components().entrySet()) {
                    Demand.Goods one = goods.apply(part.getKey());
                    weight = weight == null || one.weightG() == null
                            ? null
                            : Integer.valueOf(weight + Math.multiplyExact(one.weightG(), part.getValue()));
                    volume = volume == null || volume(one) == null
                            ? null
                            : Long.valueOf(volume + volume(one) * part.getValue());
                    longest = larger(longest, longest(one));
                    sides = larger(sides, sides(one));
                }
            }
            boolean single = line.quantity() == 1;
            return new Size(
                    weight,
                    volume,
                    longest,
                    sides,
                    single ? sold.lengthMm() : null,
                    single ? sold.widthMm() : null,
                    single ? sold.heightMm() : null,
                    Set.copyOf(special));
        }

        Size and(Size other) {
            Set<String> both = new HashSet<>(special);
            both.addAll(other.special);
            return new Size(
                    sum(weightG, other.weightG),
                    volumeMm3 == null || other.volumeMm3 == null ? null : Long.valueOf(volumeMm3 + other.volumeMm3),
                    larger(longestMm, other.longestMm),
                    larger(sidesMm, other.sidesMm),
                    null,
                    null,
                    null,
                    Set.copyOf(both));
        }

        private static boolean bundle(Demand.Line line) {
            return line.components().size() != 1 || !line.components().containsKey(line.sku());
        }

        private static Long volume(Demand.Goods goods) {
            return goods.lengthMm() == null || goods.widthMm() == null || goods.heightMm() == null
                    ? null
                    : Long.valueOf((long) goods.lengthMm() * goods.widthMm() * goods.heightMm());
        }

        private static Integer longest(Demand.Goods goods) {
            return larger(larger(goods.lengthMm(), goods.widthMm()), goods.heightMm());
        }

        private static Integer sides(Demand.Goods goods) {
            return goods.lengthMm() == null || goods.widthMm() == null || goods.heightMm() == null
                    ? null
                    : Integer.valueOf(goods.lengthMm() + goods.widthMm() + goods.heightMm());
        }

        private static Integer larger(Integer one, Integer other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return Math.max(one, other);
        }
    }
}
