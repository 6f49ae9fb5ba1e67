package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.outbox.Event;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.component.MissingRouteException;
import io.openclaw.partner.http.PartnerComponent;
import io.openclaw.routes.RouteBench;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.fulfillment.FulfillmentRows;
import io.openclaw.sourcing.fulfillment.LabelVoids;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person decides about an order: its labels are taken back, or the order is cancelled at its platform, once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderCancellationTest {

    private TestDatabase database;

    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private SourcingFixture hub;
    private RouteBench bench;
    private OrderCancellations cancellations;
    private LabelVoids voids;

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void end() {
        database.close();
    }

    @BeforeEach
    void open() throws Exception {
        database.clear();
        failure.set(null);
        hub = new SourcingFixture(
                database,
                "routings: [{name: all, rules: [{name: only, warehouses: [cn], otherwise: {queue: people, cancel_after: 2 days}}]}]\n");
        Effects effects = new Effects(database.jdbc(), database.transactions(), hub.clock, Duration.ofSeconds(5));
        OrderRows orders = new OrderRows(database.jdbc(), SourcingFixture.CIPHER);
        BackorderCancellations backorders =
                new BackorderCancellations(database.jdbc(), orders, effects, hub.accounts, hub.clock);
        cancellations = new OrderCancellations(database.jdbc(), orders, effects, backorders);
        voids = new LabelVoids(orders, new FulfillmentRows(database.jdbc(), hub.days, hub.clock));
        bench = new ExceptionBeans(database, hub.accounts)
                .bindTo(new RouteBench(database))
                .bean("backorderCancellations", backorders)
                .bean("orderCancellations", cancellations)
                .answer("platform:cancel-order", statement -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return Map.of();
                });
        bench.camel().addComponent("partner", new PartnerComponent());
        bench.start("backorder-cancellation.camel.yaml", "order-cancellation.camel.yaml", "case-refusal.camel.yaml");
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.run(
                "INSERT INTO exception_case (id, tenant, account, order_no, cause, reason, severity, status, allowed_actions, opened_at)"
                        + " VALUES ('EX-1', 'demo', 'shop', 'O1', 'ship_by_risk', 'ship_by_risk', 'critical', 'open', 'cancel_order',"
                        + " CURRENT_TIMESTAMP)");
    }

    @AfterEach
    void stop() {
        assertThat(hub.stock.violations()).isEmpty();
        bench.close();
    }

    private Event event() {
        return bench.event(
                "case.cancel_order",
                "shop",
                "O1",
                Map.of("case_id", "EX-1", "action", "cancel_order", "cause", "ship_by_risk", "order_no", "O1"));
    }

    private void begin() {
        database.work().executeWithoutResult(status -> cancellations.begin("O1"));
    }

    private List<Map<String, Object>> refusals() {
        return bench.emitted("exception.action");
    }

    @Test
    void anOrderIsCancelledOnceAndItsMoneyIsSomebodysBusiness() {
        String fulfillment = hub.review("O1").fulfillmentNo();
        hub.askForLabel(fulfillment);
        begin();
        Event event = event();
        bench.deliver("order-cancellation", event);
        bench.deliver("order-cancellation", event);
        bench.deliver("order-cancellation", event());
        assertThat(bench.asked)
                .containsExactly(Map.entry(
                        "platform:cancel-order",
                        new BackorderCancellations.Statement("O1", "O1", "seller_decision", false)));
        assertThat(bench.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "refund_due"));
        assertThat(hub.one(String.class, "SELECT state FROM orders"))
                .as("its platform says so")
                .isEqualTo("open");
        assertThat(refusals()).isEmpty();
        assertThatThrownBy(this::begin)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("cancelled_there"));
    }

    @ParameterizedTest
    @CsvSource({"stock_shortage, stock_shortage", "capacity_full, seller_decision", "no_service, seller_decision"})
    void theShopIsToldThatGoodsAreShortOnlyWhereTheyAre(String waitsFor, String reason) {
        hub.stock.stock("cn", "A", 0);
        hub.review("O1");
        hub.run("UPDATE sourcing_decision SET cause = ?", waitsFor);
        begin();
        bench.deliver(
                "order-cancellation",
                bench.event(
                        "case.cancel_order",
                        "shop",
                        "O1",
                        Map.of(
                                "case_id",
                                "EX-1",
                                "action",
                                "cancel_order",
                                "cause",
                                "waited_too_long",
                                "order_no",
                                "O1")));
        assertThat(bench.asked)
                .containsExactly(Map.entry(
                        "platform:cancel-order", new BackorderCancellations.Statement("O1", "O1", reason, false)));
    }

    @Test
    void aRequestWhoseAnswerWasLostIsLookedUpFirst() {
        failure.set(new PartnerException(Category.UNKNOWN_OUTCOME, "shop", "timeout", "no answer"));
        Event event = event();
        assertThatThrownBy(() -> bench.deliver("order-cancellation", event)).hasRootCauseMessage("no answer");
        assertThat(hub.review("O1").allocation())
                .as("nothing is planned for it")
                .isNull();
        failure.set(null);
        assertThatThrownBy(() -> bench.deliver("order-cancellation", event))
                .hasStackTraceContaining("shop was asked to cancel O1 at 20");
        hub.clock.advance(Duration.ofSeconds(6));
        bench.deliver("order-cancellation", event);
        assertThat(bench.asked)
                .last()
                .extracting(Map.Entry::getValue)
                .isEqualTo(new BackorderCancellations.Statement("O1", "O1", "seller_decision", true));
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void aRefusalIsKeptAtTheCaseAndTheOrderGoesOn() {
        failure.set(new PartnerException(Category.REJECTED, "shop", "422", "Cannot cancel a fulfilled order"));
        bench.deliver("order-cancellation", event());
        assertThat(refusals()).singleElement().satisfies(told -> assertThat(told)
                .containsEntry("case_id", "EX-1")
                .containsEntry("action", "cancel_order")
                .containsEntry("effect", "refused")
                .containsEntry("by", "shop")
                .containsEntry("message", "Cannot cancel a fulfilled order"));
        assertThat(hub.one(Long.class, "SELECT COUNT(*) FROM case_action WHERE effect = 'refused'"))
                .isEqualTo(1);
        assertThat(bench.emitted("order.released")).hasSize(1);
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(bench.emitted("case.due")).isEmpty();
        failure.set(null);
        begin();
        bench.deliver("order-cancellation", event());
        assertThat(bench.asked)
                .as("it may be asked for again; the refusal was an answer")
                .last()
                .extracting(Map.Entry::getValue)
                .isEqualTo(new BackorderCancellations.Statement("O1", "O1", "seller_decision", false));
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void aVendorThatCannotCancelIsARefusal() {
        failure.set(new MissingRouteException("account shop cannot do platform:cancel-order"));
        bench.deliver("order-cancellation", event());
        assertThat(refusals()).singleElement().satisfies(told -> assertThat((String) told.get("message"))
                .contains("cannot do platform:cancel-order"));
    }

    @Test
    void whatHasLeftOrIsOverIsNotCancelled() {
        String fulfillment = hub.review("O1").fulfillmentNo();
        hub.askForLabel(fulfillment);
        hub.markOutbound(fulfillment);
        assertThatThrownBy(this::begin)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("not_cancellable"));
        bench.deliver("order-cancellation", event());
        assertThat(bench.asked).isEmpty();
        assertThat(refusals()).as("it left meanwhile").singleElement().satisfies(told -> assertThat(
                        (String) told.get("message"))
                .contains("has left"));
        hub.order("O2", Map.of("A", 1));
        hub.state("O2", "cancelled");
        assertThatThrownBy(() -> database.work().executeWithoutResult(status -> cancellations.begin("O2")))
                .hasMessageContaining("is cancelled already");
        hub.shipped(fulfillment);
    }

    @Test
    void whatWasAskedForWhileItWaitedIsNotAskedForAgain() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("cancel_backorders", "hub"));
        hub.order("O3", Map.of("B", 1));
        hub.stock.stock("cn", "B", 0);
        hub.review("O3");
        hub.clock.advance(Duration.ofDays(3));
        bench.fire("backorder-cancellation");
        bench.deliver(
                "backorder-cancellation",
                bench.event(
                        "backorder.give_up",
                        "shop",
                        "O3",
                        bench.emitted("backorder.give_up").get(0)));
        assertThat(bench.asked).hasSize(1);
        bench.deliver(
                "order-cancellation",
                bench.event("case.cancel_order", "shop", "O3", Map.of("case_id", "EX-1", "action", "cancel_order")));
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void labelsThatHaveNotLeftAreTakenBackAndTheRestIsPlannedAnew() {
        hub.address("O1", "Austin");
        String fulfillment = hub.review("O1").fulfillmentNo();
        assertThatThrownBy(this::toVoid)
                .as("no label was asked for")
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("no_label"));
        hub.askForLabel(fulfillment);
        hub.quantity("O1", 1, 3, 0);
        assertThat(hub.review("O1", "lines").withdrawal().tooLate()).hasSize(1);
        assertThat(toVoid()).extracting(FulfillmentRef::parcelNo).containsExactly(fulfillment + "-P1");
        hub.run("UPDATE parcel SET waybill_status = 'void'");
        SourcingFixture.Outcome outcome = hub.voided(fulfillment);
        assertThat(outcome.served()).isTrue();
        assertThat(outcome.agreed()).isTrue();
        String anew = outcome.fulfillmentNo();
        hub.askForLabel(anew);
        hub.markOutbound(anew);
        assertThatThrownBy(this::toVoid).hasMessageContaining("has left");
        hub.shipped(anew);
    }

    private List<FulfillmentRef> toVoid() {
        return database.work().execute(status -> voids.start("O1"));
    }
}
