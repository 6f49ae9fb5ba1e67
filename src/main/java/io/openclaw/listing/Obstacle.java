package io.openclaw.listing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.component.MissingRouteException;
import java.util.Locale;

/**
 * Why an account cannot be told its stock, or cannot be asked what it shows.
 *
 * @param code paused, mode (the account is in a mode in which nobody is told), breaker_open, no_connector, failed, or the hub's word
 *     for what the partner said: transient, unknown_outcome, rate_limited, unauthorized, rejected, not_found
 * @param since when it began, ISO 8601 with offset; null where nobody noted it
 * @param message in words, for people
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Obstacle(String code, String since, String message) {

    static final String PAUSED = "paused";
    static final String MODE = "mode";

    private static final int DEPTH = 20;

    /** The code of a failure. */
    static String code(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof PartnerException partner) {
                return partner.category().name().toLowerCase(Locale.ROOT);
            }
            if (cause instanceof CallNotPermittedException) {
                return "breaker_open";
            }
            if (cause instanceof MissingRouteException) {
                return "no_connector";
            }
        }
        return "failed";
    }

    /** What a failure says, of its cause that has a code. */
    static String message(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof PartnerException
                    || cause instanceof CallNotPermittedException
                    || cause instanceof MissingRouteException) {
                return cause.getMessage();
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
