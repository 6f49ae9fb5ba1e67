package io.openclaw.inbox;

import java.time.Duration;

/** A request that is answered with a problem instead of being taken. */
public class Refused extends RuntimeException {

    private final int status;
    private final String title;
    private final String hint;
    private final Duration retryAfter;

    /**
     * @param status HTTP status of the answer
     * @param title what kind of problem it is, the same words every time
     * @param detail this case of it; shown to the sender
     * @param hint what the sender can do
     */
    public Refused(int status, String title, String detail, String hint) {
        this(status, title, detail, hint, null, null);
    }

    public Refused(int status, String title, String detail, String hint, Duration retryAfter, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.title = title;
        this.hint = hint;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String hint() {
        return hint;
    }

    /** When to try again, or null. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
