package io.openclaw.order.view;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/** Where a page ended, opaque on the wire. */
public record PageCursor(Instant updatedAt, String orderNo) {

    public String text() {
        byte[] plain = (updatedAt + "|" + orderNo).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    /** An {@link IllegalArgumentException} when it is not a cursor of ours. */
    static PageCursor of(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int bar = plain.indexOf('|');
            if (bar > 0) {
                return new PageCursor(Instant.parse(plain.substring(0, bar)), plain.substring(bar + 1));
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(unknown(text), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(unknown(text), e);
        }
        throw new IllegalArgumentException(unknown(text));
    }

    private static String unknown(String text) {
        return "cursor '" + text + "' is not one that a page gave as next_cursor; ask without it for the first page";
    }
}
