package io.openclaw.waybill;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.channel.ProcessedKeys;
import io.openclaw.effect.Effects;
import io.openclaw.order.OrderTouch;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.outbox.Unfit;
import io.openclaw.partner.http.PartnerComponent;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.mapping.Schemas;
import io.openclaw.rates.RateConfig;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.stock.StockFixture;
import io.openclaw.stock.StockLedger;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.statement.StockAdjustments;
import io.openclaw.store.AllOrNothing;
import io.openclaw.store.Dialect;
import io.openclaw.waybill.confirmation.Confirmations;
import io.openclaw.waybill.confirmation.ShipmentWithdrawals;
import io.openclaw.waybill.notice.OutboundNotices;
import io.openclaw.waybill.notice.Packages;
import io.openclaw.waybill.notice.PushedNotices;
import io.openclaw.waybill.notice.ReturnNotices;
import io.openclaw.waybill.notice.Returns;
import io.openclaw.waybill.notice.StockNotices;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The YAML routes of this room in a Camel context of their own, on a real database, with channels and partners played:
 * events are delivered by hand, partners answer as a test says, and nobody is called inside a transaction.
 */
final class RouteBench implements AutoCloseable {

    /** A call that reached a partner. */
    record Call(String operation, String account, Map<String, Object> document) {}

    /** An event that was committed. */
    record Emitted(String type, Map<String, Object> data, long delay) {
        Object get(String name) {
            return data.get(name);
        }
    }

    final WaybillFixture fixture;
    final Waybills waybills;
    final Labels labels;
    final Effects effects;
    final WaybillQueries queries;
    final Confirmations confirmations;
    final ShipmentWithdrawals withdrawals;
    final Fulfillments fulfillments;
    final List<Call> calls = new CopyOnWriteArrayList<>();
    final List<Emitted> events = new CopyOnWriteArrayList<>();

    private final AnnotationConfigApplicationContext stockRoom = new AnnotationConfigApplicationContext();
    private final Schemas schemas = new Schemas();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Function<Call, Object>> answers = new ConcurrentHashMap<>();
    private final Map<String, Processor> subscribers = new ConcurrentHashMap<>();

