package io.openclaw.listing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * What is to be told to one account in one call; as it is, the document of {@code platform:push-stock}.
 *
 * @param reference names the call in the platform's own history
 * @param items the figures, empty where nothing is to be told
 * @param notes what has to be known when the call has ended; in the order of the items
 * @param takenAt when the rows were looked at
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FlushBatch(
        String account,
        String reference,
        List<Item> items,
        @JsonIgnore String tenant,
        @JsonIgnore List<Note> notes,
        @JsonIgnore OffsetDateTime takenAt) {

    /**
     * One figure.
     *
     * @param available units, zero or more
     * @param listing the platform's own ids as its connector gave them, or null where it has still to find them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Item(String platformSku, int available, Map<String, String> listing) {}

    /**
     * @param generation of the row when the figure was worked out
     * @param unsure an earlier call about it has come to no end that is known
     */
    record Note(String platformSku, long generation, boolean unsure) {}

    public FlushBatch {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    /** True where the platform is to be called. */
    @JsonIgnore
    public boolean isCall() {
        return !items.isEmpty();
    }
}
