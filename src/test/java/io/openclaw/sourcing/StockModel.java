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
        int safety;
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
        final Map<Integer, Integer> lines;
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

    void review(Order order) {
        if (order.cancelled) {
            cancel(order);
            return;
        }
        List<Fulfillment> waiting =
                of(order).stream().filter(f -> !f.outbound()).toList();
        if (waiting.stream().anyMatch(f -> f.asked)) {
            return;
        }
        boolean actionable = !order.held && !order.allocation.equals("none");
        if (!actionable) {
            if (!waiting.isEmpty()) {
                withdraw(order, waiting, false);
            }
        } else if (waiting.isEmpty()) {
            boolean unserved = false;
            for (int line = 0; line < order.wanted.size(); line++) {
                unserved |= order.wanted.get(line) > served(order, line, false);
            }
            if (unserved || order.allocation.equals("released")) {
                plan(order);
            }
        } else if (!met(order)) {
            withdraw(order, waiting, true);
            plan(order);
        } else if (order.allocation.equals("released")) {
            plan(order);
        }
    }

    void cancel(Order order) {
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
            boolean gone = !fulfillment.cancelled || shelf.onHand - units >= reserved(fulfillment.warehouse, sku);
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
        shelf.onHand = Math.max(Math.max(0, counted - since), reserved(warehouse, sku));
        shelf.asOf = asOf;
    }

    private void plan(Order order) {
        Map<Integer, Integer> lines = new TreeMap<>();
        Map<String, Integer> units = new TreeMap<>();
        for (int line = 0; line < order.wanted.size(); line++) {
            int open = order.wanted.get(line) - served(order, line, false);
            if (open > 0) {
                lines.put(line + 1, open);
                units.merge(order.skus.get(line), open, Integer::sum);
            }
        }
        order.allocation = "planned";
        if (lines.isEmpty()) {
            return;
        }
        for (String warehouse : order.priority) {
            if (units.entrySet().stream().allMatch(need -> free(warehouse, need.getKey()) >= need.getValue())) {
                String no = order.no + "-F" + ++order.fulfillments;
                fulfillments.put(no, new Fulfillment(no, order, warehouse, lines));
                return;
            }
        }
        order.allocation = "backordered";
    }

    private void withdraw(Order order, List<Fulfillment> all, boolean plan) {
        all.forEach(fulfillment -> fulfillment.cancelled = true);
        order.allocation = plan ? "released" : of(order).isEmpty() ? "none" : "planned";
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
        return shelf.onHand - reserved(warehouse, sku) - shelf.safety;
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
