package io.openclaw.stock.feed;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the counts of a warehouse's answer to {@code warehouse:list-stock}. */
final class StockList {

    private StockList() {}

    /**
     * By SKU, in the order in which rows are locked; of one that is listed twice the newest count.
     *
     * @param faulty gets the SKUs of items that cannot be read, or are below zero and taken as zero
     * @return documents of type {@code stock_count}
     */
    static Map<String, Map<String, Object>> counts(
            StockQuestion asked, Map<String, Object> answer, List<String> faulty) {
        Map<String, Map<String, Object>> counts = new TreeMap<>();
        if (answer.get("items") instanceof List<?> items) {
            for (Object each : items) {
                Map<?, ?> item = each instanceof Map<?, ?> map ? map : Map.of();
                String sku = item.get("sku") == null ? "" : item.get("sku").toString();
                Integer onHand = units(item.get("on_hand"));
                if (sku.isBlank() || onHand == null || !readable(item.get("as_of"))) {
                    faulty.add(sku.isBlank() ? "(without sku)" : sku);
                    continue;
                }
                if (onHand < 0) {
                    faulty.add(sku);
                }
                Map<String, Object> count = new LinkedHashMap<>();
                count.put("type", "stock_count");
                count.put("sku", sku);
                count.put("on_hand", Math.max(0, onHand));
                if (item.get("as_of") == null) {
                    count.put("asked_at", asked.askedAt().toString());
                } else {
                    count.put("as_of", item.get("as_of").toString());
                }
                counts.merge(sku, count, StockList::newer);
            }
        }
        return counts;
    }

    /** Whole units; null for anything else. */
    private static Integer units(Object value) {
        try {
            return value == null ? null : new BigDecimal(value.toString()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static boolean readable(Object time) {
        try {
            return time == null || OffsetDateTime.parse(time.toString()) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Map<String, Object> newer(Map<String, Object> one, Map<String, Object> other) {
        return time(other).isBefore(time(one)) ? one : other;
    }

    private static OffsetDateTime time(Map<String, Object> count) {
        return OffsetDateTime.parse(
                count.getOrDefault("as_of", count.get("asked_at")).toString());
    }
}
