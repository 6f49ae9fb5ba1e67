package io.openclaw.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.order.view.BackorderViews;
import io.openclaw.order.view.FulfillmentViews;
import io.openclaw.order.view.OrderPage;
import io.openclaw.order.view.OrderQueries;
import io.openclaw.order.view.OrderQuery;
import io.openclaw.order.view.OrderView;
import io.openclaw.order.view.OrderViews;
import io.openclaw.order.view.PendingViews;
import io.openclaw.order.view.StatusFacts;
import io.openclaw.store.Dialect;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.OneMoment;
import io.openclaw.store.Sql;
import io.openclaw.store.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What a page of orders costs in a store that is not empty, while others work in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderPageTest {

    private static final int ORDERS = 4_000;
    private static final int PAGE = 500;

    /** What one order's parts are read with; those of a page are the same. */
    private static final List<String> STATEMENTS = List.of(
            "facts-orders",
            "facts-lines",
            "facts-holds",
            "facts-fulfillments",
            "orders",
            "lines",
            "kept",
            "holds",
            "backorders",
            "fulfillments",
            "fulfillment-lines",
            "parcels",
            "numbers",
            "events",
            "cases",
            "timeline",
            "pending",
            "given-up");

    private final List<String> asked = new ArrayList<>();
    private TestDatabase database;
    private OrderQueries queries;
    /** Happens once, after the first statement that is asked. */
    private Runnable meanwhile;

    TestDatabase database() {
        return TestDatabase.h2();
    }

    boolean postgres() {
        return false;
    }

    @BeforeAll
    void fill() {
        database = database();
        OrderBacklog.fill(database, ORDERS, 1_000, postgres());
        Counted source = new Counted(database);
        JdbcClient counted = JdbcClient.create(source);
        StatusFacts facts = new StatusFacts(counted);
        queries = new OrderQueries(
                counted,
                new OrderViews(
                        counted,
                        FieldCipher.of(Base64.getEncoder().encodeToString(new byte[FieldCipher.KEY_BYTES])),
                        OrderRoom.JSON,
                        facts,
                        new FulfillmentViews(counted),
                        new BackorderViews(counted, OrderRoom.JSON),
                        new PendingViews(counted, List.of(account -> Optional.empty()), Clock.systemUTC())),
                facts,
                new OneMoment(new JdbcTransactionManager(source), Dialect.of(database.dataSource())));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void aPageIsAFewStatementsHoweverManyOrdersItHas() {
        asked.clear();
        assertThat(page(1).items()).hasSize(1);
        int one = asked.size();
        asked.clear();
        OrderPage page = page(PAGE);
        assertThat(page.items())
                .hasSize(PAGE)
                .extracting(OrderPageTest::parts)
                .containsOnly("shipped, 2 lines, 6 events, 10 steps, 6 pending");
        assertThat(asked).hasSize(one);
        assertThat(one).isEqualTo(STATEMENTS.size() + 1);
    }

    /**
     * H2 reads a derived table, or a subquery of an IN, again for each row while anything changes: beside work, such a page cost as much as
     * the square of its orders.
     */
    @Test
    void noStatementReadsAnotherForEachOfItsRows() {
        asked.clear();
        page(PAGE);
        assertThat(asked).isNotEmpty().allSatisfy(statement -> assertThat(statement)
                .doesNotContainPattern("(?i)\\b(FROM|JOIN|IN)\\s*\\(\\s*(SELECT|WITH)"));
    }

    /** PostgreSQL reads small tables through because that is cheaper; here it may not, so that it shows where it could not help it. */
    @Test
    void everyStatementGoesAlongAnIndex() {
        Sql sql = Sql.of("order-view");
        List<String> some = page(10).items().stream().map(OrderView::orderNo).toList();
        List<String> fulfillments = some.stream().map(no -> no + "-F1").toList();
        List<String> parcels = some.stream().map(no -> no + "-F1-P1").toList();
        for (String statement : STATEMENTS) {
            String plan = database.work().execute(status -> {
                if (postgres()) {
                    database.jdbc().sql("SET LOCAL enable_seqscan = off").update();
                }
                return String.join(
                        "\n",
                        database.jdbc()
                                .sql("EXPLAIN " + sql.get(statement))
                                .param("order_nos", some)
                                .param("fulfillment_nos", fulfillments)
                                .param("parcel_nos", parcels)
                                .query(String.class)
                                .list());
            });
            for (String table : List.of(
                    "orders",
                    "order_line",
                    "fulfillment",
                    "fulfillment_line",
                    "parcel",
                    "parcel_number",
                    "tracking_event",
                    "outbox",
                    "delivery")) {
                assertThat(plan)
                        .as(statement)
                        .doesNotContain("Seq Scan on " + table + " ")
                        .doesNotContain("public." + table + ".tableScan");
            }
        }
    }

    @Test
    void aPageIsOfOneMoment() throws SQLException {
        OrderView order = page(1).items().get(0);
        assertThat(order.paymentStatus()).isNotEqualTo("voided");
        int shipped = order.lines().get(0).shipped();
        meanwhile = () -> leaves(order.orderNo(), "voided", 1);
        try {
            asked.clear();
            OrderView seen = page(1).items().get(0);
            assertThat(meanwhile)
                    .as("something happened after the first statement")
                    .isNull();
            assertThat(seen.paymentStatus()).isEqualTo(order.paymentStatus());
            assertThat(seen.lines().get(0).shipped()).isEqualTo(shipped);
            OrderView later = page(1).items().get(0);
            assertThat(later.paymentStatus()).isEqualTo("voided");
            assertThat(later.lines().get(0).shipped()).isEqualTo(shipped + 1);
        } finally {
            meanwhile = null;
            leaves(order.orderNo(), order.paymentStatus(), -1);
        }
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(connection.getTransactionIsolation())
                    .as("whoever has the connection next")
                    .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    private void leaves(String orderNo, String paid, int units) {
        database.jdbc()
                .sql("UPDATE orders SET payment_status = ? WHERE order_no = ?")
                .params(paid, orderNo)
                .update();
        database.jdbc()
                .sql("UPDATE order_line SET shipped = shipped + ? WHERE order_no = ?")
                .params(units, orderNo)
                .update();
    }

    private static String parts(OrderView order) {
        return order.status().word() + ", " + order.lines().size() + " lines, "
                + order.fulfillments().get(0).parcels().get(0).events().size() + " events, "
                + order.timeline().size() + " steps, " + order.pending().size() + " pending";
    }

    private OrderPage page(int limit) {
        Instant after = OrderBacklog.BEGAN.plusSeconds(ORDERS - 1_000 + 100).toInstant();
        return queries.page(new OrderQuery("demo", null, null, null, null, null, after, null, limit), Locale.ENGLISH);
    }

    /** Notes what is asked. */
    private final class Counted extends DelegatingDataSource {

        Counted(TestDatabase database) {
            super(database.dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            Runnable happens = asked.isEmpty() ? null : meanwhile;
                            if (happens != null) {
                                meanwhile = null;
                                happens.run();
                            }
                            asked.add((String) arguments[0]);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
