package io.openclaw.order;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.openclaw.order.gate.GateDecision;
import io.openclaw.order.gate.HoldTable;
import io.openclaw.order.gate.OrderGate;
import io.openclaw.order.gate.OrderHolds;
import io.openclaw.order.gate.OrderReview;
import io.openclaw.order.view.BackorderViews;
import io.openclaw.order.view.FulfillmentViews;
import io.openclaw.order.view.OrderQueries;
import io.openclaw.order.view.OrderView;
import io.openclaw.order.view.OrderViews;
import io.openclaw.order.view.PendingViews;
import io.openclaw.order.view.StandingStill;
import io.openclaw.order.view.StatusFacts;
import io.openclaw.product.Product;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.rates.CashServices;
import io.openclaw.rates.RateConfig;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The order room put together by hand on a test database, with a clock that stands until it is moved. */
final class OrderRoom {

    static final ObjectMapper JSON =
            new ObjectMapper().findAndRegisterModules().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    final TestDatabase database;
    final JdbcClient jdbc;
    final TestAccounts accounts = new TestAccounts();
    final Products products;
    final OrderTable table;
    final OrderPool pool;
    final OrderGate gate;
    final OrderHolds holds;
    final OrderReview review;
    final OrderQueries queries;
    final StatusFacts statuses;
    final PersonalData personalData;
    final OrderDeletion deletion;
    final ReturnRequests returns;
    final OrderPolling polling;
    final Clock clock;

    /** Accounts that stand still, and why. */
    final Map<String, StandingStill.Stop> standing = new HashMap<>();

    private final StandingStill standingStill = account -> Optional.ofNullable(standing.get(account));
    private volatile Instant now = Documents.PLACED.plus(Duration.ofHours(1));

    OrderRoom(TestDatabase database) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        FieldCipher cipher = FieldCipher.of(Base64.getEncoder().encodeToString(new byte[32]));
        products = new Products(jdbc, clock);
        table = new OrderTable(jdbc, new NamedParameterJdbcTemplate(database.dataSource()), cipher, JSON);
        HoldTable holdTable = new HoldTable(jdbc);
        pool = new OrderPool(table, new OrderNo(clock), accounts, jdbc, clock);
        CashServices cash = new CashServices(new RateConfig(Path.of("target/no-rate-cards"), accounts), accounts);
        gate = new OrderGate(table, holdTable, products, accounts, cash, jdbc, clock);
        holds = new OrderHolds(table, holdTable, gate, new OrderTouch(jdbc, clock), clock);
        review = new OrderReview(accounts, cash, jdbc, clock);
        statuses = new StatusFacts(jdbc);
        queries = new OrderQueries(
                jdbc,
                new OrderViews(
                        jdbc,
                        cipher,
                        JSON,
                        statuses,
                        new FulfillmentViews(jdbc),
                        new BackorderViews(jdbc, JSON),
                        new PendingViews(jdbc, List.of(standingStill), clock)),
                statuses,
                database.moment());
        personalData = new PersonalData(jdbc, clock, Duration.ofDays(30));
        deletion = new OrderDeletion(jdbc, accounts);
        returns = new ReturnRequests(jdbc, accounts);
        polling = new OrderPolling(accounts, jdbc, clock, JSON);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    OrderChange upsert(OrderDocument document, long inboxId) {
        return inWork(() -> pool.upsert(document, "demo", TestAccounts.SHOP, inboxId));
    }

    GateDecision judge(String orderNo) {
        return inWork(() -> gate.judge(orderNo));
    }

    <T> T inWork(java.util.function.Supplier<T> work) {
        return database.work().execute(status -> work.get());
    }

    PooledOrder held(String orderNo) {
        return inWork(() -> table.lock(orderNo).orElseThrow());
    }

    OrderView view(String orderNo) {
        return queries.find("demo", orderNo, null, Locale.ENGLISH).orElseThrow();
    }

    /** A SKU everything is known of, sold everywhere under its own name. */
    void product(String sku) {
        products.register(complete(sku), List.of(SkuMapping.ownName(sku)));
    }

    static Product complete(String sku) {
        return new Product(
                "demo",
                sku,
                "Thing " + sku,
                null,
                "CN",
                null,
                null,
                250,
                100,
                100,
                50,
                1,
                null,
                false,
                false,
                false,
                "物品",
                "thing",
                new BigDecimal("5.00"),
                "USD",
                "950300",
                null,
                null,
                Map.of());
    }

    void stock(String warehouse, String sku) {
        jdbc.sql(
                        "INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,"
                                + " safety_stock, in_transit, reserved_inbound, as_of)"
                                + " VALUES ('demo', :warehouse, :sku, 10, 0, 0, 0, 0, 0, 0, 0, 0, :at)")
                .param("warehouse", warehouse)
                .param("sku", sku)
                .param("at", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    Set<String> holdsOf(String orderNo) {
        return Set.copyOf(jdbc.sql("SELECT code || '/' || subject FROM order_hold WHERE order_no = :no")
                .param("no", orderNo)
                .query(String.class)
                .list());
    }

    int count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Integer.class).single();
    }
}
