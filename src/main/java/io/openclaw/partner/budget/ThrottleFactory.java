package io.openclaw.partner.budget;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.reifier.ThrottleReifier;
import org.apache.camel.spi.ProcessorFactory;

/**
 * Lets every {@code throttle} step of a route draw on the cluster's {@link RateBudget} in place of Camel's counter, which
 * is one JVM's, forgets on reload and holds the calling thread. Found by name under
 * {@code META-INF/services/org/apache/camel/model}.
 */
public final class ThrottleFactory implements ProcessorFactory {

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
            RateBudget budget = camelContext.getRegistry().findSingleByType(RateBudget.class);
            if (budget == null) {
                throw new IllegalStateException("throttle needs the bean rateBudget");
            }
            Expression correlation = definition.getCorrelationExpression() == null
                    ? null
                    : createExpression(definition.getCorrelationExpression());
            BudgetThrottle throttle = new BudgetThrottle(
                    budget,
                    createExpression(definition.getExpression()),
                    Duration.ofMillis(parseDuration(definition.getTimePeriodMillis(), 1000L)),
                    correlation);
            throttle.setId(definition.idOrCreate(camelContext
                    .getCamelContextExtension()
                    .getContextPlugin(org.apache.camel.spi.NodeIdFactory.class)));
            throttle.setRouteId(route.getRouteId());
            return throttle;
        }
    }
}
