package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.sourcing.fulfillment.Withdrawal;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that are not paid yet, orders sold ahead, and lines that compete for one component. */
class StockSalesTest {

    private static TestDatabase database;

    private SourcingFixture hub;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn]\n");
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", 30));
        hub.stock.stock("cn", "A", 5);
    }

    @AfterEach
    void booksAgree() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void unitsOfAnUnpaidOrderAreItsOwnUntilItPays() {
        unpaid("O1", Map.of("A", 4));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(4);
        hub.order("O2", Map.of("A", 2));
        assertThat(hub.review("O2").served()).isFalse();
        pay("O1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(4);
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
    }

    @Test
    void whatNobodyWillPayKeepsNothingBack() {
        for (String gone :
                List.of("payment_detail = 'voided'", "payment_detail = 'expired'", "payment_status = 'refunded'")) {
            String orderNo = "O-" + gone.hashCode();
            unpaid(orderNo, Map.of("A", 4));
            assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(4);
            hub.run("UPDATE orders SET payment_detail = 'authorized' WHERE order_no = ?", orderNo);
            hub.review(orderNo, "payment");
            assertThat(hub.stock.counters("cn", "A").withheld())
                    .as("what is authorized may be captured")
                    .isEqualTo(4);
            hub.run("UPDATE orders SET " + gone + " WHERE order_no = ?", orderNo);
            hub.review(orderNo, "payment");
            assertThat(hub.stock.counters("cn", "A").withheld()).as(gone).isZero();
        }
    }

    @Test
    void anUnpaidOrderIsEditedAndCancelled() {
        unpaid("O1", new TreeMap<>(Map.of("A", 4)));
        hub.quantity("O1", 1, 2, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(2);
        hub.quantity("O1", 1, 9, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").withheld())
                .as("what it has stays")
                .isEqualTo(2);
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
    }

    @Test
    void whatExpiredIsNotWithheldAgain() {
        unpaid("O1", Map.of("A", 4));
        hub.clock.advance(Duration.ofMinutes(31));
        List<io.openclaw.stock.StockChange> freed = hub.database.work().execute(s -> hub.withholding.expire());
        assertThat(freed).hasSize(1);
        hub.review("O1", "notes");
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
        pay("O1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(4);
    }

    @Test
    void anAccountThatDoesNotAskForItWithholdsNothing() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of());
        unpaid("O1", Map.of("A", 4));
        assertThat(hub.stock.counters("cn", "A").withheld()).isZero();
    }

    @Test
    void aPresaleIsPromisedGoodsOnTheirWayAndServedFirstWhenTheyCome() {
        inbound("B", 3, "1");
        presale("O1", Map.of("B", 2));
        assertThat(hub.allocation("O1")).isEqualTo("backordered");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(2);
        assertThat(new Decisions(hub.database.jdbc(), hub.clock)
                        .of("demo", "O1")
                        .orElseThrow()
                        .get("decision")
                        .toString())
                .contains("2 of B are promised of goods on their way to cn");
        hub.order("O2", Map.of("B", 2));
        assertThat(hub.review("O2").served())
                .as("an order that is no presale waits")
                .isFalse();
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(2);

        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "B", "L1", 3, "REC"));
        BackorderReview look = hub.database.work().execute(s -> hub.backorders.review("demo", "B", null, null));
        assertThat(look.released())
                .extracting(BackorderReview.Released::orderNo)
                .as("the presale; one unit is left, the other order needs two")
                .containsExactly("O1");
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(2);
    }

    @Test
    void aPresaleIsNotPromisedWhatMakesUpForTheSafetyStockWhenTheGoodsCome() {
        hub.database
                .work()
                .executeWithoutResult(s -> hub.stock.adjustments.set("demo", "cn", "B", null, 3, null, "SAFE"));
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 3));
        presale("O2", Map.of("B", 2));
        assertThat(hub.stock.counters("cn", "B").reservedInbound())
                .as("of five units three are to be left, so the first order cannot be served")
                .isEqualTo(2);

        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "B", "L1", 5, "REC"));
        assertThat(hub.review("O2").served()).isTrue();
        assertThat(hub.review("O1").served()).isFalse();
    }

    @Test
    void presalesThatCameAreKeptFromNobodyByWhatSourcingLeavesThere() {
        hub = new SourcingFixture(database, "default: [cn]\nwarehouses: {cn: {brokering_safety_stock: 2}}\n");
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 3));
        presale("O2", Map.of("B", 2));

        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "B", "L1", 5, "REC"));
        assertThat(hub.stock.counters("cn", "B").withheld()).isEqualTo(5);
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.review("O2").served()).isTrue();
    }

    @Test
    void aPresaleOfGoodsNobodyTrustsWaitsAndIsPromisedThemOnceSomebodyDoes() {
        inbound("B", 3, "0");
        presale("O1", Map.of("B", 2));
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
        inbound("B", 3, "0.7");
        BackorderReview look = hub.database.work().execute(s -> hub.backorders.review("demo", "B", null, null));
        assertThat(look.released()).hasSize(1);
        hub.review("O1");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(2);
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
    }

    @Test
    void aPresaleKeepsWhatIsOnHandBesideWhatIsOnItsWay() {
        inbound("B", 3, "1");
        presale("O1", new TreeMap<>(Map.of("A", 5, "B", 1)));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(5);
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(1);
        hub.order("O2", Map.of("A", 1));
        assertThat(hub.review("O2").served()).isFalse();
        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "B", null, 1, "REC"));
        hub.database.work().execute(s -> hub.backorders.review("demo", "B", null, null));
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(5);
    }

    @Test
    void anOrderOfMoreThanTheShelfHasAndThanIsComingIsKeptBothTogether() {
        hub.stock.stock("cn", "B", 5);
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 8));
        assertThat(hub.stock.counters("cn", "B").withheld())
                .as("what is there; ten were shown to the channel")
                .isEqualTo(5);
        assertThat(hub.queries
                        .view("demo", "B")
                        .orElseThrow()
                        .changes()
                        .warehouses()
                        .get(0)
                        .moves())
                .extracting(StockView.Move::words)
                .anySatisfy(words -> assertThat(words).startsWith("5 kept for presales that wait for the rest"))
                .noneSatisfy(words -> assertThat(words).contains("unpaid"));
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(3);
        presale("O2", Map.of("B", 3));
        assertThat(hub.stock.counters("cn", "B").reservedInbound())
                .as("two are left to be sold, not three")
                .isEqualTo(3);

        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.receive("demo", "cn", "B", "L1", 3, "REC"));
        hub.database.work().execute(s -> hub.backorders.review("demo", "B", null, null));
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.stock.counters("cn", "B").reserved()).isEqualTo(8);
        assertThat(hub.stock.counters("cn", "B").withheld()).isZero();
    }

    @Test
    void whatLiesOnTheShelfStaysForOthersWhereTheGoodsOnTheirWayAreEnough() {
        hub.stock.stock("cn", "B", 2);
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 3));
        assertThat(hub.stock.counters("cn", "B").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(3);
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
    }

    @Test
    void anOrderKeptOfShelfAndGoodsOnTheirWayGivesBothBack() {
        hub.stock.stock("cn", "B", 5);
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 8));
        hub.quantity("O1", 1, 9, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").withheld()).isEqualTo(5);
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(4);
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "B").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
    }

    @Test
    void aPresaleWhoseUnitsWereAllTakenOffItGivesBackWhatWasKeptForIt() {
        hub.stock.stock("cn", "B", 5);
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 8));
        hub.quantity("O1", 1, 8, 8);
        hub.run("UPDATE orders SET allocation = 'none', state = 'partially_cancelled' WHERE order_no = 'O1'");
        assertThat(hub.stock.violations()).as("nobody is to have what is kept").isNotEmpty();

        hub.review("O1", "lines", "units_removed", "emptied");
        assertThat(hub.stock.counters("cn", "B").withheld()).isZero();
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isZero();
    }

    @Test
    void anEditedPresaleIsPromisedAnewOrNoLonger() {
        inbound("B", 5, "1");
        presale("O1", Map.of("B", 2));
        presale("O2", Map.of("B", 1));
        hub.quantity("O1", 1, 4, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(5);
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reservedInbound()).isEqualTo(4);
        hub.quantity("O1", 1, 9, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "B").reservedInbound())
                .as("all of it or nothing")
                .isEqualTo(1);
        hub.quantity("O2", 1, 8, 0);
        Presales.Presale presale = hub.database.work().execute(s -> hub.presales.promise("O2"));
        assertThat(presale.promised()).isFalse();
        assertThat(presale.lost()).isTrue();
        assertThat(presale.changed()).hasSize(1);
        assertThat(hub.allocation("O2")).isEqualTo("backordered");
    }

    @Test
    void nothingIsPromisedOfAWarehouseThatMayNotServeTheOrder() {
        hub = new SourcingFixture(database, "default: [cn]\ncountries: {DE: [de, cn]}\nelsewhere: false\n");
        hub.stock.stock("de", "A", 9);
        hub.stock.stock("de", "B", 0);
        InboundLine line = new InboundLine("L1", "purchase", 5, null, BigDecimal.ONE, null);
        hub.database.work().executeWithoutResult(s -> hub.stock.inbound.state("demo", "de", "B", List.of(line), "S"));
        presale("O1", Map.of("B", 2));
        presale("O2", Map.of("A", 7));
        assertThat(hub.stock.counters("de", "B").reservedInbound()).isZero();
        assertThat(hub.stock.counters("de", "A").withheld()).isZero();
    }

    @Test
    void anUnpaidOrderOfACampaignTakesTheCampaignsUnitsOnce() {
        lock(4, "L1");
        unpaid("O1", Map.of("A", 3));
        assertThat(hub.stock.counters("cn", "A").withheld()).isEqualTo(3);
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("its own first")
                .isEqualTo(1);
        hub.quantity("O1", 1, 2, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("what it no longer wants is the campaign's again")
                .isEqualTo(2);
        pay("O1");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("what was withheld is not taken of it a second time")
                .isEqualTo(2);
        lock(3, "L2");
        hub.quantity("O1", 1, 4, 0);
        hub.review("O1", "lines");
        lock(1, "L3");
        hub.quantity("O1", 1, 5, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isZero();
    }

    @Test
    void aCampaignsUnitsAreItsOwnAlsoWhereTheRestIsNotCovered() {
        lock(4, "L1");
        hub.database
                .work()
                .executeWithoutResult(s -> hub.stock.adjustments.set("demo", "cn", "A", null, 3, null, "SAFE"));
        hub.order("O1", Map.of("A", 2));
        assertThat(hub.review("O1").served()).isTrue();
        hub.accounts.platform("mall");
        hub.order("O2", Map.of("A", 1));
        hub.run("UPDATE orders SET account = ? WHERE order_no = ?", "mall", "O2");
        assertThat(hub.review("O2").served()).isFalse();
    }

    @Test
    void anOrderThatWaitsIsTriedWhenItsCampaignAndTheRestHaveEnough() {
        hub.order("O1", Map.of("A", 5));
        assertThat(hub.review("O1").served()).isTrue();
        hub.order("O2", Map.of("A", 4));
        assertThat(hub.review("O2").served()).isFalse();
        hub.cancel("O1");
        lock(3, "L1");
        BackorderReview look = hub.database.work().execute(s -> hub.backorders.review("demo", "A", null, null));
        assertThat(look.released()).hasSize(1);
        assertThat(hub.review("O2").served()).isTrue();
    }

    @Test
    void aCancelledOrderGivesTheCampaignBackWhatCameFromIt() {
        lock(3, "L1");
        hub.order("O1", Map.of("A", 4));
        assertThat(hub.review("O1").served()).isTrue();
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isZero();
        hub.cancel("O1");
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("three came from it, once")
                .isEqualTo(3);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(
                        hub.one(
                                Integer.class,
                                "SELECT quantity FROM stock_movement WHERE kind = 'relock' AND order_no = 'O1' AND note = 'shop'"))
                .isEqualTo(3);
        hub.accounts.add("mall", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of());
        hub.order("O2", Map.of("A", 3));
        hub.run("UPDATE orders SET account = 'mall' WHERE order_no = 'O2'");
        assertThat(hub.review("O2").served()).as("they are not others'").isFalse();
    }

    @Test
    void anEditedOrderGivesTheCampaignBackWhatItNoLongerHasOfIt() {
        lock(3, "L1");
        hub.order("O1", Map.of("A", 4));
        hub.review("O1");
        hub.quantity("O1", 1, 3, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("an order of three takes three of it")
                .isZero();
        hub.quantity("O1", 1, 1, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isEqualTo(2);
        hub.quantity("O1", 1, 2, 0);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isEqualTo(1);
    }

    @Test
    void anUnpaidOrderThatExpiresGivesTheCampaignItsUnitsBack() {
        lock(3, "L1");
        unpaid("O1", Map.of("A", 2));
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isEqualTo(1);
        hub.clock.advance(Duration.ofMinutes(31));
        hub.database.work().execute(s -> hub.withholding.expire());
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isEqualTo(3);
    }

    @Test
    void whatWasSoldOfACampaignDoesNotComeBackAndWhatComesBackAfterItsEndIsFree() {
        lock(3, "L1");
        hub.order("O1", Map.of("A", 2));
        String sold = hub.review("O1").fulfillmentNo();
        hub.order("O2", Map.of("A", 1));
        hub.review("O2");
        hub.markOutbound(sold);
        hub.departed(sold);
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isZero();
        hub.database.work().executeWithoutResult(s -> hub.stock.campaigns.set("demo", "cn", "A", "shop", 0, "END"));
        hub.cancel("O2");
        assertThat(hub.stock.counters("cn", "A").campaignLocked()).isZero();
        assertThat(hub.stock.counters("cn", "A").free()).isEqualTo(3);
    }

    @Test
    void aCampaignThatIsStatedAnewIsNotRaisedByWhatTheOneBeforeSold() {
        lock(4, "L1");
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        lock(2, "L2");
        hub.cancel("O1");
        assertThat(hub.stock.counters("cn", "A").campaignLocked())
                .as("two from now on, stated after those were sold")
                .isEqualTo(2);
    }

    @Test
    void anEditOfTheSourcingRulesIsACauseOfItsOwn() throws Exception {
        hub.stock.stock("de", "A", 4);
        hub.clock.advance(Duration.ofDays(2));
        assertThat(hub.queries.available("demo", "shop", "A").ats()).isEqualTo(5);
        java.nio.file.Files.writeString(hub.config.path(), "default: [cn, de]\n");
        hub.config.reload();
        hub.serving.remember();
        hub.serving.remember();
        StockView.Figure shop = hub.queries.view("demo", "A").orElseThrow().changes().accounts().stream()
                .filter(figure -> figure.account().equals("shop"))
                .findFirst()
                .orElseThrow();
        assertThat(shop.opening()).isEqualTo(5);
        assertThat(shop.closing()).isEqualTo(9);
        assertThat(shop.moves()).singleElement().satisfies(move -> {
            assertThat(move.kind()).isEqualTo("sourcing");
            assertThat(move.quantity()).isEqualTo(4);
            assertThat(move.words()).contains("shop draws on [cn] → [cn, de]");
        });
    }

    private void lock(int units, String cause) {
        hub.database.work().executeWithoutResult(s -> hub.stock.campaigns.set("demo", "cn", "A", "shop", units, cause));
    }

    @Test
    void twoLinesThatShareAComponentCompeteForIt() {
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'A', ?)", 2);
        hub.order("O1", new TreeMap<>(Map.of("A", 2, "SET", 2)));
        assertThat(hub.review("O1").served()).as("six of five").isFalse();
        hub.quantity("O1", 1, 1, 0);
        assertThat(hub.review("O1", "lines").served()).as("one and twice two").isTrue();
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(5);
        hub.quantity("O1", 2, 2, 1);
        hub.review("O1", "lines");
        assertThat(hub.stock.counters("cn", "A").reserved()).isEqualTo(3);
    }

    @Test
    void whatWasPromisedForTheRestOfABundleIsGivenBackWhateverTheRecipeIsToday() {
        hub.stock.stock("cn", "B", 10);
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'A', ?)", 2);
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'B', ?)", 1);
        hub.order("O1", Map.of("SET", 2));
        String fulfillmentNo = hub.review("O1").fulfillmentNo();
        hub.run("UPDATE bundle_component SET quantity = ? WHERE component = 'A'", 1);
        hub.run("UPDATE bundle_component SET quantity = ? WHERE component = 'B'", 3);

        // What a notice of one set does.
        hub.database.work().executeWithoutResult(s -> {
            hub.run("UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = ?", 1, fulfillmentNo);
            hub.markOutbound(fulfillmentNo);
            hub.stock.departures.ship(fulfillmentNo, "A", 2, fulfillmentNo + "#left", null);
            hub.stock.departures.ship(fulfillmentNo, "B", 1, fulfillmentNo + "#left", null);
        });
        Withdrawal rest = hub.database.work().execute(s -> hub.dispatches.shipped(fulfillmentNo, true));
        hub.database.work().executeWithoutResult(s -> hub.dispatches.shipped(fulfillmentNo, true));

        assertThat(rest.plan()).isTrue();
        assertThat(rest.freed()).as("nobody knows which part the other lacked").isEmpty();
        assertThat(hub.stock.counters("cn", "A").missing()).isEqualTo(2);
        assertThat(hub.stock.counters("cn", "B").missing()).isEqualTo(1);
        assertThat(hub.stock.counters("cn", "A").onHand()).isEqualTo(3);
        assertThat(hub.stock.counters("cn", "A").reserved()).isZero();
        assertThat(hub.stock.counters("cn", "B").onHand()).isEqualTo(9);
        assertThat(hub.stock.counters("cn", "B").reserved()).isZero();
    }

    private void unpaid(String orderNo, Map<String, Integer> lines) {
        hub.order(orderNo, lines);
        hub.run(
                "UPDATE orders SET payment_status = 'unpaid', state = 'on_hold', allocation = 'none' WHERE order_no = ?",
                orderNo);
        hub.run(
                "INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                        + " VALUES (?, 'unpaid', '', CURRENT_TIMESTAMP, 'gate')",
                orderNo);
        hub.review(orderNo);
    }

    private void pay(String orderNo) {
        hub.run("DELETE FROM order_hold WHERE order_no = ?", orderNo);
        hub.run(
                "UPDATE orders SET payment_status = 'paid', state = 'open', allocation = 'released' WHERE order_no = ?",
                orderNo);
        hub.review(orderNo);
    }

    private void presale(String orderNo, Map<String, Integer> lines) {
        hub.order(orderNo, lines);
        hub.run("UPDATE orders SET order_type = 'presale' WHERE order_no = ?", orderNo);
        hub.review(orderNo);
    }

    private void inbound(String sku, int quantity, String confidence) {
        InboundLine line = new InboundLine(
                "L1", "purchase", quantity, hub.clock.time().plusDays(3), new BigDecimal(confidence), "PO-7");
        hub.database
                .work()
                .executeWithoutResult(
                        s -> hub.stock.inbound.state("demo", "cn", sku, List.of(line), "state-" + confidence));
    }
}
