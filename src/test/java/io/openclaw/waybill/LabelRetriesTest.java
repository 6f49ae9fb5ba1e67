package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.FULFILLMENT;
import static io.openclaw.waybill.WaybillFixture.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.order.OrderTouch;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.mapping.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A label is asked for again because a person says so: by reference first, and never bought twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelRetriesTest {

    private WaybillFixture fixture;
    private RouteBench bench;
    private LabelRetries retries;

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
        retries = new LabelRetries(
                new Parcels(fixture.database.jdbc(), fixture.clock),
                bench.effects,
                fixture.accounts,
                new OrderTouch(fixture.database.jdbc(), fixture.clock),
                Duration.ofSeconds(5));
    }

    @AfterAll
    void close() {
        bench.close();
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("carrier");
        fixture.accounts.put(Account.Kind.CARRIER, "post", Map.of());
        bench.calls.clear();
        bench.events.clear();
        bench.answer("find-waybill", call -> Map.of("found", false));
        bench.answer("find-outbound", call -> Map.of("found", false));
        bench.answer("create-waybill", call -> {
            throw failure(Category.REJECTED);
        });
    }

    private static PartnerException failure(Category category) {
        return new PartnerException(category, "post", "X", "the post says no");
    }

    private LabelRetries.Retry retry() {
        return fixture.database.work().execute(status -> retries.start(FULFILLMENT));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(WaybillFact fact) {
        return Json.canonicalMapper().convertValue(fact, Map.class);
    }

    private void ask(LabelRetries.Retry retry) throws Exception {
        for (WaybillFact label : retry.labels()) {
            bench.deliver("waybill-generation", "waybill.check", data(label));
        }
    }

    private void refusedOnce() throws Exception {
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        bench.calls.clear();
        bench.events.clear();
    }

    @Test
    void aRefusedLabelIsLookedForAndThenAskedForAgainAtOnce() throws Exception {
        refusedOnce();
        bench.answer("create-waybill", call -> created("W1"));

        LabelRetries.Retry retry = retry();
        assertThat(fixture.waybillStatus()).isEqualTo("requested");
        ask(retry);

        assertThat(bench.operations()).containsExactly("find-waybill", "create-waybill");
        assertThat(bench.types()).containsExactly("waybill.created");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
        ask(retry);
        assertThat(bench.operations()).as("said twice, it is bought once").hasSize(2);
    }

    @Test
    void whatTheCarrierHasAfterAllIsAdoptedAndNotBoughtTwice() throws Exception {
        refusedOnce();
        Map<String, Object> found = new LinkedHashMap<>(created("W7"));
        found.put("found", true);
        bench.answer("find-waybill", call -> found);

        ask(retry());

        assertThat(bench.operations()).containsExactly("find-waybill");
        assertThat(bench.last("waybill.created").get("waybill_no")).isEqualTo("W7");
    }

    @Test
    void aSecondRefusalIsToldAsTheFirst() throws Exception {
        refusedOnce();
        ask(retry());
        assertThat(bench.last("waybill.failed").data())
                .containsEntry("reason", "label_rejected")
                .containsEntry("message", "the post says no");
        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        assertThat(retry().labels()).as("and can be mended again").hasSize(1);
    }

    @Test
    void aLabelOfUnknownOutcomeIsLookedForFirst() throws Exception {
        bench.answer("create-waybill", call -> {
            throw failure(Category.UNKNOWN_OUTCOME);
        });
        assertThatThrownBy(() -> bench.deliver("waybill-generation", "fulfillment.created", fixture.event()))
                .isInstanceOf(PartnerException.class);
        fixture.clock.turn(Duration.ofDays(1));
        bench.calls.clear();
        bench.answer("create-waybill", call -> created("W1"));

        ask(retry());

        assertThat(bench.operations()).containsExactly("find-waybill", "create-waybill");
    }

    @Test
    void aWarehouseThatMakesTheLabelIsAskedWhatItHasFirst() throws Exception {
        fixture.order("warehouse");
        bench.answer("create-outbound", call -> {
            throw failure(Category.REJECTED);
        });
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
        assertThat(fixture.waybillStatus()).isEqualTo("failed");
        bench.calls.clear();
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));
        fixture.clock.turn(Duration.ofMinutes(1));

        ask(retry());

        assertThat(bench.operations()).containsExactly("find-outbound", "create-outbound");
        assertThat(fixture.waybillStatus()).isEqualTo("pending");
    }

    @Test
    void aWarehouseThatRefusedToShipWithOurLabelIsAskedAgain() throws Exception {
        bench.answer("create-waybill", call -> created("W1"));
        bench.answer("create-outbound", call -> {
            throw failure(Category.REJECTED);
        });
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
        bench.deliver("waybill-handover", "waybill.created", fixture.event());
        assertThat(bench.types()).containsExactly("waybill.created", "waybill.failed");
        bench.calls.clear();
        bench.answer("create-outbound", call -> Map.of("accepted", true, "outbound_no", "OB1"));
        fixture.clock.turn(Duration.ofMinutes(1));

        LabelRetries.Retry retry = retry();
        assertThat(retry.labels()).isEmpty();
        bench.deliver(
                "waybill-handover", "waybill.handover", data(retry.handovers().get(0)));

        assertThat(bench.operations()).containsExactly("find-outbound", "create-outbound");
        assertThat(fixture.fulfillmentStatus()).isEqualTo("accepted");
        assertThatThrownBy(this::retry).isInstanceOf(ActionRefusedException.class);
    }

    @Test
    void everyParcelThatHasNoLabelIsAskedForAndNoOther() throws Exception {
        fixture.parcel("O1-F1-P2");
        bench.answer("create-waybill", call -> created("W" + call.document().get("reference")));
        bench.deliver("waybill-generation", "fulfillment.created", fixture.event());
        bench.answer("create-waybill", call -> {
            throw failure(Category.REJECTED);
        });
        bench.deliver("waybill-generation", "waybill.check", fixture.event("parcel_no", "O1-F1-P2"));

        assertThat(retry().labels()).extracting(WaybillFact::parcelNo).containsExactly("O1-F1-P2");
        assertThat(fixture.waybillStatus()).isEqualTo("created");
    }

    @Test
    void whereNothingIsToBeLabelledNothingIsAsked() throws Exception {
        refusedOnce();
        fixture.sql("UPDATE fulfillment SET status = 'cancelled'");
        assertThatThrownBy(this::retry)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("nothing_to_label"));
        fixture.sql("UPDATE fulfillment SET status = 'planned'");
        fixture.sql("UPDATE parcel SET waybill_status = 'created', waybill_no = 'W1'");
        assertThatThrownBy(this::retry)
                .isInstanceOfSatisfying(ActionRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo("label_there"));
    }

    @Test
    void aCarrierThatIsSwitchedOffIsNotAsked() throws Exception {
        refusedOnce();
        fixture.accounts.put(Account.Kind.CARRIER, "post", Account.Mode.OFF);
        assertThatThrownBy(this::retry)
                .isInstanceOf(ActionRefusedException.class)
                .hasMessageContaining("post")
                .hasMessageContaining("mode off");
        assertThat(fixture.waybillStatus()).isEqualTo("failed");
    }
}
