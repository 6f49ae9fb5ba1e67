package io.openclaw.order;

import io.openclaw.channel.ProcessedKeys;
import io.openclaw.outbox.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Route files of the order room as they stand in {@code routes/}, on the real pool, gate and transactions; channels,
 * inbox and platforms are mocks.
 */
final class RoutesUnderTest implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();

    RoutesUnderTest(OrderRoom room) {
        context.disableJMX();
        context.getRegistry().bind("work", new SpringTransactionPolicy(room.database.transactions()));
        context.getRegistry().bind("processed", new ProcessedKeys(new JdbcTemplate(room.database.dataSource())));
        context.getRegistry().bind("inboxKeys", new MemoryIdempotentRepository());
        context.getRegistry().bind("orderPool", room.pool);
        context.getRegistry().bind("orderGate", room.gate);
        context.getRegistry().bind("orderReview", room.review);
        context.getRegistry().bind("orderPolling", room.polling);
        context.getRegistry().bind("personalData", room.personalData);
        context.getRegistry().bind("orderDeletion", room.deletion);
        context.getRegistry().bind("returnRequests", room.returns);
        for (String scheme : new String[] {"channel", "inbox", "platform"}) {
            context.addComponent(scheme, new MockComponent());
        }
    }

    RoutesUnderTest bean(String name, Object bean) {
        context.getRegistry().bind(name, bean);
        return this;
    }

    RoutesUnderTest load(String... files) throws Exception {
        for (String file : files) {
            String location = Path.of("routes", file + ".camel.yaml").toUri().toString();
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(context, location));
        }
        return this;
    }

    /** Puts {@code direct:<name>} where the route's consumer of events or time stands. */
    RoutesUnderTest startedBy(String routeId, String name) throws Exception {
        AdviceWith.adviceWith(context, routeId, false, advice -> advice.replaceFromWith("direct:" + name));
        return this;
    }

    RoutesUnderTest start() {
        context.start();
        return this;
    }

    MockEndpoint mock(String uri) {
        return context.getEndpoint(uri, MockEndpoint.class);
    }

    /** Sends an event as a channel would and returns what became of the exchange. */
    Exchange send(String name, Event event) {
        Exchange exchange = ExchangeBuilder.anExchange(context).withBody(event).build();
        exchange.setVariable("event", event);
        exchange.setVariable("account", event.account());
        exchange.setVariable("tenant", event.tenant());
        return context.createProducerTemplate().send("direct:" + name, exchange);
    }

    Exchange send(String name, Object body) {
        return context.createProducerTemplate()
                .send("direct:" + name, exchange -> exchange.getMessage().setBody(body));
    }

    static Event event(String id, String type, String account, Map<String, Object> data) {
        return new Event(id, type, Instant.EPOCH, "demo", null, 1, account, data);
    }

    @Override
    public void close() {
        context.stop();
    }
}
