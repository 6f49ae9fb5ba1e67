package io.openclaw.sourcing.fulfillment;

import io.openclaw.order.ActionRefusedException;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Labels that a person wants taken back, because the order is another than the one they were bought for. With the last of them the
 * fulfillment ends, and what its order wants by then is planned anew.
 */
@Component("labelVoids")
public class LabelVoids {

    private final OrderRows orders;
    private final FulfillmentRows fulfillments;

    public LabelVoids(OrderRows orders, FulfillmentRows fulfillments) {
        this.orders = orders;
        this.fulfillments = fulfillments;
    }

    /**
     * The parcels of an order that have not left and whose label stands, or may stand: the data of {@code waybill.void}. Called inside
     * the caller's transaction.
     *
     * @throws ActionRefusedException where there is none
     */
    public List<FulfillmentRef> start(String orderNo) {
        orders.lock(orderNo);
        List<Live> live = fulfillments.live(orderNo);
        List<FulfillmentRef> labelled = live.stream()
                .filter(fulfillment -> !fulfillment.outbound())
                .flatMap(fulfillment -> fulfillments.labelled(fulfillment.ref()).stream())
                .toList();
        if (labelled.isEmpty()) {
            boolean left = live.stream().anyMatch(Live::outbound);
            throw new ActionRefusedException(
                    "no_label",
                    left
                            ? "what is labelled of order " + orderNo
                                    + " has left its warehouse: the label cannot be taken back"
                            : "order " + orderNo + " has no label that could be taken back",
                    left
                            ? "have the carrier intercept the parcel, or wait for its return; then close the case with a note"
                            : "look at the order's fulfillments; close the case with a note");
        }
        return labelled;
    }
}
