package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.openclaw.account.TestAccounts;
import io.openclaw.product.Product;
import io.openclaw.product.ProductSheet;
import io.openclaw.product.Products;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Why a figure is not what it was yesterday: every cause is listed, and what is listed is the difference. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockExplanationTest {

    private static final StockPolicy.Match ANY = new StockPolicy.Match(null, null, null);
    private TestDatabase database;

    private MutableClock clock;
    private final TestAccounts accounts =
            new TestAccounts().platform("shop").platform("mall").warehouse("cn").warehouse("de");
    private StockFixture stock;
    private Products products;
    private StockQueries queries;
    private int causes;

    /** The database it runs on, its tables empty. */
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
        clock = new MutableClock();
        stock = new StockFixture(database, clock, StockPolicy.NONE, accounts);
        products = new Products(database.jdbc(), clock);
        // The mall draws on one warehouse alone.
        queries = stock.queries(accounts, (account, carrying) -> carrying.stream()
                .filter(warehouse -> account.equals("shop") || warehouse.equals("cn"))
                .toList());
        stock.stock("cn", "A", 10);
        stock.stock("cn", "B", 6);
        clock.advance(Duration.ofDays(2));
    }

    @AfterEach
    void booksAgree() {
        assertThat(stock.violations()).isEmpty();
    }

    @Test
    void goodsOnTheirWayLeaveATraceWhenTheyAreStatedLaterTrustedReceivedAndOver() {
        stock.policies().put(policy(List.of(), List.of(), List.of(), List.of(ANY)));
        OffsetDateTime monday = clock.time().plusDays(3);
        clock.advance(Duration.ofDays(2));
        inbound("A", line("L1", 8, monday, "0.5"), line("L2", 2, null, "1"));
        adds("A", "shop", 10, 16, "L1: new, 8 expected 2026-03-07, confidence 0.5");
        clock.advance(Duration.ofDays(2));
        inbound("A", line("L1", 8, monday, "0.5"), line("L2", 2, null, "1"));
        adds("A", "shop", 16, 16);
        assertThat(view("A").changes().accounts().get(0).moves())
                .as("nothing is different")
                .isEmpty();
        inbound("A", line("L1", 8, monday.plusDays(4), "1"));
        adds("A", "shop", 16, 18, "L1: expected 2026-03-07 → 2026-03-11, confidence 0.5 → 1; L2: 2 no longer expected");
        clock.advance(Duration.ofDays(2));
        inbound("A", line("L1", 8, monday.plusDays(5), "1"));
        adds("A", "shop", 18, 18, "L1: expected 2026-03-11 → 2026-03-12");
        clock.advance(Duration.ofDays(2));
        take(() -> stock.inbound.receive("demo", "cn", "A", "L1", 3, cause()));
        adds("A", "shop", 18, 18, "goods on their way came: L1: 3 of 8 came", "3 came in");
        clock.advance(Duration.ofDays(2));
        inbound("A");
        adds("A", "shop", 18, 13, "L1: 5 no longer expected", "5 fewer may be sold before they come");
    }

    @Test
    void anEditOfThePolicyIsACauseOfItsOwn() {
        stock.policies()
                .put(policy(
                        List.of(new StockPolicy.Safety(new StockPolicy.Match("cn", null, "A"), 2)),
                        List.of(),
                        List.of(),
                        List.of()));
        clock.advance(Duration.ofDays(2));
        stock.policies()
                .put(policy(
                        List.of(new StockPolicy.Safety(new StockPolicy.Match("cn", null, "A"), 5)),
                        List.of(new StockPolicy.Buffer(ANY, 0, 10)),
                        List.of(new StockPolicy.Share(new StockPolicy.Match("shop", null, null), 50, 0, 1, 0)),
                        List.of()));
        adds(
                "A",
                "shop",
                8,
                1,
                "file stock.yaml edited 2026-03-06T08:00:00Z: safety_stock of cn/A 2 → 5",
                "buffer of cn/A 0 units → 10 percent",
                "share_percent of shop/A 100 → 50",
                "cap of shop/A none → 1");
        adds("A", "mall", 8, 4, "safety_stock of cn/A 2 → 5");
        StockView.Moves cn = view("A").changes().warehouses().get(0);
        assertThat(cn.opening()).isEqualTo(8);
        assertThat(cn.closing()).isEqualTo(4);
        assertThat(cn.moves().stream().mapToInt(StockView.Move::quantity).sum()).isEqualTo(-4);
    }

    @Test
    void whatAPercentBufferTakesIsAMoveOfItsOwn() {
        stock.policies().put(policy(List.of(), List.of(new StockPolicy.Buffer(ANY, 2, 25)), List.of(), List.of()));
        clock.advance(Duration.ofDays(2));
        take(() -> stock.adjustments.set("demo", "cn", "A", 20, null, null, cause()));
        reserve("A", 4);
        StockView.Moves cn = view("A").changes().warehouses().get(0);
        assertThat(cn.opening()).isEqualTo(7);
        assertThat(cn.closing()).isEqualTo(11);
        assertThat(cn.moves())
                .extracting(StockView.Move::counter, StockView.Move::quantity)
                .containsExactly(tuple("on_hand", 10), tuple("reserved", -4), tuple("buffer", -2));
        assertThat(cn.moves().get(0).words()).startsWith("the seller added 10");
        assertThat(cn.moves().get(2).words()).isEqualTo("the buffer of 2 units or 25 percent keeps 2 more");

        clock.advance(Duration.ofDays(2));
        take(() -> stock.adjustments.set("demo", "cn", "A", 12, null, null, cause()));
        assertThat(view("A").changes().warehouses().get(0).moves())
                .extracting(StockView.Move::quantity, StockView.Move::words)
                .anySatisfy(move -> assertThat(move.toList().toString()).startsWith("[-8, the seller took 8 off"))
                .contains(tuple(2, "the buffer of 2 units or 25 percent gives 2 back"));
    }

    @Test
    void whatWasEditedBeforeASkuCameToAWarehouseIsNoCause() {
        ChannelSupply open = supply(false, List.of());
        OffsetDateTime off = clock.time().plusMinutes(1);
        queries = stock.queries(
                accounts,
                supply(
                        false,
                        List.of(
                                new ChannelSupply.Version(clock.time().minusDays(9), "accounts", open),
                                new ChannelSupply.Version(off, "accounts", supply(true, List.of())),
                                new ChannelSupply.Version(off.plusMinutes(1), "accounts", open))));
        clock.advance(Duration.ofMinutes(5));
        stock.policies()
                .put(policy(
                        List.of(new StockPolicy.Safety(new StockPolicy.Match("cn", null, null), 2)),
                        List.of(),
                        List.of(),
                        List.of()));
        clock.advance(Duration.ofMinutes(20));
        stock.stock("cn", "NEW", 7);
        adds("NEW", "shop", 0, 5);
        assertThat(view("NEW").changes().accounts().get(0).moves())
                .extracting(StockView.Reason::kind)
                .as("it was not there when the account was off, nor when the policy was edited")
                .containsExactly("adjust");
        assertThat(view("NEW").changes().warehouses().get(0).moves())
                .extracting(StockView.Move::kind)
                .containsExactly("adjust");
        adds("A", "shop", 10, 8, "cn: its account is in mode off", "cn: takes orders", "safety_stock of cn/A 0 → 2");
    }

    private static ChannelSupply supply(boolean off, List<ChannelSupply.Version> versions) {
        return new ChannelSupply() {

            @Override
            public List<String> warehouses(String account, Collection<String> carrying) {
                return List.copyOf(carrying);
            }

            @Override
            public List<Source> sources(String account, Collection<String> carrying) {
                return carrying.stream()
                        .map(warehouse -> new Source(warehouse, off ? "its account is in mode off" : null, 0))
                        .toList();
            }

            @Override
            public List<Version> since(OffsetDateTime moment) {
                return versions;
            }
        };
    }

    @Test
    void aPolicyIsNotedOnceHoweverOftenItIsRead() {
        StockPolicy policy = policy(List.of(new StockPolicy.Safety(ANY, 3)), List.of(), List.of(), List.of());
        StockPolicyVersions one = new StockPolicyVersions(new RuleVersions(database.jdbc(), clock));
        StockPolicyVersions two = new StockPolicyVersions(new RuleVersions(database.jdbc(), clock));
        one.note(policy);
        two.note(policy);
        one.note(policy);
        assertThat(count("SELECT COUNT(*) FROM rule_version"))
                .as("none, then this")
                .isEqualTo(2);
        two.note(StockPolicy.NONE);
        assertThat(count("SELECT COUNT(*) FROM rule_version")).isEqualTo(3);
        assertThat(one.since(clock.time().plusDays(1), StockPolicy.NONE))
                .extracting(StockPolicyVersions.Version::policy)
                .containsExactly(StockPolicy.NONE);
    }

    @Test
    void hubGoesByItsOwnPolicyAlsoWhereAnotherHubHasNotedAnother() {
        StockPolicy own = policy(List.of(new StockPolicy.Safety(ANY, 3)), List.of(), List.of(), List.of());
        StockPolicyVersions versions = new StockPolicyVersions(new RuleVersions(database.jdbc(), clock));
        OffsetDateTime before = clock.time();
        clock.advance(Duration.ofMinutes(1));
        versions.note(StockPolicy.NONE);
        versions.note(own);
        clock.advance(Duration.ofMinutes(1));
        versions.note(StockPolicy.NONE);
        List<StockPolicyVersions.Version> all = versions.since(before, own);
        assertThat(all).extracting(StockPolicyVersions.Version::policy).endsWith(StockPolicy.NONE, own);
        assertThat(all).extracting(StockPolicyVersions.Version::since).isSorted();
    }

    @Test
    void twoHubsThatReadTheSameEditAtOnceNoteItOnce() throws Exception {
        StockPolicy policy = policy(List.of(new StockPolicy.Safety(ANY, 4)), List.of(), List.of(), List.of());
        List<Thread> hubs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            hubs.add(new Thread(() -> new StockPolicyVersions(new RuleVersions(database.jdbc(), clock)).note(policy)));
        }
        hubs.forEach(Thread::start);
        for (Thread hub : hubs) {
            hub.join();
        }
        assertThat(count("SELECT COUNT(*) FROM rule_version")).isEqualTo(2);
    }

    @Test
    void aBundleTellsTheMovesOfItsComponentsAndTheEditsOfItsRecipe() {
        bundle("SET", Map.of("A", 4, "B", 1));
        clock.advance(Duration.ofDays(2));
        reserve("A", 3);
        adds("SET", "shop", 2, 1, "of component A, 4 in each: 3 promised to orders of 1 order");
        StockView.Moves cn = view("SET").changes().warehouses().get(0);
        assertThat(cn.opening()).isEqualTo(2);
        assertThat(cn.closing()).isEqualTo(1);
        assertThat(cn.moves()).hasSize(1);
        assertThat(cn.moves().get(0).quantity()).isEqualTo(-1);

        bundle("SET", Map.of("A", 2));
        adds("SET", "shop", 2, 3, "of component A", "bundle SET stated 2026-03-06T08:00:00Z: 4 A + 1 B → 2 A");
        clock.advance(Duration.ofDays(2));
        bundle("NEW", Map.of("B", 2));
        adds("NEW", "shop", 0, 3, "bundle NEW stated 2026-03-08T08:00:00Z: no bundle → 2 B");
    }

    @Test
    void aSafetyStockStatedForTheFirstTimeEndsThePolicysDefault() {
        stock.policies().put(policy(List.of(new StockPolicy.Safety(ANY, 4)), List.of(), List.of(), List.of()));
        clock.advance(Duration.ofDays(2));
        take(() -> stock.adjustments.set("demo", "cn", "A", null, 0, null, cause()));
        adds("A", "shop", 6, 10, "safety stock stated for the first time");
    }

    @Test
    void aCategoryThatThePolicyGoesByIsACause() {
        products.register(product("A", "toys"), List.of());
        stock.policies()
                .put(policy(
                        List.of(new StockPolicy.Safety(new StockPolicy.Match(null, "games", null), 3)),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(queries.available("demo", "shop", "A").ats()).isEqualTo(10);
        clock.advance(Duration.ofDays(2));
        products.register(product("A", "games"), List.of());
        stock.policies().reloadCategories();
        adds("A", "shop", 10, 7, "category of A toys → games stated");
    }

    @Test
    void whatIsHeardOfLateWasNotInYesterdaysFigure() {
        OffsetDateTime happened = clock.time();
        clock.advance(Duration.ofDays(3));
        take(() -> stock.inbound.receive("demo", "cn", "A", null, 5, happened, cause()));
        take(() -> stock.adjustments.returned("demo", "cn", "A", 1, "sellable", null, happened, cause()));
        adds("A", "shop", 10, 16, "5 came in", "1 came back and can be sold again");
        clock.advance(Duration.ofDays(2));
        adds("A", "shop", 16, 16);
    }

    @Test
    void aCampaignsUnitsAreItsOwnAndOthersLoss() {
        take(() -> stock.campaigns.set("demo", "cn", "A", "shop", 4, cause()));
        adds("A", "shop", 10, 10);
        adds("A", "mall", 10, 6, "4 locked for the campaign of shop");
    }

    @Test
    void whatIsShownFollowsTheOpenApiDocument() throws Exception {
        inbound("A", line("L1", 8, clock.time(), "0.5"));
        stock.policies().put(policy(List.of(new StockPolicy.Safety(ANY, 2)), List.of(), List.of(), List.of()));
        bundle("SET", Map.of("A", 2, "B", 1));
        ObjectMapper json = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        ObjectNode schema = (ObjectNode) json.readTree(getClass().getResourceAsStream("/openapi.json"));
        schema.put("$ref", "#/components/schemas/Stock");
        for (String sku : List.of("A", "SET")) {
            JsonNode answer = json.valueToTree(view(sku));
            assertThat(answer.at("/changes/accounts/0/moves")).isNotEmpty();
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(answer))
                    .as(answer.toString())
                    .isEmpty();
        }
    }

    @Test
    void whateverHappensWhatIsListedIsTheDifference() {
        for (int seed = 0; seed < 60; seed++) {
            play(seed);
        }
    }

    /** Yesterday's figures are those that were shown yesterday, and what is listed leads from them to today's. */
    private void play(long seed) {
        open();
        Random random = new Random(seed);
        bundle("SET", Map.of("A", 2, "B", 1));
        steps(random, 15);
        clock.advance(Duration.ofMinutes(1));
        OffsetDateTime since = clock.time();
        Map<String, Integer> shown = figures();
        clock.advance(Duration.ofMinutes(1));
        steps(random, 25);
        Map<String, Integer> now = figures();
        for (String sku : List.of("A", "B", "SET")) {
            StockView view = queries.view("demo", sku, since).orElseThrow();
            for (StockView.Figure figure : view.changes().accounts()) {
                String name = "seed " + seed + ": " + figure;
                assertThat(figure.opening()).as(name).isEqualTo(shown.get(sku + "/" + figure.account()));
                assertThat(figure.closing()).as(name).isEqualTo(now.get(sku + "/" + figure.account()));
                assertThat(figure.opening()
                                + figure.moves().stream()
                                        .mapToInt(StockView.Reason::quantity)
                                        .sum())
                        .as(name)
                        .isEqualTo(figure.closing());
            }
            for (StockView.Moves moves : view.changes().warehouses()) {
                assertThat(moves.opening()
                                + moves.moves().stream()
                                        .mapToInt(StockView.Move::quantity)
                                        .sum())
                        .as("seed %s: %s", seed, moves)
                        .isEqualTo(moves.closing());
                assertThat(Math.max(0, moves.closing()))
                        .as("seed %s: %s", seed, moves)
                        .isEqualTo(view.warehouses().stream()
                                .filter(w -> w.warehouse().equals(moves.warehouse()))
                                .findFirst()
                                .map(StockView.Warehouse::ats)
                                // It has components of what the bundle was before alone.
                                .orElse(0));
            }
        }
        assertThat(stock.violations()).isEmpty();
    }

    private void steps(Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            clock.advance(Duration.ofSeconds(7));
            step(random);
        }
    }

    private void step(Random random) {
        String sku = random.nextBoolean() ? "A" : "B";
        String warehouse = random.nextInt(3) == 0 ? "de" : "cn";
        int units = 1 + random.nextInt(6);
        OffsetDateTime late = clock.time().minusMinutes(random.nextInt(4));
        try {
            switch (random.nextInt(12)) {
                case 0 -> take(() -> stock.adjustments.set("demo", warehouse, sku, units * 4, null, null, cause()));
                case 1 ->
                    inbound(
                            warehouse,
                            sku,
                            line("L1", units, clock.time().plusDays(units), random.nextInt(2) == 0 ? "0.5" : "1"),
                            line("L2", units * 2, null, "0"));
                case 2 -> take(() -> stock.inbound.receive("demo", warehouse, sku, null, units, late, cause()));
                case 3 ->
                    take(() ->
                            stock.adjustments.returned("demo", warehouse, sku, units, "sellable", null, late, cause()));
                case 4, 5 -> reserve(warehouse, sku, units, random.nextBoolean() ? "shop" : "mall");
                case 6 ->
                    take(() -> stock.campaigns.set(
                            "demo", warehouse, sku, random.nextBoolean() ? "shop" : "mall", units, cause()));
                case 7 -> take(() -> stock.adjustments.set("demo", warehouse, sku, null, units - 1, null, cause()));
                case 8 -> take(() -> stock.adjustments.count("demo", warehouse, sku, units * 3, late, cause()));
                case 9 -> bundle("SET", random.nextBoolean() ? Map.of("A", units, "B", 1) : Map.of("B", units));
                default ->
                    stock.policies()
                            .put(policy(
                                    List.of(new StockPolicy.Safety(new StockPolicy.Match("cn", null, null), units)),
                                    List.of(new StockPolicy.Buffer(ANY, 0, units * 5)),
                                    List.of(
                                            new StockPolicy.Share(
                                                    new StockPolicy.Match("shop", null, sku), 40 + units * 10, 1, 9, 2),
                                            new StockPolicy.Share(ANY, 100, 0, null, 3)),
                                    random.nextBoolean() ? List.of(ANY) : List.of()));
            }
        } catch (StockRefusedException e) {
            assertThat(e).as("what cannot be done changes nothing").hasMessageNotContaining("null");
        }
    }

    private Map<String, Integer> figures() {
        Map<String, Integer> figures = new TreeMap<>();
        for (String sku : List.of("A", "B", "SET")) {
            for (String account : List.of("shop", "mall")) {
                figures.put(
                        sku + "/" + account,
                        queries.available("demo", account, sku).ats());
            }
        }
        return figures;
    }

    private void adds(String sku, String account, int opening, int closing, String... words) {
        StockView view = view(sku);
        StockView.Figure figure = view.changes().accounts().stream()
                .filter(f -> f.account().equals(account))
                .findFirst()
                .orElseThrow();
        assertThat(figure.opening()).as(figure.toString()).isEqualTo(opening);
        assertThat(figure.closing()).as(figure.toString()).isEqualTo(closing);
        assertThat(closing)
                .isEqualTo(view.accounts().stream()
                        .filter(a -> a.account().equals(account))
                        .findFirst()
                        .orElseThrow()
                        .ats());
        assertThat(opening
                        + figure.moves().stream()
                                .mapToInt(StockView.Reason::quantity)
                                .sum())
                .as(figure.toString())
                .isEqualTo(closing);
        for (String each : words) {
            assertThat(figure.moves())
                    .extracting(StockView.Reason::words)
                    .as(figure.toString())
                    .anySatisfy(said -> assertThat(said).contains(each));
        }
    }

    private StockView view(String sku) {
        return queries.view("demo", sku).orElseThrow();
    }

    private static StockPolicy policy(
            List<StockPolicy.Safety> safety,
            List<StockPolicy.Buffer> buffers,
            List<StockPolicy.Share> shares,
            List<StockPolicy.Match> presales) {
        return new StockPolicy(safety, buffers, shares, presales, 5, 10);
    }

    private void bundle(String sku, Map<String, Integer> components) {
        stock.database
                .work()
                .executeWithoutResult(s -> products.state(
                        products.lockedSheet("demo", sku),
                        new ProductSheet(product(sku, null), null, components, List.of())));
    }

    private static Product product(String sku, String category) {
        return new Product(
                "demo", sku, sku, null, null, null, null, 100, 1, 1, 1, 1, null, false, false, false, null, null, null,
                null, null, null, category, Map.of());
    }

    private void reserve(String sku, int units) {
        reserve("cn", sku, units, "shop");
    }

    private void reserve(String warehouse, String sku, int units, String account) {
        String no = "F" + ++causes;
        stock.database
                .work()
                .executeWithoutResult(s -> stock.ledger.reserve(
                        List.of(new Claim(StockFixture.key(warehouse, sku), "O-" + no, no, units, account)),
                        () -> stock.fulfillment(no, warehouse)));
    }

    private void inbound(String sku, InboundLine... lines) {
        inbound("cn", sku, lines);
    }

    private void inbound(String warehouse, String sku, InboundLine... lines) {
        take(() -> stock.inbound.state("demo", warehouse, sku, List.of(lines), cause()));
    }

    private static InboundLine line(String id, int units, OffsetDateTime eta, String confidence) {
        return new InboundLine(id, "purchase", units, eta, new BigDecimal(confidence), "PO-1");
    }

    private String cause() {
        return "cause-" + ++causes;
    }

    private void take(Runnable work) {
        stock.database.work().executeWithoutResult(s -> work.run());
    }

    private int count(String sql) {
        return database.jdbc().sql(sql).query(Integer.class).single();
    }
}
