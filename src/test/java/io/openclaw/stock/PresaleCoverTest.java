package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.routes.RouteBench;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.stock.statement.InboundLine;
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

/** Goods on their way that were promised, and come later, fewer, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresaleCoverTest {

    private TestDatabase database;
    private MutableClock clock;
    private StockFixture stock;
    private RouteBench bench;
    private OffsetDateTime monday;
    private int causes;

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
    void open() throws Exception {
        database.clear();
        clock = new MutableClock();
        monday = clock.time().plusDays(4);
        stock = new StockFixture(database, clock);
        bench = new RouteBench(database)
                .bean("presaleCover", stock.cover)
                .start("presale-cover.camel.yaml", "stock-findings.camel.yaml");
        assertThat(state(line("L1", 6, monday, "1"), line("L2", 4, monday.plusDays(2), "0.5")))
                .isEmpty();
        promise("O1", 4);
        promise("O2", 3);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private List<StockFinding> state(InboundLine... lines) {
        return database.work().execute(s -> stock.inbound
                .state("demo", "cn", "B", List.of(lines), "state-" + ++causes)
                .findings());
    }

    private static InboundLine line(String id, int quantity, OffsetDateTime eta, String confidence) {
        return new InboundLine(id, null, quantity, eta, new BigDecimal(confidence), "PO-1");
    }

    private void promise(String orderNo, int units) {
        clock.advance(Duration.ofSeconds(1));
        Claim claim = new Claim(StockFixture.key("cn", "B"), orderNo, orderNo + "-I1", units);
        boolean promised = database.work()
                .execute(s -> stock.inbound.promise(List.of(claim)).isPresent());
        assertThat(promised).isTrue();
    }

    private List<Map<String, Object>> swept() {
        bench.emitted.clear();
        bench.fire("presale-cover");
        return bench.emitted("stock.finding");
    }

    private static void atRisk(List<StockFinding> findings, String words, String... orders) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(StockFinding.PRESALE);
            assertThat(finding.open()).isTrue();
            assertThat(finding.sku()).isEqualTo("B");
            assertThat(finding.account()).isEqualTo("cn");
            assertThat(finding.orders()).containsExactly(orders);
            assertThat(finding.message()).contains(words);
        });
    }

    private static void over(List<StockFinding> findings) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(StockFinding.PRESALE);
            assertThat(finding.open()).isFalse();
        });
    }

    @Test
    void fewerUnitsTouchWhoWasPromisedLastUntilTheyAreCoveredAgain() {
        atRisk(
                state(line("L1", 5, monday, "1")),
                "7 units are promised to presales, 5 are expected; not covered: O2",
                "O2");
        assertThat(state(line("L1", 5, monday, "1"))).as("said once").isEmpty();
        over(state(line("L1", 5, monday, "1"), line("L3", 2, monday.plusDays(1), "1")));
    }

    @Test
    void lessTrustAndALineThatIsGoneAreTheSame() {
        atRisk(state(line("L1", 6, monday, "0.5"), line("L2", 4, monday, "0.5")), "5 are expected", "O2");
        atRisk(state(), "0 are expected", "O1", "O2");
        assertThat(swept()).isEmpty();
    }

    @Test
    void whatComesLaterThanPromisedIsAtRisk() {
        atRisk(
                state(line("L1", 6, monday.plusDays(1), "1"), line("L2", 4, monday.plusDays(2), "0.5")),
                "later than promised: O1",
                "O1");
        atRisk(state(line("L1", 6, monday.plusDays(1), "1"), line("L2", 4, null, "0.5")), "O1, O2", "O1", "O2");
        assertThat(state(line("L1", 6, monday, "1"), line("L2", 4, monday.plusDays(2), "1")))
                .singleElement()
                .extracting(StockFinding::open)
                .isEqualTo(false);
    }

    @Test
    void whatLiesFreeOnTheShelfCoversUntilSomebodyElseHasIt() {
        stock.stock("cn", "B", 2);
        assertThat(state(line("L1", 5, monday, "1"))).as("two are there").isEmpty();
        assertThat(swept()).isEmpty();
        stock.reserve("F9", "cn", "B", 2);
        assertThat(swept()).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("cause", "presale_at_risk")
                .containsEntry("open", true)
                .containsEntry("orders", List.of("O2")));
        database.work().executeWithoutResult(s -> stock.kept.drop("O2"));
        assertThat(swept()).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("open", false)
                .containsEntry("message", "B in cn: the 4 units promised to presales are expected in time"));
        assertThat(swept()).isEmpty();
    }

    @Test
    void aReceiptThatIsShortIsSeenAndGoodsThatComeEndIt() {
        atRisk(state(line("L1", 6, monday, "1")), "6 are expected", "O2");
        List<StockFinding> findings = database.work().execute(s -> stock.inbound
                .receive("demo", "cn", "B", "L1", 6, "REC1")
                .findings());
        assertThat(findings)
                .as("four are O1's, two lie there, O2 still goes without one")
                .isEmpty();
        stock.stock("cn", "B", 7);
        assertThat(stock.counters("cn", "B").reservedInbound()).isZero();
        assertThat(swept()).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("open", false));
    }

    @Test
    void anOrderThatEndedIsNotNamedThoughItsPromiseStandsYet() {
        atRisk(state(line("L1", 2, monday, "1")), "7 units are promised to presales, 2 are expected", "O1", "O2");
        SourcingFixture orders = new SourcingFixture(database, "default: [cn]\n");
        orders.order("O1", Map.of("B", 4));
        orders.state("O1", "cancelled");
        assertThat(swept()).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("open", true)
                .containsEntry("orders", List.of("O2"))
                .containsEntry(
                        "message", "B in cn: 3 units are promised to presales, 2 are expected; not covered: O2"));
        assertThat(swept()).as("said once").isEmpty();
    }
}
