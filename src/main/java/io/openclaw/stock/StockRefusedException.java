package io.openclaw.stock;

/** A statement about stock that cannot be true; the message says why, the hint what to do instead. */
public class StockRefusedException extends RuntimeException {

    private final String hint;

    public StockRefusedException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
