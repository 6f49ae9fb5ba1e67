package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.order.OrderStatus;
import io.openclaw.order.view.StatusFacts;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.fulfillment.Withdrawal;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.Trial;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllocationTest {

    private TestDatabase database;

    private SourcingFixture hub;

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
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn]\ncountries: {DE: [de, cn]}\n");
    }

    @AfterEach
    void consistent() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void releasedOrderIsSourcedAndReserved() {
        hub.stock.stock("cn", "A", 5);
        hub.run("INSERT INTO product (tenant, sku, weight_g, updated_at) VALUES ('demo', 'A', 120, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("A", 2));
        SourcingFixture.Outcome outcome = hub.review("O1");
        FulfillmentRef ref = outcome.allocation().fulfillments().get(0);
        assertThat(ref)
                .isEqualTo(new FulfillmentRef(
                        "demo", "shop", "O1", "O1-F1", "O1-F1-P1", "cn", "carrier", "post", "watch", "ECO"));
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.allocation("O1")).isEqualTo("planned");
        assertThat(hub.one(Integer.class, "SELECT allocated FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(2);
        assertThat(hub.one(Integer.class, "SELECT weight_g FROM parcel WHERE parcel_no = 'O1-F1-P1'"))
                .isEqualTo(240);
        assertThat(hub.one(String.class, "SELECT decision FROM fulfillment WHERE order_no = 'O1'"))
                .contains("cn has every line")
                .contains("service ECO");
    }

    @Test
    void repeatChangesNothing() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        SourcingFixture.Outcome again = hub.review("O1", "payment", "notes");
        assertThat(again.withdrawal().plan()).isFalse();
        assertThat(again.withdrawal().cancelled()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void shortOrderWaitsWithNothingReserved() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 1);
        hub.order("O1", new TreeMap<>(Map.of("A", 1, "B", 2)));
        SourcingFixture.Outcome outcome = hub.review("O1");
        assertThat(outcome.allocation().isBackordered()).isTrue();
        assertThat(outcome.allocation().news()).isTrue();
        assertThat(outcome.allocation().backorder().skus()).containsExactly("B");
        assertThat(outcome.allocation().backorder().message()).contains("cn has 1 of the 2 B needed");
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
        assertThat(hub.review("O1", "payment").allocation().news()).isFalse();
    }

    @Test
    void orderThatOthersOvertookIsServedByWhatIsLeft() {
        hub = new SourcingFixture(
                database,
                """
                routings:
                  - name: standard
                    rules:
                      - {name: near, warehouses: [de], otherwise: next_rule}
                      - {name: far, warehouses: [cn], otherwise: {queue: backorder}}
                """);
        hub.stock.stock("de", "A", 1);
        hub.stock.stock("cn", "A", 1);
        hub.order("O1", Map.of("A", 1));
        hub.order("O2", Map.of("A", 1));
        SourcingPlan early = hub.desk.plan("O2");
        hub.review("O1");
        Allocation allocation = database.work().execute(s -> hub.allocations.reserve(early));
        assertThat(allocation.fulfillments())
                .extracting(FulfillmentRef::warehouse)
                .containsExactly("cn");
        assertThat(hub.decisions.of("demo", "O2").orElseThrow().get("overtaken"))
                .isEqualTo(List.of("A in de: 1 wanted, 0 available"));
    }

    @Test
    void orderThatOthersOvertookSaysWhatItWaitsFor() {
        hub = new SourcingFixture(
                database,
                """
                routings:
                  - name: standard
                    rules:
                      - {name: near, warehouses: [de], otherwise: {queue: soon, cancel_after: 2 days}}
                """);
        hub.stock.stock("de", "A", 1);
        hub.order("O1", Map.of("A", 1));
        hub.order("O2", Map.of("A", 1));
        SourcingPlan early = hub.desk.plan("O2");
        hub.review("O1");
        Allocation.Backorder waits =
                database.work().execute(s -> hub.allocations.reserve(early)).backorder();
        assertThat(waits.skus()).containsExactly("A");
        assertThat(waits.message()).contains("de has 0 of the 1 A needed");
        assertThat(hub.decisions.of("demo", "O2").orElseThrow())
                .containsEntry("queue", "soon")
                .containsKey("cancel_at");
    }

    @Test
    void skuStockedElsewhereAloneShipsFromThere() {
        hub.stock.stock("us", "A", 5);
        hub.order("O1", Map.of("A", 1));
        assertThat(hub.review("O1").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("us");
    }

    @Test
    void skuSoldOutInTheListedWarehouseWaitsThough() {
        hub.stock.stock("cn", "A", 0);
        hub.stock.stock("us", "A", 5);
        hub.order("O1", Map.of("A", 1));
        assertThat(hub.review("O1").allocation().isBackordered()).isTrue();
    }

    @Test
    void destinationDecidesAndTheNextWarehouseIsTried() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("de", "A", 1);
        hub.order("O1", "DE", Map.of("A", 1));
        hub.order("O2", "DE", Map.of("A", 1));
        assertThat(hub.review("O1").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("de");
        assertThat(hub.review("O2").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("cn");
        assertThat(hub.one(String.class, "SELECT decision FROM fulfillment WHERE order_no = 'O2'"))
                .contains("passed over: de has 0 of the 1 A needed");
    }

    @Test
    void proposalThatSomebodyElseTookGivesWayToTheNext() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("de", "A", 1);
        hub.order("O1", "DE", Map.of("A", 1));
        hub.order("O2", "DE", Map.of("A", 1));
        SourcingPlan stale = hub.desk.plan("O1");
        hub.review("O2");
        Allocation allocation = database.work().execute(s -> hub.allocations.reserve(stale));
        assertThat(allocation.fulfillments())
                .extracting(FulfillmentRef::warehouse, FulfillmentRef::fulfillmentNo)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("cn", "O1-F1"));
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM fulfillment WHERE order_no = 'O1'"))
                .isEqualTo(1);
    }

    @Test
    void anEditBeforeTheLabelIsFittedInPlace() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.quantity("O1", 1, 4, 0);
        SourcingFixture.Outcome outcome = hub.review("O1", "lines");
        assertThat(outcome.withdrawal().cancelled()).isEmpty();
        assertThat(outcome.allocation()).isNull();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(4);
        assertThat(hub.one(Integer.class, "SELECT quantity FROM fulfillment_line WHERE fulfillment_no = 'O1-F1'"))
                .isEqualTo(4);
        hub.quantity("O1", 1, 4, 3);
        assertThat(hub.review("O1", "lines").withdrawal().freed()).hasSize(1);
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
        hub.line("O1", 2, "B", 1);
        hub.stock.stock("cn", "B", 1);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
        hub.quantity("O1", 2, 1, 1);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reserved()).isZero();
        hub.quantity("O1", 2, 1, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
        assertThat(hub.askForLabel("O1-F1")).isTrue();
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void anEditThatAsksForMoreThanThereIsKeepsWhatItHas() {
        hub.stock.stock("cn", "A", 3);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.quantity("O1", 1, 5, 0);
        SourcingFixture.Outcome outcome = hub.review("O1", "lines");
        assertThat(outcome.allocation().backorder()).isNotNull();
        assertThat(hub.stock.counters("cn", "A").reserved())
                .as("the two it had are not given up for three it cannot have")
                .isEqualTo(2);
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
        hub.stock.stock("cn", "A", 9);
        hub.review("O1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(5);
        assertThat(hub.allocation("O1")).isEqualTo("planned");
    }

    @Test
    void whatDidNotLeaveWithItsFulfillmentWasNotFoundAndWaitsForGoods() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 5));
        hub.review("O1");
        hub.run("UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = 'O1-F1'", 3);
        hub.markOutbound("O1-F1");
        Allocation rest = hub.database.work().execute(s -> {
            Withdrawal left = hub.dispatches.shipped("O1-F1", true);
            assertThat(left.plan()).isTrue();
            return hub.allocations.reserve(hub.desk.plan("O1"));
        });
        assertThat(rest.fulfillments()).isEmpty();
        assertThat(rest.backorder().skus()).containsExactly("A");
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "A").missing()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.stock.violations()).isEmpty();
        hub.shipped("O1-F1");
        assertThat(hub.stock.counters("cn", "A").onHand()).as("once").isEqualTo(2);
    }

    @Test
    void aLineRemovedFromAFulfillmentDoesNotLeaveWithIt() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
        hub.order("O1", new TreeMap<>(Map.of("A", 2, "B", 1)));
        hub.review("O1");
        hub.quantity("O1", 2, 1, 1);
        hub.review("O1", "lines");
        hub.markOutbound("O1-F1");
        hub.shipped("O1-F1");
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(3);
        assertThat(hub.stock.counters("cn", "B").onHand()).isEqualTo(5);
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void partialCancelBeforeTheLabelKeepsTheRest() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
        hub.order("O1", new TreeMap<>(Map.of("A", 2, "B", 1)));
        hub.review("O1");
        hub.quantity("O1", 1, 2, 2);
        hub.state("O1", "partially_cancelled");
        assertThat(hub.review("O1", "lines").withdrawal().cancelled()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
    }

    @Test
    void changeAfterTheLabelTouchesNothing() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        assertThat(hub.askForLabel("O1-F1")).isTrue();
        hub.quantity("O1", 1, 4, 0);
        SourcingFixture.Outcome outcome = hub.review("O1", "lines", "totals");
        assertThat(outcome.withdrawal().tooLate().get(0).changed()).containsExactly("lines", "totals");
        assertThat(outcome.allocation()).isNull();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.review("O1", "payment").withdrawal().tooLate()).hasSize(1);
    }

    /** The warehouse makes its own label, was asked to ship, and its answer was lost. */
    private void askedWithoutAnswer() {
        hub.run("UPDATE fulfillment SET label_source = 'warehouse' WHERE order_no = 'O1'");
        hub.run("UPDATE parcel SET asked_at = CURRENT_TIMESTAMP WHERE order_no = 'O1'");
        hub.run("INSERT INTO effect (account, operation, reference, order_no, state, asked_at)"
                + " VALUES ('cn', 'create-outbound', 'O1-F1', 'O1', 'asked', CURRENT_TIMESTAMP)");
    }

    @Test
    void anEditWaitsWhileNobodyKnowsWhetherTheWarehouseHasTheOrderAndFitsItWhenItHasNot() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
        hub.order("O1", Map.of("A", 3));
        hub.review("O1");
        askedWithoutAnswer();
        hub.quantity("O1", 1, 3, 2);
        hub.line("O1", 2, "B", 1);

        SourcingFixture.Outcome edited = hub.review("O1", "lines");

        assertThat(edited.withdrawal().tooLate()).isEmpty();
        assertThat(edited.withdrawal().cancelled()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved())
                .as("it may have it")
                .isEqualTo(3);
        assertThat(hub.catchUp("O1").tooLate()).as("nothing is known yet").isEmpty();

        hub.run("DELETE FROM effect");
        hub.run("UPDATE parcel SET asked_at = NULL WHERE order_no = 'O1'");
        assertThat(hub.catchUp("O1").tooLate()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM fulfillment")).isEqualTo(1);
        assertThat(hub.one(Integer.class, "SELECT SUM(quantity) FROM fulfillment_line"))
                .isEqualTo(2);
    }

    @Test
    void anEditThatWaitedIsAfterTheLabelWhenTheWarehouseHadTheOrder() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 3));
        hub.address("O1", "Springfield");
        hub.review("O1");
        hub.run("UPDATE parcel SET asked_ship_to_enc = (SELECT ship_to_enc FROM orders WHERE order_no = 'O1')");
        askedWithoutAnswer();
        hub.address("O1", "Shelbyville");
        assertThat(hub.review("O1", "address").withdrawal().tooLate()).isEmpty();

        hub.run("UPDATE effect SET state = 'done'");
        assertThat(hub.catchUp("O1").tooLate().get(0).changed()).containsExactly("address");
        assertThat(hub.catchUp("O1").tooLate()).as("said once").isEmpty();
    }

    @Test
    void aWarehouseThatHasGivenNoNumberYetIsAskedToDropWhatIsWantedNoMore() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 3));
        hub.review("O1");
        askedWithoutAnswer();
        hub.run("UPDATE effect SET state = 'done'");
        hub.run("UPDATE fulfillment SET status = 'accepted'");
        hub.run("UPDATE parcel SET waybill_status = 'pending'");
        hub.quantity("O1", 1, 3, 2);

        SourcingFixture.Outcome edited = hub.review("O1", "lines");
        assertThat(edited.withdrawal().tooLate()).isEmpty();
        assertThat(edited.withdrawal().toVoid())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1");

        hub.run("UPDATE parcel SET waybill_status = 'void_requested'");
        assertThat(hub.review("O1", "lines").withdrawal().toVoid())
                .as("asked once")
                .isEmpty();

        hub.run("UPDATE parcel SET waybill_status = 'void'");
        assertThat(hub.voided("O1-F1").fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
    }

    @Test
    void anEditIsTooLateWhenTheWarehouseDoesNotDropTheOrder() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 3));
        hub.review("O1");
        askedWithoutAnswer();
        hub.run("UPDATE effect SET state = 'done'");
        hub.run("UPDATE parcel SET waybill_status = 'pending'");
        hub.quantity("O1", 1, 3, 2);
        hub.run("INSERT INTO effect (account, operation, reference, order_no, state, asked_at)"
                + " VALUES ('cn', 'cancel-outbound', 'O1-F1', 'O1', 'refused', CURRENT_TIMESTAMP)");

        assertThat(hub.notTakenBack("O1", "cancel_after_label").tooLate()).isEmpty();
        assertThat(hub.notTakenBack("O1", "order_changed_after_label")
                        .tooLate()
                        .get(0)
                        .changed())
                .containsExactly("lines");
    }

    @Test
    void whatLeavesBeyondTheOrderIsACaseThatNamesIt() {
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("cn", "B", 5);
        hub.order("O1", Map.of("A", 5));
        hub.line("O1", 2, "B", 1);
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 5, 3);
        hub.review("O1", "lines");
        hub.markOutbound("O1-F1");

        assertThat(hub.shipped("O1-F1").drift()).singleElement().satisfies(surplus -> {
            assertThat(surplus.cause()).isEqualTo("surplus_shipped");
            assertThat(surplus.message()).contains("A x3").doesNotContain("B x");
        });
    }

    @Test
    void whatIsTakenOffAfterItLeftIsTheSameCase() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 3));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.markOutbound("O1-F1");
        assertThat(hub.shipped("O1-F1").drift()).isEmpty();
        hub.quantity("O1", 1, 3, 1);

        assertThat(hub.review("O1", "lines", "units_removed").withdrawal().drift())
                .singleElement()
                .satisfies(surplus -> {
                    assertThat(surplus.cause()).isEqualTo("surplus_shipped");
                    assertThat(surplus.fulfillmentNo()).isEqualTo("O1-F1");
                    assertThat(surplus.message()).isEqualTo("A x1 left cn with O1-F1 beyond what the order wants");
                });
        assertThat(hub.review("O1", "lines").withdrawal().drift())
                .as("another edit is no news of them")
                .isEmpty();
    }

    @Test
    void aDepartureThatACountKnewOfBeforeIsToldWithTheUnitsItGivesBack() {
        hub.stock.stock("cn", "A", 10);
        hub.order("O1", Map.of("A", 4));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        OffsetDateTime left = hub.clock.time();
        hub.clock.advance(Duration.ofMinutes(5));
        database.work()
                .executeWithoutResult(
                        s -> hub.stock.adjustments.count("demo", "cn", "A", 6, hub.clock.time(), "count-1"));
        assertThat(hub.stock.counters("cn", "A").free()).isEqualTo(2);
        hub.markOutbound("O1-F1");
        database.jdbc()
                .sql("UPDATE fulfillment SET outbound_at = :at")
                .param("at", left)
                .update();

        assertThat(hub.shipped("O1-F1").freed()).extracting(StockChange::sku).containsExactly("A");
        assertThat(hub.stock.counters("cn", "A").free()).isEqualTo(6);
    }

    @Test
    void anEditAfterTheLabelSaysWhatTheLabelHasAndTheOrderDoesNot() {
        hub.stock.stock("cn", "A", 9);
        hub.stock.stock("cn", "B", 9);
        labelled("O1", 3);
        hub.quantity("O1", 1, 3, 2);
        hub.line("O1", 2, "B", 1);

        assertThat(hub.review("O1", "lines").withdrawal().tooLate().get(0).message())
                .contains("wants A x2 less than its labels carry", "O1-F1 from cn")
                .contains("wants B x1 more than its labels carry");
    }

    @Test
    void aRiskThatIsRatedAfterTheLabelIsForSomebodyToDecide() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        assertThat(hub.review("O1", "risk").withdrawal().tooLate())
                .as("rated, and low enough not to hold")
                .isEmpty();
        hub.run("INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                + " VALUES ('O1', 'risk', 'high', CURRENT_TIMESTAMP, 'gate')");
        SourcingFixture.Outcome doubted = hub.review("O1", "risk");
        assertThat(doubted.withdrawal().tooLate()).singleElement().satisfies(late -> assertThat(late.changed())
                .containsExactly("risk"));
        assertThat(doubted.agreed()).isFalse();
        assertThat(hub.review("O1", "tags").agreed()).as("nobody has decided").isFalse();
        hub.run("DELETE FROM order_hold");
        assertThat(hub.review("O1").agreed()).as("accepted, or rated anew").isTrue();
    }

    @Test
    void whatIsHeldAtTheShopAfterTheLabelIsForSomebodyToDecide() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.run("INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                + " VALUES ('O1', 'merchant_hold', 'other', CURRENT_TIMESTAMP, 'gate')");
        SourcingFixture.Outcome held = hub.review("O1", "merchant_hold");
        assertThat(held.withdrawal().tooLate()).singleElement().satisfies(late -> assertThat(late)
                .returns(List.of("merchant_hold"), Withdrawal.TooLate::changed)
                .satisfies(one -> assertThat(one.message())
                        .startsWith("The order is on hold at the shop, but its label is made")));
        assertThat(held.agreed()).isFalse();
        hub.run("DELETE FROM order_hold");
        assertThat(hub.review("O1", "merchant_hold").agreed()).as("released").isTrue();
    }

    @Test
    void whatWasAddedAfterTheLabelIsPlannedWhenTheLabelledLeaves() {
        hub.stock.stock("cn", "A", 3);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        hub.line("O1", 2, "B", 1);
        hub.stock.stock("cn", "B", 1);
        assertThat(hub.review("O1", "lines").withdrawal().tooLate()).hasSize(1);
        hub.markOutbound("O1-F1");
        assertThat(new StatusFacts(database.jdbc()).status("O1")).contains(OrderStatus.PARTIALLY_SHIPPED);
        Allocation rest = hub.database.work().execute(s -> {
            assertThat(hub.dispatches.shipped("O1-F1").plan()).isTrue();
            return hub.allocations.reserve(hub.desk.plan("O1"));
        });
        assertThat(rest.fulfillments())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F2");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
        assertThat(hub.shipped("O1-F1").plan()).as("told again").isFalse();
    }

    @Test
    void whatWasAddedAfterTheLabelIsNobodyElsesFromTheEditOn() {
        hub.stock.stock("cn", "A", 3);
        hub.stock.stock("cn", "B", 1);
        labelled("O1", 1);
        hub.quantity("O1", 1, 3, 0);
        hub.line("O1", 2, "B", 1);
        SourcingFixture.Outcome edited = hub.review("O1", "lines");
        assertThat(edited.withheld())
                .extracting(io.openclaw.stock.StockChange::sku)
                .as("the channels have less to sell at once")
                .containsExactly("A", "B");
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").withheld()).isEqualTo(1);
        assertThat(hub.review("O1", "tags").withheld()).as("told again").isEmpty();
        hub.order("O2", Map.of("A", 1));
        assertThat(hub.review("O2").served()).as("somebody else").isFalse();
        hub.clock.advance(java.time.Duration.ofDays(30));
        java.util.List<io.openclaw.stock.StockChange> expired =
                hub.database.work().execute(s -> hub.withholding.expire());
        assertThat(expired).as("as long as the order wants them").isEmpty();

        hub.markOutbound("O1-F1");
        assertThat(hub.departed("O1-F1").fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(1);
        assertThat(database.jdbc()
                        .sql("SELECT kind || ' ' || quantity FROM stock_movement WHERE order_no = 'O1' AND sku = 'A'"
                                + " AND counter = 'withheld' ORDER BY seq")
                        .query(String.class)
                        .list())
                .containsExactly("keep 2", "convert -2");
    }

    @Test
    void whatIsKeptBesideALabelFollowsEveryEdit() {
        hub.stock.stock("cn", "A", 4);
        hub.stock.stock("cn", "B", 5);
        labelled("O1", 1);
        hub.quantity("O1", 1, 4, 0);
        hub.line("O1", 2, "B", 2);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(3);
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").withheld()).hasSize(2);
        assertThat(hub.stock.counters("cn", "A").withheld()).as("down").isEqualTo(1);
        hub.quantity("O1", 2, 2, 2);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").withheld())
                .as("the line is removed")
                .isZero();
        hub.quantity("O1", 1, 9, 0);
        assertThat(hub.review("O1", "lines").withheld()).as("nobody has eight").isEmpty();
        assertThat(hub.stock.counters("cn", "A").withheld())
                .as("what it has stays")
                .isEqualTo(1);
        hub.quantity("O1", 1, 1, 0);
        assertThat(hub.review("O1", "lines").withheld())
                .extracting(io.openclaw.stock.StockChange::sku)
                .containsExactly("A");
        assertThat(hub.stock.counters("cn", "A").withheld()).as("back").isZero();
    }

    @Test
    void whatIsKeptBesideALabelEndsWithTheOrder() {
        hub.stock.stock("cn", "A", 9);
        for (String end : java.util.List.of("cancelled", "completed")) {
            labelled("O-" + end, 1);
            hub.quantity("O-" + end, 1, 3, 0);
            hub.review("O-" + end, "lines");
            assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
            hub.state("O-" + end, end);
            hub.review("O-" + end, "status");
            assertThat(hub.stock.counters("cn", "A").withheld()).as(end).isZero();
        }
    }

    @Test
    void aVoidedLabelTakesWhatWasKeptBesideItIntoTheNewPlan() {
        hub.stock.stock("cn", "A", 3);
        labelled("O1", 1);
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        hub.order("O2", Map.of("A", 1));
        assertThat(hub.review("O2").served()).isFalse();
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        assertThat(hub.voided("O1-F1").fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "A").reserved())
                .as("all of it in one")
                .isEqualTo(3);
    }

    @Test
    void whereNothingIsFreeNothingIsKeptAndTheRestWaitsWhenTheLabelledLeaves() {
        hub.stock.stock("cn", "A", 2);
        labelled("O1", 1);
        hub.quantity("O1", 1, 3, 0);
        assertThat(hub.review("O1", "lines").withheld()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        hub.markOutbound("O1-F1");
        assertThat(hub.departed("O1-F1").allocation().isBackordered()).isTrue();
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
        hub.quantity("O1", 1, 3, 2);
        hub.review("O1", "lines");
        assertThat(hub.allocation("O1")).as("nothing more is wanted").isEqualTo("planned");
        hub.run("UPDATE parcel SET waybill_status = 'created', milestone = 'delivered' WHERE order_no = 'O1'");
        assertThat(new StatusFacts(database.jdbc()).status("O1")).contains(OrderStatus.DELIVERED);
    }

    @Test
    void anOrderThatIsHeldKeepsWhatItHasBesideItsLabelAndGetsNoMore() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 1);
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        hub.run("INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                + " VALUES ('O1', 'manual', '', CURRENT_TIMESTAMP, 'test')");
        hub.state("O1", "on_hold");
        hub.quantity("O1", 1, 6, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
        hub.quantity("O1", 1, 2, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(1);
    }

    @Test
    void stockKeptElsewhereIsNotKeptBesideALabel() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 1);
        hub.accounts.add(
                "shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("steps", Map.of("deduct", "external")));
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
    }

    @Test
    void anEditThatIsTakenBackAgreesWithTheLabelAgain() {
        hub.stock.stock("cn", "A", 9);
        hub.stock.stock("cn", "B", 9);
        labelled("O1", 2);
        assertThat(hub.review("O1", "lines").agreed()).as("it never differed").isFalse();
        hub.quantity("O1", 1, 3, 0);
        hub.line("O1", 2, "B", 1);
        SourcingFixture.Outcome edited = hub.review("O1", "lines");
        assertThat(edited.withdrawal().tooLate()).hasSize(1);
        assertThat(edited.agreed()).isFalse();
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").agreed()).as("half of it").isFalse();
        hub.quantity("O1", 2, 1, 1);
        SourcingFixture.Outcome back = hub.review("O1", "lines");
        assertThat(back.withdrawal().tooLate()).isEmpty();
        assertThat(back.agreed()).isTrue();
        assertThat(hub.review("O1", "tags").agreed()).as("said once").isFalse();
        hub.quantity("O1", 1, 1, 0);
        assertThat(hub.review("O1", "lines").agreed()).isFalse();
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").agreed()).as("each time").isTrue();
    }

    @Test
    void whatIsPaidNoMoreAfterItsLabelIsTooLateUntilItIsPaidAgain() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.run("UPDATE orders SET payment_status = 'refunded', state = 'on_hold' WHERE order_no = 'O1'");
        SourcingFixture.Outcome refunded = hub.review("O1", "payment");
        Withdrawal.TooLate told = refunded.withdrawal().tooLate().get(0);
        assertThat(told.changed()).containsExactly("payment");
        assertThat(told.message()).contains("not paid", "O1-F1", "cn");
        assertThat(refunded.agreed()).isFalse();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        SourcingFixture.Outcome other = hub.review("O1", "notes");
        assertThat(other.withdrawal().tooLate()).as("said once").isEmpty();
        assertThat(other.agreed()).isFalse();
        hub.run("UPDATE orders SET payment_status = 'paid', state = 'open' WHERE order_no = 'O1'");
        SourcingFixture.Outcome back = hub.review("O1", "payment");
        assertThat(back.withdrawal().tooLate()).isEmpty();
        assertThat(back.agreed()).isTrue();
    }

    @Test
    void anotherAmountToCollectThanTheLabelHasIsTooLateUntilItIsTheSameAgain() {
        hub.stock.stock("cn", "A", 9);
        hub.order("O1", Map.of("A", 2));
        hub.address("O1", "Springfield");
        hub.review("O1");
        hub.run(
                "UPDATE orders SET payment_status = 'cod', cod_amount = 24.9, cod_currency = 'EUR' WHERE order_no = 'O1'");
        assertThat(hub.askForLabel("O1-F1")).isTrue();
        assertThat(hub.review("O1", "payment").withdrawal().tooLate()).isEmpty();

        hub.run("UPDATE orders SET cod_amount = 19.9 WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "notes").withdrawal().tooLate()).isEmpty();
        SourcingFixture.Outcome less = hub.review("O1", "payment");
        assertThat(less.withdrawal().tooLate()).singleElement().satisfies(late -> {
            assertThat(late.changed()).containsExactly("payment");
            assertThat(late.message())
                    .isEqualTo("The label of O1-F1-P1 collects 24.90 EUR on delivery, and 19.90 EUR is due now");
        });
        assertThat(less.agreed()).isFalse();

        hub.run("UPDATE orders SET payment_status = 'paid' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "payment").withdrawal().tooLate())
                .singleElement()
                .satisfies(late -> assertThat(late.message())
                        .isEqualTo(
                                "The label of O1-F1-P1 collects 24.90 EUR on delivery, and nothing is due any more"));

        hub.run("UPDATE orders SET payment_status = 'cod', cod_amount = 24.9 WHERE order_no = 'O1'");
        SourcingFixture.Outcome back = hub.review("O1", "payment");
        assertThat(back.withdrawal().tooLate()).isEmpty();
        assertThat(back.agreed()).isTrue();

        hub.markOutbound("O1-F1");
        hub.run("UPDATE orders SET payment_status = 'paid' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "payment").withdrawal().tooLate())
                .as("it was collected")
                .isEmpty();
    }

    @Test
    void whatBecomesATestAfterItsLabelIsTooLateUntilTheLabelIsVoid() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.run("UPDATE orders SET test = TRUE, state = 'on_hold' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "attributes").withdrawal().tooLate().get(0).message())
                .contains("test", "O1-F1");
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        assertThat(hub.voided("O1-F1").agreed()).isTrue();
    }

    @Test
    void whatIsRefundedAfterItLeftIsNoMatterOfItsLabel() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.markOutbound("O1-F1");
        hub.run("UPDATE orders SET payment_status = 'refunded' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "payment").withdrawal().tooLate()).isEmpty();
    }

    @Test
    void otherGoodsInTheSameNumberDoNotAgree() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.run("UPDATE order_line SET sku = 'B', platform_sku = 'B' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "lines").withdrawal().tooLate()).hasSize(1);
        assertThat(hub.review("O1", "tags").agreed()).isFalse();
        hub.run("UPDATE order_line SET sku = 'A', platform_sku = 'A' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "lines").agreed()).isTrue();
    }

    @Test
    void goodsAndAddressAreDifferencesOfTheirOwn() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.address("O1", "Austin");
        assertThat(hub.review("O1", "address").withdrawal().tooLate()).hasSize(1);
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").agreed())
                .as("the label has the former address")
                .isFalse();
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        hub.address("O1", "Springfield");
        SourcingFixture.Outcome home = hub.review("O1", "address");
        assertThat(home.agreed()).as("the label has less goods").isFalse();
        assertThat(home.withdrawal().tooLate()).hasSize(1);
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").agreed()).isTrue();
        hub.address("O1", "Austin");
        hub.review("O1", "address");
        hub.address("O1", "Springfield");
        SourcingFixture.Outcome back = hub.review("O1", "address");
        assertThat(back.withdrawal().tooLate())
                .as("the address is the label's again")
                .isEmpty();
        assertThat(back.agreed()).isTrue();
    }

    @Test
    void aLabelAskedForWithTheNewAddressIsNotTooLate() {
        hub.stock.stock("cn", "A", 9);
        hub.order("O1", Map.of("A", 2));
        hub.address("O1", "Springfield");
        hub.review("O1");
        hub.address("O1", "Austin");
        hub.askForLabel("O1-F1");
        assertThat(hub.review("O1", "address").withdrawal().tooLate()).isEmpty();
    }

    @Test
    void whereNobodyKeptTheAddressOfALabelItIsNotTakenForTheSame() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.run("UPDATE parcel SET asked_ship_to_enc = NULL WHERE order_no = ?", "O1");
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").agreed()).isFalse();
    }

    @Test
    void aVoidedLabelAndItsNewPlanAgreeWithTheOrder() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.address("O1", "Austin");
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "address", "lines");
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        SourcingFixture.Outcome voided = hub.voided("O1-F1");
        assertThat(voided.fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(voided.agreed()).isTrue();
    }

    @Test
    void ofTwoLabelsTheOneThatStandsKeepsTheOrderFromAgreeing() {
        hub = new SourcingFixture(database, "routings: [{name: all, rules: [{name: only, split: unit}]}]\n");
        hub.stock.stock("cn", "A", 2);
        hub.stock.stock("us", "A", 3);
        hub.order("O1", Map.of("A", 5));
        hub.address("O1", "Springfield");
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.askForLabel("O1-F2");
        hub.address("O1", "Austin");
        assertThat(hub.review("O1", "address").withdrawal().tooLate()).hasSize(1);
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        assertThat(hub.voided("O1-F1").agreed()).isFalse();
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F2");
        assertThat(hub.voided("O1-F2").agreed()).isTrue();
    }

    @Test
    void whenTheLabelledLeftAndTheRestIsPlannedTheOrderAgrees() {
        hub.stock.stock("cn", "A", 4);
        for (int units : new int[] {3, 9}) {
            String order = "O" + units;
            labelled(order, 1);
            hub.quantity(order, 1, units, 0);
            hub.review(order, "lines");
            hub.markOutbound(order + "-F1");
            SourcingFixture.Outcome left = hub.departed(order + "-F1");
            assertThat(left.allocation().isBackordered()).isEqualTo(units == 9);
            assertThat(left.agreed()).as(units + " units").isTrue();
        }
    }

    @Test
    void whatLeftWithAFormerAddressOrTooMuchDoesNotAgree() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.address("O1", "Austin");
        hub.review("O1", "address");
        hub.markOutbound("O1-F1");
        assertThat(hub.departed("O1-F1").agreed()).isFalse();
        labelled("O2", 2);
        hub.quantity("O2", 1, 1, 0);
        hub.review("O2", "lines");
        hub.markOutbound("O2-F1");
        assertThat(hub.departed("O2-F1").agreed()).isFalse();
    }

    @Test
    void anAddressThatChangesWhileTheParcelIsOnItsWayIsTold() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.markOutbound("O1-F1");
        hub.departed("O1-F1");
        hub.address("O1", "Austin");
        SourcingFixture.Outcome moved = hub.review("O1", "address");
        assertThat(moved.withdrawal().tooLate()).singleElement().satisfies(late -> {
            assertThat(late.changed()).containsExactly("address");
            assertThat(late.message()).contains("O1-F1 has left cn for the former one");
        });
        assertThat(moved.agreed()).isFalse();
        assertThat(hub.review("O1", "tags").withdrawal().tooLate()).isEmpty();
        hub.address("O1", "Springfield");
        SourcingFixture.Outcome home = hub.review("O1", "address");
        assertThat(home.withdrawal().tooLate()).isEmpty();
        assertThat(home.agreed()).isTrue();
        hub.run("UPDATE parcel SET milestone = 'delivered', delivered_at = asked_at WHERE order_no = ?", "O1");
        hub.address("O1", "Austin");
        assertThat(hub.review("O1", "address").withdrawal().tooLate())
                .as("it has arrived")
                .isEmpty();
    }

    @Test
    void whereNothingIsWantedAnyMoreWhatIsOnItsWayIsAskedBack() {
        hub.stock.stock("cn", "A", 9);
        labelled("O1", 2);
        hub.markOutbound("O1-F1");
        hub.departed("O1-F1");
        hub.quantity("O1", 1, 2, 2);
        assertThat(hub.review("O1", "lines").withdrawal().toVoid())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F1");
        assertThat(hub.review("O1", "notes").withdrawal().toVoid()).isEmpty();
    }

    private void labelled(String orderNo, int units) {
        hub.order(orderNo, Map.of("A", units));
        hub.address(orderNo, "Springfield");
        hub.review(orderNo);
        assertThat(hub.askForLabel(orderNo + "-F1")).isTrue();
    }

    @Test
    void whatWaitsForStockIsNoNewsWhenTheLabelledLeaves() {
        hub.stock.stock("cn", "A", 1);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        hub.markOutbound("O1-F1");
        assertThat(hub.shipped("O1-F1").plan()).isTrue();
        hub.review("O1", "lines");
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
        assertThat(hub.shipped("O1-F1").plan()).isFalse();
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
    }

    @Test
    void anOrderNothingIsWantedOfIsStoppedAsIfItWereCancelled() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 2, 2);
        hub.state("O1", "partially_cancelled");
        Withdrawal stopped = hub.review("O1", "payment", "lines").withdrawal();
        assertThat(stopped.toVoid()).extracting(FulfillmentRef::parcelNo).containsExactly("O1-F1-P1");
        assertThat(stopped.tooLate()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved())
                .as("until the label is void")
                .isEqualTo(2);
        assertThat(hub.review("O1", "tags").withdrawal().toVoid())
                .as("asked once")
                .isEmpty();
        assertThat(hub.voided("O1-F1").withdrawal().cancelled()).hasSize(1);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        hub.quantity("O1", 1, 3, 2);
        assertThat(hub.review("O1", "lines").fulfillmentNo()).isEqualTo("O1-F2");
        hub.quantity("O1", 1, 3, 3);
        assertThat(hub.review("O1", "lines").withdrawal().cancelled())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F2");
        hub.quantity("O1", 1, 4, 3);
        assertThat(hub.review("O1", "lines").fulfillmentNo()).isEqualTo("O1-F3");
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void whatHasLeftIsNotAskedBackWhenTheRestIsNotWanted() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        hub.markOutbound("O1-F1");
        hub.shipped("O1-F1");
        hub.quantity("O1", 1, 2, 0);
        hub.review("O1", "lines");
        hub.askForLabel("O1-F2");
        hub.quantity("O1", 1, 2, 2);
        assertThat(hub.review("O1", "lines").withdrawal().toVoid())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F2");
    }

    @Test
    void addressChangedAfterTheLabelIsTold() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        assertThat(hub.review("O1", "address").withdrawal().tooLate().get(0).changed())
                .containsExactly("address");
        assertThat(hub.review("O1", "tags").withdrawal().tooLate()).isEmpty();
    }

    @Test
    void newCountryBeforeTheLabelFindsItsWarehouse() {
        hub.stock.stock("us", "A", 5);
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        assertThat(hub.review("O1").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("cn");
        assertThat(hub.review("O1", "address").withdrawal().plan()).isFalse();
        hub.run("UPDATE orders SET ship_country = 'DE' WHERE order_no = 'O1'");
        assertThat(hub.review("O1", "address").withdrawal().plan()).isFalse();
    }

    @Test
    void holdTakesBackWhatHasNoLabel() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.run(
                "INSERT INTO order_hold (order_no, code, subject, since, held_by) VALUES ('O1', 'manual', '', CURRENT_TIMESTAMP, 'x')");
        hub.state("O1", "on_hold");
        SourcingFixture.Outcome outcome = hub.review("O1");
        assertThat(outcome.withdrawal().cancelled()).hasSize(1);
        assertThat(outcome.withdrawal().freed()).extracting(c -> c.sku()).containsExactly("A");
        assertThat(hub.allocation("O1")).isEqualTo("none");
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void unitsTakenOffAHeldOrderOnTheirWayAreAskedBackAndTheOrderStandsAsItStood() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.markOutbound("O1-F1");
        hub.shipped("O1-F1");
        hub.run(
                "INSERT INTO order_hold (order_no, code, subject, since, held_by) VALUES ('O1', 'manual', '', CURRENT_TIMESTAMP, 'x')");
        hub.state("O1", "on_hold");
        hub.run("UPDATE orders SET allocation = 'none' WHERE order_no = 'O1'");
        hub.quantity("O1", 1, 2, 2);
        assertThat(hub.review("O1", "lines").withdrawal().toVoid())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F1");
        assertThat(hub.allocation("O1")).isEqualTo("none");
    }

    @Test
    void cancelReleasesWhatHasNoLabelAndNamesTheRest() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.order("O2", Map.of("A", 1));
        hub.review("O1");
        hub.review("O2");
        hub.askForLabel("O2-F1");
        Withdrawal first = hub.cancel("O1");
        assertThat(first.cancelled()).hasSize(1);
        assertThat(first.toVoid()).isEmpty();
        Withdrawal second = hub.cancel("O2");
        assertThat(second.cancelled()).isEmpty();
        assertThat(second.toVoid()).extracting(FulfillmentRef::fulfillmentNo).containsExactly("O2-F1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(1);
        SourcingFixture.Outcome voided = hub.voided("O2-F1");
        assertThat(voided.withdrawal().cancelled()).hasSize(1);
        assertThat(voided.allocation()).isNull();
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.cancel("O1").cancelled()).isEmpty();
    }

    @Test
    void voidedLabelOfALiveOrderPlansAnew() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.quantity("O1", 1, 3, 0);
        assertThat(hub.voided("O1-F1").fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(3);
    }

    @Test
    void shipmentMovesOrderLineAndStock() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        hub.askForLabel("O1-F1");
        hub.markOutbound("O1-F1");
        hub.shipped("O1-F1");
        hub.shipped("O1-F1");
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(3);
        assertThat(hub.one(Integer.class, "SELECT shipped FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(2);
        // A refund after it left is an after-sale matter, no change of the order.
        hub.quantity("O1", 1, 2, 1);
        assertThat(hub.review("O1", "lines").withdrawal().tooLate()).isEmpty();
        hub.line("O1", 2, "A", 1);
        assertThat(hub.review("O1", "lines").fulfillmentNo()).isEqualTo("O1-F2");
    }

    @Test
    void bundlesCompeteForTheirComponents() {
        hub.stock.stock("cn", "CUP", 5);
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'CUP', 4)");
        hub.order("O1", new TreeMap<>(Map.of("SET", 1, "CUP", 2)));
        assertThat(hub.review("O1").allocation().backorder().skus()).containsExactly("CUP");
        hub.stock.stock("cn", "CUP", 6);
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.stock.counters("cn", "CUP").reserved()).isEqualTo(6);
        assertThat(hub.one(String.class, "SELECT sku FROM fulfillment_line WHERE line_no = 2"))
                .isEqualTo("SET");
    }

    @Test
    void stockKeptElsewhereIsNotReserved() {
        hub.accounts.add(
                "shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("steps", Map.of("deduct", "external")));
        hub.order("O1", Map.of("A", 2));
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM reservation")).isZero();
    }

    @Test
    void warehouseThatIsNotLiveIsPassedOver() {
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of());
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        assertThat(hub.review("O1").allocation().backorder().message()).contains("its account is in mode off");
    }

    @Test
    void whatNoServiceOfTheWarehouseCollectsIsNoShortageAndGoesOnWhenOneDoes() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.run("UPDATE orders SET payment_status = 'cod', cod_amount = 24.9 WHERE order_no = 'O1'");

        Allocation.Backorder waits = hub.review("O1").allocation().backorder();

        assertThat(waits.cause()).isEqualTo("no_cod_service");
        assertThat(waits.skus()).isEmpty();
        assertThat(waits.message())
                .startsWith(
                        "waits for a service that collects cash on delivery, not for stock: none that cn can use does")
                .contains("cod: true");
        hub.order("O2", Map.of("A", 9));
        hub.run("UPDATE orders SET payment_status = 'cod', cod_amount = 24.9 WHERE order_no = 'O2'");
        assertThat(hub.review("O2").allocation().backorder().cause())
                .as("with another it would not ship either")
                .isEqualTo("stock_shortage");
        hub.accounts.carrier("post", Map.of("tracker", "watch", "cod", true));
        assertThat(hub.review("O1").allocation().backorder()).isNull();
    }

    @Test
    void whoWaitsForAnAccountIsFoundByItAndByNoOther() {
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        hub.stock.stock("cn", "A", 5);
        for (String order : List.of("O1", "O2", "O3", "O4")) {
            hub.clock.advance(java.time.Duration.ofMinutes(1));
            hub.order(order, Map.of("A", 1));
            assertThat(hub.review(order).allocation().backorder().cause()).isEqualTo("account_not_live");
        }
        assertThat(looked()).isEmpty();
        hub.accounts.warehouse("cn");
        assertThat(ofAccount("us", null).released()).isEmpty();
        BackorderReview.OfAccount first = ofAccount("cn", null);
        assertThat(first.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1", "O2", "O3");
        assertThat(first.isMore()).isTrue();
        assertThat(ofAccount("cn", first.next().after()).released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O4");
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.SHADOW, Map.of("label_source", "warehouse"));
        hub.review("O4");
        hub.accounts.warehouse("cn");
        assertThat(looked())
                .as("what was told of and what was not")
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O4");
    }

    @Test
    void thatAnEditedOrderWaitsForSomethingElseIsNews() {
        hub.accounts.add("cn", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        assertThat(hub.review("O1").allocation().backorder().cause()).isEqualTo("account_not_live");
        hub.quantity("O1", 1, 2, 0);
        assertThat(hub.review("O1", "lines").allocation().news())
                .as("it waits for the account still")
                .isFalse();

        hub.quantity("O1", 1, 9, 0);
        Allocation edited = hub.review("O1", "lines").allocation();
        assertThat(edited.backorder().cause()).isEqualTo("stock_shortage");
        assertThat(edited.news()).as("the case is another one now").isTrue();
        assertThat(hub.review("O1", "lines").allocation().news()).isFalse();
    }

    private List<BackorderReview.Released> looked() {
        return database.work().execute(s -> hub.retry.look());
    }

    private BackorderReview.OfAccount ofAccount(String account, String after) {
        return database.work().execute(s -> hub.backorders.ofAccount("demo", account, after));
    }

    @Test
    void waitingOrdersAreReleasedOldestFirstWhileStockLasts() {
        hub.stock.stock("cn", "A", 0);
        for (int i = 1; i <= 9; i++) {
            hub.clock.advance(java.time.Duration.ofMinutes(1));
            hub.order("O" + i, Map.of("A", 1));
            hub.review("O" + i);
        }
        hub.stock.stock("cn", "A", 5);
        BackorderReview first = look(null);
        assertThat(first.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1", "O2", "O3");
        assertThat(first.isMore()).isTrue();
        first.released().forEach(order -> hub.review(order.orderNo()));
        BackorderReview second = look(first.next().after());
        assertThat(second.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O4", "O5");
        assertThat(second.isMore()).isFalse();
        second.released().forEach(order -> hub.review(order.orderNo()));
        assertThat(look(null).released()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(5);
        assertThat(hub.allocation("O6")).isEqualTo("backordered");
    }

    @Test
    void orderThatLacksAnotherSkuIsNotReleasedForNothing() {
        hub.stock.stock("cn", "A", 0);
        hub.stock.stock("cn", "B", 0);
        hub.order("O1", new TreeMap<>(Map.of("A", 1, "B", 1)));
        hub.review("O1");
        hub.stock.stock("cn", "A", 5);
        assertThat(look(null).released()).isEmpty();
    }

    @Test
    void shadowDecisionIsKeptAndNothingReserved() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.SHADOW, Map.of());
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.shadow.record(hub.desk.plan("O1"));
        hub.shadow.record(hub.desk.plan("O1"));
        assertThat(hub.one(String.class, "SELECT decision FROM shadow_decision WHERE order_no = 'O1'"))
                .contains("\"warehouse\":\"cn\"", "\"service\":\"ECO\"", "\"cost\":null");
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void viewExplainsEveryTerm() {
        hub.stock.stock("cn", "A", 10);
        hub.stock.stock("us", "A", 4);
        database.work().execute(s -> hub.stock.adjustments.set("demo", "cn", "A", null, 3, 20, "r1"));
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        StockView view = hub.queries.view("demo", "A").orElseThrow();
        assertThat(view.warehouses())
                .extracting(StockView.Warehouse::warehouse, StockView.Warehouse::ats)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("cn", 5), org.assertj.core.groups.Tuple.tuple("us", 4));
        StockView.Channel channel = view.accounts().get(0);
        assertThat(channel.account()).isEqualTo("shop");
        assertThat(channel.ats()).isEqualTo(5);
        assertThat(channel.terms().stream().mapToInt(t -> t.quantity()).sum()).isEqualTo(5);
        assertThat(hub.queries.view("demo", "NOPE")).isEmpty();
    }

    @Test
    void decisionIsKeptWithItsReasons() {
        hub.stock.stock("cn", "A", 0);
        hub.order("O1", "DE", Map.of("A", 1));
        hub.review("O1");
        hub.review("O1", "payment");
        Map<String, Object> waits = hub.decisions.of("demo", "O1").orElseThrow();
        assertThat(waits)
                .containsEntry("outcome", "backordered")
                .containsEntry("queue", "backorder")
                .containsEntry("seq", 1)
                .containsEntry("earlier", java.util.List.of());
        assertThat(waits.get("decision").toString()).contains("cn has 0 of the 1 A needed");
        hub.stock.stock("de", "A", 5);
        hub.review("O1", "payment");
        Map<String, Object> planned = hub.decisions.of("demo", "O1").orElseThrow();
        assertThat(planned)
                .containsEntry("outcome", "planned")
                .containsEntry("seq", 2)
                .containsEntry("routing", "DE")
                .containsEntry("rule", "listed");
        assertThat(planned.get("refused").toString()).contains("cn").contains("has 0 of the 1 A needed");
        assertThat(planned.get("earlier").toString()).contains("backordered");
        assertThat(hub.decisions.of("other", "O1")).isEmpty();
    }

    @Test
    void orderThatFoundNoPlaceIsTriedAgainTheNextDay() {
        hub = new SourcingFixture(
                database,
                """
                routings:
                  - name: all
                    rules: [{name: only, warehouses: [cn, us], split: unit, otherwise: {queue: people, cancel_after: 2 days}}]
                warehouses: {cn: {capacity_per_day: 1}}
                """);
        hub.stock.stock("cn", "SOFA", 2);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, home_warehouse, updated_at)"
                + " VALUES ('demo', 'SOFA', 30000, 2, 'cn', CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("SOFA", 1));
        hub.order("O2", Map.of("SOFA", 1));
        assertThat(hub.review("O1").allocation().furtherParcels()).hasSize(1);
        assertThat(hub.review("O2").allocation().isBackordered()).isTrue();
        hub.review("O2", "payment");
        assertThat(hub.decisions.of("demo", "O2").orElseThrow())
                .containsEntry("queue", "people")
                .containsEntry("seq", 1)
                .containsKey("cancel_at");
        hub.clock.advance(java.time.Duration.ofDays(1));
        java.util.List<BackorderReview.Released> again = database.work().execute(s -> hub.retry.look());
        assertThat(again).extracting(BackorderReview.Released::orderNo).containsExactly("O2");
        assertThat(hub.review("O2").served()).isTrue();
        assertThat(hub.decisions.of("demo", "O2").orElseThrow()).containsEntry("seq", 2);
    }

    @Test
    void decisionAndReservationStandOrFallTogether() {
        hub.stock.stock("cn", "A", 5);
        hub.order("O1", Map.of("A", 1));
        database.work().executeWithoutResult(s -> {
            hub.allocations.reserve(hub.desk.plan("O1"));
            s.setRollbackOnly();
        });
        assertThat(hub.decisions.of("demo", "O1")).isEmpty();
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void capacityIsCountedFromTodaysFulfillments() {
        hub = new SourcingFixture(
                database,
                """
                routings: [{name: all, rules: [{name: only, warehouses: [cn, us]}]}]
                warehouses: {cn: {capacity_per_day: 2}}
                """);
        hub.stock.stock("cn", "A", 9);
        hub.stock.stock("us", "A", 9);
        for (int i = 1; i <= 3; i++) {
            hub.order("O" + i, Map.of("A", 1));
            assertThat(hub.review("O" + i).allocation().fulfillments().get(0).warehouse())
                    .isEqualTo(i < 3 ? "cn" : "us");
        }
        hub.cancel("O1");
        hub.order("O4", Map.of("A", 1));
        assertThat(hub.review("O4").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("cn");
        hub.clock.advance(java.time.Duration.ofDays(1));
        hub.order("O5", Map.of("A", 1));
        assertThat(hub.review("O5").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("cn");
    }

    @Test
    void whatIsTooHeavyForOneParcelGetsALabelForEach() {
        hub = new SourcingFixture(
                database,
                "routings: [{name: all, rules: [{name: only, warehouses: [cn], split: unit}]}]\n",
                Map.of(
                        "post.yaml",
                        "account: post\ncurrency: USD\nservices:\n  ECO:\n    transit_days: 9\n    max_weight_g: 2000\n"
                                + "    zones: [{countries: [\"*\"], first: {g: 9000, price: 4}}]\n",
                        "exchange.yaml",
                        Trial.EXCHANGE),
                3);
        hub.stock.stock("cn", "A", 9);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, updated_at)"
                + " VALUES ('demo', 'A', 900, 1, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("A", 5));
        Allocation allocation = hub.review("O1").allocation();
        assertThat(allocation.fulfillments()).hasSize(1);
        assertThat(allocation.furtherParcels())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P2", "O1-F1-P3");
        assertThat(database.jdbc()
                        .sql("SELECT quantity FROM parcel_line WHERE of_boxes = 1 ORDER BY parcel_no")
                        .query(Integer.class)
                        .list())
                .containsExactly(2, 2, 1);
        assertThat(hub.one(Integer.class, "SELECT SUM(weight_g) FROM parcel")).isEqualTo(4500);
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(5);
    }

    @Test
    void whatNoServiceTakesIsNoShortage() {
        hub = new SourcingFixture(
                database,
                "default: [cn]\n",
                Map.of(
                        "post.yaml",
                        "account: post\ncurrency: USD\nservices:\n  ECO:\n    transit_days: 9\n    max_weight_g: 2000\n"
                                + "    zones: [{countries: [\"*\"], first: {g: 9000, price: 4}}]\n",
                        "exchange.yaml",
                        Trial.EXCHANGE),
                3);
        hub.stock.stock("cn", "A", 9);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, updated_at)"
                + " VALUES ('demo', 'A', 90000, 1, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("A", 1));
        Allocation.Backorder waits = hub.review("O1").allocation().backorder();
        assertThat(waits.cause()).isEqualTo("no_service");
        assertThat(waits.skus()).isEmpty();
        assertThat(waits.message())
                .startsWith("waits for a service that takes it, not for stock, which cn has: ")
                .contains("2000");
        assertThat(hub.decisions.of("demo", "O1").orElseThrow().get("waits_for"))
                .isEqualTo(List.of("a service that takes it"));
        hub.order("O2", Map.of("A", 10));
        assertThat(hub.review("O2").allocation().backorder().cause()).isEqualTo("stock_shortage");
        hub.run("UPDATE product SET weight_g = 900");
        assertThat(hub.review("O1").allocation().backorder()).isNull();
    }

    @Test
    void splitOrderBecomesAFulfillmentOfEachPart() {
        hub = new SourcingFixture(database, "routings: [{name: all, rules: [{name: only, split: unit}]}]\n");
        hub.stock.stock("cn", "A", 2);
        hub.stock.stock("us", "A", 3);
        hub.order("O1", Map.of("A", 5));
        SourcingFixture.Outcome outcome = hub.review("O1");
        assertThat(outcome.allocation().fulfillments())
                .extracting(FulfillmentRef::fulfillmentNo, FulfillmentRef::warehouse)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("O1-F1", "cn"),
                        org.assertj.core.groups.Tuple.tuple("O1-F2", "us"));
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.stock.counters("us", "A").reserved()).isEqualTo(3);
        assertThat(hub.one(Integer.class, "SELECT allocated FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(5);
    }

    @Test
    void accountsPolicyAndTheChannelsOwnSplitForbidOne() {
        hub = new SourcingFixture(database, "routings: [{name: all, rules: [{name: only, split: unit}]}]\n");
        hub.stock.stock("cn", "A", 2);
        hub.stock.stock("us", "A", 3);
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("split", "line", "max_parcels", 5));
        hub.order("O1", Map.of("A", 5));
        assertThat(hub.review("O1").allocation().backorder().message()).contains("policy split: line");
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of());
        hub.run("UPDATE orders SET parent_no = 'PO-7' WHERE order_no = 'O1'");
        assertThat(hub.review("O1").allocation().backorder().message())
                .contains("the channel has split it already, from order PO-7");
    }

    @Test
    void unitInSeveralBoxesHasAParcelForEach() {
        hub.stock.stock("cn", "SOFA", 5);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, updated_at)"
                + " VALUES ('demo', 'SOFA', 30000, 3, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("SOFA", 1));
        Allocation allocation = hub.review("O1").allocation();
        assertThat(allocation.fulfillments())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1");
        assertThat(allocation.furtherParcels())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P2", "O1-F1-P3");
        assertThat(hub.one(Integer.class, "SELECT SUM(weight_g) FROM parcel WHERE fulfillment_no = 'O1-F1'"))
                .isEqualTo(30_000);
        assertThat(hub.one(Integer.class, "SELECT MIN(of_boxes) FROM parcel_line WHERE parcel_no = 'O1-F1-P2'"))
                .isEqualTo(3);
        assertThat(hub.stock.counters("cn", "SOFA").reserved()).isEqualTo(1);
    }

    @Test
    void everyLabelOfACancelledOrderIsVoidedBeforeItsUnitsAreFree() {
        hub.stock.stock("cn", "SOFA", 5);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, updated_at)"
                + " VALUES ('demo', 'SOFA', 30000, 2, CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("SOFA", 1));
        hub.review("O1");
        hub.run("UPDATE parcel SET asked_at = CURRENT_TIMESTAMP, waybill_status = 'created' WHERE order_no = 'O1'");
        assertThat(hub.cancel("O1").toVoid())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1", "O1-F1-P2");
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE parcel_no = 'O1-F1-P1'");
        Withdrawal first = hub.voided("O1-F1").withdrawal();
        assertThat(first.cancelled()).isEmpty();
        assertThat(first.toVoid()).extracting(FulfillmentRef::parcelNo).containsExactly("O1-F1-P2");
        assertThat(hub.stock.counters("cn", "SOFA").reserved()).isEqualTo(1);
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE parcel_no = 'O1-F1-P2'");
        assertThat(hub.voided("O1-F1").withdrawal().cancelled()).hasSize(1);
        assertThat(hub.stock.counters("cn", "SOFA").reserved()).isZero();
    }

    @Test
    void homeWarehouseOfTheProductAndPostalCodeCount() {
        hub = new SourcingFixture(
                database,
                "routings: [{name: all, rules: [{name: only, sort: [home, cost]}]}]\n",
                Map.of(
                        "exchange.yaml",
                        "exchange: {base: USD}\n",
                        "us.yaml",
                        "account: us\ncurrency: USD\nservices: {G: {zones: [{countries: [US], postal_prefixes: [\"9\"],"
                                + " first: {g: 9000, price: 4}}, {countries: [US], first: {g: 9000, price: 8}}]}}\n"),
                3);
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("us", "A", 5);
        hub.run("INSERT INTO product (tenant, sku, weight_g, home_warehouse, updated_at)"
                + " VALUES ('demo', 'A', 100, 'us', CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("A", 1));
        hub.run(
                "UPDATE orders SET ship_to_enc = ? WHERE order_no = 'O1'",
                SourcingFixture.CIPHER.encryptText("{\"name\":\"Mia Moore\",\"postal_code\":\"94105\"}"));
        assertThat(hub.review("O1").allocation().fulfillments().get(0).warehouse())
                .isEqualTo("us");
        String told = hub.decisions.of("demo", "O1").orElseThrow().toString();
        assertThat(told)
                .contains("service G at 4.00 USD")
                .doesNotContain("94105")
                .doesNotContain("Moore");
    }

    private BackorderReview look(String after) {
        return database.work().execute(s -> hub.backorders.review("demo", "A", after, null));
    }
}
