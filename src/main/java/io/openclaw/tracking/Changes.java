package io.openclaw.tracking;

import io.openclaw.account.Accounts;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Says what a statement changed; asked after the parcel was moved. */
@Component("trackingChanges")
class Changes {

    private final TrackingStore store;
    private final Accounts accounts;

    Changes(TrackingStore store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /** @param seq of the statement */
    TrackingChange of(ParcelRow parcel, Step step, long seq) {
        Journey.State before = step.before();
        Journey.State after = step.after();
        boolean delivered = before.deliveredAt() == null && after.deliveredAt() != null;
        boolean changed = after.leg() != before.leg() || after.rank() != before.rank();
        boolean node = TrackingRelay.news(step.meant(), changed, after.milestone())
                && TrackingRelay.wanted(accounts.get(parcel.account()), step.meant());
        return new TrackingChange(
                parcel.tenant(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.account(),
                parcel.warehouse(),
                parcel.carrier(),
                parcel.tracker(),
                parcel.waybillNo(),
                after.leg(),
                word(after.milestone()),
                word(before.milestone()),
                changed,
                before.firstScanAt() == null && after.firstScanAt() != null,
                TrackingStore.utc(after.firstScanAt()),
                delivered,
                delivered && store.allDelivered(parcel.orderNo()),
                TrackingStore.utc(after.deliveredAt()),
                before.returnedAt() == null && after.returnedAt() != null,
                after.flags().keySet().stream().map(Flag::word).toList(),
                reasons(after),
                after.reason(),
                node,
                word(step.meant()),
                step.reason(),
                TrackingStore.utc(step.at()),
                List.of(seq));
    }

    private static Map<String, String> reasons(Journey.State state) {
        Map<String, String> reasons = new TreeMap<>();
        state.flags().forEach((flag, reason) -> reasons.put(flag.word(), reason));
        return reasons;
    }

    private static String word(Milestone milestone) {
        return milestone == null ? null : milestone.word();
    }
}
