package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockLedgerTest {

    private TestDatabase database;

    private final MutableClock clock = new MutableClock();
    private StockFixture stock;

    /** Where the tests run. */
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
    void empty() {
        database.clear();
        stock = new StockFixture(database, clock);
    }

    @AfterEach
    void consistent() {
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void promisesWhatIsThereAndNoMore() {
        stock.stock("cn", "A", 3);
        assertThat(stock.reserve("F1", "cn", "A", 2)).isTrue();
        assertThat(stock.reserve("F2", "cn", "A", 2)).isFalse();
        assertThat(stock.reserve("F3", "cn", "A", 1)).isTrue();
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(3);
    }

    @Test
    void aSkuThatIsWrittenAnotherWayIsSaid() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.openclaw.stock.statement.CountFindings");
        logger.addAppender(log);
        log.start();
        try {
            stock.stock("cn", "LAMP", 3);
            for (String told : List.of("lamp ", "lamp ", "VASE")) {
                inTransaction(() -> stock.adjustments.count(
                        "demo", "cn", told, 5, clock.instant().atOffset(ZoneOffset.UTC), "push/" + told));
            }
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .singleElement()
                    .asString()
                    .contains("OC-STOCK-SKU-ALIKE", "cn", "'lamp '", "'LAMP'");
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void neverPromisesSafetyStock() {
        stock.stock("cn", "A", 5);
        inTransaction(() -> stock.adjustments.set("demo", "cn", "A", null, 2, null, "safety"));
        assertThat(stock.reserve("F1", "cn", "A", 4)).isFalse();
        assertThat(stock.reserve("F2", "cn", "A", 3)).isTrue();
    }

    @Test
    void refusalLeavesNothingBehindAndNamesEveryShortSku() {
        stock.stock("cn", "A", 5);
        stock.stock("cn", "B", 1);
        ReserveOutcome outcome = database.work().execute(s -> {
            ReserveOutcome refused = stock.ledger.reserve(
                    List.of(claim("F1", "A", 2), claim("F1", "B", 2), claim("F1", "C", 1)), () -> {});
            // The transaction is usable after the refusal.
            stock.adjustments.set("demo", "cn", "D", 1, null, null, "after");
            return refused;
        });
        assertThat(outcome.reserved()).isFalse();
        assertThat(outcome.shortages())
                .extracting(Shortage::sku, Shortage::wanted, Shortage::available)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("B", 2, 1), org.assertj.core.groups.Tuple.tuple("C", 1, 0));
        assertThat(stock.counters("cn", "A").reserved()).isZero();
        assertThat(stock.counters("cn", "D").onHand()).isEqualTo(1);
        assertThat(count("reservation")).isZero();
    }

    @Test
    void sameClaimTwiceIsOneReservation() {
        stock.stock("cn", "A", 5);
        assertThat(stock.reserve("F1", "cn", "A", 2)).isTrue();
        assertThat(stock.reserve("F1", "cn", "A", 2)).isTrue();
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void releaseGivesBackOnce() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 2);
        assertThat(release("F1")).containsExactly(StockFixture.key("cn", "A"));
        assertThat(release("F1")).isEmpty();
        assertThat(stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void partialReleaseGoesByItsCause() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 4);
        inTransaction(
                () -> assertThat(stock.ledger.release("F1", "A", 1, "event-1")).isTrue());
        inTransaction(
                () -> assertThat(stock.ledger.release("F1", "A", 1, "event-1")).isFalse());
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(3);
        inTransaction(
                () -> assertThat(stock.ledger.release("F1", "A", 9, "event-2")).isTrue());
        assertThat(stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void shipmentTakesThePhysicalUnitsOnce() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 2);
        ship("F1");
        ship("F1");
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(3);
        assertThat(stock.counters("cn", "A").reserved()).isZero();
        assertThat(release("F1")).isEmpty();
    }

    @Test
    void partialShipmentThenTheRest() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 3);
        inTransaction(() -> assertThat(stock.departures.ship("F1", "A", 1, "box-1", clock.time()))
                .isTrue());
        inTransaction(() -> assertThat(stock.departures.ship("F1", "A", 1, "box-1", clock.time()))
                .isFalse());
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(4);
        ship("F1");
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(2);
    }

    @Test
    void whatLeftAfterItsReleaseStillLeavesTheBooks() {
        stock.stock("cn", "A", 2);
        stock.reserve("F1", "cn", "A", 2);
        release("F1");
        assertThat(database.work()
                        .execute(s -> stock.departures.ship("F1", clock.time()))
                        .changed())
                .as("they were for others to buy")
                .hasSize(1);
        assertThat(stock.counters("cn", "A").onHand()).isZero();
    }

    @Test
    void whatLeftAfterItWasPromisedToOthersIsDrift() {
        stock.stock("cn", "A", 2);
        stock.reserve("F1", "cn", "A", 2);
        release("F1");
        stock.reserve("F2", "cn", "A", 2);
        List<Shortage> drift = database.work()
                .execute(s -> stock.departures.ship("F1", clock.time()))
                .drift();
        assertThat(drift).containsExactly(new Shortage("cn", "A", 2, 0));
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(2);
        assertThat(stock.counters("cn", "A").reserved()).isEqualTo(2);
    }

    @Test
    void constraintStandsBeneath() {
        stock.stock("cn", "A", 2);
        assertThatThrownBy(() -> database.jdbc()
                        .sql("UPDATE stock SET reserved = 3 WHERE sku = 'A'")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void countAllowsForWhatLeftAfterIt() {
        stock.stock("cn", "A", 10);
        stock.reserve("F1", "cn", "A", 2);
        clock.advance(Duration.ofMinutes(10));
        var counted = clock.time();
        clock.advance(Duration.ofMinutes(10));
        ship("F1");
        StockChange change =
                database.work().execute(s -> stock.adjustments.count("demo", "cn", "A", 9, counted, "count-1"));
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(7);
        assertThat(change.drift()).isEqualTo(-1);
    }

    @Test
    void countMadeAfterADepartureWeHearOfLaterIsKept() {
        stock.stock("cn", "A", 10);
        stock.reserve("F1", "cn", "A", 1);
        clock.advance(Duration.ofMinutes(5));
        var left = clock.time();
        clock.advance(Duration.ofMinutes(5));
        inTransaction(() -> stock.adjustments.count("demo", "cn", "A", 9, clock.time(), "count-1"));
        clock.advance(Duration.ofMinutes(5));
        assertThat(database.work()
                        .execute(s -> stock.departures.ship("F1", left))
                        .changed())
                .as("there is one more to be sold")
                .containsExactly(new StockKey("demo", "cn", "A"));
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(9);
        assertThat(stock.counters("cn", "A").reserved()).isZero();
    }

    @Test
    void departureBeforeAnAdjustmentIsStillTakenOff() {
        stock.stock("cn", "A", 10);
        stock.reserve("F1", "cn", "A", 1);
        clock.advance(Duration.ofMinutes(5));
        var left = clock.time();
        clock.advance(Duration.ofMinutes(5));
        stock.stock("cn", "A", 40);
        assertThat(database.work()
                        .execute(s -> stock.departures.ship("F1", left))
                        .changed())
                .as("what leaves was promised")
                .isEmpty();
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(39);
    }

    @Test
    void overtakenCountChangesNothing() {
        stock.stock("cn", "A", 10);
        var before = clock.time().minusMinutes(1);
        StockChange change =
                database.work().execute(s -> stock.adjustments.count("demo", "cn", "A", 1, before, "late"));
        assertThat(change.changed()).isFalse();
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(10);
    }

    @Test
    void countBelowPromisesSaysWhatIsMissing() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 4);
        clock.advance(Duration.ofMinutes(1));
        StockChange change =
                database.work().execute(s -> stock.adjustments.count("demo", "cn", "A", 1, clock.time(), "count-1"));
        assertThat(change.shortfall()).isEqualTo(3);
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(4);
    }

    @Test
    void adjustmentGoesByItsCauseAndRefusesWhatCannotBe() {
        stock.stock("cn", "A", 5);
        stock.reserve("F1", "cn", "A", 4);
        assertThatThrownBy(
                        () -> inTransaction(() -> stock.adjustments.set("demo", "cn", "A", 3, null, null, "too-few")))
                .isInstanceOf(StockRefusedException.class)
                .hasMessageContaining("4 units of A promised");
        assertThatThrownBy(
                        () -> inTransaction(() -> stock.adjustments.set("demo", "cn", "A", -1, null, null, "negative")))
                .isInstanceOf(StockRefusedException.class);
        inTransaction(() -> stock.adjustments.set("demo", "cn", "A", 8, 1, 20, "req-1"));
        inTransaction(() -> assertThat(stock.adjustments
                        .set("demo", "cn", "A", 8, 1, 20, "req-1")
                        .changed())
                .isFalse());
        inTransaction(() -> stock.adjustments.returned("demo", "cn", "A", 1, "return-1"));
        inTransaction(() -> stock.adjustments.returned("demo", "cn", "A", 1, "return-1"));
        Counters counters = stock.counters("cn", "A");
        assertThat(counters.onHand()).isEqualTo(9);
        assertThat(counters.inTransit()).isEqualTo(20);
        assertThat(counters.free()).isEqualTo(4);
    }

    private Claim claim(String fulfillmentNo, String sku, int quantity) {
        return new Claim(StockFixture.key("cn", sku), "O-" + fulfillmentNo, fulfillmentNo, quantity);
    }

    private List<StockKey> release(String fulfillmentNo) {
        return database.work().execute(s -> stock.ledger.release(fulfillmentNo));
    }

    private void ship(String fulfillmentNo) {
        List<Shortage> drift = database.work()
                .execute(s -> stock.departures.ship(fulfillmentNo, clock.time()))
                .drift();
        assertThat(drift).isEmpty();
    }

    private void inTransaction(Runnable work) {
        database.work().executeWithoutResult(s -> work.run());
    }

    private int count(String table) {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM " + table)
                .query(Integer.class)
                .single();
    }
}
