package io.openclaw.waybill;

import static io.openclaw.waybill.Parcel.CREATED;
import static io.openclaw.waybill.Parcel.FAILED;
import static io.openclaw.waybill.Parcel.PENDING;
import static io.openclaw.waybill.Parcel.REQUESTED;
import static io.openclaw.waybill.Parcel.UNKNOWN;
import static io.openclaw.waybill.Parcel.VOID;
import static io.openclaw.waybill.Parcel.VOID_REQUESTED;

import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.order.OrderTouch;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes a waybill back after its order was cancelled. From the claim on nobody buys it any more; a purchase that was
 * under way meanwhile commits into the cancellation and is voided by its number.
 *
 * <p>Each method is called inside the caller's transaction and may be repeated.
 */
@Component("waybillVoids")
public class WaybillVoids {

    static final String CANCEL = "cancel-outbound";

    /** Why a cancellation came too late, in the words of the contract. */
    public static final String TOO_LATE = "cancel_after_label";

    /** The same, where the order is not cancelled: it wants less than it did. */
    static final String CHANGED = "order_changed_after_label";

    private final Parcels parcels;
    private final Effects effects;
    private final OrderTouch orders;
    private final Duration settleTime;

    /** @param settleTime longer than any call can be under way: then an asking that left no trace has had no effect */
    public WaybillVoids(
            Parcels parcels,
            Effects effects,
            OrderTouch orders,
            @Value("${openclaw.void-settle-time:30s}") Duration settleTime) {
        this.parcels = parcels;
        this.effects = effects;
        this.orders = orders;
        this.settleTime = settleTime;
    }

    /**
     * Stops the purchase and says what has to be taken back. The warehouse is asked once for all parcels of a fulfillment: its
     * yes, and its no to this cancellation, hold for the others too.
     *
     * @param since when this cancellation was decided; a yes or no of before is asked about again
     */
    public VoidClaim claim(String parcelNo, Instant since) {
        Parcel parcel = parcels.lock(parcelNo);
        if (parcel.in(VOID)) {
            return VoidClaim.over(WaybillFact.of(parcel, WaybillFact.NONE));
        }
        if (parcel.outbound()) {
            return VoidClaim.over(gone(parcel));
        }
        Optional<EffectClaim> outbound = outbound(parcel);
        boolean atCarrier = "carrier".equals(parcel.labelSource())
                && (parcel.askedAt() != null || parcel.waybillNo() != null)
                && !parcel.in(FAILED);
        if (!atCarrier && outbound.isEmpty()) {
            return VoidClaim.over(voided(parcel));
        }
        Optional<Effects.Refusal> no = effects.refusal(parcel.warehouse(), CANCEL, parcel.fulfillmentNo())
                .filter(refusal -> !refusal.at().toInstant().isBefore(since));
        if (no.isPresent()) {
            return VoidClaim.over(refused(parcel, no.get().detail()));
        }
        boolean atWarehouse = outbound.isPresent() && !dropped(parcel, since);
        if (parcels.status(parcel, VOID_REQUESTED, REQUESTED, PENDING, UNKNOWN, CREATED, FAILED)) {
            orders.touch(parcel.orderNo());
        }
        return new VoidClaim(
                true,
                null,
                atWarehouse,
                outbound.filter(EffectClaim::done).isPresent(),
                atCarrier,
                carrierNumber(parcel),
                settled(parcel, outbound),
                outbound.map(EffectClaim::since).orElse(null),
                seconds(parcel.askedAt()),
                until(parcel, outbound));
    }

    /**
     * The warehouse has said that it ships nothing of the fulfillment any more; it is not asked again for the other parcels.
     * That it does not know the order says less: it may yet receive it.
     */
    public void dropped(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.claim(parcel.warehouse(), CANCEL, parcel.fulfillmentNo(), parcel.orderNo());
        effects.done(parcel.warehouse(), CANCEL, parcel.fulfillmentNo(), null);
    }

    /** Everything was taken back; unless it left meanwhile. */
    public WaybillFact commit(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (!parcel.in(VOID_REQUESTED)) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        return parcel.outbound() ? gone(parcel) : voided(parcel);
    }

