package io.openclaw.sourcing;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stock and orders should be after a history: the rules of the two rooms once more, in memory and naively. */
final class StockModel {

    private static final OffsetDateTime NEVER = OffsetDateTime.MAX;

    /** A row of counters. */
    static final class Shelf {
        int onHand;
        int missing;
        int safety;
        int quarantine;
        int unsellable;
        OffsetDateTime asOf;
        OffsetDateTime counted;
        OffsetDateTime stated;
        final Map<OffsetDateTime, Integer> departures = new LinkedHashMap<>();
        /** Goods on their way, by the id of the line. */
        Map<String, Line> lines = new TreeMap<>();
        /** Units of campaigns, by account. */
        final Map<String, Integer> locks = new TreeMap<>();
        /** Units that were not found when they were picked, and nobody has counted since. */
        final List<Short> shorts = new ArrayList<>();
        /** What each was stated with last, and how often it was stated. */
        final Map<String, Integer> made = new TreeMap<>();

        final Map<String, Integer> terms = new TreeMap<>();

        int inTransit() {
            return lines.values().stream().mapToInt(line -> line.quantity).sum();
        }

        int locked() {
            return locks.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** Units that may be promised before they come, each with the time it is expected at; those nobody gave a time for last. */
        List<OffsetDateTime> trusted() {
            List<OffsetDateTime> units = new ArrayList<>();
            lines.values().stream()
                    .sorted(Comparator.comparing((Line line) -> line.expected()).thenComparing(line -> line.id))
                    .forEach(line ->
                            units.addAll(Collections.nCopies(line.quantity * line.percent / 100, line.expected())));
            return units;
        }
    }

    /** What a pick did not find. */
    static final class Short {
        final Order order;
        final int missing;
        final OffsetDateTime at;
        /** The order is not planned from that shelf. */
        boolean passedOver = true;

        Short(Order order, int missing, OffsetDateTime at) {
            this.order = order;
            this.missing = missing;
            this.at = at;
        }
    }

    /** Goods on their way. */
    static final class Line {
        final String id;
        int quantity;
        final OffsetDateTime eta;
        final int percent;

        Line(String id, int quantity, OffsetDateTime eta, int percent) {
            this.id = id;
            this.quantity = quantity;
            this.eta = eta;
            this.percent = percent;
        }

        OffsetDateTime expected() {
            return eta == null ? NEVER : eta;
        }
    }

    /** Units of a promise that came from a campaign, and of which statement of it. */
    static final class Taken {
        int units;
        int term;
    }

    /** Units of goods on their way that an order was promised. */
    static final class Presale {
        final Order order;
        final String key;
        final int units;
        final OffsetDateTime at;
        final OffsetDateTime expected;

        Presale(Order order, String key, int units, OffsetDateTime at, OffsetDateTime expected) {
            this.order = order;
            this.key = key;
            this.units = units;
            this.at = at;
            this.expected = expected;
        }
    }

    static final class Order {
        final String no;
        final String account;
        final boolean presale;
        final List<String> priority;
        final List<String> skus = new ArrayList<>();
        final List<Integer> wanted = new ArrayList<>();
        boolean cancelled;
        boolean held;
        boolean unpaid;
        OffsetDateTime until;
        /** Units withheld, by warehouse/sku. */
        final Map<String, Integer> withheld = new TreeMap<>();
        /** Of those, what came from its account's campaign. */
        final Map<String, Taken> ofCampaign = new TreeMap<>();

        String allocation = "released";
        int fulfillments;

        Order(String no, String account, boolean presale, List<String> priority) {
            this.no = no;
            this.account = account;
            this.presale = presale;
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
        /** What was not found of it, promised until the stock room hears that. */
        Map<Integer, Integer> unfound = Map.of();
        /** Less of it left than was asked for. */
        boolean partly;
        /** Nothing of it was found: it has no units to let go. */
        boolean dropped;
        /** SKUs of which units left with it. */
        final java.util.Set<String> gone = new java.util.TreeSet<>();
        /** Units that came from its account's campaign, by SKU. */
        final Map<String, Taken> ofCampaign = new TreeMap<>();

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
            return !cancelled && !settled && !dropped;
        }
    }

    final Map<String, Shelf> shelves = new TreeMap<>();
    final Map<String, Order> orders = new LinkedHashMap<>();
    final Map<String, Fulfillment> fulfillments = new LinkedHashMap<>();
    final List<Presale> presales = new ArrayList<>();
    OffsetDateTime now;

