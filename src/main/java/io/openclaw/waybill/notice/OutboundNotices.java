package io.openclaw.waybill.notice;

import static io.openclaw.waybill.Parcel.PENDING;
import static io.openclaw.waybill.Parcel.REQUESTED;
import static io.openclaw.waybill.Parcel.UNKNOWN;
import static io.openclaw.waybill.Parcel.VOID;
import static io.openclaw.waybill.Parcel.VOID_REQUESTED;

import io.openclaw.effect.Effects;
import io.openclaw.stock.Departures;
import io.openclaw.stock.StockChange;
import io.openclaw.waybill.Fulfillments;
import io.openclaw.waybill.Outbounds;
import io.openclaw.waybill.Parcel;
import io.openclaw.waybill.Parcels;
import io.openclaw.waybill.Promised;
import io.openclaw.waybill.Promises;
import io.openclaw.waybill.Shipped;
import io.openclaw.waybill.WaybillAnswer;
import io.openclaw.waybill.WaybillFact;
import io.openclaw.waybill.WaybillVoids;
import io.openclaw.waybill.Waybills;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes what a warehouse reports of a fulfillment: how far it is, and its packages with numbers and labels where it makes them. Notices come
 * twice and out of order; a step that was passed is not taken back. Called inside the caller's transaction.
 *
 * <p>What a departure's {@code shipped} says:
 *
 * <ul>
 *   <li>absent or empty: all of it left, in however many packages, also where some of them are reported later;
 *   <li>less than was asked for: the departure is over, and what is not named was not found. This is a short pick;
 *   <li>0 of everything: nothing left. The fulfillment is over, its label is to be voided;
 *   <li>less than was asked for, with {@code rest_follows}: no short pick. What is named has left so far, over all departures; the rest
 *       stays promised to the fulfillment, which is open until a notice without {@code rest_follows}. Until then a carrier's scan of what
 *       left says nothing of the rest.
 * </ul>
 */
@Component("outboundNotices")
public class OutboundNotices {

    /** Why a warehouse gave an order back, in the words of the contract. */
    private static final String GIVEN_BACK = "retailer_not_ready";

    private static final int REASON_LENGTH = 300;

    private final Parcels parcels;
    private final Fulfillments fulfillments;
    private final Waybills waybills;
    private final WaybillVoids voids;
    private final Effects effects;
    private final Packages packages;
    private final Promises promises;
    private final Departures departures;

    public OutboundNotices(
            Parcels parcels,
            Fulfillments fulfillments,
            Waybills waybills,
            WaybillVoids voids,
            Effects effects,
            Packages packages,
            Promises promises,
            Departures departures) {
        this.parcels = parcels;
        this.fulfillments = fulfillments;
        this.waybills = waybills;
        this.voids = voids;
        this.effects = effects;
        this.packages = packages;
        this.promises = promises;
        this.departures = departures;
    }

    /**
     * @param warehouse the account that reports; it can speak of its own fulfillments only
     * @param notice canonical document of type {@code outbound_status}
     */
    public NoticeResult take(String warehouse, Map<String, Object> notice) {
        String fulfillmentNo = WaybillAnswer.text(notice, "fulfillment_no");
        Optional<String> parcelNo =
                fulfillmentNo == null ? Optional.empty() : fulfillments.parcelAt(warehouse, fulfillmentNo);
        if (parcelNo.isEmpty()) {
            return NoticeResult.unknown(warehouse, fulfillmentNo);
        }
        try {
            return take(warehouse, fulfillmentNo, parcels.lock(parcelNo.get()), notice);
        } catch (UnclearNoticeException e) {
            return NoticeResult.unclear(fulfillmentNo, e.getMessage());
        }
    }

