package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.outbox.Event;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.component.MissingRouteException;
import io.openclaw.partner.http.PartnerComponent;
import io.openclaw.routes.RouteBench;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits longer than its rule allows is cancelled at its platform, once, or left to a person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackorderCancellationTest {

    private TestDatabase database;

    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final AtomicBoolean cancelledThere = new AtomicBoolean();
    private SourcingFixture hub;
    private RouteBench bench;

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
        cancelledThere.set(false);
        hub = new SourcingFixture(
                database,
                "routings: [{name: all, rules: [{name: only, warehouses: [cn], otherwise: {queue: people, cancel_after: 2 days}}]}]\n");
        policy("hub");
        Effects effects = new Effects(database.jdbc(), database.transactions(), hub.clock, Duration.ofSeconds(5));
        bench = new RouteBench(database)
                .bean(
                        "backorderCancellations",
                        new BackorderCancellations(
                                database.jdbc(),
                                new OrderRows(database.jdbc(), SourcingFixture.CIPHER),
                                effects,
                                hub.accounts,
                                hub.clock))
                .answer("platform:cancel-order", statement -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return Map.of();
                })
                .answer("platform:find-cancellation", which -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return Map.of("cancelled", cancelledThere.get());
                });
        bench.camel().addComponent("partner", new PartnerComponent());
        bench.start("backorder-cancellation.camel.yaml");
        hub.stock.stock("cn", "A", 0);
        hub.order("O1", Map.of("A", 2));
        assertThat(hub.review("O1").allocation().isBackordered()).isTrue();
    }

    @AfterEach
    void stop() {
        assertThat(hub.stock.violations()).isEmpty();
        bench.close();
    }

    private void policy(String value) {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("cancel_backorders", value));
    }

    private List<Map<String, Object>> due() {
        bench.fire("backorder-cancellation");
        return bench.emitted("backorder.give_up");
    }

    private Event event() {
        return bench.event("backorder.give_up", "shop", "O1", due().get(0));
    }

    private List<Map<String, Object>> cases() {
        return bench.emitted("case.due");
    }

    @Test
    void orderIsCancelledOnceWhenItsTimeIsOver() {
        hub.clock.advance(Duration.ofDays(2));
        assertThat(due()).isEmpty();
        hub.clock.advance(Duration.ofSeconds(1));
        assertThat(due()).hasSize(1);
        assertThat(due()).hasSize(1);
        Event event = event();
        bench.deliver("backorder-cancellation", event);
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked)
                .containsExactly(Map.entry(
                        "platform:cancel-order",
                        new BackorderCancellations.Statement("O1", "O1", "stock_shortage", false)));
        assertThat(cases()).as("it was paid, and told once").singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "refund_due")
                .containsEntry("order_no", "O1")
                .hasEntrySatisfying("message", message -> assertThat((String) message)
                        .contains("order O1", "no amount", "it was paid")));
        assertThat(hub.one(String.class, "SELECT state FROM orders")).isEqualTo("open");
    }

    @Test
    void whatWaitsForAnAccountIsNotCancelledAsIfGoodsWereMissing() {
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        hub.stock.stock("cn", "A", 5);
        assertThat(hub.review("O1").allocation().backorder().cause()).isEqualTo("account_not_live");
        hub.clock.advance(Duration.ofDays(3));
        assertThat(due()).isEmpty();
        Event queued = bench.event(
                "backorder.give_up",
                "shop",
                "O1",
                Map.of("tenant", "demo", "account", "shop", "order_no", "O1", "since", "2026-03-04T08:00:00Z"));
        bench.deliver("backorder-cancellation", queued);
        assertThat(bench.asked).as("decided anew while it was in the queue").isEmpty();
    }

    /** The goods lie there: a buyer who waits for tomorrow's place, or for a service that can be added, has not waited in vain. */
    @ParameterizedTest
    @ValueSource(
            strings = {"capacity_full", "no_service", "no_cod_service", "account_not_live", "no_routing", "sku_unmapped"
            })
    void onlyWhatWaitsForGoodsIsGivenUp(String cause) {
        hub.clock.advance(Duration.ofDays(3));
        Event queued = event();
        hub.run("UPDATE sourcing_decision SET cause = ?", cause);
        bench.emitted.clear();
        assertThat(due()).isEmpty();
        bench.deliver("backorder-cancellation", queued);
        assertThat(bench.asked).as("decided anew while it was in the queue").isEmpty();
        assertThat(cases()).isEmpty();
        hub.review("O1");
        bench.deliver("backorder-cancellation", queued);
        assertThat(bench.asked).as("there is too little again").hasSize(1);
    }

    @Test
    void refundIsDueOfWhatWasPaidAlone() {
        hub.clock.advance(Duration.ofDays(3));
        for (String unpaid : List.of("unpaid", "cod", "refunded")) {
            hub.order(unpaid, Map.of("A", 1));
            hub.run("UPDATE orders SET payment_status = ? WHERE order_no = ?", unpaid, unpaid);
            hub.review(unpaid);
        }
        hub.run("UPDATE orders SET payment_status = 'partially_refunded' WHERE order_no = 'O1'");
        hub.clock.advance(Duration.ofDays(3));
        for (Map<String, Object> due : due()) {
            bench.deliver(
                    "backorder-cancellation",
                    bench.event("backorder.give_up", "shop", (String) due.get("order_no"), due));
        }
        assertThat(bench.asked).hasSize(4);
        assertThat(cases()).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("order_no", "O1")
                .hasEntrySatisfying(
                        "message", message -> assertThat((String) message).contains("partially refunded")));
    }

    @Test
    void nothingIsPlannedForAnOrderThatIsBeingCancelled() {
        hub.clock.advance(Duration.ofDays(3));
        Event event = event();
        failure.set(new PartnerException(PartnerException.Category.UNKNOWN_OUTCOME, "shop", "timeout", "no answer"));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event)).hasRootCauseMessage("no answer");
        hub.stock.stock("cn", "A", 5);
        hub.clock.advance(Duration.ofMinutes(20));
        assertThat(reviewed()).isEmpty();
        assertThat(retried()).isEmpty();
        assertThat(hub.review("O1", "payment").allocation()).isNull();
        failure.set(null);
        hub.clock.advance(Duration.ofMinutes(-20).plusSeconds(2));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event))
                .as("the platform may not show it yet")
                .hasStackTraceContaining("shop was asked to cancel O1 at 20");
        assertThat(bench.asked).hasSize(1);
        hub.clock.advance(Duration.ofSeconds(4));
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked)
                .last()
                .extracting(Map.Entry::getValue)
                .isEqualTo(new BackorderCancellations.Statement("O1", "O1", "stock_shortage", true));
        hub.cancel("O1");
        assertThat(hub.allocation("O1")).isEqualTo("none");
    }

    @Test
    void failureThatIsSureToHaveChangedNothingLeavesTheOrderFree() {
        hub.clock.advance(Duration.ofDays(3));
        Event event = event();
        failure.set(new PartnerException(PartnerException.Category.TRANSIENT, "shop", "503", "away"));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event)).hasRootCauseMessage("away");
        hub.stock.stock("cn", "A", 5);
        assertThat(released()).containsExactly("O1");
        assertThat(hub.review("O1").served()).isTrue();
        failure.set(null);
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked).as("it is served now").hasSize(1);
        assertThat(cases()).isEmpty();
    }

    @Test
    void refusalIsACaseAndTheOrderWaitsOn() {
        hub.clock.advance(Duration.ofDays(3));
        failure.set(new PartnerException(
                PartnerException.Category.REJECTED, "shop", "422", "Cannot cancel a paid and fulfilled order"));
        bench.deliver("backorder-cancellation", event());
        assertThat(cases()).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "waited_too_long")
                .containsEntry("order_no", "O1")
                .hasEntrySatisfying("message", message -> assertThat((String) message)
                        .contains("Cannot cancel a paid and fulfilled order", "cancel it there by hand")));
        assertThat(due()).as("asked once").hasSize(1);
        assertThat(released()).as("what came meanwhile is looked at").containsExactly("O1");
        hub.stock.stock("cn", "A", 5);
        assertThat(hub.review("O1").served()).isTrue();
    }

    @Test
    void vendorThatCannotCancelIsACase() {
        hub.clock.advance(Duration.ofDays(3));
        failure.set(new MissingRouteException("account shop cannot do platform:cancel-order"));
        bench.deliver("backorder-cancellation", event());
        assertThat(cases()).singleElement().satisfies(due -> assertThat((String) due.get("message"))
                .contains("cannot do platform:cancel-order"));
    }

    @Test
    void orderServedInPartIsLeftToAPerson() {
        hub.stock.stock("cn", "B", 1);
        hub.order("O2", Map.of("B", 1));
        String served = hub.review("O2").fulfillmentNo();
        hub.askForLabel(served);
        hub.line("O2", 2, "A", 3);
        hub.run("UPDATE orders SET allocation = 'released' WHERE order_no = 'O2'");
        assertThat(hub.review("O2").allocation().isBackordered()).isTrue();
        hub.cancel("O1");
        hub.clock.advance(Duration.ofDays(3));
        bench.deliver("backorder-cancellation", bench.event("backorder.give_up", "shop", "O2", due().get(0)));
        assertThat(bench.asked).isEmpty();
        hub.clock.advance(Duration.ofHours(1));
        bench.deliver("backorder-cancellation", bench.event("backorder.give_up", "shop", "O2", due().get(1)));
        assertThat(cases()).as("said once").singleElement().satisfies(due -> assertThat(due)
                .containsEntry("order_no", "O2")
                .hasEntrySatisfying("message", message -> assertThat((String) message)
                        .contains("not cancelled whole", "3 x A", "refund it")));
    }

    @Test
    void accountThatLeavesItToAPersonIsNotTouched() {
        policy("case");
        hub.clock.advance(Duration.ofDays(3));
        assertThat(due()).isEmpty();
    }

    @Test
    void policyThatChangesBeforeTheEventIsWorkedCounts() {
        hub.clock.advance(Duration.ofDays(3));
        Event event = event();
        policy("case");
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked).isEmpty();
    }

    @Test
    void orderThatIsHeldAfterAnUnansweredRequestIsLookedUpAndLetGo() {
        Event event = unanswered();
        hold();
        hub.clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event))
                .as("the platform may not show it yet")
                .hasStackTraceContaining("shop was asked to cancel O1 at 20");
        hub.clock.advance(Duration.ofSeconds(4));
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked)
                .last()
                .isEqualTo(Map.entry("platform:find-cancellation", new BackorderCancellations.LookUp("O1", "O1")));
        assertThat(effects()).isEmpty();
        assertThat(released()).as("the hold stands").isEmpty();
        hub.run("DELETE FROM order_hold");
        hub.run("UPDATE orders SET allocation = 'released', state = 'open'");
        hub.stock.stock("cn", "A", 5);
        assertThat(hub.review("O1").served()).isTrue();
    }

    @Test
    void orderThatWasReleasedAgainMeanwhileIsPlannedOnceItIsSureThatItIsNotCancelled() {
        Event event = unanswered();
        hub.stock.stock("cn", "A", 5);
        hub.run("UPDATE orders SET allocation = 'released'");
        assertThat(hub.review("O1").allocation()).as("it may be cancelled").isNull();
        hub.clock.advance(Duration.ofSeconds(6));
        bench.deliver("backorder-cancellation", event);
        assertThat(released()).containsExactly("O1");
        assertThat(hub.review("O1").served()).isTrue();
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked).as("nothing is left to look up").hasSize(2);
    }

    @Test
    void policyThatChangesAfterAnUnansweredRequestDoesNotLeaveItOpen() {
        Event event = unanswered();
        policy("case");
        hub.clock.advance(Duration.ofSeconds(6));
        cancelledThere.set(true);
        bench.deliver("backorder-cancellation", event);
        assertThat(effects()).containsExactly("done");
        assertThat(cases()).extracting(due -> due.get("cause")).containsExactly("refund_due");
        assertThat(released()).isEmpty();
        bench.deliver("backorder-cancellation", event);
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void orderThePlatformDoesNotKnowIsLetGo() {
        Event event = unanswered();
        policy("case");
        hub.clock.advance(Duration.ofSeconds(6));
        failure.set(new PartnerException(PartnerException.Category.TRANSIENT, "shop", "503", "away"));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event)).hasRootCauseMessage("away");
        assertThat(effects()).containsExactly("asked");
        failure.set(new PartnerException(PartnerException.Category.NOT_FOUND, "shop", "404", "no such order"));
        bench.deliver("backorder-cancellation", event);
        assertThat(effects()).isEmpty();
        assertThat(released()).containsExactly("O1");
    }

    @Test
    void requestThatNobodyIsAtWorkOnAnyMoreIsTakenUpAnew() {
        unanswered();
        hold();
        policy("case");
        hub.clock.advance(Duration.ofMinutes(50));
        assertThat(due()).hasSize(1);
        hub.clock.advance(Duration.ofMinutes(11));
        assertThat(due()).hasSize(2);
        bench.deliver("backorder-cancellation", bench.event("backorder.give_up", "shop", "O1", due().get(1)));
        assertThat(effects()).isEmpty();
        assertThat(due()).hasSize(2);
    }

    @Test
    void orderThatWasBusyForAMomentIsTriedAgainInTheNextHourAndCancelledOnce() {
        hub.clock.advance(Duration.ofDays(3));
        Event busy = event();
        hub.run("UPDATE orders SET allocation = 'released'");
        bench.deliver("backorder-cancellation", busy);
        assertThat(bench.asked).isEmpty();
        hub.run("UPDATE orders SET allocation = 'backordered'");
        hub.clock.advance(Duration.ofHours(1));
        assertThat(due()).hasSize(2);
        assertThat(due()).as("once an hour").hasSize(2);
        bench.deliver("backorder-cancellation", bench.event("backorder.give_up", "shop", "O1", due().get(1)));
        hub.clock.advance(Duration.ofHours(1));
        assertThat(due()).as("it was asked for").hasSize(2);
        bench.deliver("backorder-cancellation", busy);
        assertThat(bench.asked).hasSize(1);
    }

    /** A request whose answer never came; it is not known whether the platform has cancelled the order. */
    private Event unanswered() {
        hub.clock.advance(Duration.ofDays(3));
        Event event = event();
        failure.set(new PartnerException(PartnerException.Category.UNKNOWN_OUTCOME, "shop", "timeout", "no answer"));
        assertThatThrownBy(() -> bench.deliver("backorder-cancellation", event)).hasRootCauseMessage("no answer");
        failure.set(null);
        return event;
    }

    private void hold() {
        hub.run(
                "INSERT INTO order_hold (order_no, code, subject, since, held_by) VALUES ('O1', 'address_incomplete', '', CURRENT_TIMESTAMP, 'gate')");
        hub.run("UPDATE orders SET allocation = 'none', state = 'on_hold'");
    }

    private List<String> effects() {
        return database.jdbc()
                .sql("SELECT state FROM effect")
                .query(String.class)
                .list();
    }

    private List<Object> released() {
        return bench.emitted("order.released").stream()
                .map(data -> data.get("order_no"))
                .toList();
    }

    private List<BackorderReview.Released> reviewed() {
        return database.work()
                .execute(s -> hub.backorders.review("demo", "A", null, null).released());
    }

    private List<BackorderReview.Released> retried() {
        return database.work().execute(s -> hub.retry.look());
    }
}
