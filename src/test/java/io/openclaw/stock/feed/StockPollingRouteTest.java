package io.openclaw.stock.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.TestAccounts;
import io.openclaw.effect.Effects;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.mapping.Json;
import io.openclaw.routes.RouteBench;
import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockFixture;
import io.openclaw.stock.StockPolicy;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import io.openclaw.waybill.notice.StockNotices;
import io.openclaw.webhook.AlertWebhook;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Warehouses that are asked for their stock, on the routes as they stand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class StockPollingRouteTest {

    private TestDatabase database;
    private MutableClock clock;
    private StockFixture stock;
    private TestAccounts accounts;
    private AccountSwitches switches;
    private PrometheusMeterRegistry meters;
    private StockPollMetrics metrics;
    private StockPolling polling;
    private RouteBench bench;

    /** SKUs on the warehouse's shelf, and the questions it was asked with. */
    private final Map<String, Integer> shelf = new TreeMap<>();

    private final List<Map<String, Object>> questions = new CopyOnWriteArrayList<>();
    private OffsetDateTime asOf;
    private Function<Map<String, Object>, RuntimeException> fault;

    /** Where the tests run. */
    protected TestDatabase database() {
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
        shelf.clear();
        questions.clear();
        asOf = null;
        fault = question -> null;
        clock = new MutableClock();
        accounts = new TestAccounts();
        accounts.add(
                "cn",
                Account.Kind.WAREHOUSE,
                Account.Mode.LIVE,
                Map.of("poll_stock_minutes", 15, "poll_stock_batch", 2));
        accounts.add("de", Account.Kind.WAREHOUSE, Account.Mode.LIVE, Map.of());
        stock = new StockFixture(database, clock, StockPolicy.NONE, accounts);
        switches = new AccountSwitches(database.jdbc(), clock, PresentStore.store());
        polling = new StockPolling(stock.table, accounts, switches, clock);
        meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics = new StockPollMetrics(polling, clock, meters);
        bench = new RouteBench(database)
                .bean("stockPolling", polling)
                .bean("unlistedStock", new UnlistedStock(stock.table, accounts))
                .bean("stockPollMetrics", metrics)
                .bean("stockNotices", new StockNotices(stock.adjustments, stock.inbound, clock))
                .answer("warehouse:list-stock", this::listed)
                .start("stock-polling.camel.yaml", "stock-count.camel.yaml", "stock-findings.camel.yaml");
    }

    @AfterEach
    void stop() {
        assertThat(stock.violations()).isEmpty();
        bench.close();
    }

    @SuppressWarnings("unchecked")
    private Object listed(Object asked) {
        Map<String, Object> question = Json.canonicalMapper().convertValue(asked, Map.class);
        questions.add(question);
        RuntimeException thrown = fault.apply(question);
        if (thrown != null) {
            throw thrown;
        }
        String cursor = String.valueOf(question.getOrDefault("cursor", ""));
        int limit = (int) question.get("limit");
        List<Map<String, Object>> items = new ArrayList<>();
        String next = null;
        for (String sku : shelf.keySet()) {
            if (sku.compareTo(cursor) > 0) {
                if (items.size() == limit) {
                    next = items.get(limit - 1).get("sku").toString();
                    break;
                }
                items.add(
                        asOf == null
                                ? Map.of("sku", sku, "on_hand", shelf.get(sku))
                                : Map.of("sku", sku, "on_hand", shelf.get(sku), "as_of", asOf.toString()));
            }
        }
        return next == null ? Map.of("items", items) : Map.of("items", items, "next_cursor", next);
    }

    private void tick() {
        bench.fire("stock-polling");
    }

    private void later(Duration time) {
        clock.advance(time);
        tick();
    }

    private double gauge(String name) {
        return meters.get("openclaw.stock.poll." + name)
                .tag("account", "cn")
                .gauge()
                .value();
    }

    private List<Object> cursors() {
        return questions.stream().map(q -> q.getOrDefault("cursor", "")).toList();
    }

    @Test
    void everyPageIsBookedAndWhatChangedIsTold() {
        for (String sku : List.of("A", "B", "C", "D", "E")) {
            stock.stock("cn", sku, 5);
            shelf.put(sku, 5);
        }
        shelf.put("D", 7);
        clock.advance(Duration.ofMinutes(1));
        tick();
        assertThat(cursors()).containsExactly("", "B", "D");
        assertThat(stock.counters("cn", "D").onHand()).isEqualTo(7);
        assertThat(stock.counters("cn", "A").asOf()).isEqualTo(clock.time());
        assertThat(bench.emitted("stock.changed")).singleElement().satisfies(changed -> assertThat(changed)
                .containsEntry("sku", "D")
                .containsEntry("warehouse", "cn")
                .containsEntry("ats_after", 7));
        assertThat(bench.emitted("stock.finding")).isEmpty();
        assertThat(gauge("listed")).isEqualTo(5);
        assertThat(gauge("age.seconds")).isZero();

        later(Duration.ofMinutes(14));
        assertThat(questions).hasSize(3);
        later(Duration.ofMinutes(1));
        assertThat(questions).hasSize(6);
    }

    @Test
    void countsAreJudgedAsThoseThatWerePushed() {
        stock.stock("cn", "A", 20);
        stock.reserve("F1", "cn", "A", 4);
        shelf.put("A", 2);
        asOf = clock.time().minusMinutes(5);
        tick();
        assertThat(stock.counters("cn", "A").onHand())
                .as("older than what was stated")
                .isEqualTo(20);

        asOf = clock.time().plusMinutes(10);
        later(Duration.ofMinutes(15));
        assertThat(stock.counters("cn", "A").missing()).isEqualTo(2);
        assertThat(bench.emitted("stock.finding"))
                .extracting(finding -> finding.get("cause"))
                .containsExactlyInAnyOrder(StockFinding.OVERSOLD, StockFinding.DRIFT);
    }

    @Test
    void whatNobodyKnowsIsCountedAndShownAndNotBooked() {
        stock.stock("cn", "A", 5);
        database.jdbc()
                .sql("INSERT INTO product (tenant, sku, title, updated_at)"
                        + " VALUES ('demo', 'NEW', 'never stocked', CURRENT_TIMESTAMP)")
                .update();
        shelf.putAll(Map.of("A", 5, "NEW", 3, "X1", 1, "X2", 2));
        clock.advance(Duration.ofMinutes(1));
        tick();
        assertThat(stock.counters("cn", "NEW").onHand()).isEqualTo(3);
        assertThat(database.jdbc()
                        .sql("SELECT COUNT(*) FROM stock")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat(gauge("listed")).isEqualTo(4);
        assertThat(gauge("unknown")).isEqualTo(2);
        assertThat(polling.standings())
                .singleElement()
                .extracting(StockPolling.Standing::unknownSkus)
                .isEqualTo("X1, X2");
    }

    @Test
    void aReadingThatBreaksOffGoesOnWhereItWas() {
        for (String sku : List.of("A", "B", "C")) {
            stock.stock("cn", sku, 1);
            shelf.put(sku, 2);
        }
        clock.advance(Duration.ofMinutes(1));
        fault = question ->
                question.containsKey("cursor") ? new PartnerException(Category.TRANSIENT, "cn", "503", "busy") : null;
        tick();
        assertThat(cursors()).containsExactly("", "B");
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(2);
        assertThat(stock.counters("cn", "C").onHand()).isEqualTo(1);
        assertThat(gauge("failures")).isEqualTo(1);
        assertThat(polling.standings())
                .singleElement()
                .extracting(StockPolling.Standing::lastError)
                .isEqualTo("busy");

        later(Duration.ofSeconds(29));
        assertThat(questions).hasSize(2);
        later(Duration.ofSeconds(1));
        later(Duration.ofSeconds(59));
        assertThat(cursors()).as("30 s, then 60 s").containsExactly("", "B", "B");
        later(Duration.ofSeconds(1));
        assertThat(gauge("failures")).isEqualTo(3);
        fault = question -> null;
        later(Duration.ofMinutes(2));
        assertThat(cursors()).as("the third time anew").containsExactly("", "B", "B", "B", "", "B");
        assertThat(stock.counters("cn", "C").onHand()).isEqualTo(2);
        assertThat(gauge("failures")).isZero();
    }

    @Test
    void aSpentBudgetIsNoFailure() {
        stock.stock("cn", "A", 1);
        stock.stock("cn", "B", 1);
        stock.stock("cn", "C", 1);
        shelf.putAll(Map.of("A", 2, "B", 2, "C", 2));
        clock.advance(Duration.ofMinutes(1));
        fault = question -> questions.size() == 2
                ? PartnerException.rateLimited("cn", Duration.ofSeconds(7), "budget spent")
                : null;
        tick();
        assertThat(gauge("failures")).isZero();
        later(Duration.ofSeconds(6));
        assertThat(questions).hasSize(2);
        later(Duration.ofSeconds(1));
        assertThat(cursors()).containsExactly("", "B", "B");
        assertThat(stock.counters("cn", "C").onHand()).isEqualTo(2);
    }

    @Test
    void aListWithoutEndIsBrokenOff() {
        stock.stock("cn", "A", 1);
        bench.answer("warehouse:list-stock", question -> {
            questions.add(Map.of());
            return Map.of("items", List.of(), "next_cursor", "again");
        });
        tick();
        assertThat(questions).hasSize(2);
        assertThat(polling.standings()).singleElement().satisfies(standing -> assertThat(standing.lastError())
                .contains("'again'"));
    }

    @Test
    void aLargeWarehouseIsReadForAWhileAtATime() {
        for (int i = 10; i < 16; i++) {
            stock.stock("cn", "S" + i, 1);
            shelf.put("S" + i, 2);
        }
        fault = question -> {
            clock.advance(Duration.ofSeconds(3));
            return null;
        };
        clock.advance(Duration.ofMinutes(1));
        tick();
        assertThat(questions).hasSize(2);
        tick();
        assertThat(questions).hasSize(3);
        assertThat(stock.counters("cn", "S15").onHand()).isEqualTo(2);
        assertThat(gauge("listed")).isEqualTo(6);
    }

    @Test
    void pausedOnesAreLeftOutAndOneHubOfSeveralAsks() {
        switches.set("demo", "cn", true, "stocktaking", "test");
        assertThat(polling.turns()).isEmpty();
        switches.set("demo", "cn", false, null, "test");
        StockPolling other = new StockPolling(stock.table, accounts, switches, clock);
        List<StockQuestion.Turn> mine = polling.turns();
        assertThat(mine).extracting(StockQuestion.Turn::account).containsExactly("cn");
        assertThat(other.turns()).isEmpty();

        clock.advance(Duration.ofMinutes(4));
        List<StockQuestion.Turn> taken = other.turns();
        assertThat(taken).as("the first hub fell silent").hasSize(1);
        assertThat(polling.first(mine.get(0))).as("it was overtaken").isNull();
        assertThat(other.first(taken.get(0))).isNotNull();
    }

    @Test
    void aBadItemCostsItselfAndNotTheReading() {
        for (String sku : List.of("A", "B", "C", "D", "E")) {
            stock.stock("cn", sku, 5);
        }
        clock.advance(Duration.ofMinutes(1));
        Map<String, Object> nothing = new java.util.HashMap<>();
        nothing.put("on_hand", 4);
        bench.answer(
                "warehouse:list-stock",
                question -> Map.of(
                        "items",
                        List.of(
                                Map.of("sku", "A", "on_hand", -3),
                                Map.of("sku", "B", "on_hand", 1, "as_of", "yesterday"),
                                Map.of("sku", "C", "on_hand", "two"),
                                Map.of("sku", "D", "on_hand", 2.5),
                                nothing,
                                Map.of("sku", "E", "on_hand", 7))));
        tick();
        assertThat(List.of("A", "B", "C", "D", "E"))
                .extracting(sku -> stock.counters("cn", sku).onHand())
                .containsExactly(0, 5, 5, 5, 7);
        assertThat(gauge("failures")).isZero();
        assertThat(polling.page(
                                new StockQuestion(null, 9, polling(), clock.time()),
                                Map.of("items", List.of(nothing, Map.of("sku", "C", "on_hand", "two"))))
                        .faulty())
                .containsExactly("(without sku)", "C");
    }

    private static StockQuestion.Turn polling() {
        return new StockQuestion.Turn("demo", "cn", null, null, 0);
    }

    @Test
    void whatACompleteListLeavesOutIsTold() {
        for (String sku : List.of("A", "B", "C", "D")) {
            stock.stock("cn", sku, 5);
        }
        stock.stock("cn", "EMPTY", 0);
        shelf.putAll(Map.of("A", 5, "C", 5, "D", 5));
        clock.advance(Duration.ofMinutes(1));
        tick();
        assertThat(cursors()).containsExactly("", "C");
        assertThat(bench.emitted("stock.finding")).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("cause", StockFinding.UNLISTED)
                .containsEntry("account", "cn")
                .containsEntry("open", true)
                .containsEntry(
                        "message",
                        "the list of cn leaves out 1 SKU the books have, 5 units; orders were promised units of 0 of them:"
                                + " B (5 units, 0 promised)"));
        assertThat(stock.counters("cn", "B").onHand()).isEqualTo(5);
        later(Duration.ofMinutes(15));
        assertThat(bench.emitted("stock.finding")).as("told once").hasSize(1);
        shelf.put("B", 5);
        later(Duration.ofMinutes(15));
        assertThat(bench.emitted("stock.finding"))
                .extracting(finding -> finding.get("open"))
                .containsExactly(true, false);
    }

    @Test
    void howeverManyItLeavesOutItIsOneCaseThatNamesThoseFirstThatOrdersWaitFor() throws Exception {
        ExceptionBeans beans = new ExceptionBeans(database, accounts);
        for (int i = 1; i <= 230; i++) {
            stock.stock("cn", String.format("S%03d", i), i);
        }
        stock.reserve("F1", "cn", "S003", 2);
        shelf.put("S001", 1);
        try (RouteBench cases = beans.bindTo(new RouteBench(database))
                .bean("effects", new Effects(database.jdbc(), database.transactions(), clock, Duration.ofSeconds(5)))
                .bean("alertWebhook", new AlertWebhook("", "", Set.of("warning"), clock, () -> {}))
                .start("exception-sync.camel.yaml")) {
            clock.advance(Duration.ofMinutes(1));
            tick();
            assertThat(judged(cases)).hasSize(1);
            String message = openCase();
            assertThat(message)
                    .startsWith(
                            "the list of cn leaves out 229 SKUs the books have, 26564 units; orders were promised units of 1"
                                    + " of them: S003 (3 units, 2 promised), S230 (230 units, 0 promised), S229 ")
                    .endsWith(" and 219 more");
            for (int i = 2; i <= 229; i++) {
                shelf.put(String.format("S%03d", i), i);
            }
            later(Duration.ofMinutes(15));
            assertThat(judged(cases)).isEmpty();
            assertThat(openCase()).contains(" 1 SKU ").endsWith(": S230 (230 units, 0 promised)");
            shelf.put("S230", 230);
            later(Duration.ofMinutes(15));
            assertThat(judged(cases)).containsExactly("exception.resolved");
        }
    }

    /** What came of the findings so far. */
    private List<String> judged(RouteBench cases) {
        bench.emitted("stock.finding")
                .forEach(data -> cases.deliver("exception-sync", cases.event("stock.finding", "cn", null, data)));
        bench.emitted.clear();
        List<String> types =
                cases.emitted.stream().map(RouteBench.Emitted::type).toList();
        cases.emitted.clear();
        return types;
    }

    private String openCase() {
        return database.jdbc()
                .sql("SELECT message FROM exception_case WHERE status = 'open'")
                .query(String.class)
                .single();
    }

    @Test
    void whereTheWarehouseListsOnlyWhatItHasTheRestIsNone() {
        accounts.add(
                "cn",
                Account.Kind.WAREHOUSE,
                Account.Mode.LIVE,
                Map.of("poll_stock_minutes", 15, "poll_stock_batch", 2, "poll_absent", "zero"));
        stock.stock("cn", "A", 5);
        stock.stock("cn", "B", 5);
        clock.advance(Duration.ofMinutes(1));
        tick();
        assertThat(stock.counters("cn", "B").onHand())
                .as("a list of nothing is not believed")
                .isEqualTo(5);
        assertThat(bench.emitted("stock.finding")).hasSize(1);
        shelf.put("A", 5);
        later(Duration.ofMinutes(15));
        assertThat(stock.counters("cn", "A").onHand()).isEqualTo(5);
        assertThat(stock.counters("cn", "B").onHand()).isZero();
        assertThat(bench.emitted("stock.changed"))
                .extracting(changed -> changed.get("sku"))
                .containsExactly("B");
    }

    @Test
    void anOperatorAsksAtOnce() {
        tick();
        polling.pollNow("cn");
        tick();
        assertThat(questions).hasSize(2);
    }

    @Test
    void howTheReadingGoesCanBeScraped() {
        stock.stock("cn", "A", 1);
        shelf.putAll(Map.of("A", 2, "X", 3));
        fault = question -> new PartnerException(Category.TRANSIENT, "cn", "503", "busy");
        tick();
        assertThat(scraped())
                .as("no whole reading yet, so none has an age")
                .containsExactlyInAnyOrder(
                        "openclaw_stock_poll_failures{account=\"cn\"} 1.0",
                        "openclaw_stock_poll_listed{account=\"cn\"} 0.0",
                        "openclaw_stock_poll_unknown{account=\"cn\"} 0.0");

        fault = question -> null;
        later(Duration.ofMinutes(15));
        later(Duration.ofSeconds(90));
        assertThat(scraped())
                .containsExactlyInAnyOrder(
                        "openclaw_stock_poll_age_seconds{account=\"cn\"} 90.0",
                        "openclaw_stock_poll_failures{account=\"cn\"} 0.0",
                        "openclaw_stock_poll_listed{account=\"cn\"} 2.0",
                        "openclaw_stock_poll_unknown{account=\"cn\"} 1.0");

        database.jdbc().sql("DELETE FROM stock_poll").update();
        metrics.sample();
        assertThat(scraped()).isEmpty();
    }

    private Stream<String> scraped() {
        return meters.scrape().lines().filter(line -> line.startsWith("openclaw_"));
    }
}
