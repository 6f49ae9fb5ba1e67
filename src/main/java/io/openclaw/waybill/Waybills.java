package io.openclaw.waybill;

import static io.openclaw.waybill.Parcel.CREATED;
import static io.openclaw.waybill.Parcel.FAILED;
import static io.openclaw.waybill.Parcel.PENDING;
import static io.openclaw.waybill.Parcel.REQUESTED;
import static io.openclaw.waybill.Parcel.UNKNOWN;
import static io.openclaw.waybill.Parcel.VOID;
import static io.openclaw.waybill.Parcel.VOID_REQUESTED;

import io.openclaw.order.OrderTouch;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The states of a parcel's waybill: exactly one live waybill per parcel, also when a partner's answer was lost. Whoever
 * buys a label claims it here, asks the maker, and commits what came of it; the parcel number is the reference at the
 * maker, so an answer that was lost is found by it.
 *
 * <p>Each method is called inside the caller's transaction, holds the parcel's row until that ends, and may be repeated.
 */
@Component("waybills")
public class Waybills {

    private static final Logger LOG = LoggerFactory.getLogger(Waybills.class);

    static final String LABEL_REJECTED = "label_rejected";

    private static final Duration FIRST_CHECK = Duration.ofSeconds(2);
    private static final Duration LAST_CHECK = Duration.ofMinutes(15);

    private final Parcels parcels;
    private final Labels labels;
    private final OrderTouch orders;
    private final Duration settleTime;

    /**
     * @param settleTime how long a maker may take to show what it was asked; before that its "not found" proves nothing
     */
    public Waybills(
            Parcels parcels,
            Labels labels,
            OrderTouch orders,
            @Value("${openclaw.settle-time:5s}") Duration settleTime) {
        this.parcels = parcels;
        this.labels = labels;
        this.orders = orders;
        this.settleTime = settleTime;
    }

    /**
     * Takes the right to ask for a parcel's label. It is refused once there is a label, and when the fulfillment was
     * cancelled. An asking whose outcome is not known shows as {@code unknown} from here on.
     */
    public WaybillClaim claim(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (!parcel.in(REQUESTED, PENDING, UNKNOWN)) {
            return WaybillClaim.refused(parcel, "the waybill is " + parcel.waybillStatus());
        }
        boolean asked = parcel.askedAt() != null;
        if (!parcel.live() && !asked) {
            return WaybillClaim.refused(parcel, "it was cancelled");
        }
        boolean settled = asked && !parcel.askedAt().plus(settleTime).isAfter(parcels.now());
        if (!asked) {
            parcels.asked(parcel, parcels.now());
        } else if (parcels.status(parcel, UNKNOWN, REQUESTED)) {
            orders.touch(parcel.orderNo());
        }
        return new WaybillClaim(parcelNo, parcel.orderNo(), true, asked, settled, null, since(parcel), until(parcel));
    }

    /**
     * Notes that the maker is asked once more under the same reference, having said that it does not know it. Refused
     * when the parcel was cancelled meanwhile.
     */
    public WaybillClaim askAgain(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (!parcel.in(REQUESTED, PENDING, UNKNOWN)) {
            return WaybillClaim.refused(parcel, "the waybill is " + parcel.waybillStatus());
        }
        if (!parcel.live()) {
            parcels.asked(parcel, null);
            parcels.status(parcel, REQUESTED, PENDING, UNKNOWN);
            return WaybillClaim.refused(parcel, "it was cancelled");
        }
        parcels.asked(parcel, parcels.now());
        return new WaybillClaim(parcelNo, parcel.orderNo(), true, true, false, null, null, null);
    }

    /** Takes an asking back, after a failure that is sure to have changed nothing at the maker. */
    public void unasked(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (parcel.in(REQUESTED, PENDING, UNKNOWN, VOID_REQUESTED)) {
            parcels.asked(parcel, null);
            parcels.status(parcel, REQUESTED, UNKNOWN);
        }
    }

