package io.openclaw.sandbox.control;

/** A control call that cannot be carried out; the hint says what to send instead. */
final class ControlProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    ControlProblem(int status, String message, String hint) {
        super(message);
        this.status = status;
        this.hint = hint;
    }

    static ControlProblem invalid(String message, String hint) {
        return new ControlProblem(400, message, hint);
    }

    int status() {
        return status;
    }

    String hint() {
        return hint;
    }
}
