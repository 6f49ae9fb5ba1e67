package io.openclaw.partner.budget;

import io.openclaw.partner.Rate;
import java.time.Duration;

/** Permits per period, by the name of a budget, for all hubs that share a store. */
public interface RateBudget {

    /**
     * @param granted whether a permit was taken
     * @param delay granted: how long to wait before it may be used; otherwise: when asking again makes sense
     */
    record Permit(boolean granted, Duration delay) {}

    /** Takes a permit that may be used within the given patience: a later one is reserved and the wait for it is told. */
    Permit take(String budget, Rate rate, Duration patience);

    /** The partner said when it will listen again: until then the budget gives nothing. */
    void penalise(String budget, Rate rate, Duration wait);

    /** Takes a permit that may be used at once, or none. Zero when taken, otherwise how long until there may be one. */
    default Duration tryAcquire(String budget, Rate rate) {
        return take(budget, rate, Duration.ZERO).delay();
    }

    /** As {@link #tryAcquire(String, Rate)}. */
    default Duration tryAcquire(String budget, long permits, Duration period, long burst) {
        return tryAcquire(budget, new Rate(permits, period, burst));
    }
}
