package io.openclaw.partner.component;

import io.openclaw.order.view.StandingStill;
import io.openclaw.partner.calls.Masking;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What waits for a partner that is down: its breaker is open on this hub, and its last calls say why. */
@Component
class RestingPartners implements StandingStill {

    private final Breakers breakers;
    private final PartnerStates states;
    private final Clock clock;

    RestingPartners(Breakers breakers, PartnerStates states, Clock clock) {
        this.breakers = breakers;
        this.states = states;
        this.clock = clock;
    }

    @Override
    public Optional<Stop> why(String account) {
        return breakers.rest(account).map(rest -> {
            boolean rests = !rest.tried() && rest.until().isAfter(clock.instant());
            String then = rest.tried()
                    ? "it is being tried with a few calls"
                    : rests ? "it rests until " + at(rest.until()) : "it is asked again with the next call";
            return new Stop(
                    "the breaker of " + account + " is open since " + at(rest.since()) + ", because its calls failed: "
                            + then + lastFailure(account),
                    rests ? rest.until() : null,
                    false);
        });
    }

    private String lastFailure(String account) {
        return states.of(account)
                .filter(state -> state.lastError() != null)
                .map(state -> "; last failure at " + at(state.lastError()) + ": " + state.outcome() + ", "
                        + Masking.text(String.valueOf(state.message())))
                .orElse("");
    }

    private static String at(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
