package io.openclaw.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.mapping.Json;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captured answers of carriers through connector, code table and route, where -Dopenclaw.samples names a folder of them. */
class CapturedTrackingTest {

    private static PartnerBench partners;
    private static TestDatabase database;

    private TrackingFixture fixture;
    private List<String> told = List.of();
    private List<Map<String, Object>> foreign = List.of();

    @BeforeAll
    static void start() throws Exception {
        partners = new PartnerBench();
        for (String file : List.of("4px-tracking", "17track")) {
            partners.routes(Files.readString(Path.of("routes/connectors/carrier", file + ".camel.yaml")));
        }
        partners.account("4px-cn", Account.Kind.CARRIER, "4px", Account.Mode.LIVE, Map.of());
        partners.account("17track", Account.Kind.CARRIER, "17track", Account.Mode.LIVE, Map.of());
        database = TestDatabase.h2();
    }

    @AfterAll
    static void stop() {
        partners.close();
        database.close();
    }

    @BeforeEach
    void order() {
        database.clear();
        fixture = new TrackingFixture(database);
        fixture.order(TrackingFixture.ORDER);
        fixture.fulfillment(TrackingFixture.ORDER, TrackingFixture.FULFILLMENT);
    }

    private static Object sample(String name) throws IOException {
        String folder = System.getProperty("openclaw.samples", "");
        assumeTrue(!folder.isBlank(), "no captured samples");
        Path file = Path.of(folder, name);
        assumeTrue(Files.exists(file), () -> "no sample " + file);
        return Json.parse(Files.readAllBytes(file));
    }

    private void parcel(String waybillNo) {
        fixture.parcel(TrackingFixture.ORDER, TrackingFixture.FULFILLMENT, TrackingFixture.PARCEL, waybillNo);
    }

    private List<Map<String, Object>> push(String account, String type, Object body) throws Exception {
        Object documents = partners.ask(
                "carrier:normalize-tracking", account, Map.of("push_type", type, "headers", Map.of(), "body", body));
        try (RouteBench bench = new RouteBench(database)
                .bean("tracking", fixture.tracking)
                .bean("unknownCodes", fixture.unknownCodes)
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", new LogisticsCallbackRouteTest.Outbound())
                .bean("waybillNumbers", new LogisticsCallbackRouteTest.NoNewNumbers())
                .bean("labelAgreement", new LogisticsCallbackRouteTest.Labels())
                .answer("carrier:normalize-tracking", asked -> documents)
                .start("logistics-callback.camel.yaml")) {
            bench.deliver("logistics-callback", bench.event("push.carrier", account, null, Map.of("inbox_id", 1)));
            told = bench.emitted.stream().map(RouteBench.Emitted::type).toList();
            foreign = bench.emitted("tracking.foreign");
            return bench.emitted("tracking.updated");
        }
    }

