package io.openclaw.sourcing;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stock and orders should be after a history: the rules of the two rooms once more, in memory and naively. */
final class StockModel {

    /** A row of counters. */
    static final class Shelf {
        int onHand;
        int missing;
        int safety;
        int quarantine;
        int unsellable;
        OffsetDateTime asOf;
        OffsetDateTime stated;
        final Map<OffsetDateTime, Integer> departures = new LinkedHashMap<>();
    }

    static final class Order {
        final String no;
        final List<String> priority;
        final List<String> skus = new ArrayList<>();
        final List<Integer> wanted = new ArrayList<>();
        boolean cancelled;
        boolean held;
        boolean unpaid;
        OffsetDateTime until;
        /** Units withheld, by warehouse/sku. */
        final Map<String, Integer> withheld = new TreeMap<>();

        String allocation = "released";
        int fulfillments;

        Order(String no, List<String> priority) {
            this.no = no;
            this.priority = priority;
        }
    }

    static final class Fulfillment {
        final String no;
        final Order order;
        final String warehouse;
        Map<Integer, Integer> lines;
        boolean asked;
        boolean cancelled;
        OffsetDateTime left;
        boolean settled;

        Fulfillment(String no, Order order, String warehouse, Map<Integer, Integer> lines) {
            this.no = no;
            this.order = order;
            this.warehouse = warehouse;
            this.lines = lines;
        }

        boolean outbound() {
            return left != null;
        }

        /** Served by it, whether it has left or not. */
        boolean live() {
            return !cancelled || outbound();
        }

        /** Its units are promised. */
        boolean reserves() {
            return !cancelled && !settled;
        }
    }

    final Map<String, Shelf> shelves = new TreeMap<>();
    final Map<String, Order> orders = new LinkedHashMap<>();
    final Map<String, Fulfillment> fulfillments = new LinkedHashMap<>();

    Shelf shelf(String warehouse, String sku) {
        return shelves.computeIfAbsent(warehouse + "/" + sku, key -> new Shelf());
    }

    int reserved(String warehouse, String sku) {
        return fulfillments.values().stream()
                .filter(f -> f.reserves() && f.warehouse.equals(warehouse))
                .mapToInt(f -> units(f, sku))
                .sum();
    }

    int withheld(String warehouse, String sku) {
        return orders.values().stream()
                .mapToInt(order -> order.withheld.getOrDefault(warehouse + "/" + sku, 0))
                .sum();
    }

    private int promised(String warehouse, String sku) {
        return reserved(warehouse, sku) + withheld(warehouse, sku);
    }

    /** Units withheld of an unpaid order fit it as it is at that moment. */
    void withholding(Order order, OffsetDateTime now) {
        if (order.cancelled) {
            order.withheld.clear();
            return;
        }
        if (!order.unpaid || !order.until.isAfter(now)) {
            return;
        }
        Map<String, Integer> units = units(order, open(order));
        Map<String, Integer> next = new TreeMap<>();
        String warehouse = units.isEmpty() ? null : serving(order, units);
        if (warehouse != null) {
            units.forEach((sku, quantity) -> next.put(warehouse + "/" + sku, quantity));
        } else {
            order.withheld.forEach((key, has) -> {
                int keep = Math.min(has, units.getOrDefault(key.substring(key.indexOf('/') + 1), 0));
                if (keep > 0) {
                    next.put(key, keep);
                    units.merge(key.substring(key.indexOf('/') + 1), -keep, Integer::sum);
                }
            });
        }
        order.withheld.clear();
        order.withheld.putAll(next);
    }

    void expire(OffsetDateTime now) {
        orders.values().stream()
                .filter(order -> order.unpaid && !order.until.isAfter(now))
                .forEach(order -> order.withheld.clear());
    }

    void returned(String warehouse, String sku, int units, String grade, OffsetDateTime at) {
        Shelf shelf = shelf(warehouse, sku);
        switch (grade) {
            case "quarantine" -> shelf.quarantine += units;
            case "unsellable" -> shelf.unsellable += units;
            default -> {
                shelf.onHand += units;
                shelf.departures.merge(at, -units, Integer::sum);
            }
        }
    }

