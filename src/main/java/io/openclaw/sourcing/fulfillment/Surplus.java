package io.openclaw.sourcing.fulfillment;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Units that left though their order does not want them any more. What left of a cancelled order is a case of its own. */
final class Surplus {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final FulfillmentEdits edits;

    Surplus(OrderRows orders, FulfillmentRows fulfillments, FulfillmentEdits edits) {
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.edits = edits;
    }

    /** Of an order one of whose fulfillments leaves: the edit came before. */
    List<Withdrawal.Drift> leaving(String orderNo, FulfillmentRef ref) {
        return drift(orderNo, beyond(orderNo), ref);
    }

    /** Of an order that is edited after they left. The shop does not know yet that they have, or it would not have let them be taken off. */
    List<Withdrawal.Drift> edited(String orderNo) {
        List<OrderRows.LineNeed> beyond = beyond(orderNo);
        Set<Integer> lines = beyond.stream().map(OrderRows.LineNeed::lineNo).collect(Collectors.toSet());
        return fulfillments.live(orderNo).stream()
                .filter(f -> f.outbound() && edits.carries(f, lines))
                .reduce((first, later) -> later)
                .map(last -> drift(orderNo, beyond, last.ref()))
                .orElse(List.of());
    }

    private List<OrderRows.LineNeed> beyond(String orderNo) {
        return orders.needs(orderNo).stream()
                .filter(need -> need.sku() != null && need.outbound() > need.wanted())
                .toList();
    }

    private List<Withdrawal.Drift> drift(String orderNo, List<OrderRows.LineNeed> beyond, FulfillmentRef ref) {
        if (beyond.isEmpty()) {
            return List.of();
        }
        OrderRows.Head head = orders.head(orderNo);
        if (head.cancelled() || orders.nothingWanted(orderNo)) {
            return List.of();
        }
        String units = beyond.stream()
                .map(need -> need.sku() + " x" + (need.outbound() - need.wanted()))
                .collect(Collectors.joining(", "));
        return List.of(new Withdrawal.Drift(
                head.tenant(),
                head.account(),
                orderNo,
                ref.fulfillmentNo(),
                ref.parcelNo(),
                "surplus_shipped",
                units + " left " + ref.warehouse() + " with " + ref.fulfillmentNo() + " beyond what the order wants"));
    }
}
