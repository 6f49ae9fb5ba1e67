package io.openclaw.sandbox.ledger;

/** The simulated partners' store cannot be written for now: whether what was asked is done, nobody can say. */
public final class LedgerAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerAwayException(String what, Throwable cause) {
        super("the simulated partners' store is away: " + what, cause);
    }

    /** Whether that is what a failure came of. */
    public static boolean meant(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof LedgerAwayException) {
                return true;
            }
        }
        return false;
    }
}
