package io.openclaw.partner.component;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A circuit breaker per account. Only what says that the partner is down counts: a refusal is an answer, and a spent
 * budget is our own affair.
 */
@Component
class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    static final Duration OPEN = Duration.ofSeconds(10);

    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(OPEN)
            .permittedNumberOfCallsInHalfOpenState(3)
            .maxWaitDurationInHalfOpenState(Duration.ofSeconds(60))
            .recordException(Breakers::down)
            .ignoreException(e -> !down(e) && !answered(e))
            .build());
    private final Map<String, Instant> openUntil = new ConcurrentHashMap<>();
    private final Map<String, Instant> openSince = new ConcurrentHashMap<>();
    private final Clock clock;

    Breakers(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        registry.getEventPublisher().onEntryAdded(added -> watch(added.getAddedEntry()));
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
    }

    /**
     * Lets a call through.
     *
     * @throws PartnerException rate_limited, with the time to ask again, while the breaker is open
     */
    CircuitBreaker enter(String account) {
        CircuitBreaker breaker = breaker(account);
        if (!breaker.tryAcquirePermission()) {
            Duration wait = Duration.between(clock.instant(), openUntil.getOrDefault(account, clock.instant()));
            Duration atLeast = Duration.ofSeconds(1);
            throw PartnerException.rateLimited(
                    account,
                    wait.compareTo(atLeast) < 0 ? atLeast : wait,
                    "the breaker of " + account + " is open: its last calls failed");
        }
        return breaker;
    }

    /**
     * That an account's breaker lets nothing through.
     *
     * @param since when it opened after it had been closed
     * @param until when it lets a few calls through again
     * @param tried whether it does so now
     */
    record Rest(Instant since, Instant until, boolean tried) {}

    /** Empty while the breaker is closed, or nothing was asked of the account yet. */
    Optional<Rest> rest(String account) {
        Instant since = openSince.get(account);
        return since == null
                ? Optional.empty()
                : Optional.of(new Rest(
                        since,
                        openUntil.getOrDefault(account, since),
                        breaker(account).getState() == CircuitBreaker.State.HALF_OPEN));
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    String state(String account) {
        return breaker(account).getState().name().toLowerCase(java.util.Locale.ROOT);
    }

    CircuitBreaker breaker(String account) {
        return registry.circuitBreaker(account);
    }

    private void watch(CircuitBreaker breaker) {
        breaker.getEventPublisher().onStateTransition(event -> {
            String account = breaker.getName();
            CircuitBreaker.StateTransition change = event.getStateTransition();
            if (change.getToState() == CircuitBreaker.State.OPEN) {
                openUntil.put(account, clock.instant().plus(OPEN));
                openSince.putIfAbsent(account, clock.instant());
            } else if (change.getToState() == CircuitBreaker.State.CLOSED) {
                openSince.remove(account);
            }
            if (change == CircuitBreaker.StateTransition.CLOSED_TO_OPEN) {
                LOG.warn(
                        "OC-PARTNER-BREAKER-OPEN {}: {}% of its last calls failed, no more are made; it is tried again every {} s",
                        account, Math.round(breaker.getMetrics().getFailureRate()), OPEN.toSeconds());
            } else if (change.getToState() == CircuitBreaker.State.CLOSED) {
                LOG.info("OC-PARTNER-BREAKER-CLOSED {}: its calls succeed again", account);
            } else {
                // Goes back and forth while the partner is down.
                LOG.debug("breaker of {}: {}", account, change);
            }
        });
    }

    private static boolean down(Throwable e) {
        return e instanceof PartnerException partner
                && (partner.category() == Category.TRANSIENT || partner.category() == Category.UNKNOWN_OUTCOME);
    }

    private static boolean answered(Throwable e) {
        return e instanceof PartnerException partner
                && (partner.category() == Category.REJECTED || partner.category() == Category.NOT_FOUND);
    }
}
