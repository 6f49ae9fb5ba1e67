package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account.Mode;
import io.openclaw.order.view.OrderQuery;
import io.openclaw.order.view.PageCursor;
import io.openclaw.product.SkuMapping;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every statement of the room once on a real PostgreSQL, and the pool with its races. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderOnPostgresTest {

    private final TestDatabase database = TestDatabase.postgres();
    private OrderRoom room;

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.clear();
        room = new OrderRoom(database);
        room.product("SKU-A");
    }

    @Nested
    class Pool extends OrderPoolTest {

        @Override
        TestDatabase database() {
            return database.again();
        }
    }

    @Test
    void anOrdersLifeRunsOnTheSameStatements() {
        room.stock("cn", "SKU-A");
        OrderDocument document = order("#1 😀")
                .notes("hi", null)
                .lines(line("1", "THEIRS", 2), line("2", "SKU-A", 1))
                .build();
        String orderNo = room.upsert(document, 1).orderNo();
        assertThat(room.deletion.open("demo", TestAccounts.SHOP, document.platformOrderId()))
                .extracting(OrderDeletion.Deleted::orderNo)
                .containsExactly(orderNo);
        assertThat(room.upsert(document, 2).change()).isEqualTo("unchanged");
        assertThat(room.judge(orderNo).holds()).containsExactly("sku_unmapped");
        room.products.register("demo", new SkuMapping("*", "THEIRS", "SKU-A"));
        assertThat(room.review.waitingForSku("demo", "SKU-A")).containsExactly(orderNo);
        assertThat(room.review.due()).containsExactly(orderNo);
        assertThat(room.review.heldOfAccount(TestAccounts.SHOP)).toIterable().containsExactly(orderNo);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        room.upsert(
                order("#1 😀")
                        .second(1)
                        .risk("high")
                        .merchantHold("other", "“wait”")
                        .shippingMethod("Express", "X", "29.9", null)
                        .attribute("Card", "Happy birthday")
                        .lines(line("1", "THEIRS", 2), line("3", "SKU-A", 1))
                        .build(),
                3);
        assertThat(room.view(orderNo).shippingMethod().price()).isEqualTo("29.90");
        assertThat(room.view(orderNo).attributes())
                .containsExactly(new OrderDocument.Attribute("Card", "Happy birthday"));
        assertThat(room.judge(orderNo).holds()).containsExactly("merchant_hold", "risk");
        room.upsert(
                order("#1 😀")
                        .second(1)
                        .merchantHold("none", null)
                        .shippingMethod("Express", "X", "29.9", null)
                        .attribute("Card", "Happy birthday")
                        .lines(line("1", "THEIRS", 2), line("3", "SKU-A", 1))
                        .build(),
                4);
        assertThat(room.judge(orderNo).holds()).containsExactly("risk");
        assertThat(room.inWork(() -> room.holds.accept(orderNo, "risk", "ada", null))
                        .newlyReleased())
                .isTrue();
        room.inWork(() -> room.holds.set(orderNo, "ada", "wait"));
        room.inWork(() -> room.holds.lift(orderNo));
        Shipments.insert(room, orderNo, "delivered");
        assertThat(room.view(orderNo).status()).as("one of three units").isEqualTo(OrderStatus.PARTIALLY_SHIPPED);
        room.jdbc.sql("UPDATE fulfillment_line SET quantity = 2").update();
        room.jdbc
                .sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)"
                        + " VALUES (:f, :no, 3, 'SKU-A', 1)")
                .param("f", orderNo + "-F1")
                .param("no", orderNo)
                .update();

        assertThat(room.view(orderNo).status()).isEqualTo(OrderStatus.DELIVERED);
        for (OrderStatus status : OrderStatus.values()) {
            OrderQuery query = new OrderQuery(
                    "demo",
                    Set.of(TestAccounts.SHOP),
                    TestAccounts.SHOP,
                    null,
                    "##1 😀",
                    status,
                    Documents.PLACED,
                    null,
                    1);
            assertThat(room.queries.page(query, Locale.ENGLISH).items())
                    .hasSize(status == OrderStatus.DELIVERED ? 1 : 0);
        }
        new OrderTouch(room.jdbc, room.clock).touch(orderNo);
        String cursor = new PageCursor(room.clock.instant().minusSeconds(1), orderNo).text();
        assertThat(room.queries
                        .page(new OrderQuery("demo", null, null, null, null, null, null, cursor, 5), Locale.ENGLISH)
                        .items())
                .hasSize(1);
        String cash = room.upsert(order("2").cod("91.45", "AED").duties("3.5").build(), 4)
                .orderNo();
        assertThat(room.view(cash).dutiesTotal()).isEqualTo("3.50");
        assertThat(room.upsert(order("2").cod("91.45", "AED").second(9).build(), 5)
                        .changed())
                .containsExactly("totals");
        assertThat(room.view(cash).dutiesTotal()).isNull();
        assertThat(room.judge(cash).holds()).containsExactly("no_cod_service");
        room.accounts.collects("us-carrier", true);
        assertThat(room.review.due()).contains(cash);
        assertThat(room.judge(cash).held()).isFalse();
    }

    @Test
    void pollingAndErasureRunOnTheSameStatements() {
        room.accounts.shop(Mode.LIVE, null, Map.of("poll_minutes", 5));
        PollTurn turn = room.polling.turns().get(0);
        assertThat(room.polling.turns()).isEmpty();
        String onHold = room.upsert(order("4711").merchantHold("other", null).build(), 90)
                .orderNo();
        room.judge(onHold);
        assertThat((List<?>) room.polling.held(turn).get("held")).hasSize(1);
        assertThat(room.polling.next(turn, Map.of("watermark", "2024-06-15T00:30:00Z")))
                .isNull();
        assertThat(room.polling.next(turn, Map.of("watermark", "2024-06-15T00:20:00Z")))
                .as("a turn that found nothing is no step back")
                .isNull();
        room.pass(Duration.ofMinutes(5));
        assertThat(room.polling.turns().get(0).question().get("updated_after")).isEqualTo("2024-06-15T00:20:00Z");

        String orderNo = room.upsert(order("1").cancelled().build(), 1).orderNo();
        room.pass(Duration.ofDays(31));
        assertThat(room.personalData.due()).containsExactly(orderNo);
        room.inWork(() -> {
            room.personalData.erase(orderNo);
            return null;
        });
        assertThat(room.personalData.due()).isEmpty();
        assertThat(room.view(orderNo).shipTo()).isNull();
    }
}
