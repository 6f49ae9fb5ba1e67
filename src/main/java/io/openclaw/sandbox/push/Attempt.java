package io.openclaw.sandbox.push;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * One try to push, at its time.
 *
 * @param number tries before this one
 * @param dueAt as {@link System#nanoTime} counts
 * @param overtaken true when it was held back on purpose
 */
record Attempt(Push push, int number, long dueAt, boolean overtaken) implements Delayed {

    static Attempt first(Push push) {
        return new Attempt(push, 0, System.nanoTime(), false);
    }

    Attempt again(long waitMs) {
        return new Attempt(push, number + 1, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs), overtaken);
    }

    /** The same try later: nothing was tried. */
    Attempt later(long waitMs) {
        return new Attempt(push, number, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs), overtaken);
    }

    Attempt overtakenFor(long waitMs) {
        return new Attempt(push, number, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs), true);
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return other instanceof Attempt attempt
                ? Long.signum(dueAt - attempt.dueAt())
                : Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
    }
}
