package io.openclaw.listing;

import java.time.Instant;

/**
 * A channel lists another figure than it was told ({@code case.due}), or again the one it was told ({@code
 * listing.agreed}).
 *
 * @param subject the account's code: tells the cases of one account apart
 * @param told units told last
 * @param listed units found
 * @param message in English, for the case
 */
public record ListingDrift(
        String tenant,
        String account,
        String orderKey,
        String cause,
        String subject,
        String sku,
        Integer told,
        Integer listed,
        String message,
        Instant since) {

    static final String CAUSE = "listing_drift";
    private static final int KEY_WIDTH = 80;

    static ListingDrift of(Listing row, int listed, Instant at) {
        String key = "listing:" + row.account() + ":" + row.platformSku();
        return new ListingDrift(
                row.tenant(),
                row.account(),
                key.length() <= KEY_WIDTH ? key : key.substring(0, KEY_WIDTH),
                CAUSE,
                row.platformSku(),
                row.sku(),
                row.told(),
                listed,
                row.account() + " lists " + listed + " of " + row.platformSku()
                        + (row.platformSku().equals(row.sku()) ? "" : " (" + row.sku() + ")") + ", it was told "
                        + row.told() + " at "
                        + row.toldAt().toInstant() + "; the right figure is told again",
                at);
    }
}