    Shelf shelf(String warehouse, String sku) {
        return shelves.computeIfAbsent(warehouse + "/" + sku, key -> new Shelf());
    }

    int reserved(String warehouse, String sku) {
        return fulfillments.values().stream()
                .filter(f -> f.warehouse.equals(warehouse))
                .mapToInt(f -> (f.reserves() ? units(f, sku) : 0) + unfound(f, sku))
                .sum();
    }

    int withheld(String warehouse, String sku) {
        return orders.values().stream()
                .mapToInt(order -> order.withheld.getOrDefault(warehouse + "/" + sku, 0))
                .sum();
    }

    int reservedInbound(String warehouse, String sku) {
        return presales(warehouse, sku).stream()
                .mapToInt(presale -> presale.units)
                .sum();
    }

    /** In the order in which they were promised. */
    private List<Presale> presales(String warehouse, String sku) {
        return presales.stream()
                .filter(presale -> presale.key.equals(warehouse + "/" + sku))
                .sorted(Comparator.comparing((Presale presale) -> presale.at)
                        .thenComparing(presale -> presale.order.no))
                .toList();
    }

    /** Units promised of goods on their way that will not come, or later than promised. */
    int atRisk(String warehouse, String sku) {
        List<OffsetDateTime> coming =
                new ArrayList<>(Collections.nCopies(Math.max(0, free(warehouse, sku)), OffsetDateTime.MIN));
        coming.addAll(shelf(warehouse, sku).trusted());
        int risk = 0;
        int given = 0;
        for (Presale presale : presales(warehouse, sku)) {
            int covered = Math.min(presale.units, coming.size() - given);
            given += covered;
            if (covered < presale.units) {
                risk += presale.units - covered;
            } else if (coming.get(given - 1).isAfter(presale.expected) && !presale.expected.equals(NEVER)) {
                risk += presale.units;
            }
        }
        return risk;
    }

    void inbound(String warehouse, String sku, List<Line> lines) {
        Map<String, Line> stated = new TreeMap<>();
        lines.forEach(line -> stated.put(line.id, new Line(line.id, line.quantity, line.eta, line.percent)));
        shelf(warehouse, sku).lines = stated;
    }

    /** @param id of the line; null for whichever is expected first */
    void receive(String warehouse, String sku, String id, int units, OffsetDateTime at) {
        Shelf shelf = shelf(warehouse, sku);
        int rest = units;
        for (Line line : shelf.lines.values().stream()
                .sorted(Comparator.comparing((Line line) -> line.expected()).thenComparing(line -> line.id))
                .toList()) {
            if (id == null || line.id.equals(id)) {
                int came = Math.min(rest, line.quantity);
                rest -= came;
                line.quantity -= came;
            }
        }
        shelf.lines.values().removeIf(line -> line.quantity == 0);
        shelf.onHand += units;
        shelf.departures.merge(at, -units, Integer::sum);
        goodsCame(warehouse, sku);
    }

    /** Goods came: who went short may be served from there again. What a count says of before a pick does not do that. */
    private void goodsCame(String warehouse, String sku) {
        shelf(warehouse, sku).shorts.forEach(one -> one.passedOver = false);
        arrive(warehouse, sku);
    }

    /** What lies there now is withheld for presales, as far as it goes. */
    private void arrive(String warehouse, String sku) {
        for (Presale presale : presales(warehouse, sku)) {
            if (free(warehouse, sku) < presale.units) {
                return;
            }
            presales.remove(presale);
            presale.order.withheld.merge(presale.key, presale.units, Integer::sum);
        }
    }

    boolean lock(String warehouse, String sku, String account, int units) {
        Shelf shelf = shelf(warehouse, sku);
        int more = units - shelf.locks.getOrDefault(account, 0);
        if (more > Math.max(0, free(warehouse, sku))) {
            return false;
        }
        if (more != 0 || shelf.made.getOrDefault(account, 0) != units) {
            shelf.locks.put(account, units);
            shelf.made.put(account, units);
            shelf.terms.merge(account, 1, Integer::sum);
        }
        return true;
    }

