package io.openclaw.channel;

/**
 * What to do after an attempt.
 *
 * @param finished true takes the work out of its line
 * @param waitNanos how long the work waits, and with {@code lane} everything in its lane
 */
record Outcome(boolean finished, long waitNanos, boolean lane) {

    static final Outcome FINISHED = new Outcome(true, 0, false);

    static Outcome again(long waitNanos) {
        return new Outcome(false, waitNanos, false);
    }

    static Outcome holdLane(long waitNanos) {
        return new Outcome(false, waitNanos, true);
    }
}
