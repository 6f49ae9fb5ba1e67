package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Orders that wait are looked at again when what they are decided by is another, those that wait longest first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackorderWalkTest {

    private static final String LIMITED = "default: [cn]\nwarehouses: {cn: {capacity_per_day: %d}}\n";
    private static final String KEEPING = "default: [cn]\nwarehouses: {cn: {brokering_safety_stock: %d}}\n";

    private TestDatabase database;
    private SourcingFixture hub;

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
    }

    @AfterEach
    void close() {
        assertThat(hub.stock.violations()).isEmpty();
    }

    @Test
    void placesOfANewDayAreOfThoseWhoWaitLongest() {
        hub = new SourcingFixture(database, LIMITED.formatted(3), 2);
        hub.stock.stock("cn", "A", 20);
        hub.stock.stock("cn", "B", 20);
        List<String> orders = new ArrayList<>();
        for (int n = 1; n <= 9; n++) {
            orders.add(order("O" + n, n % 2 == 0 ? "A" : "B", 1));
        }
        assertThat(served(orders)).containsExactly("O1", "O2", "O3");
        assertThat(walk("cn")).as("no place is left today").isEmpty();
        hub.clock.advance(Duration.ofDays(1));
        assertThat(walk("cn")).containsExactly("O4", "O5", "O6");
        assertThat(served(orders)).containsExactly("O1", "O2", "O3", "O4", "O5", "O6");
    }

    @Test
    void aNewDayConcernsThoseItsWarehouseHadNoPlaceFor() {
        hub = new SourcingFixture(database, LIMITED.formatted(1), 50);
        hub.stock.stock("cn", "A", 20);
        List<String> orders = List.of(order("O1", "A", 1), order("O2", "A", 1), order("O3", "NONE", 1));
        assertThat(served(orders)).containsExactly("O1");
        hub.clock.advance(Duration.ofDays(1));
        hub.stock.stock("cn", "NONE", 5);
        assertThat(walk("us")).isEmpty();
        assertThat(step(walking("cn")).released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O2");
    }

    @Test
    void otherRulesGiveUnitsToThoseWhoWaitLongest() throws IOException {
        hub = new SourcingFixture(database, KEEPING.formatted(10), 3);
        hub.stock.stock("cn", "A", 10);
        List<String> orders = List.of(
                order("O1", "A", 4),
                order("O2", "A", 12),
                order("O3", "A", 4),
                order("O4", "A", 3),
                order("O5", "A", 1));
        assertThat(served(orders)).isEmpty();
        rules(KEEPING.formatted(0));
        assertThat(walk(null)).containsExactly("O1", "O3", "O5");
        assertThat(served(orders)).containsExactly("O1", "O3", "O5");
        assertThat(walk(null)).as("nothing is left").isEmpty();
    }

    @Test
    void whoIsBehindTakesWhatAnotherWarehouseHas() throws IOException {
        hub = new SourcingFixture(database, "default: [de]\nelsewhere: false\n", 50);
        hub.stock.stock("cn", "A", 1);
        hub.stock.stock("us", "A", 1);
        List<String> orders = List.of(order("O1", "A", 1), order("O2", "A", 1), order("O3", "A", 1));
        rules("default: [cn, us]\n");
        assertThat(walk(null)).containsExactly("O1", "O2");
        assertThat(served(orders)).containsExactly("O1", "O2");
    }

    @Test
    void aBatchWaitsForTheOneBeforeItButNotForEver() throws IOException {
        hub = new SourcingFixture(database, KEEPING.formatted(10), 1);
        hub.stock.stock("cn", "A", 10);
        order("O1", "A", 1);
        order("O2", "A", 1);
        rules(KEEPING.formatted(0));
        BackorderWalk.Step step = step(walking(null));
        assertThat(step.pause()).isTrue();
        int turns = 0;
        while (step.released().isEmpty() || turns == 0) {
            step = step(data(step.next()));
            turns++;
            assertThat(turns).isLessThan(100);
        }
        assertThat(turns).isGreaterThan(10);
        assertThat(step.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O2");
    }

    @Test
    void goodsOnTheirWayAreOfThoseWhoWaitLongest() {
        hub = new SourcingFixture(database, "default: [cn]\n", 2);
        hub.stock.stock("cn", "A", 0);
        List<String> orders = List.of(presale("O1", 1), presale("O2", 3), presale("O3", 1), presale("O4", 1));
        comes(2);
        assertThat(look()).containsExactly("O1", "O3");
        assertThat(promised(orders)).containsExactly("O1", "O3");
        assertThat(look()).isEmpty();
        comes(6);
        BackorderReview first = review(null, null);
        assertThat(first.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O2");
        assertThat(review(first.next().after(), first.next().turns()).released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O4");
        presale("O5", "B", 1);
        hub.run("UPDATE order_line SET sku = 'A' WHERE order_no = 'O5'");
        assertThat(review(null, null).released())
                .as("what is left is of those who are marked")
                .isEmpty();
    }

    @Test
    void whoWaitsLongestHasWhatLiesThereAndTheNextOneWhatIsOnItsWay() {
        hub = new SourcingFixture(database, "default: [cn]\n", 20);
        hub.stock.stock("cn", "A", 0);
        List<String> orders = List.of(presale("O1", 1), presale("O2", 1), presale("O3", 1));
        comes(1);
        hub.stock.stock("cn", "A", 1);
        BackorderReview first = review(null, null);
        assertThat(first.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O1");
        assertThat(first.isPause()).isTrue();
        BackorderReview again = review(first.next().after(), first.next().turns());
        assertThat(again.released()).as("O1 is not decided yet").isEmpty();
        assertThat(again.isPause()).isTrue();
        hub.review("O1");
        BackorderReview second = review(again.next().after(), again.next().turns());
        assertThat(second.released())
                .extracting(BackorderReview.Released::orderNo)
                .containsExactly("O2");
        hub.review("O2");
        assertThat(served(orders)).containsExactly("O1");
        assertThat(promised(orders)).containsExactly("O2");
    }

    @Test
    void otherRulesPromiseGoodsOnTheirWayToThoseWhoWaitLongest() throws IOException {
        hub = new SourcingFixture(database, "default: [de]\nelsewhere: false\n", 3);
        hub.stock.stock("cn", "A", 1);
        List<String> orders =
                List.of(presale("O1", 1), presale("O2", 2), presale("O3", 1), presale("O4", 1), presale("O5", 1));
        comes(3);
        rules("default: [cn]\n");
        assertThat(walk(null)).containsExactly("O1", "O2", "O3");
        assertThat(served(orders)).containsExactly("O1");
        assertThat(promised(orders)).containsExactly("O2", "O3");
        assertThat(walk(null)).isEmpty();
    }

    private String presale(String orderNo, int quantity) {
        return presale(orderNo, "A", quantity);
    }

    private String presale(String orderNo, String sku, int quantity) {
        hub.clock.advance(Duration.ofSeconds(1));
        hub.order(orderNo, Map.of(sku, quantity));
        hub.run("UPDATE orders SET order_type = 'presale' WHERE order_no = ?", orderNo);
        hub.review(orderNo);
        return orderNo;
    }

    private void comes(int units) {
        InboundLine line = new InboundLine("PO", "purchase", units, null, BigDecimal.ONE, null);
        database.work()
                .executeWithoutResult(s -> hub.stock.inbound.state("demo", "cn", "A", List.of(line), "comes-" + units));
    }

    private List<String> promised(List<String> orders) {
        return orders.stream().filter(hub.stock.kept::keepsInbound).toList();
    }

    private BackorderReview review(String after, Integer turns) {
        return database.work().execute(s -> hub.backorders.review("demo", "A", after, turns));
    }

    /** The whole look for a SKU, with the orders planned in the worst sequence; returns those marked. */
    private List<String> look() {
        List<String> marked = new ArrayList<>();
        BackorderReview review = review(null, null);
        while (review != null) {
            List<String> batch = review.released().stream()
                    .map(BackorderReview.Released::orderNo)
                    .toList();
            marked.addAll(batch);
            for (int i = batch.size() - 1; i >= 0; i--) {
                hub.review(batch.get(i));
            }
            review = review.isMore()
                    ? review(review.next().after(), review.next().turns())
                    : null;
        }
        return marked;
    }

    @Test
    void whatWasLookedAtIsNotLookedAtAgainByTheClock() {
        hub = new SourcingFixture(database, "default: [cn]\n", 50);
        order("O1", "A", 1);
        hub.clock.advance(Duration.ofHours(1));
        walk(null);
        assertThat(hub.one(java.time.OffsetDateTime.class, "SELECT looked_at FROM sourcing_decision")
                        .toInstant())
                .isEqualTo(hub.clock.instant());
    }

    @Test
    void aChangeIsToldOnceWhateverChanged() throws IOException {
        hub = new SourcingFixture(database, "default: [cn]\n", 50);
        SourcingChanges one = hub.changes();
        assertThat(news(one)).containsExactly("demo rules 1");
        assertThat(news(one)).isEmpty();
        rules("default: [us]\n");
        hub.accounts.warehouse("fr");
        assertThat(news(one)).containsExactly("demo rules 2");
        assertThat(news(hub.changes())).as("a hub that starts now").containsExactly("demo rules 2");
        hub.accounts.add("fr", Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of("label_source", "warehouse"));
        assertThat(news(one)).as("who waits for an account is told of it").isEmpty();
        hub.accounts.add("post", Account.Kind.CARRIER, Account.Mode.LIVE, Map.of("tracker", "watch"));
        assertThat(news(one)).containsExactly("demo rules 3");
        rules("default: [cn]\n");
        assertThat(news(one)).containsExactly("demo rules 4");
    }

    @Test
    void aDayBeginsWhereItsWarehouseStands() {
        hub = new SourcingFixture(
                database, "default: [cn]\nwarehouses: {cn: {capacity_per_day: 1, time_zone: Asia/Shanghai}}\n", 50);
        SourcingChanges changes = hub.changes();
        assertThat(news(changes)).containsExactly("demo rules 1", "demo day cn 2026-03-02");
        hub.clock.advance(Duration.ofHours(7));
        assertThat(news(changes)).isEmpty();
        hub.clock.advance(Duration.ofHours(2));
        assertThat(news(changes)).containsExactly("demo day cn 2026-03-03");
    }

    private static List<String> news(SourcingChanges changes) {
        List<SourcingChanges.Change> news = changes.news();
        news.forEach(changes::told);
        return news.stream().map(SourcingChanges.Change::occasion).toList();
    }

    /** The whole walk, with the orders of each batch planned in the worst sequence; returns those marked. */
    private List<String> walk(String warehouse) {
        List<String> marked = new ArrayList<>();
        Map<String, Object> data = walking(warehouse);
        while (data != null) {
            BackorderWalk.Step step = step(data);
            List<String> batch = step.released().stream()
                    .map(BackorderReview.Released::orderNo)
                    .toList();
            marked.addAll(batch);
            for (int i = batch.size() - 1; i >= 0; i--) {
                hub.review(batch.get(i));
            }
            data = step.isMore() ? data(step.next()) : null;
        }
        return marked;
    }

    private static Map<String, Object> walking(String warehouse) {
        return warehouse == null ? Map.of() : Map.of("warehouse", warehouse);
    }

    private BackorderWalk.Step step(Map<String, Object> data) {
        return database.work().execute(s -> hub.walk.look("demo", data));
    }

    private static Map<String, Object> data(BackorderWalk.Next next) {
        return new ObjectMapper().convertValue(next, new TypeReference<>() {});
    }

    private String order(String orderNo, String sku, int quantity) {
        hub.clock.advance(Duration.ofSeconds(1));
        hub.order(orderNo, Map.of(sku, quantity));
        hub.review(orderNo);
        return orderNo;
    }

    private List<String> served(List<String> orders) {
        return orders.stream()
                .filter(order -> hub.allocation(order).equals("planned"))
                .toList();
    }

    private void rules(String text) throws IOException {
        Files.writeString(hub.config.path(), text);
        hub.config.reload();
    }
}
