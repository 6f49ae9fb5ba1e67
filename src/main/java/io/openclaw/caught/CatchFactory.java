package io.openclaw.caught;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.reifier.CatchReifier;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Hands every {@code doCatch} the failure it names, in its {@code onWhen} as in its steps. What no clause takes goes on as it
 * was thrown. Found by name under {@code META-INF/services/org/apache/camel/model}.
 */
public final class CatchFactory implements ProcessorFactory {

    @Override
    public Processor createProcessor(Route route, NamedNode definition) throws Exception {
        return new Reifier(route, (CatchDefinition) definition).createProcessor();
    }

    @Override
    public Processor createChildProcessor(Route route, NamedNode definition, boolean mandatory) {
        return null;
    }

    @Override
    public Processor createProcessor(CamelContext context, String definitionName, Object[] arguments) {
        return null;
    }

    /** Makes what Camel's own would, its question and its steps wrapped. */
    private static final class Reifier extends CatchReifier {

        Reifier(Route route, CatchDefinition definition) {
            super(route, definition);
        }

        /** Of a clause, only its {@code onWhen} is one. */
        @Override
        protected Predicate createPredicate(ExpressionDefinition expression) {
            return new Question(super.createPredicate(expression), definition.getExceptionClasses());
        }

        @Override
        protected Processor createChildProcessor(boolean mandatory) throws Exception {
            Processor steps = super.createChildProcessor(mandatory);
            return steps == null ? null : new Steps(steps, definition.getExceptionClasses());
        }
    }

    private record Question(Predicate asked, List<Class<? extends Throwable>> classes) implements Predicate {

        @Override
        public boolean matches(Exchange exchange) {
            return Caught.meets(asked, exchange, classes);
        }

        @Override
        public void init(CamelContext context) {
            asked.init(context);
        }

        @Override
        public void initPredicate(CamelContext context) {
            asked.initPredicate(context);
        }
    }

    private static final class Steps extends DelegateAsyncProcessor {

        private final List<Class<? extends Throwable>> classes;

        Steps(Processor steps, List<Class<? extends Throwable>> classes) {
            super(steps);
            this.classes = classes;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Throwable failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
            Caught.beneath(failure, classes)
                    .ifPresent(caught -> exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, caught));
            return super.process(exchange, callback);
        }
    }
}
