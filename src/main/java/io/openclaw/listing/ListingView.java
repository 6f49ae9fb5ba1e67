package io.openclaw.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A listing as the open API shows it; units, and times as ISO 8601 with offset.
 *
 * @param desired what is to be told, as last worked out
 * @param told what the platform was told last
 * @param listed what it was last found to show
 * @param dirty true while something is to be told
 * @param drift true while a case is open because it shows something else than it was told
 * @param message why the platform does not take it, or null
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
        boolean drift,
        String message) {}
