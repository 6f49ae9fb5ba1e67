package io.openclaw.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.Sql;
import io.openclaw.store.TestDatabase;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is asked again and again, by clocks, by every departure, by every page, reads what it finds and not all there ever was. The
 * embedded database with thousands of finished orders answers it, and says itself how many rows it looked at: its planner knows little
 * of how many rows a value has, where PostgreSQL's goes by statistics.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongHistoryTest {

    private static final int ORDERS = 4_000;
    private static final int PAGE = 20;

    /** A handful for each row that is found; far from a row for each order. */
    private static final int MOST = 400;

    private static final Pattern ROWS = Pattern.compile("scanCount: (\\d+)");

    private static final List<String> EXCEPT = List.of("unpaid", "before_act_from", "import_only", "cool_off");

    private TestDatabase database;

    @BeforeAll
    void fill() {
        database = TestDatabase.h2();
        OrderBacklog.fill(database, ORDERS, 0, false);
    }

    @AfterAll
    void close() {
        database.close();
    }

    static Stream<Arguments> asked() {
        return Stream.of(
                asked("the clock of holds", clock("hold_too_long")),
                asked("the clock of ship-by times", clock("ship_by_risk")),
                asked("what waits for a product", sql("order-hold", "waiting-for-sku")),
                asked("what a product has solved", sql("order-hold", "lately-solved")),
                asked("what was held for another mode", sql("order-hold", "held-for-other-mode")),
                asked("what was held for its age", sql("order-hold", "held-before-act-from")),
                asked("what an account's edit may free", sql("order-hold", "held-of-account")),
                asked("what a departure ends", sql("stock", "shortage-ended")),
                asked("who goes without when units are missing", sql("stock", "reservations-latest")),
                asked("what is sold and not reserved", sql("listing", "unserved")),
                asked("the last orders", sql("sourcing", "last-orders")),
                asked("a page", page("page-end")),
                asked("a page further on", page("cursor_at", "page-end")),
                asked("a page of an account", page("account", "page-end")),
                asked("a page of what is delivered", page("status-shipped", "page-end")),
                asked("a shop's order", page("account", "platform_order_id", "page-end-of-few")),
                asked("an order by the shop's number", page("platform_order_no", "page-end-of-few")),
                asked("a page of what is on hold", page("status-on_hold", "page-end-of-few")),
                asked("a page of what waits for stock", page("status-backordered", "page-end-of-few")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asked")
    void readsWhatItFinds(String name, String statement) {
        String plan = database.jdbc()
                .sql("EXPLAIN ANALYZE " + statement)
                .params(parameters(statement))
                .query(String.class)
                .single();
        List<Integer> rows = ROWS.matcher(plan)
                .results()
                .map(read -> Integer.parseInt(read.group(1)))
                .toList();
        assertThat(rows).as(plan).isNotEmpty().allSatisfy(read -> assertThat(read)
                .isLessThan(MOST));
    }

    private static Map<String, Object> parameters(String statement) {
        OffsetDateTime end = OrderBacklog.BEGAN.plusDays(30);
        Map<String, Object> all = new HashMap<>();
        all.put("tenant", "demo");
        all.put("account", "shopify-us");
        all.put("accounts", List.of("shopify-us", "shopify-eu"));
        all.put("warehouse", "cn-szx");
        all.put("sku", "SKU-A");
        all.put("platform_skus", List.of("SKU-A"));
        all.put("fulfillment_no", "B00002000-F1");
        all.put("platform_order_id", "B00002000");
        all.put("platform_order_no", "B00002000");
        all.put("codes", List.of("import_only", "shadow"));
        all.put("except", EXCEPT);
        all.put("before", end);
        all.put("ahead", end);
        all.put("act_from", OrderBacklog.BEGAN);
        all.put("lately", OrderBacklog.BEGAN);
        all.put("after", "");
        all.put("cursor_at", OrderBacklog.BEGAN.plusSeconds(2_000));
        all.put("cursor_no", "B00002000");
        for (String size : List.of("page", "limit", "last")) {
            all.put(size, PAGE);
        }
        all.keySet()
                .removeIf(name ->
                        !Pattern.compile(":" + name + "\\b").matcher(statement).find());
        return all;
    }

    private static Arguments asked(String name, String statement) {
        return Arguments.of(name, statement);
    }

    private static String sql(String file, String statement) {
        return Sql.of(file).get(statement);
    }

    private static String clock(String cause) {
        return sql("exceptions", "clock-first").replace("{clock}", sql("exceptions", "due-" + cause));
    }

    private static String page(String... parts) {
        StringBuilder text = new StringBuilder(sql("order-view", "page"));
        Stream.of(parts).forEach(part -> text.append('\n').append(sql("order-view", part)));
        return text.toString();
    }
}
