package io.openclaw.partner;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Which accounts' partners take our authorization, by the calls of this hub; kept in memory, so that a good call costs nothing.
 *
 * <p>A refusal holds for the whole account until any call of it succeeds. A 403 forbids one operation (a scope the app does not
 * have): it holds until that operation succeeds, however well the others do.
 */
@Component("grants")
public class Grants {

    private static final String WHOLE = "*";
    private static final String FORBIDDEN = "http_403";

    /**
     * @param refused operations that are refused, {@link #WHOLE} for all; empty while the grant is good
     * @param since when the first of the refusals that stand came; null while none does
     */
    private record State(Instant lastGood, Set<String> refused, Instant since, boolean told) {

        static final State NEW = new State(null, Set.of(), null, false);
    }

    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    public Grants(Clock clock) {
        this.clock = clock;
    }

    /** A call failed because the partner refuses the grant. */
    public void refused(String account, String operation, PartnerException failure) {
        String what = FORBIDDEN.equals(failure.code()) ? operation : WHOLE;
        states.compute(account, (id, was) -> {
            State state = was == null ? State.NEW : was;
            Set<String> refused = new HashSet<>(state.refused());
            refused.add(what);
            return new State(state.lastGood(), Set.copyOf(refused), begun(state), state.told());
        });
    }

    /** The partner says itself that it took the grant back, and people are told of it: as good as a refusal of every call. */
    public void withdrawn(String account) {
        states.compute(account, (id, was) -> {
            State state = was == null ? State.NEW : was;
            Set<String> refused = new HashSet<>(state.refused());
            refused.add(WHOLE);
            return new State(state.lastGood(), Set.copyOf(refused), begun(state), true);
        });
    }

    /** A call succeeded. */
    public void worked(String account, String operation) {
        states.compute(account, (id, was) -> {
            if (was == null || was.refused().isEmpty()) {
                return new State(clock.instant(), Set.of(), null, false);
            }
            Set<String> refused = new HashSet<>(was.refused());
            refused.remove(WHOLE);
            refused.remove(operation);
            return new State(
                    clock.instant(),
                    Set.copyOf(refused),
                    refused.isEmpty() ? null : was.since(),
                    was.told() && !refused.isEmpty());
        });
    }

    /** Whether a refusal stands. */
    public boolean isRefused(String account) {
        return states.getOrDefault(account, State.NEW).refused().size() > 0;
    }

    /** Since when every call is refused; empty where none is, or one operation alone. */
    public Optional<Instant> refusedSince(String account) {
        State state = states.getOrDefault(account, State.NEW);
        return state.refused().contains(WHOLE) ? Optional.of(state.since()) : Optional.empty();
    }

    /** How long the refusal stands; zero where none does. */
    public Duration refusedFor(String account) {
        Instant since = states.getOrDefault(account, State.NEW).since();
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    private Instant begun(State state) {
        return state.since() == null ? clock.instant() : state.since();
    }

    /** Whether the partner took the grant after a moment, and no refusal stands. */
    public boolean renewedSince(String account, OffsetDateTime since) {
        State state = states.getOrDefault(account, State.NEW);
        return state.refused().isEmpty()
                && state.lastGood() != null
                && state.lastGood().isAfter(since.toInstant());
    }

    /** Whether people were told of the refusal that stands. */
    public boolean isTold(String account) {
        return states.getOrDefault(account, State.NEW).told();
    }

    /** People were told of the refusal; until the grant is good again that is enough. */
    public void told(String account) {
        states.compute(account, (id, was) -> {
            State state = was == null ? State.NEW : was;
            return new State(state.lastGood(), state.refused(), state.since(), true);
        });
    }
}
