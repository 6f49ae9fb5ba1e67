package io.openclaw.sourcing.fulfillment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Finds that an order which had changed after its label agrees with its labels again: the edit was taken back, the label was
 * voided, or the labelled parcel left and what it did not have is planned on its own. Goods, address and payment (what the label collects on delivery too) are told apart:
 * each of them alone keeps the two from agreeing. A label of an order that is paid no more, or became a test, never agrees with it.
 *
 * <p>Called inside the caller's transaction, which holds the order and has decided about it; it goes by what is so now.
 */
@Component("labelAgreement")
public class LabelAgreement {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final FulfillmentEdits edits;
    private final LabelCash cash;

    public LabelAgreement(OrderRows orders, FulfillmentRows fulfillments, FulfillmentEdits edits, LabelCash cash) {
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.edits = edits;
        this.cash = cash;
    }

    /** The data of {@code order.agrees_with_label}. It names no parcel: it is said of all of them. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Agreed(String tenant, String account, String orderNo) {}

    /**
     * The data of {@code order.delivered_off_label}.
     *
     * @param differs {@code address}, and what was against its leaving: {@code payment}, {@code test}, {@code risk},
     *     {@code merchant_hold}
     * @param caseReason in the words of the contract: whether it went to somebody else, or to the buyer for nothing
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record OffLabel(
            String tenant, String account, String orderNo, List<String> differs, String caseReason, String message) {

        static OffLabel of(OrderRows.Head head, List<String> differs) {
            String message = "Delivered, but the order "
                    + differs.stream().map(Withdrawal.TooLate::words).collect(Collectors.joining(" and "));
            String reason = differs.contains("address") ? "order_changed_after_label" : "cancel_after_label";
            return new OffLabel(head.tenant(), head.account(), head.orderNo(), List.copyOf(differs), reason, message);
        }
    }

    /** Says it once after each time the order was found to differ ({@link Withdrawal.TooLate}); nothing at any other time. */
    public List<Agreed> reached(String orderNo) {
        if (!orders.offLabel(orderNo)) {
            return List.of();
        }
        OrderRows.Head head = orders.head(orderNo);
        boolean over = head.cancelled();
        if (!over && !agrees(head)) {
            return List.of();
        }
        orders.offLabel(orderNo, false);
        return over ? List.of() : List.of(new Agreed(head.tenant(), head.account(), orderNo));
    }

    /**
     * In what an order that is delivered, and was found to differ from its labels before, still does; nothing where it does in nothing. Goods
     * are not among it: units too many are told when they leave.
     */
    public List<OffLabel> delivered(String orderNo) {
        if (!orders.offLabel(orderNo)) {
            return List.of();
        }
        OrderRows.Head head = orders.head(orderNo);
        List<String> off = new ArrayList<>(orders.notToLeave(orderNo));
        if (!orders.addressedAsLabelled(orderNo, fulfillments.live(orderNo))) {
            off.add(0, "address");
        }
        return off.isEmpty() || head.cancelled() ? List.of() : List.of(OffLabel.of(head, off));
    }

    private boolean agrees(OrderRows.Head head) {
        List<OrderRows.LineNeed> needs = orders.needs(head.orderNo());
        List<Live> live = fulfillments.live(head.orderNo());
        boolean waitsForStock = head.actionable() && head.allocation().equals("backordered");
        boolean waitsBehindLabel = !waitsForStock
                && needs.stream().anyMatch(need -> need.unserved() > 0)
                && live.stream()
                        .anyMatch(
                                f -> !f.outbound() && fulfillments.asked(f.ref().fulfillmentNo()));
        return !waitsBehindLabel
                && needs.stream().allMatch(need -> need.withinWishes() && need.outbound() <= need.wanted())
                && edits.sameGoods(live, needs)
                && (live.isEmpty() || orders.notToLeave(head.orderNo()).isEmpty())
                && orders.addressedAsLabelled(head.orderNo(), live)
                && cash.difference(
                                head.orderNo(),
                                live.stream().filter(f -> !f.outbound()).toList())
                        .isEmpty();
    }
}
