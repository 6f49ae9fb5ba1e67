package io.openclaw.channel;

import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import java.time.Duration;
import java.time.Instant;

/** One delivery in memory. Guarded by its lane. */
final class Work {

    final Event event;
    Delivery delivery;

    /** False until the transaction that wrote or claimed the row has committed: it keeps its place, nothing more. */
    boolean ready;

    /** Nano time before which it is not tried (again). */
    long notBefore = System.nanoTime();

    /** Why it waits for an account that is not there; null while it does not. */
    volatile String parked;

    Work(Event event, Delivery delivery) {
        this.event = event;
        this.delivery = delivery;
    }

    long seq() {
        return delivery.seq();
    }

    /** Counts a failure; returns the attempts so far. */
    int failed(Instant now) {
        attempted(delivery.attempt() + 1, now);
        return delivery.attempt();
    }

    /**
     * Notes that what comes first has not come; returns for how long that is so. It counts as tried, so that what follows in its
     * line stays behind it, and never as failing.
     */
    Duration tooEarly(Instant now) {
        attempted(Math.max(1, delivery.attempt()), now);
        return Duration.between(delivery.firstFailedAt(), now);
    }

    private void attempted(int attempts, Instant now) {
        delivery = new Delivery(
                delivery.subscriber(),
                delivery.seq(),
                delivery.orderKey(),
                delivery.lane(),
                attempts,
                delivery.firstFailedAt() == null ? now : delivery.firstFailedAt(),
                delivery.token());
    }
}