    /**
     * Takes a repeat back, after such a failure: what was asked before is as settled as it was. Else the next look would wait for what
     * nobody was asked.
     */
    public void notRepeated(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (parcel.in(REQUESTED, PENDING, UNKNOWN)) {
            parcels.asked(parcel, parcels.now().minus(settleTime));
        }
    }

    /** What is wrong with a label that is to be kept, in words; null for nothing. */
    public String labelFault(String parcelNo, Map<String, Object> answer, Map<String, Object> label) {
        try {
            WaybillAnswer.of(answer, label);
            return null;
        } catch (UnreadableLabelException e) {
            return parcels.get(parcelNo).labelMaker() + " gave a label of " + parcelNo + " " + e.getMessage();
        }
    }

    /**
     * Keeps what the maker answered.
     *
     * @param answer canonical document of {@code create-waybill}, {@code find-waybill} or {@code get-label}
     * @param label the label where it was fetched apart, or null
     */
    public WaybillFact commit(String parcelNo, Map<String, Object> answer, Map<String, Object> label) {
        Parcel parcel = parcels.lock(parcelNo);
        WaybillAnswer given =
                "warehouse".equals(parcel.labelSource()) ? readTold(parcel, answer) : WaybillAnswer.of(answer, label);
        if (given.created()) {
            return created(parcel, given);
        }
        if (PENDING.equals(given.status())) {
            return pending(parcel, given);
        }
        if (VOID.equals(given.status())) {
            return refuse(parcelNo, LABEL_REJECTED, parcel.labelMaker() + " has this waybill as void");
        }
        throw new IllegalArgumentException(
                "status '" + given.status() + "' of a waybill is none of created, pending, void");
    }

    /** The maker will not make it. */
    public WaybillFact refuse(String parcelNo, String reason, String message) {
        Parcel parcel = parcels.lock(parcelNo);
        if (parcel.in(VOID_REQUESTED) && parcel.waybillNo() == null) {
            parcels.voided(parcel);
            orders.touch(parcel.orderNo());
            return WaybillFact.of(parcel, WaybillFact.VOIDED);
        }
        if (!parcels.status(parcel, FAILED, REQUESTED, PENDING, UNKNOWN)) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        parcels.asked(parcel, null);
        orders.touch(parcel.orderNo());
        return WaybillFact.of(parcel, WaybillFact.FAILED).because(reason, message);
    }

    /**
     * Takes what a carrier says later of a parcel's numbers, and a newer label: the channel's number may come only after
     * relabelling in a warehouse. A new number that takes the place of the one in force makes a correction.
     *
     * @param document any canonical document with {@code numbers}, perhaps with {@code label}
     */
    public WaybillFact learn(String parcelNo, Map<String, Object> document) {
        Parcel parcel = parcels.lock(parcelNo);
        WaybillAnswer given = readTold(parcel, document);
        return parcel.in(CREATED)
                ? learn(parcel, given.numbers(), given.label())
                : WaybillFact.of(parcel, WaybillFact.NONE);
    }

    /** {@link #learn} of numbers alone. */
    public WaybillFact renumber(String parcelNo, List<ParcelNumber> numbers) {
        Parcel parcel = parcels.lock(parcelNo);
        return parcel.in(CREATED) ? learn(parcel, numbers, null) : WaybillFact.of(parcel, WaybillFact.NONE);
    }

    /** What was told unasked cannot be asked for again: its numbers count, a label that is none is left out. */
    private static WaybillAnswer readTold(Parcel parcel, Map<String, Object> document) {
        try {
            return WaybillAnswer.of(document, null);
        } catch (UnreadableLabelException e) {
            LOG.warn(
                    "OC-LABEL-UNREADABLE {} gave a label of {} {}; it is not kept, the numbers are",
                    parcel.labelMaker(),
                    parcel.parcelNo(),
                    e.getMessage());
            return WaybillAnswer.of(WaybillAnswer.unlabelled(document), null);
        }
    }

