package io.openclaw.channel;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Emits the body as an event; the body stays as it is for the steps that follow. */
final class ChannelProducer extends DefaultProducer {

    private final ChannelEndpoint endpoint;
    private Emitter emitter;

    ChannelProducer(ChannelEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() {
        emitter = endpoint.getComponent().bean(Emitter.class);
    }

    @Override
    public void process(Exchange exchange) {
        String tenant = exchange.getVariable("tenant", String.class);
        emitter.emit(
                endpoint.getName(), exchange.getMessage().getBody(), tenant, Duration.ofMillis(endpoint.getDelay()));
    }
}
