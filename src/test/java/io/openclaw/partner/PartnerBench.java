package io.openclaw.partner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.partner.budget.RateBudget;
import io.openclaw.partner.budget.SharedRateBudget;
import io.openclaw.partner.calls.CallLog;
import io.openclaw.partner.calls.CallRecord;
import io.openclaw.store.Durability;
import io.openclaw.store.PresentStore;
import io.openclaw.store.StoreAvailability;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.FileSystemUtils;

/** The partner room on a database in memory, a Camel context, and an HTTP server that plays the partner. */
public final class PartnerBench implements AutoCloseable, Accounts {

    /** What the partner does with a request. */
    public interface Partner {
        void answer(HttpExchange request) throws IOException;
    }

    private final TestDatabase database = TestDatabase.h2();
    /** Stands for tracking: what was last heard of any number. */
    public static final class Heard {

        public static volatile String last = "none";

        public String lastHeard(String account, String number) {
            return last;
        }
    }

    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
    private final DefaultCamelContext camel;
    private final HttpServer server;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<CallRecord> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger awaits = new AtomicInteger();
    private final Path routes = Files.createTempDirectory("routes");
    private volatile Partner partner = request -> answer(request, 200, "{}");

    public PartnerBench() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> partner.answer(request));
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "partner");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        beans.registerBean(Accounts.class, () -> this);
        beans.registerBean(Clock.class, Clock::systemUTC);
        beans.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        beans.registerBean(Durability.class, () -> awaits::incrementAndGet);
        beans.registerBean(JdbcClient.class, database::jdbc);
        beans.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database.dataSource()));
        beans.registerBean(PlatformTransactionManager.class, database::transactions);
        beans.registerBean(StoreAvailability.class, PresentStore::store);
        beans.registerBean(AccountSwitches.class);
        beans.registerBean(
                "rateBudget", RateBudget.class, () -> new SharedRateBudget(database.jdbc(), database.transactions()));
        beans.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("bench", Map.of("openclaw.routes-dir", connectors())));
        beans.scan("io.openclaw.partner");
        beans.registerBean("recording", CallLog.class, () -> calls::add, definition -> definition.setPrimary(true));
        beans.refresh();
        camel = new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(beans)));
        camel.getRegistry().bind("tracking", new Heard());
        camel.disableJMX();
        camel.start();
    }

    /** The routes of the tests' own vendor come from their text; its file has to be there all the same. */
    private String connectors() throws IOException {
        Path connector = routes.resolve("connectors/carrier/acme.camel.yaml");
        Files.createDirectories(connector.getParent());
        Files.writeString(connector, "");
        return routes.toString();
    }

    /** An account in the sandbox of this test; {@code change} may replace parts of it. */
    public Account account(String id, Account.Kind kind, String vendor, Account.Mode mode, Map<String, Object> policy) {
        Account account = new Account(
                id,
                "demo",
                kind,
                vendor,
                id,
                "US",
                ZoneOffset.UTC,
                "USD",
                mode,
                null,
                "http://" + server.getAddress().getHostString() + ":"
                        + server.getAddress().getPort(),
                List.of("secret-of-" + id),
                Map.of(),
                policy,
                Map.of());
        accounts.put(id, account);
        return account;
    }

    public Account shop() {
        return account("shop", Account.Kind.PLATFORM, "shopify", Account.Mode.LIVE, Map.of());
    }

    public void put(Account account) {
        accounts.put(account.id(), account);
    }

    public void partner(Partner behaviour) {
        this.partner = behaviour;
    }

    /** Loads routes as the hub does, from their YAML. */
    public void routes(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("test.camel.yaml", yaml));
    }

    /** Sends a body to an endpoint for an account; failures are thrown as the route threw them. */
    public Object ask(String uri, String account, Object body) throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable(Vars.ACCOUNT, account);
        exchange.getMessage().setBody(body);
        return send(uri, exchange).getMessage().getBody();
    }

    /** As a step of a vendor's route would run. */
    public Exchange call(String uri, Account account, Object body) throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable(Vars.ACCOUNT, account.id());
        exchange.setVariable(Vars.SHOP, account);
        exchange.getMessage().setBody(body);
        return send(uri, exchange);
    }

    public Exchange send(String uri, Exchange exchange) throws Exception {
        try (var template = camel.createProducerTemplate()) {
            template.send(uri, exchange);
        }
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange;
    }

    public CamelContext camel() {
        return camel;
    }

    public TestDatabase database() {
        return database;
    }

    public <T> T bean(Class<T> type) {
        return beans.getBean(type);
    }

    public List<CallRecord> calls() {
        return calls;
    }

    /** How often durability was awaited. */
    public int awaits() {
        return awaits.get();
    }

    public static void answer(HttpExchange request, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        request.getRequestBody().readAllBytes();
        request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = request.getResponseBody()) {
            out.write(bytes);
        }
        request.close();
    }

    @Override
    public Optional<Account> find(String id) {
        return Optional.ofNullable(id).map(accounts::get);
    }

    @Override
    public Account get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
    }

    @Override
    public Collection<Account> all() {
        return accounts.values();
    }

    @Override
    public void close() {
        try {
            camel.close();
            beans.close();
            server.stop(0);
            database.close();
            FileSystemUtils.deleteRecursively(routes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
