package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.stock.view.AvailableToSell;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What sourcing would refuse is not told to a shop: warehouses that take nothing, and units every rule leaves where they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoldAsShippedTest {

    private static final String ANYWHERE =
            "routings: [{name: all, rules: [{name: anywhere, split: unit, sort: [priority]}]}]\n";

    private TestDatabase database;
    private SourcingFixture hub;

    @BeforeAll
    void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
    }

    @AfterEach
    void booksAgree() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    private void hub(String rules) {
        hub = new SourcingFixture(database, rules);
    }

    private void mode(String warehouse, Account.Mode mode) {
        hub.accounts.add(warehouse, Account.Kind.WAREHOUSE, mode, Map.of("label_source", "warehouse"));
        hub.serving.remember();
    }

    private AvailableToSell told(String sku) {
        return hub.queries.available("demo", "shop", sku);
    }

    private void edit(String rules) throws IOException {
        Files.writeString(hub.config.path(), rules);
        hub.config.reload();
        hub.serving.remember();
    }

    private StockView.Figure changes(String sku) {
        return hub.queries.view("demo", sku).orElseThrow().changes().accounts().stream()
                .filter(figure -> figure.account().equals("shop"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWarehouseThatIsOffHasNothingToSellAndIsSaidToBeOff() {
        hub(ANYWHERE);
        hub.stock.stock("us", "A", 10);
        hub.stock.stock("cn", "A", 1);
        hub.clock.advance(Duration.ofDays(2));
        assertThat(told("A").ats()).isEqualTo(11);

        mode("us", Account.Mode.OFF);
        assertThat(told("A").ats()).isEqualTo(1);
        assertThat(told("A").terms())
                .contains(new AvailableToSell.Term("closed", "us", -10, "its account is in mode off"))
                .noneMatch(term -> "cn".equals(term.warehouse()) && term.term().equals("closed"));
        assertThat(changes("A").opening()).isEqualTo(11);
        assertThat(changes("A").closing()).isEqualTo(1);
        assertThat(changes("A").moves()).singleElement().satisfies(move -> {
            assertThat(move.kind()).isEqualTo("sourcing");
            assertThat(move.quantity()).isEqualTo(-10);
            assertThat(move.words()).contains("partners", "us: its account is in mode off");
        });

        hub.clock.advance(Duration.ofHours(1));
        mode("us", Account.Mode.LIVE);
        assertThat(told("A").ats()).isEqualTo(11);
        assertThat(changes("A").moves()).extracting(StockView.Reason::quantity).containsExactly(-10, 10);
        assertThat(changes("A").moves().get(1).words()).contains("us: takes orders");
    }

    @Test
    void whatIsOffIsSoForGoodsOnTheirWayAndForBundlesToo() {
        hub(ANYWHERE);
        hub.stock.stock("us", "A", 10);
        hub.stock.stock("us", "B", 4);
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'A', ?)", 2);
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'B', ?)", 1);
        assertThat(told("SET").ats()).isEqualTo(4);
        mode("us", Account.Mode.SHADOW);
        assertThat(told("SET").ats()).isZero();
        assertThat(told("SET").terms())
                .contains(new AvailableToSell.Term("closed", "us", -4, "its account is in mode shadow"));
    }

    @Test
    void brokeringSafetyStockOfAWarehouseIsATermOfItsOwn() throws IOException {
        hub(ANYWHERE);
        hub.stock.stock("cn", "A", 4);
        hub.stock.stock("cn", "B", 9);
        hub.clock.advance(Duration.ofDays(2));
        hub.order("O1", Map.of("A", 1));
        assertThat(hub.review("O1").served()).isTrue();

        edit(ANYWHERE + "warehouses: {cn: {brokering_safety_stock: 2}}\n");
        assertThat(told("A").ats()).isEqualTo(1);
        assertThat(told("A").terms())
                .contains(new AvailableToSell.Term(
                        "brokering_safety_stock",
                        "cn",
                        -2,
                        "sourcing leaves 2 there: brokering_safety_stock of sourcing.yaml"));
        assertThat(told("A").terms().stream()
                        .mapToInt(AvailableToSell.Term::quantity)
                        .sum())
                .isEqualTo(1);
        assertThat(changes("A").moves())
                .filteredOn(move -> move.kind().equals("sourcing"))
                .singleElement()
                .satisfies(move -> {
                    assertThat(move.quantity()).isEqualTo(-2);
                    assertThat(move.words()).contains("brokering_safety_stock of cn 0 → 2");
                });
        hub.run("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'B', ?)", 3);
        assertThat(told("SET").ats()).as("of nine B seven may go").isEqualTo(2);
        hub.order("O2", Map.of("A", 2));
        assertThat(hub.review("O2").served()).isFalse();
        hub.order("O3", Map.of("A", 1));
        assertThat(hub.review("O3").served()).isTrue();
        assertThat(told("A").ats()).isZero();
    }

    @Test
    void whatOneRuleLeavesAnotherMayTake() {
        hub("routings: [{name: all, rules: ["
                + "{name: first, warehouses: {names: [cn], brokering_safety_stock: 3}, otherwise: next_rule},"
                + " {name: rest, warehouses: [cn, us]}]}]\nwarehouses: {us: {brokering_safety_stock: 1}}\n");
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("us", "A", 5);
        assertThat(told("A").ats()).as("all of cn, four of us").isEqualTo(9);
    }

    /** Of rules that take every order and divide every line, what is told is what ships, to the unit. */
    @Test
    void whatIsToldIsWhatIsShipped() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            database.clear();
            StringBuilder said = new StringBuilder("warehouses:\n");
            for (String warehouse : List.of("cn", "us", "de")) {
                said.append("  ")
                        .append(warehouse)
                        .append(": {brokering_safety_stock: ")
                        .append(random.nextInt(4))
                        .append("}\n");
            }
            String own =
                    random.nextBoolean() ? "" : ", warehouses: {brokering_safety_stock: " + random.nextInt(4) + "}";
            hub("routings: [{name: all, rules: [{name: anywhere, split: unit" + own + "}]}]\n" + said);
            for (String warehouse : List.of("cn", "us", "de")) {
                hub.stock.stock(warehouse, "A", random.nextInt(6));
                mode(warehouse, random.nextInt(3) == 0 ? Account.Mode.OFF : Account.Mode.LIVE);
            }
            int told = told("A").ats();
            hub.order("MORE", Map.of("A", told + 1));
            assertThat(hub.review("MORE").served())
                    .as("one more than told, seed " + seed)
                    .isFalse();
            if (told > 0) {
                hub.order("ALL", Map.of("A", told));
                assertThat(hub.review("ALL").served())
                        .as("all that was told, seed " + seed)
                        .isTrue();
            }
            assertThat(hub.stock.violations()).isEmpty();
        }
    }
}
