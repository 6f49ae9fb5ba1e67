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
