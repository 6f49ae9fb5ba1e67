package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.Writing;
import java.util.List;

/** Who speaks about parcels: the carrier itself, an aggregator. */
public interface MilestoneListener {

    /** Called in the unit of work that moved the parcel, with what is new. */
    void moved(Writing writing, Parcel parcel, List<Point> fresh);
}
