package io.openclaw.sourcing.fulfillment;

import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.stock.KeptUnits;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import io.openclaw.stock.StockLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Takes fulfillments back when their order changes, is held or cancelled. A
 * fulfillment whose label was asked for is never touched: first the carrier has to void the label. Each call locks the
 * order's row first; each is called inside the caller's transaction and may be repeated.
 */
@Component("withdrawals")
public class Withdrawals {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final StockLedger ledger;
    private final KeptUnits kept;
    private final SourcingConfig config;
    private final FulfillmentEdits edits;
    private final StockLocks locks;
    private final LabelCash cash;
    private final LateEdits lateEdits;
    private final Surplus surplus;

    public Withdrawals(
            OrderRows orders,
            FulfillmentRows fulfillments,
            StockLedger ledger,
            KeptUnits kept,
            SourcingConfig config,
            FulfillmentEdits edits,
            LabelCash cash,
            StockLocks locks) {
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.ledger = ledger;
        this.kept = kept;
        this.config = config;
        this.edits = edits;
        this.cash = cash;
        this.locks = locks;
        this.lateEdits = new LateEdits(orders, fulfillments, ledger, edits, cash);
        this.surplus = new Surplus(orders, fulfillments, edits);
    }

    /**
     * Compares an order with the fulfillments it has. Where they serve it as it is, nothing happens. Where they do not,
     * they are fitted to it in place, and only what none of them can take in is planned; where the order may not be acted
     * on, or goes elsewhere, they are withdrawn. None of it happens once a label was asked for, but that a warehouse which has given no
     * number yet is asked to drop what is wanted no more; where nobody knows yet whether a warehouse
     * took the order, it waits for that ({@link #catchUp}). But where nothing is wanted of the order
     * any more, as after a refund of all of it, what has not left is stopped as if it were cancelled.
     *
     * @param changed the parts of the order the event says have changed; null or empty when it says nothing
     */
    public Withdrawal review(String orderNo, List<String> changed) {
        orders.lock(orderNo);
        boolean waited = orders.editWaits(orderNo);
        orders.editWaits(orderNo, false);
        List<String> parts = waited ? withAddress(changed) : changed;
        Withdrawal decided = reviewLocked(orderNo, parts);
        // Once for each edit that takes off units; another edit is no news of those that are gone.
        Withdrawal told =
                parts != null && parts.contains("units_removed") ? decided.withDrift(surplus.edited(orderNo)) : decided;
        // One case tells of both: what has not left names the order's address too.
        return told.tooLate().isEmpty() ? told.withTooLate(lateEdits.onTheWay(orderNo, parts)) : told;
    }

    /**
     * Decides about an edit that waited until it was known whether a warehouse has taken the order. Where none has, the fulfillment changes
     * with the order; where one has, the edit came after the label.
     */
    public Withdrawal catchUp(String orderNo) {
        orders.lock(orderNo);
        return orders.editWaits(orderNo) ? review(orderNo, List.of()) : Withdrawal.none(orderNo);
    }

    /**
     * Who has the label, or the order, does not give it back.
     *
     * @param reason order_changed_after_label where it was asked to because the order wants less: then the edit came too late
     */
    public Withdrawal notTakenBack(String orderNo, String reason) {
        return "order_changed_after_label".equals(reason)
                ? review(orderNo, List.of("lines"))
                : Withdrawal.none(orderNo);
    }

    /** What waited may have been another address or amount to collect; whether it is another than the label's is looked at then. */
    private static List<String> withAddress(List<String> changed) {
        return Stream.concat(changed == null ? Stream.of() : changed.stream(), Stream.of("address", "payment"))
                .distinct()
                .toList();
    }

