package io.openclaw.sandbox.push;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * One try to push, at its time.
 *
 * @param number tries before this one
 * @param dueAt as {@link System#nanoTime} counts
 */
record Attempt(Push push, int number, long dueAt, Kind kind) implements Delayed {

    enum Kind {
        ORDINARY,
        /** Held back on purpose, so that others overtake it. */
        OVERTAKEN,
        /** Sent once more for its own sake: its answer changes nothing. */
        DUPLICATE
    }

    static Attempt first(Push push) {
        return new Attempt(push, 0, System.nanoTime(), Kind.ORDINARY);
    }

    Attempt again(long waitMs) {
        return new Attempt(push, number + 1, in(waitMs), kind);
    }

    /** The same try later: nothing was tried. */
    Attempt later(long waitMs) {
        return new Attempt(push, number, in(waitMs), kind);
    }

    Attempt overtaken(long waitMs) {
        return new Attempt(push, number, in(waitMs), Kind.OVERTAKEN);
    }

    Attempt duplicate() {
        return new Attempt(push, number, dueAt, Kind.DUPLICATE);
    }

    private static long in(long waitMs) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return other instanceof Attempt attempt
                ? Long.signum(dueAt - attempt.dueAt())
                : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
