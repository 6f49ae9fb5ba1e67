package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.Writing;
import java.util.List;

/** Who speaks about parcels: the carrier itself, an aggregator. */
public interface MilestoneListener {

    /**
     * Called in the unit of work that moved the parcel.
     *
     * @param before code reported before, or null when nothing was, or something else was on another script
     * @param fresh what is new, oldest first
     */
    void moved(Writing writing, Parcel parcel, String before, List<Point> fresh);
}
