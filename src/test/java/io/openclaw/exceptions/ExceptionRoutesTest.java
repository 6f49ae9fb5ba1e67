package io.openclaw.exceptions;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.outbox.Event;
import io.openclaw.partner.Grants;
import io.openclaw.partner.PartnerException;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import io.openclaw.tracking.TrackingFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.stereotype.Component;

/** routes/exception-sync.camel.yaml and exception-clock.camel.yaml on a real database. */
@ExtendWith(OutputCaptureExtension.class)
class ExceptionRoutesTest {

    private static TestDatabase database;

    private TrackingFixture fixture;
    private RouteBench bench;
    private Grants grants;
    private CaseInterest interest;
    private ExceptionClock clock;
    private final Alerts alerts = new Alerts();
    private final Effects effects = new Effects();
    private final Waiting waiting = new Waiting();

    /** Stands for the alert webhook. */
    public static final class Alerts {

        private boolean configured = true;
        private final List<String> sent = new ArrayList<>();
        private Map<String, Object> last = Map.of();

        public boolean wants(String severity) {
            return !"info".equals(severity);
        }

        public boolean configured() {
            return configured;
        }

        public void send(Event event) {
            sent.add(event.type());
            last = event.data();
        }
    }

    /** Stands for what waits between the routes. */
    public static final class Waiting {

        private final List<String> hurried = new ArrayList<>();

        public void hurry(String account) {
            hurried.add(account);
        }
    }

    /** Stands for what partners were told. */
    public static final class Effects {

        private final Map<String, String> states = new HashMap<>();

        /** How far a statement got. */
        public record Claim(boolean done, boolean asked) {}

        public Claim claim(String account, String operation, String reference, String orderNo) {
            String state = states.putIfAbsent(account + " " + operation + " " + reference, "asked");
            return new Claim("done".equals(state), "asked".equals(state));
        }

