package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.order.view.OrderPage;
import io.openclaw.order.view.OrderQuery;
import io.openclaw.order.view.OrderView;
import io.openclaw.order.view.StandingStill;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderQueriesTest {

    private static TestDatabase database;
    private OrderRoom room;

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
        room = new OrderRoom(database);
        room.product("SKU-A");
    }

    @Test
    void whatAWarehouseTookBackMakesTheOrderReturnedAndIsFoundByThatStatus() {
        String back = released("1002");
        String kept = released("1003");
        for (String orderNo : List.of(back, kept)) {
            Shipments.insert(room, orderNo, "delivered");
            database.jdbc()
                    .sql("UPDATE order_line SET shipped = quantity WHERE order_no = ?")
                    .param(orderNo)
                    .update();
        }
        assertThat(room.view(back).status()).isEqualTo(OrderStatus.DELIVERED);
        database.jdbc()
                .sql("UPDATE order_line SET returned = shipped WHERE order_no = ?")
                .param(back)
                .update();

        assertThat(room.view(back).status()).isEqualTo(OrderStatus.RETURNED);
        assertThat(room.view(back).lines().get(0).returned())
                .isEqualTo(room.view(back).lines().get(0).quantity());
        assertThat(room.view(kept).status()).isEqualTo(OrderStatus.DELIVERED);
        assertThat(numbers(OrderStatus.RETURNED)).containsExactly(back);
        assertThat(numbers(OrderStatus.DELIVERED)).containsExactly(kept);
    }

    @Test
    void unitsKeptForAnOrderSayWhy() {
        String orderNo = released("1001");
        kept(orderNo, "W1", "withheld", "2024-06-15T01:00:00Z");
        kept(orderNo, "I1", "inbound", null);
        kept(orderNo, "F1", "reserved", null);
        room.jdbc.sql("UPDATE orders SET payment_status = 'unpaid'").update();
        assertThat(why(orderNo)).containsExactly("inbound presale null", "withheld unpaid 2024-06-15T01:00:00Z");
        room.jdbc
                .sql("UPDATE orders SET payment_status = 'paid', allocation = 'planned'")
                .update();
        assertThat(why(orderNo)).containsExactly("inbound presale null", "withheld after_label null");
        room.jdbc.sql("UPDATE orders SET allocation = 'backordered'").update();
        assertThat(why(orderNo)).containsExactly("inbound presale null", "withheld waiting null");
        assertThat(room.view(released("1002")).kept()).isEmpty();
    }

    @Test
    void unitsPromisedOfGoodsOnTheirWaySayWhenAndUnderWhichDocument() {
        String orderNo = released("1001");
        kept(orderNo, "I1", "inbound", null);
        room.jdbc
                .sql("UPDATE reservation SET promised_for = TIMESTAMP WITH TIME ZONE '2024-07-01 00:00:00+00:00'")
                .update();
        for (String eta : List.of("2024-06-20", "2024-07-01")) {
            room.jdbc
                    .sql(
                            "INSERT INTO inbound_line (id, tenant, warehouse, sku, kind, quantity, eta, confidence, source_document)"
                                    + " VALUES (:doc, 'demo', 'cn', 'SKU-A', 'purchase', 5, CAST(:eta AS TIMESTAMP WITH TIME ZONE), 1, :doc)")
                    .param("doc", "PO-" + eta)
                    .param("eta", eta + "T00:00:00Z")
                    .update();
        }

        assertThat(room.view(orderNo).kept()).singleElement().satisfies(kept -> {
            assertThat(kept.expected()).isEqualTo("2024-07-01T00:00:00Z");
            assertThat(kept.sourceDocument()).isEqualTo("PO-2024-07-01");
        });
    }

    @Test
    void anOrderOfWhichPartHasLeftIsPartiallyShipped() {
        String orderNo = released("1001");
        room.jdbc.sql("UPDATE orders SET allocation = 'planned'").update();
        room.jdbc
                .sql(
                        "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, status, created_at,"
                                + " updated_at) VALUES ('F', 'demo', 'shop', :order, 'cn', 'warehouse', 'packed', CURRENT_TIMESTAMP,"
                                + " CURRENT_TIMESTAMP)")
                .param("order", orderNo)
                .update();
        room.jdbc
                .sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity, shipped)"
                        + " SELECT 'F', order_no, line_no, sku, quantity, 1 FROM order_line WHERE order_no = :order")
                .param("order", orderNo)
                .update();

        assertThat(room.view(orderNo).status()).isEqualTo(OrderStatus.PARTIALLY_SHIPPED);
        assertThat(numbers(OrderStatus.PARTIALLY_SHIPPED)).containsExactly(orderNo);
    }

    private void kept(String orderNo, String name, String state, String until) {
        room.jdbc
                .sql(
                        "INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at,"
                                + " expires_at) VALUES (:id, 'demo', :order, :id, 'cn', 'SKU-A', 2, 0, :state, CURRENT_TIMESTAMP,"
                                + " CAST(:until AS TIMESTAMP WITH TIME ZONE))")
                .param("id", name)
                .param("order", orderNo)
                .param("state", state)
                .param("until", until)
                .update();
    }

    private List<String> why(String orderNo) {
        return room.view(orderNo).kept().stream()
                .map(kept -> kept.state() + " " + kept.why() + " " + kept.until())
                .toList();
    }

    @Test
    void theDocumentHasTheNamesOfTheContract() {
        String orderNo = released("1001");
        Shipments.insert(room, orderNo, "delivered");

        JsonNode json = OrderRoom.JSON.valueToTree(room.view(orderNo));

        assertThat(names(json))
                .contains(
                        "order_no",
                        "tenant",
                        "account",
                        "platform",
                        "platform_order_id",
                        "platform_order_no",
                        "fulfilled_by",
                        "status",
                        "payment_status",
                        "placed_at",
                        "ship_by",
                        "deliver_by",
                        "currency",
                        "total",
                        "holds",
                        "ship_to",
                        "lines",
                        "fulfillments",
                        "exceptions",
                        "timeline");
        assertThat(json.get("status").asText()).isEqualTo("delivered");
        assertThat(json.get("total").asText()).isEqualTo("19.90");
        assertThat(json.get("placed_at").asText()).isEqualTo("2024-06-15T00:30:00Z");
        assertThat(names(json.get("ship_to")))
                .contains("name", "country_code", "city", "postal_code", "street1", "tax_ids");
        assertThat(names(json.at("/lines/0")))
                .contains(
                        "line_no",
                        "platform_line_id",
                        "platform_sku",
                        "sku",
                        "title",
                        "quantity",
                        "cancelled",
                        "shipped",
                        "returned",
                        "unit_price");
        assertThat(names(json.at("/fulfillments/0")))
                .contains("fulfillment_no", "warehouse", "label_source", "service", "status", "lines", "parcels");
        assertThat(names(json.at("/fulfillments/0/lines/0"))).contains("order_no", "line_no", "quantity");
        assertThat(names(json.at("/fulfillments/0/parcels/0")))
                .contains(
                        "parcel_no",
                        "waybill_status",
                        "waybill_no",
                        "numbers",
                        "label_url",
                        "milestone",
                        "sub_status",
                        "reason",
                        "first_scan_at",
                        "events");
        assertThat(json.at("/fulfillments/0/parcels/0/label_url").asText())
                .isEqualTo("/api/v2.1/waybills/WB%2F1001/label");
        assertThat(names(json.at("/fulfillments/0/parcels/0/events/0")))
                .containsExactlyInAnyOrder(
                        "occurred_at",
                        "time_source",
                        "raw_time",
                        "milestone",
                        "reason",
                        "code",
                        "description",
                        "location",
                        "foreign");
        assertThat(names(json.at("/exceptions/0"))).contains("id", "reason", "status", "opened_at", "allowed_actions");
        assertThat(json.at("/exceptions/0/allowed_actions")).hasSize(2);
        assertThat(names(json.at("/timeline/0"))).containsExactlyInAnyOrder("at", "stage", "event", "detail");
        assertThat(json.at("/timeline/0/stage").asText()).isEqualTo("waybill-generation");
        assertThat(json.at("/timeline/0/detail").asText()).isEqualTo("carrier 4px-cn; waybill_no WB/1001");
    }

    @Test
    void workThatIsNotDoneIsToldWithWhatHoldsItUp() {
        String orderNo = released("#9");
        room.database
                .jdbc()
                .sql("INSERT INTO outbox (id, type, tenant, account, order_no, occurred_at, body)"
                        + " VALUES ('E1', 'fulfillment.created', 'demo', 'shop', :order, CURRENT_TIMESTAMP, '{}')")
                .param("order", orderNo)
                .update();
        String seq = "(SELECT o.seq FROM outbox o WHERE o.id = 'E1')";
        room.database
                .jdbc()
                .sql("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at, last_error) VALUES"
                        + " ('waybill-generation', " + seq
                        + ", :order, '4px-cn', 3, CURRENT_TIMESTAMP, 'transient: 503'),"
                        + " ('exception-sync', " + seq + ", :order, '-', 0, CURRENT_TIMESTAMP, NULL),"
                        + " ('shipment-confirmation', " + seq
                        + ", :order, 'shop', 0, CURRENT_TIMESTAMP, 'waits 7 s for a permit')")
                .param("order", orderNo)
                .update();
        room.database
                .jdbc()
                .sql(
                        "INSERT INTO dead_letter (id, tenant, subscriber, seq, type, account, order_no, order_key, lane, attempts,"
                                + " reason, message, first_failed_at, dead_at, status)"
                                + " VALUES ('DL1', 'demo', 'erp-sync', " + seq
                                + ", 'order.released', 'shop', :order, :order, 'mabang',"
                                + " 1, 'rejected', 'no such shop', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 'open')")
                .param("order", orderNo)
                .update();
        room.standing.put("4px-cn", new StandingStill.Stop("account 4px-cn is off", null, true));
        assertThat(room.queries
                        .find("demo", orderNo, null, Locale.ENGLISH)
                        .orElseThrow()
                        .pending())
                .extracting(
                        OrderView.PendingView::step,
                        OrderView.PendingView::account,
                        OrderView.PendingView::event,
                        OrderView.PendingView::attempts,
                        OrderView.PendingView::lastError,
                        OrderView.PendingView::because,
                        OrderView.PendingView::deadLetter)
                .containsExactly(
                        tuple("exception-sync", null, "fulfillment.created", 0, null, null, null),
                        tuple(
                                "shipment-confirmation",
                                "shop",
                                "fulfillment.created",
                                0,
                                "waits 7 s for a permit",
                                "waits 7 s for a permit",
                                null),
                        tuple(
                                "waybill-generation",
                                "4px-cn",
                                "fulfillment.created",
                                3,
                                "transient: 503",
                                "account 4px-cn is off",
                                null),
                        tuple("erp-sync", "mabang", "order.released", 1, "no such shop", null, "DL1"));
    }

    @Test
    void anOrderInAWarehouseWhosePushesAreTurnedAwaySaysSo() {
        String orderNo = released("#8");
        room.jdbc
                .sql(
                        "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, status, created_at,"
                                + " updated_at) VALUES ('F', 'demo', 'shop', :order, 'us-west', 'warehouse', 'accepted', CURRENT_TIMESTAMP,"
                                + " CURRENT_TIMESTAMP)")
                .param("order", orderNo)
                .update();
        room.jdbc
                .sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)"
                        + " SELECT 'F', order_no, line_no, sku, quantity FROM order_line WHERE order_no = :order")
                .param("order", orderNo)
                .update();
        assertThat(room.view(orderNo).pending()).isEmpty();

        room.standing.put("us-west", new StandingStill.Stop("account us-west is off", null, true));
        assertThat(room.view(orderNo).pending()).singleElement().satisfies(work -> {
            assertThat(work.step()).isEqualTo("warehouse-notices");
            assertThat(work.account()).isEqualTo("us-west");
            assertThat(work.because()).isEqualTo("account us-west is off");
        });

        room.standing.put(
                "us-west",
                new StandingStill.Stop(
                        "the breaker of us-west is open", room.clock.instant().plusSeconds(7), false));
        assertThat(room.view(orderNo).pending()).as("it may push all the same").isEmpty();
    }

    @Test
    void theNextAttemptIsNeverInThePast() {
        String orderNo = released("#9");
        room.jdbc
                .sql("INSERT INTO outbox (id, type, tenant, account, order_no, occurred_at, body)"
                        + " VALUES ('E1', 'fulfillment.created', 'demo', 'shop', :order, CURRENT_TIMESTAMP, '{}')")
                .param("order", orderNo)
                .update();
        Instant now = room.clock.instant();
        room.jdbc
                .sql(
                        "INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at, last_error)"
                                + " VALUES ('waybill-generation', (SELECT o.seq FROM outbox o WHERE o.id = 'E1'), :order, '4px-cn', 3, :at, '503')")
                .param("order", orderNo)
                .param("at", now.minusSeconds(40).atOffset(ZoneOffset.UTC))
                .update();
        assertThat(next(orderNo)).as("it waits for its turn").isNull();

        room.standing.put("4px-cn", new StandingStill.Stop("the breaker of 4px-cn is open", now.plusSeconds(7), false));
        assertThat(room.view(orderNo).pending().get(0).because()).isEqualTo("the breaker of 4px-cn is open");
        assertThat(next(orderNo)).as("not before its partner is asked again").isEqualTo(now.plusSeconds(7));

        room.standing.put("4px-cn", new StandingStill.Stop("4px-cn refuses", now.minusSeconds(60), false));
        assertThat(next(orderNo)).as("neither says one").isNull();

        room.standing.put("4px-cn", new StandingStill.Stop("account 4px-cn is paused", null, true));
        assertThat(next(orderNo)).as("nobody knows").isNull();

        room.standing.clear();
        room.jdbc
                .sql("UPDATE delivery SET next_at = :at")
                .param("at", now.plusSeconds(20).atOffset(ZoneOffset.UTC))
                .update();
        assertThat(next(orderNo)).isEqualTo(now.plusSeconds(20));
        room.standing.put("4px-cn", new StandingStill.Stop("the breaker of 4px-cn is open", now.plusSeconds(7), false));
        assertThat(next(orderNo)).as("the later of the two").isEqualTo(now.plusSeconds(20));
        room.standing.put("4px-cn", new StandingStill.Stop("4px-cn refuses", now.minusSeconds(60), false));
        assertThat(next(orderNo)).as("its own").isEqualTo(now.plusSeconds(20));
    }

    private Instant next(String orderNo) {
        return room.view(orderNo).pending().get(0).nextAttemptAt();
    }

    @Test
    void anOrderThatWaitsSaysForWhat() {
        String orderNo = released("#9");
        assertThat(room.view(orderNo).backorder()).isNull();
        decided(orderNo, 1, "planned", null, "{\"decision\":\"cn has every line\"}");
        decided(
                orderNo,
                2,
                "account_not_live",
                ",4px-cn,cn-szx,",
                "{\"decision\":\"waits for account 4px-cn (mode off)\"}");
        assertThat(room.view(orderNo).backorder()).as("it does not wait").isNull();
        room.jdbc.sql("UPDATE orders SET allocation = 'backordered'").update();
        assertThat(room.view(orderNo).backorder())
                .satisfies(waits -> assertThat(waits.cause()).isEqualTo("account_not_live"))
                .satisfies(waits -> assertThat(waits.accounts()).containsExactly("4px-cn", "cn-szx"))
                .satisfies(waits -> assertThat(waits.message()).isEqualTo("waits for account 4px-cn (mode off)"))
                .satisfies(waits -> assertThat(waits.queue()).isEqualTo("people"));
        decided(orderNo, 3, "capacity_full", null, "{\"decision\":\"waits for a day with a place left in cn\"}");
        assertThat(room.view(orderNo).backorder())
                .satisfies(waits -> assertThat(waits.cause()).isEqualTo("capacity_full"))
                .satisfies(waits -> assertThat(waits.accounts()).isEmpty());
        decided(orderNo, 4, "no_service", null, "{\"decision\":\"waits for a service that takes it\"}");
        assertThat(room.view(orderNo).backorder().cause()).isEqualTo("no_service");
        decided(
                orderNo,
                5,
                "stock_shortage",
                null,
                "{\"decision\":\"no warehouse has every line\",\"short_skus\":[\"SKU-A\"]}");
        assertThat(room.view(orderNo).backorder())
                .satisfies(waits -> assertThat(waits.cause()).isEqualTo("stock_shortage"))
                .satisfies(waits -> assertThat(waits.skus()).containsExactly("SKU-A"))
                .satisfies(waits -> assertThat(waits.accounts()).isEmpty());
    }

    private void decided(String orderNo, int seq, String cause, String waitsFor, String explanation) {
        room.jdbc
                .sql(
                        "INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, queue, cause, waits_for, explanation)"
                                + " VALUES (:order, :seq, 'demo', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 'backordered', 'people', :cause, :waits_for, :explanation)")
                .param("order", orderNo)
                .param("seq", seq)
                .param("cause", cause)
                .param("waits_for", waitsFor)
                .param("explanation", explanation)
                .update();
    }

    @Test
    void anOrderIsFoundByItsOwnNumberWithinTheClientsAccounts() {
        String orderNo = released("#A&B/1");
        assertThat(room.queries.find("demo", orderNo, Set.of(TestAccounts.SHOP), Locale.ENGLISH))
                .isPresent();
        assertThat(room.queries.find("demo", orderNo, Set.of("other"), Locale.ENGLISH))
                .isEmpty();
        assertThat(room.queries.find("demo", orderNo, Set.of(), Locale.ENGLISH)).isEmpty();
        assertThat(room.queries.find("other", orderNo, null, Locale.ENGLISH)).isEmpty();
        assertThat(page(null, "##A&B/1", null, null, null, 10).items()).hasSize(1);
        assertThat(page(null, "#A&B", null, null, null, 10).items()).isEmpty();
        assertThat(byPlatformId(TestAccounts.SHOP, "#A&B/1")).containsExactly(orderNo);
        assertThat(byPlatformId("other", "#A&B/1")).isEmpty();
        assertThat(byPlatformId(TestAccounts.SHOP, "A&B/1")).isEmpty();
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepeat() {
        for (int i = 0; i < 7; i++) {
            released("o" + i);
            if (i % 3 == 0) {
                room.pass(Duration.ofSeconds(1));
            }
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            OrderPage page = page(null, null, null, null, cursor, 3);
            page.items().forEach(item -> seen.add(item.orderNo()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        assertThatThrownBy(() -> page(null, null, null, null, "nonsense", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("next_cursor");
    }

    @Test
    void anExactlyFullLastPageHasNoCursor() {
        released("1");
        released("2");
        assertThat(page(null, null, null, null, null, 2).nextCursor()).isNull();
        assertThat(page(null, null, null, null, null, 1).nextCursor()).isNotNull();
        assertThat(page(null, null, OrderStatus.IMPORTED, null, null, 2).nextCursor())
                .isNull();
    }

    @Test
    void whatChangesMovesToTheEndForWhoeverFollows() {
        String first = released("1");
        room.pass(Duration.ofSeconds(10));
        Instant after = room.clock.instant();
        room.pass(Duration.ofSeconds(10));
        String second = released("2");
        assertThat(page(null, null, null, after, null, 10).items())
                .extracting(OrderView::orderNo)
                .containsExactly(second);
        room.pass(Duration.ofSeconds(10));
        new OrderTouch(room.jdbc, room.clock).touch(first);
        assertThat(page(null, null, null, after, null, 10).items())
                .extracting(OrderView::orderNo)
                .containsExactly(second, first);
    }

    @Test
    void everyStatusFindsItsOrdersAndNoOthers() {
        String imported = released("imported");
        String onHold =
                room.upsert(order("on_hold").payment("unpaid").build(), 2).orderNo();
        room.judge(onHold);
        String backordered = released("backordered");
        room.jdbc
                .sql("UPDATE orders SET allocation = 'backordered' WHERE order_no = :no")
                .param("no", backordered)
                .update();
        String cancelled =
                room.upsert(order("cancelled").cancelled().build(), 4).orderNo();
        String emptied = room.upsert(
                        order("emptied").lines(line("1", "SKU-A", 1, 1, true)).build(), 5)
                .orderNo();
        String allocated = released("allocated");
        Shipments.insert(room, allocated, null);
        room.jdbc
                .sql("UPDATE parcel SET waybill_status = 'requested' WHERE order_no = :no")
                .param("no", allocated)
                .update();
        String labelled = released("labelled");
        Shipments.insert(room, labelled, "created");
        String shipped = released("shipped");
        Shipments.insert(room, shipped, "linehaul");
        String delivered = released("delivered");
        Shipments.insert(room, delivered, "delivered");
        String returned = released("returned");
        Shipments.insert(room, returned, "returned");

        assertThat(numbers(OrderStatus.IMPORTED)).containsExactly(imported);
        assertThat(numbers(OrderStatus.ON_HOLD)).containsExactly(onHold);
        assertThat(numbers(OrderStatus.BACKORDERED)).containsExactly(backordered);
        assertThat(numbers(OrderStatus.CANCELLED)).containsExactlyInAnyOrder(cancelled, emptied);
        assertThat(numbers(OrderStatus.ALLOCATED)).containsExactly(allocated);
        assertThat(numbers(OrderStatus.LABELLED)).containsExactly(labelled);
        assertThat(numbers(OrderStatus.PARTIALLY_SHIPPED)).isEmpty();
        assertThat(numbers(OrderStatus.SHIPPED)).containsExactly(shipped);
        assertThat(numbers(OrderStatus.DELIVERED)).containsExactly(delivered);
        assertThat(numbers(OrderStatus.RETURNED)).containsExactly(returned);
    }

    @Test
    void aPageIsWithinBounds() {
        assertThatThrownBy(() -> page(null, null, null, null, null, 501)).hasMessageContaining("1 to 500");
        assertThat(page("nobody", null, null, null, null, 500).items()).isEmpty();
    }

    private List<String> byPlatformId(String account, String id) {
        OrderQuery query = new OrderQuery("demo", null, account, id, null, null, null, null, 10);
        return room.queries.page(query, Locale.ENGLISH).items().stream()
                .map(OrderView::orderNo)
                .toList();
    }

    private List<String> numbers(OrderStatus status) {
        return page(null, null, status, null, null, 500).items().stream()
                .map(OrderView::orderNo)
                .toList();
    }

    private OrderPage page(
            String account, String platformNo, OrderStatus status, Instant after, String cursor, int limit) {
        return room.queries.page(
                new OrderQuery("demo", null, account, null, platformNo, status, after, cursor, limit), Locale.ENGLISH);
    }

    private String released(String id) {
        String orderNo = room.upsert(order(id).build(), 1).orderNo();
        room.judge(orderNo);
        return orderNo;
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
