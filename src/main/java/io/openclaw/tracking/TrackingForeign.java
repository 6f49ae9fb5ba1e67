package io.openclaw.tracking;

import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;

/**
 * Whoever was asked about a parcel's number tells of an earlier parcel that bore it, and of nothing else; as it is, the data of
 * {@code tracking.foreign}. Without personal data.
 *
 * @param account the platform account of the order
 * @param source account that tells it
 * @param lastAt the last of what is told, and {@code lastMilestone} what it says; null for an unknown code
 * @param since when the parcel began
 * @param message for people: what was told of which number
 */
public record TrackingForeign(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String waybillNo,
        String source,
        OffsetDateTime lastAt,
        String lastMilestone,
        OffsetDateTime since,
        String message) {

    static TrackingForeign of(TrackingBatch.Report report) {
        ParcelRow parcel = report.parcel();
        List<TrackingEvent> foreign = report.fresh(true);
        TrackingEvent last = foreign.stream()
                .filter(TrackingEvent::clocked)
                .max(Comparator.comparing(TrackingEvent::occurredAt))
                .orElse(foreign.get(foreign.size() - 1));
        String milestone = last.milestone() == null ? null : last.milestone().word();
        OffsetDateTime lastAt = TrackingStore.utc(last.occurredAt());
        return new TrackingForeign(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.waybillNo(),
                report.source().id(),
                lastAt,
                milestone,
                parcel.since(),
                report.source().id() + " tells of another parcel under " + parcel.waybillNo() + " ("
                        + (milestone == null ? "last heard of" : milestone) + " "
                        + lastAt.toLocalDate() + ", while this one is of "
                        + parcel.since().toLocalDate() + ")");
    }
}
