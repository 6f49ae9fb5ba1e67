package io.openclaw.tracking;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static io.openclaw.tracking.TrackingFixture.WAYBILL;
import static io.openclaw.tracking.TrackingFixture.fourPx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.outbox.Event;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Poll, registration and relay on their YAML and a real database. */
class TrackingFlowsRouteTest {

    private static final String OTHER = "4PX3000000000099CN";

    private static TestDatabase database;

    private TrackingFixture fixture;
    private RouteBench bench;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    private final Connector connector = new Connector();

    /** Stands for what the platform's connector can do. */
    public static final class Connector {

        private boolean lacking;

        public boolean can(String account, String operation) {
            return !lacking || !"post-tracking-event".equals(operation);
        }
    }

    @BeforeEach
    void start() throws Exception {
        database.clear();
        fixture = new TrackingFixture(database);
        fixture.account(
                "4px-cn",
                Account.Kind.CARRIER,
                "4px",
                "CN",
                ZoneId.of("Asia/Shanghai"),
                Map.of("poll_tracking_minutes", 30, "poll_tracking_batch", 2, "tracker_carrier_code", "190094"));
        fixture.account(
                "shopify-us",
                Account.Kind.PLATFORM,
                "shopify",
                "US",
                null,
                Map.of("post_tracking", List.of("in_transit", "attempt_failed")));
        fixture.order();
        Clock clock = Clock.systemUTC();
        bench = new RouteBench(database)
                .bean("tracking", fixture.tracking)
                .bean("unknownCodes", fixture.unknownCodes)
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", new LogisticsCallbackRouteTest.Outbound())
                .bean("waybillNumbers", new LogisticsCallbackRouteTest.NoNewNumbers())
                .bean("labelAgreement", new LogisticsCallbackRouteTest.Labels())
                .bean("trackingPolls", new TrackingPolls(database.jdbc(), fixture.accounts(), clock))
                .bean("trackingRegistrations", new TrackingRegistrations(fixture.accounts()))
                .bean("connectorOperations", connector)
                .bean("trackingRelay", new TrackingRelay(database.jdbc(), fixture.accounts()))
                .bean("effects", new Effects(database.jdbc(), database.transactions(), clock, Duration.ofSeconds(5)))
                .start(
                        "logistics-callback.camel.yaml",
                        "tracking-poll.camel.yaml",
                        "tracking-registration.camel.yaml",
                        "tracking-relay.camel.yaml");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private List<Object> asked(String step) {
        return bench.asked.stream()
                .filter(call -> call.getKey().equals(step))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void aParcelIsPolledOnceInItsIntervalAndMovesAsByAPush() {
        bench.answer("carrier:poll-tracking", body -> List.of(fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47")));
        bench.fire("tracking-poll");
        bench.fire("tracking-poll");
        assertThat(asked("carrier:poll-tracking")).containsExactly(new TrackingPolls.PollBatch(List.of(WAYBILL)));
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(bench.emitted("tracking.updated")).hasSize(1);

        database.jdbc()
                .sql("UPDATE parcel SET last_polled_at = :then")
                .param("then", TrackingFixture.now().minusMinutes(31))
                .update();
        bench.fire("tracking-poll");
        assertThat(asked("carrier:poll-tracking")).hasSize(2);
        assertThat(bench.emitted("tracking.updated")).hasSize(1);
    }

    @Test
    void whatHasArrivedIsPolledNoMore() {
        database.jdbc().sql("UPDATE parcel SET milestone = 'delivered'").update();
        bench.fire("tracking-poll");
        assertThat(bench.asked).isEmpty();
    }

    @Test
    void aQuestionHasNoMoreNumbersThanTheVendorTakes() {
        bench.answer("carrier:poll-tracking", body -> List.of());
        for (int i = 2; i <= 5; i++) {
            fixture.parcel(ORDER, FULFILLMENT, FULFILLMENT + "-P" + i, "4PX300000000000" + i + "CN");
        }
        for (int i = 0; i < 4; i++) {
            bench.fire("tracking-poll");
        }
        assertThat(asked("carrier:poll-tracking"))
                .extracting(
                        batch -> ((TrackingPolls.PollBatch) batch).waybillNos().size())
                .containsExactly(2, 2, 1);
    }

    @Test
    void aCarrierThatDoesNotAnswerIsAskedAgainWhenTheNextIsDue() {
        bench.answer("carrier:poll-tracking", body -> {
            throw new IllegalStateException("no answer");
        });
        bench.fire("tracking-poll");
        bench.fire("tracking-poll");
        assertThat(asked("carrier:poll-tracking")).hasSize(1);
    }

    @Test
    void aNewNumberIsRegisteredAtTheAggregatorOnce() {
        Map<String, Object> data =
                Map.of("parcel_no", PARCEL, "waybill_no", WAYBILL, "carrier", "4px-cn", "tracker", "17track");
        Event created = bench.event("waybill.created", "shopify-us", ORDER, data);
        bench.deliver("tracking-registration", created);
        bench.deliver("tracking-registration", created);
        assertThat(asked("carrier:register-tracking"))
                .containsExactly(new TrackingRegistrations.Registration(PARCEL, WAYBILL, "190094"));

        Map<String, Object> corrected = new HashMap<>(data);
        corrected.put("waybill_no", "LE000000001CN");
        bench.deliver("tracking-registration", bench.event("waybill.created", "shopify-us", ORDER, corrected));
        assertThat(asked("carrier:register-tracking")).hasSize(2);
    }

    @Test
    void aParcelNobodyFollowsIsNotRegistered() {
        bench.deliver(
                "tracking-registration",
                bench.event(
                        "waybill.created", "shopify-us", ORDER, Map.of("parcel_no", PARCEL, "waybill_no", WAYBILL)));
        assertThat(bench.asked).isEmpty();
    }

    /** Lets the carrier report, and hands what came of it to the relay. */
    private void reported(String... events) {
        reportedOf(WAYBILL, events);
    }

    private void reportedOf(String waybill, String... events) {
        int before = bench.emitted("tracking.updated").size();
        bench.answer("carrier:normalize-tracking", body -> List.of(fourPx(waybill, events)));
        bench.deliver("logistics-callback", bench.event("push.carrier", "4px-cn", null, Map.of("inbox_id", 1)));
        List<Map<String, Object>> told = bench.emitted("tracking.updated");
        told.subList(before, told.size())
                .forEach(data ->
                        bench.deliver("tracking-relay", bench.event("tracking.updated", "shopify-us", ORDER, data)));
    }

    private void confirmed() {
        database.jdbc()
                .sql(
                        "INSERT INTO effect (account, operation, reference, order_no, state, asked_at, done_at, partner_ref)"
                                + " VALUES ('shopify-us', 'confirm-shipment', :reference, :order, 'done', :now, :now, 'F77')")
                .param("reference", FULFILLMENT + "/" + WAYBILL)
                .param("order", ORDER)
                .param("now", TrackingFixture.now())
                .update();
    }

    private List<String> posted() {
        return asked("platform:post-tracking-event").stream()
                .map(TrackingRelay.PlatformEvent.class::cast)
                .map(e -> e.reference() + " " + e.partnerRef() + " " + e.asked())
                .toList();
    }

    @Test
    void thePlatformIsToldTheNodesItsAccountListsAndTheDelivery() {
        confirmed();
        reported("FPX_C_SPLS@2024-09-03 01:19:47");
        assertThat(posted()).isEmpty();
        reported("FPX_C_AAF@2024-09-03 02:19:47", "FPX_C_ADFF@2024-09-03 03:19:47");
        reported("FPX_M_HA@2024-09-04 03:19:47");
        reported("FPX_S_OK@2024-09-09 10:00:00");
        assertThat(posted())
                .containsExactly(FULFILLMENT + "/in_transit F77 false", FULFILLMENT + "/delivered F77 false");
        TrackingRelay.PlatformEvent delivered = (TrackingRelay.PlatformEvent)
                asked("platform:post-tracking-event").get(1);
        assertThat(delivered.platformOrderId()).isEqualTo("id-A1");
        assertThat(delivered.occurredAt().toInstant()).isEqualTo("2024-09-09T02:00:00Z");
        assertThat(delivered.description()).isEqualTo("text of FPX_S_OK");
    }

    @Test
    void eachFailedAttemptIsANodeOfItsOwn() {
        confirmed();
        reported("FPX_D_SD@2024-09-05 08:00:00", "FPX_D_FD@2024-09-05 12:00:00");
        reported("FPX_D_FD@2024-09-06 12:00:00");
        assertThat(posted())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(r -> r.startsWith(PARCEL + "/attempt_failed/"));
    }

    @Test
    void beforeTheConfirmationThereIsNothingToTellAndAfterItTheLatestIsTold() {
        reported("FPX_C_AAF@2024-09-03 02:19:47");
        assertThat(posted()).isEmpty();
        confirmed();
        Event confirmation = bench.event("shipment.confirmed", "shopify-us", ORDER, Map.of("parcel_no", PARCEL));
        bench.deliver("tracking-relay", confirmation);
        bench.deliver("tracking-relay", confirmation);
        assertThat(posted()).containsExactly(FULFILLMENT + "/in_transit F77 false");
    }

    @Test
    void afterATryWithoutAnAnswerTheConnectorIsToldToLookFirst() {
        confirmed();
        bench.answer("platform:post-tracking-event", body -> {
            throw new IllegalStateException("no answer");
        });
        assertThatThrownBy(() -> reported("FPX_S_OK@2024-09-09 10:00:00")).hasStackTraceContaining("no answer");
        bench.answer("platform:post-tracking-event", body -> Map.of());
        Map<String, Object> data = bench.emitted("tracking.updated").get(0);
        bench.deliver("tracking-relay", bench.event("tracking.updated", "shopify-us", ORDER, data));
        assertThat(posted()).containsExactly(FULFILLMENT + "/delivered F77 false", FULFILLMENT + "/delivered F77 true");
    }

    @Test
    void severalParcelsAreOneShipmentThatNeverGoesBackAndIsDeliveredWithTheLast() {
        fixture.account(
                "shopify-us",
                Account.Kind.PLATFORM,
                "shopify",
                "US",
                null,
                Map.of("post_tracking", List.of("in_transit", "out_for_delivery")));
        fixture.parcel(ORDER, FULFILLMENT, FULFILLMENT + "-P2", OTHER);
        confirmed();
        reported("FPX_C_AAF@2024-09-03 02:19:47");
        reportedOf(OTHER, "FPX_C_AAF@2024-09-03 03:19:47");
        reported("FPX_D_SD@2024-09-08 08:00:00");
        reported("FPX_S_OK@2024-09-08 10:00:00");
        assertThat(posted())
                .as("the first parcel that gets there tells it, its delivery alone tells nothing")
                .containsExactly(FULFILLMENT + "/in_transit F77 false", FULFILLMENT + "/out_for_delivery F77 false");

        reportedOf(OTHER, "FPX_D_SD@2024-09-09 08:00:00");
        reportedOf(OTHER, "FPX_S_OK@2024-09-09 10:00:00");
        assertThat(posted().subList(2, posted().size())).containsExactly(FULFILLMENT + "/delivered F77 false");
        TrackingRelay.PlatformEvent delivered = (TrackingRelay.PlatformEvent)
                asked("platform:post-tracking-event").get(2);
        assertThat(delivered.occurredAt().toInstant()).isEqualTo("2024-09-09T02:00:00Z");
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void whatASlowerParcelReachesLaterIsNotTold() {
        fixture.parcel(ORDER, FULFILLMENT, FULFILLMENT + "-P2", OTHER);
        confirmed();
        reported("FPX_S_OK@2024-09-08 10:00:00");
        reportedOf(OTHER, "FPX_D_FD@2024-09-07 10:00:00");
        assertThat(posted()).hasSize(1).allMatch(r -> r.startsWith(FULFILLMENT + "-P2/attempt_failed/"));
        reportedOf(OTHER, "FPX_S_OK@2024-09-08 11:00:00");
        assertThat(posted()).hasSize(2).last().isEqualTo(FULFILLMENT + "/delivered F77 false");

        reportedOf(OTHER, "FPX_C_AAF@2024-09-03 02:19:47");
        assertThat(posted()).hasSize(2);
    }

    @Test
    void theConfirmationOfSeveralParcelsTellsHowFarTheyAreTogether() {
        fixture.parcel(ORDER, FULFILLMENT, FULFILLMENT + "-P2", OTHER);
        reported("FPX_S_OK@2024-09-08 10:00:00");
        reportedOf(OTHER, "FPX_C_AAF@2024-09-03 02:19:47");
        confirmed();
        bench.deliver(
                "tracking-relay", bench.event("shipment.confirmed", "shopify-us", ORDER, Map.of("parcel_no", PARCEL)));
        assertThat(posted()).containsExactly(FULFILLMENT + "/in_transit F77 false");
    }

    @Test
    void theDeliveryIsToldThoughAnotherParcelCameFartherInALegOfItsOwn() {
        fixture.parcel(ORDER, FULFILLMENT, FULFILLMENT + "-P2", OTHER);
        confirmed();
        database.jdbc()
                .sql("INSERT INTO effect (account, operation, reference, order_no, state, asked_at, done_at)"
                        + " VALUES ('shopify-us', 'post-tracking-event', :reference, :order, 'done', :now, :now)")
                .param("reference", FULFILLMENT + "/in_transit/leg2")
                .param("order", ORDER)
                .param("now", TrackingFixture.now())
                .update();
        reportedOf(OTHER, "FPX_S_OK@2024-09-08 10:00:00");
        reported("FPX_S_OK@2024-09-09 10:00:00");
        assertThat(posted()).containsExactly(FULFILLMENT + "/delivered F77 false");
    }

    @Test
    void aParcelThatEndsUnpackedAfterTheOthersWereDeliveredCompletesTheOrder() {
        String second = FULFILLMENT + "-P2";
        fixture.parcel(ORDER, FULFILLMENT, second, OTHER);
        confirmed();
        reported("FPX_S_OK@2024-09-08 10:00:00");
        assertThat(bench.emitted("order.delivered")).isEmpty();

        Event voided = bench.event("waybill.voided", "shopify-us", ORDER, Map.of("parcel_no", second));
        bench.deliver("tracking-ended", voided);
        assertThat(bench.emitted("order.delivered"))
                .as("it has not left, or not ended")
                .isEmpty();
        database.jdbc().sql("UPDATE fulfillment SET status = 'outbound'").update();
        database.jdbc()
                .sql("UPDATE parcel SET waybill_status = 'void', waybill_no = NULL WHERE parcel_no = :parcel")
                .param("parcel", second)
                .update();
        bench.deliver("tracking-ended", voided);
        bench.deliver("tracking-relay", voided);
        bench.deliver("tracking-relay", voided);

        assertThat(bench.emitted("order.delivered")).hasSize(1);
        assertThat(bench.emitted("order.delivered").get(0)).containsEntry("parcel_no", PARCEL);
        assertThat(posted()).containsExactly(FULFILLMENT + "/delivered F77 false");
    }

    @Test
    void aPlatformThatCannotBeToldIsNotAsked() {
        confirmed();
        connector.lacking = true;
        Event confirmation = bench.event("shipment.confirmed", "shopify-us", ORDER, Map.of("parcel_no", PARCEL));
        reported("FPX_S_OK@2024-09-09 10:00:00");
        bench.deliver("tracking-relay", confirmation);
        assertThat(asked("platform:post-tracking-event")).isEmpty();
        connector.lacking = false;
        bench.deliver("tracking-relay", confirmation);
        assertThat(asked("platform:post-tracking-event")).hasSize(1);
    }

    @Test
    void aParcelThatSomebodyHoldsIsAskedAboutTheNextTime() {
        fixture.order("A2");
        fixture.fulfillment("A2", "A2-F1");
        fixture.parcel("A2", "A2-F1", "A2-F1-P1", "4PX3000000000002CN");
        TrackingPolls polls = new TrackingPolls(database.jdbc(), fixture.accounts(), Clock.systemUTC());
        database.work().executeWithoutResult(held -> {
            fixture.tracking.receive(List.of(fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47")), "4px-cn");
            assertThat(CompletableFuture.supplyAsync(() ->
                            database.work().execute(s -> polls.claim("4px-cn").waybillNos())))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(List.of("4PX3000000000002CN"));
        });
        List<String> next = database.work().execute(s -> polls.claim("4px-cn").waybillNos());
        assertThat(next).containsExactly(WAYBILL);
    }
}
