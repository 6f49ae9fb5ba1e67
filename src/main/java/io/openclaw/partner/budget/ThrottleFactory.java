package io.openclaw.partner.budget;

import io.openclaw.partner.Rate;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.reifier.ThrottleReifier;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every {@code throttle} step of a route draw on the cluster's {@link RateBudget} in place of Camel's counter, which
 * is one JVM's, forgets on reload and holds the calling thread. Found by name under
 * {@code META-INF/services/org/apache/camel/model}.
 */
public final class ThrottleFactory implements ProcessorFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ThrottleFactory.class);

    /** Of the longest budgets partners have: calls a day. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final String RATE =
            "write how many calls per period are let through, 2, or 2/40 where 40 may come at once; at least 1";

    @Override
    public Processor createProcessor(Route route, NamedNode definition) {
        return new Reifier(route, (ThrottleDefinition) definition).createProcessor();
    }

    @Override
    public Processor createChildProcessor(Route route, NamedNode definition, boolean mandatory) {
        return null;
    }

    @Override
    public Processor createProcessor(CamelContext context, String definitionName, Object[] arguments) {
        return null;
    }

    /** Reads the step's model as Camel's own would. */
    private static final class Reifier extends ThrottleReifier {

        Reifier(Route route, ThrottleDefinition definition) {
            super(route, definition);
        }

        @Override
        public Processor createProcessor() {
            if (definition.getExpression() == null) {
                throw new IllegalArgumentException(
                        "throttle '" + definition.getId() + "' needs an expression: permits per period");
            }
            if (definition.getMode() != null && !"TotalRequests".equalsIgnoreCase(parseString(definition.getMode()))) {
                throw wrong("mode", definition.getMode(), "leave it out, the step counts calls per period");
            }
            Duration period = period();
            String written = definition.getExpression().getExpression();
            if (written == null || written.isBlank()) {
                throw wrong("rate", "", RATE);
            }
            Expression permits = createExpression(definition.getExpression());
            check(permits, period);
            RateBudget budget = camelContext.getRegistry().findSingleByType(RateBudget.class);
            if (budget == null) {
                throw new IllegalStateException("throttle needs the bean rateBudget");
            }
            Expression correlation = definition.getCorrelationExpression() == null
                    ? null
                    : createExpression(definition.getCorrelationExpression());
            BudgetThrottle throttle = new BudgetThrottle(budget, permits, period, correlation);
            throttle.setId(definition.idOrCreate(camelContext
                    .getCamelContextExtension()
                    .getContextPlugin(org.apache.camel.spi.NodeIdFactory.class)));
            throttle.setRouteId(route.getRouteId());
            return throttle;
        }

        private Duration period() {
            String given = definition.getTimePeriodMillis();
            long millis;
            try {
                Long parsed = parseDuration(given);
                millis = parsed == null ? 1000L : parsed;
            } catch (IllegalArgumentException e) {
                millis = 0;
            }
            if (millis < 1 || millis > LONGEST.toMillis()) {
                throw wrong(
                        "timePeriodMillis",
                        given,
                        "write milliseconds from 1 to " + LONGEST.toMillis() + ", 1000 for calls a second");
            }
            return Duration.ofMillis(millis);
        }

        /** A rate that is the same for every message is known now; one that needs the message is not, and says nothing of an empty one. */
        private void check(Expression permits, Duration period) {
            String rate;
            try {
                rate = permits.evaluate(new DefaultExchange(camelContext), String.class);
            } catch (RuntimeException e) {
                LOG.debug("the rate of throttle '{}' is known with a message alone", definition.getId(), e);
                return;
            }
            if (rate == null || rate.isBlank()) {
                return;
            }
            try {
                Rate.parse(rate, period);
            } catch (IllegalArgumentException e) {
                throw wrong("rate", rate, RATE);
            }
        }

        private IllegalArgumentException wrong(String field, String value, String remedy) {
            return new IllegalArgumentException(
                    "throttle '" + definition.getId() + "' cannot have the " + field + " '" + value + "': " + remedy);
        }
    }
}
