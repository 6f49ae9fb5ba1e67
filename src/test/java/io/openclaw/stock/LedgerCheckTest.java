package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever tampers with the books is found out, and told where. */
class LedgerCheckTest {

    private static TestDatabase database;

    private final StockFixture stock = new StockFixture(database, new MutableClock());

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void books() {
        database.clear();
        stock.stock("cn", "A", 10);
        stock.stock("us", "A", 4);
        stock.stock("cn", "B", 3);
        stock.reserve("F1", "cn", "A", 2);
        stock.reserve("F2", "cn", "A", 3);
        database.work().execute(s -> stock.departures.ship("F2", null));
        LedgerCheck.Report report = stock.check.check("demo");
        assertThat(report.consistent()).isTrue();
        assertThat(report.skusChecked()).isEqualTo(2);
        assertThat(report.violations()).isEmpty();
    }

    @Test
    void counterWithoutAMovement() {
        plant("UPDATE stock SET on_hand = 9 WHERE warehouse = 'us'");
        assertThat(stock.violations()).containsExactly("A in us: on_hand is 9, its movements add up to 4");
    }

    @Test
    void lostMovement() {
        plant("DELETE FROM stock_movement WHERE cause = 'F2/A' AND kind = 'ship' AND counter = 'on_hand'");
        assertThat(stock.violations())
                .containsExactlyInAnyOrder(
                        "A in cn: on_hand is 7, its movements add up to 10",
                        "A in cn: reservations say 3 units shipped, movements say 0");
    }

    @Test
    void lostStockRow() {
        plant("DELETE FROM stock WHERE sku = 'B'");
        assertThat(stock.violations()).containsExactly("B in cn: on_hand is 0, its movements add up to 3");
    }

    @Test
    void reservationNobodyCounted() {
        plant("UPDATE reservation SET quantity = 5 WHERE id = 'F1/A'");
        assertThat(stock.violations()).containsExactly("A in cn: reserved is 2, its reservations add up to 5");
    }

    @Test
    void reservationThatOutlivedItsFulfillment() {
        plant("UPDATE fulfillment SET status = 'cancelled' WHERE fulfillment_no = 'F1'");
        assertThat(stock.violations())
                .containsExactly(
                        "A in cn: reservation F1/A holds 2 units for a fulfillment that does not exist or is cancelled");
        plant("DELETE FROM fulfillment WHERE fulfillment_no = 'F1'");
        assertThat(stock.violations()).hasSize(1);
    }

    @Test
    void unitsKeptForAnOrderThatIsOver() {
        plant(
                "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                        + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, ship_country,"
                        + " address_restricted, source_updated_at, version_seq, version, created_at, updated_at)"
                        + " VALUES ('O1', 'demo', 'shop', 'generic', 'O1', 'O1', 'normal', 'merchant', 'open', 'unpaid', 'none', FALSE,"
                        + " CURRENT_TIMESTAMP, 'USD', 'US', FALSE, CURRENT_TIMESTAMP, 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        plant(
                "INSERT INTO order_line (order_no, line_no, platform_line_id, quantity, cancelled, allocated, shipped, returned, refunded,"
                        + " requires_shipping, gift) VALUES ('O1', 1, 'L1', 2, 0, 0, 0, 0, 0, TRUE, FALSE)");
        Claim claim = new Claim(StockFixture.key("cn", "A"), "O1", "O1-W1", 2);
        database.work().executeWithoutResult(s -> stock.kept.withhold("O1", java.util.List.of(claim), null));
        assertThat(stock.violations()).isEmpty();
        plant("UPDATE orders SET state = 'cancelled'");
        plant("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                + " VALUES ('stock-deduction', 1, 'O1', 'x', 0, CURRENT_TIMESTAMP)");
        assertThat(stock.violations()).as("it is about to be given back").isEmpty();
        plant("DELETE FROM delivery");
        assertThat(stock.violations())
                .containsExactly("A in cn: reservation " + claim.reservationId()
                        + " keeps 2 units for an order that does not exist, is over or is served already");
        plant("UPDATE orders SET state = 'completed'");
        assertThat(stock.violations()).hasSize(1);
        plant("UPDATE orders SET state = 'open', allocation = 'planned'");
        assertThat(stock.violations()).as("wanted beside what is planned").isEmpty();
        plant("UPDATE order_line SET cancelled = 2");
        plant("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                + " VALUES ('stock-deduction', 1, 'O1', 'x', 0, CURRENT_TIMESTAMP)");
        assertThat(stock.violations()).as("the edit is under way").isEmpty();
        plant("DELETE FROM delivery");
        assertThat(stock.violations()).as("served already").hasSize(1);
        plant("UPDATE orders SET state = 'partially_cancelled', allocation = 'none'");
        assertThat(stock.violations()).as("nothing is wanted of it").hasSize(1);
    }

    @Test
    void promisesBeyondTheShelf() {
        plant("ALTER TABLE stock DROP CONSTRAINT stock_not_oversold");
        try {
            plant("UPDATE stock SET reserved = 5 WHERE warehouse = 'us'");
            assertThat(stock.violations())
                    .containsExactlyInAnyOrder(
                            "A in us: reserved is 5, its movements add up to 0",
                            "A in us: reserved is 5, its reservations add up to 0",
                            "A in us: 5 units are promised, 4 are on hand");
        } finally {
            plant("UPDATE stock SET reserved = 0 WHERE warehouse = 'us'");
            plant("ALTER TABLE stock ADD CONSTRAINT stock_not_oversold CHECK (reserved + withheld <= on_hand)");
        }
    }

    @Test
    void anotherTenantsBooksAreNotRead() {
        plant("UPDATE stock SET on_hand = 9 WHERE warehouse = 'us'");
        assertThat(stock.check.check("somebody").consistent()).isTrue();
    }

    private void plant(String corruption) {
        database.jdbc().sql(corruption).update();
    }
}
