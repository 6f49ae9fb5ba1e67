package io.openclaw.outbox;

/**
 * A document of a partner that says something the hub has no meaning for. Repeating it is useless: it becomes a dead
 * letter that names the field, and is replayed once the mapping is mended.
 */
public class NotUnderstood extends RuntimeException {

    private final String field;
    private final String hint;

    /** For a route's {@code throwException}: what is wrong, in words. */
    public NotUnderstood(String message) {
        this(null, message, null, null);
    }

    /**
     * @param field path of the field at fault ({@code $.lines[0].quantity}), or null for the document as a whole
     * @param message what is wrong
     * @param hint what to do about it, or null
     */
    public NotUnderstood(String field, String message, String hint) {
        this(field, message, hint, null);
    }

    public NotUnderstood(String field, String message, String hint, Throwable cause) {
        super(message, cause);
        this.field = field;
        this.hint = hint;
    }

    public String field() {
        return field;
    }

    public String hint() {
        return hint;
    }
}