    RouteBench(WaybillFixture fixture, String... files) throws Exception {
        this.fixture = fixture;
        context.disableJMX();
        var db = fixture.database;
        var clock = fixture.clock;
        var parcels = new Parcels(db.jdbc(), clock);
        var touch = new OrderTouch(db.jdbc(), clock);
        var orders = new OrderFacts(db.jdbc(), fixture.cipher);
        Accounts accounts = fixture.accounts;
        labels = new Labels(db.jdbc(), fixture.cipher, clock);
        effects = new Effects(db.jdbc(), db.transactions(), clock, Duration.ofSeconds(5));
        waybills = new Waybills(parcels, labels, touch, Duration.ofSeconds(5));
        fulfillments = new Fulfillments(db.jdbc(), touch, clock);
        confirmations = new Confirmations(db.jdbc(), parcels, orders, effects, accounts);
        withdrawals = new ShipmentWithdrawals(db.jdbc(), parcels, orders, effects, confirmations);
        queries = new WaybillQueries(db.jdbc(), parcels, labels);
        var promises = new Promises(db.jdbc());
        var voids = new WaybillVoids(parcels, effects, touch, Duration.ofSeconds(30));
        var outbounds = new Outbounds(parcels, fulfillments, waybills, orders, labels, effects, promises);
        var registry = context.getRegistry();
        registry.bind("work", policy());
        registry.bind("effects", effects);
        registry.bind("waybills", waybills);
        registry.bind("waybillVoids", voids);
        registry.bind(
                "waybillRequests",
                new WaybillRequests(
                        parcels,
                        orders,
                        fixture.products,
                        accounts,
                        new RateConfig(Path.of("target/no-rate-cards"), accounts)));
        registry.bind("outbounds", outbounds);
        registry.bind(
                "outboundNotices",
                new OutboundNotices(
                        parcels,
                        fulfillments,
                        waybills,
                        voids,
                        effects,
                        new Packages(db.jdbc(), promises, parcels, touch),
                        promises,
                        new StockFixture(db, clock).departures));
        StockAdjustments stock = stock();
        registry.bind("pushedNotices", new PushedNotices());
        registry.bind("stockNotices", new StockNotices(stock, stockRoom.getBean(InboundStock.class), clock));
        registry.bind(
                "returnNotices",
                new ReturnNotices(new Returns(db.jdbc(), stock, promises, fixture.products, accounts, touch, clock)));
        registry.bind("confirmations", confirmations);
        registry.bind("shipmentWithdrawals", withdrawals);
        registry.bind("processed", new ProcessedKeys(new JdbcTemplate(db.dataSource())));
        registry.bind("erpStatements", new ErpStatements(parcels, orders, accounts));
        registry.bind("accounts", accounts);
        context.addComponent("channel", new ChannelDouble());
        for (Account.Kind kind : Account.Kind.values()) {
            context.addComponent(kind.word(), new PartnerDouble(kind));
        }
        context.addComponent("inbox", new InboxDouble());
        context.addComponent("partner", new PartnerComponent());
        context.setLoadHealthChecks(false);
        context.start();
        for (String file : files) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(
                            context, "file:" + Path.of("routes", file).toAbsolutePath()));
        }
    }

    /** The stock room as it is. */
    private StockAdjustments stock() {
        var db = fixture.database;
        stockRoom.registerBean(JdbcClient.class, db::jdbc);
        stockRoom.registerBean(AllOrNothing.class, db::allOrNothing);
        stockRoom.registerBean(Dialect.class, () -> Dialect.of(db.dataSource()));
        stockRoom.registerBean(Clock.class, () -> fixture.clock);
        stockRoom.registerBean(Accounts.class, () -> fixture.accounts);
        stockRoom.registerBean(RuleVersions.class);
        stockRoom.scan(StockLedger.class.getPackageName());
        stockRoom.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        stockRoom.refresh();
        return stockRoom.getBean(StockAdjustments.class);
    }

    private SpringTransactionPolicy policy() {
        SpringTransactionPolicy policy = new SpringTransactionPolicy(fixture.database.transactions());
        policy.setPropagationBehaviorName("PROPAGATION_REQUIRED");
        return policy;
    }

    /** What a partner answers to an operation from now on; it may throw. */
    void answer(String operation, Function<Call, Object> answer) {
        answers.put(operation, answer);
    }

    /** Delivers an event to a subscriber; throws what the route throws. */
    void deliver(String subscriber, String type, Map<String, Object> data) throws Exception {
        Event event = new Event(
                UUID.randomUUID().toString(),
                type,
                fixture.clock.instant(),
                "demo",
                (String) data.get("order_no"),
                1,
                (String) data.getOrDefault("account", "shop"),
                new HashMap<>(data));
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(event);
        exchange.setVariable("event", event);
        exchange.setVariable("account", event.account());
        exchange.setVariable("tenant", "demo");
        subscribers.get(subscriber).process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }

    /** Runs a route that is reached by name. */
    void run(String endpoint) {
        context.createFluentProducerTemplate().to(endpoint).request();
    }

    /** What the stock room does when an edit that waited is to be decided. */
    void catchUp(Runnable decision) throws Exception {
        String uri = "direct:stock-deduction.catch-up";
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("catch-up").errorHandler(noErrorHandler()).process(exchange -> decision.run());
            }
        });
    }

    List<String> operations() {
        return calls.stream().map(Call::operation).toList();
    }

    List<String> types() {
        return events.stream().map(Emitted::type).toList();
    }

    Emitted last(String type) {
        return events.stream()
                .filter(e -> e.type().equals(type))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("no " + type + " among " + types()));
    }

    @Override
    public void close() {
        context.stop();
        stockRoom.close();
    }

    private final class ChannelDouble extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            Object delay = parameters.remove("delay");
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            emit(
                                    remaining,
                                    exchange.getMessage().getBody(),
                                    delay == null ? 0 : Long.parseLong(delay.toString()));
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    subscribers.put(remaining, processor);
                    return new DefaultConsumer(this, processor);
                }
            };
        }

        private void emit(String type, Object body, long delay) {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException(type + " was emitted outside a transaction");
            }
            Emitted emitted = new Emitted(type, EventJson.read(EventJson.write(body)), delay);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    events.add(emitted);
                }
            });
        }
    }

    private final class PartnerDouble extends DefaultComponent {

        private final Account.Kind kind;

        private PartnerDouble(Account.Kind kind) {
            this.kind = kind;
        }

        @Override
        protected Endpoint createEndpoint(String uri, String operation, Map<String, Object> parameters) {
            String account = (String) parameters.remove("account");
            parameters.remove("each");
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            exchange.getMessage().setBody(ask(operation, account, exchange));
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("producer only");
                }
            };
        }

        @SuppressWarnings("unchecked")
        private Object ask(String operation, String account, Exchange exchange) {
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException(kind.word() + ":" + operation + " was asked inside a transaction");
            }
            String named = account == null
                    ? exchange.getVariable("account", String.class)
                    : context.resolveLanguage("simple")
                            .createExpression(account)
                            .evaluate(exchange, String.class);
            Map<String, Object> document =
                    Json.canonicalMapper().convertValue(exchange.getMessage().getBody(), Map.class);
            Call call = new Call(operation, named, new LinkedHashMap<>(document));
            conforms(operation, "in", document);
            calls.add(call);
            Function<Call, Object> answer = answers.get(operation);
            if (answer == null) {
                throw new AssertionError("nobody expected " + operation);
            }
            Object given = answer.apply(call);
            // What is not as the schema has it was judged before, one by one.
            if (!(given instanceof List<?> list && list.stream().anyMatch(Unfit.class::isInstance))) {
                conforms(operation, "out", given);
            }
            return given;
        }

        private void conforms(String operation, String direction, Object document) {
            var violations = schemas.check(
                    Schemas.resource(kind.word(), operation, direction),
                    Json.canonicalMapper().valueToTree(document));
            if (!violations.isEmpty()) {
                throw new AssertionError(kind.word() + ":" + operation + " " + direction + " " + violations);
            }
        }
    }

    /** The push is the event's own data. */
    private final class InboxDouble extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            Event event = exchange.getVariable("event", Event.class);
                            exchange.getMessage().setBody(Map.of("body", new ArrayList<>(List.of(event.data()))));
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("producer only");
                }
            };
        }
    }
}
