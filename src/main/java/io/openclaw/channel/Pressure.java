package io.openclaw.channel;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * How many callers stand at the hub's door. While they crowd there, acknowledging goes before working: each lane goes on
 * with one thread, which rests between its deliveries, and what was acknowledged waits in the store until the door is clear.
 */
@Component
public class Pressure {

    /** A caller less, and the machine has time for both. */
    private static final int CROWD = 6;

    private final AtomicInteger callers = new AtomicInteger();

    /** Somebody wants an acknowledgement; a {@link #leave} has to follow. */
    public void enter() {
        callers.incrementAndGet();
    }

    /** Somebody was answered. */
    public void leave() {
        callers.decrementAndGet();
    }

    boolean crowded() {
        return callers.get() >= CROWD;
    }
}
