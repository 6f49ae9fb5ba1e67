package io.openclaw.partner.component;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How each account's last calls from this hub went. */
@Component
class PartnerStates {

    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    PartnerStates(Clock clock) {
        this.clock = clock;
    }

    /** Each part may be null: nothing of that kind has happened yet. */
    record State(Instant lastSuccess, Instant lastError, String outcome, String message) {}

    void succeeded(String account) {
        states.compute(
                account,
                (name, was) -> was == null
                        ? new State(clock.instant(), null, null, null)
                        : new State(clock.instant(), was.lastError(), was.outcome(), was.message()));
    }

    void failed(String account, String outcome, String message) {
        states.compute(
                account,
                (name, was) -> new State(was == null ? null : was.lastSuccess(), clock.instant(), outcome, message));
    }

    Optional<State> of(String account) {
        return Optional.ofNullable(states.get(account));
    }
}
