package io.openclaw.order.view;

import java.util.Optional;

/** Knows why nothing is done for an account at the moment. */
public interface StandingStill {

    /** The cause and what to do, in words; empty where work goes on. */
    Optional<String> why(String account);
}
