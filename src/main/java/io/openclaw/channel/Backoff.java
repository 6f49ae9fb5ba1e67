package io.openclaw.channel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double from first to longest, each shortened at random by up to half, so that failures do not march in step. */
record Backoff(Duration first, Duration longest) {

    private static final int ENOUGH_DOUBLINGS = 40;

    /** The wait after so many failures, from 1. */
    Duration after(int failures) {
        double doubled = first.toMillis() * Math.pow(2, Math.min(failures - 1, ENOUGH_DOUBLINGS));
        double full = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(
                (long) (full * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
