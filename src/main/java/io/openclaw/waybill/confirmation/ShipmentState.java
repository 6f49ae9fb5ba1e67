package io.openclaw.waybill.confirmation;

/**
 * Where a fulfillment stands in the platform's eyes: what the account's policy is judged by.
 *
 * @param policy label, outbound, first_scan or before_ship_by
 * @param confirmable a parcel of it has a number, it was not cancelled, and telling the platform is the hub's task
 * @param labelled the label of one of its parcels is there
 * @param outbound it has left the warehouse
 * @param scanned a carrier has seen one of its parcels
 * @param shipByNear the platform's ship-by time is near, or there is none and it has left
 * @param told the platform has the numbers in force
 * @param correction the platform has other numbers of it, or fewer, or may have
 * @param withdrawn it was cancelled at the platform, and nobody has asked to tell it again
 */
public record ShipmentState(
        String parcelNo,
        String policy,
        boolean confirmable,
        boolean labelled,
        boolean outbound,
        boolean scanned,
        boolean shipByNear,
        boolean told,
        boolean correction,
        boolean withdrawn) {

    /** Whether it may be told by the hub, once somebody asks for it. */
    boolean mayBe() {
        return confirmable || withdrawn;
    }
}
