package io.openclaw.api;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Reads the moments that callers name. */
final class ApiTime {

    private static final String HOW = "write it in ISO 8601 with offset, as 2024-06-15T08:30:00+08:00";

    private ApiTime() {}

    /**
     * A moment in a body; null where there is none.
     *
     * @param field what it is called in the refusal
     */
    static OffsetDateTime of(String text, String field) {
        return parse(text, field, HOW);
    }

    /** A moment in a query, where a plus sign that was not escaped has become a space. */
    static OffsetDateTime ofQuery(String text, String field) {
        return parse(
                text == null ? null : text.replace(' ', '+'),
                field,
                HOW + ", in a query best with %2B for the plus sign");
    }

    private static OffsetDateTime parse(String text, String field, String how) {
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            String what = text.matches("\\d+") ? "a Unix number" : "no ISO 8601 time with offset";
            throw ApiProblem.badRequest(field + " '" + text + "' is " + what, how);
        }
    }
}
