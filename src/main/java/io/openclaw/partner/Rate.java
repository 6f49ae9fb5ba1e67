package io.openclaw.partner;

import java.time.Duration;

/**
 * So many permits per period, evenly, with so many at once after a rest.
 *
 * @param permits at least 1
 * @param burst at least 1; 1 means evenly spaced
 */
public record Rate(long permits, Duration period, long burst) {

    public Rate {
        if (permits < 1 || burst < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a rate needs at least one permit, a burst of one and a period: "
                    + permits + "/" + burst + " per " + period);
        }
    }

    /**
     * The rate a {@code throttle} step means: permits per period, a tenth of them at once. A small burst, because a
     * partner that counts the calls of any period would see burst and refill together.
     */
    public static Rate of(long permits, Duration period) {
        return new Rate(permits, period, Math.max(1, permits / 10));
    }

    /** Reads {@code 2} or, where the partner's bucket is known, {@code 2/40}: permits and burst. */
    public static Rate parse(String text, Duration period) {
        int slash = text.indexOf('/');
        try {
            return slash < 0
                    ? of(Long.parseLong(text.strip()), period)
                    : new Rate(
                            Long.parseLong(text.substring(0, slash).strip()),
                            period,
                            Long.parseLong(text.substring(slash + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no rate: write permits per period, or permits/burst", e);
        }
    }

    /** Microseconds from one permit to the next, rounded up so that the rate is never exceeded. */
    public long intervalMicros() {
        return (period.toNanos() / 1000 + permits - 1) / permits;
    }

    /** How far the budget may be ahead of the clock. */
    public long toleranceMicros() {
        return intervalMicros() * (burst - 1);
    }
}