    private NoticeResult take(String warehouse, String fulfillmentNo, Parcel parcel, Map<String, Object> notice) {
        // Whatever it says of the order, it has it: the answer to our own call may have been lost.
        effects.done(warehouse, Outbounds.CREATE, fulfillmentNo, null);
        String status = WaybillAnswer.text(notice, "status");
        Map<String, Integer> left = left(notice);
        boolean restFollows = Boolean.parseBoolean(WaybillAnswer.text(notice, "rest_follows"));
        if ("outbound".equals(status) && !restFollows && nothing(left)) {
            return nothingFound(parcel, notice);
        }
        requireNumbers(parcel, status, notice);
        List<WaybillFact> facts = new ArrayList<>(
                "cancelled".equals(status)
                        ? cancelled(fulfillmentNo, notice)
                        : packed(parcel, ReportedPackage.of(notice)));
        Shipped shipped = null;
        NoticeResult.Doubt doubt = null;
        PartDeparture part = null;
        List<StockChange> stock = new ArrayList<>();
        if ("outbound".equals(status) && restFollows && leftSoFar(parcel, left, time(notice, "occurred_at"), stock)) {
            fulfillments.advance(fulfillmentNo, "packed");
            part = part(parcel, left);
        } else if ("outbound".equals(status)) {
            doubt = parcel.outbound() ? otherThanLeft(parcel, left) : null;
            shipped = outbound(parcel, left, time(notice, "occurred_at"), stock);
        } else if (status != null && !"cancelled".equals(status)) {
            fulfillments.advance(fulfillmentNo, status);
        } else if (facts.stream().anyMatch(fact -> GIVEN_BACK.equals(fact.reason()))) {
            fulfillments.givenBack(fulfillmentNo);
        }
        if (ownLabel(parcel)) {
            facts.addAll(packages.dropEmpty(parcels.get(parcel.parcelNo())));
        }
        if (shipped != null && shipped.afterCancel()) {
            facts.add(WaybillFact.of(parcels.get(parcel.parcelNo()), WaybillFact.VOID_REFUSED)
                    .because(WaybillVoids.TOO_LATE, warehouse + " shipped it although it was cancelled"));
        }
        return new NoticeResult(null, true, fulfillmentNo, facts, shipped, null, doubt, part, List.copyOf(stock));
    }

    /** The order shows what has left of it, though the rest is to follow; null where that is no news. */
    private PartDeparture part(Parcel parcel, Map<String, Integer> named) {
        if (nothing(named) || parcel.outbound() || parcel.ended()) {
            return null;
        }
        Map<String, Integer> sold = sold(parcel.fulfillmentNo(), promises.of(parcel.fulfillmentNo()), named);
        return fulfillments.leftSoFar(parcel.fulfillmentNo(), sold)
                ? new PartDeparture(
                        parcel.tenant(),
                        parcel.account(),
                        parcel.orderNo(),
                        parcel.fulfillmentNo(),
                        parcel.parcelNo(),
                        parcel.warehouse(),
                        Promised.words(sold) + " left so far; the rest is to follow")
                : null;
    }

    private static boolean nothing(Map<String, Integer> left) {
        return !left.isEmpty() && left.values().stream().allMatch(units -> units == 0);
    }

    /**
     * The warehouse found nothing of it, and is done with it. Where it was asked to drop it, that is its yes: nobody knows whether it looked
     * for the goods.
     */
    private NoticeResult nothingFound(Parcel parcel, Map<String, Object> notice) {
        String fulfillmentNo = parcel.fulfillmentNo();
        List<Parcel> all = parcels.of(fulfillmentNo);
        if (parcel.ended()) {
            return NoticeResult.of(fulfillmentNo, List.of());
        }
        if (parcel.outbound()) {
            return NoticeResult.of(fulfillmentNo, List.of())
                    .doubting(doubt(parcel, "nothing of it", promises.of(fulfillmentNo)));
        }
        requireAtLeast(fulfillmentNo, "nothing of it", Map.of());
        voids.dropped(parcel.parcelNo());
        if (all.stream().anyMatch(one -> one.in(VOID_REQUESTED))) {
            return NoticeResult.of(fulfillmentNo, cancelled(fulfillmentNo, notice));
        }
        return new NoticeResult(
                null, true, fulfillmentNo, List.of(), null, Unpicked.of(parcel, time(notice, "occurred_at")), null);
    }

    /**
     * What left was told before, by a carrier's scan of a parcel or by another notice. The books and the order go by the first word; that the
     * warehouse has another is somebody's question.
     */
    private NoticeResult.Doubt otherThanLeft(Parcel parcel, Map<String, Integer> named) {
        Promised promised = promises.of(parcel.fulfillmentNo());
        // Units that cannot be of it at all are more than left, or another's goods.
        boolean differs = !named.isEmpty()
                && !promised.soldOf(named).filter(promised.sold()::equals).isPresent();
        return differs ? doubt(parcel, Promised.words(named), promised) : null;
    }

