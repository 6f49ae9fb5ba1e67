package io.openclaw.waybill;

import static io.openclaw.waybill.Parcel.CREATED;
import static io.openclaw.waybill.Parcel.PENDING;
import static io.openclaw.waybill.Parcel.REQUESTED;
import static io.openclaw.waybill.Parcel.UNKNOWN;

import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Orders a warehouse to ship: with the label we have (label source carrier or platform), or leaving label and number to
 * it (label source warehouse). The fulfillment number is the reference at the warehouse.
 *
 * <p>Each method is called inside the caller's transaction and may be repeated.
 */
@Component("outbounds")
public class Outbounds {

    public static final String CREATE = "create-outbound";
    /** Why a warehouse refused, in the words of the contract. */
    static final String REFUSED = "retailer_incorrect_data";

    private final Parcels parcels;
    private final Fulfillments fulfillments;
    private final Waybills waybills;
    private final OrderFacts orders;
    private final Labels labels;
    private final Effects effects;
    private final Promises promises;

    public Outbounds(
            Parcels parcels,
            Fulfillments fulfillments,
            Waybills waybills,
            OrderFacts orders,
            Labels labels,
            Effects effects,
            Promises promises) {
        this.parcels = parcels;
        this.fulfillments = fulfillments;
        this.waybills = waybills;
        this.orders = orders;
        this.labels = labels;
        this.effects = effects;
        this.promises = promises;
    }

    /** Takes the right to ask the warehouse; refused when it has the order already, and when it was cancelled. */
    public OutboundClaim claim(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        boolean own = ownLabel(parcel);
        if (own ? !parcel.in(REQUESTED, PENDING, UNKNOWN) : !parcel.in(CREATED)) {
            return OutboundClaim.refused(parcel, "the waybill is " + parcel.waybillStatus());
        }
        if (!own && parcels.unlabelled(parcel) > 0) {
            return OutboundClaim.refused(parcel, "other parcels of it have no label yet; the last of them asks");
        }
        if (!parcel.live() || parcel.outbound()) {
            return OutboundClaim.refused(parcel, parcel.outbound() ? "it has left" : "it was cancelled");
        }
        EffectClaim effect = effects.claim(parcel.warehouse(), CREATE, parcel.fulfillmentNo(), parcel.orderNo());
        if (effect.done()) {
            return OutboundClaim.refused(parcel, "the warehouse has it");
        }
        if (own && parcel.askedAt() == null) {
            parcels.asked(parcel, parcels.now());
        }
        return new OutboundClaim(
                parcelNo,
                parcel.fulfillmentNo(),
                parcel.warehouse(),
                true,
                effect.asked(),
                effect.settled(),
                null,
                effect.since(),
                effect.until());
    }

    /** Notes that the warehouse is asked once more, having said that it does not know the order. */
    public OutboundClaim askAgain(String parcelNo) {
        OutboundClaim claim = claim(parcelNo);
        if (claim.claimed()) {
            effects.again(claim.warehouse(), CREATE, claim.fulfillmentNo());
            Parcel parcel = parcels.get(parcelNo);
            if (ownLabel(parcel)) {
                parcels.asked(parcel, parcels.now());
            }
        }
        return claim;
    }

    /** Takes an asking back, after a failure that is sure to have changed nothing at the warehouse. */
    public void unasked(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.withdraw(parcel.warehouse(), CREATE, parcel.fulfillmentNo());
        if (ownLabel(parcel)) {
            waybills.unasked(parcelNo);
        }
    }

    /** Takes a repeat back, after such a failure: what was asked before is as settled as it was. */
    public void notRepeated(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.notRepeated(parcel.warehouse(), CREATE, parcel.fulfillmentNo());
    }

    /** Whether an edit of the order that waited for the warehouse's answer is to be decided now: the answer is there, or it was never asked. */
    public boolean editDue(String fulfillmentNo) {
        return fulfillments.editDue(fulfillmentNo);
    }

    /** The data of {@code order.edit_due}. */
    public WaybillFact edit(String fulfillmentNo) {
        return WaybillFact.of(parcels.of(fulfillmentNo).get(0), WaybillFact.NONE);
    }

