package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an order still needs, as sourcing sees it: routing facts alone.
 *
 * @param account the platform account that took the order
 * @param country destination, ISO 3166-1; null where it is not known
 * @param postalCode of the destination, for zones that go by it; null where not known. It is in no text made of this
 * @param shadow decided only, never carried out
 * @param deducts false when somebody else keeps this account's stock: then nothing is reserved here
 * @param since when it came to be served: released, else placed
 * @param shipBy when the platform wants it handed over, or null
 * @param deliverBy when it has to arrive, or null
 * @param value order total in {@link #currency}, or null
 * @param shippingMethod what the buyer chose, or null
 * @param cod whether whoever ships it has to collect cash on delivery
 * @param platformLabel true when this account's labels come from the platform
 * @param goods what is known of the SKUs sold and stocked, by SKU
 */
public record Demand(
        String tenant,
        String orderNo,
        String account,
        int version,
        String country,
        String postalCode,
        boolean shadow,
        boolean deducts,
        OffsetDateTime since,
        OffsetDateTime shipBy,
        OffsetDateTime deliverBy,
        String currency,
        BigDecimal value,
        List<String> tags,
        ShippingMethod shippingMethod,
        boolean cod,
        boolean platformLabel,
        Splitting splitting,
        List<Line> lines,
        Map<String, Goods> goods) {

    /** The same as if nothing were to be collected. */
    Demand paidBefore() {
        return new Demand(
                tenant,
                orderNo,
                account,
                version,
                country,
                postalCode,
                shadow,
                deducts,
                since,
                shipBy,
                deliverBy,
                currency,
                value,
                tags,
                shippingMethod,
                false,
                platformLabel,
                splitting,
                lines,
                goods);
    }

    /** How the buyer wants it shipped: as he read it, and as the platform calls it; either may be null. */
    public record ShippingMethod(String title, String code) {

        String words() {
            return title == null || title.isBlank() ? code : title;
        }
    }

    /**
     * What the channel lets happen to the order.
     *
     * @param maxParcels how many more parcels it may become; null for any number
     * @param reason why it may not be split further, in words; null where it may
     */
    public record Splitting(SplitLevel level, Integer maxParcels, String reason) {
        public static final Splitting FREE = new Splitting(SplitLevel.UNIT, null, null);
    }

    /**
     * One order line with units still to be served.
     *
     * @param sku ours; null when the platform's code is not mapped
     * @param quantity units of the sold SKU
     * @param unitPrice in the order's currency, or null
     * @param shipTogether lines with the same word leave together; null where the channel made no group
     * @param components units of stocked SKUs that the whole quantity takes: the SKU itself, or what a bundle consists of
     */
    public record Line(
            int lineNo,
            String platformSku,
            String sku,
            int quantity,
            BigDecimal unitPrice,
            String shipTogether,
            String ioss,
            Map<String, Integer> components) {

        /** Some units of it. */
        Line part(int units) {
            if (units == quantity) {
                return this;
            }
            Map<String, Integer> taken = new TreeMap<>();
            components.forEach((component, all) -> taken.put(component, all / quantity * units));
            return new Line(lineNo, platformSku, sku, units, unitPrice, shipTogether, ioss, taken);
        }

        /** Whether its units may leave in several parcels, as far as the channel goes. */
        boolean divisible() {
            return shipTogether == null;
        }

        /** What its units are worth; null where the price is not known. */
        BigDecimal value() {
            return unitPrice == null ? null : unitPrice.multiply(BigDecimal.valueOf(quantity));
        }
    }

    /**
     * What packing, carriers and routings need to know of a SKU; null or empty where nobody has said it.
     *
     * @param weightG of one unit with its packing, over all its boxes
     * @param lengthMm of one unit; of the largest box where a unit comes in several
     * @param boxes parcels that one unit fills
     * @param special battery_966 and the like, liquid, magnetic, powder
     * @param homeWarehouse where it is shipped from if there is a choice
     */
    public record Goods(
            Integer weightG,
            Integer lengthMm,
            Integer widthMm,
            Integer heightMm,
            int boxes,
            Set<String> special,
            String category,
            String homeWarehouse) {
        public static final Goods UNKNOWN = new Goods(null, null, null, null, 1, Set.of(), null, null);
    }

    /** Units of every stocked SKU that all lines take together. */
    public Map<String, Integer> units() {
        return units(lines);
    }

    Goods goods(String sku) {
        return sku == null ? Goods.UNKNOWN : goods.getOrDefault(sku, Goods.UNKNOWN);
    }

    public static Map<String, Integer> units(List<Line> lines) {
        Map<String, Integer> units = new TreeMap<>();
        lines.forEach(line -> line.components().forEach((sku, quantity) -> units.merge(sku, quantity, Integer::sum)));
        return units;
    }

    @Override
    public String toString() {
        return "demand of order " + orderNo + ", version " + version + ": " + lines.size() + " lines to " + country;
    }
}
