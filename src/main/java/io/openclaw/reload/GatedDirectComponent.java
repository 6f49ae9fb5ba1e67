package io.openclaw.reload;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.util.StringHelper;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Camel's {@code direct:} with a gate before every route, so that a route can be exchanged under load. */
public final class GatedDirectComponent extends DirectComponent {

    /** Exchange property: the gates the exchange is inside of, one a line. */
    private static final String INSIDE = "openclaw.inside";

    /** While the hub starts, a route that is in no file of the folder may be a moment later than its caller. */
    private static final long UNKNOWN_PATIENCE_MS = 1_000;

    /** Most files are at rest sooner; one that waits for a partner is not. */
    private static final long TRANSACTION_PATIENCE_NANOS = 100_000_000;

    private final RouteGate gate;
    private final RouteFiles files;

    public GatedDirectComponent(RouteGate gate, RouteFiles files) {
        this.gate = gate;
        this.files = files;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new GatedEndpoint(uri, this);
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private final class GatedEndpoint extends DirectEndpoint {

        GatedEndpoint(String uri, DirectComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            return new GatedProducer(this);
        }
    }

    /**
     * Looks the consumer up at every call. Camel's own producer remembers it and may, in a race, hand an exchange to the
     * consumer of a route that is gone.
     */
    private final class GatedProducer extends DefaultAsyncProducer {

        private final DirectEndpoint endpoint;
        private final String name;

        GatedProducer(DirectEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
            this.name = name(endpoint);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                String file = files.fileOfDirect(name);
                if (file == null || inside(file, exchange)) {
                    return consumer().getAsyncProcessor().process(exchange, callback);
                }
                String gateName = RouteGate.of(file, name);
                gate.enter(gateName, () -> heldUp(exchange), patience());
                String moved = files.fileOfDirect(name);
                if (moved != null && !moved.equals(file)) {
                    // It went to another file meanwhile, which has a gate of its own.
                    gate.leave(gateName);
                    return process(exchange, callback);
                }
                return entered(gateName, exchange, callback);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
            } catch (DirectConsumerNotAvailableException e) {
                exchange.setException(e);
            }
            callback.done(true);
            return true;
        }

        private boolean entered(String gateName, Exchange exchange, AsyncCallback callback)
                throws InterruptedException, DirectConsumerNotAvailableException {
            DirectConsumer consumer;
            try {
                consumer = consumer();
            } catch (InterruptedException | DirectConsumerNotAvailableException e) {
                gate.leave(gateName);
                throw e;
            }
            Object before = exchange.getProperty(INSIDE);
            exchange.setProperty(INSIDE, before == null ? gateName : before + "\n" + gateName);
            return consumer.getAsyncProcessor().process(exchange, doneSync -> {
                exchange.setProperty(INSIDE, before);
                gate.leave(gateName);
                callback.done(doneSync);
            });
        }

        private DirectConsumer consumer() throws InterruptedException, DirectConsumerNotAvailableException {
            // A route that no file has comes with none: waiting for it would hold up the file that named it, and its
            // mending.
            boolean known = files.fileOfDirect(name) != null;
            DirectConsumer consumer =
                    getConsumer(name, endpoint.isBlock(), known ? endpoint.getTimeout() : UNKNOWN_PATIENCE_MS);
            if (consumer == null) {
                throw new DirectConsumerNotAvailableException("no route answers " + name, null);
            }
            return consumer;
        }

        /**
         * How long the caller waits at a closed gate. A transaction holds rows, and one of the connections, that those inside may need to come to
         * an end: with them it would wait for itself.
         */
        private static long patience() {
            return TransactionSynchronizationManager.isActualTransactionActive()
                    ? TRANSACTION_PATIENCE_NANOS
                    : Long.MAX_VALUE;
        }

        /**
         * True for an exchange that a route of the file waits for: it calls its own sub-route, or comes back by way of
         * another file. Waiting at the gate here would be waiting for itself.
         */
        private boolean inside(String file, Exchange exchange) {
            Route route = route(exchange);
            if (route != null && file.equals(files.fileOfRoute(route.getRouteId()))
                    || file.equals(files.fileOfRoute(exchange.getFromRouteId()))) {
                return true;
            }
            String entered = exchange.getProperty(INSIDE, String.class);
            return entered != null && entered.lines().anyMatch(name -> RouteGate.isOf(name, file));
        }

        /** True for an exchange that the edit of a file waits for: whatever it still needs is let through to it. */
        private boolean heldUp(Exchange exchange) {
            Route route = route(exchange);
            String entered = exchange.getProperty(INSIDE, String.class);
            return route != null && closed(route.getRouteId(), route.getEndpoint())
                    || closed(exchange.getFromRouteId(), exchange.getFromEndpoint())
                    || entered != null && entered.lines().anyMatch(name -> !gate.isOpen(name));
        }

        private boolean closed(String routeId, Endpoint from) {
            String file = files.fileOfRoute(routeId);
            return file != null && from != null && !gate.isOpen(RouteGate.of(file, name(from)));
        }

        private static Route route(Exchange exchange) {
            UnitOfWork work = exchange.getUnitOfWork();
            return work == null ? null : work.getRoute();
        }

        /** Its address without options. */
        private static String name(Endpoint endpoint) {
            return StringHelper.before(endpoint.getEndpointUri(), "?", endpoint.getEndpointUri());
        }
    }
}
