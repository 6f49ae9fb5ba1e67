package io.openclaw.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductsTest {

    private static TestDatabase database;
    private Products products;

    @BeforeAll
    static void open() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.clear();
        products = new Products(database.jdbc(), Clock.systemUTC());
    }

    @Test
    void registeringTellsWhetherAnythingChanged() {
        ProductChange first =
                products.register(lamp("LAMP", 300, Map.of("DE", "940520")), List.of(SkuMapping.ownName("LAMP")));
        assertThat(first).isEqualTo(new ProductChange("demo", "LAMP", true, "sku:LAMP"));
        assertThat(products.register(lamp("LAMP", 300, Map.of("DE", "940520")), List.of(SkuMapping.ownName("LAMP")))
                        .changed())
                .isFalse();
        assertThat(products.register(lamp("LAMP", 300, Map.of("DE", "940511")), List.of())
                        .changed())
                .isTrue();
        assertThat(products.register(lamp("LAMP", 310, Map.of("DE", "940511")), List.of())
                        .changed())
                .isTrue();
        assertThat(products.find("demo", "LAMP")).contains(lamp("LAMP", 310, Map.of("DE", "940511")));
        assertThat(products.find("other", "LAMP")).isEmpty();
    }

    @Test
    void aMappingCanBeMoved() {
        assertThat(products.register("demo", new SkuMapping("shop", "CODE", "A"))
                        .changed())
                .isTrue();
        assertThat(products.register("demo", new SkuMapping("shop", "CODE", "A"))
                        .changed())
                .isFalse();
        assertThat(products.register("demo", new SkuMapping("shop", "CODE", "B"))
                        .changed())
                .isTrue();
        products.register("demo", new SkuMapping("*", "CODE", "C"));
        assertThat(products.map("demo", "shop", Set.of("CODE", "NONE"))).isEqualTo(Map.of("CODE", "B"));
        assertThat(products.map("demo", "elsewhere", Set.of("CODE"))).isEqualTo(Map.of("CODE", "C"));
    }

    @Test
    void aTariffCodeOfTheDestinationGoesBeforeTheCommonOne() {
        Product lamp = lamp("LAMP", 300, Map.of("DE", "940520"));
        assertThat(lamp.hsCodeFor("DE")).contains("940520");
        assertThat(lamp.hsCodeFor("US")).contains("9405");
    }

    @Test
    void aLongSkuHasAnOrderKeyThatFits() {
        ProductChange change = products.register("demo", new SkuMapping("*", "x", "S".repeat(120)));
        assertThat(change.orderKey()).hasSize(80);
    }

    @Test
    void bundlesAreReadWithTheirQuantities() {
        database.jdbc()
                .sql(
                        "INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'CUP', 2), ('demo', 'SET', 'POT', 1)")
                .update();
        assertThat(products.components("demo", Set.of("SET", "CUP")))
                .isEqualTo(Map.of("SET", Map.of("CUP", 2, "POT", 1)));
    }

    @Test
    void whatIsMissingDependsOnTheBorder() {
        assertThat(ProductNeed.CUSTOMS.missing(null, "US"))
                .containsExactly(
                        "weight",
                        "declared_name_en",
                        "declared_name_cn",
                        "declared_value",
                        "declared_currency",
                        "hs_code");
        assertThat(ProductNeed.WEIGHT.missing(null, "US")).containsExactly("weight");
        assertThat(ProductNeed.NOTHING.missing(null, "US")).isEmpty();
        assertThat(ProductNeed.CUSTOMS.missing(lamp("LAMP", 0, Map.of()), "US")).containsExactly("weight");
    }

    private static Product lamp(String sku, int weight, Map<String, String> hsCodes) {
        return new Product(
                "demo",
                sku,
                "Lamp",
                "Glow",
                "CN",
                "steel",
                "light",
                weight,
                200,
                100,
                100,
                1,
                null,
                false,
                false,
                false,
                "灯",
                "lamp",
                new BigDecimal("7.5"),
                "USD",
                "9405",
                null,
                null,
                hsCodes);
    }

    /** A code that another states at the same moment is waited for. */
    @Test
    void codesAreWrittenInOneOrderHoweverTheyAreStated() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> both = database.work().execute(held -> {
                database.jdbc()
                        .sql(
                                "INSERT INTO sku_mapping (tenant, account, platform_sku, sku) VALUES ('demo', 'shop', 'M', 'X')")
                        .update();
                Future<?> lamp = threads.submit(() -> state("LAMP", "B", "M", "A"));
                awaitWaiting(1);
                Future<?> bulb = threads.submit(() -> state("BULB", "A", "M", "B"));
                awaitWaiting(2);
                held.setRollbackOnly();
                return List.of(lamp, bulb);
            });
            for (Future<?> one : both) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(products.map("demo", "shop", Set.of("A", "B", "M")))
                .isEqualTo(Map.of("A", "BULB", "B", "BULB", "M", "BULB"));
    }

    @Test
    void aCodeThatIsLetGoThisMomentIsAnothers() throws Exception {
        state("LAMP", "A");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> taken = database.work().execute(held -> {
                state("LAMP");
                Future<?> bulb = threads.submit(() -> state("BULB", "A"));
                await().until(() -> bulb.isDone()
                        || database.jdbc()
                                        .sql(
                                                "SELECT COUNT(*) FROM information_schema.sessions WHERE blocker_id IS NOT NULL")
                                        .query(Integer.class)
                                        .single()
                                > 0);
                return bulb;
            });
            taken.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(products.map("demo", "shop", Set.of("A"))).isEqualTo(Map.of("A", "BULB"));
    }

    private void state(String sku, String... codes) {
        database.work()
                .executeWithoutResult(s -> products.state(
                        products.lockedSheet("demo", sku),
                        new ProductSheet(
                                lamp(sku, 300, Map.of()),
                                null,
                                Map.of(),
                                Stream.of(codes)
                                        .map(code -> new SkuMapping("shop", code, sku))
                                        .toList())));
    }

    /** H2 tries again and again, and tells of nobody who blocks. */
    private static void awaitWaiting(int sessions) {
        await().until(() -> database.jdbc()
                        .sql("SELECT COUNT(*) FROM information_schema.sessions"
                                + " WHERE executing_statement LIKE 'INSERT INTO sku_mapping%'")
                        .query(Integer.class)
                        .single()
                >= sessions);
    }
}
