package io.openclaw.waybill;

import static io.openclaw.waybill.WaybillFixture.PARCEL;
import static io.openclaw.waybill.WaybillFixture.created;
import static io.openclaw.waybill.WaybillFixture.label;
import static io.openclaw.waybill.WaybillFixture.pdf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.order.OrderDocument;
import io.openclaw.order.OrderTouch;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The states of a waybill, and what two of everything at once comes to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaybillsTest {

    private WaybillFixture fixture;
    private Waybills waybills;
    private Labels labels;
    private Fulfillments fulfillments;
    private WaybillQueries queries;

    /** Where the tests run. */
    WaybillFixture fixture() {
        return new WaybillFixture();
    }

    @BeforeAll
    void open() {
        fixture = fixture();
        var db = fixture.database;
        var parcels = new Parcels(db.jdbc(), fixture.clock);
        var touch = new OrderTouch(db.jdbc(), fixture.clock);
        labels = new Labels(db.jdbc(), fixture.cipher, fixture.clock);
        waybills = new Waybills(parcels, labels, touch, Duration.ofSeconds(5));
        fulfillments = new Fulfillments(db.jdbc(), touch, fixture.clock);
        queries = new WaybillQueries(db.jdbc(), parcels, labels);
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @BeforeEach
    void begin() {
        fixture.order("carrier");
    }

    private <T> T work(Callable<T> step) {
        return fixture.database.work().execute(status -> {
            try {
                return step.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private WaybillFact commit(Map<String, Object> answer) {
        return work(() -> waybills.commit(PARCEL, answer, null));
    }

    private void buy() {
        work(() -> waybills.claim(PARCEL));
        commit(created("W1"));
    }

    private <T> List<T> atOnce(int times, Callable<T> step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                futures.add(threads.submit(() -> work(step)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofManyClaimsAtOnceOneIsTheFirst() throws Exception {
        List<WaybillClaim> claims = atOnce(12, () -> waybills.claim(PARCEL));

        assertThat(claims).allMatch(WaybillClaim::claimed);
        assertThat(claims.stream().filter(claim -> !claim.asked())).hasSize(1);
    }

    @Test
    void aLabelIsAskedForWithTheAddressOfItsClaim() {
        OrderFacts orders = new OrderFacts(fixture.database.jdbc(), fixture.cipher);
        work(() -> waybills.claim(PARCEL));
        moveTo("Austin");
        assertThat(city(orders)).isEqualTo("Springfield");
        work(() -> waybills.claim(PARCEL));
        assertThat(city(orders)).as("asked already").isEqualTo("Springfield");
        work(() -> waybills.askAgain(PARCEL));
        assertThat(city(orders)).as("the maker does not know it").isEqualTo("Austin");
        moveTo("Dallas");
        work(() -> {
            waybills.unasked(PARCEL);
            return null;
        });
        assertThat(city(orders)).as("nobody was asked").isEqualTo("Dallas");
    }

    private void moveTo(String city) {
        fixture.sql(
                "UPDATE orders SET ship_to_enc = ?",
                fixture.cipher.encryptText(
                        "{\"name\":\"A. Buyer\",\"country_code\":\"US\",\"city\":\"" + city + "\"}"));
    }

    private static String city(OrderFacts orders) {
        return orders.labelledTo(PARCEL, orders.order(WaybillFixture.ORDER)).city();
    }

    @Test
    void whatTheBuyerAskedForGoesToWhoeverHandlesTheOrder() {
        OrderFacts facts = new OrderFacts(fixture.database.jdbc(), fixture.cipher);
        fixture.sql(
                "UPDATE orders SET payment_status = 'cod', cod_amount = 91.45, cod_currency = 'AED', shipping_method = ?, buyer_enc = ?",
                "{\"title\":\"Express\",\"code\":\"X\",\"price\":29.9000}",
                fixture.cipher.encryptText(
                        "{\"note\":\"a gift\",\"attributes\":[{\"name\":\"Card\",\"value\":\"Hi\"}]}"));
        fixture.sql("UPDATE order_line SET customization = 'Engraving: To Anna'");
        OrderFacts.Order order = facts.order(WaybillFixture.ORDER);
        assertThat(order.buyerNote()).isEqualTo("a gift");
        assertThat(order.attributes()).containsExactly(new OrderDocument.Attribute("Card", "Hi"));
        assertThat(order.shippingMethod())
                .isEqualTo(new OrderDocument.ShippingMethod("Express", "X", new BigDecimal("29.90"), null));
        assertThat(order.cash()).isEqualTo(new Cash("91.45", "AED"));

        fixture.parcel("O1-F1-P2");
        assertThat(facts.collectedWith(WaybillFixture.PARCEL, order)).isEqualTo(order.cash());
        assertThat(facts.collectedWith("O1-F1-P2", order))
                .as("it is collected once")
                .isNull();
        assertThat(facts.collectedBy(WaybillFixture.FULFILLMENT, order)).isEqualTo(order.cash());
        fixture.sql("UPDATE parcel SET waybill_status = 'void' WHERE parcel_no = ?", WaybillFixture.PARCEL);
        assertThat(facts.collectedWith("O1-F1-P2", order)).isEqualTo(order.cash());

        List<OrderFacts.Line> sold = facts.shippedBy(WaybillFixture.FULFILLMENT);
        assertThat(said(sold, Map.of("MUG", 2), Map.of())).isEqualTo(Map.of("MUG", "Engraving: To Anna"));
        assertThat(said(sold, Map.of("MUG", 3), Map.of())).isEqualTo(Map.of("MUG", "2 x Engraving: To Anna"));
        assertThat(said(sold, Map.of("CUP", 2, "BOX", 2), Map.of("MUG", Map.of("CUP", 1))))
                .as("a bundle lies on no shelf")
                .isEqualTo(Map.of("CUP", "2 x Engraving: To Anna (of MUG)"));

        fixture.sql("UPDATE orders SET payment_status = 'paid'");
        assertThat(facts.order(WaybillFixture.ORDER).cash()).isNull();
    }

    private static Map<String, String> said(
            List<OrderFacts.Line> sold, Map<String, Integer> stocked, Map<String, Map<String, Integer>> recipes) {
        return Customizations.ofStocked(sold, new Promised(Map.of(), stocked, recipes));
    }

    @Test
    void ofManyCommitsAtOnceOneCreates() throws Exception {
        work(() -> waybills.claim(PARCEL));

        List<WaybillFact> facts = atOnce(12, () -> waybills.commit(PARCEL, created("W1"), null));

        assertThat(facts.stream().filter(f -> f.change().equals(WaybillFact.CREATED)))
                .hasSize(1);
        assertThat(labels.latest(PARCEL).orElseThrow().version()).isEqualTo(1);
        assertThat(fixture.text("SELECT live_key FROM parcel")).isEqualTo("post:W1");
    }

    @Test
    void aClaimAndACancellationAtOnceNeverBothWin() throws Exception {
        for (int round = 0; round < 20; round++) {
            begin();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Future<WaybillClaim> claim = threads.submit(() -> work(() -> waybills.claim(PARCEL)));
            Future<Integer> withdrawn = threads.submit(() -> work(() -> {
                fixture.database
                        .jdbc()
                        .sql("SELECT order_no FROM orders FOR UPDATE")
                        .query(String.class)
                        .single();
                return fixture.database
                        .jdbc()
                        .sql(
                                "UPDATE parcel SET waybill_status = 'void' WHERE waybill_status = 'requested' AND asked_at IS NULL")
                        .update();
            }));
            assertThat(claim.get().claimed()).isNotEqualTo(withdrawn.get() == 1);
            threads.shutdownNow();
        }
    }

    @Test
    void oneNumberBelongsToOneLiveParcel() {
        buy();
        fixture.parcel("O1-F1-P2");
        work(() -> waybills.claim("O1-F1-P2"));

        WaybillFact fact = work(() -> waybills.commit("O1-F1-P2", created("W1"), null));

        assertThat(fact.change()).isEqualTo(WaybillFact.FAILED);
        assertThat(fact.message()).contains("which parcel " + PARCEL + " bears");
    }

    @Test
    void aLateNumberCorrectsOnceAndIsFoundByBoth() {
        buy();
        Map<String, Object> later = Map.of("numbers", List.of(Map.of("role", "last_mile", "number", "LM1")));

        WaybillFact first = work(() -> waybills.learn(PARCEL, later));
        WaybillFact again = work(() -> waybills.learn(PARCEL, later));

        assertThat(first.change()).isEqualTo(WaybillFact.CREATED);
        assertThat(first.corrected()).isTrue();
        assertThat(first.waybillNo()).isEqualTo("LM1");
        assertThat(again.change()).isEqualTo(WaybillFact.NONE);
        assertThat(queries.find("demo", "W1").orElseThrow().waybillNo()).isEqualTo("LM1");
        assertThat(queries.find("demo", "LM1")).isPresent();
        assertThat(queries.find("other", "LM1")).isEmpty();
    }

    @Test
    void aNumberNamedBesideTrackingIsACorrection() {
        buy();
        WaybillNumbers numbers = new WaybillNumbers(fixture.database.jdbc(), fixture.accounts, waybills);
        List<Map<String, Object>> documents = List.of(
                Map.of("waybill_no", "W1", "numbers", List.of(Map.of("role", "last_mile", "number", "LM1"))),
                Map.of("waybill_no", "NOT-OURS", "numbers", List.of(Map.of("role", "last_mile", "number", "LM2"))),
                Map.of("waybill_no", "W1"));

        assertThat(work(() -> numbers.heard("post", documents)))
                .singleElement()
                .hasFieldOrPropertyWithValue("waybillNo", "LM1");
        assertThat(work(() -> numbers.heard("post", documents))).isEmpty();
    }

    @Test
    void numbersThatComeWithTheLabelAreNoCorrection() {
        work(() -> waybills.claim(PARCEL));
        Map<String, Object> answer = created("W1");
        answer.put("numbers", List.of(Map.of("role", "last_mile", "number", "LM1")));

        WaybillFact fact = commit(answer);
        WaybillFact again = work(() -> waybills.learn(PARCEL, answer));

        assertThat(fact.waybillNo()).isEqualTo("W1");
        assertThat(again.change()).isEqualTo(WaybillFact.NONE);
    }

    @Test
    void aLabelIsStoredAsGivenEncryptedAndInVersions() {
        buy();
        Map<String, Object> newer = Map.of("label", label("second"));
        work(() -> waybills.learn(PARCEL, newer));
        work(() -> waybills.learn(PARCEL, newer));

        Labels.Version version = queries.label("demo", "W1").orElseThrow();
        assertThat(version.version()).isEqualTo(2);
        assertThat(version.document().document()).isEqualTo(pdf("second"));
        byte[] stored = fixture.database
                .jdbc()
                .sql("SELECT document_enc FROM label WHERE version = 2")
                .query((row, n) -> row.getBytes(1))
                .single();
        assertThat(new String(stored)).doesNotContain("second");
    }

    @Test
    void aRefusedLabelIsNotAskedForAgain() {
        work(() -> waybills.claim(PARCEL));
        work(() -> waybills.refuse(PARCEL, "label_rejected", "no such city"));
        assertThat(work(() -> waybills.claim(PARCEL)).claimed()).isFalse();
    }

    @Test
    void anAnswerWithoutItsNumberIsNoWaybill() {
        work(() -> waybills.claim(PARCEL));

        assertThatThrownBy(() -> commit(Map.of("status", "created"))).hasMessageContaining("without waybill_no");
        assertThatThrownBy(() -> commit(Map.of("status", "perhaps"))).hasMessageContaining("'perhaps'");
        assertThat(fixture.waybillStatus()).isEqualTo("requested");
    }

    @Test
    void aDepartureIsTheWordOfWhoeverComesFirst() throws Exception {
        List<Shipped> all = atOnce(8, () -> fulfillments.markOutbound(WaybillFixture.FULFILLMENT, null, "scan"));

        assertThat(all.stream().filter(Shipped::changed)).hasSize(1);
        assertThat(fixture.text("SELECT shipped FROM order_line")).isEqualTo("2");
    }

    @Test
    void stepsOnlyGoForward() {
        assertThat(work(() -> fulfillments.advance(WaybillFixture.FULFILLMENT, "packed")))
                .isTrue();
        assertThat(work(() -> fulfillments.advance(WaybillFixture.FULFILLMENT, "accepted")))
                .isFalse();
        assertThat(fixture.fulfillmentStatus()).isEqualTo("packed");
    }

    @Test
    void whatChangesTheOrdersDocumentMovesItsTime() {
        fixture.clock.turn(Duration.ofHours(1));
        buy();

        assertThat(fixture.database
                        .jdbc()
                        .sql("SELECT updated_at FROM orders")
                        .query((row, n) ->
                                row.getObject(1, java.time.OffsetDateTime.class).toInstant())
                        .single())
                .isEqualTo(fixture.clock.instant());
    }

    /** What is heard of several parcels is read next, parcel by parcel. */
    @Test
    void whereANumberIsNamedTheParcelsOfTheWholeMessageAreHeldInTheirOrder() throws Exception {
        buy();
        var db = fixture.database;
        fixture.sql(
                "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                        + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, address_restricted,"
                        + " source_updated_at, version_seq, version, created_at, updated_at) SELECT 'O0', tenant, account, platform, '4500',"
                        + " '#1000', order_type, fulfilled_by, state, payment_status, allocation, test, placed_at, currency,"
                        + " address_restricted, source_updated_at, version_seq, version, created_at, updated_at FROM orders");
        fixture.sql(
                "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier, service,"
                        + " status, created_at, updated_at) SELECT 'O0-F1', tenant, account, 'O0', warehouse, label_source, carrier, service,"
                        + " status, created_at, updated_at FROM fulfillment");
        fixture.sql(
                "INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, waybill_no, boxes, leg,"
                        + " rank, created_at, updated_at) SELECT 'O0-F1-P1', tenant, 'O0-F1', 'O0', account, waybill_status, 'W0', boxes, leg,"
                        + " rank, created_at, updated_at FROM parcel");
        WaybillNumbers numbers = new WaybillNumbers(db.jdbc(), fixture.accounts, waybills);
        Parcels parcels = new Parcels(db.jdbc(), fixture.clock);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> taken = db.work().execute(held -> {
                assertThat(hold("O0")).isTrue();
                Future<?> message = threads.submit(() -> work(() -> {
                    numbers.heard(
                            "post",
                            List.of(
                                    Map.of(
                                            "waybill_no",
                                            "W1",
                                            "numbers",
                                            List.of(Map.of("role", "last_mile", "number", "LM1"))),
                                    Map.of("waybill_no", "W0")));
                    return parcels.lock("O0-F1-P1");
                }));
                await().until(() -> message.isDone()
                        || db.jdbc().sql(waiting()).query(Integer.class).single() > 0);
                assertThat(CompletableFuture.supplyAsync(() -> db.work().execute(s -> hold("O1"))))
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isEqualTo(true);
                return message;
            });
            taken.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(fixture.text("SELECT waybill_no FROM parcel WHERE parcel_no = '" + PARCEL + "'"))
                .isEqualTo("LM1");
    }

    private boolean hold(String orderNo) {
        return fixture.database
                        .jdbc()
                        .sql("SELECT order_no FROM orders WHERE order_no = ? FOR UPDATE SKIP LOCKED")
                        .param(orderNo)
                        .query(String.class)
                        .list()
                        .size()
                == 1;
    }

    /** How many sessions wait for a lock. */
    String waiting() {
        return "SELECT COUNT(*) FROM information_schema.sessions WHERE blocker_id IS NOT NULL";
    }
}
