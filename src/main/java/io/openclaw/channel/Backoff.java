package io.openclaw.channel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double from first to longest, each shortened at random by up to half, so that failures do not march in step. */
record Backoff(Duration first, Duration longest) {

    private static final int ENOUGH_DOUBLINGS = 40;

    /** The wait after so many failures, from 1. */
    Duration after(int failures) {
        return within(first.toMillis() * Math.pow(2, Math.min(failures - 1, ENOUGH_DOUBLINGS)));
    }

    /** The wait after something has been so for so long: as long again, which doubles by itself. */
    Duration asLongAgain(Duration past) {
        return within(Math.max(first.toMillis(), past.toMillis()));
    }

    private Duration within(double wait) {
        double full = Math.min(wait, longest.toMillis());
        return Duration.ofMillis(
                (long) (full * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