    /**
     * The account's own locked units are taken first, for what it has not kept there already.
     *
     * @param taken gets what was taken of them
     */
    private void unlock(Order order, String key, int units, Taken taken) {
        Shelf shelf = shelves.get(key);
        int lock = shelf.locks.getOrDefault(order.account, 0);
        int had = order.withheld.getOrDefault(key, 0);
        int hadOfCampaign = order.ofCampaign.containsKey(key) ? back(order, key, order.ofCampaign.get(key), 0) : 0;
        lock += hadOfCampaign;
        int own = Math.min(lock, Math.min(units, hadOfCampaign) + Math.max(0, units - had));
        shelf.locks.put(order.account, lock - own);
        int term = shelf.terms.getOrDefault(order.account, 0);
        taken.units = (taken.term == term ? taken.units : 0) + own;
        taken.term = term;
    }

    /** What came from a campaign goes back to it, as long as it is the same campaign; what is left of the promise has it still. */
    private int back(Order order, String key, Taken taken, int left) {
        Shelf shelf = shelves.get(key);
        int units = taken.units - left;
        if (units <= 0) {
            return 0;
        }
        taken.units = left;
        if (taken.term != shelf.terms.getOrDefault(order.account, 0)) {
            return 0;
        }
        shelf.locks.merge(order.account, units, Integer::sum);
        return units;
    }

    /** More for a promise that stands, of which nothing was kept before. */
    private void add(Order order, String key, int units, Taken taken) {
        Shelf shelf = shelves.get(key);
        int own = Math.min(shelf.locks.getOrDefault(order.account, 0), units);
        shelf.locks.merge(order.account, -own, Integer::sum);
        int term = shelf.terms.getOrDefault(order.account, 0);
        taken.units = (taken.term == term ? taken.units : 0) + own;
        taken.term = term;
    }

    private void back(Fulfillment fulfillment) {
        fulfillment.ofCampaign.forEach((sku, taken) -> back(
                fulfillment.order,
                fulfillment.warehouse + "/" + sku,
                taken,
                fulfillment.cancelled ? 0 : units(fulfillment, sku)));
    }

    private void withhold(Order order, Map<String, Integer> next) {
        if (!next.equals(order.withheld)) {
            Map<String, Taken> taken = new TreeMap<>();
            next.forEach((key, units) -> unlock(order, key, units, taken.computeIfAbsent(key, k -> new Taken())));
            letGo(order);
            order.ofCampaign.putAll(taken);
        }
        order.withheld.clear();
        order.withheld.putAll(next);
    }

    private void letGo(Order order) {
        order.ofCampaign.forEach((key, taken) -> back(order, key, taken, 0));
        order.ofCampaign.clear();
        order.withheld.clear();
    }

    private void drop(Order order) {
        letGo(order);
        presales.removeIf(presale -> presale.order == order);
    }

    /** Promises an order that waits what is on its way: all it wants from one warehouse, or nothing. */
    private void presell(Order order) {
        Map<String, Integer> units = units(order, open(order));
        if (presales.stream().anyMatch(presale -> presale.order == order)) {
            Map<String, Integer> kept = new TreeMap<>();
            order.withheld.forEach((key, has) -> kept.merge(sku(key), has, Integer::sum));
            presales.stream()
                    .filter(presale -> presale.order == order)
                    .forEach(presale -> kept.merge(sku(presale.key), presale.units, Integer::sum));
            if (kept.equals(units)) {
                return;
            }
            drop(order);
        }
        if (!order.presale) {
            return;
        }
        for (String warehouse : order.priority) {
            Map<String, Integer> there = new TreeMap<>();
            Map<String, Integer> ahead = new TreeMap<>();
            units.forEach((sku, quantity) -> {
                int onHand = Math.max(0, has(order, warehouse, sku));
                int shelf = onHand >= quantity ? quantity : presellable(warehouse, sku) >= quantity ? 0 : onHand;
                if (shelf > 0) {
                    there.put(warehouse + "/" + sku, shelf);
                }
                if (shelf < quantity) {
                    ahead.put(sku, quantity - shelf);
                }
            });
            if (ahead.entrySet().stream().allMatch(need -> presellable(warehouse, need.getKey()) >= need.getValue())) {
                withhold(order, there);
                ahead.forEach((sku, quantity) -> presales.add(new Presale(
                        order,
                        warehouse + "/" + sku,
                        quantity,
                        now,
                        shelf(warehouse, sku).trusted().get(reservedInbound(warehouse, sku) + quantity - 1))));
                return;
            }
        }
    }

