package io.openclaw.caught;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A failure as the clause that names its class is to have it. Camel finds that class beneath the wrappers of a transaction or
 * a split, yet lets the clause look at the wrapper: {@code ${exception.category}} of that is a failure of its own.
 */
final class Caught {

    private static final Logger LOG = LoggerFactory.getLogger(Caught.class);

    /** Deeper than anything wraps; causes may go in a circle. */
    private static final int DEPTH = 20;

    private Caught() {}

    /** The outermost of the failure and its causes that is of one of these classes. */
    static Optional<Exception> beneath(Throwable failure, List<? extends Class<?>> classes) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEPTH; depth++, at = at.getCause()) {
            if (at instanceof Exception found && classes.stream().anyMatch(c -> c.isInstance(found))) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a clause for these classes takes the exchange's failure. A question that throws is one that is not met: thrown on,
     * it would leave the exchange without an end, as Camel asks on a thread that passes over what is thrown there.
     */
    static boolean meets(Predicate question, Exchange exchange, List<? extends Class<?>> classes) {
        Exception failure = exchange.getException();
        Exception caught = beneath(failure, classes).orElse(failure);
        exchange.setException(caught);
        try {
            return question.matches(exchange);
        } catch (Exception | LinkageError | StackOverflowError e) {
            LOG.warn(
                    "OC-ROUTE-WHEN onWhen {} in route {} could not be answered and counts as not met: {}; it was asked of {}",
                    question,
                    ExchangeHelper.getAtRouteId(exchange),
                    e,
                    String.valueOf(caught));
            if (caught != null && e != caught) {
                caught.addSuppressed(e);
            }
            return false;
        } finally {
            exchange.setException(failure);
        }
    }
}
