package io.openclaw.channel;

import io.openclaw.store.StoreAvailability;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Routes that begin by themselves rest while the store is away: a timer's turn is left out, its next one comes; a record
 * from Kafka waits, for it would only come again. What broke off in the moment when it went is not told turn by turn.
 */
@Component
class RestingRoutes implements RoutePolicyFactory {

    private static final Logger LOG = LoggerFactory.getLogger(RestingRoutes.class);

    /** Kafka takes a consumer for dead that has not asked again for five minutes. */
    private static final Duration RECORD_WAITS = Duration.ofMinutes(4);

    private final StoreAvailability store;

    RestingRoutes(StoreAvailability store) {
        this.store = store;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new Resting();
    }

    private final class Resting extends RoutePolicySupport {

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            if (!store.isAway()) {
                return;
            }
            if (begins(route, "timer:")) {
                exchange.setRouteStop(true);
            } else if (begins(route, "kafka:")) {
                store.awaitReturn(RECORD_WAITS);
            }
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            Exception failure = exchange.getException();
            if (failure != null && begins(route, "timer:") && store.explains(failure)) {
                LOG.debug("a turn of {} broke off, the store is away", route.getRouteId(), failure);
                exchange.setException(null);
            }
        }

        private boolean begins(Route route, String scheme) {
            return route.getEndpoint().getEndpointBaseUri().startsWith(scheme);
        }
    }
}