        public void done(String account, String operation, String reference, String partnerRef) {
            states.put(account + " " + operation + " " + reference, "done");
        }
    }

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        database.clear();
        fixture = new TrackingFixture(database);
        fixture.account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of("erp", "mabang"));
        fixture.account("mabang", Account.Kind.ERP, "mabang", null, null, Map.of());
        fixture.order();
        ExceptionBeans beans = new ExceptionBeans(database, fixture.accounts());
        grants = beans.grants();
        interest = beans.interest();
        clock = beans.clock();
        bench = beans.bindTo(new RouteBench(database))
                .bean("alertWebhook", alerts)
                .bean("effects", effects)
                .bean("channels", waiting)
                .start("exception-sync.camel.yaml", "exception-clock.camel.yaml", "partner-grants.camel.yaml");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Event happens(String type, Map<String, Object> data) {
        Map<String, Object> all = new HashMap<>(
                Map.of("order_no", ORDER, "fulfillment_no", FULFILLMENT, "parcel_no", PARCEL, "flags", List.of()));
        all.putAll(data);
        Event event = bench.event(type, "shopify-us", ORDER, all);
        boolean delivered = interest.in(event, () -> false);
        String before = cases();
        bench.deliver("exception-sync", event);
        if (!delivered) {
            assertThat(cases())
                    .as("%s is not delivered, so it must change nothing", type)
                    .isEqualTo(before);
        }
        return event;
    }

    private String cases() {
        return database.jdbc()
                .sql("SELECT * FROM exception_case ORDER BY id")
                .query()
                .listOfRows()
                .toString();
    }

    private boolean delivered(String type, Map<String, Object> data, boolean queued) {
        return interest.in(bench.event(type, "shopify-us", ORDER, data), () -> queued);
    }

    @Test
    void whatWouldOnlyCloseACaseIsDeliveredWhereThereIsOneOrMayBe() {
        Map<String, Object> refused = Map.of("order_no", ORDER, "fulfillment_no", FULFILLMENT, "reason", "address");
        assertThat(delivered("order.cancelled", Map.of(), false)).isFalse();
        assertThat(delivered("order.cancelled", Map.of(), true))
                .as("what waits may open one")
                .isTrue();
        assertThat(delivered("waybill.failed", refused, false))
                .as("it opens one")
                .isTrue();
        assertThat(delivered("order.updated", Map.of(), true))
                .as("no cause names it")
                .isFalse();
        assertThat(delivered("listing.agreed", Map.of("subject", "X"), false))
                .as("cases of an account are not looked for")
                .isTrue();
        happens("waybill.failed", refused);
        assertThat(open()).containsExactly("label_rejected");
        assertThat(delivered("order.cancelled", Map.of(), false)).isTrue();
        assertThat(interest.in(bench.event("order.cancelled", "shopify-us", "ANOTHER", Map.of()), () -> false))
                .isFalse();
    }

    @Test
    void theRouteNamesWhoIsAsked() throws Exception {
        assertThat(Files.readString(Path.of("routes/exception-sync.camel.yaml")))
                .contains("interest: "
                        + CaseInterest.class.getAnnotation(Component.class).value());
    }

    @Test
    void whatEndedBetweenTheLookAndTheTellingIsNotDueAnyMore() {
        hold("address_incomplete");
        ExceptionClock.CaseDue due = clock.due().get(0);
        assertThat(due.cause()).isEqualTo("hold_too_long");
        assertThat(clock.still(due)).isTrue();
        database.jdbc().sql("DELETE FROM order_hold").update();
        assertThat(clock.still(due)).isFalse();
        hold("address_incomplete");
        assertThat(clock.still(due)).as("it waits since another time").isFalse();
    }

    @Test
    void aCountThatFindsPromisedUnitsMissingIsACaseOfItsSkuUntilALaterOneFindsThem() {
        finding("A", "stock_oversold", true);
        finding("A", "stock_oversold", true);
        finding("B", "stock_oversold", true);
        finding("A", "stock_count_drift", true);
        assertThat(open()).containsExactly("stock_count_drift", "stock_oversold", "stock_oversold");
        finding("A", "stock_oversold", false);
        assertThat(database.jdbc()
                        .sql("SELECT subject FROM exception_case WHERE status = 'open' AND cause = 'stock_oversold'")
                        .query(String.class)
                        .list())
                .containsExactly("B");
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case WHERE status = 'open' AND subject = 'B'")
                        .query(String.class)
                        .single())
                .contains("O-1, O-2");
    }

    @Test
    void aPresaleAtRiskIsACaseOfItsSkuUntilItIsCovered() {
        finding("A", "presale_at_risk", true);
        finding("A", "presale_at_risk", true);
        assertThat(open()).containsExactly("presale_at_risk");
        finding("A", "presale_at_risk", false);
        assertThat(open()).isEmpty();
    }

    @Test
    void aShortPickIsACaseOfItsSkuUntilItIsCounted() {
        finding("A", "stock_short_pick", true);
        finding("A", "stock_short_pick", true);
        finding("A", "stock_oversold", false);
        assertThat(open()).containsExactly("stock_short_pick");
        assertThat(database.jdbc()
                        .sql("SELECT reason FROM exception_case WHERE cause = 'stock_short_pick'")
                        .query(String.class)
                        .single())
                .isEqualTo("stock_drift");
        finding("A", "stock_short_pick", false);
        assertThat(open()).isEmpty();
    }

    @Test
    void goodsOfNobodysOrderAreACaseForEachNameTheyCameUnder() {
        cameBack("A#77/x");
        cameBack("A#77/x");
        cameBack("A#78/x");
        assertThat(open()).containsExactly("return_unknown_order", "return_unknown_order");
        happens("case.due", Map.of("cause", "return_beyond_shipped", "message", "1 more than left for it"));
        assertThat(open()).containsExactly("return_beyond_shipped", "return_unknown_order", "return_unknown_order");
        assertThat(database.jdbc()
                        .sql("SELECT DISTINCT reason FROM exception_case WHERE cause LIKE 'return_%'")
                        .query(String.class)
                        .list())
                .containsExactly("return_without_order");
    }

    private void cameBack(String reference) {
        bench.deliver(
                "exception-sync",
                bench.event(
                        "case.due",
                        "cn-szx",
                        null,
                        Map.of(
                                "tenant",
                                "demo",
                                "sku",
                                "A",
                                "cause",
                                "return_unknown_order",
                                "reference",
                                reference,
                                "message",
                                "cn-szx took back 2 units of A for '" + reference + "'")));
    }

    @Test
    void anOrderThatChangedAfterItsLabelIsACaseUntilTheyAgree() {
        happens("order.changed_after_label", Map.of("changed", List.of("lines")));
        happens("order.changed_after_label", Map.of("changed", List.of("address")));
        assertThat(told()).containsExactly("opened order_changed_after_label");
        happens("waybill.voided", Map.of());
        happens("fulfillment.cancelled", Map.of());
        assertThat(open()).as("another label of it may stand").containsExactly("order_changed_after_label");
        bench.deliver(
                "exception-sync",
                bench.event("order.agrees_with_label", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).containsExactly("resolved order_changed_after_label");
        happens("order.changed_after_label", Map.of("changed", List.of("lines"), "parcel_no", ORDER + "-F2-P1"));
        assertThat(told()).containsExactly("opened order_changed_after_label");
        happens("order.delivered", Map.of("parcel_no", ORDER + "-F1-P1"));
        assertThat(open()).isEmpty();
    }

    @Test
    void whatWasCancelledTooLateAndIsDeliveredIsToBeRecovered() {
        assertThat(delivered("tracking.updated", Map.of("milestone", "delivered", "flags", List.of()), false))
                .as("it follows another case, or opens none")
                .isFalse();
        happens("waybill.void_refused", Map.of("reason", "cancel_after_label", "message", "it has left"));
        assertThat(told()).containsExactly("opened cancel_after_label");
        tracked("in_transit", null, null);
        assertThat(told()).isEmpty();
        tracked("delivered", null, null);
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("reason", "cancel_after_label")
                .containsEntry("severity", "critical")
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("message", "Delivered although it was not to be: cancel after label")
                .containsEntry("allowed_actions", List.of("accept_return", "contact_buyer", "close")));
        assertThat(told())
                .as("whoever marks the order by the last word has it marked")
                .containsExactly("resolved cancel_after_label", "opened goods_to_recover");
        tracked("delivered", null, null);
        bench.deliver("exception-sync", bench.event("order.delivered", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).isEmpty();
        assertThat(open()).containsExactly("goods_to_recover");
        happens("return.received", Map.of());
        assertThat(told()).containsExactly("resolved goods_to_recover");
    }

    @Test
    void whatIsCancelledAfterItsDeliveryIsToBeRecoveredAtOnce() {
        happens(
                "waybill.void_refused",
                Map.of("reason", "cancel_after_label", "delivered", true, "message", "it is there"));
        happens(
                "waybill.void_refused",
                Map.of("reason", "cancel_after_label", "delivered", true, "message", "it is there"));
        assertThat(told()).containsExactly("opened goods_to_recover");
    }

    @Test
    void anotherParcelsDeliveryIsNotTheOneThatWasCancelled() {
        happens("waybill.void_refused", Map.of("reason", "cancel_after_label"));
        bench.deliver(
                "exception-sync",
                bench.event(
                        "tracking.updated",
                        "shopify-us",
                        ORDER,
                        Map.of("fulfillment_no", "A1-F2", "parcel_no", "A1-F2-P1", "milestone", "delivered")));
        assertThat(open()).containsExactly("cancel_after_label");
    }

    @Test
    void whatIsDeliveredToAFormerAddressOrForNoMoneyIsToBeRecovered() {
        happens("order.changed_after_label", Map.of("changed", List.of("address")));
        told();
        offLabel("address");
        happens("order.delivered", Map.of());
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("reason", "order_changed_after_label")
                .containsEntry("message", "Delivered, but the order differs")
                .containsEntry(
                        "allowed_actions", List.of("accept_return", "contact_buyer", "reship", "refund", "close")));
        assertThat(told()).containsExactly("resolved order_changed_after_label", "opened goods_to_recover");
        bench.deliver(
                "exception-sync",
                bench.event("order.agrees_with_label", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).as("the address was taken back").containsExactly("resolved goods_to_recover");

        happens("order.changed_after_label", Map.of("changed", List.of("payment")));
        told();
        offLabel("payment");
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("reason", "cancel_after_label")
                .containsEntry("allowed_actions", List.of("accept_return", "contact_buyer", "close")));
    }

    @Test
    void whatSomebodyHadDecidedToShipAllTheSameIsNotToBeRecovered() {
        happens("order.changed_after_label", Map.of("changed", List.of("address")));
        happens("order.deleted", Map.of());
        database.jdbc()
                .sql(
                        "INSERT INTO case_action (id, case_id, action, effect, taken_at, taken_by, app)"
                                + " SELECT 'CA-' || id, id, 'ship_anyway', 'recorded', CURRENT_TIMESTAMP, 'a', 'b' FROM exception_case")
                .update();
        told();
        offLabel("address");
        happens("order.delivered", Map.of());
        assertThat(told()).containsExactly("resolved order_changed_after_label", "resolved order_deleted");
    }

    @Test
    void aDoubtThatStandsWhenTheGoodsArriveIsOver() {
        happens("order.changed_after_label", Map.of("changed", List.of("risk")));
        offLabel("risk");
        happens("order.delivered", Map.of());
        assertThat(open()).isEmpty();
    }

    private void offLabel(String part) {
        bench.deliver(
                "exception-sync",
                bench.event(
                        "order.delivered_off_label",
                        "shopify-us",
                        ORDER,
                        Map.of(
                                "order_no",
                                ORDER,
                                "differs",
                                List.of(part),
                                "case_reason",
                                part.equals("address") ? "order_changed_after_label" : "cancel_after_label",
                                "message",
                                "Delivered, but the order differs")));
    }

    private void finding(String sku, String cause, boolean open) {
        Map<String, Object> data =
                new HashMap<>(Map.of("tenant", "demo", "account", "cn-szx", "sku", sku, "cause", cause, "open", open));
        data.put("message", "cn-szx counted 3 units of " + sku + ", 5 are promised: 2 short for O-1, O-2");
        bench.deliver("exception-sync", bench.event("stock.finding", "cn-szx", null, data));
    }

    @Test
    void aCaseOfStockNamesWhoItTouchesByNow() {
        finding("LAMP-01", "presale_at_risk", true);
        assertThat(told()).containsExactly("opened presale_at_risk");
        String now = "LAMP-01 in cn-szx: 3 units are promised to presales, 2 are expected; not covered: O-2";
        bench.deliver(
                "exception-sync",
                bench.event(
                        "stock.finding",
                        "cn-szx",
                        null,
                        Map.of(
                                "tenant",
                                "demo",
                                "sku",
                                "LAMP-01",
                                "cause",
                                "presale_at_risk",
                                "open",
                                true,
                                "message",
                                now)));
        finding("LAMP-02", "stock_oversold", true);
        assertThat(told()).as("it is not opened again").containsExactly("opened stock_oversold");
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case WHERE subject = 'LAMP-01' AND status = 'open'")
                        .query(String.class)
                        .list())
                .containsExactly(now);
    }

    private Event tracked(String milestone, String flag, String reason) {
        Map<String, Object> data = new HashMap<>();
        data.put("milestone", milestone);
        data.put("flags", flag == null ? List.of() : List.of(flag));
        data.put("flag_reasons", flag == null ? Map.of() : Map.of(flag, reason));
        return happens("tracking.updated", data);
    }

    private List<String> open() {
        return database.jdbc()
                .sql("SELECT cause FROM exception_case WHERE status = 'open' ORDER BY cause")
                .query(String.class)
                .list();
    }

    private List<String> told() {
        List<String> told = bench.emitted.stream()
                .filter(e -> e.type().startsWith("exception."))
                .map(e -> e.type().substring("exception.".length()) + " "
                        + e.data().get("cause"))
                .toList();
        bench.emitted.clear();
        return told;
    }

    @Test
    void aShortageIsACaseUntilTheOrderIsAllocated() {
        happens("order.backordered", Map.of());
        happens("order.backordered", Map.of());
        assertThat(told()).containsExactly("opened stock_shortage");
        happens("fulfillment.created", Map.of());
        assertThat(told()).containsExactly("resolved stock_shortage");
        assertThat(open()).isEmpty();
        happens("order.backordered", Map.of());
        assertThat(told()).containsExactly("opened stock_shortage");
    }

    @Test
    void anOrderThatWaitsForAnAccountIsNoShortage() {
        happens(
                "order.backordered",
                Map.of("cause", "account_not_live", "subject", "4px-cn", "message", "waits for 4px-cn"));
        assertThat(told()).containsExactly("opened account_not_live");
        assertThat(shown(Locale.CHINESE))
                .satisfies(shown -> assertThat(shown.subject()).isEqualTo("4px-cn"))
                .satisfies(shown -> assertThat(shown.message()).contains("4px-cn", "账号"))
                .satisfies(shown -> assertThat(shown.hint()).contains("config/partners.yaml"));
        happens(
                "order.backordered",
                Map.of("cause", "account_not_live", "subject", "cn-szx", "message", "waits for cn-szx"));
        assertThat(told()).as("the same case").isEmpty();
        assertThat(shown(Locale.ENGLISH))
                .satisfies(shown -> assertThat(shown.subject()).isEqualTo("cn-szx"))
                .satisfies(shown -> assertThat(shown.message()).isEqualTo("waits for cn-szx"))
                .satisfies(shown -> assertThat(shown.hint()).contains("its mode"));
        happens("order.backordered", Map.of("cause", "stock_shortage", "skus", List.of("SKU-A")));
        assertThat(told()).containsExactlyInAnyOrder("resolved account_not_live", "opened stock_shortage");
        happens("order.backordered", Map.of("cause", "account_not_live", "subject", "4px-cn"));
        assertThat(told()).containsExactlyInAnyOrder("resolved stock_shortage", "opened account_not_live");
        happens("order.backordered", Map.of("cause", "no_cod_service"));
        assertThat(told()).containsExactlyInAnyOrder("resolved account_not_live", "opened no_cod_service");
        assertThat(shown(Locale.ENGLISH).hint()).contains("cod: true");
        happens("order.backordered", Map.of("cause", "no_service"));
        assertThat(told()).containsExactlyInAnyOrder("resolved no_cod_service", "opened no_service");
        assertThat(shown(Locale.ENGLISH).hint())
                .contains("config/sourcing.yaml")
                .doesNotContain("Replenish");
        happens("order.backordered", Map.of("cause", "capacity_full"));
        assertThat(told()).as("a full day goes by itself").containsExactly("resolved no_service");
        happens("order.backordered", Map.of("cause", "no_routing"));
        assertThat(told()).as("goods would not help").containsExactly("opened no_routing");
        assertThat(shown(Locale.ENGLISH))
                .satisfies(shown -> assertThat(shown.hint()).contains("config/sourcing.yaml"))
                .satisfies(shown -> assertThat(shown.allowedActions()).doesNotContain("replenish"));
        happens("order.backordered", Map.of("cause", "sku_unmapped"));
        assertThat(told()).containsExactlyInAnyOrder("resolved no_routing", "opened sku_unmapped");
        assertThat(shown(Locale.ENGLISH).hint()).contains("add_mappings");
        happens("order.backordered", Map.of("cause", "no_service"));
        assertThat(told()).containsExactlyInAnyOrder("resolved sku_unmapped", "opened no_service");
        happens("order.backordered", Map.of("cause", "capacity_full"));
        told();
        happens("order.backordered", Map.of("cause", "no_service"));
        happens("fulfillment.created", Map.of());
        assertThat(told()).containsExactly("opened no_service", "resolved no_service");
    }

    private ExceptionQueries.CaseView shown(Locale locale) {
        return new ExceptionBeans(database, fixture.accounts())
                .queries()
                .list(new ExceptionQueries.Filter("demo", "open", null, null, ORDER, null, 10), locale)
                .get(0);
    }

    @Test
    void aShortageEndsWhenWhatItWaitedForIsNotWantedAnyMore() {
        happens("order.backordered", Map.of());
        bench.deliver("exception-sync", bench.event("order.served", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).containsExactly("opened stock_shortage", "resolved stock_shortage");
    }

    @Test
    void whatNobodyWantsAnyMoreIsNoCase() {
        happens("order.backordered", Map.of());
        happens("order.updated", Map.of("changed", List.of("lines")));
        assertThat(open()).containsExactly("stock_shortage");
        happens("order.updated", Map.of("changed", List.of("lines", "emptied")));
        assertThat(open()).isEmpty();
        happens("shipment.confirm_refused", Map.of());
        assertThat(open()).containsExactly("confirm_refused");
        happens("fulfillment.cancelled", Map.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void whatWasCancelledAtThePlatformIsACaseUntilItIsConfirmedOrTheOrderEnds() {
        for (String end : List.of("shipment.reconfirmed", "shipment.confirmed", "order.cancelled", "order.delivered")) {
            happens("shipment.unconfirmed", Map.of("reason", "confirmation_cancelled", "message", "F 77, number W1"));
            assertThat(open()).containsExactly("confirmation_cancelled");
            assertThat(shown(Locale.ENGLISH))
                    .satisfies(shown -> assertThat(shown.reason()).isEqualTo("confirmation_cancelled"))
                    .satisfies(shown -> assertThat(shown.message()).isEqualTo("F 77, number W1"))
                    .satisfies(shown -> assertThat(shown.hint()).contains("retry_confirm"))
                    .satisfies(
                            shown -> assertThat(shown.allowedActions()).contains("retry_confirm", "confirm_by_hand"));
            happens(end, Map.of());
            assertThat(open()).as(end).isEmpty();
        }
    }

    @Test
    void anEventDeliveredTwiceIsJudgedOnce() {
        Event event = happens("order.backordered", Map.of());
        happens("fulfillment.created", Map.of());
        told();
        bench.deliver("exception-sync", event);
        assertThat(told()).isEmpty();
    }

    @Test
    void anEventThatFoundNothingToCloseClosesNothingWhenItIsRepeated() {
        Event harmless = tracked("in_transit", null, null);
        tracked("in_transit", "lost", "lost_by_carrier");
        assertThat(told()).hasSize(1);
        List<String> before = open();
        // A crash before the delivery is settled brings it again, after what came later has opened a case.
        bench.deliver("exception-sync", harmless);
        assertThat(told()).isEmpty();
        assertThat(open()).isEqualTo(before).hasSize(1);
    }

    @Test
    void whatHappenedBeforeTheClosingDoesNotOpenAgain() {
        happens("order.backordered", Map.of());
        happens("fulfillment.created", Map.of());
        told();
        Event late = bench.event("order.backordered", "shopify-us", ORDER, Map.of("order_no", ORDER));
        bench.deliver(
                "exception-sync",
                new Event(
                        "late",
                        late.type(),
                        late.occurredAt().minus(Duration.ofMinutes(5)),
                        late.tenant(),
                        ORDER,
                        late.seq(),
                        late.account(),
                        late.data()));
        assertThat(told()).isEmpty();
    }

    @Test
    void aLabelThatIsRefusedAndOneWhoseOutcomeIsUnknownAreTwoCauses() {
        database.jdbc()
                .sql("UPDATE parcel SET waybill_status = 'unknown', waybill_no = NULL, asked_at = :then")
                .param("then", Instant.now().minus(Duration.ofMinutes(59)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).as("it is looked for still").isEmpty();
        database.jdbc()
                .sql("UPDATE parcel SET asked_at = :then")
                .param("then", Instant.now().minus(Duration.ofMinutes(61)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        bench.fire("exception-clock");
        Map<String, Object> due = bench.emitted("case.due").get(0);
        assertThat(bench.emitted("case.due")).hasSize(1);
        assertThat((String) due.get("message")).contains("4px-cn", PARCEL);
        happens("case.due", due);
        assertThat(told()).contains("opened label_outcome_unknown");
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).as("there is a case").isEmpty();
        happens("waybill.failed", Map.of("reason", "label_rejected", "message", "DS000008: hs code missing"));
        assertThat(told()).containsExactly("resolved label_outcome_unknown", "opened label_rejected");
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case WHERE status = 'open'")
                        .query(String.class)
                        .single())
                .isEqualTo("DS000008: hs code missing");
        happens("waybill.created", Map.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void aCustomsHoldEndsWithItsFlag() {
        tracked("import_customs", "customs_hold", "customs_documentation");
        tracked("import_customs", "customs_hold", "customs_documentation");
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("reason", "customs_documentation")
                .containsEntry("severity", "warning")
                .containsEntry("status", "open")
                .containsEntry("order_no", ORDER)
                .containsEntry("allowed_actions", List.of("send_documents", "pay_duties", "return_parcel", "close")));
        told();
        tracked("customs_cleared", null, null);
        assertThat(told()).containsExactly("resolved customs_hold");
    }

    @Test
    void anOrderThatItsPlatformDeletedIsACaseUntilItIsOver() {
        happens("order.deleted", Map.of("message", "was deleted at the platform (#1001)"));
        happens("order.deleted", Map.of("message", "was deleted at the platform (#1001)"));
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("cause", "order_deleted")
                .containsEntry("severity", "critical")
                .containsEntry("allowed_actions", List.of("cancel_order", "ship_anyway", "close")));
        told();
        happens("fulfillment.shipped", Map.of());
        assertThat(open()).containsExactly("order_deleted");
        happens("order.cancelled", Map.of());
        assertThat(told()).containsExactly("resolved order_deleted");
        happens("order.deleted", Map.of());
        happens("order.delivered", Map.of());
        assertThat(told()).containsExactly("opened order_deleted", "resolved order_deleted", "opened goods_to_recover");
        assertThat(database.jdbc()
                        .sql("SELECT reason FROM exception_case WHERE status = 'open'")
                        .query(String.class)
                        .single())
                .isEqualTo("retailer_cancelled");
    }

    private void said(String milestone, String statement, String reason) {
        Map<String, Object> data = new HashMap<>();
        data.put("milestone", milestone);
        data.put("event_milestone", statement);
        data.put("event_reason", reason);
        happens("tracking.updated", data);
    }

    @Test
    void aNumberTheTrackerDoesNotKnowIsACaseUntilItIsHeardOf() {
        said("in_transit", "not_found", null);
        assertThat(open()).as("no news of it is none").isEmpty();
        said("in_transit", "not_found", "retailer_incorrect_data");
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("cause", "number_unknown")
                .containsEntry("reason", "retailer_incorrect_data")
                .containsEntry("allowed_actions", List.of("ask_carrier", "relabel", "retrack", "close")));
        told();
        said("in_transit", "expired", null);
        assertThat(open()).as("given up is not known").containsExactly("number_unknown");
        said("in_transit", null, null);
        assertThat(told())
                .as("a word nobody knows yet is a word of the parcel")
                .containsExactly("resolved number_unknown");
        said("in_transit", "not_found", "retailer_incorrect_data");
        happens("waybill.created", Map.of("corrected", true));
        assertThat(open()).as("it has another number").isEmpty();
        said("delivered", "not_found", "retailer_incorrect_data");
        assertThat(open()).isEmpty();
    }

    @Test
    void aNumberThatTellsOfAnOlderParcelIsOneCaseUntilThisOneIsHeardOf() {
        happens("tracking.foreign", Map.of("message", "17track tells of another parcel under W1"));
        happens("tracking.foreign", Map.of("message", "17track tells of another parcel under W1"));
        assertThat(bench.emitted("exception.opened")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("cause", "foreign_history")
                .containsEntry("message", "17track tells of another parcel under W1")
                .containsEntry("allowed_actions", List.of("ask_carrier", "relabel", "retrack", "close")));
        told();
        said(null, "not_found", null);
        assertThat(open()).containsExactly("foreign_history");
        said("picked_up", "picked_up", null);
        assertThat(told()).containsExactly("resolved foreign_history");
    }

    @Test
    void aParcelThatIsFollowedNoMoreIsACaseUntilItIsHeardOf() {
        happens("tracking.stopped", Map.of("message", "17track no longer follows W1 (milestone linehaul)"));
        happens("tracking.stopped", Map.of("message", "17track no longer follows W1 (milestone linehaul)"));
        assertThat(told()).containsExactly("opened tracking_stopped");
        assertThat(database.jdbc()
                        .sql("SELECT reason || '/' || message FROM exception_case")
                        .query(String.class)
                        .single())
                .isEqualTo("tracking_silent/17track no longer follows W1 (milestone linehaul)");
        said("linehaul", "not_found", null);
        assertThat(open()).containsExactly("tracking_stopped");
        said("delivered", "delivered", null);
        assertThat(told()).containsExactly("resolved tracking_stopped");
        happens("tracking.stopped", Map.of());
        bench.deliver("exception-sync", bench.event("order.delivered", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).containsExactly("opened tracking_stopped", "resolved tracking_stopped");
    }

    @Test
    void aFailedDeliveryLearnsItsReasonFromTheSecondSource() {
        tracked("out_for_delivery", "attempt_failed", "unknown");
        tracked("out_for_delivery", "attempt_failed", "consignee_incorrect_address");
        assertThat(told()).containsExactly("opened delivery_failure");
        assertThat(database.jdbc()
                        .sql("SELECT reason FROM exception_case")
                        .query(String.class)
                        .list())
                .containsExactly("consignee_incorrect_address");
        tracked("delivered", null, null);
        assertThat(told()).containsExactly("resolved delivery_failure");
    }

    @Test
    void aReturnIsACaseUntilItIsReceived() {
        tracked("returning", null, null);
        assertThat(told()).containsExactly("opened return");
        tracked("returned", null, null);
        happens("return.received", Map.of("milestone", "returned"));
        assertThat(open()).as("a refund is due now").containsExactly("return");
        happens("return.received", Map.of());
        assertThat(told()).containsExactly("resolved return");
    }

    @Test
    void aParcelThatIsBackUnheardIsACase() {
        happens("return.received", Map.of("milestone", "returned"));
        assertThat(told()).containsExactly("opened return");
    }

    @Test
    void whatTheWarehouseGaveBackWasNotRefusedByACarrier() {
        happens(
                "waybill.failed",
                Map.of("reason", "retailer_not_ready", "message", "cn-szx gave the outbound order back"));
        assertThat(open()).containsExactly("outbound_given_back");
        happens("waybill.created", Map.of());
        assertThat(open()).isEmpty();
        happens("waybill.failed", Map.of("reason", "retailer_not_ready", "message", "cn-szx had said that it left"));
        tracked("created", null, null);
        assertThat(open()).containsExactly("outbound_given_back");
        tracked("picked_up", null, null);
        assertThat(open()).as("it is on its way").isEmpty();
    }

    @Test
    void aFailedDeliveryGoesByItsLatestReason() {
        tracked("out_for_delivery", "attempt_failed", "consignee_not_available");
        tracked("out_for_delivery", "attempt_failed", "consignee_refused");
        tracked("out_for_delivery", "attempt_failed", "unknown");
        assertThat(told()).as("one case, told once").containsExactly("opened delivery_failure");
        assertThat(database.jdbc()
                        .sql("SELECT reason || ' ' || message || ' ' || allowed_actions FROM exception_case")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "consignee_refused Delivery failed: consignee refused contact_buyer,return_parcel,close");
    }

    @Test
    void whatIsAgainstALabelIsSaidByTheCaseThatIsOpen() {
        happens("order.changed_after_label", Map.of("changed", List.of("address")));
        happens(
                "order.changed_after_label",
                Map.of("changed", List.of("payment"), "message", "The order is not paid (any more)"));
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case")
                        .query(String.class)
                        .list())
                .containsExactly("The order is not paid (any more)");
    }

    @Test
    void theCancellationOfAnOrderClosesWhatItMakesPointless() {
        happens("order.backordered", Map.of());
        told();
        bench.deliver("exception-sync", bench.event("order.cancelled", "shopify-us", ORDER, Map.of("order_no", ORDER)));
        assertThat(told()).containsExactly("resolved stock_shortage");
    }

    @Test
    void aCaseOfAnAccountHasNoOrder() {
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "17track", null, Map.of()));
        assertThat(told()).containsExactly("opened partner_unauthorized", "opened partner_unauthorized");
        bench.deliver("exception-sync", bench.event("account.changed", "4px-cn", null, Map.of()));
        assertThat(told()).containsExactly("resolved partner_unauthorized");
    }

    @Test
    void codesThatNoTableHasAreOneCaseOfTheAccountThatNamesTheLatest() {
        for (String code : List.of("Exception_Seized", "InTransit_TransportArrived")) {
            bench.deliver(
                    "exception-sync",
                    bench.event("tracking.code_unknown", "17track", null, Map.of("message", "code " + code)));
        }
        assertThat(told()).containsExactly("opened unknown_code");
        assertThat(database.jdbc()
                        .sql("SELECT severity || ' ' || account || ': ' || message FROM exception_case")
                        .query(String.class)
                        .single())
                .isEqualTo("info 17track: code InTransit_TransportArrived");
        bench.deliver(
                "exception-sync",
                bench.event(
                        "tracking.code_known", "17track", null, Map.of("left", "some", "message", "code X is left")));
        assertThat(told()).isEmpty();
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case")
                        .query(String.class)
                        .single())
                .isEqualTo("code X is left");
        bench.deliver("exception-sync", bench.event("tracking.code_known", "17track", null, Map.of("left", "none")));
        assertThat(told()).containsExactly("resolved unknown_code");
        bench.deliver("exception-sync", bench.event("tracking.code_known", "17track", null, Map.of("left", "some")));
        assertThat(told()).as("nothing open that names what is left").isEmpty();
    }

    @Test
    void aPartnerThatTakesItsGrantBackIsACaseAndUnauthorized() {
        Event uninstalled = bench.event(
                "push.withdrawn", "shopify-us", null, Map.of("push_type", "app/uninstalled", "inbox_id", 1));
        bench.deliver("partner-withdrawn", uninstalled);
        bench.deliver("partner-withdrawn", uninstalled);
        assertThat(grants.isRefused("shopify-us")).isTrue();
        assertThat(bench.emitted("partner.unauthorized")).singleElement().satisfies(data -> {
            assertThat(data).containsEntry("account", "shopify-us").containsEntry("order_key", "account:shopify-us");
            bench.deliver("exception-sync", bench.event("partner.unauthorized", "shopify-us", null, data));
        });
        assertThat(told()).containsExactly("opened partner_unauthorized");
        assertThat(database.jdbc()
                        .sql("SELECT message FROM exception_case WHERE cause = 'partner_unauthorized'")
                        .query(String.class)
                        .single())
                .contains("app/uninstalled", "install the app again");
        grants.worked("shopify-us", "get-order");
        assertThat(grants.isRefused("shopify-us")).isFalse();
    }

    @Test
    void personalDataThatCannotGoYetAreACaseUntilTheyAreGone() {
        happens("privacy.erasure_waits", Map.of("message", "they go when it is over"));
        happens("privacy.erasure_waits", Map.of("message", "they go when it is over"));
        assertThat(told()).containsExactly("opened erasure_waits");
        happens("order.erased", Map.of("asked", true));
        assertThat(told()).containsExactly("resolved erasure_waits");
        for (String reference : List.of("data request 1", "data request 2", "data request 1")) {
            bench.deliver(
                    "exception-sync",
                    bench.event("privacy.data_requested", "shopify-us", null, Map.of("reference", reference)));
        }
        assertThat(told()).containsExactly("opened data_request", "opened data_request");
    }

    @Test
    void theFirstGoodCallAfterARefusalClosesTheCase() {
        grants.worked("4px-cn", "get-label");
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
        told();
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized"))
                .as("its last good call came before")
                .isEmpty();
        assertThat(waiting.hurried).isEmpty();
        grants.worked("17track", "poll-tracking");
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized")).as("another account's").isEmpty();
        // As after a restart, or in another hub: this one never saw the refusal itself.
        grants.worked("4px-cn", "get-label");
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("account", "4px-cn")
                .containsEntry("tenant", "demo")
                .containsEntry("order_key", "account:4px-cn"));
        assertThat(waiting.hurried).as("what waited for it waits no longer").containsExactly("4px-cn");
        bench.deliver("exception-sync", bench.event("partner.authorized", "4px-cn", null, Map.of()));
        assertThat(told()).containsExactly("resolved partner_unauthorized");
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized")).as("no case is open").isEmpty();
    }

    @Test
    void anOperationThatIsForbiddenKeepsTheCaseOpenHoweverWellOthersDo() {
        grants.refused(
                "4px-cn",
                "create-waybill",
                new PartnerException(PartnerException.Category.UNAUTHORIZED, "4px-cn", "http_403", "no scope"));
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
        grants.worked("4px-cn", "get-label");
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized")).isEmpty();
        grants.worked("4px-cn", "create-waybill");
        bench.fire("partner-grants");
        assertThat(bench.emitted("partner.authorized")).hasSize(1);
    }

    private void erpKnowsTheOrder() {
        database.jdbc()
                .sql(
                        "INSERT INTO effect (account, operation, reference, order_no, state, asked_at, done_at)"
                                + " VALUES ('mabang', 'push-order', 'P1', :order, 'done', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)")
                .param("order", ORDER)
                .update();
    }

    private void allocation(String word) {
        database.jdbc()
                .sql("UPDATE orders SET allocation = :word")
                .param("word", word)
                .update();
    }

    @Test
    void aCaseIsToldAfterItsOrderAndNotOfAnOrderTheErpNeedNotKnowYet() {
        allocation("backordered");
        happens("order.backordered", Map.of());
        Event event = bench.event(
                "exception.opened",
                "shopify-us",
                ORDER,
                bench.emitted("exception.opened").get(0));
        assertThatThrownBy(() -> bench.deliver("exception-tell-erp", event))
                .hasStackTraceContaining("the ERP mabang was not told of order " + ORDER + " yet");
        assertThat(bench.asked).isEmpty();
        allocation("none");
        bench.deliver("exception-tell-erp", event);
        assertThat(bench.asked).as("on hold: none of the ERP's yet").isEmpty();
        allocation("backordered");
        erpKnowsTheOrder();
        bench.deliver("exception-tell-erp", event);
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void anErpThatReadsTheShopsItselfKnowsEveryOrder() {
        fixture.account("mabang", Account.Kind.ERP, "mabang", null, null, Map.of("position", "front"));
        happens("order.backordered", Map.of());
        bench.deliver(
                "exception-tell-erp",
                bench.event(
                        "exception.opened",
                        "shopify-us",
                        ORDER,
                        bench.emitted("exception.opened").get(0)));
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void theErpIsToldEachStateOnce() {
        erpKnowsTheOrder();
        happens("order.backordered", Map.of());
        Map<String, Object> opened = bench.emitted("exception.opened").get(0);
        Event event = bench.event("exception.opened", "shopify-us", ORDER, opened);
        bench.deliver("exception-tell-erp", event);
        bench.deliver("exception-tell-erp", event);
        assertThat(bench.asked).singleElement().satisfies(call -> {
            assertThat(call.getKey()).isEqualTo("erp:push-exception");
            assertThat((CaseReports.Report) call.getValue()).satisfies(report -> {
                assertThat(report.erp()).isEqualTo("mabang");
                assertThat(report.reference()).isEqualTo(opened.get("case_id") + "/open");
                assertThat(report.platformOrderNo()).isEqualTo("#1001");
                assertThat(report.reason()).isEqualTo("stock_shortage");
            });
        });
    }

    @Test
    void anAccountWithoutAnErpIsToldNobody() {
        fixture.account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of());
        happens("order.backordered", Map.of());
        bench.deliver(
                "exception-tell-erp",
                bench.event(
                        "exception.opened",
                        "shopify-us",
                        ORDER,
                        bench.emitted("exception.opened").get(0)));
        assertThat(bench.asked).isEmpty();
    }

    @Test
    void peopleAreAlertedBySeverity() {
        bench.deliver(
                "exception-alert", bench.event("exception.opened", "shopify-us", ORDER, Map.of("severity", "info")));
        assertThat(alerts.sent).isEmpty();
        Event event = bench.event("exception.opened", "shopify-us", ORDER, Map.of("severity", "critical"));
        bench.deliver("exception-alert", event);
        assertThat(alerts.sent).containsExactly("exception.opened");
        alerts.configured = false;
        bench.deliver("exception-alert", event);
        assertThat(alerts.sent).hasSize(1);
    }

    @Test
    void anAlertSaysWhatTheCaseHasLearntMeanwhile() {
        tracked("out_for_delivery", "attempt_failed", "unknown");
        Event opened = bench.event(
                "exception.opened",
                "shopify-us",
                ORDER,
                bench.emitted("exception.opened").get(0));
        assertThat(opened.text("reason")).isEqualTo("unknown");
        tracked("out_for_delivery", "attempt_failed", "consignee_not_home");
        bench.deliver("exception-alert", opened);
        assertThat(alerts.last)
                .containsEntry("reason", "consignee_not_home")
                .containsEntry("message", "Delivery failed: consignee not home")
                .containsEntry("case_id", opened.text("case_id"));
        assertThat(database.jdbc()
                        .sql("SELECT reason FROM alert_window")
                        .query(String.class)
                        .single())
                .as("what follows is gathered under the same word")
                .isEqualTo("consignee_not_home");
    }

    @Test
    void theLogNamesTheAccountOfACase(CapturedOutput output) {
        alerts.configured = false;
        bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
        Map<String, Object> opened = bench.emitted("exception.opened").get(0);
        assertThat(opened).as("what a webhook is sent").containsEntry("account", "4px-cn");
        bench.deliver("exception-alert", bench.event("exception.opened", "4px-cn", null, opened));
        assertThat(output)
                .containsPattern(
                        "OC-ALERT exception.opened case=\\S+ severity=critical reason=partner_unauthorized account=4px-cn order=");
    }

    @Test
    void shortagesOfAFlashSaleAreOneAlertAndOneSummary() {
        fixture.account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of());
        happens("order.backordered", Map.of("skus", List.of("HOT"), "message", "no warehouse has every line"));
        Map<String, Object> opened = bench.emitted("exception.opened").get(0);
        assertThat(opened).containsEntry("skus", List.of("HOT"));
        for (int order = 1; order <= 40; order++) {
            bench.deliver("exception-alert", bench.event("exception.opened", "shopify-us", "O" + order, opened));
        }
        assertThat(alerts.sent).containsExactly("exception.opened");
        bench.fire("exception-alert-windows");
        assertThat(bench.emitted("alert.summary")).isEmpty();
        database.jdbc()
                .sql("UPDATE alert_window SET until_at = :now")
                .param("now", Instant.now().atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-alert-windows");
        assertThat(bench.emitted("alert.summary")).singleElement().satisfies(summary -> assertThat(summary)
                .containsEntry("count", 39)
                .containsEntry("reason", "stock_shortage")
                .containsEntry("subject", "HOT"));
        bench.deliver(
                "exception-alert-summary",
                bench.event(
                        "alert.summary",
                        "shopify-us",
                        null,
                        bench.emitted("alert.summary").get(0)));
        assertThat(alerts.sent).containsExactly("exception.opened", "alert.summary");
    }

    @Test
    void aParcelNobodyScansIsACaseOnce() {
        database.jdbc()
                .sql("UPDATE parcel SET created_at = :then")
                .param("then", Instant.now().minus(Duration.ofHours(49)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "no_first_scan")
                .containsEntry("fulfillment_no", FULFILLMENT));
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("no_first_scan");
        tracked("created", null, null);
        assertThat(open()).containsExactly("no_first_scan");
        tracked("in_transit", null, null);
        assertThat(open()).isEmpty();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).hasSize(1);
    }

    @Test
    void orderThatWaitedAsLongAsTheRulesAllowIsACaseOnce() {
        database.jdbc()
                .sql(
                        "INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, queue, cancel_at, explanation)"
                                + " VALUES (:order, 1, 'demo', 1, :then, :then, 'backordered', 'backorder', :then, '{}')")
                .param("order", ORDER)
                .param("then", Instant.now().minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).isEmpty();
        database.jdbc().sql("UPDATE orders SET allocation = 'backordered'").update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "waited_too_long")
                .containsEntry("order_no", ORDER));
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("waited_too_long");
        happens("fulfillment.created", Map.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void whatHasWaitedTooLongForAnAccountIsNoShortage() {
        database.jdbc()
                .sql(
                        "INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, queue, cancel_at, cause,"
                                + " waits_for, explanation) VALUES (:order, 1, 'demo', 1, :then, :then, 'backordered', 'backorder', :then,"
                                + " 'account_not_live', ',4px-cn,', '{}')")
                .param("order", ORDER)
                .param("then", Instant.now().minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                .update();
        database.jdbc().sql("UPDATE orders SET allocation = 'backordered'").update();
        bench.fire("exception-clock");
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(shown(Locale.ENGLISH))
                .satisfies(shown -> assertThat(shown.cause()).isEqualTo("waited_too_long"))
                .satisfies(shown -> assertThat(shown.reason()).isEqualTo("account_not_live"))
                .satisfies(shown -> assertThat(shown.message()).contains("waits for 4px-cn"));
    }

    @Test
    void orderThatTheHubCancelsItselfIsACaseOnlyWhenThatTakesLong() {
        fixture.account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of("cancel_backorders", "hub"));
        database.jdbc()
                .sql(
                        "INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, queue, cancel_at, explanation)"
                                + " VALUES (:order, 1, 'demo', 1, :then, :then, 'backordered', 'backorder', :then, '{}')")
                .param("order", ORDER)
                .param("then", Instant.now().minus(Duration.ofMinutes(50)).atOffset(ZoneOffset.UTC))
                .update();
        database.jdbc().sql("UPDATE orders SET allocation = 'backordered'").update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).isEmpty();
        database.jdbc()
                .sql("UPDATE sourcing_decision SET cancel_at = :then")
                .param("then", Instant.now().minus(Duration.ofMinutes(61)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).hasSize(1);
    }

    @Test
    void termsAreToBeAcceptedFromTheFirstMomentOn() {
        happens("order.held", Map.of("holds", List.of("payment_terms", "sku_unmapped")));
        assertThat(open()).containsExactly("payment_terms");
        happens("order.held", Map.of("holds", List.of("payment_terms")));
        assertThat(open()).containsExactly("payment_terms");
        happens("order.held", Map.of("holds", List.of("unpaid")));
        assertThat(open()).isEmpty();
        happens("order.held", Map.of("holds", List.of("payment_terms")));
        happens("order.released", Map.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void refundThatIsDueOutlivesTheCancellation() {
        happens("order.backordered", Map.of());
        happens("case.due", Map.of("cause", "refund_due", "message", "the hub had it cancelled"));
        happens("order.cancelled", Map.of());
        assertThat(open()).containsExactly("refund_due");
        assertThat(database.jdbc()
                        .sql("SELECT severity || ' ' || reason FROM exception_case WHERE cause = 'refund_due'")
                        .query(String.class)
                        .single())
                .isEqualTo("warning retailer_cancelled");
        happens("case.due", Map.of("cause", "refund_due"));
        assertThat(open()).containsExactly("refund_due");
    }

    @Test
    void silenceIsMeasuredByStageAndTheNextWordEndsIt() {
        Instant heard = Instant.now().minus(Duration.ofHours(100));
        database.jdbc()
                .sql("UPDATE parcel SET milestone = 'linehaul', rank = 50, first_scan_at = :at, last_event_at = :at")
                .param("at", heard.atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).isEmpty();
        database.jdbc()
                .sql("UPDATE parcel SET milestone = 'last_mile', rank = 60")
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).hasSize(1);
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("tracking_silent");
        tracked("last_mile", null, null);
        assertThat(open()).isEmpty();
    }

    @Test
    void aHoldThatNobodySettlesIsACaseButNotOneThatWaitsForMoney() {
        hold("unpaid");
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).isEmpty();
        hold("sku_unmapped");
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "hold_too_long"));
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("hold_too_long");
        happens("order.released", Map.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void anOrderThatNobodyWillPayIsACaseOneThatMayBePaidIsNot() {
        for (String waits : List.of("", "authorized", "partially_paid", "amount_open: 5.00 USD")) {
            hold("unpaid", waits);
        }
        hold("cool_off", "voided");
        assertThat(clock.due()).isEmpty();
        hold("unpaid", "voided");
        hold("before_act_from");
        assertThat(clock.due()).as("history").isEmpty();
        for (String over : List.of("voided", "expired", "refunded")) {
            database.jdbc().sql("DELETE FROM order_hold").update();
            hold("unpaid", over);
            assertThat(clock.due()).singleElement().satisfies(due -> {
                assertThat(due.cause()).isEqualTo("hold_too_long");
                assertThat(due.message()).contains("(unpaid " + over + ", since ");
                assertThat(clock.still(due)).isTrue();
            });
        }
        database.jdbc()
                .sql("UPDATE order_hold SET since = :lately")
                .param("lately", Instant.now().minus(Duration.ofHours(23)).atOffset(ZoneOffset.UTC))
                .update();
        assertThat(clock.due()).as("a day is given").isEmpty();
        database.jdbc().sql("DELETE FROM order_hold").update();
        hold("unpaid", "voided");
        bench.fire("exception-clock");
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).hasSize(1);
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("hold_too_long");
        assertThat(clock.due()).isEmpty();
        happens("order.cancelled", Map.of());
        assertThat(open()).isEmpty();
    }

    private void hold(String code) {
        hold(code, "");
    }

    private void hold(String code, String subject) {
        database.jdbc()
                .sql(
                        "INSERT INTO order_hold (order_no, code, subject, since, held_by) VALUES (:no, :code, :subject, :since, 'gate')")
                .param("no", ORDER)
                .param("code", code)
                .param("subject", subject)
                .param("since", Instant.now().minus(Duration.ofHours(30)).atOffset(ZoneOffset.UTC))
                .update();
    }

    @Test
    void aShipByDateThatComesNearIsARiskUntilTheParcelLeaves() {
        database.jdbc()
                .sql("UPDATE orders SET ship_by = :soon")
                .param("soon", Instant.now().plus(Duration.ofHours(6)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        happens("case.due", bench.emitted("case.due").get(0));
        assertThat(open()).containsExactly("ship_by_risk");
        happens("fulfillment.shipped", Map.of());
        assertThat(open()).isEmpty();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).hasSize(1);
    }

    @Test
    void anOrderThatCameOverdueIsHistory() {
        database.jdbc()
                .sql("UPDATE orders SET ship_by = :past")
                .param("past", Instant.now().minus(Duration.ofHours(6)).atOffset(ZoneOffset.UTC))
                .update();
        bench.fire("exception-clock");
        assertThat(bench.emitted("case.due")).isEmpty();
    }

    @Test
    void casesAreReadInTheReadersLanguage() {
        happens("order.backordered", Map.of());
        tracked("out_for_delivery", "attempt_failed", "consignee_refused");
        ExceptionQueries queries = new ExceptionBeans(database, fixture.accounts()).queries();
        assertThat(queries.list(
                        new ExceptionQueries.Filter("demo", "open", null, null, null, null, 10), Locale.ENGLISH))
                .extracting(ExceptionQueries.CaseView::message)
                .containsExactly("Not enough stock", "Delivery failed: consignee refused");
        assertThat(queries.list(
                        new ExceptionQueries.Filter("demo", null, "consignee_refused", null, ORDER, null, 10),
                        Locale.SIMPLIFIED_CHINESE))
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.message()).isEqualTo("派送失败：收件人拒收");
                    assertThat(view.hint()).isEqualTo("与买家约定再次派送，或更正地址。");
                    assertThat(view.platformOrderNo()).isEqualTo("#1001");
                    assertThat(view.allowedActions()).containsExactly("contact_buyer", "return_parcel", "close");
                    assertThat(view.dueAt()).isAfter(view.openedAt());
                });
        assertThat(queries.list(
                        new ExceptionQueries.Filter("demo", "resolved", null, null, null, null, 10), Locale.ENGLISH))
                .isEmpty();
    }
}