    void review(Order order) {
        if (order.cancelled) {
            cancel(order);
            return;
        }
        List<Fulfillment> waiting =
                of(order).stream().filter(f -> !f.outbound()).toList();
        boolean actionable = !order.held && !order.allocation.equals("none");
        if (waiting.stream().anyMatch(f -> f.asked)) {
            boolean released = order.allocation.equals("released");
            if (actionable && (released || !order.allocation.equals("planned") && !overserved(order))) {
                plan(order);
            }
            return;
        }
        if (!actionable) {
            if (!waiting.isEmpty()) {
                withdraw(order, waiting, false);
            }
        } else if (waiting.isEmpty()) {
            boolean unserved = false;
            for (int line = 0; line < order.wanted.size(); line++) {
                unserved |= order.wanted.get(line) > served(order, line, false);
            }
            if (unserved || !order.allocation.equals("planned")) {
                plan(order);
            }
        } else if (!met(order)) {
            fit(order, waiting);
        } else if (!order.allocation.equals("planned")) {
            plan(order);
        }
    }

    /** What is wanted still stays where it is, what is not is given back, what is new goes where the rest is if it can. */
    private void fit(Order order, List<Fulfillment> waiting) {
        Map<Integer, Integer> open = new TreeMap<>();
        for (int line = 0; line < order.wanted.size(); line++) {
            open.put(line + 1, Math.max(0, order.wanted.get(line) - served(order, line, true)));
        }
        List<Fulfillment> kept = new ArrayList<>();
        for (Fulfillment fulfillment : waiting.stream()
                .sorted(java.util.Comparator.comparing(f -> f.no))
                .toList()) {
            Map<Integer, Integer> lines = new TreeMap<>();
            new TreeMap<>(fulfillment.lines).forEach((line, quantity) -> {
                int units = Math.min(quantity, open.get(line));
                open.merge(line, -units, Integer::sum);
                if (units > 0) {
                    lines.put(line, units);
                }
            });
            if (lines.isEmpty()) {
                fulfillment.cancelled = true;
            } else {
                fulfillment.lines = lines;
                kept.add(fulfillment);
            }
        }
        open.values().removeIf(units -> units == 0);
        boolean rest = !open.isEmpty();
        for (Fulfillment fulfillment : kept) {
            if (rest
                    && units(order, open).entrySet().stream()
                            .allMatch(need -> free(fulfillment.warehouse, need.getKey()) >= need.getValue())) {
                Map<Integer, Integer> lines = new TreeMap<>(fulfillment.lines);
                open.forEach((line, units) -> lines.merge(line, units, Integer::sum));
                fulfillment.lines = lines;
                rest = false;
            }
        }
        if (rest) {
            order.allocation = "released";
        }
        if (rest || !order.allocation.equals("planned")) {
            plan(order);
        }
    }

    void cancel(Order order) {
        order.withheld.clear();
        withdraw(
                order, of(order).stream().filter(f -> !f.outbound() && !f.asked).toList(), false);
    }

    void voided(Fulfillment fulfillment) {
        if (fulfillment.outbound() || fulfillment.cancelled) {
            return;
        }
        Order order = fulfillment.order;
        boolean plan = !order.cancelled && !order.held && !order.allocation.equals("none");
        withdraw(order, List.of(fulfillment), plan);
        if (plan) {
            plan(order);
        }
    }

    void shipped(Fulfillment fulfillment) {
        if (fulfillment.settled) {
            return;
        }
        fulfillment.settled = true;
        for (String sku : List.copyOf(new java.util.TreeSet<>(fulfillment.order.skus))) {
            int units = units(fulfillment, sku);
            Shelf shelf = shelf(fulfillment.warehouse, sku);
            boolean gone = !fulfillment.cancelled || shelf.onHand - units >= promised(fulfillment.warehouse, sku);
            if (units > 0 && gone) {
                shelf.departures.merge(fulfillment.left, units, Integer::sum);
                shelf.onHand -= shelf.asOf.isAfter(fulfillment.left) ? 0 : units;
            }
        }
    }