    private WaybillFact created(Parcel parcel, WaybillAnswer given) {
        if (given.waybillNo() == null) {
            throw new IllegalArgumentException(parcel.labelMaker() + " says the waybill of " + parcel.parcelNo()
                    + " is created, without waybill_no");
        }
        if (parcel.in(CREATED)) {
            return learn(parcel, given.numbers(), given.label());
        }
        var other = parcels.otherHolder(parcel, given.waybillNo());
        if (other.isPresent()) {
            return refuse(
                    parcel.parcelNo(),
                    LABEL_REJECTED,
                    parcel.labelMaker() + " gave number " + given.waybillNo() + ", which parcel " + other.get()
                            + " bears");
        }
        // Cancelled while it was bought: it is there all the same, so it is kept and voided by its number.
        boolean cancelled = parcel.in(VOID_REQUESTED, VOID);
        parcels.created(
                parcel,
                cancelled ? VOID_REQUESTED : CREATED,
                given.waybillNo(),
                given.carrierName(),
                parcel.waybillStatus());
        parcels.number(parcel, new ParcelNumber(ParcelNumber.CLIENT_REF, parcel.parcelNo()));
        given.numbers().forEach(number -> parcels.number(parcel, number));
        keep(parcel, given.waybillNo(), given.label());
        orders.touch(parcel.orderNo());
        return cancelled
                ? WaybillFact.of(parcels.get(parcel.parcelNo()), WaybillFact.VOIDING)
                : WaybillFact.created(parcel, given.waybillNo(), false);
    }

    private WaybillFact pending(Parcel parcel, WaybillAnswer given) {
        given.numbers().forEach(number -> parcels.number(parcel, number));
        if (!parcel.in(REQUESTED, PENDING, UNKNOWN)) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        if (parcels.status(parcel, PENDING, REQUESTED, UNKNOWN)) {
            orders.touch(parcel.orderNo());
        }
        return WaybillFact.of(parcel, WaybillFact.PENDING)
                .because(null, given.message())
                .after(checkAfter(parcel));
    }

    private WaybillFact learn(Parcel parcel, List<ParcelNumber> numbers, LabelDocument label) {
        String inForce = parcel.waybillNo();
        for (ParcelNumber number : numbers) {
            boolean fresh = parcels.number(parcel, number);
            if (fresh && number.told()) {
                inForce = number.number();
            }
        }
        keep(parcel, inForce, label);
        if (inForce.equals(parcel.waybillNo())) {
            return WaybillFact.of(parcel, WaybillFact.NONE);
        }
        parcels.renumber(parcel, inForce);
        orders.touch(parcel.orderNo());
        return WaybillFact.created(parcel, inForce, true);
    }

    private void keep(Parcel parcel, String waybillNo, LabelDocument label) {
        if (label != null) {
            labels.keep(parcel.parcelNo(), waybillNo, parcel.labelSource(), label);
        }
    }

    private static OffsetDateTime since(Parcel parcel) {
        return parcel.askedAt() == null ? null : parcel.askedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private OffsetDateTime until(Parcel parcel) {
        return parcel.askedAt() == null ? null : since(parcel).plus(settleTime).plusSeconds(1);
    }

    /** About half as long as it has been waited for, in steps: soon at first, then seldom. */
    private long checkAfter(Parcel parcel) {
        Duration waited = parcel.askedAt() == null ? Duration.ZERO : Duration.between(parcel.askedAt(), parcels.now());
        Duration step = FIRST_CHECK;
        while (step.multipliedBy(4).compareTo(waited) <= 0 && step.compareTo(LAST_CHECK) < 0) {
            step = step.multipliedBy(2);
        }
        return Math.min(step.toMillis(), LAST_CHECK.toMillis());
    }
}
