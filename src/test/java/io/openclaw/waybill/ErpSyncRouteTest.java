package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an ERP behind the hub is told, and which is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErpSyncRouteTest {

    private WaybillFixture fixture;
    private RouteBench bench;

    @BeforeAll
    void open() throws Exception {
        fixture = new WaybillFixture();
        bench = new RouteBench(fixture, "erp-sync.camel.yaml");
    }

    @AfterAll
    void close() {
        bench.close();
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("carrier");
        fixture.accounts.put(Account.Kind.PLATFORM, "shop", Map.of("erp", "books"));
        fixture.accounts.put(Account.Kind.ERP, "books", Map.of());
        bench.calls.clear();
        for (String operation : List.of("push-order", "push-shipment", "push-delivered", "push-cancel")) {
            bench.answer(operation, call -> Map.of("partner_ref", "E1"));
        }
    }

    private void deliver(String type, Object... more) throws Exception {
        bench.deliver("erp-sync", type, fixture.event(more));
    }

    @Test
    void eachStatementOnce() throws Exception {
        fixture.database.work().executeWithoutResult(s -> {
            bench.waybills.claim(PARCEL);
            bench.waybills.commit(PARCEL, created("W1"), null);
        });
        fixture.sql("UPDATE orders SET duties_total = 3.5");

        for (int i = 0; i < 2; i++) {
            deliver("order.released");
            deliver("waybill.created", "waybill_no", "W1", "corrected", false);
            deliver("waybill.created", "waybill_no", "LM1", "corrected", true);
            deliver("order.delivered", "delivered_at", "2025-03-05T10:00:00+00:00");
            deliver("order.cancelled");
        }

        assertThat(bench.operations())
                .containsExactly("push-order", "push-shipment", "push-shipment", "push-delivered", "push-cancel");
        assertThat(bench.calls).extracting(RouteBench.Call::account).containsOnly("books");
        assertThat(bench.calls)
                .extracting(call -> call.document().get("reference"))
                .containsExactly("O1/v3", PARCEL, PARCEL + "/LM1", "O1", "O1");
        assertThat(bench.calls.get(0).document())
                .containsEntry("platform_order_no", "#1001")
                .containsEntry("total", "25.50")
                .containsEntry("duties_total", "3.50");
        assertThat(bench.calls.get(1).document())
                .containsEntry("waybill_no", "W1")
                .containsEntry("warehouse", "house");
        assertThat(bench.calls.get(3).document()).containsEntry("delivered_at", "2025-03-05T10:00:00+00:00");
    }

    private void labelled() {
        fixture.database.work().executeWithoutResult(s -> {
            bench.waybills.claim(PARCEL);
            bench.waybills.commit(PARCEL, created("W1"), null);
        });
    }

    private List<Object> references() {
        return bench.calls.stream()
                .map(call -> call.operation() + " " + call.document().get("reference"))
                .map(Object.class::cast)
                .toList();
    }

    @Test
    void anErpThatTheAccountGetsLaterIsToldTheOrderBeforeItsDelivery() throws Exception {
        labelled();
        fixture.accounts.put(Account.Kind.PLATFORM, "shop", Map.of());
        deliver("order.released");
        deliver("waybill.created", "waybill_no", "W1", "corrected", false);
        assertThat(bench.calls).isEmpty();

        fixture.accounts.put(Account.Kind.PLATFORM, "shop", Map.of("erp", "books"));
        for (int i = 0; i < 2; i++) {
            deliver("order.delivered", "delivered_at", "2025-03-05T10:00:00+00:00");
        }

        assertThat(references()).containsExactly("push-order O1/v3", "push-shipment " + PARCEL, "push-delivered O1");
        assertThat(bench.calls.get(1).document()).containsEntry("waybill_no", "W1");
    }

    @Test
    void anErpThatTheAccountGetsBeforeTheLabelIsToldTheOrderBeforeItsNumber() throws Exception {
        labelled();

        deliver("waybill.created", "waybill_no", "W1", "corrected", false);
        deliver("order.delivered", "delivered_at", "2025-03-05T10:00:00+00:00");

        assertThat(references()).containsExactly("push-order O1/v3", "push-shipment " + PARCEL, "push-delivered O1");
    }

    @Test
    void whatWasBegunForALateErpIsFinishedWhenItIsTriedAgain() throws Exception {
        labelled();
        bench.answer("push-shipment", call -> {
            throw new PartnerException(Category.TRANSIENT, "books", "X", "busy");
        });
        assertThatThrownBy(() -> deliver("order.delivered", "delivered_at", "2025-03-05T10:00:00+00:00"))
                .hasRootCauseInstanceOf(PartnerException.class);
        bench.answer("push-shipment", call -> Map.of());

        deliver("order.delivered", "delivered_at", "2025-03-05T10:00:00+00:00");

        assertThat(references())
                .as("the order is told again under its reference, for it was not sure to be there whole")
                .containsExactly(
                        "push-order O1/v3",
                        "push-shipment " + PARCEL,
                        "push-order O1/v3",
                        "push-shipment " + PARCEL,
                        "push-delivered O1");
    }

    @Test
    void aFailureIsToldAgainUnderItsReference() throws Exception {
        bench.answer("push-order", call -> {
            throw new PartnerException(Category.UNKNOWN_OUTCOME, "books", "X", "no answer");
        });
        assertThatThrownBy(() -> deliver("order.released")).isInstanceOf(PartnerException.class);
        bench.answer("push-order", call -> Map.of());

        deliver("order.released");
        deliver("order.released");

        assertThat(bench.operations()).containsExactly("push-order", "push-order");
    }

    @Test
    void aCancellationOfAnOrderItNeverHadIsNoNewsToIt() throws Exception {
        deliver("order.cancelled");

        assertThat(bench.calls).isEmpty();
    }

    @Test
    void noErpNoStatement() throws Exception {
        fixture.accounts.put(Account.Kind.PLATFORM, "shop", Map.of());

        deliver("order.released");

        assertThat(bench.calls).isEmpty();
    }

    @Test
    void anErpThatReadsTheShopsItselfIsNotTold() throws Exception {
        fixture.accounts.put(Account.Kind.ERP, "books", Map.of("position", "front"));

        deliver("order.released");

        assertThat(bench.calls).isEmpty();
    }
}
