package io.openclaw.stock.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockFixture;
import io.openclaw.stock.StockRefusedException;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bundle lies on no shelf: what is stated of it is refused, and says what to state instead. */
class StatementsOfBundlesTest {

    private TestDatabase database;
    private MutableClock clock;
    private StockFixture stock;

    @BeforeEach
    void open() {
        database = TestDatabase.h2();
        clock = new MutableClock();
        stock = new StockFixture(database, clock);
    }

    @AfterEach
    void close() {
        assertThat(stock.violations()).isEmpty();
        database.close();
    }

    private void bundle() {
        database.jdbc()
                .sql("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'BX', 'BC', 2),"
                        + " ('demo', 'BX', 'BD', 1)")
                .update();
    }

    private int rows() {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM stock WHERE sku = 'BX'")
                .query(Integer.class)
                .single();
    }

    private void refused(ThrowingCallable statement) {
        assertThatThrownBy(() -> database.work().executeWithoutResult(s -> {
                    try {
                        statement.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .isInstanceOfSatisfying(
                        StockRefusedException.class, e -> assertThat(e.hint()).isEqualTo("state its components BC, BD"))
                .hasMessage("sku 'BX' is a bundle of 2 BC + 1 BD and has no stock of its own");
    }

    @Test
    void nothingIsBookedOfABundle() {
        bundle();
        OffsetDateTime now = clock.time();
        refused(() -> stock.adjustments.set("demo", "cn", "BX", 5, null, null, "c1"));
        refused(() -> stock.adjustments.set("demo", "cn", "BX", null, 2, null, "c2"));
        refused(() -> stock.adjustments.set("demo", "cn", "BX", 0, 0, 0, "c3"));
        refused(() -> stock.adjustments.count("demo", "cn", "BX", 5, now, "c4"));
        refused(() -> stock.adjustments.countAsked("demo", "cn", "BX", 0, now, "c5"));
        refused(() -> stock.adjustments.returned("demo", "cn", "BX", 1, "c6"));
        refused(() -> stock.adjustments.regrade("demo", "cn", "BX", 1, "quarantine", "sellable", "c7"));
        refused(() -> stock.inbound.receive("demo", "cn", "BX", null, 1, "c8"));
        refused(() -> stock.inbound.state(
                "demo", "cn", "BX", List.of(new InboundLine("PO-1", null, 3, null, BigDecimal.ONE, null)), "c9"));
        refused(() -> stock.campaigns.set("demo", "cn", "BX", "shop", 1, "c10"));
        assertThat(rows()).isZero();
    }

    @Test
    void whatWasStockedBeforeItBecameABundleCanBeStatedToBeNone() {
        stock.stock("cn", "BX", 5);
        database.work().executeWithoutResult(s -> stock.campaigns.set("demo", "cn", "BX", "shop", 2, "lock"));
        bundle();

        refused(() -> stock.adjustments.set("demo", "cn", "BX", 4, null, null, "c1"));
        refused(() -> stock.campaigns.set("demo", "cn", "BX", "shop", 3, "c2"));
        database.work().executeWithoutResult(s -> {
            stock.campaigns.set("demo", "cn", "BX", "shop", 0, "c3");
            stock.adjustments.set("demo", "cn", "BX", 0, null, null, "c4");
        });
        assertThat(stock.counters("cn", "BX").onHand()).isZero();
        assertThat(stock.counters("cn", "BX").campaignLocked()).isZero();
    }
}
