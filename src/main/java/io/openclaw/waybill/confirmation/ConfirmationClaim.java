package io.openclaw.waybill.confirmation;

import java.time.OffsetDateTime;

/**
 * Whether a platform may be told of a shipment now.
 *
 * @param asked it was told before, these numbers or others, and the outcome is not known: ask first
 * @param settled that is so long ago that what the platform does not show now will not appear later
 * @param statement what to tell, with the platform's own id where what it has is corrected
 * @param since when it was told last; null where it was not
 * @param until from when on that is settled
 */
public record ConfirmationClaim(
        boolean claimed,
        boolean asked,
        boolean settled,
        ShipmentConfirmation statement,
        OffsetDateTime since,
        OffsetDateTime until) {

    static ConfirmationClaim refused() {
        return new ConfirmationClaim(false, false, false, null, null, null);
    }
}
