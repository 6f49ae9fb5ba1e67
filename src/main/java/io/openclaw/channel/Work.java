package io.openclaw.channel;

import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
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
        delivery = new Delivery(
                delivery.subscriber(),
                delivery.seq(),
                delivery.orderKey(),
                delivery.lane(),
                delivery.attempt() + 1,
                delivery.firstFailedAt() == null ? now : delivery.firstFailedAt(),
                delivery.token());
        return delivery.attempt();
    }
}
