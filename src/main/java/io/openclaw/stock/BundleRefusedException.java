package io.openclaw.stock;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something is stated of a bundle as if it lay on a shelf. A SKU with components is sold out of them alone, whoever shows or promises it;
 * units of its own could be sold by nobody.
 */
public class BundleRefusedException extends StockRefusedException {

    private BundleRefusedException(String sku, Map<String, Integer> components) {
        super(
                "sku '" + sku + "' is a bundle of "
                        + components.entrySet().stream()
                                .map(part -> part.getValue() + " " + part.getKey())
                                .collect(Collectors.joining(" + "))
                        + " and has no stock of its own",
                "state its components " + String.join(", ", components.keySet()));
    }

    /**
     * Lets pass what is stated of a SKU that is stocked as it is. Of a bundle it may be stated that nothing is there of what was stocked
     * before it became one.
     *
     * @param units the figures stated; null is none
     */
    public static void check(StockTable table, StockKey key, Integer... units) {
        Map<String, Integer> components = table.components(key.tenant(), key.sku());
        if (!components.isEmpty() && (some(units) || table.find(key).isEmpty())) {
            throw new BundleRefusedException(key.sku(), components);
        }
    }

    private static boolean some(Integer... units) {
        return Arrays.stream(units).anyMatch(stated -> stated != null && stated > 0);
    }
}
