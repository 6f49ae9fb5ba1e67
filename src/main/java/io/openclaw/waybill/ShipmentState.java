package io.openclaw.waybill;

/**
 * Where a parcel stands in the platform's eyes: what the account's policy is judged by.
 *
 * @param policy label, outbound, first_scan or before_ship_by
 * @param confirmable it has a number, was not cancelled, and telling the platform is the hub's task
 * @param labelled its label is there
 * @param outbound it has left the warehouse
 * @param scanned a carrier has seen it
 * @param shipByNear the platform's ship-by time is near, or there is none and it has left
 * @param told the platform has the number in force
 * @param correction the platform has another number of this parcel, or may have
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
        boolean correction) {}