    @Test
    void whatTheTrackingPageOf4pxShows() throws Exception {
        Object capture = sample("4px/listTrackV3_real_capture.json");
        parcel("4PX3001291278502CN");
        assertThat(push("4px-cn", "tr.order.tracking.push", capture)).hasSize(9);
        assertThat(fixture.milestone()).isEqualTo("customs_cleared");
        assertThat(fixture.value("milestone_at")).startsWith("2024-09-05 18:18:00");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-02 17:19:47");
        assertThat(database.jdbc()
                        .sql("SELECT COUNT(*) FROM tracking_event WHERE code_known = FALSE OR time_source <> 'given'")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(push("4px-cn", "tr.order.tracking.push", capture)).isEmpty();
    }

    @Test
    void aReturnThat17TrackReports() throws Exception {
        Map<?, ?> answer = (Map<?, ?>) sample("17track/gettrackinfo_exception_returning.json");
        Object parcel = ((List<?>) ((Map<?, ?>) answer.get("data")).get("accepted")).get(0);
        parcel("AA555666777BR");
        List<Map<String, Object>> told =
                push("17track", "TRACKING_UPDATED", Map.of("event", "TRACKING_UPDATED", "data", parcel));
        assertThat(told).singleElement().satisfies(change -> assertThat(change)
                .containsEntry("milestone", "returning")
                .containsEntry("leg", 2));
        assertThat(database.jdbc()
                        .sql("SELECT raw_time FROM tracking_event")
                        .query(String.class)
                        .single())
                .contains("2026-06-27");
    }

    @Test
    void anAggregatorThatStopsSaysNothingOfTheParcel() throws Exception {
        Object stopped = sample("17track/webhook_tracking_stopped.json");
        assertThat(push("17track", "TRACKING_STOPPED", stopped)).isEmpty();
        assertThat(fixture.count("tracking_parked")).isZero();
    }

    @Test
    void aPushWithAnEventWithoutAClockAndAStateOfItsOwnIsTakenOnce() throws Exception {
        parcel("4PX3000000000001CN");
        Object push = Json.parse(
                """
                {"event": "TRACKING_UPDATED", "data": {"number": "4PX3000000000001CN", "carrier": 190094, "track_info": {
                  "latest_status": {"status": "Expired", "sub_status": "Expired_Other"},
                  "latest_event": {"time_iso": "2024-06-12T20:00:00+08:00", "description": "Departed", "sub_status": "InTransit_Other"},
                  "tracking": {"providers": [{"events": [
                    {"time_iso": "2024-06-12T20:00:00+08:00", "description": "Departed", "sub_status": "InTransit_Other"},
                    {"time_iso": null, "time_utc": null, "time_raw": {"date": null, "time": null, "timezone": null},
                     "description": "Sorted", "stage": null, "sub_status": "InTransit_Other"}]}]}}}}""");
        assertThat(push("17track", "TRACKING_UPDATED", push)).hasSize(3);
        assertThat(fixture.milestone()).isEqualTo("in_transit");
        assertThat(fixture.value("sub_status")).isEqualTo("InTransit_Other");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-06-12 12:00:00");
        assertThat(database.jdbc()
                        .sql("SELECT flags FROM tracking_event WHERE code = 'Expired_Other'")
                        .query(String.class)
                        .list())
                .containsExactly("expired");
        assertThat(push("17track", "TRACKING_UPDATED", push)).isEmpty();
    }

    @Test
    void ownSamplesOfBothVendorsMeetInOneParcel() throws Exception {
        parcel("4PX3000000000001CN");
        push(
                "4px-cn",
                "tr.order.tracking.push",
                Json.parse(
                        """
                        {"deliveryOrderNo": "4PX3000000000001CN", "trackingList": [
                          {"businessLinkCode": "FPX_D_FD", "occurDatetime": "2024-06-15 20:00:00", "timeZone": "UTC+08:00",
                           "trackingContent": "Delivery failed"},
                          {"businessLinkCode": "FPX_C_SPLS", "occurDatetime": "2024-06-10 08:30:00", "timeZone": "UTC+08:00",
                           "trackingContent": "Shipment picked up"}]}"""));
        push(
                "17track",
                "TRACKING_UPDATED",
                Json.parse(
                        """
                        {"event": "TRACKING_UPDATED", "data": {"number": "4PX3000000000001CN", "carrier": 190094, "track_info": {
                          "latest_status": {"status": "DeliveryFailure", "sub_status": "DeliveryFailure_InvalidAddress"},
                          "tracking": {"providers": [{"provider": {"key": 190094}, "events_hash": 1, "events": [
                            {"time_iso": "2024-06-15T07:00:00-05:00", "description": "Address is wrong", "location": "DALLAS",
                             "sub_status": "DeliveryFailure_InvalidAddress"},
                            {"time_iso": "2024-06-10T08:30:00+08:00", "description": "Picked up",
                             "sub_status": "InTransit_PickedUp"}]}]}}}}"""));
        assertThat(fixture.count("tracking_event")).isEqualTo(2);
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(fixture.value("reason")).isEqualTo("consignee_incorrect_address");
    }

    /** An event of 17TRACK's: {@code zone} null where it does not know it. */
    private static String event(String subStatus, String text, String date, String time, String zone, String place) {
        String iso = zone == null ? "null" : "\"" + date + "T" + time + zone + "\"";
        String country = place.equals("Shenzhen") ? "CN" : place.equals("Vancouver") ? "CA" : "US";
        return ("{'time_iso': " + iso + ", 'time_utc': null, 'time_raw': {'date': '" + date + "', 'time': '" + time
                        + "', 'timezone': " + (zone == null ? "null" : "'" + zone + "'") + "}, 'description': '" + text
                        + "', 'location': '" + place + "', 'stage': null, 'sub_status': '" + subStatus
                        + "', 'address': {'country': '" + country + "', 'city': '" + place + "'}}")
                .replace('\'', '"');
    }

    /** A push of 17TRACK's, the newest event first. */
    private List<Map<String, Object>> tracker(String status, String... events) throws Exception {
        return push(
                "17track",
                "TRACKING_UPDATED",
                Json.parse("{\"event\": \"TRACKING_UPDATED\", \"data\": {\"number\": \"4PX3000000000001CN\","
                        + " \"carrier\": 190094, \"track_info\": {\"latest_status\": {\"status\": \""
                        + status.split("_")[0] + "\", \"sub_status\": \"" + status + "\"}, \"latest_event\": "
                        + events[0] + ", \"tracking\": {\"providers\": [{\"events\": [" + String.join(",", events)
                        + "]}]}}}}"));
    }

    /** Code, moment and origin of the clock of each statement, as they happened. */
    private List<String> moments() {
        return database.jdbc()
                .sql("SELECT code, occurred_at, time_source, leg FROM tracking_event ORDER BY occurred_at, seq")
                .query((row, i) -> row.getString(1) + " "
                        + row.getObject(2, java.time.OffsetDateTime.class).toInstant() + " " + row.getString(3) + " "
                        + row.getInt(4))
                .list();
    }

    @Test
    void whatBefellAnOlderParcelUnderTheNumberIsShownAndMovesNothing() throws Exception {
        parcel("4PX3000000000001CN");
        String delivered =
                event("Delivered_Other", "Delivered, left with neighbour", "2023-10-23", "11:46:00", "-05:00", "Miami");
        String before = event("InTransit_PickedUp", "Picked up", "2023-10-14", "22:46:00", "+08:00", "Shenzhen");
        assertThat(tracker("Delivered_Other", delivered, before)).isEmpty();
        assertThat(told).containsExactly("tracking.foreign");
        assertThat(foreign)
                .singleElement()
                .satisfies(
                        data -> assertThat(data)
                                .containsEntry("account", "shopify-us")
                                .containsEntry("parcel_no", TrackingFixture.PARCEL)
                                .containsEntry("source", "17track")
                                .containsEntry("last_milestone", "delivered")
                                .containsEntry(
                                        "message",
                                        "17track tells of another parcel under 4PX3000000000001CN (delivered 2023-10-23, while this one is of 2024-06-01)"));
        assertThat(fixture.milestone()).isNull();
        assertThat(fixture.value("delivered_at")).isNull();
        assertThat(fixture.value("first_scan_at")).isNull();
        assertThat(moments())
                .containsExactly(
                        "InTransit_PickedUp 2023-10-14T14:46:00Z given 0",
                        "Delivered_Other 2023-10-23T16:46:00Z given 0");
        tracker("Delivered_Other", delivered, before);
        assertThat(told).as("the same push again").isEmpty();

        String picked = event("InTransit_PickedUp", "Picked up", "2024-06-02", "10:00:00", "+08:00", "Shenzhen");
        tracker("InTransit_PickedUp", picked, delivered, before);
        assertThat(told).containsExactly("fulfillment.shipped", "tracking.updated");
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(fixture.value("delivered_at")).isNull();
        assertThat(fixture.value("first_scan_at")).startsWith("2024-06-02 02:00:00");
    }

    @Test
    void anOlderDeliveryBelowTheFirstEventOfThisParcelCountsForNothing() throws Exception {
        parcel("4PX3000000000001CN");
        tracker(
                "InTransit_PickedUp",
                event("InTransit_PickedUp", "Picked up", "2024-06-02", "10:00:00", "+08:00", "Shenzhen"),
                event("Delivered_Other", "Delivered", "2023-10-23", "11:46:00", "-05:00", "Miami"),
                event("OutForDelivery_Other", "Out", "1970-01-01", "00:00:00", null, "Miami"));
        assertThat(told).containsExactly("fulfillment.shipped", "tracking.updated");
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(fixture.value("delivered_at")).isNull();
        assertThat(fixture.value("sub_status")).isEqualTo("InTransit_PickedUp");
        assertThat(database.jdbc()
                        .sql("SELECT code FROM tracking_event WHERE leg = 0 ORDER BY code")
                        .query(String.class)
                        .list())
                .containsExactly("Delivered_Other", "OutForDelivery_Other");
    }

    @Test
    void aClockThatIsADayOrTwoOffDropsNothing() throws Exception {
        parcel("4PX3000000000001CN");
        tracker(
                "InTransit_PickedUp",
                event("InTransit_PickedUp", "Picked up", "2024-05-30", "10:00:00", "+08:00", "Shenzhen"));
        assertThat(fixture.milestone()).isEqualTo("picked_up");
    }

    @Test
    void aLabelThatSomebodyElseMadeIsAsOldAsItsOrder() throws Exception {
        parcel("4PX3000000000001CN");
        database.jdbc()
                .sql("UPDATE orders SET placed_at = :placed")
                .param("placed", TrackingFixture.SINCE.minusDays(40))
                .update();
        String picked = event("InTransit_PickedUp", "Picked up", "2024-05-10", "10:00:00", "+08:00", "Shenzhen");
        tracker("InTransit_PickedUp", picked);
        assertThat(fixture.milestone()).as("the hub asked for the label itself").isNull();
        database.jdbc().sql("DELETE FROM tracking_event").update();
        database.jdbc().sql("UPDATE fulfillment SET label_source = 'warehouse'").update();
        tracker("InTransit_PickedUp", picked);
        assertThat(fixture.milestone()).isEqualTo("picked_up");
    }

    @Test
    void aClockThatWasNeverSetIsNone() throws Exception {
        parcel("4PX3000000000001CN");
        for (String date : List.of("0001-01-01", "1970-01-01")) {
            tracker("InTransit_Other", event("InTransit_Other", "of " + date, date, "00:00:00", null, "Miami"));
        }
        assertThat(fixture.milestone()).isEqualTo("in_transit");
        assertThat(database.jdbc()
                        .sql("SELECT COUNT(*) FROM tracking_event WHERE time_source = 'received' AND leg = 1"
                                + " AND occurred_at > TIMESTAMP WITH TIME ZONE '2024-06-01 00:00:00Z'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void aStateWhoseTimeHasNoZoneStandsWhereThePartnerListsIt() throws Exception {
        parcel("4PX3000000000001CN");
        String out = event("OutForDelivery_Other", "Out for delivery", "2024-06-10", "07:35:24", "-05:00", "Chicago");
        tracker("OutForDelivery_Other", out);
        List<Map<String, Object>> changes = tracker(
                "DeliveryFailure_NoBody",
                event("DeliveryFailure_NoBody", "Nobody home", "2024-06-10", "08:35:24", null, "Chicago"),
                out);
        assertThat(changes).singleElement().satisfies(change -> assertThat(change)
                .containsEntry("flags", List.of("attempt_failed")));
        assertThat(fixture.value("reason")).isEqualTo("consignee_not_available");
        assertThat(fixture.value("sub_status")).isEqualTo("OutForDelivery_Other");
        assertThat(moments())
                .as("by the clock of the place")
                .containsExactly(
                        "OutForDelivery_Other 2024-06-10T12:35:24Z given 1",
                        "DeliveryFailure_NoBody 2024-06-10T13:35:24Z assumed 1");
        assertThat(tracker(
                        "DeliveryFailure_NoBody",
                        event("DeliveryFailure_NoBody", "Nobody home", "2024-06-10", "08:35:24", null, "Chicago"),
                        out))
                .isEmpty();
    }

    @Test
    void aGuessedTimeThatWasHeardAloneMovesBehindWhatThePartnerListsBelowIt() throws Exception {
        parcel("4PX3000000000001CN");
        String released = event("InTransit_CustomsReleased", "Released", "2024-06-10", "05:46:00", null, "Vancouver");
        tracker("InTransit_CustomsReleased", released);
        assertThat(moments()).as("Toronto").containsExactly("InTransit_CustomsReleased 2024-06-10T09:46:00Z assumed 1");
        tracker(
                "InTransit_CustomsReleased",
                released,
                event(
                        "InTransit_CustomsRequiringInformation",
                        "Papers wanted",
                        "2024-06-10",
                        "03:46:00",
                        "-07:00",
                        "Vancouver"));
        assertThat(moments())
                .containsExactly(
                        "InTransit_CustomsRequiringInformation 2024-06-10T10:46:00Z given 1",
                        "InTransit_CustomsReleased 2024-06-10T10:46:00.001Z assumed 1");
        assertThat(fixture.value("reason")).as("nothing is held").isNull();
    }

    @Test
    void aGuessGoesNoFartherThanAZoneAllows() throws Exception {
        parcel("4PX3000000000001CN");
        tracker(
                "InTransit_Other",
                event("InTransit_Other", "Left", "2024-06-08", "10:00:00", null, "Chicago"),
                event("OutForDelivery_Other", "Out for delivery", "2024-06-10", "07:35:24", "-05:00", "Chicago"));
        assertThat(moments()).first().isEqualTo("InTransit_Other 2024-06-08T15:00:00Z assumed 1");
    }

    @Test
    void theZoneOfAnAccountIsAGuessAbroad() throws Exception {
        parcel("4PX3000000000001CN");
        push(
                "4px-cn",
                "tr.order.tracking.push",
                Json.parse(
                        """
                        {"deliveryOrderNo": "4PX3000000000001CN", "trackingList": [
                          {"businessLinkCode": "FPX_S_OK", "occurDatetime": "2024-06-01 07:36:16", "occurLocation": "CHICAGO"},
                          {"businessLinkCode": "FPX_D_SD", "occurDatetime": "2024-06-01 06:36:16", "occurLocation": "CHICAGO"}]}"""));
        assertThat(moments())
                .as("not before the parcel was asked for, and as they are listed")
                .containsExactly(
                        "FPX_D_SD 2024-06-01T00:00:00Z carrier_default 1",
                        "FPX_S_OK 2024-06-01T00:00:00.001Z carrier_default 1");
        assertThat(fixture.milestone()).isEqualTo("delivered");
    }
}
