package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.openclaw.account.Account;
import io.openclaw.sourcing.fulfillment.FulfillmentRef;
import io.openclaw.sourcing.fulfillment.Withdrawal;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a warehouse was asked for and did not find. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortPickTest {

    private TestDatabase database;
    private SourcingFixture hub;
    private int counts;

    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn, us]\n");
        hub.stock.stock("cn", "A", 10);
        hub.clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void booksAgree() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void unitsThatWereNotFoundAreMissingAndTheRestComesFromElsewhere() {
        hub.stock.stock("us", "A", 5);
        order("O1", 3);
        SourcingFixture.Outcome rest = leaves("O1-F1", 1);

        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing, Counters::reserved, Counters::free)
                .containsExactly(9, 2, 0, 7);
        assertThat(rest.allocation().fulfillments())
                .extracting(FulfillmentRef::fulfillmentNo, FulfillmentRef::warehouse)
                .containsExactly(tuple("O1-F2", "us"));
        assertThat(hub.stock.counters("us", "A").reserved()).isEqualTo(2);
        assertThat(rest.withdrawal().findings()).singleElement().satisfies(found -> {
            assertThat(found.cause()).isEqualTo(StockFinding.SHORT);
            assertThat(found.open()).isTrue();
            assertThat(found.account()).isEqualTo("cn");
            assertThat(found.sku()).isEqualTo("A");
            assertThat(found.orders()).containsExactly("O1");
            assertThat(found.message())
                    .contains("cn was asked for 3 units of A for order O1 (O1-F1) and shipped 1: 2 were not found")
                    .contains("have the warehouse count");
        });
        assertThat(rest.withdrawal().freed()).as("nobody has more to sell").isEmpty();
        SourcingFixture.Outcome again = departed("O1-F1");
        assertThat(again.withdrawal().findings()).isEmpty();
        assertThat(hub.stock.counters("cn", "A").missing()).as("once").isEqualTo(2);
    }

    @Test
    void withoutAnotherWarehouseTheRestWaitsAndSaysWhyAndACountServesIt() {
        order("O1", 3);
        SourcingFixture.Outcome rest = leaves("O1-F1", 1);
        assertThat(rest.allocation().backorder()).isNotNull();
        assertThat(hub.one(String.class, "SELECT explanation FROM sourcing_decision ORDER BY seq DESC LIMIT 1"))
                .contains("did not find all of A when it picked for this order");
        assertThat(hub.review("O1").served()).as("it waits").isFalse();

        hub.clock.advance(Duration.ofMinutes(1));
        StockChange counted = count(9, hub.clock.time());
        assertThat(counted.findings())
                .extracting(StockFinding::cause, StockFinding::open)
                .contains(tuple(StockFinding.SHORT, false));
        assertThat(hub.stock.counters("cn", "A").missing()).isZero();
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(9);
        assertThat(hub.review("O1").fulfillmentNo()).isEqualTo("O1-F2");
    }

    @Test
    void aCountThatMissesThemTooTakesThemOffTheBooks() {
        order("O1", 3);
        leaves("O1-F1", 1);
        hub.clock.advance(Duration.ofMinutes(1));
        StockChange counted = count(7, hub.clock.time());
        assertThat(counted.drift()).as("the pick had said so").isZero();
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .containsExactly(7, 0);
    }

    @Test
    void aCountMadeBeforeThePickSettlesNothing() {
        OffsetDateTime before = hub.clock.time().minusSeconds(1);
        order("O1", 3);
        hub.clock.advance(Duration.ofMinutes(1));
        leaves("O1-F1", 1);
        assertThat(count(10, before).findings()).extracting(StockFinding::cause).doesNotContain(StockFinding.SHORT);
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .containsExactly(9, 2);
        assertThat(hub.review("O1").served()).isFalse();

        assertThat(count(8, before.plusNanos(1000)).drift())
                .as("what it did not find is what was not picked")
                .isZero();
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .containsExactly(7, 0);
    }

    @Test
    void aCountMadeBeforeThePickThatFoundMoreOpensNoShelf() {
        OffsetDateTime before = hub.clock.time().minusSeconds(1);
        order("O1", 3);
        hub.clock.advance(Duration.ofMinutes(1));
        leaves("O1-F1", 1);
        count(14, before);
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .containsExactly(13, 2);
        assertThat(hub.review("O1").served())
                .as("it says nothing of what the pick did not find")
                .isFalse();
    }

    @Test
    void aCountMadeAfterThePickThatCameFirstKnewOfIt() {
        order("O1", 3);
        hub.clock.advance(Duration.ofMinutes(1));
        OffsetDateTime left = hub.clock.time();
        hub.clock.advance(Duration.ofMinutes(1));
        count(7, hub.clock.time());
        SourcingFixture.Outcome rest = leaves("O1-F1", 1, left);
        assertThat(rest.withdrawal().findings()).isEmpty();
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .containsExactly(7, 0);
        assertThat(rest.fulfillmentNo()).as("the count says what lies there").isEqualTo("O1-F2");
    }

    @Test
    void unitsACountHadMissedAreNotMissedTwice() {
        order("O1", 3);
        order("O2", 5);
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(count(7, hub.clock.time()).shortfall()).isEqualTo(1);
        hub.clock.advance(Duration.ofMinutes(1));
        SourcingFixture.Outcome rest = leaves("O1-F1", 2);
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing, Counters::reserved, Counters::free)
                .containsExactly(6, 1, 5, 0);
        assertThat(rest.withdrawal().findings())
                .extracting(StockFinding::cause, StockFinding::open)
                .containsExactly(tuple(StockFinding.SHORT, true), tuple(StockFinding.OVERSOLD, false));
    }

    @Test
    void goodsThatComeServeTheOrderThatWentShort() {
        order("O1", 3);
        leaves("O1-F1", 1);
        database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "A", null, 4, "R1"));
        assertThat(hub.review("O1").fulfillmentNo()).isEqualTo("O1-F2");
        assertThat(hub.stock.counters("cn", "A").missing())
                .as("until somebody counts")
                .isEqualTo(2);
    }

    @Test
    void theSellersStatementOfWhatLiesThereSettlesIt() {
        order("O1", 3);
        leaves("O1-F1", 1);
        StockChange stated =
                database.work().execute(s -> hub.stock.adjustments.set("demo", "cn", "A", 9, null, null, "seller-1"));
        assertThat(stated.findings())
                .extracting(StockFinding::cause, StockFinding::open)
                .contains(tuple(StockFinding.SHORT, false));
        assertThat(hub.review("O1").served()).isTrue();
    }

    @Test
    void theCaseOfTwoOrdersNamesBothAndEndsOnce() {
        order("O1", 2);
        order("O2", 2);
        leaves("O1-F1", 1);
        hub.clock.advance(Duration.ofMinutes(1));
        StockFinding second = leaves("O2-F1", 1).withdrawal().findings().get(0);
        assertThat(second.orders()).containsExactly("O2", "O1");
        assertThat(second.message()).contains("O1");
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(count(8, hub.clock.time()).findings())
                .extracting(StockFinding::cause)
                .contains(StockFinding.SHORT);
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(count(8, hub.clock.time()).findings()).isEmpty();
    }

    @Test
    void nothingPickedEndsTheFulfillmentAndAsksForItsLabelBack() {
        hub.stock.stock("us", "A", 5);
        order("O1", 3);
        hub.askForLabel("O1-F1");
        SourcingFixture.Outcome rest = unpicked("O1-F1");

        assertThat(hub.one(String.class, "SELECT status FROM fulfillment WHERE fulfillment_no = 'O1-F1'"))
                .isEqualTo("cancelled");
        assertThat(rest.withdrawal().cancelled())
                .extracting(FulfillmentRef::fulfillmentNo)
                .containsExactly("O1-F1");
        assertThat(rest.withdrawal().toVoid())
                .extracting(FulfillmentRef::parcelNo)
                .containsExactly("O1-F1-P1");
        assertThat(rest.withdrawal().findings()).singleElement().satisfies(found -> assertThat(found.message())
                .contains("asked for 3 units of A for order O1 (O1-F1) and shipped 0: 3 were not found"));
        assertThat(rest.allocation().fulfillments())
                .extracting(FulfillmentRef::warehouse)
                .containsExactly("us");
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing, Counters::reserved)
                .containsExactly(10, 3, 0);
        assertThat(unpicked("O1-F1").withdrawal()).isEqualTo(Withdrawal.none("O1"));
        assertThat(hub.voided("O1-F1").withdrawal().plan())
                .as("it was planned already")
                .isFalse();
        assertThat(hub.one(Integer.class, "SELECT allocated FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(3);
    }

    @Test
    void whatLeavesAfterAllHasLeftTheBooksAlsoWhereACountHasFoundIt() {
        order("O1", 3);
        order("O2", 2);
        unpicked("O1-F1");
        unpicked("O2-F1");
        leavesAfterAll("O1-F1");
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing)
                .as("what is still looked for is sold to nobody")
                .containsExactly(7, 5);
        hub.clock.advance(Duration.ofMinutes(1));
        count(7, hub.clock.time());
        hub.clock.advance(Duration.ofMinutes(1));
        leavesAfterAll("O2-F1");
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing, Counters::free)
                .containsExactly(5, 0, 5);
    }

    @Test
    void anOrderWhoseGoodsLeftAfterAllWaitsForNothing() {
        order("O1", 7);
        order("O2", 3);
        unpicked("O1-F1");
        assertThat(hub.allocation("O1")).as("nothing else is there").isEqualTo("backordered");
        leavesAfterAll("O1-F1");
        assertThat(hub.allocation("O1")).isEqualTo("planned");
        assertThat(hub.stock.violations()).isEmpty();
    }

    private void leavesAfterAll(String fulfillmentNo) {
        database.jdbc()
                .sql("UPDATE fulfillment SET status = 'outbound', outbound_at = :at WHERE fulfillment_no = :no")
                .param("at", hub.clock.time())
                .param("no", fulfillmentNo)
                .update();
        hub.departed(fulfillmentNo);
    }

    @Test
    void aCancelledOrderWhoseGoodsWereNotFoundIsNotPlanned() {
        order("O1", 3);
        hub.askForLabel("O1-F1");
        hub.cancel("O1");
        SourcingFixture.Outcome rest = unpicked("O1-F1");
        assertThat(rest.allocation()).isNull();
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.stock.counters("cn", "A").missing()).isEqualTo(3);
    }

    @Test
    void aShortPickOfStockThatIsKeptElsewhereIsACaseOfItsFulfillment() {
        hub.accounts.add(
                "shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("steps", Map.of("deduct", "external")));
        order("O1", 3);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        hub.run("UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = 'O1-F1'", 1);
        hub.markOutbound("O1-F1");
        assertThat(departed("O1-F1").withdrawal().drift()).singleElement().satisfies(drift -> {
            assertThat(drift.cause()).isEqualTo("stock_drift");
            assertThat(drift.message()).contains("cn did not find all of O1-F1");
        });
        assertThat(hub.stock.counters("cn", "A").missing()).isZero();
    }

    @Test
    void whatLeftBeforeTheRestIsNotSentAgainWhenTheLabelIsVoided() {
        hub.stock.stock("us", "A", 5);
        order("O1", 5);
        hub.askForLabel("O1-F1");
        leavesSoFar("O1-F1", 3);
        hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", "O1-F1");
        SourcingFixture.Outcome ended = hub.voided("O1-F1");
        theThreeThatLeftStayShipped(ended);
        assertThat(hub.voided("O1-F1").withdrawal()).isEqualTo(Withdrawal.none("O1"));
    }

    @Test
    void whatLeftBeforeTheWarehouseGaveTheRestBackIsNotSentAgainWhenTheOrderChanges() {
        order("O1", 5);
        hub.askForLabel("O1-F1");
        leavesSoFar("O1-F1", 3);
        hub.run("UPDATE parcel SET waybill_status = 'failed' WHERE fulfillment_no = ?", "O1-F1");
        theThreeThatLeftStayShipped(hub.review("O1", "lines"));
        hub.quantity("O1", 1, 6, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(3);
    }

    @Test
    void aCancelledOrderKeepsWhatLeftBeforeTheRest() {
        order("O1", 5);
        hub.askForLabel("O1-F1");
        leavesSoFar("O1-F1", 3);
        hub.run("UPDATE parcel SET waybill_status = 'failed' WHERE fulfillment_no = ?", "O1-F1");
        Withdrawal cancelled = hub.cancel("O1");
        assertThat(cancelled.plan()).isFalse();
        assertThat(cancelled.drift()).hasSize(1);
        assertThat(hub.one(Integer.class, "SELECT shipped FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(3);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
    }

    private void theThreeThatLeftStayShipped(SourcingFixture.Outcome ended) {
        assertThat(ended.withdrawal().cancelled()).isEmpty();
        assertThat(ended.withdrawal().drift()).singleElement().satisfies(drift -> assertThat(drift.message())
                .contains("A x3 left cn with O1-F1 before it was taken back"));
        assertThat(hub.one(String.class, "SELECT status FROM fulfillment WHERE fulfillment_no = 'O1-F1'"))
                .isEqualTo("outbound");
        assertThat(hub.one(Integer.class, "SELECT quantity FROM fulfillment_line WHERE fulfillment_no = 'O1-F1'"))
                .isEqualTo(3);
        assertThat(hub.one(Integer.class, "SELECT quantity FROM fulfillment_line WHERE fulfillment_no = 'O1-F2'"))
                .as("only the rest is planned")
                .isEqualTo(2);
        assertThat(hub.one(Integer.class, "SELECT shipped FROM order_line WHERE order_no = 'O1'"))
                .isEqualTo(3);
        assertThat(hub.stock.counters("cn", "A"))
                .extracting(Counters::onHand, Counters::missing, Counters::reserved)
                .containsExactly(7, 0, 2);
    }

    /** What a notice does that announces the rest. */
    private void leavesSoFar(String fulfillmentNo, int units) {
        database.work()
                .executeWithoutResult(s -> hub.stock.departures.shipUpTo(fulfillmentNo, "A", units, hub.clock.time()));
        hub.run("UPDATE fulfillment SET status = 'packed' WHERE fulfillment_no = ?", fulfillmentNo);
    }

    private void order(String orderNo, int units) {
        hub.order(orderNo, Map.of("A", units));
        assertThat(hub.review(orderNo).served()).isTrue();
    }

    private SourcingFixture.Outcome leaves(String fulfillmentNo, int units) {
        return leaves(fulfillmentNo, units, hub.clock.time());
    }

    /** What the notice of a departure in part does, and the route on hearing of it. */
    private SourcingFixture.Outcome leaves(String fulfillmentNo, int units, OffsetDateTime at) {
        database.work().executeWithoutResult(s -> {
            hub.run("UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = ?", units, fulfillmentNo);
            database.jdbc()
                    .sql("UPDATE fulfillment SET status = 'outbound', outbound_at = :at WHERE fulfillment_no = :no")
                    .param("at", at)
                    .param("no", fulfillmentNo)
                    .update();
            hub.stock.departures.ship(fulfillmentNo, "A", units, fulfillmentNo + "#left", at);
        });
        return departed(fulfillmentNo);
    }

    private SourcingFixture.Outcome departed(String fulfillmentNo) {
        return hub.leftPartly(fulfillmentNo);
    }

    private SourcingFixture.Outcome unpicked(String fulfillmentNo) {
        return hub.unpicked(fulfillmentNo);
    }

    private StockChange count(int units, OffsetDateTime asOf) {
        String cause = "count-" + ++counts;
        return database.work().execute(s -> hub.stock.adjustments.count("demo", "cn", "A", units, asOf, cause));
    }
}
