package io.openclaw.listing;

import java.time.OffsetDateTime;

/**
 * One code that one account sells under: a row of the table {@code listing}.
 *
 * @param platformSku the account's code
 * @param sku what it stands for
 * @param listingIds the platform's own ids of it as JSON, or null until its connector has found them
 * @param desired units to be told as last worked out, or null
 * @param told units told last, or null
 * @param listed units the platform was last found to show, or null
 * @param generation counts what may have altered the figure
 * @param toldGeneration the one whose figure was told last
 * @param dirtySince since when something is to be told, or null
 * @param notBefore until when a row that was refused or is not listed rests, or null
 * @param askedAt since when a call is under way or its end unknown, or null
 * @param retell tell it even if it is the figure told last
 * @param solo tell it by itself
 * @param differsSince first reading that differed from what was told, or null
 * @param drift a case is open about it
 */
record Listing(
        String tenant,
        String account,
        String platformSku,
        String sku,
        String listingIds,
        String state,
        Integer desired,
        Integer told,
        OffsetDateTime toldAt,
        Integer listed,
        OffsetDateTime readAt,
        long generation,
        long toldGeneration,
        OffsetDateTime dirtySince,
        OffsetDateTime notBefore,
        OffsetDateTime askedAt,
        boolean retell,
        boolean solo,
        OffsetDateTime checkAt,
        OffsetDateTime differsSince,
        boolean drift,
        String lastError) {

    /** To be told, nothing told yet. */
    static final String PENDING = "pending";

    static final String TOLD = "told";
    /** The account is in mode shadow: the figure is worked out and nobody is told. */
    static final String SHADOW = "shadow";
    /** The hub knows no stock of it, so the platform's figure is left alone. */
    static final String UNSTOCKED = "unstocked";
    /** The platform does not sell it. */
    static final String UNLISTED = "unlisted";
    /** The platform did not take the figure. */
    static final String REFUSED = "refused";
}
