package io.openclaw.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A page of a listing.
 *
 * @param nextCursor where the next page begins, or null on the last one; opaque to the caller
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> items, String nextCursor) {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    /** A page out of a list that was asked for one item more than the page holds. */
    static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = oneMore.subList(0, limit);
        return new Page<>(List.copyOf(items), cursor.apply(items.get(limit - 1)));
    }

    /** The cursor asked for, which is the id of the last item of the page before; refuses what never was one. */
    static String cursor(String asked, Pattern ids) {
        if (asked != null && !ids.matcher(asked).matches()) {
            throw ApiProblem.badRequest("cursor is not understood", "take the cursor of a page as it was given");
        }
        return asked;
    }

    /** The limit asked for, 100 where none is; refuses what is not 1 to 500. */
    static int limit(Integer asked) {
        int limit = asked == null ? DEFAULT_LIMIT : asked;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiProblem.badRequest("limit is " + limit, "ask for 1 to " + MAX_LIMIT + " at a time");
        }
        return limit;
    }
}
