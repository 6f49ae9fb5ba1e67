package io.openclaw.channel;

import io.openclaw.outbox.Event;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/** Runs the route for each delivery. Retries and dead letters are the channel's, after the route has rolled back. */
final class ChannelConsumer extends DefaultConsumer implements Suspendable {

    private final ChannelEndpoint endpoint;
    private Channels channels;

    ChannelConsumer(ChannelEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        channels = endpoint.getComponent().bean(Channels.class);
        begin();
    }

    @Override
    protected void doStop() throws Exception {
        if (channels != null) {
            channels.detach(endpoint.getName(), endpoint.getCamelContext().isStopping());
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() {
        channels.detach(endpoint.getName(), endpoint.getCamelContext().isStopping());
    }

    @Override
    protected void doResume() {
        begin();
    }

    private void begin() {
        channels.attach(endpoint.subscription(), getRouteId(), endpoint.getConcurrency(), this::handle);
    }

    private Throwable handle(Event event) {
        Exchange exchange = createExchange(false);
        try {
            exchange.setVariable("event", event);
            exchange.setVariable("account", event.account());
            exchange.setVariable("tenant", event.tenant());
            exchange.getIn().setBody(event);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                return exchange.getException();
            }
            return exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()
                    ? new IllegalStateException("the route rolled back without saying why")
                    : null;
        } catch (Exception | LinkageError | StackOverflowError e) {
            return e;
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
