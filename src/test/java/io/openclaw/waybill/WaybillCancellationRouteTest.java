package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.FULFILLMENT;
import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cancellations after, before and in the middle of a purchase. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaybillCancellationRouteTest {

    private static final String SECOND = "O1-F1-P2";

    private WaybillFixture fixture;
    private RouteBench bench;

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
                "waybill-handover.camel.yaml",
                "waybill-cancellation.camel.yaml");
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
        bench.answer("create-waybill", call -> created("W1"));
        bench.answer("void-waybill", call -> Map.of("void", true));
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));
        bench.answer("cancel-outbound", call -> Map.of("cancelled", true));
    }

    private void generate() throws Exception {
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
    }

    private void cancel() throws Exception {
        fixture.sql("UPDATE orders SET state = 'cancelled'");
        bench.deliver("waybill-cancellation", "waybill.void", fixture.event());
    }

    private static PartnerException failure(Category category) {
        return new PartnerException(category, "post", "X", "the post says no");
    }

    private static Map<String, Object> found(Map<String, Object> answer) {
        Map<String, Object> found = new LinkedHashMap<>(answer);
        found.put("found", true);
        return found;
    }

    @Test
    void aBoughtLabelIsVoidedOnce() throws Exception {
        generate();

        cancel();
        cancel();

        assertThat(bench.operations()).containsExactly("create-waybill", "void-waybill");
        assertThat(bench.calls.get(1).document())
                .containsEntry("parcel_no", PARCEL)
                .containsEntry("waybill_no", "W1")
                .containsEntry("reason", "order cancelled");
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.voided");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
        assertThat(fixture.text("SELECT live_key FROM parcel")).isNull();
    }

    @Test
    void firstTheWarehouseThenTheLabel() throws Exception {
        generate();
        bench.deliver("waybill-handover", "waybill.created", fixture.event());

        cancel();

        assertThat(bench.operations())
                .containsExactly("create-waybill", "create-outbound", "cancel-outbound", "void-waybill");
    }

    @Test
    void aWarehouseThatHasPackedItRefuses() throws Exception {
        generate();
        bench.deliver("waybill-handover", "waybill.created", fixture.event());
        bench.answer("cancel-outbound", call -> {
            throw failure(Category.REJECTED);
        });

        cancel();

        assertThat(bench.operations()).doesNotContain("void-waybill");
        assertThat(bench.last("waybill.void_refused").data())
                .containsEntry("reason", "cancel_after_label")
                .containsEntry("message", "O1-F1 of house could not be taken back: the post says no");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
    }

    @Test
    void aCarrierThatRefusesWhereTheWarehouseAgreedIsNoWarehouseThatShips() throws Exception {
        generate();
        bench.deliver("waybill-handover", "waybill.created", fixture.event());
        bench.answer("void-waybill", call -> {
            throw failure(Category.REJECTED);
        });

        cancel();

        assertThat(bench.last("waybill.void_refused").data().get("message").toString())
                .startsWith("house ships nothing of O1-F1 any more, but its label ")
                .endsWith(" could not be taken back: the post says no");
    }

    @Test
    void aWarehouseThatRefusesAnEditSaysThatTheEditIsTooLate() throws Exception {
        generate();
        bench.deliver("waybill-handover", "waybill.created", fixture.event());
        bench.answer("cancel-outbound", call -> {
            throw failure(Category.REJECTED);
        });

        bench.deliver("waybill-cancellation", "waybill.void", fixture.event());

        assertThat(bench.calls.get(2).document()).containsEntry("reason", "order changed");
        assertThat(bench.last("waybill.void_refused").data())
                .containsEntry("reason", "order_changed_after_label")
                .hasEntrySatisfying("message", message -> assertThat((String) message)
                        .startsWith("O1-F1 of house could not be taken back: "));
    }

    @Test
    void whatTheBuyerHasIsSaidToBeDelivered() throws Exception {
        generate();
        fixture.sql("UPDATE fulfillment SET status = 'outbound'");
        cancel();
        assertThat(bench.last("waybill.void_refused").data())
                .containsEntry("message", "O1-F1 had left house before it could be stopped")
                .doesNotContainKey("delivered");

        fixture.sql("UPDATE parcel SET delivered_at = CURRENT_TIMESTAMP");
        cancel();
        assertThat(bench.last("waybill.void_refused").data())
                .containsEntry("message", "O1-F1 of house has been delivered")
                .containsEntry("delivered", true);
    }

    @Test
    void nothingAskedNothingToVoid() throws Exception {
        cancel();

        assertThat(bench.calls).isEmpty();
        assertThat(bench.types()).containsExactly("waybill.voided");

        generate();
        assertThat(bench.calls).isEmpty();
    }

    @Test
    void whatLeftCannotBeTakenBack() throws Exception {
        generate();
        fixture.sql("UPDATE fulfillment SET status = 'outbound'");

        cancel();

        assertThat(bench.operations()).containsExactly("create-waybill");
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.void_refused");
    }

    @Test
    void aPurchaseUnderWayCommitsIntoTheCancellation() throws Exception {
        bench.answer("find-waybill", call -> Map.of("found", false));
        bench.answer("create-waybill", call -> {
            // Here the carrier is at work while the cancellation comes.
            assertThatThrownBy(this::cancel)
                    .hasMessageContaining(
                            "post does not show " + PARCEL + " yet, which it was asked for at 2025-03-01T08");
            return created("W1");
        });

        generate();

        assertThat(fixture.waybillStatus()).isEqualTo("void_requested");
        assertThat(bench.types()).containsExactly("waybill.void");
        bench.deliver(
                "waybill-cancellation",
                "waybill.void",
                bench.last("waybill.void").data());
        assertThat(bench.operations()).containsExactly("create-waybill", "find-waybill", "void-waybill");
        assertThat(bench.types()).containsExactly("waybill.void", "waybill.voided");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aLabelThatAppearsAfterItWasThoughtAbsentIsVoidedToo() throws Exception {
        bench.answer("find-waybill", call -> Map.of("found", false));
        bench.answer("create-waybill", call -> {
            fixture.clock.turn(Duration.ofMinutes(1));
            try {
                cancel();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertThat(fixture.waybillStatus()).isEqualTo("void");
            return created("W1");
        });

        generate();

        assertThat(bench.types()).containsExactly("waybill.voided", "waybill.void");
        bench.deliver(
                "waybill-cancellation",
                "waybill.void",
                bench.last("waybill.void").data());
        assertThat(bench.operations()).containsExactly("create-waybill", "find-waybill", "void-waybill");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aPurchaseOfUnknownOutcomeIsFoundAndVoided() throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-waybill", call -> found(created("W9")));

        cancel();
        generate();

        assertThat(bench.operations()).containsExactly("create-waybill", "find-waybill", "void-waybill");
        assertThat(bench.calls.get(2).document()).containsEntry("waybill_no", "W9");
        assertThat(bench.types()).containsExactly("waybill.voided");
    }

    @Test
    void aLabelStillBeingMadeIsWaitedFor() throws Exception {
        bench.answer("create-waybill", call -> Map.of("status", "pending"));
        generate();
        bench.answer("find-waybill", call -> found(Map.of("status", "pending")));
        assertThatThrownBy(this::cancel).hasMessageContaining("still making");

        bench.answer("find-waybill", call -> found(created("W1")));
        cancel();

        assertThat(bench.last("waybill.voided").data()).containsEntry("parcel_no", PARCEL);
    }

    @Test
    void aRefusedPurchaseDuringTheCancellationEndsIt() throws Exception {
        bench.answer("find-waybill", call -> Map.of("found", false));
        bench.answer("create-waybill", call -> {
            assertThatThrownBy(this::cancel)
                    .hasMessageContaining(
                            "post does not show " + PARCEL + " yet, which it was asked for at 2025-03-01T08");
            throw failure(Category.REJECTED);
        });

        generate();

        assertThat(bench.types()).containsExactly("waybill.voided");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aCarrierThatDoesNotKnowItHasNothingToVoid() throws Exception {
        generate();
        bench.answer("void-waybill", call -> {
            throw failure(Category.NOT_FOUND);
        });

        cancel();

        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aWarehousesOwnLabelGoesWithItsOrder() throws Exception {
        fixture.order("warehouse");
        generate();

        cancel();

        assertThat(bench.operations()).containsExactly("create-outbound", "cancel-outbound");
        assertThat(bench.calls.get(1).document()).containsEntry("fulfillment_no", "O1-F1");
        assertThat(bench.types()).containsExactly("waybill.voided");
    }

    @Test
    void aWarehouseWhoseAnswerWasLostIsAskedAndThenCancelled() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-outbound", call -> found(Map.of("status", "accepted")));

        cancel();

        assertThat(bench.operations()).containsExactly("create-outbound", "find-outbound", "cancel-outbound");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aWarehouseThatNeverGotTheOrderHasNothingToCancel() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(this::generate).isInstanceOf(PartnerException.class);
        bench.answer("find-outbound", call -> new LinkedHashMap<>(Map.of("found", false)));
        assertThatThrownBy(this::cancel)
                .hasMessageContaining(
                        "house does not show " + FULFILLMENT + " yet, which it was asked to ship at 2025-03-01T08");
        fixture.clock.turn(Duration.ofMinutes(1));

        cancel();

        assertThat(bench.operations()).containsExactly("create-outbound", "find-outbound", "find-outbound");
        assertThat(bench.types()).containsExactly("waybill.voided");

        // It received the order late after all, and packs it.
        bench.effects.done("house", "create-outbound", "O1-F1", null);
        assertThat(bench.waybills.commit(PARCEL, created("US1"), null).change()).isEqualTo("voiding");
        bench.deliver("waybill-cancellation", "waybill.void", fixture.event());
        assertThat(bench.operations()).endsWith("find-outbound", "cancel-outbound");
        assertThat(fixture.waybillStatus()).isEqualTo("void");
    }

    @Test
    void aWarehousesYesHoldsForThisCancellationOnly() throws Exception {
        fixture.order("warehouse");
        generate();
        cancel();
        fixture.clock.turn(Duration.ofMinutes(5));
        assertThat(bench.waybills.commit(PARCEL, created("US1"), null).change()).isEqualTo("voiding");

        bench.deliver("waybill-cancellation", "waybill.void", fixture.event());

        assertThat(bench.operations()).containsExactly("create-outbound", "cancel-outbound", "cancel-outbound");
    }

    private void both() throws Exception {
        fixture.parcel(SECOND);
        bench.answer("create-waybill", call -> created("W-" + call.document().get("parcel_no")));
        generate();
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event("parcel_no", SECOND));
        bench.deliver("waybill-handover", "waybill.created", fixture.event("parcel_no", SECOND));
    }

    private void cancelBoth() throws Exception {
        cancel();
        bench.deliver("waybill-cancellation", "waybill.void", fixture.event("parcel_no", SECOND));
    }

    @Test
    void theWarehouseIsAskedOnceForAllParcelsAndEachLabelIsVoided() throws Exception {
        both();

        cancelBoth();
        cancelBoth();

        assertThat(bench.operations())
                .containsExactly(
                        "create-waybill",
                        "create-waybill",
                        "create-outbound",
                        "cancel-outbound",
                        "void-waybill",
                        "void-waybill");
        assertThat(bench.calls.subList(4, 6))
                .extracting(call -> call.document().get("parcel_no"))
                .containsExactly(PARCEL, SECOND);
        assertThat(fixture.text("SELECT COUNT(*) FROM parcel WHERE waybill_status = 'void'"))
                .isEqualTo("2");
    }

    @Test
    void theWarehousesNoHoldsForAllParcelsOfThisCancellationAndIsAskedAboutInTheNext() throws Exception {
        both();
        bench.answer("cancel-outbound", call -> {
            throw failure(Category.REJECTED);
        });

        cancelBoth();

        assertThat(bench.operations()).containsOnlyOnce("cancel-outbound").doesNotContain("void-waybill");
        assertThat(bench.types().stream().filter("waybill.void_refused"::equals))
                .hasSize(2);
        assertThat(bench.last("waybill.void_refused").data())
                .containsEntry("parcel_no", SECOND)
                .containsEntry("message", "O1-F1 of house could not be taken back: the post says no");
        assertThat(fixture.text("SELECT COUNT(*) FROM parcel WHERE waybill_status = 'created'"))
                .isEqualTo("2");

        fixture.clock.turn(Duration.ofMinutes(5));
        bench.answer("cancel-outbound", call -> Map.of("cancelled", true));
        cancelBoth();
        assertThat(bench.operations().stream().filter("cancel-outbound"::equals))
                .hasSize(2);
        assertThat(bench.operations().stream().filter("void-waybill"::equals)).hasSize(2);
    }

    @Test
    void aWarehouseThatLabelsItselfIsAskedOnceToo() throws Exception {
        fixture.order("warehouse");
        fixture.parcel(SECOND);
        generate();
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event("parcel_no", SECOND));

        cancelBoth();

        assertThat(bench.operations()).containsExactly("create-outbound", "cancel-outbound");
        assertThat(bench.types()).containsExactly("waybill.voided", "waybill.voided");
    }
}
