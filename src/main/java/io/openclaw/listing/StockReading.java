package io.openclaw.listing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * One question to one account about what it lists; as it is, the document of {@code platform:read-stock}.
 *
 * @param items what is asked about
 * @param turn the turn it belongs to
 * @param rows what the hub held of it before it asked, in the order of the items
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StockReading(String account, List<Item> items, @JsonIgnore Turn turn, @JsonIgnore List<Listing> rows) {

    /** @param listing the platform's own ids, or null */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Item(String platformSku, Map<String, String> listing) {}

    /**
     * An account's turn to be read.
     *
     * @param all everything that was told; otherwise what is to be checked out of turn
     */
    public record Turn(String tenant, String account, boolean all) {}

    public StockReading {
        items = List.copyOf(items);
        rows = List.copyOf(rows);
    }

    /** Code of the last item: the next question goes on behind it. */
    @JsonIgnore
    String last() {
        return items.get(items.size() - 1).platformSku();
    }
}
