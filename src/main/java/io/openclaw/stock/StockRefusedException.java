package io.openclaw.stock;

import io.openclaw.outbox.NotUnderstood;

/**
 * A statement about stock that cannot be true; the message says why, the hint what to do instead. Where a partner pushed it, it becomes a
 * dead letter at once: tried again for hours, it would be booked late, when something else has made room for it.
 */
public class StockRefusedException extends NotUnderstood {

    public StockRefusedException(String message, String hint) {
        super(null, message, hint);
    }
}
