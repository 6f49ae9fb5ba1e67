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
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", new LogisticsCallbackRouteTest.Outbound())
                .bean("waybillNumbers", new LogisticsCallbackRouteTest.NoNewNumbers())
                .bean("labelAgreement", new LogisticsCallbackRouteTest.Labels())
                .answer("carrier:normalize-tracking", asked -> documents)
                .start("logistics-callback.camel.yaml")) {
            bench.deliver("logistics-callback", bench.event("push.carrier", account, null, Map.of("inbox_id", 1)));
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
        assertThat(fixture.value("sub_status")).isEqualTo("Expired_Other");
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
}