    /** Somebody will not take it back: the parcel stands as before, a person decides. */
    public WaybillFact refuse(String parcelNo, String message) {
        Parcel parcel = parcels.lock(parcelNo);
        effects.refused(
                parcel.warehouse(),
                CANCEL,
                parcel.fulfillmentNo(),
                message); // unless it has agreed: then the carrier refused
        return parcel.in(VOID_REQUESTED) ? refused(parcel, message) : WaybillFact.of(parcel, WaybillFact.NONE);
    }

    /** Whether the warehouse has agreed to this cancellation; otherwise notes that it is asked. */
    private boolean dropped(Parcel parcel, Instant since) {
        EffectClaim claim = effects.claim(parcel.warehouse(), CANCEL, parcel.fulfillmentNo(), parcel.orderNo());
        // A fulfillment that ended does not come back: what the warehouse said of it then holds.
        if (claim.done() && (parcel.ended() || !claim.doneAt().toInstant().isBefore(since))) {
            return true;
        }
        if (!claim.fresh()) {
            effects.renew(parcel.warehouse(), CANCEL, parcel.fulfillmentNo());
        }
        return false;
    }

    private WaybillFact voided(Parcel parcel) {
        parcels.status(parcel, VOID_REQUESTED, CREATED);
        if (!parcels.voided(parcel)) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        orders.touch(parcel.orderNo());
        return WaybillFact.of(parcel, WaybillFact.VOIDED);
    }

    private WaybillFact gone(Parcel parcel) {
        return parcel.deliveredAt() == null
                ? tooLate(
                        parcel,
                        parcel.fulfillmentNo() + " had left " + parcel.warehouse() + " before it could be stopped")
                : tooLate(parcel, parcel.fulfillmentNo() + " of " + parcel.warehouse() + " has been delivered")
                        .afterDelivery();
    }

    /** @param answer of the warehouse or the carrier */
    private WaybillFact refused(Parcel parcel, String answer) {
        boolean stays = parcel.ended()
                || effects.look(parcel.warehouse(), CANCEL, parcel.fulfillmentNo())
                        .filter(EffectClaim::done)
                        .isPresent();
        return tooLate(
                parcel,
                stays
                        ? parcel.warehouse() + " ships nothing of " + parcel.fulfillmentNo()
                                + " any more, but its label " + parcel.waybillNo() + " could not be taken back: "
                                + answer
                        : parcel.fulfillmentNo() + " of " + parcel.warehouse() + " could not be taken back: " + answer);
    }

    private WaybillFact tooLate(Parcel parcel, String message) {
        parcels.status(parcel, parcel.waybillNo() == null ? PENDING : CREATED, VOID_REQUESTED);
        orders.touch(parcel.orderNo());
        return WaybillFact.of(parcel, WaybillFact.VOID_REFUSED).because(wanted(parcel) ? CHANGED : TOO_LATE, message);
    }

    private boolean wanted(Parcel parcel) {
        return parcel.live() && !"cancelled".equals(parcel.orderState()) && parcels.wanted(parcel.orderNo());
    }

    private Optional<EffectClaim> outbound(Parcel parcel) {
        return effects.look(parcel.warehouse(), Outbounds.CREATE, parcel.fulfillmentNo());
    }

    /** The number its maker knows it by: a channel's number may have taken its place since. */
    private String carrierNumber(Parcel parcel) {
        return parcels.numbers(parcel.parcelNo()).stream()
                .filter(number -> ParcelNumber.WAYBILL.equals(number.role()))
                .map(ParcelNumber::number)
                .findFirst()
                .orElse(parcel.waybillNo());
    }

    private boolean settled(Parcel parcel, Optional<EffectClaim> outbound) {
        var horizon = parcels.now().minus(settleTime);
        return (parcel.askedAt() == null || !parcel.askedAt().isAfter(horizon))
                && outbound.map(claim -> !claim.askedAt().isAfter(horizon)).orElse(true);
    }

    private OffsetDateTime until(Parcel parcel, Optional<EffectClaim> outbound) {
        return Stream.of(outbound.map(EffectClaim::askedAt).orElse(null), parcel.askedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(last -> seconds(last).plus(settleTime).plusSeconds(1))
                .orElse(null);
    }

    private static OffsetDateTime seconds(OffsetDateTime at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS);
    }
}
