package io.openclaw.tracking;

import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static io.openclaw.tracking.TrackingFixture.WAYBILL;
import static io.openclaw.tracking.TrackingFixture.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** routes/tracking-codes.camel.yaml: a code that is put into the table later reaches the parcels it was said of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrackingCodesRouteTest {

    private static final String PICK = "  PICK: {milestone: picked_up}\n";
    private static final String DELIVERED = "  DLV: {milestone: delivered}\n";

    @TempDir
    Path folder;

    private TestDatabase database;
    private TrackingFixture fixture;
    private LogisticsCallbackRouteTest.Outbound outbound;
    private RouteBench bench;
    private final List<RouteBench> others = new ArrayList<>();
    private int inbox;

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void end() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        database.clear();
        table("");
        table("eyes", "");
        fixture = hub();
        outbound = new LogisticsCallbackRouteTest.Outbound();
        bench = routes(fixture);
        fixture.order();
    }

    @AfterEach
    void stop() {
        bench.close();
        others.forEach(RouteBench::close);
        others.clear();
    }

    /** A hub with the table as it stands. */
    private TrackingFixture hub() {
        TrackingFixture hub = new TrackingFixture(database, folder);
        hub.account("fastpost", Account.Kind.CARRIER, "fastpost", "CN", ZoneId.of("Asia/Shanghai"), Map.of());
        hub.account("eyes", Account.Kind.CARRIER, "eyes", "CN", ZoneId.of("Asia/Shanghai"), Map.of());
        return hub;
    }

    private RouteBench routes(TrackingFixture hub) throws Exception {
        return new RouteBench(database)
                .bean("tracking", hub.tracking)
                .bean("unknownCodes", hub.unknownCodes)
                .bean("trackingRereads", hub.rereads)
                .bean("codeWalk", hub.codeWalk())
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", outbound)
                .bean("waybillNumbers", new LogisticsCallbackRouteTest.NoNewNumbers())
                .bean("labelAgreement", new LogisticsCallbackRouteTest.Labels())
                .start("logistics-callback.camel.yaml", "tracking-codes.camel.yaml");
    }

    private RouteBench other() throws Exception {
        others.add(routes(hub()));
        return others.get(others.size() - 1);
    }

    private void table(String lines) {
        table("fastpost", lines);
    }

    private void table(String vendor, String lines) {
        try {
            Files.writeString(
                    folder.resolve(vendor + ".yaml"),
                    "vendor: " + vendor + "\ncodes:\n  ANY: {milestone: created}\n" + lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void edit(String lines) {
        table(lines);
        fixture.tables.reload();
    }

    private void push(String waybill, String... events) {
        pushBy("fastpost", waybill, events);
    }

    private void pushBy(String account, String waybill, String... events) {
        bench.answer("carrier:normalize-tracking", body -> List.of(document(waybill, "+08:00", events)));
        bench.deliver(
                "logistics-callback",
                bench.event("push.carrier", account, null, Map.of("inbox_id", ++inbox, "kind", "carrier")));
    }

    private void look() {
        bench.fire("tracking-codes");
    }

    private List<String> told() {
        List<String> types =
                bench.emitted.stream().map(RouteBench.Emitted::type).toList();
        bench.emitted.clear();
        return types;
    }

    private long rows() {
        return fixture.count("tracking_unread") + fixture.count("tracking_code");
    }

    @Test
    void aParcelMovesWhenItsCodesAreKnown() {
        push(WAYBILL, "PICK@2024-09-05 10:00:00", "DLV@2024-09-07 10:00:00");
        assertThat(fixture.milestone()).isNull();
        assertThat(told())
                .containsExactly(
                        "tracking.updated", "tracking.updated", "tracking.code_unknown", "tracking.code_unknown");
        String heard = fixture.value("last_event_at");
        look();
        assertThat(told()).as("the table is the same").isEmpty();

        edit(PICK + DELIVERED);
        look();
        look();
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(fixture.value("first_scan_at")).startsWith("2024-09-05 02:00:00");
        assertThat(fixture.value("delivered_at")).startsWith("2024-09-07 02:00:00");
        assertThat(fixture.value("sub_status")).isEqualTo("DLV");
        assertThat(fixture.value("last_event_at")).as("nothing was heard").isEqualTo(heard);
        assertThat(bench.emitted("tracking.updated"))
                .extracting(data -> data.get("event_milestone") + " " + data.get("changed") + " " + data.get("node"))
                .containsExactly("picked_up true false", "delivered true true");
        assertThat(bench.emitted("tracking.code_known")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("account", "fastpost")
                .containsEntry("codes", List.of("DLV", "PICK"))
                .containsEntry("left", "none"));
        assertThat(told())
                .containsExactly(
                        "fulfillment.shipped",
                        "tracking.updated",
                        "tracking.updated",
                        "order.delivered",
                        "tracking.code_known");
        assertThat(rows()).isZero();
        look();
        push(WAYBILL, "PICK@2024-09-05 10:00:00", "DLV@2024-09-07 10:00:00");
        assertThat(told()).as("once").isEmpty();
    }

    @Test
    void whatIsLeftIsNamed() {
        push(WAYBILL, "PICK@2024-09-05 10:00:00", "DLV@2024-09-07 10:00:00");
        assertThat(bench.emitted("tracking.code_unknown")).last().satisfies(data -> assertThat(data)
                .containsEntry(
                        "message",
                        "2 codes of fastpost are not in config/tracking/fastpost.yaml: DLV (moves nothing), PICK (moves"
                                + " nothing)"));
        edit(PICK);
        look();
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(bench.emitted("tracking.code_known")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("left", "some")
                .containsEntry(
                        "message", "code DLV of fastpost is not in config/tracking/fastpost.yaml: it moves nothing"));
        told();
        edit("");
        push(WAYBILL, "PICK@2024-09-06 10:00:00");
        assertThat(told()).as("unknown again").contains("tracking.code_unknown");
    }

    @Test
    void aHubThatStartsWithAnotherTableReadsThemToo() throws Exception {
        push(WAYBILL, "DLV@2024-09-07 10:00:00");
        table(DELIVERED);
        RouteBench next = other();
        next.fire("tracking-codes");
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(next.emitted("order.delivered")).hasSize(1);
    }

    @Test
    void whatFailedOrWasCutOffIsReadByTheNextLookAsAWhole() throws Exception {
        push(WAYBILL, "PICK@2024-09-05 10:00:00", "DLV@2024-09-07 10:00:00");
        told();
        edit(PICK + DELIVERED);
        outbound.fail(true);
        look();
        assertThat(told()).isEmpty();
        assertThat(fixture.milestone()).isNull();
        assertThat(rows()).isEqualTo(4);
        outbound.fail(false);
        look();
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(told()).contains("order.delivered", "tracking.code_known");
        assertThat(rows()).isZero();
    }

    /** A carrier and an aggregator say the same in words of their own, and nobody knows either. */
    @Test
    void oneStatementOfTwoSourcesIsReadAnewForTheCodeOfEither() {
        push(WAYBILL, "ONE@2024-09-07 10:00:00=Handed over");
        pushBy("eyes", WAYBILL, "TWO@2024-09-07 10:00:00=Handed over");
        pushBy("eyes", WAYBILL, "TWO@2024-09-07 10:00:00=Handed over");
        assertThat(fixture.count("tracking_event")).as("one statement").isEqualTo(1);
        assertThat(bench.emitted("tracking.code_unknown"))
                .extracting(data -> data.get("account") + " " + data.get("code"))
                .containsExactly("fastpost ONE", "eyes TWO");
        told();

        table("eyes", "  TWO: {milestone: delivered}\n");
        edit("");
        look();
        look();
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(bench.emitted("order.delivered")).hasSize(1);
        assertThat(bench.emitted("tracking.code_known")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("account", "eyes"));
        told();

        edit("  ONE: {milestone: picked_up}\n");
        look();
        look();
        assertThat(fixture.milestone()).as("together they mean the further").isEqualTo("delivered");
        assertThat(told()).containsExactly("tracking.code_known");
        assertThat(rows()).isZero();
    }

    /** The first of them was understood when it came. */
    @Test
    void theCodeOfTheSecondSourceMayMeanMore() {
        edit(PICK);
        push(WAYBILL, "PICK@2024-09-07 10:00:00=Handed over");
        pushBy("eyes", WAYBILL, "TWO@2024-09-07 10:00:00=Handed over");
        assertThat(fixture.milestone()).isEqualTo("picked_up");
        assertThat(bench.emitted("tracking.code_unknown")).hasSize(1);
        table("eyes", "  TWO: {milestone: delivered}\n");
        edit(PICK);
        look();
        look();
        assertThat(fixture.milestone()).isEqualTo("delivered");
        assertThat(rows()).isZero();
    }

    @Test
    void aStatementThatComesBeforeTheLookTakesNothingFromTheFormer() {
        push(WAYBILL, "DLV@2024-09-07 10:00:00");
        told();
        edit(DELIVERED);
        push(WAYBILL, "ANY@2024-09-07 11:00:00");
        assertThat(bench.emitted("tracking.updated"))
                .extracting(data -> data.get("event_milestone") + " " + data.get("node"))
                .containsExactly("delivered true", "created false");
        assertThat(told())
                .containsExactly("fulfillment.shipped", "tracking.updated", "order.delivered", "tracking.updated");
        look();
        assertThat(told()).containsExactly("tracking.code_known");
    }

    @Test
    void manyParcelsAreReadAPageAtATimeByAllHubsTogetherAndEachOnce() throws Exception {
        int parcels = CodeWalk.PAGE + 20;
        for (int i = 0; i < parcels; i++) {
            String order = ORDER + "-" + i;
            fixture.order(order);
            fixture.fulfillment(order, order + "-F1");
            fixture.parcel(order, order + "-F1", order + "-F1-P1", "FP" + i);
            push("FP" + i, "DLV@2024-09-07 10:00:00");
        }
        assertThat(bench.emitted("tracking.code_unknown")).as("once a code").hasSize(1);
        table(DELIVERED);
        RouteBench one = other();
        RouteBench two = other();
        ExecutorService hubs = Executors.newFixedThreadPool(2);
        try {
            one.fire("tracking-codes");
            assertThat(rows()).as("a page").isEqualTo(parcels - CodeWalk.PAGE + 1);
            for (int round = 0; round < 3; round++) {
                List<Future<?>> looks = List.of(
                        hubs.submit(() -> one.fire("tracking-codes")), hubs.submit(() -> two.fire("tracking-codes")));
                for (Future<?> look : looks) {
                    look.get();
                }
            }
        } finally {
            hubs.shutdownNow();
        }
        List<Object> delivered = new ArrayList<>();
        List.of(one, two)
                .forEach(hub -> hub.emitted("order.delivered").forEach(data -> delivered.add(data.get("order_no"))));
        assertThat(delivered).hasSize(parcels).doesNotHaveDuplicates();
        assertThat(one.emitted("tracking.code_known").size()
                        + two.emitted("tracking.code_known").size())
                .isEqualTo(1);
        assertThat(rows()).isZero();
        assertThat(fixture.value("milestone")).as(PARCEL).isNull();
    }
}
