package io.openclaw.order;

import io.openclaw.order.OrderDocument.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Which parts of an order two versions of it state differently. */
final class OrderDifference {

    private static final Map<String, Function<OrderDocument, Object>> PARTS = new LinkedHashMap<>();

    static {
        part("status", OrderDocument::status);
        part(
                "payment",
                OrderDocument::paymentStatus,
                OrderDocument::paidAt,
                OrderDocument::codAmount,
                OrderDocument::codCurrency,
                OrderDocument::paymentDetail,
                OrderDocument::outstanding,
                OrderDocument::paymentTerms);
        part(
                "totals",
                OrderDocument::currency,
                OrderDocument::total,
                OrderDocument::itemTotal,
                OrderDocument::shippingTotal,
                OrderDocument::sellerDiscount,
                OrderDocument::platformDiscount,
                OrderDocument::taxTotal,
                OrderDocument::feeTotal,
                OrderDocument::dutiesTotal,
                OrderDocument::taxCollectedBy);
        part("address", OrderDocument::shipTo);
        part(
                "buyer",
                doc -> doc.buyer() == null
                        ? null
                        : List.of(text(doc.buyer().email()), text(doc.buyer().locale())));
        part(
                "notes",
                OrderDocument::sellerNote,
                doc -> doc.buyer() == null ? null : doc.buyer().note(),
                doc -> doc.buyer() == null ? List.of() : doc.buyer().attributes(),
                OrderDifference::customizations);
        part("dates", OrderDocument::shipBy, OrderDocument::deliverBy, OrderDocument::placedAt);
        part("shipping_method", OrderDocument::shippingMethod);
        part("cancel_request", OrderDocument::cancelRequest);
        part("risk", OrderDocument::risk);
        part("merchant_hold", OrderDocument::heldBySeller);
        part(
                "attributes",
                OrderDocument::platformOrderNo,
                OrderDocument::fulfilledBy,
                OrderDocument::salesProgram,
                OrderDocument::test,
                OrderDocument::archived,
                OrderDocument::orderType,
                OrderDocument::parentNo,
                OrderDocument::tags);
    }

    private OrderDifference() {}

    /** Names of the parts in which {@code next} differs from what the pool holds, {@code lines} last. */
    static List<String> between(PooledOrder held, OrderDocument next) {
        List<String> changed = new ArrayList<>();
        PARTS.forEach((name, part) -> {
            if (!Objects.equals(part.apply(held.document()), part.apply(next))) {
                changed.add(name);
            }
        });
        if (linesDiffer(held.lines(), next.lines())) {
            changed.add("lines");
        }
        return changed;
    }

    /** A line that is gone from the platform's list is the same as one wholly cancelled. */
    private static boolean linesDiffer(List<PooledLine> held, List<Line> next) {
        Map<String, Line> stated = new HashMap<>();
        next.forEach(line -> stated.put(line.platformLineId(), line));
        for (PooledLine line : held) {
            Line other = stated.remove(line.stated().platformLineId());
            boolean same = other == null ? whollyCancelled(line.stated()) : other.equals(line.stated());
            if (!same) {
                return true;
            }
        }
        return !stated.isEmpty();
    }

    /** Whether less of a line is wanted than before. */
    static boolean wantsFewer(List<PooledLine> held, List<Line> next) {
        Map<String, Integer> wanted = new HashMap<>();
        next.forEach(line -> wanted.put(line.platformLineId(), wanted(line)));
        return held.stream()
                .map(PooledLine::stated)
                .anyMatch(line -> wanted.getOrDefault(line.platformLineId(), 0) < wanted(line));
    }

    private static int wanted(Line line) {
        return Math.max(0, line.quantity() - line.cancelled());
    }

    /** What is to be made of the lines that are wanted: whoever has read it has to read it again when it changes. */
    private static Map<String, String> customizations(OrderDocument doc) {
        Map<String, String> texts = new HashMap<>();
        doc.lines().stream()
                .filter(line -> line.customization() != null && !whollyCancelled(line))
                .forEach(line -> texts.put(line.platformLineId(), line.customization()));
        return texts;
    }

    static boolean whollyCancelled(Line line) {
        return line.cancelled() >= line.quantity();
    }

    @SafeVarargs
    private static void part(String name, Function<OrderDocument, Object>... values) {
        PARTS.put(
                name,
                doc -> Arrays.stream(values).map(value -> value.apply(doc)).toList());
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
