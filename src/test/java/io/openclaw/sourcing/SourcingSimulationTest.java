package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.rulefile.RuleFileException;
import io.openclaw.store.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcingSimulationTest {

    private static final Map<String, String> CARDS = Map.of(
            "exchange.yaml", "exchange: {base: USD}\n",
            "us.yaml", card("us", "8"),
            "de.yaml", card("de", "5"));

    private TestDatabase database;
    private SourcingFixture hub;

    private static String card(String account, String price) {
        return "account: " + account
                + "\ncurrency: USD\nservices: {G: {zones: [{countries: [\"*\"], first: {g: 9000, price: " + price
                + "}}]}}\n";
    }

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void end() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [us]\nelsewhere: false\n", CARDS, 3);
        hub.run("INSERT INTO product (tenant, sku, weight_g, updated_at) VALUES ('demo', 'A', 100, CURRENT_TIMESTAMP)");
        hub.stock.stock("us", "A", 3);
        hub.stock.stock("de", "A", 2);
        for (int i = 1; i <= 4; i++) {
            hub.clock.advance(java.time.Duration.ofMinutes(1));
            hub.order("O" + i, Map.of("A", 1));
            hub.review("O" + i);
        }
        hub.order("OTHER", Map.of("A", 1));
        hub.run("UPDATE orders SET account = 'market' WHERE order_no = 'OTHER'");
    }

    private SourcingSimulation.Result run(String rules, Map<String, String> cards, int last) {
        return hub.simulation.run("demo", "shop"::equals, rules, cards, last);
    }

    @Test
    void saysWhatWouldDifferAndWhatItWouldCost() {
        SourcingSimulation.Result result = run("default: [de, us]\n", Map.of(), 1000);
        assertThat(result.ordersTried()).isEqualTo(4);
        // By the rules in force us serves three and the fourth waits; de would take the first two, us the others.
        assertThat(result.now().planned()).isEqualTo(3);
        assertThat(result.now().backordered()).isEqualTo(1);
        assertThat(result.then().planned()).isEqualTo(4);
        assertThat(result.differences())
                .extracting(SourcingSimulation.Difference::orderNo)
                .containsExactly("O1", "O2", "O4");
        SourcingSimulation.Difference first = result.differences().get(0);
        assertThat(first.now().fulfillments().get(0).warehouse()).isEqualTo("us");
        assertThat(first.then().fulfillments().get(0).warehouse()).isEqualTo("de");
        assertThat(first.costDifference()).isEqualTo("-3.00");
        assertThat(first.why()).startsWith("would ship from de instead of us: de has every line");
        SourcingSimulation.Difference fourth = result.differences().get(2);
        assertThat(fourth.why()).startsWith("would ship from us instead of waiting");
        assertThat(fourth.costDifference()).isNull();
        assertThat(result.costDifference()).isEqualTo("-6.00");
        assertThat(result.currency()).isEqualTo("USD");
    }

    @Test
    void nothingIsChanged() {
        Integer before = hub.one(Integer.class, "SELECT COUNT(*) FROM sourcing_decision");
        run("default: [de]\n", Map.of(), 1000);
        assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM sourcing_decision"))
                .isEqualTo(before);
        assertThat(hub.stock.counters("us", "A").reserved()).isEqualTo(3);
        assertThat(hub.stock.counters("de", "A").reserved()).isZero();
        assertThat(hub.config.mayServe("US", "us")).isTrue();
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void theSameRulesDifferInNothing() {
        SourcingSimulation.Result result = run("default: [us]\nelsewhere: false\n", Map.of(), 1000);
        assertThat(result.differences()).isEmpty();
        assertThat(result.costDifference()).isEqualTo("0.00");
        assertThat(run("default: [us]\n", Map.of(), 2).ordersTried()).isEqualTo(1);
    }

    @Test
    void changedCardChangesThePrice() {
        SourcingSimulation.Result result = run(null, Map.of("us.yaml", card("us", "9.50")), 1000);
        assertThat(result.differences()).hasSize(3);
        assertThat(result.differences().get(0).why()).startsWith("served alike at another price");
        assertThat(result.costDifference()).isEqualTo("4.50");
        assertThat(hub.rates
                        .book()
                        .quote("us", "G", "US", null, java.util.List.of())
                        .amount())
                .isZero();
    }

    @Test
    void shippedOrdersAreTriedOnWhatTheyHad() {
        hub.markOutbound("O1-F1");
        hub.shipped("O1-F1");
        hub.run("UPDATE orders SET state = 'completed' WHERE order_no = 'O1'");
        SourcingSimulation.Result result = run("default: [us]\nelsewhere: false\n", Map.of(), 1000);
        assertThat(result.now().planned()).isEqualTo(3);
        assertThat(result.differences()).isEmpty();
    }

    @Test
    void mistakeIsNamedWithItsLine() {
        assertThatThrownBy(() -> run("default: [us]\nwarehouse: {}\n", Map.of(), 10))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining(":2: unknown word 'warehouse'");
        assertThatThrownBy(() -> run(null, Map.of("us.yaml", "account: us\ncurrency: THB\nservices: {}\n"), 10))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("us.yaml:3: services has to name at least one");
    }
}
