package io.openclaw.caught;

import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.processor.errorhandler.DefaultExceptionPolicyStrategy;
import org.apache.camel.processor.errorhandler.ExceptionPolicyKey;

/** Hands every {@code onException} the failure it names, in its {@code onWhen} as in its steps. Error handlers find it as a bean. */
final class CaughtPolicy extends DefaultExceptionPolicyStrategy {

    @Override
    public ExceptionPolicyKey getExceptionPolicy(
            Set<ExceptionPolicyKey> policies, Exchange exchange, Throwable failure) {
        ExceptionPolicyKey found = super.getExceptionPolicy(policies, exchange, failure);
        if (found != null) {
            Caught.beneath(failure, List.of(found.getExceptionClass())).ifPresent(caught -> {
                exchange.setException(caught);
                exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, caught);
            });
        }
        return found;
    }

    @Override
    protected boolean matchesWhen(ExceptionPolicyKey policy, Exchange exchange) {
        return policy.getWhen() == null
                || Caught.meets(policy.getWhen(), exchange, List.of(policy.getExceptionClass()));
    }
}
