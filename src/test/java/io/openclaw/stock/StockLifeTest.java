package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.TestAccounts;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.view.AvailableToSell;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The life of units: withheld, reserved, shipped, given back, missing, on their way, locked. Each transition moves exactly
 * its counters and leaves movements they can be proved from. sellable = on hand - withheld - reserved, as Lazada
 * publishes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockLifeTest {

    private TestDatabase database;

    private final MutableClock clock = new MutableClock();
    private final TestAccounts accounts = new TestAccounts()
            .platform("shop")
            .platform("other")
            .warehouse("cn")
            .warehouse("fba");
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
    void open() {
        database.clear();
        stock = with(StockPolicy.NONE);
        stock.stock("cn", "A", 10);
        order("O1");
        order("O2");
    }

    @AfterEach
    void booksAgree() {
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void aNewOrderIsWithheldThenOccupiesThenLeaves() {
        withhold("O1", 2);
        sellable(10, 2, 0);
        reserve("O1", "O1-F1", 2);
        sellable(10, 0, 2);
        database.work().executeWithoutResult(s -> stock.departures.ship("O1-F1", null));
        sellable(8, 0, 0);
    }

    @Test
    void paidThenCancelledIsFreeAgain() {
        withhold("O1", 2);
        reserve("O1", "O1-F1", 2);
        plant("UPDATE fulfillment SET status = 'cancelled'");
        database.work().executeWithoutResult(s -> stock.ledger.release("O1-F1"));
        sellable(10, 0, 0);
    }

    @Test
    void pendingExpiresAndRepaidTriesAnew() {
        withhold("O1", 2);
        clock.advance(Duration.ofMinutes(29));
        assertThat(expire()).isEmpty();
        sellable(10, 2, 0);
        clock.advance(Duration.ofMinutes(1));
        assertThat(expire()).containsExactly(StockFixture.key("cn", "A"));
        assertThat(expire()).as("once").isEmpty();
        sellable(10, 0, 0);
        withhold("O1", 2);
        sellable(10, 2, 0);
        reserve("O1", "O1-F1", 2);
        sellable(10, 0, 2);
    }

    @Test
    void paymentLeavesNoGapForOthers() {
        withhold("O1", 10);
        assertThat(reserve("O2", "O2-F1", 1)).isFalse();
        assertThat(reserve("O1", "O1-F1", 10)).isTrue();
        assertThat(reserve("O2", "O2-F1", 1)).isFalse();
        sellable(10, 0, 10);
    }

    @Test
    void anOrderThatWasPaidMeanwhileDoesNotExpire() {
        withhold("O1", 3);
        plant("UPDATE orders SET payment_status = 'paid' WHERE order_no = 'O1'");
        clock.advance(Duration.ofHours(1));
        assertThat(expire()).isEmpty();
        sellable(10, 3, 0);
    }

    @Test
    void aRefusedReservationLeavesWhatIsWithheld() {
        withhold("O1", 3);
        assertThat(reserve("O1", "O1-F1", 11)).isFalse();
        sellable(10, 3, 0);
    }

    @Test
    void anUnpaidOrderThatWantsMoreThanThereIsKeepsWhatItHas() {
        withhold("O1", 3);
        withhold("O1", 12);
        sellable(10, 3, 0);
        withhold("O1", 1);
        sellable(10, 1, 0);
    }

    @Test
    void partOfAShipmentLeavesAndTheRestStays() {
        reserve("O1", "O1-F1", 5);
        database.work().executeWithoutResult(s -> stock.departures.ship("O1-F1", "A", 2, "notice-1", null));
        database.work().executeWithoutResult(s -> stock.departures.ship("O1-F1", "A", 2, "notice-1", null));
        sellable(8, 0, 3);
        database.work().executeWithoutResult(s -> stock.departures.ship("O1-F1", null));
        sellable(5, 0, 0);
    }

    @Test
    void returnsGoWhereTheirGradeBelongs() {
        take(() -> stock.adjustments.returned("demo", "cn", "A", 2, "sellable", "O1", "R1"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 2, "sellable", "O1", "R1"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 3, "quarantine", "O1", "R2"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 1, "unsellable", null, "R3"));
        Counters now = stock.counters("cn", "A");
        assertThat(List.of(now.onHand(), now.quarantine(), now.unsellable())).containsExactly(12, 3, 1);
        take(() -> stock.adjustments.regrade("demo", "cn", "A", 2, "quarantine", "sellable", "G1"));
        now = stock.counters("cn", "A");
        assertThat(List.of(now.onHand(), now.quarantine(), now.unsellable())).containsExactly(14, 1, 1);
        assertThatThrownBy(() ->
                        take(() -> stock.adjustments.regrade("demo", "cn", "A", 2, "quarantine", "sellable", "G2")))
                .hasMessageContaining("only 1 units");
        assertThatThrownBy(() -> take(() -> stock.adjustments.returned("demo", "cn", "A", 1, "broken", null, "R4")))
                .hasMessageContaining("grade 'broken'");
    }

    @Test
    void aCountBelowThePromisesNamesWhoGoesShortAndALaterOneEndsIt() {
        reserve("O1", "O1-F1", 4);
        clock.advance(Duration.ofMinutes(1));
        reserve("O2", "O2-F1", 4);
        clock.advance(Duration.ofMinutes(1));
        StockChange short5 = count(5, "C1");
        assertThat(short5.shortfall()).isEqualTo(3);
        assertThat(short5.findings())
                .filteredOn(f -> f.cause().equals(StockFinding.OVERSOLD))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.open()).isTrue();
                    assertThat(finding.orders())
                            .as("promised last, short first")
                            .containsExactly("O2");
                    assertThat(finding.message()).contains("counted 5", "8 are promised", "3 short");
                });
        plant("UPDATE fulfillment SET status = 'cancelled' WHERE fulfillment_no = 'O2-F1'");
        database.work().executeWithoutResult(s -> stock.ledger.release("O2-F1"));
        assertThat(stock.ledger.available(StockFixture.key("cn", "A")))
                .as("what is missing is not sold though an order gave its promise back")
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        StockChange enough = count(5, "C2");
        assertThat(enough.findings())
                .extracting(StockFinding::cause, StockFinding::open)
                .contains(org.assertj.core.groups.Tuple.tuple(StockFinding.OVERSOLD, false));
        assertThat(stock.counters("cn", "A").missing()).isZero();
        assertThat(stock.ledger.available(StockFixture.key("cn", "A"))).isEqualTo(1);
    }

    @Test
    void whatLeavesAlthoughACountDidNotFindItIsMissingNoMore() {
        reserve("O1", "O1-F1", 1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(0, "C1").shortfall()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(leave("O1-F1", clock.time())).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(StockFinding.OVERSOLD);
            assertThat(finding.open()).isFalse();
            assertThat(finding.sku()).isEqualTo("A");
            assertThat(finding.message()).isEqualTo("O1-F1 left cn: nothing of A is promised any more");
        });
        onHandAndMissing(0, 0);
        assertThat(database.jdbc()
                        .sql("SELECT SUM(quantity) FROM stock_movement WHERE kind = 'ship' AND counter = 'missing'"
                                + " AND cause = 'O1-F1/A'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(-1);
        take(() -> stock.inbound.receive("demo", "cn", "A", null, 5, clock.time(), "R1"));
        assertThat(stock.ledger.available(StockFixture.key("cn", "A")))
                .as("every real unit is sold")
                .isEqualTo(5);
    }

    @Test
    void aCountMadeAfterUnitsHadLeftDidNotFindThemForThatReason() {
        clock.advance(Duration.ofMinutes(1));
        count(6, "C0");
        reserve("O1", "O1-F1", 4);
        clock.advance(Duration.ofMinutes(1));
        OffsetDateTime left = clock.time();
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(2, "C1").shortfall()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(leave("O1-F1", left)).extracting(StockFinding::open).containsExactly(false);
        onHandAndMissing(2, 0);
        assertThat(stock.ledger.available(StockFixture.key("cn", "A"))).isEqualTo(2);
    }

    @Test
    void whoIsStillPromisedGoesShortStill() {
        reserve("O1", "O1-F1", 3);
        clock.advance(Duration.ofMinutes(1));
        reserve("O2", "O2-F1", 3);
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(4, "C1").shortfall()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(leave("O1-F1", clock.time()))
                .as("one is there, three are promised to O2")
                .isEmpty();
        onHandAndMissing(3, 2);
        assertThat(leave("O2-F1", clock.time())).extracting(StockFinding::open).containsExactly(false);
        onHandAndMissing(0, 0);
    }

    @Test
    void aDepartureWhereNothingWasMissingEndsNothing() {
        reserve("O1", "O1-F1", 3);
        assertThat(leave("O1-F1", clock.time())).isEmpty();
        onHandAndMissing(7, 0);
    }

    @Test
    void driftBeyondTheThresholdIsFoundAndEndedByAnAgreeingCount() {
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(7, "C1").findings()).as("within five units").isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(1, "C2").findings()).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(StockFinding.DRIFT);
            assertThat(finding.message()).contains("counted 1", "the books had 7", "off by -6");
        });
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(1, "C3").findings()).extracting(StockFinding::open).containsExactly(false);
        clock.advance(Duration.ofMinutes(1));
        assertThat(count(1, "C4").findings()).as("said once").isEmpty();
    }

    @Test
    void aLateCountIsToldWithWhatWasCounted() {
        reserve("O1", "O1-F1", 3);
        OffsetDateTime made = clock.time().plusMinutes(1);
        clock.advance(Duration.ofMinutes(2));
        leave("O1-F1", clock.time());
        clock.advance(Duration.ofMinutes(1));
        StockChange late = take(() -> stock.adjustments.count("demo", "cn", "A", 4, made, "C1"));
        assertThat(late.findings()).singleElement().satisfies(finding -> assertThat(finding.message())
                .startsWith("cn counted 4 units of A as of ")
                .endsWith(", 3 have left since, so 1 are there, the books had 7: off by -6"));
    }

    @Test
    void goodsOnTheirWayArePromisedAsFarAsTheyAreTrusted() {
        OffsetDateTime monday = clock.time().plusDays(4);
        OffsetDateTime friday = clock.time().plusDays(8);
        take(() -> stock.inbound.state(
                "demo",
                "cn",
                "B",
                List.of(line("L1", 4, monday, "1"), line("L2", 10, friday, "0.5"), line("L3", 9, friday, null)),
                "S1"));
        Counters now = stock.counters("cn", "B");
        assertThat(List.of(now.inTransit(), now.inboundTrusted(), now.onHand())).containsExactly(23, 9, 0);
        assertThat(promise("O1", 4)).isEqualTo(monday);
        assertThat(promise("O2", 5)).isEqualTo(friday);
        assertThat(promised("O3", 1)).as("the rest is not trusted").isEmpty();
        assertThat(stock.counters("cn", "B").reservedInbound()).isEqualTo(9);

        take(() -> stock.inbound.receive("demo", "cn", "B", "L1", 4, "REC1"));
        take(() -> stock.inbound.receive("demo", "cn", "B", "L1", 4, "REC1"));
        now = stock.counters("cn", "B");
        assertThat(List.of(now.onHand(), now.withheld(), now.reservedInbound(), now.inTransit()))
                .as("the first to be promised has it, nobody else can take it")
                .containsExactly(4, 4, 5, 19);
        assertThat(stock.ledger.available(StockFixture.key("cn", "B"))).isZero();
        take(() -> {
            stock.ledger.reserve(
                    List.of(new Claim(StockFixture.key("cn", "B"), "O1", "O1-F1", 4)),
                    () -> stock.fulfillment("O1-F1", "cn"));
            return null;
        });
        now = stock.counters("cn", "B");
        assertThat(List.of(now.reserved(), now.withheld())).containsExactly(4, 0);
    }

    @Test
    void aStatementThatComesAgainAfterANewerOneChangesNothing() {
        List<InboundLine> first = List.of(line("L1", 4, null, "1"));
        take(() -> stock.inbound.state("demo", "cn", "B", first, "S1"));
        take(() -> stock.inbound.state("demo", "cn", "B", List.of(line("L1", 4, null, "0.5")), "S2"));
        take(() -> stock.inbound.state("demo", "cn", "B", List.of(line("L2", 9, null, "0")), "S3"));
        take(() -> stock.inbound.state("demo", "cn", "B", first, "S1"));
        take(() -> stock.inbound.state("demo", "cn", "B", first, "S2"));
        Counters now = stock.counters("cn", "B");
        assertThat(List.of(now.inTransit(), now.inboundTrusted())).containsExactly(9, 0);
    }

    @Test
    void nothingIsPromisedOfGoodsNobodyTrusts() {
        take(() -> stock.inbound.state("demo", "cn", "B", List.of(line("L1", 50, null, null)), "S1"));
        assertThat(promised("O1", 1)).isEmpty();
        assertThatThrownBy(() ->
                        take(() -> stock.inbound.state("demo", "cn", "B", List.of(line("L1", 5, null, "1.5")), "S2")))
                .hasMessageContaining("confidence 1.5");
    }

    @Test
    void aCampaignsUnitsAreItsAccountsAlone() {
        take(() -> stock.campaigns.set("demo", "cn", "A", "shop", 6, "L1"));
        assertThat(stock.ledger.available(StockFixture.key("cn", "A"))).isEqualTo(4);
        assertThat(reserveFor("other", "O2-F1", 5)).isFalse();
        assertThat(reserveFor("shop", "O1-F1", 7)).isTrue();
        assertThat(stock.counters("cn", "A").campaignLocked())
                .as("its own first")
                .isZero();
        assertThat(reserveFor("other", "O2-F2", 3)).isTrue();
        sellable(10, 0, 10);
        assertThatThrownBy(() -> take(() -> stock.campaigns.set("demo", "cn", "A", "shop", 1, "L2")))
                .hasMessageContaining("only 0 more units");
    }

    @Test
    void thePolicyKeepsWhatNobodyStated() {
        StockPolicy.Match any = new StockPolicy.Match(null, null, null);
        stock = with(new StockPolicy(
                List.of(new StockPolicy.Safety(new StockPolicy.Match("cn", "toys", null), 4)),
                List.of(new StockPolicy.Buffer(new StockPolicy.Match("fba", null, "A*"), 2, 30)),
                List.of(new StockPolicy.Share(any, 50, 0, null, 0)),
                List.of(),
                5,
                10));
        plant(
                "INSERT INTO product (tenant, sku, category, updated_at) VALUES ('demo', 'A', 'toys', CURRENT_TIMESTAMP)");
        assertThat(reserve("O1", "O1-F1", 7))
                .as("four are safety stock by default")
                .isFalse();
        assertThat(reserve("O1", "O1-F2", 6)).isTrue();
        take(() -> stock.adjustments.set("demo", "cn", "A", null, 0, null, "SAFE"));
        assertThat(reserve("O1", "O1-F3", 4)).as("somebody stated none").isTrue();
        stock.stock("fba", "A", 10);
        assertThat(stock.ledger.available(StockFixture.key("fba", "A")))
                .as("thirty percent of ten are kept")
                .isEqualTo(7);
        order("O-F8");
        order("O-F7");
        assertThat(stock.reserve("F8", "fba", "A", 8)).isFalse();
        assertThat(stock.reserve("F7", "fba", "A", 7)).isTrue();
    }

    @Test
    void theViewExplainsItselfAndAddsUp() {
        clock.advance(Duration.ofDays(2));
        reserve("O1", "O1-F1", 3);
        withhold("O2", 2);
        take(() -> stock.adjustments.returned("demo", "cn", "A", 1, "sellable", "O1", "R1"));
        StockView view = stock.queries(accounts, (account, carrying) -> List.copyOf(carrying))
                .view("demo", "A")
                .orElseThrow();
        StockView.Moves moves = view.changes().warehouses().get(0);
        assertThat(moves.opening()).as("two days ago there were ten").isEqualTo(10);
        assertThat(moves.closing()).isEqualTo(6);
        assertThat(moves.opening()
                        + moves.moves().stream()
                                .mapToInt(StockView.Move::quantity)
                                .sum())
                .isEqualTo(moves.closing());
        assertThat(moves.moves())
                .extracting(StockView.Move::words)
                .anySatisfy(words -> assertThat(words).contains("3 promised to orders of 1 order"))
                .anySatisfy(words -> assertThat(words).contains("2 withheld for unpaid orders"));
        view.accounts().forEach(account -> assertThat(account.terms().stream()
                        .mapToInt(AvailableToSell.Term::quantity)
                        .sum())
                .isEqualTo(account.ats())
                .isEqualTo(6));
    }

    @Test
    void aBundleIsSoldAsItsScarcestPartAllows() {
        stock.stock("cn", "B", 3);
        plant("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'A', 4)");
        plant("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'B', 1)");
        StockQueries queries = stock.queries(accounts, (account, carrying) -> List.copyOf(carrying));
        StockView view = queries.view("demo", "SET").orElseThrow();
        assertThat(view.bundle()).isEqualTo(Map.of("A", 4, "B", 1));
        assertThat(view.warehouses().get(0).ats()).isEqualTo(2);
        assertThat(queries.available("demo", "shop", "SET").ats()).isEqualTo(2);
        assertThat(view.warehouses().get(0).terms().get(0).note()).contains("A decides");
    }

    @Test
    void proofIsClaimedWhereTheHubHasAuthority() {
        accounts.add(
                "fba",
                io.openclaw.account.Account.Kind.WAREHOUSE,
                io.openclaw.account.Account.Mode.LIVE,
                Map.of("authority", "external"));
        assertThat(with(StockPolicy.NONE).check.check("demo").warehouses())
                .containsExactly(
                        new LedgerCheck.Claim("cn", "hub", true), new LedgerCheck.Claim("fba", "external", false));
    }

    @Test
    void whatACountHasAlreadyIsNotAddedAgainHoweverLateItIsHeardOf() {
        OffsetDateTime before = clock.time();
        clock.advance(java.time.Duration.ofMinutes(10));
        count(25, "C1");
        clock.advance(java.time.Duration.ofMinutes(10));
        take(() -> stock.inbound.receive("demo", "cn", "A", null, 5, before, "R1"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 2, "sellable", null, before, "B1"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 3, "quarantine", null, before, "B2"));
        take(() -> stock.adjustments.regrade("demo", "cn", "A", 1, "quarantine", "sellable", before, "G1"));
        assertThat(stock.counters("cn", "A").onHand()).as("as it was counted").isEqualTo(25);
        assertThat(stock.counters("cn", "A").quarantine()).isEqualTo(2);
        assertThat(database.jdbc()
                        .sql("SELECT note FROM stock_movement WHERE cause = 'R1' AND kind = 'count'")
                        .query(String.class)
                        .list())
                .containsExactly("counted after it had come in");

        take(() -> stock.inbound.receive("demo", "cn", "A", null, 5, clock.time(), "R2"));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 2, "sellable", null, null, "B3"));
        assertThat(stock.counters("cn", "A").onHand()).as("after the count").isEqualTo(32);
        take(() -> stock.adjustments.regrade("demo", "cn", "A", 30, "sellable", "unsellable", before, "G2"));
        assertThat(stock.counters("cn", "A").onHand())
                .as("the count found what was left of it")
                .isEqualTo(32);
        assertThat(stock.counters("cn", "A").unsellable()).isEqualTo(30);
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void aCountThatOnlySaysWhenItWasAskedForIsTakenAtItsLeast() {
        OffsetDateTime asked = clock.time();
        clock.advance(java.time.Duration.ofSeconds(5));
        take(() -> stock.inbound.receive("demo", "cn", "A", null, 5, null, "R1"));
        int there = stock.counters("cn", "A").onHand();
        clock.advance(java.time.Duration.ofSeconds(5));
        StockChange change = take(() -> stock.adjustments.countAsked("demo", "cn", "A", there, asked, "P1"));
        assertThat(stock.counters("cn", "A").onHand())
                .as("the count may have the receipt in it")
                .isEqualTo(there);
        assertThat(change.findings()).isEmpty();
        take(() -> stock.adjustments.regrade("demo", "cn", "A", 2, "sellable", "quarantine", null, "G1"));
        take(() -> stock.adjustments.countAsked("demo", "cn", "A", there, asked.plusSeconds(1), "P2"));
        assertThat(stock.counters("cn", "A").onHand())
                .as("what left since is taken off")
                .isEqualTo(there - 2);
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void aRowThatNobodyEverCountedTakesInWhatOccurredBeforeItWasMade() {
        OffsetDateTime received = clock.time();
        clock.advance(java.time.Duration.ofSeconds(2));
        take(() -> stock.inbound.state("demo", "cn", "NEW", List.of(line("L1", 5, null, "0")), "S9"));
        take(() -> stock.inbound.receive("demo", "cn", "NEW", "L1", 5, received, "R9"));
        assertThat(stock.counters("cn", "NEW").onHand()).isEqualTo(5);
    }

    private StockFixture with(StockPolicy policy) {
        return new StockFixture(database, clock, policy, accounts);
    }

    private void order(String orderNo) {
        plant(
                "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                        + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, ship_country,"
                        + " address_restricted, source_updated_at, version_seq, version, created_at, updated_at)"
                        + " VALUES ('" + orderNo + "', 'demo', 'shop', 'generic', '" + orderNo + "', '" + orderNo
                        + "', 'normal', 'merchant', 'on_hold', 'unpaid', 'none', FALSE, CURRENT_TIMESTAMP, 'USD', 'US', FALSE,"
                        + " CURRENT_TIMESTAMP, 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        plant(
                "INSERT INTO order_line (order_no, line_no, platform_line_id, quantity, cancelled, allocated, shipped, returned, refunded,"
                        + " requires_shipping, gift) VALUES ('" + orderNo
                        + "', 1, 'L1', 9, 0, 0, 0, 0, 0, TRUE, FALSE)");
    }

    private void withhold(String orderNo, int units) {
        take(() -> stock.kept.withhold(
                orderNo,
                List.of(new Claim(StockFixture.key("cn", "A"), orderNo, stock.kept.name(orderNo, 'W'), units)),
                clock.time().plusMinutes(30)));
    }

    private boolean reserve(String orderNo, String fulfillmentNo, int units) {
        return database.work().execute(s -> stock.ledger
                .reserve(
                        List.of(new Claim(StockFixture.key("cn", "A"), orderNo, fulfillmentNo, units)),
                        () -> stock.fulfillment(fulfillmentNo, "cn"))
                .reserved());
    }

    private boolean reserveFor(String account, String fulfillmentNo, int units) {
        return database.work().execute(s -> stock.ledger
                .reserve(
                        List.of(new Claim(StockFixture.key("cn", "A"), "O9", fulfillmentNo, units, account)),
                        () -> stock.fulfillment(fulfillmentNo, "cn"))
                .reserved());
    }

    private List<StockKey> expire() {
        return database.work().execute(s -> stock.kept.expire(10));
    }

    private List<StockFinding> leave(String fulfillmentNo, OffsetDateTime at) {
        return take(() -> {
            assertThat(stock.departures.ship(fulfillmentNo, at).drift()).isEmpty();
            return stock.departures.ended(fulfillmentNo);
        });
    }

    private void onHandAndMissing(int onHand, int missing) {
        Counters now = stock.counters("cn", "A");
        assertThat(List.of(now.onHand(), now.missing())).as("on hand, missing").containsExactly(onHand, missing);
    }

    private StockChange count(int units, String cause) {
        return take(() -> stock.adjustments.count("demo", "cn", "A", units, clock.time(), cause));
    }

    private OffsetDateTime promise(String orderNo, int units) {
        return promised(orderNo, units).orElseThrow().expected();
    }

    private java.util.Optional<InboundStock.Promise> promised(String orderNo, int units) {
        return take(() -> stock.inbound.promise(
                List.of(new Claim(StockFixture.key("cn", "B"), orderNo, orderNo + "-I1", units))));
    }

    private static InboundLine line(String id, int quantity, OffsetDateTime eta, String confidence) {
        return new InboundLine(id, null, quantity, eta, confidence == null ? null : new BigDecimal(confidence), "PO-1");
    }

    private <T> T take(java.util.function.Supplier<T> work) {
        return database.work().execute(s -> work.get());
    }

    private void sellable(int onHand, int withheld, int occupied) {
        Counters now = stock.counters("cn", "A");
        assertThat(List.of(now.onHand(), now.withheld(), now.reserved()))
                .as("on hand, withheld, occupied")
                .containsExactly(onHand, withheld, occupied);
        assertThat(stock.ledger.available(StockFixture.key("cn", "A")))
                .as("sellable = real - withhold - occupy")
                .isEqualTo(onHand - withheld - occupied);
    }

    private void plant(String statement) {
        database.jdbc().sql(statement).update();
    }
}
