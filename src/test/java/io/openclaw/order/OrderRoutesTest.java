package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static io.openclaw.order.TestAccounts.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account.Mode;
import io.openclaw.order.gate.GateDecision;
import io.openclaw.outbox.Event;
import io.openclaw.partner.component.MissingRouteException;
import io.openclaw.product.SkuMapping;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderRoutesTest {

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
        room.product("SKU-A");
        routes = new RoutesUnderTest(room)
                .load(
                        "order-creation",
                        "hold-review",
                        "order-polling",
                        "personal-data",
                        "privacy-requests",
                        "order-deletion",
                        "return-requests")
                .startedBy("order-creation", "pushed")
                .startedBy("hold-review", "reviewed")
                .startedBy("hold-review.clock", "clock")
                .startedBy("order-polling", "poll")
                .startedBy("personal-data", "erase")
                .startedBy("privacy-requests", "asked")
                .startedBy("order-deletion", "deleted")
                .startedBy("return-requests", "returning")
                .start();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void aPushBecomesAnOrderIsJudgedAndToldOnce() {
        normalizedAs(order("1").build());
        assertThat(push("e1", 11).getException()).isNull();
        assertThat(push("e1", 11).getException()).isNull();

        assertThat(told()).containsExactly("created", "released");
        OrderChange created = body("channel:order.created", OrderChange.class);
        GateDecision released = body("channel:order.released", GateDecision.class);
        assertThat(released.orderNo()).isEqualTo(created.orderNo());
        assertThat(created.account()).isEqualTo(SHOP);
        assertThat(room.held(created.orderNo()).versionSeq()).isEqualTo(11);
    }

    @Test
    void changesAreToldAndOldVersionsAreNot() {
        normalizedAs(order("1").second(5).payment("unpaid").build());
        push("e1", 1);
        normalizedAs(order("1").second(4).build());
        push("e2", 2);
        normalizedAs(order("1").second(6).payment("paid").build());
        push("e3", 3);
        normalizedAs(order("1").second(7).payment("paid").build());
        push("e4", 4);
        normalizedAs(order("1").second(8).cancelled().build());
        push("e5", 5);

        assertThat(told()).containsExactlyInAnyOrder("created", "held", "updated", "released", "cancelled");
        assertThat(body("channel:order.held", GateDecision.class).holds()).containsExactly("unpaid");
        assertThat(body("channel:order.updated", OrderChange.class).changed()).containsExactly("payment");
    }

    @Test
    void shipmentsThatAreCancelledThereAreToldOfThoughTheOrderIsTheSame() {
        normalizedAs(order("1").second(5).build());
        push("e1", 1);
        normalizedAs(order("1").second(6).cancelledShipment("77", "W1").build());
        push("e2", 2);
        push("e2", 2);
        normalizedAs(order("1").second(4).cancelledShipment("77", "W1").build());
        push("e3", 3);

        assertThat(told()).containsExactly("created", "released");
        assertThat(routes.mock("channel:order.shipments_shown").getReceivedCounter())
                .isEqualTo(1);
        ShownShipments shown = body("channel:order.shipments_shown", ShownShipments.class);
        assertThat(shown.account()).isEqualTo(SHOP);
        assertThat(shown.cancelled())
                .containsExactly(new OrderDocument.CancelledShipment("77", java.util.List.of("W1")));
    }

    @Test
    void whenTellingFailsNothingHasHappenedAndTheNextAttemptDoesItAll() {
        normalizedAs(order("1").build());
        MockEndpoint released = routes.mock("channel:order.released");
        released.whenExchangeReceived(1, exchange -> {
            throw new IllegalStateException("the store is full");
        });
        assertThat(push("e1", 1).getException()).hasMessageContaining("the store is full");
        assertThat(room.count("orders")).isZero();
        assertThat(room.count("processed_key")).isZero();

        assertThat(push("e1", 1).getException()).isNull();
        assertThat(room.count("orders")).isEqualTo(1);
        assertThat(allocations()).containsExactly("released");
    }

    @Test
    void aMappedSkuReleasesWhoeverWaitedEvenWhenOneOfThemFails() {
        for (String id : List.of("1", "2", "3")) {
            normalizedAs(order(id).lines(line("1", "THEIRS", 1)).build());
            push("e" + id, Long.parseLong(id));
        }
        room.products.register("demo", new SkuMapping("*", "THEIRS", "SKU-A"));
        routes.mock("channel:order.released").whenExchangeReceived(2, exchange -> {
            throw new IllegalStateException("once");
        });
        Event changed = RoutesUnderTest.event("p1", "product.changed", null, Map.of("sku", "SKU-A"));

        assertThat(routes.send("reviewed", changed).getException())
                .as("to be retried")
                .isNotNull();
        assertThat(allocations()).containsExactlyInAnyOrder("released", "none", "released");
        assertThat(routes.send("reviewed", changed).getException()).isNull();
        assertThat(allocations()).containsOnly("released");
    }

    @Test
    void anAccountThatGoesLiveReleasesItsOrders() {
        room.accounts.shop(Mode.IMPORT_ONLY, null, Map.of());
        normalizedAs(order("1").build());
        push("e1", 1);
        room.accounts.shop(Mode.LIVE, null, Map.of());
        routes.send("reviewed", RoutesUnderTest.event("a1", "account.changed", SHOP, Map.of("account", SHOP)));

        assertThat(told()).containsExactly("created", "held", "released");
    }

    @Test
    void theClockEndsTheCoolOff() {
        room.accounts.shop(Mode.LIVE, null, Map.of("cool_off_minutes", 120));
        normalizedAs(order("1").build());
        push("e1", 1);
        routes.send("clock", (Object) null);
        assertThat(allocations()).containsExactly("none");
        room.pass(Duration.ofHours(1));
        routes.send("clock", (Object) null);
        assertThat(allocations()).containsExactly("released");
    }

    @Test
    void aShopIsReadPageByPageAndEachVersionOnce() {
        room.accounts.shop(Mode.LIVE, null, Map.of("poll_minutes", 5, "poll_overlap_minutes", 2));
        List<Map<?, ?>> questions = new ArrayList<>();
        MockEndpoint list = routes.mock("platform:list-orders");
        list.whenAnyExchangeReceived(exchange -> {
            Map<?, ?> question = exchange.getMessage().getBody(Map.class);
            questions.add(question);
            boolean first = !question.containsKey("cursor");
            exchange.getMessage()
                    .setBody(
                            first
                                    ? Map.of("orders", List.of(Map.of("id", 1), Map.of("id", 2)), "next_cursor", "p2")
                                    : Map.of(
                                            "orders",
                                            List.of(Map.of("id", 2), Map.of("id", 3)),
                                            "watermark",
                                            "2024-06-15T08:30:00+08:00"));
        });

        assertThat(routes.send("poll", (Object) null).getException()).isNull();
        assertThat(questions).hasSize(2);
        assertThat(questions.get(1).get("cursor")).isEqualTo("p2");
        assertThat(stored()).containsExactly(Map.of("id", 1), Map.of("id", 2), Map.of("id", 3));
        assertThat(routes.mock("channel:page.polled").getReceivedCounter()).isEqualTo(3);

        routes.send("poll", (Object) null);
        assertThat(questions).as("its turn is not due yet").hasSize(2);
        room.pass(Duration.ofMinutes(5));
        routes.send("poll", (Object) null);
        assertThat(questions.get(2).get("updated_after")).isEqualTo("2024-06-15T00:28:00Z");
        assertThat(stored()).as("all known already").hasSize(3);
    }

    @Test
    void whatTheSellerHoldsAtTheShopIsFoundByAskingAndSoIsWhatHeReleased() {
        room.accounts.shop(Mode.LIVE, null, Map.of("poll_minutes", 5));
        String held =
                room.upsert(order("7").merchantHold("other", null).build(), 1).orderNo();
        room.judge(held);
        String left =
                room.upsert(order("8").merchantHold("other", null).build(), 2).orderNo();
        room.jdbc
                .sql(
                        "INSERT INTO exception_case (id, tenant, account, order_no, cause, reason, severity, status, allowed_actions, opened_at)"
                                + " VALUES ('C1', 'demo', :shop, :order, 'confirm_refused', 'confirm_refused', 'critical', 'open', '',"
                                + " CURRENT_TIMESTAMP)")
                .param("shop", SHOP)
                .param("order", left)
                .update();
        Map<String, Object> hold =
                Map.of("platform_order_id", "1", "document", Map.of("fulfillment_order", Map.of("order_id", "1")));
        List<Map<?, ?>> asked = new ArrayList<>();
        routes.mock("platform:list-holds").whenAnyExchangeReceived(exchange -> {
            asked.add(exchange.getMessage().getBody(Map.class));
            exchange.getMessage().setBody(Map.of("holds", List.of(hold)));
        });
        routes.mock("platform:list-orders").whenAnyExchangeReceived(exchange -> {
            asked.add(exchange.getMessage().getBody(Map.class));
            exchange.getMessage().setBody(Map.of("orders", List.of(Map.of("id", 1))));
        });

        assertThat(routes.send("poll", (Object) null).getException()).isNull();

        assertThat((List<?>) asked.get(0).get("held"))
                .as("those that are held here for it, and those that have left and could not be confirmed")
                .hasSize(2)
                .allSatisfy(one -> assertThat(one)
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .containsKeys("platform_order_id", "since"))
                .extracting(one -> ((Map<?, ?>) one).get("platform_order_id"))
                .isEqualTo(List.of(
                        room.held(held).document().platformOrderId(),
                        room.held(left).document().platformOrderId()));
        assertThat(asked.get(1).get("holds"))
                .as("an order that is listed tells of it")
                .isEqualTo(List.of(hold));
        assertThat(stored()).containsExactly((Map<?, ?>) hold.get("document"), Map.of("id", 1));
        room.pass(Duration.ofMinutes(5));
        routes.send("poll", (Object) null);
        assertThat(stored()).as("the same hold is told once").hasSize(2);
    }

    @Test
    void ordersAreAskedForWhereHoldsCannotBe() {
        room.accounts.shop(Mode.LIVE, null, Map.of("poll_minutes", 5));
        routes.mock("platform:list-orders").whenAnyExchangeReceived(exchange -> exchange.getMessage()
                .setBody(Map.of("orders", List.of(Map.of("id", 1)))));
        for (Exception failure : List.of(
                new MissingRouteException("no route list-holds"), new IllegalStateException("the shop is closed"))) {
            routes.mock("platform:list-holds").whenAnyExchangeReceived(exchange -> {
                throw failure;
            });
            assertThat(routes.send("poll", (Object) null).getException()).isNull();
            room.pass(Duration.ofMinutes(5));
        }
        assertThat(routes.mock("platform:list-holds").getReceivedCounter()).isEqualTo(2);
        assertThat(stored()).containsExactly(Map.of("id", 1));
    }

    @Test
    void aShopThatCannotBeReadIsAskedForTheSameAgain() {
        room.accounts.shop(Mode.LIVE, null, Map.of("poll_minutes", 5));
        MockEndpoint list = routes.mock("platform:list-orders");
        list.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("the shop is closed");
        });
        assertThat(routes.send("poll", (Object) null).getException()).isNull();
        room.pass(Duration.ofMinutes(5));
        routes.send("poll", (Object) null);

        assertThat(list.getReceivedCounter()).isEqualTo(2);
        assertThat(room.jdbc
                        .sql("SELECT COUNT(*) FROM poll_cursor WHERE watermark IS NULL")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void personalDataGoesWhenTheOrderIsOverAndDoesNotComeBack() {
        String open = room.upsert(order("1").build(), 1).orderNo();
        String over = room.upsert(order("2").cancelled().notes("ring", "call").build(), 2)
                .orderNo();
        room.jdbc
                .sql(
                        "INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, boxes, leg, rank,"
                                + " asked_ship_to_enc, created_at, updated_at) SELECT order_no || '-F1-P1', tenant, order_no || '-F1', order_no,"
                                + " account, 'void', 1, 1, 0, ship_to_enc, created_at, created_at FROM orders")
                .update();
        room.pass(Duration.ofDays(29));
        routes.send("erase", (Object) null);
        assertThat(room.view(over).shipTo()).isNotNull();
        room.pass(Duration.ofDays(2));
        assertThat(routes.send("erase", (Object) null).getException()).isNull();
        assertThat(room.jdbc
                        .sql("SELECT order_no FROM parcel WHERE asked_ship_to_enc IS NOT NULL")
                        .query(String.class)
                        .list())
                .as("the address a label was asked for with")
                .containsExactly(open);

        assertThat(room.view(over).shipTo()).isNull();
        assertThat(room.view(over).sellerNote()).isNull();
        assertThat(room.view(open).shipTo()).isEqualTo(Documents.NEW_YORK);
        assertThat(room.upsert(
                                order("2")
                                        .second(9)
                                        .cancelled()
                                        .notes("ring", "call")
                                        .build(),
                                3)
                        .change())
                .isEqualTo("unchanged");
        assertThat(room.view(over).shipTo()).isNull();
    }

    @Test
    void whatAPlatformAsksToEraseGoesAtOnceOrWhenTheOrderIsOver() {
        String open = room.upsert(order("1").build(), 1).orderNo();
        String over = room.upsert(order("2").cancelled().build(), 2).orderNo();
        String others = room.upsert(order("3").cancelled().build(), 3).orderNo();
        asks(Map.of(
                "request",
                "erase",
                "everything",
                false,
                "platform_order_ids",
                List.of("1", "2", "unknown"),
                "reference",
                "customer 7"));

        assertThat(room.view(over).shipTo()).isNull();
        assertThat(room.view(open).shipTo()).isEqualTo(Documents.NEW_YORK);
        assertThat(room.view(others).shipTo()).as("nobody asked").isNotNull();
        assertThat(body("channel:privacy.erasure_waits", PersonalData.Waiting.class)
                        .orderNo())
                .isEqualTo(open);
        assertThat(erased()).containsExactly(over);

        room.upsert(order("1").second(5).cancelled().build(), 4);
        assertThat(routes.send("erase", (Object) null).getException()).isNull();
        assertThat(room.view(open).shipTo()).isNull();
        assertThat(erased()).containsExactly(over, open);
        assertThat(routes.mock("channel:privacy.erasure_waits").getReceivedCounter())
                .isEqualTo(1);
    }

    @Test
    void aWholeShopIsErasedAsFarAsItIsOver() {
        String open = room.upsert(order("1").build(), 1).orderNo();
        String over = room.upsert(order("2").cancelled().build(), 2).orderNo();
        asks(Map.of(
                "request",
                "erase",
                "everything",
                true,
                "platform_order_ids",
                List.of(),
                "reference",
                "the whole shop"));
        assertThat(room.view(over).shipTo()).isNull();
        assertThat(room.view(open).shipTo()).isNotNull();
        assertThat(routes.mock("channel:privacy.erasure_waits").getReceivedCounter())
                .isZero();
    }

    @Test
    void aRequestForDataNamesTheOrdersThatHoldThem() {
        String held = room.upsert(order("1").build(), 1).orderNo();
        asks(Map.of(
                "request",
                "hand_out",
                "everything",
                false,
                "platform_order_ids",
                List.of("1", "unknown"),
                "reference",
                "customer 7, data request 9"));
        PersonalData.HandOut told = body("channel:privacy.data_requested", PersonalData.HandOut.class);
        assertThat(told.orders()).containsExactly(held);
        assertThat(told.message()).contains("customer 7, data request 9", held);

        asks(Map.of(
                "request",
                "hand_out",
                "everything",
                false,
                "platform_order_ids",
                List.of(),
                "reference",
                "customer 8"));
        assertThat(routes.mock("channel:privacy.data_requested").getReceivedCounter())
                .as("the hub holds nothing")
                .isEqualTo(1);
    }

    @Test
    void anOrderThatIsDeletedWhileItIsUnderWayIsToldOnce() {
        String open = room.upsert(order("1").build(), 1).orderNo();
        room.upsert(order("2").cancelled().build(), 2);
        String delivered = room.upsert(order("3").build(), 3).orderNo();
        room.jdbc
                .sql("UPDATE orders SET delivered_told = TRUE WHERE order_no = :no")
                .param("no", delivered)
                .update();
        for (String id : List.of("1", "2", "3", "unknown")) {
            routes.mock("platform:normalize-deletion").whenAnyExchangeReceived(exchange -> exchange.getMessage()
                    .setBody(Map.of("platform_order_id", id)));
            Event event = RoutesUnderTest.event("d" + id, "push.deleted", SHOP, Map.of("inbox_id", 1));
            assertThat(routes.send("deleted", event).getException()).isNull();
            assertThat(routes.send("deleted", event).getException()).isNull();
        }
        assertThat(routes.mock("channel:order.deleted").getReceivedCounter()).isEqualTo(1);
        OrderDeletion.Deleted told = body("channel:order.deleted", OrderDeletion.Deleted.class);
        assertThat(told.orderNo()).isEqualTo(open);
        assertThat(told.account()).isEqualTo(SHOP);
        assertThat(told.message()).contains("nothing more can be confirmed there");
        assertThat(room.held(open).state()).as("the hub does not decide").isEqualTo("open");
    }

    @Test
    void thatABuyerWantsToSendGoodsBackIsTold() {
        String orderNo = room.upsert(order("1").build(), 1).orderNo();
        for (String id : List.of("1", "unknown")) {
            routes.mock("platform:normalize-return-request").whenAnyExchangeReceived(exchange -> exchange.getMessage()
                    .setBody(Map.of(
                            "platform_order_id",
                            id,
                            "reference",
                            "#1001-R1",
                            "quantity",
                            2,
                            "reasons",
                            List.of("wrong_item"))));
            Event event = RoutesUnderTest.event("r" + id, "push.return_request", SHOP, Map.of("inbox_id", 1));
            assertThat(routes.send("returning", event).getException()).isNull();
            assertThat(routes.send("returning", event).getException()).isNull();
        }
        assertThat(routes.mock("channel:case.due").getReceivedCounter()).isEqualTo(1);
        assertThat(body("channel:case.due", ReturnRequests.Asked.class))
                .isEqualTo(new ReturnRequests.Asked(
                        "demo",
                        SHOP,
                        orderNo,
                        "return_requested",
                        "The buyer asks to send goods back, #1001-R1, 2 units (wrong_item)"));
    }

    private void asks(Map<String, Object> request) {
        routes.mock("platform:normalize-privacy")
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(request));
        Event event = RoutesUnderTest.event("p" + request.hashCode(), "push.privacy", SHOP, Map.of("inbox_id", 1));
        assertThat(routes.send("asked", event).getException()).isNull();
        assertThat(routes.send("asked", event).getException())
                .as("delivered again")
                .isNull();
    }

    private List<String> erased() {
        return routes.mock("channel:order.erased").getExchanges().stream()
                .map(exchange ->
                        exchange.getMessage().getBody(PersonalData.Erased.class).orderNo())
                .toList();
    }

    private void normalizedAs(OrderDocument document) {
        MockEndpoint normalize = routes.mock("platform:normalize-order");
        normalize.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(document));
    }

    private Exchange push(String eventId, long inboxId) {
        return routes.send(
                "pushed", RoutesUnderTest.event(eventId, "push.platform", SHOP, Map.of("inbox_id", inboxId)));
    }

    private <T> T body(String uri, Class<T> type) {
        return routes.mock(uri).getExchanges().get(0).getMessage().getBody(type);
    }

    /** Which events of orders were told. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (String type : List.of("created", "updated", "cancelled", "held", "released")) {
            routes.mock("channel:order." + type).getExchanges().forEach(exchange -> told.add(type));
        }
        return told;
    }

    private List<Object> stored() {
        return routes.mock("inbox:store?origin=poll").getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody())
                .toList();
    }

    private List<String> allocations() {
        return database.jdbc()
                .sql("SELECT allocation FROM orders")
                .query(String.class)
                .list();
    }
}
