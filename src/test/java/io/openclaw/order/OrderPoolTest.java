package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.order.view.OrderView;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderPoolTest {

    private TestDatabase database;
    private OrderRoom room;

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
    void empty() {
        database.clear();
        room = new OrderRoom(database);
    }

    @Test
    void aNewOrderIsCreatedOnceAndKeptAsItCame() {
        OrderDocument document = order("1001")
                .lines(line("a", "SKU-A", 2), line("b", "SKU-B", 1))
                .build();
        OrderChange first = room.upsert(document, 1);
        OrderChange again = room.upsert(document, 1);

        assertThat(first.change()).isEqualTo("created");
        assertThat(first.orderNo()).matches("[A-Z0-9]{18}");
        assertThat(again.change()).isEqualTo("older");
        assertThat(again.orderNo()).isEqualTo(first.orderNo());
        assertThat(room.held(first.orderNo()).document()).isEqualTo(CanonicalOrder.of(document));
    }

    @Test
    void fiftyTimesAtOnceMakesOneOrder() throws Exception {
        OrderDocument document = order("1001").build();
        List<Long> inboxIds = new ArrayList<>();
        for (long i = 1; i <= 50; i++) {
            inboxIds.add(i);
        }
        List<OrderChange> changes = atOnce(inboxIds, id -> room.upsert(document, id));

        assertThat(changes)
                .extracting(OrderChange::orderNo)
                .containsOnly(changes.get(0).orderNo());
        assertThat(changes)
                .filteredOn(change -> change.change().equals("created"))
                .hasSize(1);
        assertThat(room.count("orders")).isEqualTo(1);
        assertThat(room.count("order_line")).isEqualTo(1);
        assertThat(room.held(changes.get(0).orderNo()).version()).isEqualTo(1);
    }

    @Test
    void fiftyEditsAtOnceEndWithTheNewest() throws Exception {
        List<Long> seconds = new ArrayList<>();
        for (long i = 1; i <= 50; i++) {
            seconds.add(i);
        }
        Collections.shuffle(seconds, new java.util.Random(7));
        List<OrderChange> changes = atOnce(
                seconds,
                s -> room.upsert(order("1001").second(s).total(s + ".00").build(), s));

        PooledOrder held = room.held(changes.get(0).orderNo());
        assertThat(held.document().total()).isEqualByComparingTo("50");
        assertThat(held.version()).isEqualTo((int) changes.stream()
                .filter(change -> !change.change().equals("older"))
                .count());
    }

    @Test
    void whatLeftWithoutTheHubIsWantedNoMore() {
        String orderNo = room.upsert(
                        order("1001").lines(shipped("a", 3, "hand", "H-1", 2)).build(), 1)
                .orderNo();
        PooledLine line = room.held(orderNo).lines().get(0);
        assertThat(line.wanted()).isEqualTo(1);
        assertThat(line.stated().fulfilled()).isEqualTo(2);
        assertThat(room.view(orderNo).lines().get(0).fulfilledElsewhere()).isEqualTo(2);
        assertThat(room.view(orderNo).lines().get(0).shipped()).isEqualTo(2);
        room.jdbc.sql("UPDATE order_line SET shipped = 1").update();
        assertThat(room.view(orderNo).lines().get(0).shipped())
                .as("whoever sent them, all three have left")
                .isEqualTo(3);
    }

    @Test
    void theEchoOfOurOwnShipmentIsNotCountedAgain() {
        String orderNo = room.upsert(order("1001").lines(line("a", "SKU-A", 3)).build(), 1)
                .orderNo();
        Shipments.insert(room, orderNo, "created");
        room.jdbc.sql("UPDATE parcel SET waybill_no = 'W-1'").update();
        room.upsert(
                order("1001").second(5).lines(shipped("a", 3, "4711", "W-1", 2)).build(), 2);
        assertThat(room.held(orderNo).lines().get(0).wanted()).isEqualTo(3);
        room.upsert(
                order("1001")
                        .second(6)
                        .lines(shipped("a", 3, "4712", "HAND", 1))
                        .build(),
                3);
        assertThat(room.held(orderNo).lines().get(0).wanted()).isEqualTo(2);
    }

    private static OrderDocument.Line shipped(String id, int quantity, String ref, String number, int units) {
        OrderDocument.Line line = line(id, "SKU-A", quantity);
        return new OrderDocument.Line(
                line.platformLineId(),
                line.platformSku(),
                line.title(),
                quantity,
                0,
                0,
                line.unitPrice(),
                line.tax(),
                true,
                null,
                false,
                null,
                line.listingIds(),
                null,
                null,
                0,
                List.of(new OrderDocument.Departure(ref, List.of(number), units)));
    }

    @Test
    void anOlderVersionNeverOverwritesANewer() {
        String orderNo =
                room.upsert(order("1001").second(10).total("2.00").build(), 2).orderNo();

        assertThat(room.upsert(order("1001").second(5).total("1.00").build(), 3).change())
                .isEqualTo("older");
        assertThat(room.held(orderNo).document().total()).isEqualByComparingTo("2");
    }

    @Test
    void atTheSameMomentTheLaterMessageWins() {
        String orderNo = room.upsert(order("1001").total("1.00").build(), 5).orderNo();

        assertThat(room.upsert(order("1001").total("0.50").build(), 4).change()).isEqualTo("older");
        OrderChange later = room.upsert(order("1001").total("3.00").build(), 6);
        assertThat(later.change()).isEqualTo("updated");
        assertThat(later.changed()).containsExactly("totals");
        assertThat(room.held(orderNo).document().total()).isEqualByComparingTo("3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void atTheSameMomentACreateUndoesNeitherACancellationNorAPayment(boolean createArrivesLast) {
        OrderDocument created = order("1001").payment("unpaid").build();
        OrderDocument paid = order("1001").payment("paid").build();
        OrderDocument cancelled = order("1001")
                .payment("unpaid")
                .status(OrderDocument.Status.CANCELLED)
                .build();
        for (OrderDocument later : List.of(paid, cancelled)) {
            room.upsert(createArrivesLast ? later : created, createArrivesLast ? 1 : 2);
            // What is taken up last may have reached the hub first: its delivery was tried again.
            String orderNo = room.upsert(createArrivesLast ? created : later, createArrivesLast ? 2 : 1)
                    .orderNo();
            assertThat(room.held(orderNo).document().status()).isEqualTo(later.status());
            assertThat(room.held(orderNo).document().paymentStatus()).isEqualTo(later.paymentStatus());
            empty();
        }
    }

    @Test
    void aNewerVersionThatSaysTheSameChangesNothingButIsRemembered() {
        OrderChange created = room.upsert(order("1001").second(1).total("1.00").build(), 1);
        OrderView before = room.view(created.orderNo());
        room.pass(Duration.ofMinutes(1));

        OrderChange same = room.upsert(order("1001").second(3).total("1.0000").build(), 3);
        assertThat(same.change()).isEqualTo("unchanged");
        assertThat(same.version()).isEqualTo(1);
        assertThat(room.view(created.orderNo())).isEqualTo(before);
        assertThat(room.upsert(order("1001").second(2).total("9.00").build(), 2).change())
                .as("it lies between the two")
                .isEqualTo("older");
    }

    @Test
    void anUpdateBeforeTheCreateIsTheOrderAndTheCreateIsOlder() {
        OrderChange update = room.upsert(order("1001").second(10).total("2.00").build(), 1);
        OrderChange create = room.upsert(order("1001").second(0).total("1.00").build(), 2);

        assertThat(update.change()).isEqualTo("created");
        assertThat(create.change()).isEqualTo("older");
        assertThat(room.held(update.orderNo()).document().total()).isEqualByComparingTo("2");
    }

    @Test
    void aCancelBeforeTheCreateLeavesACancelledOrder() {
        OrderChange cancel = room.upsert(order("1001").second(10).cancelled().build(), 1);
        room.upsert(order("1001").build(), 2);

        assertThat(room.view(cancel.orderNo()).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(room.judge(cancel.orderNo()).released()).isFalse();
    }

    @Test
    void aCancellationIsToldAsOne() {
        room.upsert(order("1001").build(), 1);
        OrderChange cancel = room.upsert(order("1001").second(1).cancelled().build(), 2);

        assertThat(cancel.change()).isEqualTo("cancelled");
        assertThat(cancel.changed()).containsExactly("status");
        assertThat(room.upsert(order("1001").second(2).cancelled().total("0.00").build(), 3)
                        .change())
                .isEqualTo("updated");
    }

    @Test
    void aLineThatIsGoneIsCancelledAndWhatWasShippedStaysCounted() {
        String orderNo = room.upsert(
                        order("1001")
                                .lines(line("a", "SKU-A", 2), line("b", "SKU-B", 3))
                                .build(),
                        1)
                .orderNo();
        database.jdbc()
                .sql("UPDATE order_line SET allocated = 2, shipped = 1 WHERE line_no = 2")
                .update();

        OrderChange change = room.upsert(
                order("1001")
                        .second(1)
                        .lines(line("a", "SKU-A", 2), line("c", "SKU-C", 1))
                        .build(),
                2);

        assertThat(change.changed()).containsExactly("lines", "units_removed");
        assertThat(room.view(orderNo).lines())
                .extracting(l -> l.lineNo() + l.platformLineId() + " " + l.quantity() + "-" + l.cancelled() + " "
                        + l.allocated() + l.shipped())
                .containsExactly("1a 2-0 00", "2b 3-3 21", "3c 1-0 00");
        assertThat(room.upsert(
                                order("1001")
                                        .second(2)
                                        .lines(line("a", "SKU-A", 2), line("c", "SKU-C", 1))
                                        .build(),
                                3)
                        .change())
                .isEqualTo("unchanged");
    }

    @Test
    void aLineThatComesBackIsWantedAgain() {
        room.upsert(
                order("1001")
                        .lines(line("a", "SKU-A", 2), line("b", "SKU-B", 3))
                        .build(),
                1);
        room.upsert(order("1001").second(1).lines(line("a", "SKU-A", 2)).build(), 2);
        String orderNo = room.upsert(
                        order("1001")
                                .second(2)
                                .lines(line("a", "SKU-A", 2), line("b", "SKU-B", 1))
                                .build(),
                        3)
                .orderNo();

        assertThat(room.view(orderNo).lines())
                .extracting(OrderView.LineView::cancelled)
                .containsExactly(0, 0);
        assertThat(room.view(orderNo).lines())
                .extracting(OrderView.LineView::quantity)
                .containsExactly(2, 1);
    }

    @Test
    void numbersTextsAndSignsArriveAsTheyWereSent() {
        String odd = "#A&B/1 %20 'quoted\" 😀";
        OrderDocument document = order(odd)
                .notes("bitte klingeln 🎁 \u0000 end", "x".repeat(5000))
                .lines(line("gid://1?x=%2F", "SKU/ü&😀", 1))
                .build();
        OrderChange change = room.upsert(document, 1);

        assertThat(room.upsert(document, 2).change()).isEqualTo("unchanged");
        OrderView view = room.view(change.orderNo());
        assertThat(view.platformOrderId()).isEqualTo(odd);
        assertThat(view.sellerNote()).hasSize(2000);
        assertThat(view.lines().get(0).platformSku()).isEqualTo("SKU/ü&😀");
    }

    @Test
    void personalDataIsNotStoredInClear() {
        room.upsert(order("1001").notes("ring twice", null).build(), 1);

        byte[] address = database.jdbc()
                .sql("SELECT ship_to_enc FROM orders")
                .query(byte[].class)
                .single();
        byte[] buyer = database.jdbc()
                .sql("SELECT buyer_enc FROM orders")
                .query(byte[].class)
                .single();
        assertThat(new String(address, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("Main Street");
        assertThat(new String(buyer, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("ring twice");
    }

    @Test
    void theSellersWishToCancelSurvivesAVersionThatKnowsNothingOfIt() {
        String orderNo = room.upsert(order("1001").build(), 1).orderNo();
        OrderChange wish = room.inWork(() -> room.pool.requestCancel(orderNo, "out of the programme"));
        room.upsert(order("1001").second(1).total("5.00").build(), 2);

        assertThat(wish.changed()).containsExactly("cancel_request");
        assertThat(room.view(orderNo).state()).isEqualTo("cancel_requested");
        assertThat(room.judge(orderNo).holds()).contains("cancel_requested");
        assertThat(room.inWork(() -> room.pool.requestCancel(orderNo, "again")).change())
                .isEqualTo("unchanged");
    }

    @Test
    void aPlatformsRequestToCancelGoesWhenThePlatformWithdrawsIt() {
        String orderNo = room.upsert(
                        order("1001").cancelRequest("changed my mind").build(), 1)
                .orderNo();
        assertThat(room.view(orderNo).state()).isEqualTo("cancel_requested");

        room.upsert(order("1001").second(1).build(), 2);
        assertThat(room.view(orderNo).state()).isEqualTo("open");
    }

    @Test
    void onePlatformOrderIdBelongsToItsAccount() {
        assertThatThrownBy(() -> room.inWork(() -> room.pool.upsert(order("1").build(), "demo", "nobody", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void aDocumentWithALineTwiceIsRefused() {
        assertThatThrownBy(() ->
                        order("1").lines(line("a", "X", 1), line("a", "Y", 1)).build())
                .hasMessageContaining("$.lines[1].platform_line_id");
    }

    private <T> List<OrderChange> atOnce(List<T> inputs, java.util.function.Function<T, OrderChange> work)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(25);
        try {
            List<Future<OrderChange>> results = new ArrayList<>();
            for (T input : inputs) {
                results.add(threads.submit(() -> work.apply(input)));
            }
            List<OrderChange> changes = new ArrayList<>();
            for (Future<OrderChange> result : results) {
                changes.add(result.get());
            }
            return changes;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anEditThatLeavesNothingWantedSaysSoOnce() {
        room.upsert(order("1001").lines(line("a", "SKU-A", 2)).build(), 1);
        OrderChange less = room.upsert(
                order("1001").second(1).lines(line("a", "SKU-A", 2, 1, true)).build(), 2);
        OrderChange none = room.upsert(
                order("1001").second(2).lines(line("a", "SKU-A", 2, 2, true)).build(), 3);
        OrderChange after = room.upsert(
                order("1001").second(3).lines(line("a", "SKU-B", 2, 2, true)).build(), 4);
        assertThat(less.changed()).containsExactly("lines", "units_removed");
        assertThat(none.changed()).containsExactly("lines", "units_removed", "emptied");
        assertThat(after.changed()).containsExactly("lines");
    }
}
