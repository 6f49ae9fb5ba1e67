package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.FULFILLMENT;
import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.label;
import static io.openclaw.waybill.WaybillFixture.labelOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.Unfit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A warehouse's notices, twice and out of order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarehouseNoticesRouteTest {

    private WaybillFixture fixture;
    private RouteBench bench;
    private List<Map<String, Object>> notices;
    private List<Object> unfit;

    /** Where the tests run. */
    WaybillFixture fixture() {
        return new WaybillFixture();
    }

    @BeforeAll
    void open() throws Exception {
        fixture = fixture();
        bench = new RouteBench(
                fixture,
                "waybill-generation.camel.yaml",
                "warehouse-notices.camel.yaml",
                "stock-count.camel.yaml",
                "stock-return.camel.yaml",
                "stock-findings.camel.yaml");
        bench.answer("normalize-notice", call -> unfit == null ? notices : unfit);
    }

    @AfterAll
    void close() {
        bench.close();
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("warehouse");
        bench.calls.clear();
        bench.events.clear();
        fixture.sql("DELETE FROM processed_key");
        unfit = null;
    }

    private void push(Map<String, Object> notice) throws Exception {
        push("house", List.of(notice));
    }

    private void push(String account, List<Map<String, Object>> pushed) throws Exception {
        notices = pushed;
        bench.deliver("warehouse-notices", "push.warehouse", new HashMap<>(Map.of("account", account, "inbox_id", 7)));
    }

    private static Map<String, Object> status(String status, Object... more) {
        Map<String, Object> notice = new HashMap<>();
        notice.put("type", "outbound_status");
        notice.put("fulfillment_no", FULFILLMENT);
        notice.put("status", status);
        for (int i = 0; i < more.length; i += 2) {
            notice.put((String) more[i], more[i + 1]);
        }
        return notice;
    }

    @Test
    void theWayOfAShipment() throws Exception {
        push(status("accepted"));
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
        assertThat(fixture.waybillStatus()).isEqualTo("pending");

        push(status("packed", "waybill_no", "US1", "carrier", "Parcel Post", "label", label("theirs")));
        assertThat(bench.last("waybill.created").data()).containsEntry("waybill_no", "US1");
        assertThat(bench.queries.find("demo", "US1").orElseThrow())
                .hasFieldOrPropertyWithValue("carrier", "Parcel Post")
                .hasFieldOrPropertyWithValue("waybillStatus", "created");

        push(status("outbound", "waybill_no", "US1", "occurred_at", "2025-03-01T07:59:00+00:00"));
        assertThat(bench.types()).containsExactly("waybill.created", "fulfillment.shipped");
        assertThat(bench.last("fulfillment.shipped").data())
                .containsEntry("by", "warehouse")
                .containsEntry("parcel_no", PARCEL);
        assertThat(fixture.text("SELECT shipped FROM order_line")).isEqualTo("2");
    }

    @Test
    void aLabelThatIsNoneIsLeftOutAndTheNumberKept() throws Exception {
        push(status("packed", "waybill_no", "US1", "label", labelOf("pdf", "<html>log in</html>".getBytes())));

        assertThat(bench.last("waybill.created").data()).containsEntry("waybill_no", "US1");
        assertThat(bench.labels.latest(PARCEL)).isEmpty();
    }

    @Test
    void aNumberComesWithoutTheBlanksItIsPrintedWith() throws Exception {
        push(status("packed", "waybill_no", " 1Z 999\u00a0AA1 ", "carrier", "Parcel Post"));
        assertThat(bench.last("waybill.created").data()).containsEntry("waybill_no", "1Z999AA1");
        push(status("outbound", "waybill_no", "1Z999AA1 "));
        assertThat(bench.types()).as("the same number").containsExactly("waybill.created", "fulfillment.shipped");
    }

    @Test
    void anyOrderAndAnyNumberOfTimesComesToTheSame() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            begin();
            List<Map<String, Object>> all = new ArrayList<>(List.of(
                    status("accepted"),
                    status("picking"),
                    status("packed", "waybill_no", "US1", "label", label("theirs")),
                    status("outbound", "waybill_no", "US1")));
            all.addAll(all);
            Collections.shuffle(all, random);
            for (Map<String, Object> notice : all) {
                push(notice);
            }
            assertThat(bench.types())
                    .as("seed " + seed)
                    .containsExactlyInAnyOrder("waybill.created", "fulfillment.shipped");
            assertThat(fixture.fulfillmentStatus()).isEqualTo("outbound");
            assertThat(fixture.waybillStatus()).isEqualTo("created");
            assertThat(bench.labels.latest(PARCEL).orElseThrow().version()).isEqualTo(1);
        }
    }

    @Test
    void anUnknownFulfillmentIsADeadLetterThatNamesIt() {
        Map<String, Object> notice = status("accepted");
        notice.put("fulfillment_no", "NONE-F1");

        assertThatThrownBy(() -> push(notice))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("NONE-F1");
    }

    @Test
    void aWarehouseCannotSpeakOfAnothersFulfillment() {
        assertThatThrownBy(() -> push("elsewhere", List.of(status("outbound"))))
                .rootCause()
                .isInstanceOf(NotUnderstood.class);
        assertThat(fixture.fulfillmentStatus()).isEqualTo("planned");
    }

    @Test
    void anOrderGivenBackIsACase() throws Exception {
        push(status("accepted"));
        push(status("cancelled"));

        assertThat(bench.last("waybill.failed").get("message").toString()).contains("gave the outbound order back");
        assertThat(bench.last("waybill.failed").data()).containsEntry("reason", "retailer_not_ready");
        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        assertThat(fixture.fulfillmentStatus()).as("no warehouse has it").isEqualTo("planned");
    }

    @Test
    void aWarehouseSaysWhyItGivesAnOrderBack() throws Exception {
        push(status("accepted"));
        push(status("cancelled", "reason", "damaged in picking"));

        assertThat(bench.last("waybill.failed").data())
                .containsEntry("message", "house gave the outbound order back: damaged in picking");
    }

    @Test
    void whatWasSaidToHaveLeftAndIsGivenBackIsTold() throws Exception {
        push(status("outbound", "waybill_no", "US1", "occurred_at", "2025-03-01T07:59:00+00:00"));
        push(status("cancelled", "reason", "item not found", "occurred_at", "2025-03-01T07:59:00+00:00"));

        assertThat(bench.last("waybill.failed").data())
                .containsEntry("reason", "retailer_not_ready")
                .containsEntry(
                        "message",
                        "house had said that " + FULFILLMENT
                                + " left, and gave the outbound order back: item not found");
        assertThat(fixture.fulfillmentStatus())
                .as("nobody takes it back by itself")
                .isEqualTo("outbound");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
    }

    @Test
    void whatWasGivenBackBeforeItLeftOrIsWithACarrierHasLeft() throws Exception {
        push(status("outbound", "waybill_no", "US1", "occurred_at", "2025-03-01T07:59:00+00:00"));
        push(status("cancelled", "occurred_at", "2025-03-01T07:58:00+00:00"));
        fixture.sql("UPDATE parcel SET first_scan_at = CURRENT_TIMESTAMP");
        push(status("cancelled"));

        assertThat(bench.types()).containsExactly("waybill.created", "fulfillment.shipped");
    }

    @Test
    void whatLeftAfterItsCancellationIsShippedAndTold() throws Exception {
        push(status("accepted"));
        fixture.sql("UPDATE fulfillment SET status = 'cancelled'");

        push(status("outbound"));

        assertThat(bench.types()).containsExactly("waybill.void_refused", "fulfillment.shipped");
        assertThat(bench.last("waybill.void_refused").data()).containsEntry("reason", "cancel_after_label");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("outbound");
    }

    @Test
    void aCountReachesTheStockOnce() throws Exception {
        Map<String, Object> count =
                Map.of("type", "stock_count", "sku", "MUG", "on_hand", 12, "as_of", "2025-03-01T07:30:00+00:00");

        push(count);
        push(count);

        assertThat(bench.types()).containsExactly("stock.changed");
        assertThat(bench.last("stock.changed").data()).containsEntry("order_key", "sku:MUG");
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("12");
    }

    private static Map<String, Object> count(Object onHand, String minute) {
        return Map.of(
                "type",
                "stock_count",
                "sku",
                "MUG",
                "on_hand",
                onHand,
                "as_of",
                "2025-03-01T07:" + minute + ":00+00:00");
    }

    private void apart(int event) throws Exception {
        bench.deliver("warehouse-notices", "notice.apart", new HashMap<>(apart().get(event)));
    }

    private List<Map<String, Object>> apart() {
        return bench.events.stream()
                .filter(event -> event.type().equals("notice.apart"))
                .map(RouteBench.Emitted::data)
                .toList();
    }

    @Test
    void aRefusedNoticeHoldsBackNoOtherOfItsPushAndIsSetAsideAlone() throws Exception {
        Map<String, Object> unknown = status("accepted");
        unknown.put("fulfillment_no", "NONE-F1");
        List<Map<String, Object>> all = List.of(count(12, "30"), unknown, count(9, "40"), status("accepted"));

        push("house", all);

        assertThat(bench.types()).containsExactly("stock.changed", "notice.apart", "stock.changed");
        assertThat(fixture.text("SELECT on_hand FROM stock"))
                .as("both counts, in sequence")
                .isEqualTo("9");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
        assertThat(apart().get(0))
                .containsEntry("notice", 2)
                .containsEntry("inbox_id", 7)
                .containsEntry("fulfillment_no", "NONE-F1")
                .containsEntry("order_key", "push:7/NONE-F1");
        assertThatThrownBy(() -> apart(0))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("NONE-F1");
        assertThatThrownBy(() -> apart(0)).cause().hasMessageStartingWith("notice 2 of 4 of the push: ");

        push("house", all);
        assertThat(bench.types()).as("nothing twice").hasSize(3);

        unknown.put("fulfillment_no", FULFILLMENT);
        unknown.put("status", "picking");
        fixture.sql("UPDATE stock SET on_hand = 4");
        apart(0);
        assertThat(fixture.fulfillmentStatus()).as("replayed").isEqualTo("picking");
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("4");
    }

    @Test
    void aNoticeThatIsNotAsTheSchemaHasItIsSetAsideAlone() throws Exception {
        NotUnderstood why = new NotUnderstood("$[0].on_hand", "$[0].on_hand is missing", "mend the mapping");
        unfit = List.of(new Unfit(Map.of("type", "stock_count", "sku", "MUG"), why), count(12, "30"));

        push("house", List.of());

        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("12");
        assertThatThrownBy(() -> apart(0))
                .cause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessage("notice 1 of 2 of the push: $[0].on_hand is missing")
                .hasFieldOrPropertyWithValue("field", "$[0].on_hand")
                .hasFieldOrPropertyWithValue("hint", "mend the mapping");
    }

    @Test
    void whatFollowsANoticeThatIsTriedAgainAboutTheSameSkuQueuesBehindIt() throws Exception {
        NotUnderstood why = new NotUnderstood("$[2]", "no", null);
        unfit = List.of(count("many", "20"), count(12, "30"), new Unfit("?", why), status("accepted"));

        push("house", List.of());

        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
        assertThat(apart())
                .extracting(data -> data.get("order_key"))
                .containsExactly("push:7/MUG", "push:7/MUG", "push:7/3");
        assertThatThrownBy(() -> apart(0)).as("tried again").rootCause().isInstanceOf(NumberFormatException.class);
        apart(1);
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("12");
    }

    @Test
    void aShipmentThatLeavesInPartSaysSoAndItsLinesAreWhatLeft() throws Exception {
        String sku = fixture.text("SELECT MIN(sku) FROM fulfillment_line WHERE fulfillment_no = '" + FULFILLMENT + "'");
        fixture.database
                .jdbc()
                .sql("UPDATE fulfillment_line SET quantity = 5 WHERE fulfillment_no = ? AND sku = ?")
                .params(List.of(FULFILLMENT, sku))
                .update();
        push(status("outbound", "shipped", List.of(Map.of("sku", sku, "quantity", 2))));
        push(status("outbound", "shipped", List.of(Map.of("sku", sku, "quantity", 1))));
        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", true);
        assertThat(fixture.text("SELECT SUM(quantity) FROM fulfillment_line WHERE fulfillment_no = '" + FULFILLMENT
                        + "' AND sku = '" + sku + "'"))
                .isEqualTo("2");
    }

    @Test
    void aPartOfABundleLeavesTheBooksByWhatWasPromisedNotByTodaysRecipe() throws Exception {
        bundle();

        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 1))));
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 1))));

        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", true);
        oneBundleLeft();
    }

    @Test
    void aNoticeThatNamesTheComponentsOfABundleIsUnderstood() throws Exception {
        bundle();

        push(status(
                "outbound",
                "shipped",
                List.of(Map.of("sku", "CUP", "quantity", 2), Map.of("sku", "LID", "quantity", 1))));

        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", true);
        oneBundleLeft();
    }

    @Test
    void aNoticeThatNamesAllComponentsIsAWholeShipment() throws Exception {
        bundle();

        push(status(
                "outbound",
                "shipped",
                List.of(Map.of("sku", "CUP", "quantity", 4), Map.of("sku", "LID", "quantity", 2))));

        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", false);
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("2");
    }

    @Test
    void unitsThatAreNoWholeBundleAreADeadLetterThatSaysWhatThereIs() {
        bundle();

        assertThatThrownBy(() -> push(status("outbound", "shipped", List.of(Map.of("sku", "CUP", "quantity", 1)))))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("CUP x1")
                .hasMessageContaining("MUG x2 (from the shelf CUP x4, LID x2)");
        assertThatThrownBy(() -> push(status("outbound", "shipped", List.of(Map.of("sku", "PLATE", "quantity", 1)))))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("PLATE x1");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("planned");
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("2");
    }

    /** Two were promised of two cups and a lid each; the recipe was changed since. */
    private void bundle() {
        fixture.recipe("MUG", Map.of("CUP", 1, "LID", 3));
        fixture.reserved("CUP", 4);
        fixture.reserved("LID", 2);
    }

    private void oneBundleLeft() {
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("1");
        assertThat(fixture.text("SELECT on_hand FROM stock WHERE sku = 'CUP'")).isEqualTo("8");
        assertThat(fixture.text("SELECT on_hand FROM stock WHERE sku = 'LID'")).isEqualTo("9");
        assertThat(fixture.text("SELECT shipped FROM order_line")).isEqualTo("1");
    }

    @Test
    void nothingFoundOfAnyLineIsNoDepartureAndIsTold() throws Exception {
        fixture.reserved("MUG", 2);
        push(status("accepted"));
        Map<String, Object> nothing = status(
                "outbound",
                "occurred_at",
                "2025-03-01T07:59:00+00:00",
                "shipped",
                List.of(Map.of("sku", "MUG", "quantity", 0)));
        push(nothing);

        assertThat(bench.types()).containsExactly("fulfillment.unpicked");
        assertThat(bench.last("fulfillment.unpicked").data())
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("order_no", "O1")
                .containsEntry("warehouse", "house")
                .containsEntry("picked_at", "2025-03-01T07:59:00Z");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
        assertThat(fixture.text("SELECT on_hand FROM stock WHERE sku = 'MUG'")).isEqualTo("10");
        assertThat(fixture.text("SELECT state FROM effect WHERE operation = 'cancel-outbound'"))
                .as("the warehouse is not asked to drop what it has dropped")
                .isEqualTo("done");

        fixture.sql("UPDATE fulfillment SET status = 'cancelled'");
        bench.events.clear();
        push(nothing);
        assertThat(bench.types()).isEmpty();
    }

    @Test
    void nothingFoundOfWhatIsBeingCancelledIsTheWarehousesYes() throws Exception {
        push(status("accepted"));
        fixture.sql("UPDATE parcel SET waybill_status = 'void_requested'");
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 0))));

        assertThat(bench.types()).containsExactly("waybill.voided");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aLineOfWhichNothingWasFoundIsShort() throws Exception {
        fixture.sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)"
                + " SELECT fulfillment_no, order_no, 9, 'CUP', 1 FROM fulfillment_line");
        fixture.reserved("MUG", 2);
        fixture.reserved("CUP", 1);
        push(status(
                "outbound",
                "shipped",
                List.of(Map.of("sku", "MUG", "quantity", 2), Map.of("sku", "CUP", "quantity", 0))));

        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", true);
        assertThat(fixture.text("SELECT MIN(sku) FROM fulfillment_line")).isEqualTo("MUG");
        assertThat(fixture.text("SELECT on_hand FROM stock WHERE sku = 'MUG'")).isEqualTo("8");
        assertThat(fixture.text("SELECT reserved FROM stock WHERE sku = 'CUP'"))
                .as("promised until it is planned anew")
                .isEqualTo("1");
    }

    @Test
    void aDepartureThatAnnouncesTheRestIsNoShortPick() throws Exception {
        fixture.sql("UPDATE fulfillment_line SET quantity = 5");
        fixture.reserved("MUG", 5);
        Map<String, Object> first =
                status("outbound", "rest_follows", true, "shipped", List.of(Map.of("sku", "MUG", "quantity", 2)));
        push(first);
        push(first);

        assertThat(bench.types()).as("said once").containsExactly("fulfillment.left_in_part");
        assertThat(bench.last("fulfillment.left_in_part").data())
                .containsEntry("order_no", "O1")
                .containsEntry("message", "MUG x2 left so far; the rest is to follow");
        assertThat(fixture.text("SELECT shipped FROM order_line")).isEqualTo("2");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("packed");
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("8");
        assertThat(fixture.text("SELECT reserved FROM stock")).isEqualTo("3");
        assertThat(bench.fulfillments.markOutbound(FULFILLMENT, null, "scan").changed())
                .as("a scan of what left says nothing of the rest")
                .isFalse();

        push(status("outbound", "rest_follows", true, "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        push(first);
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("7");

        push(status("outbound"));
        push(first);
        assertThat(bench.types())
                .containsExactly("fulfillment.left_in_part", "fulfillment.left_in_part", "fulfillment.shipped");
        assertThat(fixture.text("SELECT shipped FROM order_line")).isEqualTo("5");
        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", false);
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("5");
    }

    @Test
    void aPartThatACountKnewOfIsForOthersToBuy() throws Exception {
        fixture.sql("UPDATE fulfillment_line SET quantity = 5");
        fixture.reserved("MUG", 5);
        fixture.sql("UPDATE stock SET as_of = TIMESTAMP WITH TIME ZONE '2035-01-01 00:00:00+00:00'");
        push(status("outbound", "rest_follows", true, "shipped", List.of(Map.of("sku", "MUG", "quantity", 2))));
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("10");
        assertThat(bench.last("stock.changed").data()).containsEntry("sku", "MUG");

        bench.events.clear();
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        assertThat(bench.last("stock.changed").data()).containsEntry("warehouse", "house");
    }

    @Test
    void theLastOfSeveralDeparturesMayBeShort() throws Exception {
        fixture.sql("UPDATE fulfillment_line SET quantity = 5");
        fixture.reserved("MUG", 5);
        push(status("outbound", "rest_follows", true, "shipped", List.of(Map.of("sku", "MUG", "quantity", 2))));
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 4))));

        assertThat(bench.last("fulfillment.shipped").data()).containsEntry("partial", true);
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("4");
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("6");
        assertThat(fixture.text("SELECT reserved FROM stock")).isEqualTo("1");
    }

    @Test
    void theLastWordTakesNothingBackThatLeftBefore() throws Exception {
        fixture.sql("UPDATE fulfillment_line SET quantity = 5");
        fixture.reserved("MUG", 5);
        push(status("outbound", "rest_follows", true, "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        for (int units : List.of(0, 2)) {
            assertThatThrownBy(
                            () -> push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", units)))))
                    .rootCause()
                    .isInstanceOf(NotUnderstood.class)
                    .hasMessageContaining("MUG x3")
                    .hasMessageContaining("over all its departures");
        }
        assertThat(bench.types()).containsExactly("fulfillment.left_in_part");
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("5");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("packed");

        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("3");
        assertThat(fixture.text("SELECT on_hand FROM stock")).isEqualTo("7");
    }

    @Test
    void lessThanACarriersScanHadLeaveIsAskedAbout() throws Exception {
        fixture.reserved("MUG", 2);
        fixture.database.work().executeWithoutResult(s -> bench.fulfillments.markOutbound(FULFILLMENT, null, "scan"));
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 2))));
        assertThat(bench.types()).isEmpty();

        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 1))));
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 0))));
        assertThat(bench.types()).containsExactly("case.due", "case.due");
        assertThat(bench.last("case.due").data())
                .containsEntry("cause", "stock_drift")
                .containsEntry("fulfillment_no", FULFILLMENT);
        assertThat(bench.events.get(0).get("message").toString())
                .contains("house says that MUG x1 left with O1-F1, which had left before with MUG x2");
        assertThat(fixture.text("SELECT quantity FROM fulfillment_line")).isEqualTo("2");
    }

    @Test
    void moreThanLeftBeforeOrAnothersGoodsAreAskedAbout() throws Exception {
        fixture.sql("UPDATE fulfillment_line SET quantity = 5");
        fixture.reserved("MUG", 5);
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 3))));
        push(status("outbound"));
        bench.events.clear();

        push(status("outbound", "shipped", List.of(Map.of("sku", "MUG", "quantity", 5))));
        push(status(
                "outbound",
                "shipped",
                List.of(Map.of("sku", "MUG", "quantity", 3), Map.of("sku", "PLATE", "quantity", 1))));
        assertThat(bench.types()).containsExactly("case.due", "case.due");
        assertThat(bench.events.get(0).get("message").toString())
                .contains("house says that MUG x5 left with O1-F1, which had left before with MUG x3");
        assertThat(bench.last("case.due").data()).containsEntry("cause", "stock_drift");
    }

    @Test
    void anAnnouncedRestNeedsWhatHasLeftSoFar() {
        assertThatThrownBy(() -> push(status("outbound", "rest_follows", true)))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("shipped");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("planned");
    }

    @Test
    void aCountFarFromTheBooksIsTold() throws Exception {
        push(Map.of("type", "stock_count", "sku", "PLATE", "on_hand", 40, "as_of", "2025-03-01T07:30:00+00:00"));
        bench.events.clear();
        notices = List.of(
                Map.of("type", "stock_count", "sku", "PLATE", "on_hand", 3, "as_of", "2025-03-01T07:45:00+00:00"));
        bench.deliver("warehouse-notices", "push.warehouse", new HashMap<>(Map.of("account", "house", "inbox_id", 8)));
        assertThat(bench.types()).containsExactlyInAnyOrder("stock.changed", "stock.finding");
        assertThat(bench.last("stock.finding").data())
                .containsEntry("cause", "stock_count_drift")
                .containsEntry("open", true)
                .containsEntry("account", "house");
    }

    @Test
    void goodsThatComeInAndComeBackMoveTheirCounters() throws Exception {
        push(Map.of(
                "type",
                "stock_inbound",
                "sku",
                "BOWL",
                "lines",
                List.of(Map.of("id", "PO-1", "quantity", 8, "confidence", 0.5, "eta", "2025-03-09T00:00:00+00:00"))));
        push(Map.of("type", "stock_receipt", "sku", "BOWL", "quantity", 6, "inbound_id", "PO-1"));
        push(Map.of("type", "stock_return", "sku", "BOWL", "quantity", 2));
        assertThat(fixture.text("SELECT on_hand FROM stock WHERE sku = 'BOWL'")).isEqualTo("6");
        assertThat(fixture.text("SELECT in_transit FROM stock WHERE sku = 'BOWL'"))
                .isEqualTo("2");
        assertThat(fixture.text("SELECT quarantine FROM stock WHERE sku = 'BOWL'"))
                .as("what nobody judged is not sold")
                .isEqualTo("2");
    }

    private Map<String, Object> returned(int quantity, Object... more) {
        Map<String, Object> notice = new HashMap<>(Map.of("type", "stock_return", "sku", "MUG", "quantity", quantity));
        for (int i = 0; i < more.length; i += 2) {
            notice.put((String) more[i], more[i + 1]);
        }
        return notice;
    }

    /** A push of its own. */
    private void pushed(int inboxId, Map<String, Object> notice) throws Exception {
        notices = List.of(notice);
        bench.deliver(
                "warehouse-notices", "push.warehouse", new HashMap<>(Map.of("account", "house", "inbox_id", inboxId)));
    }

    private int returnedOfLine() {
        return Integer.parseInt(fixture.text("SELECT returned FROM order_line WHERE line_no = 1"));
    }

    @Test
    void aReturnThatNamesItsOrderRaisesTheLineOnceAndTheLastUnitIsTold() throws Exception {
        fixture.reserved("MUG", 2);
        push(status("outbound", "waybill_no", "US1"));
        bench.events.clear();

        pushed(11, returned(1, "order_no", "O1", "grade", "sellable"));
        pushed(11, returned(1, "order_no", "O1", "grade", "sellable"));
        assertThat(returnedOfLine()).isEqualTo(1);
        assertThat(bench.types()).containsExactly("stock.changed");

        pushed(12, returned(1, "waybill_no", "US1"));
        pushed(12, returned(1, "waybill_no", "US1"));
        assertThat(returnedOfLine()).isEqualTo(2);
        assertThat(bench.types()).containsExactly("stock.changed", "return.received", "stock.changed");
        assertThat(bench.last("return.received").data())
                .containsEntry("order_no", "O1")
                .containsEntry("account", "shop")
                .containsEntry("warehouse", "house");
        assertThat(fixture.text("SELECT quarantine FROM stock WHERE sku = 'MUG'"))
                .isEqualTo("1");
    }

    @Test
    void aReturnOfMoreThanWasShippedIsBookedAndAsked() throws Exception {
        fixture.reserved("MUG", 2);
        push(status("outbound", "waybill_no", "US1"));
        bench.events.clear();

        pushed(11, returned(3, "fulfillment_no", FULFILLMENT));
        pushed(11, returned(3, "fulfillment_no", FULFILLMENT));

        assertThat(returnedOfLine()).isEqualTo(2);
        assertThat(fixture.text("SELECT quarantine FROM stock WHERE sku = 'MUG'"))
                .isEqualTo("3");
        assertThat(bench.types()).containsExactly("case.due", "return.received", "stock.changed");
        assertThat(bench.last("case.due").data())
                .containsEntry("cause", "return_beyond_shipped")
                .containsEntry("order_no", "O1")
                .containsEntry("account", "shop");
        assertThat(bench.last("case.due").get("message").toString())
                .isEqualTo(
                        "house took back 3 units of MUG for order O1, 1 more than left for it; they are in its stock as quarantine");
    }

    @Test
    void aReturnOfAnOrderNobodyKnowsIsBookedAndAsked() throws Exception {
        pushed(11, returned(2, "order_no", "A#77/x"));
        pushed(11, returned(2, "order_no", "A#77/x"));

        assertThat(fixture.text("SELECT quarantine FROM stock WHERE sku = 'MUG'"))
                .isEqualTo("2");
        assertThat(bench.types()).containsExactly("case.due", "stock.changed");
        assertThat(bench.last("case.due").data())
                .containsEntry("cause", "return_unknown_order")
                .containsEntry("account", "house")
                .containsEntry("reference", "A#77/x")
                .doesNotContainKey("order_no");
        assertThat(bench.last("case.due").get("message").toString())
                .contains("house took back 2 units of MUG for 'A#77/x'");
    }

    @Test
    void theShopsNumberAndIdOfAnOrderNameItToo() throws Exception {
        fixture.reserved("MUG", 2);
        push(status("outbound", "waybill_no", "US1"));
        String number = fixture.text("SELECT platform_order_no FROM orders");
        String id = fixture.text("SELECT platform_order_id FROM orders");
        pushed(11, returned(1, "order_no", number));
        assertThat(returnedOfLine()).isEqualTo(1);
        pushed(12, returned(1, "order_no", id));
        assertThat(returnedOfLine()).isEqualTo(2);
    }

    @Test
    void aReturnBeforeAnythingLeftIsMoreThanWasShipped() throws Exception {
        pushed(11, returned(1, "order_no", "O1"));
        assertThat(returnedOfLine()).isZero();
        assertThat(bench.types()).containsExactly("case.due", "stock.changed");
    }

    @Test
    void partsOfABundleAreBackWhenTheBundleIsWhole() throws Exception {
        bundle();
        push(status("outbound", "waybill_no", "US1"));
        bench.events.clear();

        pushed(11, returned(3, "sku", "CUP", "order_no", "O1"));
        assertThat(returnedOfLine()).isZero();
        pushed(12, returned(1, "sku", "LID", "order_no", "O1"));
        assertThat(returnedOfLine())
                .as("two cups and a lid, as they were promised")
                .isEqualTo(1);
        pushed(13, returned(1, "sku", "CUP", "order_no", "O1"));
        pushed(14, returned(1, "sku", "LID", "order_no", "O1"));
        assertThat(returnedOfLine()).isEqualTo(2);
        assertThat(bench.types()).contains("return.received").doesNotContain("case.due");
        pushed(15, returned(1, "sku", "LID", "order_no", "O1"));
        assertThat(bench.last("case.due").data()).containsEntry("cause", "return_beyond_shipped");
    }

    @Test
    void aBundleThatComesBackIsBookedAsWhatWasPromisedForIt() throws Exception {
        bundle();
        push(status("outbound", "waybill_no", "US1"));
        bench.events.clear();

        pushed(11, returned(1, "order_no", "O1", "grade", "sellable"));
        pushed(11, returned(1, "order_no", "O1", "grade", "sellable"));

        assertThat(onHand("CUP")).as("two cups each, as it was promised").isEqualTo(10 + 2);
        assertThat(onHand("LID")).isEqualTo(10 + 1);
        assertThat(fixture.text("SELECT COUNT(*) FROM stock WHERE sku = 'MUG'")).isEqualTo("0");
        assertThat(returnedOfLine()).isEqualTo(1);
        assertThat(bench.types()).containsExactly("stock.changed", "stock.changed");

        pushed(12, returned(1, "grade", "sellable"));
        assertThat(onHand("CUP")).as("nobody says whose it was: today's recipe").isEqualTo(12 + 1);
        assertThat(onHand("LID")).isEqualTo(11 + 3);
    }

    @Test
    void whatAWarehouseTellsOfABundleIsAFindingAndItsNeighboursAreBooked() throws Exception {
        fixture.recipe("MUG", Map.of("CUP", 2, "LID", 1));
        String asOf = "2025-03-01T07:30:00+00:00";
        push(
                "house",
                List.of(
                        Map.of("type", "stock_count", "sku", "MUG", "on_hand", 3, "as_of", asOf),
                        Map.of("type", "stock_receipt", "sku", "MUG", "quantity", 2),
                        Map.of("type", "stock_count", "sku", "PLATE", "on_hand", 12, "as_of", asOf)));

        assertThat(onHand("PLATE")).isEqualTo(12);
        assertThat(fixture.text("SELECT COUNT(*) FROM stock WHERE sku = 'MUG'")).isEqualTo("0");
        assertThat(bench.types()).containsExactly("stock.finding", "stock.finding", "stock.changed");
        assertThat(bench.last("stock.finding").data())
                .containsEntry("cause", "stock_of_bundle")
                .containsEntry("sku", "MUG")
                .containsEntry("open", true)
                .extracting("message")
                .asString()
                .contains("stock_receipt", "2 CUP + 1 LID", "state its components CUP, LID");

        push(Map.of("type", "stock_count", "sku", "MUG", "on_hand", 0, "as_of", asOf));
        assertThat(bench.last("stock.finding").data())
                .as("a list that says there is none says nothing wrong")
                .containsEntry("open", false);
        assertThat(fixture.text("SELECT COUNT(*) FROM stock WHERE sku = 'MUG'")).isEqualTo("0");
    }

    private int onHand(String sku) {
        return Integer.parseInt(fixture.text("SELECT on_hand FROM stock WHERE sku = '" + sku + "'"));
    }

    private static Map<String, Object> box(String waybillNo, Object... more) {
        Map<String, Object> box = new HashMap<>(Map.of("waybill_no", waybillNo));
        for (int i = 0; i < more.length; i += 2) {
            box.put((String) more[i], more[i + 1]);
        }
        return box;
    }

    private String parcels() {
        return fixture.database
                .jdbc()
                .sql("SELECT parcel_no, waybill_status, waybill_no FROM parcel ORDER BY parcel_no")
                .query((row, n) -> row.getString(1).substring(PARCEL.length() - 1) + " " + row.getString(2) + " "
                        + row.getString(3))
                .list()
                .toString();
    }

    @Test
    void eachPackageIsAParcelAndOneThatIsReportedLaterAddsOne() throws Exception {
        List<Map<String, Object>> both = List.of(
                box(
                        "US1",
                        "package_no",
                        "a",
                        "carrier",
                        "Parcel Post",
                        "label",
                        label("one"),
                        "weight_g",
                        700,
                        "lines",
                        List.of(Map.of("sku", "MUG", "quantity", 1))),
                box("US2", "package_no", "b", "label", label("two")));
        push(status("packed", "packages", both));
        push(status("packed", "packages", both));

        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US2]");
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.created");
        assertThat(bench.last("waybill.created").data())
                .containsEntry("parcel_no", FULFILLMENT + "-P2")
                .containsEntry("waybill_no", "US2");
        assertThat(bench.labels
                        .latest(FULFILLMENT + "-P2")
                        .orElseThrow()
                        .document()
                        .canonical())
                .isEqualTo(label("two"));
        assertThat(fixture.text("SELECT measured_weight_g FROM parcel WHERE parcel_no = '" + PARCEL + "'"))
                .isEqualTo("700");
        assertThat(fixture.text("SELECT quantity FROM parcel_line WHERE parcel_no = '" + PARCEL + "'"))
                .isEqualTo("1");

        push(status("outbound", "packages", List.of(box("US3", "package_no", "c"))));
        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US2, 3 created US3]");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("outbound");
    }

    @Test
    void aPackageUnderItsOldNameHasChangedItsNumber() throws Exception {
        push(status("packed", "packages", List.of(box("US1", "package_no", "a"), box("US2", "package_no", "b"))));
        push(status("packed", "packages", List.of(box("US9", "package_no", "b"))));

        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US9]");
        assertThat(bench.last("waybill.created").data()).containsEntry("corrected", true);
    }

    @Test
    void packagesFillTheParcelsThatWaitAndWhatStaysEmptyEndsWithTheDeparture() throws Exception {
        fixture.parcel(FULFILLMENT + "-P2");
        fixture.parcel(FULFILLMENT + "-P3");
        push(status("packed", "packages", List.of(box("US2", "parcel_no", FULFILLMENT + "-P2"), box("US1"))));
        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US2, 3 requested null]");

        push(status("outbound"));

        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US2, 3 void null]");
        assertThat(bench.types())
                .containsExactly("waybill.created", "waybill.created", "waybill.voided", "fulfillment.shipped");
        assertThat(bench.last("waybill.voided").data())
                .containsEntry("parcel_no", FULFILLMENT + "-P3")
                .containsEntry("reason", "not_packed");
        push(status("outbound", "packages", List.of(box("US3"))));
        assertThat(parcels()).endsWith("4 created US3]");
    }

    @Test
    void severalPackagesInAnyOrderAndAnyNumberOfTimesComeToTheSame() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            begin();
            fixture.parcel(FULFILLMENT + "-P2");
            List<Map<String, Object>> boxes = List.of(box("US1"), box("US2"));
            List<Map<String, Object>> all = new ArrayList<>(List.of(
                    status("accepted"),
                    status("packed", "packages", boxes),
                    status("outbound"),
                    status("outbound", "packages", boxes)));
            all.addAll(all);
            Collections.shuffle(all, random);
            for (Map<String, Object> notice : all) {
                push(notice);
            }
            assertThat(parcels()).as("seed " + seed).isEqualTo("[1 created US1, 2 created US2]");
            assertThat(bench.types())
                    .as("seed " + seed)
                    .containsExactlyInAnyOrder("waybill.created", "waybill.created", "fulfillment.shipped");
        }
    }

    @Test
    void oneNumberOfSeveralParcelsHasToSayWhoseItIs() throws Exception {
        push(status("packed", "packages", List.of(box("US1"), box("US2"))));

        assertThatThrownBy(() -> push(status("outbound", "waybill_no", "US7")))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("US7")
                .hasMessageContaining("package_no");
        push(status("outbound", "waybill_no", "US2"));
        assertThat(parcels()).isEqualTo("[1 created US1, 2 created US2]");
    }

    @Test
    void anOrderGivenBackIsSoForEveryParcel() throws Exception {
        fixture.parcel(FULFILLMENT + "-P2");
        push(status("cancelled"));

        assertThat(parcels()).isEqualTo("[1 failed null, 2 failed null]");
    }

    @Test
    void aFurtherPackageOfACancelledOrderIsVoidedAsTheOthers() throws Exception {
        push(status("packed", "packages", List.of(box("US1"))));
        fixture.sql("UPDATE orders SET state = 'cancelled'");
        bench.events.clear();

        push(status("packed", "packages", List.of(box("US1"), box("US2"))));

        assertThat(bench.types()).containsExactly("waybill.void");
        assertThat(bench.last("waybill.void").data()).containsEntry("waybill_no", "US2");
    }

    @Test
    void packagesThatLeftWithoutANumberAreADeadLetter() throws Exception {
        assertThatThrownBy(() -> push(status("outbound", "packages", List.of(Map.of("package_no", "a")))))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("waybill_no");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("planned");

        push(status("outbound", "waybill_no", "US1", "packages", List.of(Map.of("package_no", "a"))));
        assertThat(parcels()).isEqualTo("[1 created US1]");
        push(status("outbound", "packages", List.of(Map.of("package_no", "a"))));
    }

    @Test
    void aParcelOfAnotherFulfillmentIsADeadLetterThatNamesIt() {
        assertThatThrownBy(() -> push(status("packed", "packages", List.of(box("US1", "parcel_no", "O9-F1-P1")))))
                .rootCause()
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("O9-F1-P1");
        assertThat(parcels()).isEqualTo("[1 requested null]");
    }

    @Test
    void packagesThatShareANumberDoNotTakeEachOthersParcel() throws Exception {
        List<Map<String, Object>> both = List.of(box("US1", "package_no", "a"), box("US1", "package_no", "b"));
        push(status("packed", "packages", both));
        push(status("packed", "packages", both));

        assertThat(parcels()).isEqualTo("[1 created US1, 2 failed null]");
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.failed");
        assertThat(fixture.text("SELECT package_no FROM parcel WHERE parcel_no = '" + PARCEL + "'"))
                .isEqualTo("a");

        push(status("packed", "packages", List.of(box("US3", "package_no", "c"))));
        assertThat(parcels()).isEqualTo("[1 created US1, 2 failed null, 3 created US3]");
    }
}
