package io.openclaw.outbox;

import java.util.function.BooleanSupplier;

/**
 * Knows of an event that its subscriber would only put aside, so that it costs no delivery. A bean of this type is named by
 * {@code channel:...?interest=}, and asked in the transaction that emits the event.
 */
public interface Interest {

    /**
     * Whether the event is to be delivered. When in doubt, true.
     *
     * @param queued whether the subscriber has yet to work off something of the same ordering key; ask it before looking at what
     *     such work changes, because the work is done before it leaves the queue
     */
    boolean in(Event event, BooleanSupplier queued);
}
