package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.FULFILLMENT;
import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** When a platform is told of a shipment, that it is told once, and that a changed number is a correction. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShipmentConfirmationRouteTest {

    private static final String SECOND = FULFILLMENT + "-P2";

    private WaybillFixture fixture;
    private RouteBench bench;

    /** Where the tests run. */
    WaybillFixture fixture() {
        return new WaybillFixture();
    }

    @BeforeAll
    void open() throws Exception {
        fixture = fixture();
        bench = new RouteBench(fixture, "shipment-confirmation.camel.yaml", "shipment-withdrawals.camel.yaml");
    }

    @AfterAll
    void close() {
        bench.close();
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("carrier");
        policy(Map.of("confirm_shipment", "label"));
        bench.calls.clear();
        bench.events.clear();
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));
    }

    private void policy(Map<String, Object> policy) {
        fixture.accounts.put(Account.Kind.PLATFORM, "shop", policy);
    }

    private void label(String waybillNo) {
        label(PARCEL, waybillNo);
    }

    private void label(String parcelNo, String waybillNo) {
        fixture.database.work().executeWithoutResult(s -> {
            bench.waybills.claim(parcelNo);
            bench.waybills.commit(parcelNo, created(waybillNo), null);
        });
    }

    private void correct(String waybillNo) {
        fixture.database
                .work()
                .executeWithoutResult(s ->
                        bench.waybills.renumber(PARCEL, List.of(new ParcelNumber(ParcelNumber.LAST_MILE, waybillNo))));
    }

    private void leave() {
        fixture.database
                .work()
                .executeWithoutResult(s -> bench.fulfillments.markOutbound(FULFILLMENT, null, "warehouse"));
    }

    private void deliver(String type, Object... more) throws Exception {
        bench.deliver("shipment-confirmation", type, fixture.event(more));
    }

    private static PartnerException failure(Category category) {
        return new PartnerException(category, "shop", "X", "the shop says no");
    }

    @Test
    void atTheLabelOnceHoweverOftenItIsDelivered() throws Exception {
        label("W1");

        deliver("waybill.created");
        deliver("waybill.created");
        deliver("fulfillment.shipped");

        assertThat(bench.operations()).containsExactly("confirm-shipment");
        assertThat(bench.calls.get(0).document())
                .containsEntry("reference", FULFILLMENT)
                .containsEntry("platform_order_id", "4501")
                .containsEntry("waybill_no", "W1")
                .containsEntry("carrier_name", "post")
                .doesNotContainKey("partner_ref");
        assertThat((List<?>) bench.calls.get(0).document().get("lines"))
                .isEqualTo(List.of(Map.of("platform_line_id", "901", "quantity", 2)));
        assertThat(bench.types()).containsExactly("shipment.confirmed");
        assertThat(bench.last("shipment.confirmed").data())
                .containsEntry("waybill_no", "W1")
                .containsEntry("parcel_no", PARCEL);
    }

    @Test
    void atTheDeparture() throws Exception {
        policy(Map.of("confirm_shipment", "outbound"));
        label("W1");
        deliver("waybill.created");
        assertThat(bench.calls).isEmpty();

        leave();
        deliver("fulfillment.shipped");

        assertThat(bench.operations()).containsExactly("confirm-shipment");
    }

    @Test
    void atTheDepartureWhenTheNumberCameAfterIt() throws Exception {
        policy(Map.of("confirm_shipment", "outbound"));
        leave();
        deliver("fulfillment.shipped");
        assertThat(bench.calls).isEmpty();

        label("W1");
        deliver("waybill.created");

        assertThat(bench.operations()).containsExactly("confirm-shipment");
    }

    @Test
    void atTheFirstScan() throws Exception {
        policy(Map.of("confirm_shipment", "first_scan"));
        label("W1");
        leave();
        deliver("waybill.created");
        deliver("fulfillment.shipped");
        deliver("tracking.updated", "first_scan", false);
        assertThat(bench.calls).isEmpty();

        fixture.sql("UPDATE parcel SET first_scan_at = ?", fixture.now());
        deliver("tracking.updated", "first_scan", true);

        assertThat(bench.operations()).containsExactly("confirm-shipment");
    }

    @Test
    void beforeTheShipByTime() throws Exception {
        policy(Map.of("confirm_shipment", "before_ship_by", "confirm_hours_before_ship_by", 6));
        fixture.sql("UPDATE orders SET ship_by = ?", fixture.now().plusHours(24));
        label("W1");
        deliver("waybill.created");
        bench.run("direct:shipment-confirmation.due");
        assertThat(bench.calls).isEmpty();
        assertThat(bench.events).isEmpty();

        fixture.clock.turn(Duration.ofHours(19));
        bench.run("direct:shipment-confirmation.due");
        bench.run("direct:shipment-confirmation.due");
        assertThat(bench.types()).containsExactly("shipment.due");
        bench.deliver(
                "shipment-confirmation",
                "shipment.due",
                bench.last("shipment.due").data());

        assertThat(bench.operations()).containsExactly("confirm-shipment");
    }

    @Test
    void notByUsWhereAnotherSystemTells() throws Exception {
        policy(Map.of("confirm_shipment", "label", "steps", Map.of("confirm_shipment", "external")));
        label("W1");

        deliver("waybill.created");

        assertThat(bench.calls).isEmpty();
    }

    @Test
    void aChangedNumberCorrectsTheFirst() throws Exception {
        label("W1");
        deliver("waybill.created");
        correct("LM1");

        deliver("waybill.created", "corrected", true);
        deliver("waybill.created", "corrected", true);

        assertThat(bench.operations()).containsExactly("confirm-shipment", "confirm-shipment");
        assertThat(bench.calls.get(1).document())
                .containsEntry("waybill_no", "LM1")
                .containsEntry("partner_ref", "77");
    }

    @Test
    void aChangedNumberBeforeTheMomentIsSimplyTheNumber() throws Exception {
        policy(Map.of("confirm_shipment", "outbound"));
        label("W1");
        deliver("waybill.created");
        correct("LM1");
        deliver("waybill.created", "corrected", true);
        assertThat(bench.calls).isEmpty();

        leave();
        deliver("fulfillment.shipped");

        assertThat(bench.calls.get(0).document())
                .containsEntry("waybill_no", "LM1")
                .doesNotContainKey("partner_ref");
    }

    @Test
    void aLostAnswerIsLookedForFirst() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        bench.answer("find-shipment", call -> Map.of("found", true, "partner_ref", "77", "waybill_no", "W1"));

        deliver("waybill.created");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment");
        assertThat(bench.types()).containsExactly("shipment.confirmed");

        correct("LM1");
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));
        deliver("waybill.created", "corrected", true);
        assertThat(bench.calls.get(2).document()).containsEntry("partner_ref", "77");
    }

    @Test
    void aLostAnswerThatLeftNothingIsToldAgainAfterAWhile() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        bench.answer("find-shipment", call -> new LinkedHashMap<>(Map.of("found", false)));
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        assertThatThrownBy(() -> deliver("waybill.created")).hasMessageContaining("does not show");
        fixture.clock.turn(Duration.ofSeconds(6));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "78"));

        deliver("waybill.created");

        assertThat(bench.operations())
                .containsExactly("confirm-shipment", "find-shipment", "find-shipment", "confirm-shipment");
    }

    @Test
    void aRepeatThatToldNothingIsMadeWithoutAnotherWait() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        bench.answer("find-shipment", call -> new LinkedHashMap<>(Map.of("found", false)));
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        fixture.clock.turn(Duration.ofSeconds(6));
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.RATE_LIMITED);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "78"));

        deliver("waybill.created");

        assertThat(bench.operations())
                .containsExactly(
                        "confirm-shipment", "find-shipment", "confirm-shipment", "find-shipment", "confirm-shipment");
    }

    @Test
    void aNumberThatChangedWhileTheAnswerWasLostIsCorrected() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        correct("LM1");
        bench.answer("find-shipment", call -> Map.of("found", true, "partner_ref", "77", "waybill_no", "W1"));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));

        deliver("waybill.created", "corrected", true);

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment", "confirm-shipment");
        assertThat(bench.calls.get(2).document())
                .containsEntry("waybill_no", "LM1")
                .containsEntry("partner_ref", "77");
    }

    @Test
    void aRefusalIsTold() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.REJECTED);
        });

        deliver("waybill.created");

        assertThat(bench.types()).containsExactly("shipment.confirm_refused");
        assertThat(bench.last("shipment.confirm_refused").data())
                .containsEntry("reason", "confirm_refused")
                .containsEntry("message", "the shop says no");
    }

    @Test
    void whatWasRefusedForAHoldIsToldAgainWhenTheHoldIsLifted() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.REJECTED);
        });
        deliver("waybill.created");
        fixture.clock.turn(Duration.ofMinutes(5));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));
        bench.answer("find-shipment", call -> new LinkedHashMap<>(Map.of("found", false)));

        deliver("order.updated", "changed", List.of("merchant_hold"), "hold_lifted", true);

        assertThat(bench.types()).containsExactly("shipment.confirm_refused", "shipment.due");
        bench.deliver(
                "shipment-confirmation",
                "shipment.due",
                bench.last("shipment.due").data());
        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment", "confirm-shipment");
        assertThat(bench.types()).endsWith("shipment.confirmed");

        deliver("order.updated", "changed", List.of("merchant_hold"), "hold_lifted", true);
        assertThat(bench.types()).as("nothing is refused any more").endsWith("shipment.confirmed");
    }

    @Test
    void whatIsNotToBeToldYetIsNotToldForALiftedHold() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.REJECTED);
        });
        deliver("waybill.created");
        policy(Map.of("confirm_shipment", "outbound"));
        deliver("order.updated", "changed", List.of("merchant_hold"), "hold_lifted", true);
        bench.deliver(
                "shipment-confirmation",
                "shipment.due",
                bench.last("shipment.due").data());
        assertThat(bench.operations()).containsExactly("confirm-shipment");
    }

    @Test
    void aRefusalOfWhatWasCancelledWhileTheShopWasAskedIsNone() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            fixture.database.jdbc().sql("UPDATE orders SET state = 'cancelled'").update();
            throw failure(Category.REJECTED);
        });

        deliver("waybill.created");

        assertThat(bench.types()).isEmpty();
    }

    /** Edited away line by line, which leaves the order open: the shop has nothing that could be fulfilled. */
    @Test
    void goodsThatWereAllTakenOutOfTheOrderAfterTheyLeftAreNotToldAndNoCase() throws Exception {
        policy(Map.of("confirm_shipment", "first_scan"));
        label("W1");
        leave();
        fixture.sql("UPDATE orders SET state = 'partially_cancelled'");
        fixture.sql("UPDATE order_line SET cancelled = 1");
        fixture.sql("UPDATE parcel SET first_scan_at = created_at");
        fixture.sql("UPDATE order_line SET cancelled = quantity");
        deliver("tracking.updated", "first_scan", true);
        assertThat(bench.calls).isEmpty();
        assertThat(bench.types()).isEmpty();

        fixture.sql("UPDATE order_line SET cancelled = 1");
        deliver("tracking.updated", "first_scan", true);
        assertThat(bench.operations()).as("one mug of the two is the buyer's").containsExactly("confirm-shipment");

        fixture.sql("UPDATE order_line SET cancelled = quantity");
        correct("W2");
        deliver("waybill.created");
        assertThat(bench.operations())
                .as("what the shop was told is corrected")
                .containsExactly("confirm-shipment", "confirm-shipment");
    }

    @Test
    void aRefusalOfGoodsThatWereTakenOutWhileTheShopWasAskedIsNone() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            fixture.sql("UPDATE order_line SET cancelled = quantity");
            throw failure(Category.REJECTED);
        });
        deliver("waybill.created");
        assertThat(bench.types()).isEmpty();
        deliver("shipment.due");
        assertThat(bench.operations()).as("nor is it told again").containsExactly("confirm-shipment");
    }

    /** What the shop shows: shipments by their id and number, each of both mugs unless a quantity says otherwise. */
    private void shows(List<String> cancelled, Map<String, Integer> shown) throws Exception {
        bench.deliver(
                "shipment-withdrawals",
                "order.shipments_shown",
                fixture.event(
                        "cancelled",
                        cancelled.stream().map(id -> named(id, new HashMap<>())).toList(),
                        "shown",
                        shown.entrySet().stream()
                                .map(each -> named(
                                        each.getKey(),
                                        new HashMap<>(Map.of("platform_line_id", "901", "quantity", each.getValue()))))
                                .toList()));
    }

    private static Map<String, Object> named(String shipment, Map<String, Object> as) {
        String[] parts = shipment.split("/");
        as.put("ref", parts[0]);
        as.put("numbers", List.of(parts[1]));
        return as;
    }

    @Test
    void whatTheShopCancelledIsSaidOnceAndEndsWhenItShowsItAgain() throws Exception {
        label("W1");
        deliver("waybill.created");
        bench.events.clear();

        shows(List.of("60/OTHER"), Map.of("77/W1", 2));
        assertThat(bench.types()).as("another's").isEmpty();
        shows(List.of("77/W1"), Map.of());
        shows(List.of("77/W1"), Map.of("60/OTHER", 2));
        assertThat(bench.types()).containsExactly("shipment.unconfirmed");
        assertThat(bench.last("shipment.unconfirmed").data())
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("waybill_no", "W1")
                .containsEntry("reason", "confirmation_cancelled")
                .satisfies(data -> assertThat(data.get("message").toString())
                        .contains("shop", "77", FULFILLMENT, "W1", "retry_confirm"));

        deliver("tracking.updated", "first_scan", true);
        correct("LM1");
        deliver("waybill.created", "corrected", true);
        assertThat(bench.operations()).as("nothing is told by itself").containsExactly("confirm-shipment");

        shows(List.of("77/W1"), Map.of("78/W1", 1));
        assertThat(bench.types()).as("one of two mugs").hasSize(1);
        shows(List.of("77/W1"), Map.of("78/W1", 2));
        shows(List.of("77/W1"), Map.of("78/W1", 2));
        assertThat(bench.types()).containsExactly("shipment.unconfirmed", "shipment.reconfirmed");

        deliver("waybill.created", "corrected", true);
        assertThat(bench.calls.get(1).document())
                .as("what somebody made by hand is corrected from now on")
                .containsEntry("partner_ref", "78")
                .containsEntry("waybill_no", "LM1");
        shows(List.of("77/W1", "78/LM1"), Map.of());
        assertThat(bench.types()).as("once more").endsWith("shipment.confirmed", "shipment.unconfirmed");
    }

    @Test
    void aPersonHasItConfirmedAgain() throws Exception {
        label("W1");
        deliver("waybill.created");
        shows(List.of("77/W1"), Map.of());
        bench.answer("find-shipment", call -> Map.of("found", false));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "79"));

        fixture.database.work().executeWithoutResult(s -> bench.withdrawals.confirmAgain(FULFILLMENT));
        deliver("shipment.due");
        deliver("shipment.due");
        shows(List.of("77/W1"), Map.of("79/W1", 2));

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment", "confirm-shipment");
        assertThat(bench.calls.get(2).document())
                .as("anew, and no correction of what is cancelled")
                .doesNotContainKey("partner_ref");
        assertThat(bench.types()).containsExactly("shipment.confirmed", "shipment.unconfirmed", "shipment.confirmed");
    }

    @Test
    void whatTheShopHasByNowIsNotToldAgain() throws Exception {
        label("W1");
        deliver("waybill.created");
        shows(List.of("77/W1"), Map.of());
        bench.answer("find-shipment", call -> Map.of("found", true, "partner_ref", "80", "waybill_no", "W1"));

        fixture.database.work().executeWithoutResult(s -> bench.withdrawals.confirmAgain(FULFILLMENT));
        deliver("shipment.due");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment");
        assertThat(bench.types()).endsWith("shipment.confirmed");
    }

    @Test
    void whatIsOverIsNoCaseAndNothingToConfirm() throws Exception {
        shows(List.of("77/W1"), Map.of());
        label("W1");
        shows(List.of("77/W1"), Map.of());
        assertThat(bench.types()).as("the shop was not told of it").isEmpty();
        deliver("waybill.created");
        fixture.sql("UPDATE parcel SET milestone = 'delivered'");
        shows(List.of("77/W1"), Map.of());
        fixture.sql("UPDATE parcel SET milestone = NULL");
        fixture.sql("UPDATE orders SET state = 'cancelled'");
        shows(List.of("77/W1"), Map.of());
        assertThat(bench.types()).containsExactly("shipment.confirmed");

        fixture.sql("UPDATE fulfillment SET status = 'cancelled'");
        assertThatThrownBy(() ->
                        fixture.database.work().executeWithoutResult(s -> bench.withdrawals.confirmAgain(FULFILLMENT)))
                .hasMessageContaining("nothing of fulfillment");
    }

    @Test
    void whatTheShopRefusedIsToldAgainWhenAPersonAsks() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.REJECTED);
        });
        deliver("waybill.created");
        fixture.clock.turn(Duration.ofMinutes(1));
        bench.answer("find-shipment", call -> Map.of("found", false));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));

        fixture.database.work().executeWithoutResult(s -> bench.withdrawals.confirmAgain(FULFILLMENT));
        deliver("shipment.due");

        assertThat(bench.types()).containsExactly("shipment.confirm_refused", "shipment.confirmed");
    }

    @Test
    void aShipmentTheShopDoesNotKnowIsACaseAndNoDeadLetter() throws Exception {
        label("W1");
        for (String operation : List.of("confirm-shipment", "find-shipment")) {
            bench.answer(operation, call -> {
                throw failure(Category.NOT_FOUND);
            });
        }

        deliver("waybill.created");
        deliver("fulfillment.shipped");
        deliver("tracking.updated");

        assertThat(bench.types()).isNotEmpty().containsOnly("shipment.confirm_refused");
        assertThat(bench.last("shipment.confirm_refused").data())
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("message", "the shop says no");
    }

    @Test
    void whatChangedNothingNeedsNoSearch() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.RATE_LIMITED);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));

        deliver("waybill.created");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "confirm-shipment");
    }

    @Test
    void whatWasToldInPartIsLookedForBeforeItIsToldAgain() throws Exception {
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.RATE_LIMITED).afterOthers();
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        bench.answer("find-shipment", call -> Map.of("found", true, "partner_ref", "77", "waybill_no", "W1"));

        deliver("waybill.created");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment");
    }

    @Test
    void aCancelledOrderIsNotConfirmed() throws Exception {
        label("W1");
        fixture.sql("UPDATE orders SET state = 'cancelled'");

        deliver("waybill.created");

        assertThat(bench.calls).isEmpty();
    }

    @Test
    void severalParcelsAreOneShipmentWhoseNumbersFollow() throws Exception {
        fixture.parcel(SECOND);
        label("W1");
        deliver("waybill.created");
        label(SECOND, "W2");

        deliver("waybill.created", "parcel_no", SECOND);
        deliver("waybill.created", "parcel_no", SECOND);
        deliver("fulfillment.shipped");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "confirm-shipment");
        assertThat(bench.calls.get(0).document()).doesNotContainKey("partner_ref");
        assertThat(numbers(0)).containsExactly("W1");
        assertThat(bench.calls.get(1).document())
                .containsEntry("reference", FULFILLMENT)
                .containsEntry("partner_ref", "77")
                .containsEntry("waybill_no", "W1");
        assertThat(numbers(1)).containsExactly("W1", "W2");
        assertThat(bench.last("shipment.confirmed").get("waybill_nos")).isEqualTo(List.of("W1", "W2"));
    }

    @Test
    void theFirstParcelToReachTheMomentBringsTheNumbersThereAre() throws Exception {
        policy(Map.of("confirm_shipment", "first_scan"));
        fixture.parcel(SECOND);
        label("W1");
        label(SECOND, "W2");
        deliver("waybill.created");
        assertThat(bench.calls).isEmpty();
        fixture.sql("UPDATE parcel SET first_scan_at = ? WHERE parcel_no = ?", fixture.now(), SECOND);

        deliver("tracking.updated", "first_scan", true, "parcel_no", SECOND);

        assertThat(bench.operations()).containsExactly("confirm-shipment");
        assertThat(numbers(0)).containsExactly("W1", "W2");
    }

    @Test
    void aNumberThatChangesInOneOfSeveralParcelsCorrectsTheOneShipment() throws Exception {
        fixture.parcel(SECOND);
        label("W1");
        label(SECOND, "W2");
        deliver("waybill.created");
        correct("LM1");

        deliver("waybill.created", "corrected", true);

        assertThat(numbers(1)).containsExactly("LM1", "W2");
        assertThat(bench.calls.get(1).document()).containsEntry("partner_ref", "77");
        assertThat((List<?>) bench.calls.get(1).document().get("known_numbers")).isEqualTo(List.of("LM1", "W1", "W2"));
    }

    @Test
    void aLostUpdateNeverMakesASecondShipment() throws Exception {
        fixture.parcel(SECOND);
        label("W1");
        deliver("waybill.created");
        label(SECOND, "W2");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> deliver("waybill.created", "parcel_no", SECOND))
                .isInstanceOf(PartnerException.class);
        bench.answer("find-shipment", call -> new LinkedHashMap<>(Map.of("found", false)));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));
        fixture.clock.turn(Duration.ofSeconds(6));

        deliver("waybill.created", "parcel_no", SECOND);

        assertThat(bench.calls.get(3).operation()).isEqualTo("confirm-shipment");
        assertThat(bench.calls.get(3).document())
                .as("whatever the platform shows, it is the one that was made")
                .containsEntry("partner_ref", "77");
    }

    @Test
    void aLostFirstConfirmationIsFoundByFewerNumbersAndCompleted() throws Exception {
        fixture.parcel(SECOND);
        label("W1");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        label(SECOND, "W2");
        bench.answer(
                "find-shipment",
                call -> Map.of("found", true, "partner_ref", "77", "waybill_no", "W1", "waybill_nos", List.of("W1")));
        bench.answer("confirm-shipment", call -> Map.of("partner_ref", "77"));

        deliver("waybill.created");
        deliver("waybill.created", "parcel_no", SECOND);

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment", "confirm-shipment");
        assertThat(bench.calls.get(2).document()).containsEntry("partner_ref", "77");
        assertThat(numbers(2)).containsExactly("W1", "W2");
    }

    @Test
    void whatThePlatformShowsWholeNeedsNoWord() throws Exception {
        fixture.parcel(SECOND);
        label("W1");
        label(SECOND, "W2");
        bench.answer("confirm-shipment", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> deliver("waybill.created")).isInstanceOf(PartnerException.class);
        bench.answer(
                "find-shipment",
                call -> Map.of("found", true, "partner_ref", "77", "waybill_nos", List.of("W2", "W1")));

        deliver("waybill.created");

        assertThat(bench.operations()).containsExactly("confirm-shipment", "find-shipment");
        assertThat(bench.types()).containsExactly("shipment.confirmed");
    }

    private List<String> numbers(int call) {
        return ((List<?>) bench.calls.get(call).document().get("parcels"))
                .stream()
                        .map(parcel -> (String) ((Map<?, ?>) parcel).get("waybill_no"))
                        .toList();
    }
}
