package io.openclaw.order;

/** What somebody wants done cannot be done as things stand: why, and what to do instead. Nothing was changed. */
public class ActionRefusedException extends RuntimeException {

    private final String code;
    private final String hint;

    /**
     * @param code stable word for programs
     * @param message why not
     * @param hint what to do instead
     */
    public ActionRefusedException(String code, String message, String hint) {
        super(message);
        this.code = code;
        this.hint = hint;
    }

    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }
}
