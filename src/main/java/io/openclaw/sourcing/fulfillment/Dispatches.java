package io.openclaw.sourcing.fulfillment;

import io.openclaw.stock.Departures;
import io.openclaw.stock.KeptUnits;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.Shortage;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import io.openclaw.stock.StockLocks;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Fulfillments leave their warehouse, whole, in part, or not at all because nothing was found: units leave the books, and what the order
 * wants beyond it is planned. Each call locks the order's row first, is called inside the caller's transaction, and may be repeated.
 */
@Component("dispatches")
public class Dispatches {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final FulfillmentEdits edits;
    private final Withdrawals withdrawals;
    private final StockLedger ledger;
    private final StockLocks locks;
    private final KeptUnits kept;
    private final Departures departures;
    private final ShortPicks shortPicks;
    private final Surplus surplus;

    public Dispatches(
            OrderRows orders,
            FulfillmentRows fulfillments,
            FulfillmentEdits edits,
            Withdrawals withdrawals,
            StockLedger ledger,
            StockLocks locks,
            KeptUnits kept,
            Departures departures,
            ShortPicks shortPicks) {
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.edits = edits;
        this.withdrawals = withdrawals;
        this.ledger = ledger;
        this.locks = locks;
        this.kept = kept;
        this.departures = departures;
        this.shortPicks = shortPicks;
        this.surplus = new Surplus(orders, fulfillments, edits);
    }

    /** {@link #shipped(String, Boolean)} of all it had. */
    public Withdrawal shipped(String fulfillmentNo) {
        return shipped(fulfillmentNo, false);
    }

    /**
     * The fulfillment left the warehouse: its physical units leave the books. What its order wants beyond it is planned now: the order may
     * have come to want more after the label, when the fulfillment could not take it in any more.
     *
     * @param partial whether its lines were made less because less left, null for not: then the rest was not found where it should lie. It is
     *     counted as missing there, and planned anew in this transaction: from elsewhere, or it waits ({@link ShortPicks})
     */
    public Withdrawal shipped(String fulfillmentNo, Boolean partial) {
        boolean partly = Boolean.TRUE.equals(partial);
        Live fulfillment = fulfillments.existing(fulfillmentNo);
        List<String> served = fulfillments.ordersOf(fulfillmentNo);
        served.forEach(orders::lock);
        served.forEach(fulfillments::recount);
        served.forEach(fulfillments::touch);
        OrderRows.Head head = orders.head(fulfillment.ref().orderNo());
        boolean wants = orders.needs(head.orderNo()).stream().anyMatch(need -> need.unserved() > 0);
        boolean waits = head.allocation().equals("backordered");
        // One that waits for stock already is planned when stock comes, but for what has just been given back.
        boolean rest = head.actionable() && wants && (partly || !waits);
        // What was not found, or was cancelled, left after all: it waits for nothing, and nothing is kept for it.
        boolean done = !wants && (waits || kept.keeps(head.orderNo()));
        if (partly || rest || done) {
            locks.holdAll(head.orderNo());
        }
        ShortPicks.Outcome missed = partly
                ? shortPicks.notFound(fulfillmentNo, edits.leftPartly(fulfillment), fulfillment.outboundAt())
                : new ShortPicks.Outcome(List.of(), List.of());
        List<Withdrawal.Drift> drift = new ArrayList<>(partly ? unbooked(fulfillment.ref()) : List.of());
        Departures.Left left = departures.ship(fulfillmentNo, fulfillment.outboundAt());
        left.drift().stream().map(missing -> drift(fulfillment.ref(), missing)).forEach(drift::add);
        Set<StockKey> changed = new TreeSet<>(missed.freed());
        changed.addAll(left.changed());
        served.forEach(orderNo -> drift.addAll(surplus.leaving(orderNo, fulfillment.ref())));
        if (done) {
            changed.addAll(kept.drop(head.orderNo()));
        }
        boolean again = rest || done && waits && head.actionable();
        if (again) {
            fulfillments.allocation(head.orderNo(), "released");
        }
        return new Withdrawal(
                head.orderNo(),
                again,
                List.of(),
                List.of(),
                changed.stream().map(StockChange::of).toList(),
                List.of(),
                drift,
                missed.findings());
    }

    /**
     * The warehouse had the fulfillment and found nothing of it: the most that {@link #shipped(String, Boolean) leaving in part} can be. Nothing
     * leaves; the fulfillment ends at once, its units are counted as missing, and its order is planned anew. Labels that were asked for are
     * to be voided; nothing waits for that, for nothing can leave with them any more.
     *
     * @param pickedAt when the warehouse looked for it, ISO 8601 with offset; null for now
     */
    public Withdrawal unpicked(String fulfillmentNo, String pickedAt) {
        FulfillmentRef ref = fulfillments.existing(fulfillmentNo).ref();
        fulfillments.ordersOf(fulfillmentNo).forEach(orders::lock);
        Live fulfillment = fulfillments.existing(fulfillmentNo);
        if (fulfillment.outbound() || fulfillment.status().equals("cancelled")) {
            return Withdrawal.none(ref.orderNo());
        }
        OrderRows.Head head = orders.head(ref.orderNo());
        locks.holdAll(ref.orderNo());
        OffsetDateTime at = pickedAt == null ? null : OffsetDateTime.parse(pickedAt);
        ShortPicks.Outcome missed = shortPicks.noneFound(fulfillmentNo, at);
        List<FulfillmentRef> labelled = fulfillments.labelled(ref);
        Withdrawal ended = withdrawals.withdraw(head, List.of(fulfillment), head.actionable());
        List<Withdrawal.Drift> drift = new ArrayList<>(ended.drift());
        drift.addAll(unbooked(ref));
        return new Withdrawal(
                ref.orderNo(),
                ended.plan(),
                ended.cancelled(),
                labelled,
                missed.freed().stream().map(StockChange::of).toList(),
                List.of(),
                drift,
                missed.findings());
    }

    /** A short pick of goods whose stock somebody else keeps: the hub has no shelf to pass over, and plans the rest as it would any order. */
    private List<Withdrawal.Drift> unbooked(FulfillmentRef ref) {
        return ledger.reservedFor(ref.fulfillmentNo())
                ? List.of()
                : List.of(Withdrawal.Drift.of(
                        ref,
                        ref.warehouse() + " did not find all of " + ref.fulfillmentNo() + ". The stock of "
                                + ref.account()
                                + " is not kept by the hub: have the warehouse count, and see that the rest is not sent from"
                                + " there again"));
    }

    private static Withdrawal.Drift drift(FulfillmentRef ref, Shortage missing) {
        return Withdrawal.Drift.of(
                ref,
                missing.wanted() + " units of " + missing.sku() + " left " + missing.warehouse()
                        + " after they had been given to other orders; have the warehouse count");
    }
}
