package io.openclaw.tracking;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static io.openclaw.tracking.TrackingFixture.WAYBILL;
import static io.openclaw.tracking.TrackingFixture.fourPx;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.exceptions.ExceptionQueries;
import io.openclaw.outbox.Event;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import io.openclaw.webhook.AlertWebhook;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Every statement of tracking and cases once on a real PostgreSQL, and the race of many hubs for one parcel. */
class TrackingOnPostgresTest {

    private static TestDatabase database;

    private TrackingFixture fixture;

    @BeforeAll
    static void open() {
        database = TestDatabase.postgres();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void order() {
        database.clear();
        fixture = new TrackingFixture(database);
        fixture.account("4px-cn", Account.Kind.CARRIER, "4px", "CN", null, Map.of("poll_tracking_minutes", 30));
    }

    private RouteBench callback() throws Exception {
        return new RouteBench(database)
                .bean("tracking", fixture.tracking)
                .bean("unknownCodes", fixture.unknownCodes)
                .bean("parkedTracking", new ParkedTracking(database.jdbc()))
                .bean("fulfillments", new LogisticsCallbackRouteTest.Outbound())
                .bean("waybillNumbers", new LogisticsCallbackRouteTest.NoNewNumbers())
                .bean("labelAgreement", new LogisticsCallbackRouteTest.Labels())
                .bean("trackingPolls", new TrackingPolls(database.jdbc(), fixture.accounts(), Clock.systemUTC()))
                .start("logistics-callback.camel.yaml", "tracking-poll.camel.yaml");
    }

    @Test
    void pushParkPollAndRelay() throws Exception {
        try (RouteBench bench = callback()) {
            bench.answer(
                    "carrier:normalize-tracking",
                    body -> List.of(
                            fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47", "FPX_X_ODD@2024-09-03 02:00:00")));
            Event push = bench.event("push.carrier", "4px-cn", null, Map.of("inbox_id", 1));
            bench.deliver("logistics-callback", push);
            assertThat(fixture.count("tracking_parked")).isEqualTo(1);
            fixture.order();
            bench.fire("tracking-parked-sweep");
            assertThat(fixture.count("tracking_parked")).isZero();
            bench.deliver("logistics-callback", push);
            bench.deliver(
                    "tracking-parked",
                    bench.event("waybill.created", "shopify-us", ORDER, Map.of("parcel_no", PARCEL)));

            bench.answer(
                    "carrier:poll-tracking",
                    body -> List.of(new TrackingDocument(
                            WAYBILL,
                            List.of(new TrackingDocument.Number("last_mile", "LE1")),
                            false,
                            fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00").events())));
            bench.fire("tracking-poll");
            assertThat(fixture.milestone()).isEqualTo("delivered");
            assertThat(bench.emitted.stream().map(RouteBench.Emitted::type))
                    .contains("push.carrier", "fulfillment.shipped", "tracking.updated", "order.delivered");
            Map<String, Object> delivered = bench.emitted("order.delivered").get(0);
            TrackingRelay relay = new TrackingRelay(database.jdbc(), fixture.accounts());
            assertThat(relay.moved("shopify-us", delivered).reference()).isEqualTo(FULFILLMENT + "/delivered");
            assertThat(relay.reached("shopify-us", PARCEL).wanted()).isTrue();
        }
    }

    private static TrackingDocument.Event inChicago(String code, String time, String zone) {
        return new TrackingDocument.Event(
                code, code, "Chicago", "US", new TrackingDocument.Time(time, time, zone), null);
    }

    @Test
    void aGuessedTimeIsMovedAndAnOlderParcelIsShownAlone() throws Exception {
        fixture.order();
        TrackingDocument.Event failed = inChicago("DeliveryFailure_NoBody", "2024-09-05 08:35:24", null);
        TrackingDocument.Event former = inChicago("Delivered_Other", "2023-09-05 08:35:24", "-05:00");
        try (RouteBench bench = callback()) {
            for (List<TrackingDocument.Event> events : List.of(
                    List.of(former),
                    List.of(failed, former),
                    List.of(failed, inChicago("OutForDelivery_Other", "2024-09-05 09:35:24", "-05:00"), former))) {
                bench.answer(
                        "carrier:normalize-tracking",
                        body -> List.of(new TrackingDocument(WAYBILL, List.of(), false, true, events)));
                bench.deliver(
                        "logistics-callback", bench.event("push.carrier", "17track", null, Map.of("inbox_id", 1)));
            }
            assertThat(bench.emitted("tracking.foreign")).hasSize(1);
            assertThat(bench.emitted("order.delivered")).isEmpty();
        }
        assertThat(fixture.value("reason")).isEqualTo("consignee_not_available");
        assertThat(database.jdbc()
                        .sql("SELECT code, leg FROM tracking_event ORDER BY occurred_at")
                        .query((row, n) -> row.getString(1) + " " + row.getInt(2))
                        .list())
                .containsExactly("Delivered_Other 0", "OutForDelivery_Other 1", "DeliveryFailure_NoBody 1");
    }

    @Test
    void manyHubsTakeOneStatementOnce() throws Exception {
        fixture.order();
        TransactionTemplate work = database.work();
        ExecutorService hubs = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Long>> turns = IntStream.range(0, 32)
                    .<Callable<Long>>mapToObj(i -> () -> work.execute(status -> (long) fixture.tracking
                            .record(fixture.tracking.receive(
                                    List.of(fourPx(WAYBILL, "FPX_C_SPLS@2024-09-03 01:19:47")), "4px-cn"))
                            .size()))
                    .toList();
            long recorded = 0;
            for (var turn : hubs.invokeAll(turns)) {
                recorded += turn.get();
            }
            assertThat(recorded).isEqualTo(1);
        } finally {
            hubs.shutdownNow();
        }
    }

    @Test
    void ofTwoLastParcelsDeliveredAtOnceOneCompletesTheOrder() throws Exception {
        int orders = 12;
        List<Callable<Long>> turns = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            String order = "T" + i;
            fixture.order(order);
            fixture.fulfillment(order, order + "-F1");
            for (String parcel : List.of("-F1-P1", "-F1-P2", "-F1-P3")) {
                String waybill = "4PX" + order + parcel;
                fixture.parcel(order, order + "-F1", order + parcel, waybill);
                turns.add(() -> database.work().execute(status -> fixture
                        .tracking
                        .record(fixture.tracking.receive(
                                List.of(fourPx(waybill, "FPX_S_OK@2024-09-09 10:00:00")), "4px-cn"))
                        .stream()
                        .filter(TrackingChange::orderDelivered)
                        .count()));
            }
        }
        ExecutorService hubs = Executors.newFixedThreadPool(6);
        try {
            long completed = 0;
            for (var turn : hubs.invokeAll(turns)) {
                completed += turn.get();
            }
            assertThat(completed).isEqualTo(orders);
        } finally {
            hubs.shutdownNow();
        }
    }

    @Test
    void anEditCompletesWhatWasDeliveredBeforeOnce() throws Exception {
        fixture.order();
        fixture.line(ORDER, 2);
        fixture.lineOf(ORDER, FULFILLMENT, 1);
        try (RouteBench bench = callback()) {
            database.work()
                    .execute(s -> fixture.tracking.record(fixture.tracking.receive(
                            List.of(fourPx(WAYBILL, "FPX_S_OK@2024-09-09 10:00:00")), "4px-cn")));
            database.jdbc().sql("UPDATE order_line SET cancelled = 1").update();
            for (String type : List.of("order.updated", "order.updated", "fulfillment.cancelled")) {
                bench.deliver("tracking-settled", bench.event(type, "shopify-us", ORDER, Map.of()));
            }
            assertThat(bench.emitted("order.delivered")).hasSize(1);
        }
    }

    @Test
    void casesOpenCloseAndAreRead() throws Exception {
        fixture.order();
        ExceptionBeans beans = new ExceptionBeans(database, fixture.accounts());
        try (RouteBench bench = beans.bindTo(new RouteBench(database))
                .bean(
                        "effects",
                        new Effects(database.jdbc(), database.transactions(), Clock.systemUTC(), Duration.ofSeconds(5)))
                .bean("alertWebhook", new AlertWebhook("", "", Set.of("warning"), Clock.systemUTC(), () -> {}))
                .start("exception-sync.camel.yaml", "exception-clock.camel.yaml")) {
            database.jdbc()
                    .sql("UPDATE parcel SET created_at = :then")
                    .param("then", TrackingFixture.now().minusHours(60))
                    .update();
            bench.fire("exception-clock");
            bench.fire("exception-clock");
            assertThat(bench.emitted("case.due")).hasSize(1);
            bench.deliver(
                    "exception-sync",
                    bench.event(
                            "case.due",
                            "shopify-us",
                            ORDER,
                            bench.emitted("case.due").get(0)));
            assertThat(beans.queries()
                            .list(
                                    new ExceptionQueries.Filter("demo", "open", "no_first_scan", null, null, null, 10),
                                    Locale.ENGLISH))
                    .hasSize(1);
            bench.deliver("exception-sync", bench.event("order.delivered", "shopify-us", ORDER, Map.of()));
            assertThat(bench.emitted("exception.resolved")).hasSize(1);
            bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
            bench.deliver("exception-sync", bench.event("partner.unauthorized", "4px-cn", null, Map.of()));
            assertThat(bench.emitted("exception.opened")).hasSize(2);
            database.jdbc()
                    .sql("INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                            + " VALUES (:no, 'unpaid', 'voided', :then, 'gate')")
                    .param("no", ORDER)
                    .param("then", TrackingFixture.now().minusHours(30))
                    .update();
            bench.fire("exception-clock");
            assertThat(bench.emitted("case.due")).hasSize(2).last().satisfies(due -> assertThat(due)
                    .containsEntry("cause", "hold_too_long"));
        }
    }

    @Test
    void aParcelThatSomebodyHoldsIsAskedAboutTheNextTime() {
        fixture.order();
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
