package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.api.ProductStatements;
import io.openclaw.api.ProductWrite;
import io.openclaw.product.ProductChange;
import io.openclaw.store.TestDatabase;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a seller states of a product lifts the holds that waited for it. */
class ProductStatementRouteTest {

    private static TestDatabase database;
    private OrderRoom room;
    private RoutesUnderTest routes;

    @BeforeAll
    static void open() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        database.clear();
        room = new OrderRoom(database);
        routes = new RoutesUnderTest(room)
                .bean("productStatements", new ProductStatements(room.products, room.accounts))
                .load("order-creation", "hold-review", "product-statement")
                .startedBy("order-creation", "pushed")
                .startedBy("hold-review", "reviewed")
                .startedBy("hold-review.clock", "clock")
                .start();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private Exchange state(String sku, String fields) throws Exception {
        return routes.send(
                "product-statement", new ProductWrite("demo", sku, (ObjectNode) OrderRoom.JSON.readTree(fields)));
    }

    /** States it and lets the news reach the orders. */
    private void stated(String sku, String fields) throws Exception {
        int before = routes.mock("channel:product.changed").getReceivedCounter();
        assertThat(state(sku, fields).getException()).isNull();
        List<Exchange> told = routes.mock("channel:product.changed").getExchanges();
        assertThat(told).hasSize(before + 1);
        ProductChange change = told.get(before).getMessage().getBody(ProductChange.class);
        assertThat(routes.send(
                                "reviewed",
                                RoutesUnderTest.event(
                                        "p" + before, "product.changed", null, Map.of("sku", change.sku())))
                        .getException())
                .isNull();
    }

    private List<String> holds(String orderNo) {
        return room.view(orderNo).holds().stream().map(hold -> hold.code()).toList();
    }

    private String pooled(String sku) {
        String orderNo =
                room.upsert(order("1").lines(line("1", sku, 1)).build(), 1).orderNo();
        room.judge(orderNo);
        return orderNo;
    }

    @Test
    void unmappedCodeAndMissingCustomsDataAreLiftedInTurn() throws Exception {
        String orderNo = pooled("SHOP-LAMP");
        assertThat(holds(orderNo)).containsExactly("sku_unmapped");
        stated(
                "LAMP",
                "{\"mappings\": [{\"account\": \"shop-us\", \"platform_sku\": \"SHOP-LAMP\"}], \"weight_g\": 300}");
        assertThat(holds(orderNo)).containsExactly("product_data_missing");
        stated(
                "LAMP",
                "{\"declared_name_en\": \"lamp\", \"declared_name_cn\": \"灯\", \"declared_value\": \"7.50\","
                        + " \"declared_currency\": \"USD\", \"hs_codes\": {\"US\": \"940520\"}}");
        assertThat(holds(orderNo)).isEmpty();
        assertThat(routes.mock("channel:order.released").getReceivedCounter()).isEqualTo(1);
        assertThat(room.products.find("demo", "LAMP").orElseThrow().weightG())
                .as("what was left out stays")
                .isEqualTo(300);
    }

    @Test
    void newProductIsSoldUnderItsOwnName() throws Exception {
        String orderNo = pooled("LAMP");
        stated("LAMP", "{\"weight_g\": 300}");
        assertThat(holds(orderNo)).containsExactly("product_data_missing");
    }

    @Test
    void sameStatementTwiceIsNoNews() throws Exception {
        String fields = "{\"weight_g\": 300, \"home_warehouse\": \"cn\", \"declared_value\": 7.5}";
        stated("LAMP", fields);
        assertThat(state("LAMP", fields).getException()).isNull();
        assertThat(routes.mock("channel:product.changed").getReceivedCounter()).isEqualTo(1);
        stated("LAMP", "{\"home_warehouse\": null}");
        assertThat(room.products.sheet("demo", "LAMP").orElseThrow().homeWarehouse())
                .isNull();
    }

    @Test
    void refusedStatementLeavesNothing() throws Exception {
        assertThat(state("LAMP", "{\"weight_g\": 300, \"home_warehouse\": \"moon\"}")
                        .getException())
                .hasStackTraceContaining("$.home_warehouse 'moon' is no warehouse account");
        assertThat(room.products.find("demo", "LAMP")).isEmpty();
        assertThat(routes.mock("channel:product.changed").getReceivedCounter()).isZero();
    }
}
