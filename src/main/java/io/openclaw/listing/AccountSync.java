package io.openclaw.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/**
 * How it stands with one account's stock: all its listings summed.
 *
 * @param listings how many there are, by their {@code sync}
 * @param oldestToTell since when the figure has been waiting that waits longest; null where none does
 * @param toldAt when it was last told anything
 * @param readAt when it was last found to show anything
 * @param obstacle why it cannot be told; null where nothing is known that hinders it
 * @param unread why it cannot be asked what it shows; null where nothing is known that hinders that
 * @param failures calls in a row that came to no end
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AccountSync(
        String account,
        Map<String, Long> listings,
        String oldestToTell,
        String toldAt,
        String readAt,
        Obstacle obstacle,
        Obstacle unread,
        int failures) {

    public AccountSync {
        listings = Map.copyOf(listings);
    }

    long count(String sync) {
        return listings.getOrDefault(sync, 0L);
    }
}