    private Withdrawal reviewLocked(String orderNo, List<String> changed) {
        OrderRows.Head head = orders.head(orderNo);
        if (head.cancelled()) {
            return cancelLocked(head);
        }
        List<OrderRows.LineNeed> needs = orders.needs(orderNo);
        List<Live> waiting = waiting(orderNo, needs);
        List<Live> given = waiting.stream()
                .filter(f -> !fulfillments.asked(f.ref().fulfillmentNo())
                        && ledger.hasLeft(f.ref().fulfillmentNo()))
                .toList();
        if (!given.isEmpty()) {
            // It has no label any more, and part of it has left: what changes now is not for it to take in.
            return withdraw(head, given, head.actionable()).and(reviewLocked(orderNo, changed));
        }
        if (!waiting.isEmpty() && orders.nothingWanted(orderNo)) {
            return unwanted(head, waiting, changed != null && changed.contains("lines"));
        }
        if (waiting.isEmpty() && changed != null && changed.contains("lines") && orders.nothingWanted(orderNo)) {
            List<Live> travelling = fulfillments.onItsWay(orderNo);
            if (!travelling.isEmpty()) {
                return head.actionable() ? unwanted(head, travelling, true) : surplus(orderNo, travelling);
            }
        }
        boolean addressChanged = changed != null && changed.contains("address");
        boolean met = needs.stream().allMatch(OrderRows.LineNeed::met) && edits.sameGoods(waiting, needs);
        boolean labelled =
                waiting.stream().anyMatch(f -> fulfillments.asked(f.ref().fulfillmentNo()));
        // A label may have been asked for with the new address already, and an old one may be the label's again.
        boolean elsewhere = labelled && addressChanged && !orders.addressedAsLabelled(orderNo, waiting);
        boolean collects = labelled
                && changed != null
                && changed.contains("payment")
                && cash.difference(orderNo, waiting).isPresent();
        boolean restWaits = head.actionable()
                && !head.allocation().equals("planned")
                && !elsewhere
                && !collects
                && needs.stream().allMatch(OrderRows.LineNeed::withinWishes)
                && edits.sameGoods(waiting, needs);
        if (labelled && restWaits) {
            // What is labelled goes as it is; the rest has waited for stock since before the label.
            return needs.stream().anyMatch(need -> need.unserved() > 0)
                    ? Withdrawal.planning(orderNo, true)
                    : served(head);
        }
        if (labelled) {
            return lateEdits.decide(head, waiting, needs, met, elsewhere, collects, changed);
        }
        if (waiting.isEmpty() && servedWhileTakenBack(head, needs)) {
            return Withdrawal.planning(orderNo, true);
        }
        if (!head.actionable()) {
            return waiting.isEmpty() || "completed".equals(head.state())
                    ? Withdrawal.none(orderNo)
                    : withdraw(head, waiting, false);
        }
        if (waiting.isEmpty()) {
            boolean unserved = needs.stream().anyMatch(need -> need.unserved() > 0);
            return unserved ? Withdrawal.planning(orderNo, true) : served(head);
        }
        if (addressChanged && waiting.stream().anyMatch(f -> displaced(f, head.country()))) {
            return withdraw(head, waiting, true);
        }
        if (met) {
            return served(head);
        }
        // Boxes with labels of their own are packed anew; a single parcel only holds more or less.
        return edits.oneParcelEach(head, waiting, needs) ? fit(head, needs, waiting) : withdraw(head, waiting, true);
    }

    /** Takes back everything of a cancelled order that no label was asked for; names the rest. */
    public Withdrawal cancel(String orderNo) {
        orders.lock(orderNo);
        OrderRows.Head head = orders.head(orderNo);
        // The order may have come back to life since: then its present version decides.
        return head.cancelled() ? cancelLocked(head) : review(orderNo, List.of("status"));
    }

    /** The label is void: the fulfillment ends, and what its order still wants is planned anew. */
    public Withdrawal voided(String fulfillmentNo) {
        Live fulfillment = fulfillments.existing(fulfillmentNo);
        String orderNo = fulfillment.ref().orderNo();
        orders.lock(orderNo);
        Live locked = fulfillments.existing(fulfillmentNo);
        if (locked.outbound() || locked.status().equals("cancelled")) {
            return Withdrawal.none(orderNo);
        }
        List<FulfillmentRef> labelled = fulfillments.labelledBeside(fulfillment.ref());
        if (!labelled.isEmpty()) {
            // One of several parcels: the fulfillment ends with the last of its labels.
            return new Withdrawal(orderNo, false, List.of(), labelled, List.of(), List.of(), List.of());
        }
        OrderRows.Head head = orders.head(orderNo);
        return withdraw(head, List.of(fulfillment), head.actionable());
    }

    /** The gate has taken it back because nothing is left to do: what has left is all that is wanted, so it waits no more. */
    private static boolean servedWhileTakenBack(OrderRows.Head head, List<OrderRows.LineNeed> needs) {
        return head.allocation().equals("none")
                && head.holds() == 0
                && List.of("open", "partially_cancelled").contains(head.state())
                && needs.stream().anyMatch(need -> need.live() > 0)
                && needs.stream().allMatch(need -> need.unserved() == 0);
    }

    private List<Live> waiting(String orderNo, List<OrderRows.LineNeed> needs) {
        if (needs.stream().allMatch(need -> need.live() == 0)) {
            return List.of();
        }
        return fulfillments.live(orderNo).stream()
                .filter(fulfillment -> !fulfillment.outbound())
                .toList();
    }

    private Withdrawal cancelLocked(OrderRows.Head head) {
        return stop(head, fulfillments.live(head.orderNo()));
    }

    /** Every unit was cancelled, though not the order: it stays released, it may come to want something again. */
    private Withdrawal unwanted(OrderRows.Head head, List<Live> waiting, boolean news) {
        Withdrawal stopped = stop(head, waiting);
        List<StockChange> freed = new ArrayList<>(stopped.freed());
        if (head.actionable()) {
            kept.drop(head.orderNo()).stream().map(StockChange::of).forEach(freed::add);
            fulfillments.allocation(head.orderNo(), "planned");
        }
        return new Withdrawal(
                head.orderNo(),
                // What waited for stock is decided: nothing is left of it.
                head.actionable() && !head.allocation().equals("planned"),
                stopped.cancelled(),
                // Whoever has labels is asked once for each edit, not again for every other change of the order.
                news ? stopped.toVoid() : List.of(),
                freed,
                List.of(),
                stopped.drift());
    }

