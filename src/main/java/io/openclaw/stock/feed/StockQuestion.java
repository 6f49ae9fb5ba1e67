package io.openclaw.stock.feed;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;

/**
 * One question to one warehouse about its stock; as it is, the document of {@code warehouse:list-stock}.
 *
 * @param cursor the page; null for the first
 * @param limit SKUs on it, at most
 * @param turn the turn it belongs to
 * @param askedAt when it was asked: what the answer counts was so then at the earliest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StockQuestion(String cursor, int limit, @JsonIgnore Turn turn, @JsonIgnore OffsetDateTime askedAt) {

    /**
     * A warehouse's turn, held by this hub.
     *
     * @param cursor where its reading goes on; null where it begins
     * @param takenAt fences a hub that was overtaken
     * @param failures how often in a row the reading broke off before
     */
    public record Turn(String tenant, String account, String cursor, OffsetDateTime takenAt, int failures) {}
}
