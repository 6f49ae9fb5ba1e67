package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.created;
import static io.openclaw.waybill.WaybillFixture.label;
import static io.openclaw.waybill.WaybillFixture.labelOf;
import static io.openclaw.waybill.WaybillFixture.pdf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The fork by label source, and the purchase of a label through everything that can go wrong with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaybillGenerationRouteTest {

    private WaybillFixture fixture;
    private RouteBench bench;

    @BeforeAll
    void open() throws Exception {
        fixture = new WaybillFixture();
        bench = new RouteBench(
                fixture, "waybill-generation.camel.yaml", "waybill-handover.camel.yaml", "waybill-numbers.camel.yaml");
    }

    @AfterAll
    void close() {
        bench.close();
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("carrier");
        bench.calls.clear();
        bench.events.clear();
    }

    private void generate() throws Exception {
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
    }

    private static PartnerException failure(Category category) {
        return new PartnerException(category, "post", "X1", "the post says no");
    }

    @Test
    void buysALabelOnce() throws Exception {
        bench.answer("create-waybill", call -> created("W1"));

        generate();
        generate();

        assertThat(bench.operations()).containsExactly("create-waybill");
        Map<String, Object> asked = bench.calls.get(0).document();
        assertThat(bench.calls.get(0).account()).isEqualTo("post");
        assertThat(asked)
                .containsEntry("parcel_no", PARCEL)
                .containsEntry("platform_order_no", "#1001")
                .containsEntry("weight_g", 700);
        assertThat((Map<?, ?>) asked.get("ship_to")).extracting("city").isEqualTo("Springfield");
        assertThat(((List<?>) asked.get("items")).get(0))
                .hasFieldOrPropertyWithValue("hs_code", "6912003500")
                .hasFieldOrPropertyWithValue("declared_value", "4.00")
                .hasFieldOrPropertyWithValue("unit_price", "12.75");
        assertThat(bench.types()).containsExactly("waybill.created");
        assertThat(bench.last("waybill.created").data())
                .containsEntry("waybill_no", "W1")
                .containsEntry("corrected", false)
                .containsEntry("carrier", "post")
                .containsEntry("order_no", "O1")
                .doesNotContainKeys("change", "check_after_ms");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
        assertThat(bench.queries.label("demo", "W1").orElseThrow().document().document())
                .isEqualTo(pdf("label of W1"));
    }

    @Test
    void whereTheBuyerPaidTheDutiesTheLabelIsDutyPaid() throws Exception {
        bench.answer("create-waybill", call -> created("W1"));
        fixture.sql("UPDATE parcel SET duty_type = 'DDU'");
        fixture.sql("UPDATE orders SET duties_total = 3.5");

        generate();

        assertThat(bench.calls.get(0).document()).containsEntry("duty_type", "DDP");
    }

    /** One mug comes in two boxes, the other beside them. */
    private void inThreeBoxes() {
        fixture.parcel(PARCEL.replace("P1", "P2"));
        fixture.parcel(PARCEL.replace("P1", "P3"));
        for (int box = 1; box <= 3; box++) {
            fixture.sql(
                    "INSERT INTO parcel_line (parcel_no, order_no, line_no, sku, quantity, of_boxes) VALUES (?, 'O1', 1, 'MUG', 1, ?)",
                    PARCEL.replace("P1", "P" + box),
                    box < 3 ? 2 : 1);
        }
    }

    @Test
    void eachBoxHasALabelAndDeclaresItsShare() throws Exception {
        inThreeBoxes();
        bench.answer("create-waybill", call -> created("W-" + call.document().get("parcel_no")));

        generate();
        for (int box = 2; box <= 3; box++) {
            bench.deliver(
                    "waybill-generation", "waybill.check", fixture.event("parcel_no", PARCEL.replace("P1", "P" + box)));
        }

        assertThat(bench.operations()).containsExactly("create-waybill", "create-waybill", "create-waybill");
        assertThat(bench.calls.get(0).document()).containsEntry("weight_g", 175);
        assertThat(((List<?>) bench.calls.get(1).document().get("items")).get(0))
                .hasFieldOrPropertyWithValue("declared_value", "2.00")
                .hasFieldOrPropertyWithValue("quantity", 1);
        assertThat(((List<?>) bench.calls.get(2).document().get("items")).get(0))
                .hasFieldOrPropertyWithValue("declared_value", "4.00");
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.created", "waybill.created");
    }

    @Test
    void warehouseGetsAllBoxesWhenTheLastLabelIsThere() throws Exception {
        inThreeBoxes();
        bench.answer("create-waybill", call -> created("W-" + call.document().get("parcel_no")));
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "H1"));
        for (int box = 1; box <= 3; box++) {
            String parcelNo = PARCEL.replace("P1", "P" + box);
            bench.deliver("waybill-generation", "waybill.check", fixture.event("parcel_no", parcelNo));
            bench.deliver("waybill-handover", "waybill.created", fixture.event("parcel_no", parcelNo));
        }
        bench.deliver("waybill-handover", "waybill.created", fixture.event());

        assertThat(bench.operations()).containsOnlyOnce("create-outbound");
        Map<String, Object> asked = bench.calls.stream()
                .filter(call -> call.operation().equals("create-outbound"))
                .findFirst()
                .orElseThrow()
                .document();
        assertThat((List<?>) asked.get("parcels"))
                .extracting(box -> ((Map<?, ?>) box).get("waybill_no"))
                .isEqualTo(
                        List.of("W-" + PARCEL, "W-" + PARCEL.replace("P1", "P2"), "W-" + PARCEL.replace("P1", "P3")));
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
    }

    @Test
    void fetchesALabelThatComesApart() throws Exception {
        bench.answer("create-waybill", call -> Map.of("status", "created", "waybill_no", "W1"));
        bench.answer("get-label", call -> label("apart"));

        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "get-label");
        assertThat(bench.calls.get(1).document()).containsEntry("waybill_no", "W1");
        assertThat(bench.queries.label("demo", "W1").orElseThrow().document().document())
                .isEqualTo(pdf("apart"));
    }

    @Test
    void aLabelThatFailsAfterTheNumberIsFetchedNextTimeWithoutBuyingAgain() throws Exception {
        bench.answer("create-waybill", call -> Map.of("status", "created", "waybill_no", "W1"));
        bench.answer("get-label", call -> {
            throw failure(Category.TRANSIENT);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-waybill", call -> Map.of("found", true, "status", "created", "waybill_no", "W1"));
        bench.answer("get-label", call -> label("late"));

        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "get-label", "find-waybill", "get-label");
        assertThat(bench.types()).containsExactly("waybill.created");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pdf | not a pdf | that is no PDF: it is plain text",
                "pdf | <!DOCTYPE html><html>log in</html> | that is no PDF: it is an HTML page",
                "PDF | {} | that is no PDF: it is a JSON document",
                "pdf | ^XA^FDW1^XZ | that is no PDF: it is ZPL",
                "pdf | JVBERi0xLjQK | that is no PDF: it is a PDF in base64 once more",
                "png | %PDF-1.4 | that is no PNG: it is PDF",
                "zpl | <html>log in</html> | that is no ZPL: it is an HTML page",
                "gif | <html>log in</html> | that is no GIF: it is an HTML page",
                "pdf | \" \" | that is no PDF: it is empty"
            })
    void aLabelThatIsNoneIsNotKeptButAskedForAgain(String format, String document, String why) throws Exception {
        bench.answer("create-waybill", call -> Map.of("status", "created", "waybill_no", "W1"));
        bench.answer("get-label", call -> labelOf(format, document.getBytes()));

        assertThatThrownBy(this::generate)
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.TRANSIENT))
                .hasMessage("post gave a label of " + PARCEL + " " + why);
        assertThat(bench.events).isEmpty();
        assertThat(fixture.text("SELECT COUNT(*) FROM label")).isEqualTo("0");

        bench.answer("find-waybill", call -> Map.of("found", true, "status", "created", "waybill_no", "W1"));
        bench.answer("get-label", call -> label("late"));
        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "get-label", "find-waybill", "get-label");
        assertThat(bench.types()).containsExactly("waybill.created");
    }

    @Test
    void aLabelThatIsNoBase64IsNotKept() {
        bench.answer(
                "create-waybill",
                call -> Map.of(
                        "status",
                        "created",
                        "waybill_no",
                        "W1",
                        "label",
                        Map.of("format", "pdf", "document", "JVBERi0x*LjQK")));

        assertThatThrownBy(this::generate)
                .hasMessage("post gave a label of " + PARCEL + " whose document is no base64");
    }

    @Test
    void aLabelIsKeptAsItCame() throws Exception {
        byte[] zpl = "~DGR:LOGO.GRF,00800,010,FF^XA^FDW1^FS^XZ".getBytes();
        bench.answer(
                "create-waybill",
                call -> Map.of("status", "created", "waybill_no", "W1", "label", labelOf("zpl", zpl)));

        generate();

        assertThat(bench.queries.label("demo", "W1").orElseThrow().document().document())
                .isEqualTo(zpl);
    }

    @Test
    void pendingIsLookedForAgain() throws Exception {
        bench.answer("create-waybill", call -> Map.of("status", "pending", "message", "being processed"));

        generate();

        assertThat(fixture.waybillStatus()).isEqualTo("pending");
        assertThat(bench.types()).containsExactly("waybill.check");
        assertThat(bench.last("waybill.check").delay()).isEqualTo(2000);

        bench.answer("find-waybill", call -> Map.of("found", true, "status", "pending"));
        fixture.clock.turn(Duration.ofSeconds(40));
        bench.deliver(
                "waybill-generation",
                "waybill.check",
                bench.last("waybill.check").data());
        assertThat(bench.last("waybill.check").delay()).isEqualTo(16_000);

        bench.answer("find-waybill", call -> {
            Map<String, Object> answer = new LinkedHashMap<>(created("W1"));
            answer.put("found", true);
            return answer;
        });
        bench.deliver(
                "waybill-generation",
                "waybill.check",
                bench.last("waybill.check").data());

        assertThat(bench.operations()).containsExactly("create-waybill", "find-waybill", "find-waybill");
        assertThat(bench.types()).containsExactly("waybill.check", "waybill.check", "waybill.created");
    }

    @Test
    void aRefusalIsTold() throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(Category.REJECTED);
        });

        generate();

        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        assertThat(bench.last("waybill.failed").data())
                .containsEntry("reason", "label_rejected")
                .containsEntry("message", "the post says no");
    }

    @Test
    void aLostAnswerIsFoundByItsReference() throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-waybill", call -> {
            assertThat(fixture.waybillStatus()).isEqualTo("unknown");
            Map<String, Object> answer = new LinkedHashMap<>(created("W1"));
            answer.put("found", true);
            return answer;
        });

        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "find-waybill");
        assertThat(bench.calls.get(1).document()).containsEntry("parcel_no", PARCEL);
        assertThat(bench.types()).containsExactly("waybill.created");
    }

    @Test
    void aLostAnswerThatLeftNothingIsAskedForAgainAfterAWhile() throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        bench.answer("find-waybill", call -> Map.of("found", false));
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        assertThatThrownBy(this::generate)
                .hasMessage("post does not show " + PARCEL + " yet, which it was asked for at " + fixture.now()
                        + "; if it is not there after " + fixture.now().plusSeconds(6) + ", it is asked for again");
        fixture.clock.turn(Duration.ofSeconds(6));
        bench.answer("create-waybill", call -> created("W1"));

        generate();

        assertThat(bench.operations())
                .containsExactly("create-waybill", "find-waybill", "find-waybill", "create-waybill");
        assertThat(bench.types()).containsExactly("waybill.created");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "RATE_LIMITED", "UNAUTHORIZED"})
    void whatMadeNothingIsAskedForAgainWithoutASearch(Category category) throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(category);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("create-waybill", call -> created("W1"));

        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "create-waybill");
    }

    /** What came of the first asking is settled: a repeat that was not made leaves nothing to wait for. */
    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "RATE_LIMITED", "UNAUTHORIZED"})
    void aRepeatThatMadeNothingIsMadeWithoutAnotherWait(Category category) throws Exception {
        lostAndThenRefusedAs("create-waybill", "find-waybill", category);
        bench.answer("create-waybill", call -> created("W1"));

        generate();

        assertThat(bench.operations())
                .containsExactly("create-waybill", "find-waybill", "create-waybill", "find-waybill", "create-waybill");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "RATE_LIMITED", "UNAUTHORIZED"})
    void norDoesARepeatThatReachedNoWarehouse(Category category) throws Exception {
        fixture.order("warehouse");
        lostAndThenRefusedAs("create-outbound", "find-outbound", category);
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));

        generate();

        assertThat(bench.operations())
                .containsExactly(
                        "create-outbound", "find-outbound", "create-outbound", "find-outbound", "create-outbound");
    }

    private void lostAndThenRefusedAs(String create, String find, Category category) {
        bench.answer(create, call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        fixture.clock.turn(Duration.ofSeconds(6));
        bench.answer(find, call -> Map.of("found", false));
        bench.answer(create, call -> {
            throw failure(category);
        });
        assertThatThrownBy(this::generate).hasMessageContaining("the post says no");
    }

    @Test
    void aCrashBetweenClaimAndCommitAdoptsWhatWasBought() throws Exception {
        fixture.database.work().executeWithoutResult(s -> bench.waybills.claim(PARCEL));
        bench.answer("find-waybill", call -> {
            Map<String, Object> answer = new LinkedHashMap<>(created("W1"));
            answer.put("found", true);
            return answer;
        });

        generate();

        assertThat(bench.operations()).containsExactly("find-waybill");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
    }

    @Test
    void aCancelledFulfillmentIsNotBoughtFor() throws Exception {
        fixture.sql("UPDATE fulfillment SET status = 'cancelled'");

        generate();

        assertThat(bench.calls).isEmpty();
        assertThat(bench.events).isEmpty();
    }

    @Test
    void aWarehouseThatLabelsItselfIsAskedToShipOnce() throws Exception {
        fixture.order("warehouse");
        fixture.sql("UPDATE orders SET duties_total = 3.5");
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));

        generate();
        generate();

        assertThat(bench.operations()).containsExactly("create-outbound");
        assertThat(bench.calls.get(0).account()).isEqualTo("house");
        assertThat(bench.calls.get(0).document())
                .containsEntry("fulfillment_no", "O1-F1")
                .containsEntry("label_source", "warehouse")
                .containsEntry("duty_type", "DDP");
        assertThat(fixture.waybillStatus()).isEqualTo("pending");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
    }

    @Test
    void aWarehouseIsAskedForWhatABundleConsistedOfWhenItWasPromised() throws Exception {
        fixture.order("warehouse");
        fixture.recipe("MUG", Map.of("CUP", 1, "LID", 3));
        fixture.reserved("CUP", 4);
        fixture.reserved("LID", 2);
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));

        generate();

        assertThat((List<?>) bench.calls.get(0).document().get("lines"))
                .extracting(line -> ((Map<?, ?>) line).get("sku") + " x" + ((Map<?, ?>) line).get("quantity"))
                .containsExactly("CUP x4", "LID x2");
    }

    @Test
    void whereNothingIsDeductedTheRecipeSaysWhatToTakeFromTheShelf() throws Exception {
        fixture.order("warehouse");
        fixture.sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)"
                + " VALUES ('O1-F1', 'O1', 2, 'CUP', 1)");
        fixture.recipe("MUG", Map.of("CUP", 1, "LID", 3));
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));

        generate();

        assertThat((List<?>) bench.calls.get(0).document().get("lines"))
                .extracting(line -> ((Map<?, ?>) line).get("sku") + " x" + ((Map<?, ?>) line).get("quantity"))
                .containsExactly("CUP x3", "LID x6");
    }

    @Test
    void whatTheOrderWantsNowIsSentWhenTheWarehouseDoesNotKnowWhatItWasAsked() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        fixture.sql("UPDATE orders SET edit_waits = TRUE");
        bench.answer("find-outbound", call -> Map.of("found", false));
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));
        fixture.clock.turn(Duration.ofMinutes(1));
        bench.catchUp(() -> {
            assertThat(fixture.text("SELECT COUNT(*) FROM effect"))
                    .as("nobody has it")
                    .isEqualTo("0");
            assertThat(fixture.text("SELECT asked_at FROM parcel")).isNull();
            fixture.sql("UPDATE fulfillment_line SET quantity = 1");
            fixture.sql("UPDATE orders SET edit_waits = FALSE");
        });

        generate();

        assertThat(bench.operations()).containsExactly("create-outbound", "find-outbound", "create-outbound");
        assertThat(((List<?>) bench.calls.get(2).document().get("lines")).get(0))
                .hasFieldOrPropertyWithValue("quantity", 1);
        assertThat(bench.types()).doesNotContain("order.edit_due");
    }

    @Test
    void anEditThatWaitedIsToldWhenTheWarehouseIsFoundToHaveTheOrder() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        fixture.sql("UPDATE orders SET edit_waits = TRUE");
        bench.answer("find-outbound", call -> Map.of("found", true, "status", "accepted"));

        generate();

        assertThat(bench.last("order.edit_due").data())
                .containsEntry("order_no", "O1")
                .containsEntry("account", "shop");
    }

    @Test
    void aWarehouseWhoseAnswerWasLostIsAskedFirst() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-outbound", call -> Map.of("found", true, "status", "accepted"));

        generate();

        assertThat(bench.operations()).containsExactly("create-outbound", "find-outbound");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
    }

    @Test
    void aWarehouseThatDroppedTheOrderMeanwhileMakesACase() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-outbound", call -> Map.of("found", true, "status", "cancelled"));

        generate();

        assertThat(bench.types()).containsExactly("waybill.failed");
    }

    @Test
    void aNumberThatComesLateIsAskedForUntilItIsThere() throws Exception {
        fixture.accounts.put(Account.Kind.CARRIER, "post", Map.of("late_numbers", true));
        try {
            bench.answer("create-waybill", call -> created("W1"));
            generate();
            assertThat(bench.types()).containsExactly("waybill.created", "waybill.numbers");
            bench.answer("find-waybill", call -> Map.of("found", true, "status", "created", "waybill_no", "W1"));

            bench.deliver("waybill-numbers", "waybill.numbers", fixture.event());
            assertThat(bench.types()).containsExactly("waybill.created", "waybill.numbers", "waybill.numbers");

            bench.answer(
                    "find-waybill",
                    call -> Map.of(
                            "found",
                            true,
                            "status",
                            "created",
                            "waybill_no",
                            "W1",
                            "numbers",
                            List.of(Map.of("role", "last_mile", "number", "LM1"))));
            bench.deliver("waybill-numbers", "waybill.numbers", fixture.event());
            bench.deliver("waybill-numbers", "waybill.numbers", fixture.event());

            assertThat(bench.last("waybill.created").data())
                    .containsEntry("waybill_no", "LM1")
                    .containsEntry("corrected", true);
            assertThat(bench.types()).hasSize(4);
        } finally {
            fixture.accounts.put(Account.Kind.CARRIER, "post", Map.of());
        }
    }

    @Test
    void aWarehouseThatRefusesMakesACase() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.REJECTED);
        });

        generate();

        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        assertThat(bench.last("waybill.failed").get("message").toString()).contains("house refused");
    }

    @Test
    void aPlatformGivesItsLabel() throws Exception {
        fixture.order("platform");
        bench.answer("get-label", call -> created("LZ1"));

        generate();

        assertThat(bench.calls.get(0).account()).isEqualTo("shop");
        assertThat(bench.last("waybill.created").data()).containsEntry("waybill_no", "LZ1");
    }

    @Test
    void aPlatformThatShipsItselfIsLeftAlone() throws Exception {
        fixture.order("platform_fulfilled");

        generate();

        assertThat(bench.calls).isEmpty();
    }

    @Test
    void anUnknownSourceIsADeadLetter() {
        fixture.order("abacus");

        assertThatThrownBy(this::generate)
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("label_source 'abacus'");
    }

    @Test
    void theLabelIsHandedToTheWarehouseOnce() throws Exception {
        bench.answer("create-waybill", call -> created("W1"));
        generate();
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));
        Map<String, Object> event = bench.last("waybill.created").data();

        bench.deliver("waybill-handover", "waybill.created", event);
        bench.deliver("waybill-handover", "waybill.created", event);

        assertThat(bench.operations()).containsExactly("create-waybill", "create-outbound");
        Map<?, ?> parcel = (Map<?, ?>) bench.calls.get(1).document().get("parcel");
        assertThat(parcel.get("waybill_no")).isEqualTo("W1");
        assertThat(parcel.get("label")).isEqualTo(label("label of W1"));
        assertThat(fixture.waybillStatus()).isEqualTo("created");
    }
}
