package io.openclaw.channel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.account.TestAccounts;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.Interest;
import io.openclaw.outbox.OutboxEvents;
import io.openclaw.outbox.PushSubjects;
import io.openclaw.outbox.Subscription;
import io.openclaw.outbox.Subscriptions;
import io.openclaw.partner.Grants;
import io.openclaw.store.Dialect;
import io.openclaw.store.PresentStore;
import io.openclaw.store.StoreAvailability;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** The channels of one hub on a database that others may share, without Camel. */
final class TestHub implements AutoCloseable {

    static final ChannelProperties QUICK = properties(100, Duration.ofSeconds(60), Duration.ofHours(24));

    final Channels channels;
    final Emitter emitter;
    final Set<String> gone = ConcurrentHashMap.newKeySet();
    final Accounts accounts = new Accounts() {
        private final TestAccounts all =
                new TestAccounts().platform("shop").carrier("slow", Map.of()).carrier("fast", Map.of());

        @Override
        public Optional<Account> find(String id) {
            return gone.contains(String.valueOf(id)) ? Optional.empty() : all.find(id);
        }

        @Override
        public Account get(String id) {
            return find(id).orElseThrow(() -> new NoSuchAccountException(id, "no account '" + id + "'"));
        }

        @Override
        public Collection<Account> all() {
            return all.all();
        }
    };
    final Desk desk;
    final Deliveries deliveries;
    final DeadLetters deadLetters;
    final Grants grants = new Grants(Clock.systemUTC());
    final Pressure pressure = new Pressure();
    private final TestDatabase database;
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    /** @param dialect H2 for a hub that has the database to itself, POSTGRESQL for one of several */
    TestHub(TestDatabase database, Dialect dialect, ChannelProperties properties) {
        this(database, dialect, properties, PresentStore.store());
    }

    TestHub(TestDatabase database, Dialect dialect, ChannelProperties properties, StoreAvailability store) {
        this.database = database;
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        Clock clock = Clock.systemUTC();
        beans.registerSingleton("accounts", accounts);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Absent absent = new Absent(beans.getBeanProvider(Accounts.class));
        desk = new Desk(properties, pressure, store, absent);
        deliveries = new Deliveries(jdbc);
        deadLetters = new DeadLetters(jdbc);
        OutboxEvents events = new OutboxEvents(jdbc);
        Subscriptions subscriptions = new Subscriptions(jdbc);
        Claims claims = new Claims(desk, deliveries, events, database.transactions(), properties, dialect, store);
        emitter = new Emitter(
                desk,
                claims,
                events,
                deliveries,
                subscriptions,
                beans.getBeanProvider(Accounts.class),
                beans,
                clock,
                properties);
        beans.registerSingleton("emitter", emitter);
        Settlement settlement = new Settlement(deliveries, database.transactions(), store);
        Courier courier = new Courier(
                deliveries,
                deadLetters,
                settlement,
                beans.getBeanProvider(Emitter.class),
                database.transactions(),
                clock,
                meters,
                properties,
                grants,
                store,
                beans.getBeanProvider(PushSubjects.class));
        ChannelMetrics metrics = new ChannelMetrics(desk, deliveries, deadLetters, clock, meters);
        channels = new Channels(
                desk,
                absent,
                new Parked(absent, desk, metrics, clock, Duration.ofSeconds(1)),
                claims,
                settlement,
                courier,
                deliveries,
                subscriptions,
                new AccountSwitches(database.jdbc(), clock, store),
                metrics,
                properties,
                dialect,
                store);
    }

    static ChannelProperties properties(int backlog, Duration lease, Duration giveUpAfter) {
        return new ChannelProperties(
                4,
                backlog,
                lease,
                Duration.ofMillis(40),
                Duration.ofMillis(200),
                giveUpAfter,
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                ChannelProperties.Carrier.OUTBOX);
    }

    /** Quick retries, a lane that waits half a second for its grant, and no end to the doubling. */
    static ChannelProperties slowGrants() {
        return new ChannelProperties(
                4,
                1000,
                Duration.ofSeconds(60),
                Duration.ofMillis(1),
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofMillis(500),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                ChannelProperties.Carrier.OUTBOX);
    }

    /** A first retry after ten minutes. */
    static ChannelProperties slowRetry() {
        return new ChannelProperties(
                4,
                1000,
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofMinutes(20),
                Duration.ofHours(1),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                ChannelProperties.Carrier.OUTBOX);
    }

    /** What the table says of the delivery that fails; empty while none does. */
    String lastError() {
        return database.jdbc()
                .sql("SELECT last_error FROM delivery WHERE last_error IS NOT NULL")
                .query(String.class)
                .optional()
                .orElse("");
    }

    TestHub consume(String subscriber, String types, String lane, Subscriber.Handler handler) {
        return consume(subscriber, types, lane, null, handler);
    }

    TestHub consume(String subscriber, String types, String lane, String interest, Subscriber.Handler handler) {
        channels.attach(
                new Subscription(subscriber, List.of(types.split(",")), lane, interest),
                "route-" + subscriber,
                0,
                handler);
        return this;
    }

    /** Names an interest that subscribers may ask. */
    void interest(String name, Interest interest) {
        beans.registerSingleton(name, interest);
    }

    Event emit(String type, Map<String, Object> data) {
        return emit(type, data, Duration.ZERO);
    }

    Event emit(String type, Map<String, Object> data, Duration delay) {
        return database.work().execute(status -> emitter.emit(type, data, "demo", delay));
    }

    static Map<String, Object> order(String orderNo, int number) {
        return Map.of("order_no", orderNo, "account", "shop", "number", number);
    }

    int rows() {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM delivery")
                .query(Integer.class)
                .single();
    }

    @Override
    public void close() throws InterruptedException {
        channels.destroy();
    }
}
