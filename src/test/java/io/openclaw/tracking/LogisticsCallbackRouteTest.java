package io.openclaw.tracking;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static io.openclaw.tracking.TrackingFixture.WAYBILL;
import static io.openclaw.tracking.TrackingFixture.document;
import static io.openclaw.tracking.TrackingFixture.fourPx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** routes/logistics-callback.camel.yaml on a real database. */
class LogisticsCallbackRouteTest {

    private static TestDatabase database;

    private TrackingFixture fixture;
    private RouteBench bench;
    private Outbound outbound;
    private final Labels labels = new Labels();
    private int inbox;

    /** Stands for the waybills: no number takes the place of another. */
    public static final class NoNewNumbers {

        public List<Object> heard(String account, Collection<?> documents) {
            return List.of();
        }
    }

    /** Stands for the labels: in what an order differs from them. */
    public static final class Labels {

        private List<Map<String, Object>> differing = List.of();

        public List<Map<String, Object>> delivered(String orderNo) {
            return differing;
        }
    }

    /** Stands for the fulfillments: the first to say that a parcel has gone wins. */
    public static final class Outbound {

        private boolean gone;
        private boolean fails;
        private boolean cancelled;

        /** What is told of a fulfillment that has gone. */
        public record Gone(
                boolean changed,
                boolean afterCancel,
                String account,
                String orderNo,
                String fulfillmentNo,
                String by) {}

        void fail(boolean now) {
            fails = now;
        }

        public Gone markOutbound(String fulfillmentNo, OffsetDateTime at, String by) {
            if (fails) {
                throw new IllegalStateException("the store is away");
            }
            boolean changed = !gone;
            gone = true;
            return new Gone(changed, cancelled, "shopify-us", ORDER, fulfillmentNo, by);
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
        outbound = new Outbound();
        bench = new RouteBench(database)
                .bean("tracking", fixture.tracking)
                .bean("unknownCodes", fixture.unknownCodes)
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", outbound)
                .bean("waybillNumbers", new NoNewNumbers())
                .bean("labelAgreement", labels)
                .start("logistics-callback.camel.yaml");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void push(String account, TrackingDocument... documents) {
        bench.answer("carrier:normalize-tracking", body -> Arrays.asList(documents));
        bench.deliver(
                "logistics-callback",
                bench.event("push.carrier", account, null, Map.of("inbox_id", ++inbox, "kind", "carrier")));
    }

    private List<String> told() {
        List<String> types =
                bench.emitted.stream().map(RouteBench.Emitted::type).toList();
        bench.emitted.clear();
        return types;
    }

    @Test
    void aDeliveryThatTheOrderDoesNotAgreeWithIsToldBeforeIt() {
        fixture.order();
        labels.differing = List.of(Map.of("differs", List.of("address")));
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(told()).containsSubsequence("tracking.updated", "order.delivered_off_label", "order.delivered");
        labels.differing = List.of();
    }

    @Test
    void aParcelMovesAndEveryoneIsTold() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_L_RPIF@2024-09-02 14:30:19"));
        assertThat(fixture.milestone()).isEqualTo("created");
        assertThat(told()).containsExactly("tracking.updated");

        push(
                "4px-cn",
                fourPx(
                        WAYBILL,
                        "FPX_C_AAF@2024-09-03 01:19:48",
                        "FPX_C_SPLS@2024-09-03 01:19:47",
                        "FPX_L_RPIF@2024-09-02 14:30:19"));
        assertThat(fixture.milestone()).isEqualTo("in_transit");
        assertThat(bench.emitted("fulfillment.shipped"))
                .containsExactly(Map.of(
                        "changed",
                        true,
                        "after_cancel",
                        false,
                        "account",
                        "shopify-us",
                        "order_no",
                        ORDER,
                        "fulfillment_no",
                        FULFILLMENT,
                        "by",
                        "scan"));
        Map<String, Object> scan = bench.emitted("tracking.updated").get(0);
        assertThat(scan)
                .containsEntry("milestone", "picked_up")
                .containsEntry("previous", "created")
                .containsEntry("changed", true)
                .containsEntry("first_scan", true)
                .containsEntry("warehouse", "cn-szx")
                .containsEntry("carrier", "4px-cn")
                .containsEntry("tracker", "17track")
                .containsEntry("waybill_no", WAYBILL)
                .containsEntry("parcel_no", PARCEL);
        assertThat(told()).containsExactly("fulfillment.shipped", "tracking.updated", "tracking.updated");

        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.value("delivered_at")).startsWith("2024-09-09 02:00:00");
        assertThat(told()).containsExactly("tracking.updated", "order.delivered");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-02 17:19:47");
    }

    @Test
    void whatIsToldAgainChangesNothing() {
        fixture.order();
        TrackingDocument document = fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47", "FPX_S_OK@2024-09-09 10:00:00");
        push("4px-cn", document, document);
        told();
        push("4px-cn", document);
        assertThat(told()).isEmpty();
        assertThat(fixture.count("tracking_event")).isEqualTo(2);
    }

