package io.openclaw.sandbox.parcel;

import java.time.OffsetDateTime;

/**
 * A parcel on its way.
 *
 * @param account carrier or warehouse whose parcel it is
 * @param reference the customer's own number of it
 * @param journey see {@link Journeys}
 * @param step how many stops of the journey were reported
 * @param reported how many points there are, those of an earlier script included
 */
public record Parcel(
        String account,
        String waybillNo,
        String reference,
        String country,
        String city,
        String journey,
        int step,
        int reported,
        OffsetDateTime nextAt) {}
