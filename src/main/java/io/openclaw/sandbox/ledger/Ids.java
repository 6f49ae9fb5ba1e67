package io.openclaw.sandbox.ledger;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Numbers the partners give away. They follow the clock, so that neither a restart nor a deleted store issues one twice;
 * that would hand an order the label of another.
 */
@Component
public final class Ids {

    private static final int A_MILLISECOND = 100;
    private final AtomicLong last = new AtomicLong();

    /** Fifteen digits, rising. */
    public long next() {
        long now = System.currentTimeMillis() * A_MILLISECOND;
        return last.updateAndGet(previous -> Math.max(previous + 1, now));
    }
}
