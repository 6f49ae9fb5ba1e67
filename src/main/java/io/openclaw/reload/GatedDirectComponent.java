package io.openclaw.reload;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.DefaultAsyncProducer;

/** Camel's {@code direct:} with a gate before every route, so that a route can be exchanged under load. */
public final class GatedDirectComponent extends DirectComponent {

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
        public Producer createProducer() throws Exception {
            return new GatedProducer(this, super.createProducer());
        }
    }

    private final class GatedProducer extends DefaultAsyncProducer {

        private final String name;
        private final org.apache.camel.AsyncProcessor target;
        private final Producer producer;

        GatedProducer(DirectEndpoint endpoint, Producer producer) {
            super(endpoint);
            this.name = endpoint.getEndpointUri();
            this.producer = producer;
            this.target = org.apache.camel.support.AsyncProcessorConverterHelper.convert(producer);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String file = files.fileOfDirect(name);
            if (file == null || file.equals(callerFile(exchange))) {
                // A route calling its own sub-route is inside already: waiting here would wait for itself.
                return target.process(exchange, callback);
            }
            try {
                gate.enter(file);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            return target.process(exchange, doneSync -> {
                gate.leave(file);
                callback.done(doneSync);
            });
        }

        private String callerFile(Exchange exchange) {
            UnitOfWork work = exchange.getUnitOfWork();
            Route route = work == null ? null : work.getRoute();
            return route == null ? null : files.fileOfRoute(route.getRouteId());
        }

        @Override
        protected void doStart() throws Exception {
            producer.start();
        }

        @Override
        protected void doStop() throws Exception {
            producer.stop();
        }
    }
}