    /**
     * The warehouse, asked by reference, does not know the order, and what it was asked is settled. Where an edit waits for that, the asking
     * is taken back: nobody has the order, so the fulfillment may change.
     *
     * @return whether an edit waits
     */
    public boolean nobodyHasIt(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (!ownLabel(parcel) || !fulfillments.editWaits(parcel.fulfillmentNo())) {
            return false;
        }
        effects.withdraw(parcel.warehouse(), CREATE, parcel.fulfillmentNo());
        parcels.of(parcel.fulfillmentNo()).forEach(one -> waybills.unasked(one.parcelNo()));
        return true;
    }

    /** What the warehouse is asked with. */
    public OutboundOrder order(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        OrderFacts.Order order = orders.order(parcel.orderNo());
        List<OutboundOrder.Box> boxes = ownLabel(parcel)
                ? List.of(box(parcel))
                : parcels.labelled(parcel.fulfillmentNo()).stream()
                        .map(this::box)
                        .toList();
        boolean several = boxes.size() > 1;
        return new OutboundOrder(
                parcel.fulfillmentNo(),
                order.orderNo(),
                order.platformOrderNo(),
                parcel.labelSource(),
                parcel.service(),
                ownLabel(parcel) ? orders.labelledTo(parcelNo, order) : order.shipTo(),
                order.shippingMethod(),
                order.dutyType(parcel.dutyType()),
                orders.collectedBy(parcel.fulfillmentNo(), order),
                order.buyerNote(),
                order.attributes(),
                fromTheShelf(parcel),
                several ? boxes.get(0) : box(parcel),
                several ? boxes : null);
    }

    /** A warehouse knows what lies on its shelves; of a bundle, that is what it consists of. */
    private List<OutboundOrder.Line> fromTheShelf(Parcel parcel) {
        Promised promised = promises.of(parcel.fulfillmentNo());
        Map<String, Integer> units = promised.stocked();
        Map<String, String> titles = orders.productTitles(parcel.tenant(), units.keySet());
        List<OrderFacts.Line> sold = orders.shippedBy(parcel.fulfillmentNo());
        Map<String, String> customizations = Customizations.ofStocked(sold, promised);
        sold.stream().filter(line -> line.title() != null).forEach(line -> titles.put(line.sku(), line.title()));
        return units.entrySet().stream()
                .map(line -> new OutboundOrder.Line(
                        line.getKey(), line.getValue(), titles.get(line.getKey()), customizations.get(line.getKey())))
                .toList();
    }

    /** What names the order at the warehouse: for find-outbound and cancel-outbound. */
    public Map<String, Object> reference(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        return Map.of(
                "fulfillment_no", parcel.fulfillmentNo(),
                "order_no", parcel.orderNo(),
                "reason", "cancelled".equals(parcel.orderState()) ? "order cancelled" : "order changed");
    }

    /** The warehouse has the order; its own label and number come later, by its notices. */
    public void accepted(String parcelNo, String outboundNo) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.done(parcel.warehouse(), CREATE, parcel.fulfillmentNo(), outboundNo);
        fulfillments.advance(parcel.fulfillmentNo(), "accepted");
        if (ownLabel(parcel)) {
            parcels.of(parcel.fulfillmentNo()).forEach(one -> parcels.status(one, PENDING, REQUESTED, UNKNOWN));
        }
    }

    /** The warehouse will not ship it. */
    public WaybillFact refused(String parcelNo, String message) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.refused(parcel.warehouse(), CREATE, parcel.fulfillmentNo(), message);
        String words = parcel.warehouse() + " refused the outbound order: " + message;
        return ownLabel(parcel)
                ? waybills.refuse(parcelNo, REFUSED, words)
                : WaybillFact.of(parcel, WaybillFact.FAILED).because(REFUSED, words);
    }

    private OutboundOrder.Box box(Parcel parcel) {
        if (ownLabel(parcel)) {
            return new OutboundOrder.Box(parcel.parcelNo(), null, null, null);
        }
        return new OutboundOrder.Box(
                parcel.parcelNo(),
                parcel.waybillNo(),
                parcel.carrierName() == null ? parcel.carrier() : parcel.carrierName(),
                labels.latest(parcel.parcelNo())
                        .map(label -> label.document().canonical())
                        .orElse(null));
    }

    private static boolean ownLabel(Parcel parcel) {
        return "warehouse".equals(parcel.labelSource());
    }
}
