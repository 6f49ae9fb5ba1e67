package io.openclaw.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A listing as the open API shows it; units, and times as ISO 8601 with offset.
 *
 * @param desired what is to be told: as it is now where something is to be told, else as last worked out
 * @param told what the platform was told last
 * @param listed what it was last found to show
 * @param dirty true while something is to be told
 * @param dirtySince since when; null while nothing is
 * @param drift true while a case is open because it shows something else than it was told
 * @param message why the platform does not take it, or null
 * @param sync whether the channel shows what it should, as far as the hub knows: in_sync, unverified, to_tell, blocked, differs; the
 *     state where it has no figure to show
 * @param obstacle why the account cannot be told, and since when; null where nothing is known that hinders it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ListingView(
        String account,
        String platformSku,
        String sku,
        String state,
        Integer desired,
        Integer told,
        String toldAt,
        Integer listed,
        String readAt,
        boolean dirty,
        String dirtySince,
        boolean drift,
        String message,
        String sync,
        Obstacle obstacle) {}
