package io.openclaw.sourcing;

import java.util.List;
import java.util.Map;

/** Declared weight and outer dimensions, in grams and millimetres; null where they are not known. */
record ParcelSize(Integer weightG, Integer lengthMm, Integer widthMm, Integer heightMm) {

    private static final ParcelSize UNKNOWN = new ParcelSize(null, null, null, null);

    /**
     * Of one box with the given lines. The weight is the sum, unknown as soon as one part is; dimensions are known only of
     * a single unit, because nobody knows how several are packed.
     *
     * @param products sizes by SKU
     */
    static ParcelSize of(List<Demand.Line> lines, Map<String, ParcelSize> products) {
        Integer weight = 0;
        for (Demand.Line line : lines) {
            Integer own = weight(line, products);
            weight = weight == null || own == null ? null : Integer.valueOf(weight + own);
        }
        boolean single = lines.size() == 1 && lines.get(0).quantity() == 1;
        ParcelSize unit = single ? products.getOrDefault(lines.get(0).sku(), UNKNOWN) : UNKNOWN;
        return new ParcelSize(weight, unit.lengthMm(), unit.widthMm(), unit.heightMm());
    }

    private static Integer weight(Demand.Line line, Map<String, ParcelSize> products) {
        Integer sold = products.getOrDefault(line.sku(), UNKNOWN).weightG();
        if (sold != null) {
            return sold * line.quantity();
        }
        int sum = 0;
        for (Map.Entry<String, Integer> component : line.components().entrySet()) {
            Integer each = products.getOrDefault(component.getKey(), UNKNOWN).weightG();
            if (each == null) {
                return null;
            }
            sum += each * component.getValue();
        }
        return sum;
    }
}
