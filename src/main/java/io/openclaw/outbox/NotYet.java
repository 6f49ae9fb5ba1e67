package io.openclaw.outbox;

/** What has to come first has not come: the work is tried again, and there is nothing wrong with it. */
public class NotYet extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is waited for, and who brings it */
    public NotYet(String message) {
        super(message);
    }
}
