package io.openclaw.sourcing;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an order still needs, as sourcing sees it: routing facts, no personal data.
 *
 * @param account the platform account that took the order
 * @param country destination, ISO 3166-1; null where it is not known
 * @param shadow decided only, never carried out
 * @param deducts false when somebody else keeps this account's stock: then nothing is reserved here
 * @param shipBy when the platform wants it handed over, or null
 * @param value order total in {@link #currency}, or null
 */
public record Demand(
        String tenant,
        String orderNo,
        String account,
        int version,
        String country,
        boolean shadow,
        boolean deducts,
        OffsetDateTime shipBy,
        String currency,
        BigDecimal value,
        List<String> tags,
        List<Line> lines) {

    /**
     * One order line with units still to be served.
     *
     * @param sku ours; null when the platform's code is not mapped
     * @param quantity units of the sold SKU
     * @param components units of stocked SKUs that the whole quantity takes: the SKU itself, or what a bundle consists of
     */
    public record Line(
            int lineNo, String platformSku, String sku, int quantity, String ioss, Map<String, Integer> components) {}

    /** Units of every stocked SKU that all lines take together. */
    public Map<String, Integer> units() {
        return units(lines);
    }

    static Map<String, Integer> units(List<Line> lines) {
        Map<String, Integer> units = new TreeMap<>();
        lines.forEach(line -> line.components().forEach((sku, quantity) -> units.merge(sku, quantity, Integer::sum)));
        return units;
    }
}