    /** What nobody wants any more has left, and the order is held: whoever carries it is asked, the order stands as it stood. */
    private Withdrawal surplus(String orderNo, List<Live> travelling) {
        List<FulfillmentRef> toVoid = travelling.stream()
                .flatMap(fulfillment -> fulfillments.parcels(fulfillment.ref()).stream())
                .toList();
        return new Withdrawal(orderNo, false, List.of(), toVoid, List.of(), List.of(), List.of());
    }

    private Withdrawal stop(OrderRows.Head head, List<Live> all) {
        List<Live> free = new ArrayList<>();
        List<FulfillmentRef> toVoid = new ArrayList<>();
        for (Live fulfillment : all) {
            if (fulfillment.outbound() || fulfillments.asked(fulfillment.ref().fulfillmentNo())) {
                toVoid.addAll(fulfillments.parcels(fulfillment.ref()));
            } else {
                free.add(fulfillment);
            }
        }
        Withdrawal withdrawn = withdraw(head, free, false);
        return new Withdrawal(
                head.orderNo(), false, withdrawn.cancelled(), toVoid, withdrawn.freed(), List.of(), withdrawn.drift());
    }

    /** Nothing more is wanted of it: what was kept for it beside its fulfillments is free. */
    private Withdrawal served(OrderRows.Head head) {
        if (head.allocation().equals("planned")) {
            return Withdrawal.none(head.orderNo());
        }
        List<StockChange> freed =
                kept.drop(head.orderNo()).stream().map(StockChange::of).toList();
        return new Withdrawal(head.orderNo(), true, List.of(), List.of(), freed, List.of(), List.of());
    }

    private Withdrawal fit(OrderRows.Head head, List<OrderRows.LineNeed> needs, List<Live> waiting) {
        locks.holdAll(head.orderNo());
        FulfillmentEdits.Fit fit = edits.fit(head, needs, waiting);
        TreeSet<StockKey> freed = new TreeSet<>(fit.changed());
        if (fit.rest()) {
            fulfillments.allocation(head.orderNo(), "released");
        } else {
            fulfillments.touch(head.orderNo());
            freed.addAll(kept.drop(head.orderNo()));
        }
        return new Withdrawal(
                head.orderNo(),
                fit.rest() || !head.allocation().equals("planned"),
                fit.emptied().stream().map(Live::ref).toList(),
                List.of(),
                freed.stream().map(StockChange::of).toList(),
                List.of(),
                List.of());
    }

    /** Ends these, gives back their units, and has the order planned where asked to. The order is locked. */
    Withdrawal withdraw(OrderRows.Head head, List<Live> all, boolean plan) {
        List<FulfillmentRef> ended = new ArrayList<>();
        List<Withdrawal.Drift> drift = new ArrayList<>();
        TreeSet<StockKey> freed = new TreeSet<>();
        if (plan || !head.cancelled()) {
            // Also of an order that may not be planned: units may be withheld for it in this transaction.
            locks.holdAll(head.orderNo());
        } else {
            locks.holdPromised(head.orderNo());
        }
        for (Live fulfillment : all) {
            FulfillmentRef ref = fulfillment.ref();
            Map<String, Integer> left = edits.endDeparted(fulfillment);
            if (left.isEmpty()) {
                fulfillments.cancel(ref.fulfillmentNo());
                ended.add(ref);
            } else {
                drift.add(drift(ref, left));
            }
            freed.addAll(ledger.release(ref.fulfillmentNo()));
            fulfillments.ordersOf(ref.fulfillmentNo()).forEach(fulfillments::recount);
        }
        boolean served = !plan && !fulfillments.live(head.orderNo()).isEmpty();
        fulfillments.allocation(head.orderNo(), plan ? "released" : served ? "planned" : "none");
        return new Withdrawal(
                head.orderNo(),
                plan,
                ended,
                List.of(),
                freed.stream().map(StockChange::of).toList(),
                List.of(),
                drift);
    }

    /** The rest of it was to follow, and it is over before that. */
    private static Withdrawal.Drift drift(FulfillmentRef ref, Map<String, Integer> left) {
        return Withdrawal.Drift.of(
                ref,
                left.entrySet().stream()
                                .map(one -> one.getKey() + " x" + one.getValue())
                                .collect(Collectors.joining(", "))
                        + " left " + ref.warehouse() + " with " + ref.fulfillmentNo()
                        + " before it was taken back, and stays shipped; only the rest is planned anew. See that the warehouse"
                        + " sends nothing more of it, and what number the buyer has for what left");
    }

    private boolean displaced(Live fulfillment, String country) {
        return !config.mayServe(country, fulfillment.ref().warehouse());
    }
}
