package io.openclaw.order.view;

import java.time.Instant;
import java.util.Optional;

/** Knows why nothing is done for an account at the moment. */
public interface StandingStill {

    /**
     * Why an account stands still.
     *
     * @param because the cause and what to do, in words
     * @param until when it is tried again, or later where a delivery's own time is; null where nobody knows
     * @param deaf whether its own pushes are not taken up either
     */
    record Stop(String because, Instant until, boolean deaf) {}

    /** Empty where work goes on. */
    Optional<Stop> why(String account);
}
