package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.channel.ProcessedKeys;
import io.openclaw.outbox.Event;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.fulfillment.LabelAgreement;
import io.openclaw.sourcing.fulfillment.Withdrawal;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The stock routes as they stand in {@code routes/}, on a database, with the channels replaced by mocks. */
class StockRoutesTest {

    private static TestDatabase database;

    private final AtomicInteger events = new AtomicInteger();
    private SourcingFixture hub;
    private DefaultCamelContext camel;
    private ProducerTemplate producer;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void open() throws Exception {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn]\n");
        camel = new DefaultCamelContext();
        camel.disableJMX();
        camel.addComponent("channel", new MockComponent());
        bind();
        for (String flow : List.of(
                "stock-deduction",
                "backorder-review",
                "backorder-accounts",
                "shadow-decision",
                "stock-expiry",
                "sourcing-changes",
                "backorder-rules",
                "sourcing-retry")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(camel, "file:routes/" + flow + ".camel.yaml"));
            AdviceWith.adviceWith(camel, flow, advice -> advice.replaceFromWith("direct:" + flow));
        }
        camel.start();
        producer = camel.createProducerTemplate();
    }

    private void bind() {
        SpringTransactionPolicy work = new SpringTransactionPolicy(database.transactions());
        camel.getRegistry().bind("work", work);
        camel.getRegistry().bind("processed", new ProcessedKeys(new JdbcTemplate(database.dataSource())));
        camel.getRegistry().bind("sourcing", hub.desk);
        camel.getRegistry().bind("allocations", hub.allocations);
        camel.getRegistry().bind("withdrawals", hub.withdrawals);
        camel.getRegistry().bind("dispatches", hub.dispatches);
        camel.getRegistry().bind("labelAgreement", hub.agreement);
        camel.getRegistry().bind("departures", hub.stock.departures);
        camel.getRegistry().bind("backorders", hub.backorders);
        camel.getRegistry().bind("withholding", hub.withholding);
        camel.getRegistry().bind("presales", hub.presales);
        camel.getRegistry().bind("shadowDecisions", hub.shadow);
        camel.getRegistry().bind("sourcingRetry", hub.retry);
        camel.getRegistry().bind("backorderWalk", hub.walk);
        camel.getRegistry().bind("sourcingChanges", hub.changes());
    }

    @AfterEach
    void stop() {
        assertThat(hub.stock.violations()).isEmpty();
        camel.stop();
    }

    @Test
    void releasedOrderBecomesAFulfillment() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        Event released = event("order.released", "O1", Map.of());
        send("stock-deduction", released);
        send("stock-deduction", released);
        assertThat(bodies("fulfillment.created", FulfillmentRef.class))
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1");
        assertThat(bodies("order.backordered", Object.class)).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void orderThatWaitedForTheNextDaysCapacityIsTriedAgain() throws IOException {
        Files.writeString(hub.config.path(), "default: [cn]\nwarehouses: {cn: {capacity_per_day: 1}}\n");
        hub.config.reload();
        hub.stock.stock("cn", "A", 5);
        for (String order : List.of("O1", "O2", "O3")) {
            hub.order(order, Map.of("A", 1));
            send("stock-deduction", event("order.released", order, Map.of()));
        }
        assertThat(bodies("order.backordered", Allocation.Backorder.class)).hasSize(2);
        producer.sendBody("direct:sourcing-retry", null);
        assertThat(bodies("order.released", BackorderReview.Released.class)).isEmpty();
        hub.clock.advance(Duration.ofHours(1));
        producer.sendBody("direct:sourcing-retry", null);
        assertThat(bodies("order.released", BackorderReview.Released.class)).isEmpty();
        hub.clock.advance(Duration.ofDays(1));
        producer.sendBody("direct:sourcing-retry", null);
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O2");
        send("stock-deduction", event("order.released", "O2", Map.of()));
        assertThat(hub.allocation("O2")).isEqualTo("planned");
        assertThat(hub.allocation("O3")).isEqualTo("backordered");
    }

    @Test
    void ordersThatWaitAreLookedAtOnceForEachEditOfTheRules() throws IOException {
        rules("default: [us]\nelsewhere: false\n");
        hub.stock.stock("cn", "A", 4);
        for (int i = 1; i <= 5; i++) {
            hub.order("O" + i, Map.of("A", 1));
            send("stock-deduction", event("order.released", "O" + i, Map.of()));
        }
        producer.sendBody("direct:sourcing-changes", null);
        assertThat(told()).hasSize(1);
        rules("default: [cn]\n");
        for (int tick = 1; tick <= 3; tick++) {
            producer.sendBody("direct:sourcing-changes", null);
        }
        camel.getRegistry().bind("sourcingChanges", hub.changes());
        producer.sendBody("direct:sourcing-changes", null);
        assertThat(told()).as("another hub has nothing to add").hasSize(2);
        assertThat(wire(told().get(1)))
                .isEqualTo(Map.of("tenant", "demo", "occasion", "demo rules 2", "order_key", "sourcing:demo"));

        Event edited = event("sourcing.changed", null, Map.of("occasion", "demo rules 2"));
        send("backorder-rules", edited);
        send("backorder-rules", edited);
        assertThat(released()).containsExactly("O1", "O2", "O3");
        Map<String, Object> next = next("channel:backorder.rules?delay=500", 0);
        send("backorder-rules", event("backorder.rules", null, next));
        assertThat(released()).as("the batch before is not decided").hasSize(3);
        for (String order : List.of("O3", "O1", "O2")) {
            send("stock-deduction", event("order.released", order, Map.of()));
        }
        send("backorder-rules", event("backorder.rules", null, next("channel:backorder.rules?delay=500", 1)));
        assertThat(released()).containsExactly("O1", "O2", "O3", "O4");
        assertThat(bodies("backorder.rules", Object.class))
                .as("that was the last of them")
                .isEmpty();
    }

    private void rules(String text) throws IOException {
        Files.writeString(hub.config.path(), text);
        hub.config.reload();
    }

    private List<SourcingChanges.Change> told() {
        return bodies("sourcing.changed?delay=2000", SourcingChanges.Change.class);
    }

    private List<String> released() {
        return bodies("order.released", BackorderReview.Released.class).stream()
                .map(BackorderReview.Released::orderNo)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> next(String channel, int n) {
        Object body = camel.getEndpoint(channel, MockEndpoint.class)
                .getExchanges()
                .get(n)
                .getMessage()
                .getBody();
        return (Map<String, Object>) wire(body);
    }

    @Test
    void eachFurtherBoxAsksForItsLabel() {
        hub.stock.stock("cn", "SOFA", 5);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, updated_at)"
                + " VALUES ('demo', 'SOFA', 30000, 3, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("SOFA", 1));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("fulfillment.created", FulfillmentRef.class))
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1");
        assertThat(bodies("waybill.check", FulfillmentRef.class))
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P2", "O1-F1-P3");
    }

    @Test
    void shortOrderIsBackorderedAndServedWhenStockComes() {
        hub.stock.stock("cn", "A", 1);
        hub.order("O1", Map.of("A", 2));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("order.backordered", Allocation.Backorder.class))
                .extracting(Allocation.Backorder::skus)
                .containsExactly(List.of("A"));
        hub.stock.stock("cn", "A", 2);
        send("backorder-review", event("stock.changed", null, Map.of("sku", "A", "warehouse", "cn")));
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("fulfillment.created", FulfillmentRef.class)).hasSize(1);
    }

    @Test
    void whatIsNotWantedAnyMoreIsNotWaitedFor() {
        hub.stock.stock("cn", "A", 1);
        hub.order("O1", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("order.served", Object.class)).isEmpty();
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        hub.markOutbound("O1-F1");
        send("stock-deduction", event("fulfillment.shipped", "O1", Map.of("fulfillment_no", "O1-F1")));
        assertThat(bodies("order.backordered", Object.class)).hasSize(1);
        hub.quantity("O1", 1, 3, 2);
        hub.state("O1", "partially_cancelled");
        // The gate takes back what nothing is left to do for.
        hub.run("UPDATE orders SET allocation = 'none' WHERE order_no = ?", "O1");
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("tags"))));
        assertThat(bodies("order.served", Allocation.Served.class))
                .containsExactly(new Allocation.Served("demo", "shop", "O1"));
        assertThat(hub.allocation("O1")).isEqualTo("planned");

        hub.stock.stock("cn", "A", 1);
        hub.order("O2", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O2", Map.of()));
        hub.quantity("O2", 1, 9, 0);
        send("stock-deduction", event("order.updated", "O2", Map.of("changed", List.of("lines"))));
        assertThat(hub.allocation("O2")).isEqualTo("backordered");
        hub.quantity("O2", 1, 9, 9);
        send("stock-deduction", event("order.updated", "O2", Map.of("changed", List.of("lines"))));
        assertThat(bodies("order.served", Allocation.Served.class))
                .as("all of it is cancelled")
                .hasSize(2);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void anOrderThatOnlyAnAccountKeepsWaitingSaysSoAndGoesOnWhenItReturns() {
        hub.stock.stock("cn", "A", 5);
        hub.accounts.add("post", Account.Kind.CARRIER, Account.Mode.OFF, Map.of("tracker", "watch"));
        hub.order("O1", Map.of("A", 2));
        hub.order("O2", Map.of("A", 6));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        send("stock-deduction", event("order.released", "O2", Map.of()));
        List<Map<?, ?>> told = bodies("order.backordered", Allocation.Backorder.class).stream()
                .<Map<?, ?>>map(StockRoutesTest::wire)
                .toList();
        assertThat(told.get(0))
                .satisfies(waits -> assertThat(waits.get("cause")).isEqualTo("account_not_live"))
                .satisfies(waits -> assertThat(waits.get("subject")).isEqualTo("post"))
                .satisfies(waits -> assertThat(waits.get("skus")).isEqualTo(List.of()))
                .satisfies(waits -> assertThat(waits.get("message").toString())
                        .startsWith("waits for account post (mode off), not for stock")
                        .contains("cn has every line"));
        assertThat(told.get(1).get("cause"))
                .as("of this one there is too little, whoever is off")
                .isEqualTo("stock_shortage");
        assertThat(hub.decisions.of("demo", "O1").orElseThrow().get("waits_for"))
                .isEqualTo(List.of("post"));

        send("backorder-accounts", changed("post"));
        assertThat(bodies("order.released", Object.class)).as("it is off still").isEmpty();
        hub.accounts.carrier("post", Map.of("tracker", "watch"));
        send("backorder-accounts", changed("us"));
        assertThat(bodies("order.released", Object.class))
                .as("nobody waits for that one")
                .isEmpty();
        send("backorder-accounts", changed("post"));
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(hub.allocation("O1")).isEqualTo("planned");
    }

    @Test
    void whoWaitsForAnAccountIsLookedAtPageByPage() {
        hub.stock.stock("cn", "A", 9);
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.IMPORT_ONLY, Map.of("label_source", "warehouse"));
        for (int i = 1; i <= 4; i++) {
            hub.order("O" + i, Map.of("A", 1));
            send("stock-deduction", event("order.released", "O" + i, Map.of()));
        }
        hub.accounts.warehouse("cn");
        send("backorder-accounts", changed("cn"));
        BackorderReview.NextOfAccount next =
                bodies("backorder.account", BackorderReview.NextOfAccount.class).get(0);
        assertThat(next.account()).isEqualTo("cn");
        Event goOn = new Event(
                "E-next", "backorder.account", Instant.now(), "demo", null, 77, "cn", Map.of("after", next.after()));
        send("backorder-accounts", goOn);
        send("backorder-accounts", goOn);
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1", "O2", "O3", "O4");
    }

    @Test
    void whatAnOrderWaitsForIsSaidAnewWhenItIsSomethingElse() {
        hub.stock.stock("cn", "A", 0);
        hub.order("O1", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        hub.stock.stock("cn", "A", 3);
        send("backorder-review", event("stock.changed", null, Map.of("sku", "A", "warehouse", "cn")));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("order.backordered", Allocation.Backorder.class))
                .extracting(Allocation.Backorder::cause)
                .containsExactly("stock_shortage", "account_not_live");
        send("backorder-review", event("stock.changed", null, Map.of("sku", "A", "warehouse", "cn")));
        assertThat(bodies("order.released", Object.class))
                .as("it waits for the same as before")
                .hasSize(1);

        hub.stock.stock("cn", "A", 0);
        hub.clock.advance(Duration.ofHours(1));
        producer.sendBody("direct:sourcing-retry", null);
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("order.backordered", Allocation.Backorder.class))
                .extracting(Allocation.Backorder::cause)
                .containsExactly("stock_shortage", "account_not_live", "stock_shortage");
    }

    @Test
    void anAccountThatCameBackUntoldWakesItsOrdersWithTheNextLook() {
        hub.stock.stock("cn", "A", 5);
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        hub.order("O1", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        producer.sendBody("direct:sourcing-retry", null);
        assertThat(bodies("order.released", Object.class)).isEmpty();
        hub.accounts.warehouse("cn");
        producer.sendBody("direct:sourcing-retry", null);
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1");
    }

    private Event changed(String account) {
        int number = events.incrementAndGet();
        return new Event(
                "E" + number,
                "account.changed",
                Instant.now(),
                "demo",
                null,
                number,
                account,
                Map.of("account", account));
    }

    private static Map<?, ?> wire(Object data) {
        return new ObjectMapper().convertValue(data, Map.class);
    }

    @Test
    void backordersGoOnFromWhereTheyWere() {
        hub.stock.stock("cn", "A", 0);
        for (int i = 1; i <= 5; i++) {
            hub.order("O" + i, Map.of("A", 1));
            send("stock-deduction", event("order.released", "O" + i, Map.of()));
        }
        hub.stock.stock("cn", "A", 5);
        send("backorder-review", event("stock.changed", null, Map.of("sku", "A", "warehouse", "cn")));
        BackorderReview.Next next =
                bodies("backorder.review", BackorderReview.Next.class).get(0);
        send("backorder-review", event("backorder.review", null, Map.of("sku", "A", "after", next.after())));
        assertThat(bodies("order.released", BackorderReview.Released.class)).hasSize(5);
        assertThat(bodies("backorder.review", Object.class)).hasSize(1);
    }

    @Test
    void editCancelShipAndVoidTakeTheirBranches() {
        hub.stock.stock("cn", "A", 9);
        hub.order("O1", Map.of("A", 2));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        hub.quantity("O1", 1, 3, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        assertThat(bodies("fulfillment.cancelled", FulfillmentRef.class)).isEmpty();
        hub.quantity("O1", 1, 1, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        assertThat(bodies("stock.changed", StockChange.class))
                .as("channels have one less, then two more")
                .extracting(StockChange::orderKey)
                .containsExactly("sku:A", "sku:A");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 4, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        assertThat(bodies("order.changed_after_label", Withdrawal.TooLate.class))
                .hasSize(1);
        hub.state("O1", "cancelled");
        send("stock-deduction", event("order.cancelled", "O1", Map.of()));
        assertThat(bodies("waybill.void", FulfillmentRef.class))
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F1");
        send("stock-deduction", event("waybill.voided", "O1", Map.of("fulfillment_no", "O1-F1")));
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();

        hub.order("O2", Map.of("A", 2));
        send("stock-deduction", event("order.released", "O2", Map.of()));
        hub.markOutbound("O2-F1");
        send("stock-deduction", event("fulfillment.shipped", "O2", Map.of("fulfillment_no", "O2-F1")));
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(7);
        assertThat(bodies("stock.finding", StockFinding.class)).isEmpty();
    }

    @Test
    void theCaseOfUnitsACountDidNotFindIsClosedWhenTheyLeft() {
        hub.stock.stock("cn", "A", 2);
        hub.order("O1", Map.of("A", 2));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        hub.clock.advance(Duration.ofMinutes(1));
        database.work()
                .executeWithoutResult(
                        s -> hub.stock.adjustments.count("demo", "cn", "A", 0, hub.clock.time(), "count-1"));
        assertThat(hub.stock.counters("cn", "A").missing()).isEqualTo(2);
        hub.clock.advance(Duration.ofMinutes(1));
        hub.markOutbound("O1-F1");
        Event shipped = event("fulfillment.shipped", "O1", Map.of("fulfillment_no", "O1-F1"));
        send("stock-deduction", shipped);
        send("stock-deduction", shipped);
        assertThat(hub.stock.counters("cn", "A").missing()).isZero();
        assertThat(bodies("stock.finding", StockFinding.class))
                .extracting(StockFinding::orderKey, StockFinding::cause, StockFinding::open)
                .containsExactly(tuple("sku:A", StockFinding.OVERSOLD, false));
    }

    @Test
    void whatAWarehouseDidNotFindIsToldAndPlannedFromElsewhere() throws IOException {
        Files.writeString(hub.config.path(), "default: [cn, us]\n");
        hub.config.reload();
        hub.stock.stock("cn", "A", 9);
        hub.stock.stock("us", "A", 9);
        hub.order("O1", Map.of("A", 3));
        hub.order("O2", Map.of("A", 2));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        send("stock-deduction", event("order.released", "O2", Map.of()));
        hub.run("UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = 'O1-F1'", 1);
        hub.markOutbound("O1-F1");
        Event left = event("fulfillment.shipped", "O1", Map.of("fulfillment_no", "O1-F1", "partial", true));
        send("stock-deduction", left);
        send("stock-deduction", left);
        assertThat(bodies("stock.finding", StockFinding.class))
                .filteredOn(finding -> finding.cause().equals(StockFinding.SHORT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("order O1 (O1-F1) and shipped 1"));

        hub.askForLabel("O2-F1");
        Event nothing = event(
                "fulfillment.unpicked",
                "O2",
                Map.of("fulfillment_no", "O2-F1", "picked_at", hub.clock.time().toString()));
        send("stock-deduction", nothing);
        send("stock-deduction", nothing);
        assertThat(bodies("fulfillment.cancelled", FulfillmentRef.class))
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O2-F1");
        assertThat(bodies("waybill.void", FulfillmentRef.class))
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O2-F1-P1");
        assertThat(bodies("fulfillment.created", FulfillmentRef.class))
                .extracting(FulfillmentRef::fulfillmentNo, FulfillmentRef::warehouse)
                .containsExactly(
                        tuple("O1-F1", "cn"), tuple("O2-F1", "cn"), tuple("O1-F2", "us"), tuple("O2-F2", "us"));
        assertThat(hub.stock.counters("cn", "A").missing()).isEqualTo(4);
    }

    @Test
    void unitsOfAnUnpaidOrderAreWithheldAndFreeAgainWhenTheirTimeIsOver() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", 30));
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.run(
                "UPDATE orders SET payment_status = 'unpaid', state = 'on_hold', allocation = 'none'"
                        + " WHERE order_no = ?",
                "O1");
        send("stock-deduction", event("order.held", "O1", Map.of("holds", List.of("unpaid"))));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
        assertThat(bodies("stock.changed", StockChange.class)).hasSize(1);
        hub.clock.advance(java.time.Duration.ofMinutes(31));
        producer.sendBody("direct:stock-expiry", null);
        producer.sendBody("direct:stock-expiry", null);
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        assertThat(bodies("stock.changed", StockChange.class)).as("told once").hasSize(2);
    }

    @Test
    void anEditAfterTheLabelThatIsTakenBackIsToldOnce() {
        hub.stock.stock("cn", "A", 4);
        hub.order("O1", Map.of("A", 1));
        hub.address("O1", "Springfield");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        assertThat(bodies("order.changed_after_label", Object.class)).hasSize(1);
        hub.quantity("O1", 1, 1, 0);
        Event back = event("order.updated", "O1", Map.of("changed", List.of("lines")));
        send("stock-deduction", back);
        send("stock-deduction", back);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("tags"))));
        assertThat(bodies("order.changed_after_label", Object.class)).hasSize(1);
        assertThat(bodies("order.agrees_with_label", LabelAgreement.Agreed.class))
                .containsExactly(new LabelAgreement.Agreed("demo", "shop", "O1"));

        assertThat(hub.agreement.delivered("O1")).as("it agrees").isEmpty();
        hub.address("O1", "Austin");
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("address"))));
        assertThat(hub.agreement.delivered("O1")).singleElement().satisfies(off -> assertThat(off)
                .returns(List.of("address"), LabelAgreement.OffLabel::differs)
                .returns("order_changed_after_label", LabelAgreement.OffLabel::caseReason)
                .returns(
                        "Delivered, but the order has another address than its label",
                        LabelAgreement.OffLabel::message));
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        send("stock-deduction", event("waybill.voided", "O1", Map.of("fulfillment_no", "O1-F1")));
        assertThat(bodies("order.agrees_with_label", Object.class))
                .as("shipped anew")
                .hasSize(2);
    }

    @Test
    void whatIsOrderedAfterTheLabelIsKeptAtOnceAndPlannedWhenTheLabelledLeaves() {
        hub.stock.stock("cn", "A", 4);
        hub.order("O1", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        Event edited = event("order.updated", "O1", Map.of("changed", List.of("lines")));
        send("stock-deduction", edited);
        send("stock-deduction", edited);
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
        assertThat(bodies("stock.changed", StockChange.class)).as("told once").hasSize(1);
        hub.quantity("O1", 1, 2, 0);
        send("stock-deduction", event("order.updated", "O1", Map.of("changed", List.of("lines"))));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(1);
        assertThat(bodies("stock.changed", StockChange.class)).hasSize(2);

        hub.markOutbound("O1-F1");
        send("stock-deduction", event("fulfillment.shipped", "O1", Map.of("fulfillment_no", "O1-F1")));
        assertThat(bodies("fulfillment.created", FulfillmentRef.class))
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F1", "O1-F2");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);

        hub.order("O2", Map.of("A", 1));
        send("stock-deduction", event("order.released", "O2", Map.of()));
        hub.askForLabel("O2-F1");
        hub.quantity("O2", 1, 2, 0);
        send("stock-deduction", event("order.updated", "O2", Map.of("changed", List.of("lines"))));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(1);
        hub.state("O2", "cancelled");
        send("stock-deduction", event("order.cancelled", "O2", Map.of()));
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
    }

    @Test
    void whatWasWithheldElsewhereIsToldToOthersWhenTheOrderIsServed() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", 30));
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
        hub.order("O1", Map.of("A", 2));
        hub.line("O1", 2, "B", 1);
        hub.run(
                "UPDATE orders SET payment_status = 'unpaid', state = 'on_hold', allocation = 'none'"
                        + " WHERE order_no = ?",
                "O1");
        send("stock-deduction", event("order.held", "O1", Map.of("holds", List.of("unpaid"))));
        assertThat(hub.stock.counters("cn", "B").withheld()).isEqualTo(1);
        int before = bodies("stock.changed", StockChange.class).size();
        hub.run("UPDATE order_line SET cancelled = 1 WHERE order_no = 'O1' AND line_no = 2");
        hub.run("UPDATE orders SET payment_status = 'paid', state = 'open', allocation = 'released'");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("fulfillment.created", FulfillmentRef.class)).hasSize(1);
        assertThat(hub.stock.counters("cn", "B").withheld()).isZero();
        assertThat(bodies("stock.changed", StockChange.class).stream()
                        .skip(before)
                        .map(StockChange::sku))
                .as("A was taken as it was kept")
                .containsExactly("B");
    }

    @Test
    void aPresaleIsToldWithItsDateAndIsNoShortage() {
        hub.stock.stock("cn", "A", 0);
        java.time.OffsetDateTime friday = hub.clock.time().plusDays(4);
        database.work()
                .executeWithoutResult(s -> hub.stock.inbound.state(
                        "demo",
                        "cn",
                        "A",
                        List.of(new io.openclaw.stock.statement.InboundLine(
                                "L1", "purchase", 5, friday, java.math.BigDecimal.ONE, "PO-1")),
                        "S1"));
        hub.order("O1", Map.of("A", 2));
        hub.run("UPDATE orders SET order_type = 'presale' WHERE order_no = ?", "O1");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("order.presold", Presales.Presale.class))
                .singleElement()
                .satisfies(presale -> assertThat(presale.expected()).isEqualTo(friday));
        assertThat(bodies("order.backordered", Object.class)).isEmpty();
        database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "A", "L1", 5, "R1"));
        send("backorder-review", event("stock.changed", null, Map.of("sku", "A", "warehouse", "cn")));
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("fulfillment.created", FulfillmentRef.class)).hasSize(1);
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void whatAPresaleTakesIsToldToTheChannelsAndWakesNobodyForNothing() {
        hub.stock.stock("cn", "A", 4);
        hub.stock.stock("cn", "B", 0);
        database.work()
                .executeWithoutResult(s -> hub.stock.inbound.state(
                        "demo",
                        "cn",
                        "B",
                        List.of(new io.openclaw.stock.statement.InboundLine(
                                "L1", "purchase", 5, null, java.math.BigDecimal.ONE, "PO-1")),
                        "S1"));
        hub.order("O1", new java.util.TreeMap<>(Map.of("A", 3, "B", 2)));
        hub.run("UPDATE orders SET order_type = 'presale' WHERE order_no = ?", "O1");
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(3);
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(2);
        assertThat(bodies("stock.changed", StockChange.class))
                .extracting(StockChange::sku)
                .containsExactly("A", "B");
        for (String sku : List.of("A", "B")) {
            send("backorder-review", event("stock.changed", null, Map.of("sku", sku, "warehouse", "cn")));
        }
        assertThat(bodies("order.released", BackorderReview.Released.class))
                .as("it waits for its goods")
                .isEmpty();
        send("stock-deduction", event("order.released", "O1", Map.of()));
        assertThat(bodies("stock.changed", StockChange.class))
                .as("nothing new, so nothing told")
                .hasSize(2);
    }

    @Test
    void whatCannotBeToldIsNotDone() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        camel.getEndpoint("channel:fulfillment.created", MockEndpoint.class).whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("the outbox is gone");
        });
        Event released = event("order.released", "O1", Map.of());
        assertThatThrownBy(() -> send("stock-deduction", released)).hasRootCauseMessage("the outbox is gone");
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.allocation("O1")).isEqualTo("released");
        camel.getEndpoint("channel:fulfillment.created", MockEndpoint.class).reset();
        send("stock-deduction", released);
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void shadowOrdersAreDecidedOnly() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.SHADOW, Map.of());
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.order("O2", Map.of("A", 2));
        send("shadow-decision", event("order.held", "O1", Map.of("holds", List.of("account_shadow"))));
        send("shadow-decision", event("order.held", "O2", Map.of("holds", List.of("account_shadow", "unpaid"))));
        assertThat(hub.one(String.class, "SELECT order_no FROM shadow_decision"))
                .isEqualTo("O1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    private Event event(String type, String orderNo, Map<String, Object> data) {
        int number = events.incrementAndGet();
        return new Event("E" + number, type, Instant.now(), "demo", orderNo, number, "shop", new HashMap<>(data));
    }

    private void send(String flow, Event event) {
        Exchange answer = producer.send("direct:" + flow, exchange -> {
            exchange.setVariable("event", event);
            exchange.setVariable("account", event.account());
            exchange.setVariable("tenant", event.tenant());
            exchange.getMessage().setBody(event);
        });
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        }
    }

    private <T> List<T> bodies(String type, Class<T> body) {
        return camel.getEndpoint("channel:" + type, MockEndpoint.class).getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(body))
                .toList();
    }
}
