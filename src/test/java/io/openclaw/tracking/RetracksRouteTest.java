package io.openclaw.tracking;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static io.openclaw.tracking.TrackingFixture.WAYBILL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** routes/tracking-resumption.camel.yaml: a number is followed again once, because a person asks for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetracksRouteTest {

    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private TestDatabase database;
    private TrackingFixture fixture;
    private Retracks retracks;
    private RouteBench bench;

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
        failure.set(null);
        fixture = new TrackingFixture(database);
        fixture.account("4px-cn", Account.Kind.CARRIER, "4px", "CN", null, Map.of("tracker_carrier_code", "190094"));
        fixture.order();
        database.jdbc()
                .sql(
                        "INSERT INTO exception_case (id, tenant, account, order_no, fulfillment_no, parcel_no, cause, reason, severity,"
                                + " status, allowed_actions, opened_at) VALUES ('EX-1', 'demo', 'shopify-us', :order, :fulfillment, :parcel,"
                                + " 'tracking_stopped', 'tracking_silent', 'warning', 'open', 'retrack', CURRENT_TIMESTAMP)")
                .param("order", ORDER)
                .param("fulfillment", FULFILLMENT)
                .param("parcel", PARCEL)
                .update();
        Effects effects =
                new Effects(database.jdbc(), database.transactions(), Clock.systemUTC(), Duration.ofSeconds(5));
        retracks = new Retracks(
                database.jdbc(), fixture.accounts(), effects, new TrackingRegistrations(fixture.accounts()));
        bench = new ExceptionBeans(database, fixture.accounts())
                .bindTo(new RouteBench(database))
                .bean("effects", effects)
                .bean("retracks", retracks)
                .answer("carrier:retrack", request -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return Map.of();
                })
                .start("tracking-resumption.camel.yaml", "case-refusal.camel.yaml");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Event event() {
        return bench.event(
                "case.retrack",
                "shopify-us",
                ORDER,
                EventJson.read(EventJson.write(retracks.begin(PARCEL, "EX-1", "retrack"))));
    }

    private static PartnerException failure(Category category) {
        return new PartnerException(category, "17track", "X", "17TRACK says no");
    }

    @Test
    void aNumberIsTakenUpAgainOnce() {
        Event event = event();
        bench.deliver("tracking-resumption", event);
        bench.deliver("tracking-resumption", event);
        assertThat(bench.asked)
                .containsExactly(Map.entry("carrier:retrack", new Retracks.Request(PARCEL, WAYBILL, "190094", false)));
        assertThatThrownBy(this::event)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("retracked_before"));
        database.jdbc().sql("UPDATE parcel SET waybill_no = 'LE000000001CN'").update();
        bench.deliver("tracking-resumption", event());
        assertThat(bench.asked).as("another number is another").hasSize(2);
    }

    @Test
    void aLostAnswerIsSaidWhenItIsAskedAgain() {
        Event event = event();
        failure.set(failure(Category.UNKNOWN_OUTCOME));
        assertThatThrownBy(() -> bench.deliver("tracking-resumption", event)).hasRootCauseMessage("17TRACK says no");
        failure.set(null);
        bench.deliver("tracking-resumption", event);
        assertThat(bench.asked.get(1).getValue()).isEqualTo(new Retracks.Request(PARCEL, WAYBILL, "190094", true));
    }

    @Test
    void aRefusalIsKeptAtTheCaseAndMayBeAskedAboutAnew() {
        failure.set(failure(Category.REJECTED));
        bench.deliver("tracking-resumption", event());
        assertThat(bench.emitted("exception.action")).singleElement().satisfies(told -> assertThat(told)
                .containsEntry("case_id", "EX-1")
                .containsEntry("effect", "refused")
                .containsEntry("by", "17track")
                .containsEntry("message", "17TRACK says no"));
        failure.set(null);
        bench.deliver("tracking-resumption", event());
        assertThat(bench.asked.get(1).getValue())
                .as("the refusal was an answer")
                .isEqualTo(new Retracks.Request(PARCEL, WAYBILL, "190094", false));
        assertThatThrownBy(this::event).hasMessageContaining("took number");
    }

    @Test
    void whatNobodyFollowsCannotBeFollowedAgain() {
        database.jdbc().sql("UPDATE fulfillment SET tracker = NULL").update();
        assertThatThrownBy(this::event)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("not_followed"));
    }
}
