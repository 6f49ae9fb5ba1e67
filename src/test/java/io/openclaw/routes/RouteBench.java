package io.openclaw.routes;

import io.openclaw.channel.ProcessedKeys;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Route files run on a real database with everything around them replaced: channels hand over what the test says and keep
 * what is emitted, partners and timers answer as the test has set. Transactions, idempotent consumers, beans and languages are
 * the real ones.
 */
public final class RouteBench implements AutoCloseable {

    /** An event that a route emitted. */
    public record Emitted(String type, Map<String, Object> data) {}

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, Processor> consumers = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<Object>> answers = new ConcurrentHashMap<>();
    private final AtomicLong seq = new AtomicLong();

    /** Events emitted so far by transactions that were committed. */
    public final List<Emitted> emitted = new CopyOnWriteArrayList<>();

    /** Documents that partners were asked with, under {@code scheme:operation}. */
    public final List<Map.Entry<String, Object>> asked = new CopyOnWriteArrayList<>();

    public RouteBench(TestDatabase database) {
        camel.disableJMX();
        SpringTransactionPolicy work = new SpringTransactionPolicy(database.transactions());
        camel.getRegistry().bind("work", work);
        camel.getRegistry().bind("processed", new ProcessedKeys(new JdbcTemplate(database.dataSource())));
        for (String scheme : List.of("channel", "inbox", "carrier", "platform", "warehouse", "erp", "timer")) {
            camel.addComponent(scheme, new StandIn(scheme));
        }
    }

    public RouteBench bean(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
        return this;
    }

    /** What {@code scheme:operation} gives for the body it is asked with. */
    public RouteBench answer(String step, UnaryOperator<Object> answer) {
        answers.put(step, answer);
        return this;
    }

    /** Loads the files of {@code routes/} and starts. */
    public RouteBench start(String... files) throws Exception {
        for (String file : files) {
            Path path = Path.of("routes", file);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString(path.toString(), Files.readString(path)));
        }
        camel.start();
        return this;
    }

    public CamelContext camel() {
        return camel;
    }

    /** Hands an event to a subscriber; throws what its route throws. */
    public Exchange deliver(String subscriber, Event event) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(event);
        exchange.setVariable("event", event);
        exchange.setVariable("account", event.account());
        exchange.setVariable("tenant", event.tenant());
        return run("channel:" + subscriber, exchange);
    }

    /** Lets a timer fire once. */
    public Exchange fire(String timer) {
        return run("timer:" + timer, new DefaultExchange(camel));
    }

    public Event event(String type, String account, String orderNo, Map<String, Object> data) {
        long number = seq.incrementAndGet();
        Map<String, Object> all = new HashMap<>(data);
        all.put("account", account);
        return new Event("ev" + number, type, Instant.now(), "demo", orderNo, number, account, all);
    }

    public List<Map<String, Object>> emitted(String type) {
        return emitted.stream()
                .filter(e -> e.type().equals(type))
                .map(Emitted::data)
                .toList();
    }

    private Exchange run(String consumer, Exchange exchange) {
        try {
            consumers.get(consumer).process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            throw new IllegalStateException(exchange.getException());
        }
        return exchange;
    }

    @Override
    public void close() {
        camel.stop();
    }

    private final class StandIn extends DefaultComponent {

        private final String scheme;

        StandIn(String scheme) {
            this.scheme = scheme;
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new StandInEndpoint(uri, this, scheme + ":" + remaining);
        }
    }

    private final class StandInEndpoint extends DefaultEndpoint {

        private final String step;

        StandInEndpoint(String uri, StandIn component, String step) {
            super(uri, component);
            this.step = step;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    ask(exchange);
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            consumers.put(step, processor);
            return new DefaultConsumer(this, processor);
        }

        private void ask(Exchange exchange) {
            Object body = exchange.getMessage().getBody();
            boolean inTransaction = TransactionSynchronizationManager.isActualTransactionActive();
            if (step.startsWith("channel:")) {
                if (!inTransaction) {
                    throw new IllegalStateException(step + " outside a transaction");
                }
                Emitted event = new Emitted(step.substring("channel:".length()), EventJson.read(EventJson.write(body)));
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        emitted.add(event);
                    }
                });
                return;
            }
            if (inTransaction) {
                throw new IllegalStateException(step + " inside a transaction");
            }
            asked.add(Map.entry(step, body == null ? "" : body));
            UnaryOperator<Object> answer = answers.get(step);
            if (answer != null) {
                exchange.getMessage().setBody(answer.apply(body));
            }
        }
    }
}