    void state(String warehouse, String sku, int onHand, OffsetDateTime at) {
        Shelf shelf = shelf(warehouse, sku);
        shelf.asOf = shelf.asOf == null ? at : shelf.asOf;
        shelf.stated = onHand == shelf.onHand ? shelf.stated : at;
        shelf.onHand = onHand;
        shelf.missing = 0;
    }

    void count(String warehouse, String sku, int counted, OffsetDateTime asOf) {
        Shelf shelf = shelf(warehouse, sku);
        if (asOf.isBefore(shelf.asOf) || (shelf.stated != null && shelf.stated.isAfter(asOf))) {
            return;
        }
        int since = shelf.departures.entrySet().stream()
                .filter(departure -> departure.getKey().isAfter(asOf))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int stated = Math.max(0, counted - since);
        shelf.missing = Math.max(0, promised(warehouse, sku) - stated);
        shelf.onHand = stated + shelf.missing;
        shelf.asOf = asOf;
    }

    private void plan(Order order) {
        Map<Integer, Integer> lines = open(order);
        order.allocation = "planned";
        if (lines.isEmpty()) {
            order.withheld.clear();
            return;
        }
        String warehouse = serving(order, units(order, lines));
        if (warehouse == null) {
            order.allocation = "backordered";
            return;
        }
        order.withheld.clear();
        String no = order.no + "-F" + ++order.fulfillments;
        fulfillments.put(no, new Fulfillment(no, order, warehouse, lines));
    }

    private Map<Integer, Integer> open(Order order) {
        Map<Integer, Integer> lines = new TreeMap<>();
        for (int line = 0; line < order.wanted.size(); line++) {
            int open = order.wanted.get(line) - served(order, line, false);
            if (open > 0) {
                lines.put(line + 1, open);
            }
        }
        return lines;
    }

    private static Map<String, Integer> units(Order order, Map<Integer, Integer> lines) {
        Map<String, Integer> units = new TreeMap<>();
        lines.forEach((line, quantity) -> units.merge(order.skus.get(line - 1), quantity, Integer::sum));
        return units;
    }

    /** The first warehouse that has all, what is withheld for the order there included. */
    private String serving(Order order, Map<String, Integer> units) {
        return order.priority.stream()
                .filter(warehouse -> units.entrySet().stream()
                        .allMatch(need -> free(warehouse, need.getKey())
                                        + order.withheld.getOrDefault(warehouse + "/" + need.getKey(), 0)
                                >= need.getValue()))
                .findFirst()
                .orElse(null);
    }

    private void withdraw(Order order, List<Fulfillment> all, boolean plan) {
        all.forEach(fulfillment -> fulfillment.cancelled = true);
        order.allocation = plan ? "released" : of(order).isEmpty() ? "none" : "planned";
    }

    private boolean overserved(Order order) {
        for (int line = 0; line < order.wanted.size(); line++) {
            int outbound = served(order, line, true);
            if (served(order, line, false) - outbound > Math.max(0, order.wanted.get(line) - outbound)) {
                return true;
            }
        }
        return false;
    }

    private boolean met(Order order) {
        for (int line = 0; line < order.wanted.size(); line++) {
            int outbound = served(order, line, true);
            if (Math.max(0, order.wanted.get(line) - outbound) != served(order, line, false) - outbound) {
                return false;
            }
        }
        return true;
    }

    private int served(Order order, int line, boolean outbound) {
        return of(order).stream()
                .filter(f -> !outbound || f.outbound())
                .mapToInt(f -> f.lines.getOrDefault(line + 1, 0))
                .sum();
    }

    private int free(String warehouse, String sku) {
        Shelf shelf = shelf(warehouse, sku);
        return shelf.onHand - shelf.missing - promised(warehouse, sku) - shelf.safety;
    }

    private List<Fulfillment> of(Order order) {
        return fulfillments.values().stream()
                .filter(f -> f.order == order && f.live())
                .toList();
    }

    private static int units(Fulfillment fulfillment, String sku) {
        return fulfillment.lines.entrySet().stream()
                .filter(line -> fulfillment.order.skus.get(line.getKey() - 1).equals(sku))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