    private static NoticeResult.Doubt doubt(Parcel parcel, String said, Promised promised) {
        return new NoticeResult.Doubt(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                "stock_drift",
                parcel.warehouse() + " says that " + said + " left with " + parcel.fulfillmentNo()
                        + ", which had left before with " + promised.words()
                        + "; the order may lack some of it, or have too much. Have the warehouse count, and send what is missing");
    }

    /**
     * What has left of a fulfillment of which more is to leave: its units leave the books, the rest stays promised.
     *
     * @param named units that have left so far, by the SKUs the warehouse names
     * @param stock gets the stock of which another number can be sold by that
     * @return false where nothing is left to follow: then it is a departure like any other
     */
    private boolean leftSoFar(Parcel parcel, Map<String, Integer> named, OffsetDateTime at, List<StockChange> stock) {
        String fulfillmentNo = parcel.fulfillmentNo();
        if (named.isEmpty()) {
            throw new UnclearNoticeException(
                    fulfillmentNo + " has left in part, and the rest is to follow: report in shipped"
                            + " what has left so far, over all its departures");
        }
        if (nothing(named)) {
            return true;
        }
        Promised promised = promises.of(fulfillmentNo);
        Map<String, Integer> sold = sold(fulfillmentNo, promised, named);
        if (sold.equals(promised.sold())) {
            return false;
        }
        if (!parcel.outbound() && !parcel.ended()) {
            fulfillments.lockOrders(fulfillmentNo);
            promised.stockedOf(sold).forEach((sku, units) -> departures
                    .shipUpTo(fulfillmentNo, sku, units, at)
                    .map(StockChange::of)
                    .ifPresent(stock::add));
        }
        return true;
    }

    /** The last word of a fulfillment that left in several departures is of all of them: none takes back what left before. */
    private void requireAtLeast(String fulfillmentNo, String said, Map<String, Integer> stocked) {
        Map<String, Integer> before = promises.left(fulfillmentNo);
        if (before.entrySet().stream().anyMatch(one -> stocked.getOrDefault(one.getKey(), 0) < one.getValue())) {
            throw new UnclearNoticeException(fulfillmentNo + " is said to have left with " + said
                    + ", and of the shelf " + Promised.words(before)
                    + " had left with it before: report in shipped what has left in all, over all its departures");
        }
    }

    private static Map<String, Integer> sold(String fulfillmentNo, Promised promised, Map<String, Integer> named) {
        return promised.soldOf(named)
                .orElseThrow(() -> new UnclearNoticeException(Promised.words(promised.misfits(named))
                        + " cannot have left with " + fulfillmentNo + ": it has " + promised.words()
                        + "; report in shipped what left of these, of a bundle whole ones"));
    }

    /**
     * Of a shipment that left in part the units leave the books here, where it is still known what was promised for what left; the
     * rest stays promised until whoever plans the order anew counts it as missing.
     *
     * @param named units that left, by the SKUs the warehouse names; empty where all of it did
     * @param stock gets the stock of which another number can be sold by that
     */
    private Shipped outbound(Parcel parcel, Map<String, Integer> named, OffsetDateTime at, List<StockChange> stock) {
        String fulfillmentNo = parcel.fulfillmentNo();
        Map<String, Integer> gone = Map.of();
        boolean partly = false;
        if (!named.isEmpty() && !parcel.outbound()) {
            Promised promised = promises.of(fulfillmentNo);
            Map<String, Integer> sold = sold(fulfillmentNo, promised, named);
            requireAtLeast(fulfillmentNo, Promised.words(named), promised.stockedOf(sold));
            partly = fulfillments.leftPartly(fulfillmentNo, sold);
            gone = partly ? promised.stockedOf(sold) : gone;
        }
        Shipped shipped = fulfillments
                .markOutbound(fulfillmentNo, at, Fulfillments.WAREHOUSE)
                .partly(partly);
        gone.forEach((sku, units) -> {
            if (units > 0) {
                departures
                        .shipUpTo(fulfillmentNo, sku, units, shipped.outboundAt())
                        .map(StockChange::of)
                        .ifPresent(stock::add);
            }
        });
        return shipped;
    }

