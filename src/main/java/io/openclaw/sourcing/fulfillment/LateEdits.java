package io.openclaw.sourcing.fulfillment;

import io.openclaw.stock.StockLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What becomes of an edit that comes after a label was asked for, or after a warehouse may have taken the order. It decides; whoever has
 * the label or the order is asked by the routes. The caller holds the order's row.
 */
final class LateEdits {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final StockLedger ledger;
    private final FulfillmentEdits edits;
    private final LabelCash cash;

    LateEdits(
            OrderRows orders,
            FulfillmentRows fulfillments,
            StockLedger ledger,
            FulfillmentEdits edits,
            LabelCash cash) {
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.ledger = ledger;
        this.edits = edits;
        this.cash = cash;
    }

    /**
     * @param waiting the order's fulfillments that have not left
     * @param met whether goods and quantities are as labelled
     * @param elsewhere whether the address is another than the labels'
     * @param collects whether a label collects something else than is due now, and that is news
     * @param changed the parts of the order the event says have changed; null or empty when it says nothing
     */
    Withdrawal decide(
            OrderRows.Head head,
            List<Live> waiting,
            List<OrderRows.LineNeed> needs,
            boolean met,
            boolean elsewhere,
            boolean collects,
            List<String> changed) {
        List<String> unfit = met ? unfit(head.orderNo(), elsewhere, collects, changed) : goods(elsewhere, changed);
        return unfit.isEmpty() ? Withdrawal.none(head.orderNo()) : afterAsking(head, waiting, needs, unfit);
    }

    /**
     * What is against a label whose goods are right: another address, another amount to collect, no payment (any more), a doubt about it, or that it is a test. Of all but
     * the address it is news when it came about, not with each later edit: somebody may have decided to ship it all the same.
     */
    private List<String> unfit(String orderNo, boolean elsewhere, boolean collects, List<String> changed) {
        List<String> unfit = new ArrayList<>(elsewhere ? List.of("address") : List.of());
        if (collects) {
            unfit.add("payment");
        }
        boolean told = orders.offLabel(orderNo);
        for (String why : orders.notToLeave(orderNo)) {
            boolean news = changed != null && changed.contains(why.equals("test") ? "attributes" : why);
            if ((news || !told) && !unfit.contains(why)) {
                unfit.add(why);
            }
        }
        return unfit;
    }

    /**
     * An address that changes while parcels are on their way to the former one: nothing is taken back, and somebody has to know.
     *
     * @param changed the parts of the order the event says have changed
     */
    List<Withdrawal.TooLate> onTheWay(String orderNo, List<String> changed) {
        if (changed == null || !changed.contains("address")) {
            return List.of();
        }
        OrderRows.Head head = orders.head(orderNo);
        if (head.cancelled()) {
            return List.of();
        }
        List<Withdrawal.TooLate> astray = fulfillments.onItsWay(orderNo).stream()
                .filter(f -> !orders.addressedAsLabelled(orderNo, List.of(f)))
                .limit(1)
                .map(f -> Withdrawal.TooLate.left(head, f.ref()))
                .toList();
        if (!astray.isEmpty()) {
            orders.offLabel(orderNo, true);
        }
        return astray;
    }

    /**
     * Too late where a label is there or a warehouse has taken the order; where that is not known, it waits. Where the order wants less, and
     * a warehouse that has it has given no number yet, it is asked to drop it, and the order is planned anew when it has.
     */
    private Withdrawal afterAsking(
            OrderRows.Head head, List<Live> waiting, List<OrderRows.LineNeed> needs, List<String> differs) {
        List<Live> asked = waiting.stream()
                .filter(f -> fulfillments.asked(f.ref().fulfillmentNo()))
                .toList();
        List<Live> unanswered = asked.stream()
                .filter(f -> fulfillments.unanswered(f.ref().fulfillmentNo()))
                .toList();
        if (!unanswered.isEmpty()) {
            orders.editWaits(head.orderNo(), true);
        }
        if (unanswered.size() == asked.size()) {
            return Withdrawal.planning(
                    head.orderNo(), head.actionable() && head.allocation().equals("released"));
        }
        List<Live> back = asked.stream()
                .filter(f -> edits.carriesTooMuch(f, needs)
                        && fulfillments.retrievable(f.ref().fulfillmentNo())
                        && !ledger.hasLeft(f.ref().fulfillmentNo()))
                .toList();
        if (!back.isEmpty()) {
            List<FulfillmentRef> toVoid = back.stream()
                    .filter(f -> !fulfillments.beingVoided(f.ref().fulfillmentNo()))
                    .flatMap(f -> fulfillments.parcels(f.ref()).stream())
                    .toList();
            return new Withdrawal(head.orderNo(), false, List.of(), toVoid, List.of(), List.of(), List.of());
        }
        return tooLate(head, waiting, needs, differs);
    }

    /** What is said to have changed where the goods did, and the address where it is another than the label's. */
    private static List<String> goods(boolean elsewhere, List<String> changed) {
        List<String> parts = changedOr(changed, "lines").stream()
                .filter(part -> elsewhere || !part.equals("address"))
                .toList();
        return changedOr(parts, "lines");
    }

    private Withdrawal tooLate(
            OrderRows.Head head, List<Live> waiting, List<OrderRows.LineNeed> needs, List<String> changed) {
        orders.offLabel(head.orderNo(), true);
        FulfillmentRef first = waiting.get(0).ref();
        List<String> against = new ArrayList<>(changed.contains("address") ? List.of("address") : List.of());
        against.addAll(orders.notToLeave(head.orderNo()));
        List<String> more = new ArrayList<>(goodsWords(waiting, needs));
        cash.difference(head.orderNo(), waiting).ifPresent(more::add);
        return new Withdrawal(
                head.orderNo(),
                // What no label was asked for is not held up by it: an order that was released is decided.
                head.actionable() && head.allocation().equals("released"),
                List.of(),
                List.of(),
                List.of(),
                List.of(Withdrawal.TooLate.of(head, first, changed, against, more)),
                List.of());
    }

    /** What the labels carry beyond the order, and what the order wants beyond them. */
    private List<String> goodsWords(List<Live> waiting, List<OrderRows.LineNeed> needs) {
        List<String> words = new ArrayList<>();
        String less =
                units(needs, need -> need.live() - need.outbound() - Math.max(0, need.wanted() - need.outbound()));
        if (!less.isEmpty()) {
            String carrying = waiting.stream()
                    .filter(f -> edits.carriesTooMuch(f, needs))
                    .map(f -> f.ref().fulfillmentNo() + " from " + f.ref().warehouse())
                    .collect(Collectors.joining(", "));
            words.add("The order wants " + less
                    + " less than its labels carry, which leave with it unless they are stopped: " + carrying);
        }
        String more = units(needs, OrderRows.LineNeed::unserved);
        if (!more.isEmpty()) {
            words.add("The order wants " + more
                    + " more than its labels carry: that is planned when what is labelled has left");
        }
        if (!edits.sameGoods(waiting, needs)) {
            words.add("A line is of other goods now than its label carries");
        }
        return words;
    }

    private static String units(List<OrderRows.LineNeed> needs, ToIntFunction<OrderRows.LineNeed> units) {
        return needs.stream()
                .filter(need -> units.applyAsInt(need) > 0)
                .map(need -> (need.sku() == null ? need.platformSku() : need.sku()) + " x" + units.applyAsInt(need))
                .collect(Collectors.joining(", "));
    }

    private static List<String> changedOr(List<String> changed, String otherwise) {
        return changed == null || changed.isEmpty() ? List.of(otherwise) : List.copyOf(changed);
    }
}
