package io.openclaw.tracking;

import java.time.Instant;

/**
 * One statement that is new, or means something else by now, and the parcel on both sides of it.
 *
 * @param meant what it comes to in its leg
 * @param reason it gives by itself, or null
 * @param at when it was so
 */
record Step(Milestone meant, String reason, Instant at, Journey.State before, Journey.State after) {

    static Step of(Journey.Fact fact, Journey.State before, Journey.State after) {
        return new Step(after.meant(fact), fact.reason(), fact.at(), before, after);
    }
}