    private int presellable(String warehouse, String sku) {
        return shelf(warehouse, sku).trusted().size()
                - reservedInbound(warehouse, sku)
                - Math.max(0, -free(warehouse, sku));
    }

    private static String sku(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    int promised(String warehouse, String sku) {
        return reserved(warehouse, sku) + withheld(warehouse, sku);
    }

    /** Units withheld of an unpaid order, or beside labels that cannot take them in, fit it as it is at that moment. */
    void withholding(Order order, OffsetDateTime now) {
        boolean unpaid = order.unpaid && order.until.isAfter(now);
        boolean planned = !unpaid && order.allocation.equals("planned");
        if (order.cancelled || open(order).isEmpty()) {
            drop(order);
            return;
        }
        if (!unpaid && !planned) {
            return;
        }
        Map<String, Integer> units = units(order, open(order));
        Map<String, Integer> next = new TreeMap<>();
        String warehouse = units.isEmpty() || (planned && order.held) ? null : serving(order, units);
        if (warehouse != null) {
            units.forEach((sku, quantity) -> next.put(warehouse + "/" + sku, quantity));
        } else {
            order.withheld.forEach((key, has) -> {
                int keep = Math.min(has, units.getOrDefault(sku(key), 0));
                if (keep > 0) {
                    next.put(key, keep);
                    units.merge(sku(key), -keep, Integer::sum);
                }
            });
        }
        withhold(order, next);
    }

    void expire(OffsetDateTime now) {
        orders.values().stream()
                .filter(order -> order.unpaid && !order.until.isAfter(now))
                .forEach(this::letGo);
    }

    void returned(String warehouse, String sku, int units, String grade, OffsetDateTime at) {
        Shelf shelf = shelf(warehouse, sku);
        switch (grade) {
            case "quarantine" -> shelf.quarantine += units;
            case "unsellable" -> shelf.unsellable += units;
            default -> {
                shelf.onHand += units;
                shelf.departures.merge(at, -units, Integer::sum);
                goodsCame(warehouse, sku);
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
        if (!waiting.isEmpty() && order.wanted.stream().allMatch(units -> units == 0)) {
            withdraw(order, waiting.stream().filter(f -> !f.asked).toList(), false);
            if (actionable) {
                drop(order);
                order.allocation = "planned";
            }
            return;
        }
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
        for (Fulfillment fulfillment :
                waiting.stream().sorted(Comparator.comparing(f -> f.no)).toList()) {
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
            back(fulfillment);
        }
        open.values().removeIf(units -> units == 0);
        boolean rest = !open.isEmpty();
        for (Fulfillment fulfillment : kept) {
            if (rest
                    && units(order, open).entrySet().stream()
                            .allMatch(need -> !passedOver(order, fulfillment.warehouse, need.getKey())
                                    && free(fulfillment.warehouse, need.getKey())
                                                    + lock(order, fulfillment.warehouse, need.getKey())
                                            >= need.getValue())) {
                units(order, open)
                        .forEach((sku, units) -> add(
                                order,
                                fulfillment.warehouse + "/" + sku,
                                units,
                                fulfillment.ofCampaign.computeIfAbsent(sku, s -> new Taken())));
                Map<Integer, Integer> lines = new TreeMap<>(fulfillment.lines);
                open.forEach((line, units) -> lines.merge(line, units, Integer::sum));
                fulfillment.lines = lines;
                rest = false;
            }
        }
        if (rest) {
            order.allocation = "released";
        } else {
            drop(order);
        }
        if (rest || !order.allocation.equals("planned")) {
            plan(order);
        }
    }

    void cancel(Order order) {
        drop(order);
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

    /**
     * Its units leave; what the order wants beyond them is planned, unless it waits for stock already and nothing was short. One that
     * wants nothing any more waits for nothing, and keeps nothing.
     */
    void shipped(Fulfillment fulfillment) {
        if (!fulfillment.settled) {
            settle(fulfillment);
        }
        missed(fulfillment, fulfillment.left);
        Order order = fulfillment.order;
        boolean waits = order.allocation.equals("backordered");
        boolean again = open(order).isEmpty()
                ? waits
                : fulfillment.partly && waits
                        || order.allocation.equals("planned")
                        || order.allocation.equals("released");
        if (open(order).isEmpty()) {
            drop(order);
        }
        if (again && !order.cancelled && !order.held) {
            plan(order);
        }
    }

    /** The warehouse found nothing of it: it ends, and its order is planned from elsewhere, or waits. */
    void unpicked(Fulfillment fulfillment, OffsetDateTime at) {
        if (fulfillment.outbound() || fulfillment.cancelled) {
            return;
        }
        Order order = fulfillment.order;
        boolean plan = !order.cancelled && !order.held && !order.allocation.equals("none");
        fulfillment.unfound = fulfillment.lines;
        fulfillment.dropped = true;
        // What was not found is not a campaign's again.
        fulfillment.ofCampaign.clear();
        missed(fulfillment, at);
        withdraw(order, List.of(fulfillment), plan);
        if (plan) {
            plan(order);
        }
    }

    /** A warehouse says that only this much of it left: that leaves the books at once. */
    void leftPartly(Fulfillment fulfillment, Map<Integer, Integer> lines) {
        Map<Integer, Integer> unfound = new TreeMap<>(fulfillment.lines);
        lines.forEach((line, units) -> unfound.merge(line, -units, Integer::sum));
        unfound.values().removeIf(units -> units == 0);
        fulfillment.lines = lines;
        fulfillment.unfound = unfound;
        fulfillment.partly = true;
        settle(fulfillment);
    }

    /** No unit is missing any more of what it had: nobody looks for any. */
    void ended(Fulfillment fulfillment) {
        for (String sku : new java.util.TreeSet<>(fulfillment.order.skus)) {
            Shelf shelf = shelf(fulfillment.warehouse, sku);
            if (fulfillment.gone.contains(sku) && shelf.missing == 0) {
                shelf.shorts.clear();
            }
        }
    }

    /** What the last count had found to be too little is no news; a count made since the pick knew. */
    private void missed(Fulfillment fulfillment, OffsetDateTime picked) {
        for (String sku : List.copyOf(new java.util.TreeSet<>(fulfillment.order.skus))) {
            int units = unfound(fulfillment, sku);
            Shelf shelf = shelf(fulfillment.warehouse, sku);
            boolean counted = shelf.counted != null && shelf.counted.isAfter(picked);
            if (units > 0 && !counted) {
                int known = Math.max(0, promised(fulfillment.warehouse, sku) - (shelf.onHand - shelf.missing));
                int missing = Math.max(0, units - known);
                shelf.missing += missing;
                shelf.shorts.add(new Short(fulfillment.order, missing, picked));
            }
        }
        fulfillment.unfound = Map.of();
    }

    private void settle(Fulfillment fulfillment) {
        fulfillment.settled = true;
        for (String sku : List.copyOf(new java.util.TreeSet<>(fulfillment.order.skus))) {
            int units = units(fulfillment, sku);
            Shelf shelf = shelf(fulfillment.warehouse, sku);
            boolean gone = !fulfillment.cancelled || shelf.onHand - units >= promised(fulfillment.warehouse, sku);
            if (units > 0 && gone) {
                fulfillment.gone.add(sku);
                shelf.departures.merge(fulfillment.left, units, Integer::sum);
                int there = shelf.onHand - shelf.missing;
                if (shelf.asOf.isAfter(fulfillment.left)) {
                    shelf.missing = Math.max(0, shelf.missing - units);
                    shelf.onHand = there + shelf.missing;
                } else {
                    shelf.onHand -= units;
                    shelf.missing = Math.min(shelf.missing, shelf.onHand);
                }
            }
        }
    }

    void state(String warehouse, String sku, int onHand, OffsetDateTime at) {
        Shelf shelf = shelf(warehouse, sku);
        shelf.asOf = shelf.asOf == null ? at : shelf.asOf;
        shelf.stated = onHand == shelf.onHand ? shelf.stated : at;
        boolean more = onHand > shelf.onHand;
        shelf.onHand = onHand;
        shelf.missing = 0;
        shelf.shorts.clear();
        if (more) {
            arrive(warehouse, sku);
        }
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
        int found = Math.max(0, counted - since);
        int picks = Math.min(
                shelf.missing,
                shelf.shorts.stream()
                        .filter(one -> one.at.isAfter(asOf))
                        .mapToInt(one -> one.missing)
                        .sum());
        int unfound = Math.max(0, picks - Math.max(0, shelf.onHand - found));
        int stated = found - unfound;
        int missing = Math.max(unfound, promised(warehouse, sku) - stated);
        boolean more = stated + missing > shelf.onHand || missing < shelf.missing;
        shelf.missing = missing;
        shelf.onHand = stated + missing;
        shelf.asOf = asOf;
        shelf.counted = asOf;
        shelf.shorts.removeIf(one -> !one.at.isAfter(asOf));
        if (more) {
            arrive(warehouse, sku);
        }
    }

    private void plan(Order order) {
        Map<Integer, Integer> lines = open(order);
        order.allocation = "planned";
        if (lines.isEmpty()) {
            drop(order);
            return;
        }
        String warehouse = serving(order, units(order, lines));
        if (warehouse == null) {
            order.allocation = "backordered";
            presell(order);
            return;
        }
        String no = order.no + "-F" + ++order.fulfillments;
        Fulfillment fulfillment = new Fulfillment(no, order, warehouse, lines);
        units(order, lines)
                .forEach((sku, units) -> unlock(
                        order,
                        warehouse + "/" + sku,
                        units,
                        fulfillment.ofCampaign.computeIfAbsent(sku, s -> new Taken())));
        drop(order);
        fulfillments.put(no, fulfillment);
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
                        .allMatch(need -> has(order, warehouse, need.getKey()) >= need.getValue()))
                .findFirst()
                .orElse(null);
    }

    private void withdraw(Order order, List<Fulfillment> all, boolean plan) {
        all.forEach(fulfillment -> {
            fulfillment.cancelled = true;
            back(fulfillment);
        });
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

    boolean wants(Order order) {
        return order.wanted.stream().anyMatch(units -> units > 0);
    }

    /** No label has what the order does not want, and none keeps units the order wants from being planned. */
    boolean agrees(Order order) {
        for (int line = 0; line < order.wanted.size(); line++) {
            if (served(order, line, true) > order.wanted.get(line)) {
                return false;
            }
        }
        return !labelDiffers(order) && !overserved(order);
    }

    /** A labelled fulfillment that waits has more than is wanted, or the order more than is planned and waits for no stock. */
    boolean labelDiffers(Order order) {
        boolean labelled = of(order).stream().anyMatch(f -> f.asked && !f.outbound());
        boolean waits = order.allocation.equals("backordered") && !order.held;
        return labelled && (overserved(order) || (!waits && !open(order).isEmpty()));
    }

    /** Units of a line in fulfillments, left or not. */
    int carried(Order order, int line) {
        return served(order, line, false);
    }

    private int served(Order order, int line, boolean outbound) {
        return of(order).stream()
                .filter(f -> !outbound || f.outbound())
                .mapToInt(f -> f.lines.getOrDefault(line + 1, 0))
                .sum();
    }

    private int free(String warehouse, String sku) {
        Shelf shelf = shelf(warehouse, sku);
        return shelf.onHand - shelf.missing - promised(warehouse, sku) - shelf.locked() - shelf.safety;
    }

    private int lock(Order order, String warehouse, String sku) {
        return shelf(warehouse, sku).locks.getOrDefault(order.account, 0);
    }

    /** It did not find all of it when it picked for the order, and nothing came since. */
    private boolean passedOver(Order order, String warehouse, String sku) {
        Shelf shelf = shelf(warehouse, sku);
        return shelf.missing > 0 && shelf.shorts.stream().anyMatch(one -> one.order == order && one.passedOver);
    }

    /** What an order could have: what is free, what is withheld for it, and what its account's campaign has. */
    private int has(Order order, String warehouse, String sku) {
        if (passedOver(order, warehouse, sku)) {
            return 0;
        }
        return free(warehouse, sku)
                + order.withheld.getOrDefault(warehouse + "/" + sku, 0)
                + lock(order, warehouse, sku);
    }

    private List<Fulfillment> of(Order order) {
        return fulfillments.values().stream()
                .filter(f -> f.order == order && f.live())
                .toList();
    }

    private static int units(Fulfillment fulfillment, String sku) {
        return units(fulfillment, fulfillment.lines, sku);
    }

    private static int unfound(Fulfillment fulfillment, String sku) {
        return units(fulfillment, fulfillment.unfound, sku);
    }

    private static int units(Fulfillment fulfillment, Map<Integer, Integer> lines, String sku) {
        return lines.entrySet().stream()
                .filter(line -> fulfillment.order.skus.get(line.getKey() - 1).equals(sku))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
