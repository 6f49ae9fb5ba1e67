package io.openclaw.outbox;

/** Knows which order of its platform a message is about that became no order of the hub. Asked only when one is given up. */
public interface PushSubjects {

    /** What the message is about that the event tells of; {@link PushSubject#NONE} where it tells of none. Never throws. */
    PushSubject of(Event event);
}