    @Test
    void aStatementOlderThanTheMemoryOfKeysIsKnownByItsRow() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        told();
        database.jdbc().sql("DELETE FROM processed_key").update();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(told()).isEmpty();
        assertThat(fixture.count("tracking_event")).isEqualTo(1);
    }

    @Test
    void theSameStatementOfCarrierAndAggregatorIsOne() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47", "FPX_X_ODD@2024-09-04 15:07:11"));
        told();
        // 17TRACK gives UTC and words of its own; what neither can place is known by its text
        TrackingDocument.Event odd = new TrackingDocument.Event(
                "Odd",
                "Text of FPX X ODD.",
                null,
                "CN",
                new TrackingDocument.Time("2024-09-04T07:07:11Z", null, null),
                null);
        push("17track", document(WAYBILL, "Z", "InTransit_PickedUp@2024-09-02T17:19:47"));
        push("17track", new TrackingDocument(WAYBILL, List.of(), false, List.of(odd)));
        push("17track", new TrackingDocument(WAYBILL, List.of(), false, List.of(odd)));
        assertThat(told()).as("its word for it is in no table either").containsExactly("tracking.code_unknown");
        assertThat(fixture.count("tracking_event")).isEqualTo(2);
    }

    @Test
    void theSourceThatKnowsWhyIsHeardWhicheverComesFirst() {
        for (boolean carrierFirst : List.of(true, false)) {
            database.clear();
            fixture.order();
            TrackingDocument carrier = fourPx(WAYBILL, "FPX_D_FD@2024-09-05 12:00:00");
            TrackingDocument aggregator =
                    document(WAYBILL, "+08:00", "DeliveryFailure_InvalidAddress@2024-09-05 12:00:00");
            push(carrierFirst ? "4px-cn" : "17track", carrierFirst ? carrier : aggregator);
            push(carrierFirst ? "17track" : "4px-cn", carrierFirst ? aggregator : carrier);
            assertThat(fixture.value("reason")).isEqualTo("consignee_incorrect_address");
            assertThat(fixture.count("tracking_event")).isEqualTo(1);
            assertThat(told().stream().filter("tracking.updated"::equals)).hasSize(carrierFirst ? 2 : 1);
            push("4px-cn", carrier);
            push("17track", aggregator);
            assertThat(told()).isEmpty();
        }
    }

    @Test
    void theSourceThatKnowsHowFarIsHeardWhicheverComesFirst() {
        // the hand-over to the airline: a movement for the aggregator, who repeats the carrier's text
        TrackingDocument carrier = fourPx(WAYBILL, "FPX_M_HA@2024-09-04 15:07:11");
        TrackingDocument aggregator = new TrackingDocument(
                WAYBILL,
                List.of(),
                false,
                List.of(new TrackingDocument.Event(
                        "InTransit_Other",
                        "Text of FPX M HA.",
                        null,
                        "CN",
                        new TrackingDocument.Time("2024-09-04T07:07:11Z", null, null),
                        null)));
        for (boolean carrierFirst : List.of(true, false)) {
            database.clear();
            fixture.order();
            push(carrierFirst ? "4px-cn" : "17track", carrierFirst ? carrier : aggregator);
            push(carrierFirst ? "17track" : "4px-cn", carrierFirst ? aggregator : carrier);
            assertThat(fixture.milestone()).isEqualTo("linehaul");
            assertThat(fixture.count("tracking_event")).isEqualTo(1);
        }
    }

    private static TrackingDocument.Event scan(String text, String place, String time) {
        return new TrackingDocument.Event(
                "InTransit_Other", text, place, "HK", new TrackingDocument.Time(time, time, "+08:00"), null);
    }

    @Test
    void scansOfOneMinuteUnderOneCodeAreKeptWithTheirTexts() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_AAF@2024-09-03 10:00:00"));
        TrackingDocument scans = new TrackingDocument(
                WAYBILL,
                List.of(),
                false,
                List.of(
                        scan("Arrived", "Hub A", "2024-09-03 10:00:00"),
                        scan("Departed", "Hub A", "2024-09-03 10:00:00"),
                        scan("Arrived", "Hub B", "2024-09-03 10:00:00")));
        push("17track", scans);
        assertThat(texts())
                .as("the first is the carrier's own")
                .containsExactlyInAnyOrder("text of FPX_C_AAF null", "Departed Hub A", "Arrived Hub B");
        told();
        push("17track", scans);
        assertThat(told()).isEmpty();
        assertThat(fixture.count("tracking_event")).isEqualTo(3);
    }

    @Test
    void whatWasStoredUnderAKeyWithoutTextIsNotStoredAgain() {
        fixture.order();
        TrackingDocument one = new TrackingDocument(
                WAYBILL, List.of(), false, List.of(scan("Arrived", "Hub A", "2024-09-03 10:00:00")));
        push("17track", one);
        database.jdbc()
                .sql("UPDATE tracking_event SET event_key = SUBSTRING(event_key, 1, LENGTH(event_key) - 33)")
                .update();
        told();
        push("17track", one);
        assertThat(told()).isEmpty();
        push(
                "17track",
                new TrackingDocument(
                        WAYBILL,
                        List.of(),
                        false,
                        List.of(
                                scan("Arrived", "Hub A", "2024-09-03 10:00:00"),
                                scan("Departed", "Hub A", "2024-09-03 10:00:00"))));
        assertThat(texts()).containsExactly("Arrived Hub A", "Departed Hub A");
    }

    private List<String> texts() {
        return database.jdbc()
                .sql("SELECT description || ' ' || COALESCE(location, 'null') FROM tracking_event ORDER BY seq")
                .query(String.class)
                .list();
    }

    @Test
    void aTimeWithoutAZoneIsThatOfTheCountryAndNeverLaterThanItWasHeard() {
        fixture.order();
        String soon = java.time.LocalDateTime.now(java.time.ZoneOffset.UTC)
                .plusDays(30)
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ');
        TrackingDocument said = new TrackingDocument(
                WAYBILL,
                List.of(),
                false,
                List.of(
                        new TrackingDocument.Event(
                                "InTransit_PickedUp",
                                "Picked up",
                                "Shenzhen",
                                "CN",
                                new TrackingDocument.Time("2024-09-03 10:00:00", "2024-09-03 10:00:00", null),
                                null),
                        new TrackingDocument.Event(
                                "InTransit_Other",
                                "Scheduled arrival",
                                null,
                                "US",
                                new TrackingDocument.Time(soon, soon, "-05:00"),
                                null)));
        push("17track", said);
        assertThat(database.jdbc()
                        .sql("SELECT time_source FROM tracking_event ORDER BY code DESC")
                        .query(String.class)
                        .list())
                .containsExactly("country", "received");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-03 02:00:00");
        assertThat(database.jdbc()
                        .sql("SELECT COUNT(*) FROM tracking_event WHERE occurred_at > CURRENT_TIMESTAMP")
                        .query(Long.class)
                        .single())
                .isZero();
        told();
        push("17track", said);
        assertThat(told()).as("the same push again").isEmpty();
    }

    @Test
    void whatExpiresBesideAnEventExpiresAfterEveryOtherStateToldBesideIt() {
        fixture.order();
        TrackingDocument moved = document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00");
        push("17track", moved, state("AvailableForPickup_Other", "2024-09-05 10:00:00"));
        push("17track", moved, state("Expired_Other", "2024-09-05 10:00:00"));
        assertThat(bench.emitted("tracking.updated").get(2)).containsEntry("flags", List.of("expired"));
        assertThat(fixture.value("sub_status")).isEqualTo("AvailableForPickup_Other");
        told();
        push("17track", moved, state("AvailableForPickup_Other", "2024-09-05 10:00:00"));
        assertThat(told()).as("the older push again").isEmpty();
    }

    @Test
    void ofTwoStatesBesideOneEventTheOneHeardLaterIsTheLater() {
        fixture.order();
        TrackingDocument moved = document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00");
        push("17track", moved, state("AvailableForPickup_Other", "2024-09-05 10:00:00"));
        push("17track", moved, state("Exception_Other", "2024-09-05 10:00:00"));
        assertThat(bench.emitted("tracking.updated").get(2)).containsEntry("flags", List.of("held"));
    }

    @Test
    void whatWasHeardBetweenTellsTwoStopsOfANumberApart() {
        fixture.order();
        String before = fixture.tracking.lastHeard("17track", WAYBILL);
        assertThat(before).isEqualTo("none").isEqualTo(fixture.tracking.lastHeard("17track", "NOBODYS"));
        push("17track", document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00"));
        String after = fixture.tracking.lastHeard("17track", WAYBILL);
        assertThat(after).isNotEqualTo(before);
        push("17track", document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00"));
        assertThat(fixture.tracking.lastHeard("17track", WAYBILL))
                .as("nothing new")
                .isEqualTo(after);
    }

    @Test
    void aDeliveryOnTheWayBackIsAReturnAndNoDelivery() {
        fixture.order();
        push(
                "17track",
                document(
                        WAYBILL,
                        "+08:00",
                        "InTransit_PickedUp@2024-09-01 10:00:00",
                        "Exception_Returning@2024-09-05 10:00:00"));
        told();
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-09 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("returned");
        assertThat(fixture.value("delivered_at")).isNull();
        assertThat(bench.emitted("tracking.updated").get(0)).containsEntry("event_milestone", "returned");
        assertThat(told()).containsExactly("tracking.updated", "return.received");
    }

    @Test
    void aFailedAttemptProvesTheFirstScan() {
        fixture.order();
        push("17track", document(WAYBILL, "+08:00", "DeliveryFailure_NoBody@2024-09-05 10:00:00"));
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-05 02:00:00");
        assertThat(told()).containsExactly("fulfillment.shipped", "tracking.updated");
    }

    @Test
    void twoStatementsOfOneSecondAreTwo() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_AAF@2024-09-03 01:19:48", "FPX_C_ADFF@2024-09-03 01:19:48"));
        assertThat(fixture.count("tracking_event")).isEqualTo(2);
    }

    @Test
    void whatComesLateAndLowMovesNothingBack() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        told();
        push("4px-cn", fourPx(WAYBILL, "FPX_D_SD@2024-09-09 08:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        Map<String, Object> late = bench.emitted("tracking.updated").get(0);
        assertThat(late).containsEntry("changed", false).containsEntry("event_milestone", "out_for_delivery");
        assertThat(told()).containsExactly("tracking.updated");
    }

    @Test
    void anUnknownCodeIsKeptAndCounted() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47", "FPX_X_NEW@2024-09-04 01:00:00"));
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(database.jdbc()
                        .sql("SELECT code_known FROM tracking_event WHERE milestone IS NULL")
                        .query(Boolean.class)
                        .list())
                .containsExactly(false);
        assertThat(fixture.meters
                        .counter(CodeTables.UNKNOWN_CODES, "account", "4px-cn", "code", "FPX_X_NEW")
                        .count())
                .isEqualTo(1);
        assertThat(bench.emitted("tracking.code_unknown")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("account", "4px-cn")
                .containsEntry("code", "FPX_X_NEW")
                .containsEntry(
                        "message", "code FPX_X_NEW of 4px-cn is not in config/tracking/4px.yaml: it moves nothing"));
        push("4px-cn", fourPx(WAYBILL, "FPX_X_NEW@2024-09-05 01:00:00"));
        assertThat(bench.emitted("tracking.code_unknown")).as("once a code").hasSize(1);
    }

    @Test
    void anUnknownSubStatusMeansWhatItsMainStatusDoes() {
        fixture.order();
        push("17track", document(WAYBILL, "+08:00", "Exception_Seized@2024-09-04 10:00:00"));
        assertThat(bench.emitted("tracking.updated").get(0))
                .containsEntry("flags", List.of("held"))
                .containsEntry("flag_reasons", Map.of("held", "unknown"));
        push("17track", document(WAYBILL, "+08:00", "Delivered_ParcelLocker@2024-09-05 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(database.jdbc()
                        .sql("SELECT code_known FROM tracking_event")
                        .query(Boolean.class)
                        .list())
                .as("a line of its own may say more one day")
                .containsExactly(false, false);
        assertThat(fixture.meters
                        .counter(CodeTables.UNKNOWN_CODES, "account", "17track", "code", "Exception_Seized")
                        .count())
                .isEqualTo(1);
        assertThat(bench.emitted("tracking.code_unknown"))
                .extracting(data -> data.get("message"))
                .containsExactly(
                        "code Exception_Seized of 17track is not in config/tracking/17track.yaml: by its main word it is taken for held",
                        "2 codes of 17track are not in config/tracking/17track.yaml: Delivered_ParcelLocker (by its main word it is taken for"
                                + " delivered), Exception_Seized (by its main word it is taken for held)");
    }

    private static TrackingDocument.Event abroad(String code, String time, String zone, int list, boolean newest) {
        TrackingDocument.Time at = new TrackingDocument.Time(time, time, zone);
        return new TrackingDocument.Event(code, code, "Dallas", "US", at, false, list, newest, null);
    }

    private List<String> happened(TrackingDocument.Event... events) {
        database.clear();
        fixture.order();
        push("17track", new TrackingDocument(WAYBILL, List.of(), false, true, List.of(events)));
        return database.jdbc()
                .sql("SELECT code FROM tracking_event ORDER BY occurred_at")
                .query(String.class)
                .list();
    }

    @Test
    void aTimeWithoutAZoneStandsAmongTheOthersAsThePartnerListsIt() {
        assertThat(happened(
                        abroad("Delivered_Other", "2024-09-05", null, 0, true),
                        abroad("OutForDelivery_Other", "2024-09-05 08:00:00", "-05:00", 0, false)))
                .as("a bare date lasts its day")
                .containsExactly("OutForDelivery_Other", "Delivered_Other");
        assertThat(happened(
                        abroad("OutForDelivery_Other", "2024-09-05T12:00:00Z", null, 0, true),
                        abroad("InTransit_Other", "2024-09-05 08:00:00", null, 0, false)))
                .as("not behind what stands above it")
                .containsExactly("InTransit_Other", "OutForDelivery_Other");
        assertThat(happened(
                        abroad("DeliveryFailure_NoBody", "2024-09-05 08:00:00", null, 0, true),
                        abroad("OutForDelivery_Other", "2024-09-05T14:00:00Z", null, 1, false)))
                .as("the newest of all lists")
                .containsExactly("OutForDelivery_Other", "DeliveryFailure_NoBody");
        assertThat(happened(
                        abroad("OutForDelivery_Other", "2024-09-05 08:00:00", null, 0, true),
                        abroad("Delivered_Other", "2024-09-05 07:55:00", null, 0, false)))
                .as("two of one clock keep its order")
                .containsExactly("Delivered_Other", "OutForDelivery_Other");
        assertThat(happened(
                        abroad("InTransit_Other", "2024-09-03 08:00:00", null, 0, true),
                        abroad("OutForDelivery_Other", "2024-09-05T14:00:00Z", null, 0, false)))
                .as("no zone makes it true")
                .containsExactly("InTransit_Other", "OutForDelivery_Other");
    }

    @Test
    void aNumberIsTheSameHoweverItIsPrinted() {
        fixture.order();
        push("4px-cn", fourPx(" 4PX3 0000 0000\u00a00001CN ", "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        TrackingDocument small = document("4px3000000000001cn", "+08:00", "Delivered_Other@2024-09-05 10:00:00");
        push(
                "17track",
                new TrackingDocument(
                        small.waybillNo(),
                        List.of(new TrackingDocument.Number("waybill", "4px3000000000001cn")),
                        false,
                        small.events()));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.count("tracking_parked")).isZero();
        assertThat(fixture.count("parcel_number")).as("no other number").isZero();
    }

    @Test
    void aNumberInSmallLettersThatWasParkedIsFound() {
        push("17track", document("4px3000000000001cn", "+08:00", "Delivered_Other@2024-09-05 10:00:00"));
        assertThat(fixture.count("tracking_parked")).isEqualTo(1);
        fixture.order();
        bench.fire("tracking-parked-sweep");
        assertThat(bench.emitted("push.carrier")).hasSize(1);
        assertThat(fixture.count("tracking_parked")).isZero();
    }

    @Test
    void theSubStatusIsOfTheStatementThatSetTheMilestone() {
        fixture.order();
        push("17track", document(WAYBILL, "+08:00", "AvailableForPickup_Other@2024-09-05 10:00:00"));
        push("17track", document(WAYBILL, "+08:00", "DeliveryFailure_Rejected@2024-09-06 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("available_for_pickup");
        assertThat(fixture.value("sub_status")).isEqualTo("AvailableForPickup_Other");
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-07 10:00:00"));
        push("17track", document(WAYBILL, "+08:00", "Expired_Other@2024-10-07 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.value("sub_status")).isEqualTo("Delivered_Other");
    }

    @Test
    void timesKeepTheirRawTextAndTheOriginOfTheirZone() {
        fixture.order();
        push("4px-cn", document(WAYBILL, null, "FPX_C_SPLS@2024-09-03 01:19:47", "FPX_M_HA@soon"));
        push("17track", document(WAYBILL, null, "InTransit_Other@2024-09-05 01:00:00"));
        assertThat(database.jdbc()
                        .sql("SELECT raw_time || '|' || time_source FROM tracking_event ORDER BY raw_time")
                        .query(String.class)
                        .list())
                .containsExactly("2024-09-03 01:19:47|carrier_default", "2024-09-05 01:00:00|assumed", "soon|received");
    }

    @Test
    void anEventWithoutAClockIsTakenOnceAndHoldsUpNoOther() {
        fixture.order();
        TrackingDocument cumulative = unclocked(
                "InTransit_Other",
                "Left the hub",
                "InTransit_Other",
                "Reached the hub",
                "InTransit_PickedUp",
                "Picked up");
        push("17track", cumulative, document(WAYBILL, "+08:00", "Delivered_Other@2024-09-05 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.value("leg")).isEqualTo("1");
        assertThat(fixture.value("delivered_at")).startsWith("2024-09-05 02:00:00");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-05 02:00:00");
        assertThat(fixture.value("sub_status")).isEqualTo("Delivered_Other");
        assertThat(database.jdbc()
                        .sql("SELECT time_source FROM tracking_event WHERE raw_time IS NULL")
                        .query(String.class)
                        .list())
                .containsExactly("received", "received", "received");
        told();

        push("17track", cumulative, document(WAYBILL, "+08:00", "Delivered_Other@2024-09-05 10:00:00"));
        assertThat(told()).as("the same push again").isEmpty();
        push("17track", document(WAYBILL, "+08:00", "InTransit_PickedUp@2024-09-01 10:00:00"));
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-01 02:00:00");
        assertThat(fixture.value("leg")).isEqualTo("1");
    }

    @Test
    void theParcelsOwnStateFollowsItsNewestEventAndIsTakenOnce() {
        fixture.order();
        TrackingDocument moved = document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00");
        TrackingDocument expired = state("Expired_Other", "2024-09-05 10:00:00");
        push("17track", moved, expired);
        assertThat(fixture.milestone()).isEqualTo("in_transit");
        assertThat(fixture.value("sub_status")).isEqualTo("InTransit_Other");
        assertThat(bench.emitted("tracking.updated").get(1)).containsEntry("flags", List.of("expired"));
        told();
        push("17track", moved, expired);
        assertThat(told()).as("the same push again").isEmpty();
        push("17track", moved, document(WAYBILL, "+08:00", "InTransit_Other@2024-09-30 10:00:00"));
        assertThat(bench.emitted("tracking.updated").get(0)).containsEntry("flags", List.of());
    }

    @Test
    void aStateWithoutAnyEventIsTakenOnce() {
        fixture.order();
        push("17track", state("NotFound_InvalidCode", null));
        assertThat(fixture.milestone()).isNull();
        assertThat(fixture.value("sub_status")).isEqualTo("NotFound_InvalidCode");
        push("17track", state("Delivered", null));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        told();
        push("17track", state("NotFound_InvalidCode", null), state("Delivered", null));
        assertThat(told()).isEmpty();
    }

    @Test
    void anInvalidNumberIsToldWithItsReason() {
        fixture.order();
        push("17track", state("NotFound_InvalidCode", null));
        assertThat(bench.emitted("tracking.updated")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("event_milestone", "not_found")
                .containsEntry("event_reason", "retailer_incorrect_data")
                .containsEntry("changed", false));
    }

    @Test
    void aDeliveryWithoutAClockIsWhenItWasHeardUntilItIsDated() {
        fixture.order();
        OffsetDateTime before = OffsetDateTime.now();
        push("17track", document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00"), state("Delivered", null));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.value("sub_status")).isEqualTo("Delivered");
        assertThat(bench.emitted("order.delivered")).singleElement().satisfies(data -> assertThat(
                        OffsetDateTime.parse(String.valueOf(data.get("delivered_at"))))
                .isAfterOrEqualTo(before.minusSeconds(1)));
        assertThat(database.jdbc()
                        .sql("SELECT time_source FROM tracking_event WHERE milestone = 'delivered'")
                        .query(String.class)
                        .list())
                .containsExactly("received");
        push("17track", document(WAYBILL, "+08:00", "OutForDelivery_Other@2024-09-06 08:00:00"));
        assertThat(fixture.value("sub_status")).isEqualTo("Delivered");
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-06 10:00:00"));
        assertThat(fixture.value("delivered_at")).startsWith("2024-09-06 02:00:00");
        assertThat(fixture.value("sub_status")).isEqualTo("Delivered_Other");
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void aParcelThatNobodyFollowsAnyMoreIsToldOnceUnlessItHasEnded() {
        fixture.order();
        TrackingDocument stopped = new TrackingDocument(WAYBILL, List.of(), true, List.of());
        push("17track", document(WAYBILL, "+08:00", "InTransit_Other@2024-09-05 10:00:00"), stopped);
        assertThat(bench.emitted("tracking.stopped")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("account", "shopify-us")
                .containsEntry("order_no", ORDER)
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("parcel_no", PARCEL)
                .containsEntry("tracker", "17track")
                .containsEntry("milestone", "in_transit")
                .containsEntry("message", "17track no longer follows " + WAYBILL + " (milestone in_transit)"));
        assertThat(told())
                .as("after what the message says of it")
                .containsExactly("fulfillment.shipped", "tracking.updated", "tracking.stopped");
        inbox--;
        push("17track", stopped);
        assertThat(told()).as("the same push again").isEmpty();
        push("17track", stopped);
        assertThat(told()).as("another one, after it was followed again").containsExactly("tracking.stopped");
        database.jdbc()
                .sql(
                        "INSERT INTO parcel_number (parcel_no, role, number, since) VALUES (:p, 'first_mile', 'OLD1', :now)")
                .param("p", PARCEL)
                .param("now", OffsetDateTime.now())
                .update();
        push("17track", new TrackingDocument("OLD1", List.of(), true, List.of()));
        assertThat(told()).as("a number another has taken the place of").isEmpty();
        database.jdbc().sql("UPDATE fulfillment SET status = 'cancelled'").update();
        push("17track", stopped);
        assertThat(told()).as("nobody waits for it").isEmpty();
        database.jdbc().sql("UPDATE fulfillment SET status = 'outbound'").update();
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-06 10:00:00"), stopped);
        assertThat(told())
                .as("it has arrived")
                .doesNotContain("tracking.stopped")
                .contains("order.delivered");
    }

    @Test
    void aParcelThatNobodyFollowsAnyMoreIsLoggedUnlessItHasArrived() {
        fixture.order();
        TrackingDocument stopped = new TrackingDocument(WAYBILL, List.of(), true, List.of());
        Logger logger = (Logger) LoggerFactory.getLogger(Tracking.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            push("17track", stopped);
            assertThat(log.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                    .contains("OC-TRACKING-STOPPED", WAYBILL, PARCEL));
            push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-05 10:00:00"));
            push("17track", stopped);
            assertThat(log.list).hasSize(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    private static TrackingDocument state(String code, String time) {
        TrackingDocument.Time at = new TrackingDocument.Time(time, time, time == null ? null : "+08:00");
        return new TrackingDocument(
                WAYBILL,
                List.of(),
                false,
                List.of(new TrackingDocument.Event(code, null, null, null, at, true, 0, false, null)));
    }

    private static TrackingDocument unclocked(String... codesAndTexts) {
        List<TrackingDocument.Event> events = new ArrayList<>();
        for (int i = 0; i < codesAndTexts.length; i += 2) {
            events.add(new TrackingDocument.Event(
                    codesAndTexts[i],
                    codesAndTexts[i + 1],
                    null,
                    null,
                    new TrackingDocument.Time(null, null, null),
                    null));
        }
        return new TrackingDocument(WAYBILL, List.of(), false, events);
    }

    @Test
    void aFlagStandsUntilItIsSettled() {
        fixture.order();
        push(
                "17track",
                document(
                        WAYBILL,
                        "+08:00",
                        "InTransit_CustomsProcessing@2024-09-05 10:00:00",
                        "InTransit_CustomsRequiringInformation@2024-09-05 11:00:00"));
        assertThat(fixture.milestone()).isEqualTo("import_customs");
        assertThat(fixture.value("reason")).isEqualTo("customs_documentation");
        assertThat(bench.emitted("tracking.updated").get(1))
                .containsEntry("flags", List.of("customs_hold"))
                .containsEntry("flag_reasons", Map.of("customs_hold", "customs_documentation"));
        told();
        push("17track", document(WAYBILL, "+08:00", "InTransit_CustomsReleased@2024-09-06 11:00:00"));
        assertThat(bench.emitted("tracking.updated").get(0)).containsEntry("flags", List.of());
        assertThat(fixture.value("reason")).isNull();
    }

    @Test
    void aReturnAfterTheDeliveryIsToldAsReceived() {
        fixture.order();
        push(
                "17track",
                document(
                        WAYBILL,
                        "+08:00",
                        "InTransit_PickedUp@2024-09-01 10:00:00",
                        "Delivered_Other@2024-09-05 10:00:00"));
        told();
        push("17track", document(WAYBILL, "+08:00", "Exception_Returned@2024-09-20 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("returned");
        assertThat(fixture.value("leg")).isEqualTo("2");
        assertThat(told()).containsExactly("tracking.updated", "return.received");
    }

    @Test
    void theOrderIsDeliveredWithItsLastParcel() {
        fixture.order();
        fixture.fulfillment(ORDER, "A1-F2");
        fixture.parcel(ORDER, "A1-F2", "A1-F2-P1", "4PX3000000000002CN");
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(bench.emitted("order.delivered")).isEmpty();
        push("4px-cn", fourPx("4PX3000000000002CN", "FPX_S_OK@2024-09-10 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void aParcelThatFollowsTheDeliveredOrderDoesNotDeliverItAgain() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);

        fixture.fulfillment(ORDER, "A1-F2");
        fixture.parcel(ORDER, "A1-F2", "A1-F2-P1", "4PX3000000000002CN");
        push("17track", document(WAYBILL, "+08:00", "Exception_Returned@2024-09-20 10:00:00"));
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-28 10:00:00"));
        push("4px-cn", fourPx("4PX3000000000002CN", "FPX_S_OK@2024-10-10 10:00:00"));

        assertThat(bench.emitted("tracking.updated")).hasSize(4);
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void aParcelThatEndsEmptyDoesNotDeliverAgainWhatItsNeighbourDelivered() {
        fixture.order();
        fixture.parcel(ORDER, FULFILLMENT, "A1-F1-P2", "4PX3000000000002CN");
        fixture.parcel(ORDER, FULFILLMENT, "A1-F1-P3", "4PX3000000000003CN");
        database.jdbc().sql("UPDATE fulfillment SET status = 'outbound'").update();
        database.jdbc()
                .sql("UPDATE parcel SET waybill_status = 'void', waybill_no = NULL WHERE parcel_no <> :parcel")
                .param("parcel", PARCEL)
                .update();
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);

        for (String empty :
                List.of("A1-F1-P2", "A1-F1-P3")) { // the word of it comes later, and each channel may bring it twice
            Map<String, Object> data = Map.of("parcel_no", empty);
            bench.deliver("tracking-ended", bench.event("waybill.voided", "shopify-us", ORDER, data));
            bench.deliver("tracking-ended", bench.event("waybill.voided", "shopify-us", ORDER, data));
        }
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void anOrderThatWantsMoreThanItsParcelsCarryIsNotDelivered() {
        fixture.order();
        fixture.line(ORDER, 3);
        fixture.lineOf(ORDER, FULFILLMENT, 1);
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(bench.emitted("order.delivered")).isEmpty();
        fixture.fulfillment(ORDER, "A1-F2");
        fixture.lineOf(ORDER, "A1-F2", 2);
        fixture.parcel(ORDER, "A1-F2", "A1-F2-P1", "4PX3000000000002CN");
        push("4px-cn", fourPx("4PX3000000000002CN", "FPX_S_OK@2024-09-10 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void anOrderWhoseRestIsNotWantedAnyMoreIsDeliveredWithWhatWasDeliveredBefore() {
        fixture.order();
        fixture.line(ORDER, 3);
        fixture.lineOf(ORDER, FULFILLMENT, 1);
        edited();
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        edited();
        assertThat(bench.emitted("order.delivered")).as("two units are to come").isEmpty();

        database.jdbc().sql("UPDATE order_line SET cancelled = 2").update();
        edited();
        edited();
        bench.deliver("tracking-settled", bench.event("order.cancelled", "shopify-us", ORDER, Map.of()));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
        assertThat(bench.emitted("order.delivered").get(0))
                .containsEntry("parcel_no", PARCEL)
                .containsEntry("fulfillment_no", FULFILLMENT)
                .containsEntry("waybill_no", WAYBILL)
                .containsKey("delivered_at");
    }

    @Test
    void theRestThatWasPlannedEndsTheWaitingWhenItIsTakenBack() {
        fixture.order();
        fixture.line(ORDER, 3);
        fixture.lineOf(ORDER, FULFILLMENT, 1);
        fixture.fulfillment(ORDER, "A1-F2");
        fixture.lineOf(ORDER, "A1-F2", 2);
        fixture.parcel(ORDER, "A1-F2", "A1-F2-P1", "4PX3000000000002CN");
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        database.jdbc().sql("UPDATE order_line SET cancelled = 2").update();
        edited();
        assertThat(bench.emitted("order.delivered"))
                .as("it is on its way until it is taken back")
                .isEmpty();

        database.jdbc()
                .sql("UPDATE fulfillment SET status = 'cancelled' WHERE fulfillment_no = 'A1-F2'")
                .update();
        database.jdbc()
                .sql("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = 'A1-F2'")
                .update();
        Map<String, Object> data = Map.of("fulfillment_no", "A1-F2", "parcel_no", "A1-F2-P1");
        bench.deliver("tracking-settled", bench.event("fulfillment.cancelled", "shopify-us", ORDER, data));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
        push("17track", document(WAYBILL, "+08:00", "Delivered_Other@2024-09-28 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void anEditOfADeliveredOrderTellsNothingAgainHoweverLate() {
        fixture.order();
        push("4px-cn", fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00"));
        assertThat(bench.emitted("order.delivered")).hasSize(1);
        // Keys are cleaned up by age.
        database.jdbc().sql("DELETE FROM processed_key").update();
        edited();
        assertThat(bench.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void anOrderOfWhichNothingWasDeliveredIsNotDeliveredByAnEdit() {
        fixture.order();
        fixture.line(ORDER, 1);
        database.jdbc().sql("UPDATE order_line SET cancelled = 1").update();
        edited();
        assertThat(bench.emitted("order.delivered")).isEmpty();
    }

    private void edited() {
        bench.deliver(
                "tracking-settled",
                bench.event("order.updated", "shopify-us", ORDER, Map.of("changed", List.of("lines"))));
    }

    @Test
    void aParcelIsFoundByAnyOfItsNumbersButNotByItsBag() {
        fixture.order();
        TrackingDocument document = new TrackingDocument(
                PARCEL,
                List.of(
                        new TrackingDocument.Number("last_mile", "LE000000001CN"),
                        new TrackingDocument.Number("bag", "BAG1")),
                false,
                fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47").events());
        push("4px-cn", document);
        push("17track", document("LE000000001CN", "+08:00", "Delivered_Other@2024-09-05 10:00:00"));
        assertThat(fixture.milestone()).isEqualTo("delivered");
        push("17track", document("BAG1", "+08:00", "Exception_Lost@2024-09-06 10:00:00"));
        assertThat(fixture.value("reason")).isNull();
        assertThat(fixture.count("tracking_parked")).isEqualTo(1);
    }

    @Test
    void aPushThatIsFasterThanTheWaybillWaitsForIt() {
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(told()).isEmpty();
        assertThat(fixture.count("tracking_parked")).isEqualTo(1);

        fixture.order();
        bench.deliver(
                "tracking-parked",
                bench.event(
                        "waybill.created", "shopify-us", ORDER, Map.of("parcel_no", PARCEL, "waybill_no", WAYBILL)));
        assertThat(bench.emitted("push.carrier"))
                .containsExactly(Map.of(
                        "tenant",
                        "demo",
                        "account",
                        "4px-cn",
                        "kind",
                        "carrier",
                        "inbox_id",
                        1,
                        "order_key",
                        "push:1"));
        assertThat(fixture.count("tracking_parked")).isZero();
        told();

        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(fixture.milestone()).isEqualTo("picked_up");
    }

    @Test
    void whatWasParkedWhileItsParcelWasStoredIsFoundByTheSweep() {
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        bench.fire("tracking-parked-sweep");
        assertThat(bench.emitted("push.carrier")).isEmpty();
        fixture.order();
        bench.fire("tracking-parked-sweep");
        assertThat(bench.emitted("push.carrier")).hasSize(1);
        bench.fire("tracking-parked-sweep");
        assertThat(bench.emitted("push.carrier")).hasSize(1);
    }

    @Test
    void aFailureLeavesNothingBehindAndTheRepeatDoesItAll() {
        fixture.order();
        outbound.fails = true;
        assertThatThrownBy(() -> push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47")))
                .hasStackTraceContaining("the store is away");
        assertThat(fixture.count("tracking_event")).isZero();
        assertThat(fixture.count("processed_key")).isZero();
        assertThat(fixture.milestone()).isNull();

        outbound.fails = false;
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(told()).containsExactly("fulfillment.shipped", "tracking.updated");
    }

    @Test
    void aParcelThatLeavesAlthoughCancelledIsACase() {
        fixture.order();
        outbound.cancelled = true;
        push("4px-cn", fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47"));
        assertThat(bench.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "cancel_after_label")
                .containsEntry("parcel_no", PARCEL)
                .containsEntry("order_no", ORDER));
        assertThat(told()).containsExactly("fulfillment.shipped", "case.due", "tracking.updated");
    }

    @Test
    void anyOrderOfPushesFromTwoSourcesEndsInOneState() {
        long seed = Long.getLong("openclaw.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> story = List.of(
                "FPX_L_RPIF@2024-09-01 08:00:00",
                "FPX_C_SPLS@2024-09-02 08:00:00",
                "FPX_C_AAF@2024-09-02 08:00:00",
                "FPX_M_DFOA@2024-09-03 08:00:00",
                "FPX_X_ODD@2024-09-03 09:00:00",
                "FPX_I_CC@2024-09-04 08:00:00",
                "FPX_D_SD@2024-09-05 08:00:00",
                "FPX_D_FD@2024-09-05 12:00:00",
                "FPX_D_SD@2024-09-06 08:00:00",
                "FPX_S_OK@2024-09-06 07:55:00");
        for (int run = 0; run < 12; run++) {
            database.clear();
            fixture.order();
            List<String> told = new ArrayList<>(story);
            told.addAll(story.subList(2, 6));
            Collections.shuffle(told, random);
            for (String one : told) {
                push("4px-cn", fourPx(WAYBILL, one));
                if (random.nextBoolean()) {
                    push("17track", document(WAYBILL, "+08:00", "InTransit_Other@2024-09-03 08:00:01"));
                }
            }
            String what = "seed " + seed + ", run " + run + ", " + told;
            assertThat(fixture.milestone()).as(what).isEqualTo("delivered");
            assertThat(fixture.value("reason")).as(what).isNull();
            assertThat(fixture.value("first_scan_at")).as(what).startsWith("2024-09-02 00:00:00");
            assertThat(fixture.count("tracking_event")).as(what).isBetween(10L, 11L);
        }
    }
}