    /** Packages that left have numbers; a departure that lists them may come without only where they are known. */
    private void requireNumbers(Parcel parcel, String status, Map<String, Object> notice) {
        if ("outbound".equals(status)
                && ownLabel(parcel)
                && ReportedPackage.listed(notice)
                && ReportedPackage.of(notice).isEmpty()
                && parcels.of(parcel.fulfillmentNo()).stream().allMatch(one -> one.waybillNo() == null)) {
            throw new UnclearNoticeException("packages of " + parcel.fulfillmentNo()
                    + " have left without a number; report waybill_no of each of them");
        }
    }

    /** The packages of a notice; what they bear is theirs where the warehouse makes the labels. */
    private List<WaybillFact> packed(Parcel parcel, List<ReportedPackage> reported) {
        if (!ownLabel(parcel)) {
            return List.of();
        }
        List<WaybillFact> facts = new ArrayList<>();
        for (ReportedPackage one : reported) {
            Parcel holder = packages.parcel(parcel, one);
            facts.add(waybills.commit(holder.parcelNo(), one.answer(), null));
        }
        if (reported.isEmpty()) {
            parcels.of(parcel.fulfillmentNo()).forEach(one -> parcels.status(one, PENDING, REQUESTED, UNKNOWN));
        }
        return facts;
    }

    private List<WaybillFact> cancelled(String fulfillmentNo, Map<String, Object> notice) {
        return parcels.of(fulfillmentNo).stream()
                .map(parcel -> cancelled(parcel, notice))
                .toList();
    }

    private static boolean ownLabel(Parcel parcel) {
        return "warehouse".equals(parcel.labelSource());
    }

    private WaybillFact cancelled(Parcel parcel, Map<String, Object> notice) {
        if (parcel.in(VOID_REQUESTED) && !"carrier".equals(parcel.labelSource())) {
            return voids.commit(parcel.parcelNo());
        }
        boolean over = parcel.in(VOID, VOID_REQUESTED);
        if (parcel.outbound() && !over && !knownToHaveLeft(parcel, time(notice, "occurred_at"))) {
            // The books and the shop go by its first word, and only a person can take that back.
            return WaybillFact.of(parcel, WaybillFact.FAILED)
                    .because(
                            GIVEN_BACK,
                            parcel.warehouse() + " had said that " + parcel.fulfillmentNo()
                                    + " left, and gave the outbound order back" + why(notice));
        }
        if (over || !parcel.live() || parcel.outbound()) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        String words = parcel.warehouse() + " gave the outbound order back" + why(notice);
        WaybillFact refused = waybills.refuse(parcel.parcelNo(), GIVEN_BACK, words);
        return WaybillFact.FAILED.equals(refused.change())
                ? refused
                : WaybillFact.of(parcel, WaybillFact.FAILED).because(GIVEN_BACK, words);
    }

    /** Whether a carrier has it, or the warehouse gave it back before it took it after all. */
    private static boolean knownToHaveLeft(Parcel parcel, OffsetDateTime givenBackAt) {
        return parcel.firstScanAt() != null || givenBackAt != null && givenBackAt.isBefore(parcel.outboundAt());
    }

    /** The warehouse's own words, where it gave some. */
    private static String why(Map<String, Object> notice) {
        String reason = WaybillAnswer.text(notice, "reason");
        String words = reason == null ? "" : reason.strip();
        return words.isEmpty() ? "" : ": " + words.substring(0, Math.min(REASON_LENGTH, words.length()));
    }

    /** What left by SKU, where the notice says so; empty where all of it did. */
    private static Map<String, Integer> left(Map<String, Object> notice) {
        Map<String, Integer> left = new LinkedHashMap<>();
        if (notice.get("shipped") instanceof List<?> lines) {
            for (Object item : lines) {
                Map<?, ?> line = (Map<?, ?>) item;
                left.merge(
                        String.valueOf(line.get("sku")),
                        Integer.parseInt(String.valueOf(line.get("quantity"))),
                        Integer::sum);
            }
        }
        return left;
    }

    static OffsetDateTime time(Map<String, Object> notice, String field) {
        String text = WaybillAnswer.text(notice, field);
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " '" + text + "' is no ISO 8601 time with offset", e);
        }
    }
}
