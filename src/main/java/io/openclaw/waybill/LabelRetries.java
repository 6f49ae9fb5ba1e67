package io.openclaw.waybill;

import static io.openclaw.waybill.Parcel.CREATED;
import static io.openclaw.waybill.Parcel.FAILED;
import static io.openclaw.waybill.Parcel.PENDING;
import static io.openclaw.waybill.Parcel.REQUESTED;
import static io.openclaw.waybill.Parcel.UNKNOWN;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.Effects;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.order.OrderTouch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Has labels asked for again after a person mended what their maker refused, or where nobody is at it any more. The maker is asked
 * for what it has under the parcel's number before it is asked to make another.
 */
@Component("labelRetries")
public class LabelRetries {

    /**
     * What is to be asked again.
     *
     * @param labels parcels without a label: the data of {@code waybill.check}
     * @param handovers one parcel of a fulfillment with labels that its warehouse refused to ship: the data of {@code waybill.handover}
     */
    public record Retry(List<WaybillFact> labels, List<WaybillFact> handovers) {}

    private final Parcels parcels;
    private final Effects effects;
    private final Accounts accounts;
    private final OrderTouch orders;
    private final Duration settleTime;

    /** @param settleTime how long a maker may take to show what it was asked; before that its "not found" proves nothing */
    LabelRetries(
            Parcels parcels,
            Effects effects,
            Accounts accounts,
            OrderTouch orders,
            @Value("${openclaw.settle-time:5s}") Duration settleTime) {
        this.parcels = parcels;
        this.effects = effects;
        this.accounts = accounts;
        this.orders = orders;
        this.settleTime = settleTime;
    }

    /**
     * Begins again with every parcel of a fulfillment that has no label. Called inside the caller's transaction.
     *
     * @throws ActionRefusedException where nothing is to be labelled any more, or whoever makes the label may not be asked
     */
    public Retry start(String fulfillmentNo) {
        List<Parcel> all = parcels.of(fulfillmentNo).stream()
                .map(parcel -> parcels.lock(parcel.parcelNo()))
                .toList();
        if (all.stream().noneMatch(parcel -> parcel.live() && !parcel.outbound())) {
            throw new ActionRefusedException(
                    "nothing_to_label",
                    "nothing of fulfillment " + fulfillmentNo
                            + " is to be labelled any more: it was cancelled, or has left",
                    "close the case, with a note");
        }
        List<WaybillFact> labels = new ArrayList<>();
        for (Parcel parcel : all) {
            if (parcel.in(FAILED, REQUESTED, PENDING, UNKNOWN)) {
                mayAsk(parcel, parcel.labelMaker());
                again(parcel);
                labels.add(WaybillFact.of(parcel, WaybillFact.PENDING));
            }
        }
        List<WaybillFact> handovers = labels.isEmpty() ? handovers(all) : List.of();
        if (labels.isEmpty() && handovers.isEmpty()) {
            throw new ActionRefusedException(
                    "label_there",
                    "every parcel of fulfillment " + fulfillmentNo + " has its label, or gives it back",
                    "look at the order's fulfillments; close the case, with a note");
        }
        return new Retry(labels, handovers);
    }

    /** What was refused was answered: nothing of it can appear later, so one look for it is enough. */
    private void again(Parcel parcel) {
        if (parcels.status(parcel, REQUESTED, FAILED)) {
            if ("carrier".equals(parcel.labelSource())) {
                parcels.asked(parcel, parcels.now().minus(settleTime));
            }
            orders.touch(parcel.orderNo());
        }
    }

    /** A warehouse that has no label to make, and did not take the order with ours. */
    private List<WaybillFact> handovers(List<Parcel> all) {
        return all.stream()
                .filter(parcel -> parcel.in(CREATED)
                        && !"warehouse".equals(parcel.labelSource())
                        && effects.refusal(parcel.warehouse(), Outbounds.CREATE, parcel.fulfillmentNo())
                                .isPresent())
                .findFirst()
                .map(parcel -> {
                    mayAsk(parcel, parcel.warehouse());
                    return List.of(WaybillFact.of(parcel, WaybillFact.CREATED));
                })
                .orElse(List.of());
    }

    private void mayAsk(Parcel parcel, String maker) {
        accounts.find(maker)
                .filter(account -> account.mode() != Account.Mode.LIVE)
                .ifPresent(account -> {
                    throw new ActionRefusedException(
                            "account_not_live",
                            "account " + account.id() + ", which is to be asked for " + parcel.parcelNo()
                                    + ", is in mode " + account.mode().name().toLowerCase(Locale.ROOT),
                            "set its mode to live in config/partners.yaml");
                });
    }
}
