package io.openclaw.order;

import static io.openclaw.order.Documents.PLACED;
import static io.openclaw.order.Documents.address;
import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account.Mode;
import io.openclaw.order.OrderDocument.Line;
import io.openclaw.order.gate.GateDecision;
import io.openclaw.order.view.OrderView;
import io.openclaw.product.Product;
import io.openclaw.product.SkuMapping;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderGateTest {

    private static TestDatabase database;
    private OrderRoom room;
    private long inboxId;

    @BeforeAll
    static void open() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.clear();
        room = new OrderRoom(database);
        room.product("SKU-A");
    }

    @Test
    void aCompletePaidOrderIsReleasedOnce() {
        GateDecision first = judged(order("1"));
        assertThat(first).matches(GateDecision::released).matches(GateDecision::newlyReleased);
        GateDecision second = room.judge(first.orderNo());
        assertThat(second.released()).isTrue();
        assertThat(second.newlyReleased()).isFalse();
        assertThat(second.changed()).isFalse();
        assertThat(room.view(first.orderNo()).lines().get(0).sku()).isEqualTo("SKU-A");
    }

    @Test
    void anUnpaidOrderWaitsForItsPayment() {
        String orderNo = expect(order("1").payment("unpaid"), "unpaid/");
        assertThat(room.view(orderNo).status()).isEqualTo(OrderStatus.ON_HOLD);
        assertThat(room.view(orderNo).state()).isEqualTo("on_hold");

        room.upsert(order("1").second(1).payment("paid").build(), 90);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        assertThat(room.view(orderNo).state()).isEqualTo("open");
        assertThat(room.view(orderNo).holds()).isEmpty();
    }

    @Test
    void whyAnOrderIsNotPaidIsToldAndKeepsTheHoldsAge() {
        String orderNo = expect(order("1").unpaid("pending", null), "unpaid/");
        Object since = room.view(orderNo).holds().get(0).since();
        room.pass(Duration.ofHours(1));
        String[][] ways = {
            {"authorized", null, "Capture it"},
            {"partially_paid", "12.5", "12.50 USD is still open"},
            {"partially_paid", null, "Collect the rest"},
            {"voided", null, "nothing will be paid"},
            {"expired", null, "nothing will be paid"}
        };
        for (int i = 0; i < ways.length; i++) {
            room.upsert(order("1").second(i + 1).unpaid(ways[i][0], ways[i][1]).build(), 90 + i);
            assertThat(room.judge(orderNo).released()).isFalse();
            assertThat(room.view(orderNo).holds())
                    .as(ways[i][0])
                    .singleElement()
                    .satisfies(hold -> {
                        assertThat(hold.code()).isEqualTo("unpaid");
                        assertThat(hold.since()).isEqualTo(since);
                    })
                    .extracting(hold -> hold.remedy())
                    .asString()
                    .contains(ways[i][2]);
        }
        room.upsert(order("1").second(9).payment("paid").build(), 99);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
    }

    @Test
    void cashOnDeliveryIsAsGoodAsPaidAndARefundIsNot() {
        room.accounts.collects("us-carrier", true);
        assertThat(judged(order("1").payment("cod")).released()).isTrue();
        assertThat(judged(order("2").payment("partially_refunded")).released()).isTrue();
        expect(order("3").payment("refunded"), "unpaid/refunded");
    }

    @Test
    void cashOnDeliveryWaitsUntilSomebodyCollectsIt() {
        String orderNo = expect(order("1").cod("91.45", "AED"), "no_cod_service/91.45 AED");
        assertThat(room.view(orderNo).cod()).isEqualTo(new OrderView.CashView("91.45", "AED"));
        assertThat(room.view(orderNo).holds().get(0).remedy())
                .startsWith("91.45 AED is to be collected")
                .contains("cod: true");
        assertThatThrownBy(() -> room.inWork(() -> room.holds.accept(orderNo, "no_cod_service", "ada", null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(room.review.due()).isEmpty();

        room.accounts.collects("us-carrier", true);
        assertThat(room.review.due()).containsExactly(orderNo);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        assertThat(judged(order("2").payment("paid")).released()).isTrue();
    }

    @Test
    void anOrderOnTermsWaitsForItsPaymentOrForSomebodyWhoAcceptsTheTerms() {
        String paid = expect(order("1").onTerms("Net 30"), "payment_terms/Net 30");
        assertThat(room.view(paid).holds().get(0).remedy()).contains("Net 30").contains("Accept this hold");
        assertThat(room.view(paid).paymentTerms()).isEqualTo("Net 30");
        assertThat(room.view(paid).paymentDetail()).isEqualTo("on_terms");
        room.upsert(order("1").second(1).payment("paid").build(), 90);
        assertThat(room.judge(paid).newlyReleased()).isTrue();

        String accepted = expect(order("2").onTerms("Due on fulfillment"), "payment_terms/Due on fulfillment");
        room.inWork(() -> {
            room.holds.release(accepted, "ada", Locale.ENGLISH);
            return null;
        });
        assertThat(room.judge(accepted).newlyReleased()).isTrue();
        room.upsert(order("2").second(1).unpaid("voided", null).build(), 91);
        assertThat(room.judge(accepted).holds()).containsExactly("unpaid");
        room.upsert(order("2").second(2).onTerms("Net 60").build(), 92);
        assertThat(room.judge(accepted).holds())
                .as("other terms are accepted anew")
                .containsExactly("payment_terms");

        room.accounts.shop(Mode.LIVE, null, Map.of("ship_on_terms", "always"));
        assertThat(judged(order("3").onTerms("Net 30")).released()).isTrue();
        assertThat(room.judge(accepted).newlyReleased()).isTrue();
    }

    @Test
    void whoServesAnOrderInOurPlaceIsSaid() {
        String near = expect(
                order("1").fulfilledBy("platform").shippingMethod("Bike", "B", "4", "local_delivery"),
                "platform_fulfilled/local_delivery");
        assertThat(room.view(near).holds().get(0).remedy()).contains("local_delivery: hub");
        assertThat(room.view(near).shippingMethod())
                .isEqualTo(new OrderView.MethodView("Bike", "B", "4.00", "local_delivery"));
        assertThat(room.view(near).status()).isEqualTo(OrderStatus.IMPORTED);
    }

    @Test
    void aWordThatIsNoRatingLiftsNothing() {
        String orderNo = expect(order("1").risk("high"), "risk/high");
        room.upsert(order("1").second(1).risk("unknown: odd").total("1").build(), 90);
        assertThat(room.judge(orderNo).holds()).containsExactly("risk");
        assertThat(room.view(orderNo).risk()).isEqualTo("high");
        room.upsert(order("1").second(2).risk("none").build(), 91);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();

        String odd = judged(order("2").risk("unknown: odd")).orderNo();
        assertThat(room.view(odd).risk()).isEqualTo("unknown: odd");
        room.accounts.shop(Mode.LIVE, null, Map.of("hold_on_risk", List.of("high", "unknown")));
        assertThat(room.judge(odd).holds()).containsExactly("risk");
    }

    @Test
    void whatTheBuyerWantsMadeIsReadLikeANote() {
        Line engraved = new Line(
                "1",
                "SKU-A",
                null,
                1,
                0,
                0,
                null,
                null,
                true,
                null,
                false,
                "Engraving: To Bob",
                Map.of(),
                null,
                null,
                0,
                null);
        assertThat(judged(order("0").lines(engraved)).released()).isTrue();
        room.accounts.shop(Mode.LIVE, null, Map.of("hold_on_notes", true));
        String orderNo = expect(order("1").lines(engraved), "buyer_note/");
        assertThat(room.view(orderNo).lines().get(0).customization()).isEqualTo("Engraving: To Bob");
        String gift = expect(order("2").attribute("Gift message", "Happy birthday"), "buyer_note/");
        assertThat(room.view(gift).attributes())
                .containsExactly(new OrderDocument.Attribute("Gift message", "Happy birthday"));
        room.inWork(() -> room.holds.accept(orderNo, "buyer_note", "ada", "engraved"));
        assertThat(room.judge(orderNo).held()).isFalse();
        room.upsert(order("1").second(1).lines(line("1", "SKU-A", 1)).build(), 90);
        assertThat(room.judge(orderNo).held()).isFalse();
        room.upsert(order("1").second(2).lines(engraved).build(), 91);
        assertThat(room.judge(orderNo).holds()).as("another wish is read anew").containsExactly("buyer_note");
    }

    @Test
    void testAndPlatformFulfilledOrdersStay() {
        expect(order("1").test(), "test_order/");
        String orderNo = expect(
                order("2")
                        .fulfilledBy("platform")
                        .lines(line("1", "NOBODYS", 1))
                        .shipTo(null),
                "platform_fulfilled/");
        assertThat(room.view(orderNo).status()).isEqualTo(OrderStatus.IMPORTED);
    }

    @Test
    void anAccountsModeHoldsItsOrdersUntilItIsLive() {
        for (Mode mode : List.of(Mode.OFF, Mode.IMPORT_ONLY, Mode.SHADOW)) {
            room.accounts.shop(mode, null, Map.of());
            String orderNo = expect(order(mode.name()), "account_" + mode.name().toLowerCase(Locale.ROOT) + "/");
            assertThat(room.view(orderNo).status()).isEqualTo(OrderStatus.IMPORTED);
        }
        room.accounts.shop(Mode.LIVE, null, Map.of());
        assertThat(room.review.heldOfAccount(TestAccounts.SHOP)).toIterable().hasSize(3);
        assertThat(room.review.due())
                .hasSize(3)
                .allSatisfy(no -> assertThat(room.judge(no).newlyReleased()).isTrue());
        assertThat(room.review.due()).isEmpty();
    }

    @Test
    void ordersFromBeforeTheStartAreKeptUnlessThatChangesOrSomebodyAcceptsThem() {
        room.accounts.shop(Mode.LIVE, PLACED.plusSeconds(60), Map.of());
        String early = expect(order("1"), "before_act_from/");
        String accepted = expect(order("2"), "before_act_from/");
        assertThat(judged(order("3").placed(PLACED.plusSeconds(60))).released()).isTrue();

        assertThat(room.inWork(() -> room.holds.accept(accepted, "before_act_from", "ada", "wanted"))
                        .newlyReleased())
                .isTrue();
        assertThat(room.review.due()).isEmpty();
        room.accounts.shop(Mode.LIVE, PLACED, Map.of());
        assertThat(room.review.due()).containsExactly(early);
        assertThat(room.judge(early).newlyReleased()).isTrue();
    }

    @Test
    void mappingASkuReleasesTheOrdersThatWaitedForIt() {
        String orderNo = expect(order("1").lines(line("1", "THEIRS", 1), line("2", "SKU-A", 1)), "sku_unmapped/THEIRS");

        assertThat(room.products
                        .register("demo", new SkuMapping(TestAccounts.SHOP, "THEIRS", "SKU-A"))
                        .changed())
                .isTrue();
        assertThat(room.review.waitingForSku("demo", "SKU-A")).containsExactly(orderNo);
        assertThat(room.review.waitingForSku("other", "SKU-A")).isEmpty();
        assertThat(room.review.due()).as("should the event have been missed").containsExactly(orderNo);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        assertThat(room.view(orderNo).lines())
                .extracting(OrderView.LineView::sku)
                .containsExactly("SKU-A", "SKU-A");
    }

    @Test
    void theAccountsOwnMappingGoesBeforeTheCommonOne() {
        room.product("SKU-B");
        room.products.register("demo", new SkuMapping("*", "CODE", "SKU-A"));
        room.products.register("demo", new SkuMapping(TestAccounts.SHOP, "CODE", "SKU-B"));
        String orderNo = judged(order("1").lines(line("1", "CODE", 1))).orderNo();
        assertThat(room.view(orderNo).lines().get(0).sku()).isEqualTo("SKU-B");
    }

    @Test
    void aListingWithoutASkuIsMappedByItsId() {
        String orderNo = expect(order("1").lines(line("9", null, 1)), "sku_unmapped/variant:v9");
        room.products.register("demo", new SkuMapping("*", "variant:v9", "SKU-A"));
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
    }

    @Test
    void whatCustomsMustKnowIsNamedFieldByField() {
        Product bare = new Product(
                "demo",
                "BARE",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                1,
                null,
                false,
                false,
                false,
                null,
                "thing",
                null,
                null,
                null,
                null,
                null,
                Map.of("DE", "950300"));
        room.products.register(bare, List.of(SkuMapping.ownName("BARE")));
        String orderNo = expect(
                order("1").lines(line("1", "BARE", 1), line("2", "BARE", 2)),
                "product_data_missing/BARE: weight, declared_name_cn, declared_value, declared_currency, hs_code");
        var since = room.view(orderNo).holds().get(0).since();
        room.pass(Duration.ofMinutes(1));

        room.products.register(with(bare, "950300"), List.of());
        assertThat(room.judge(orderNo).changed()).isTrue();
        assertThat(room.holdsOf(orderNo))
                .containsExactly(
                        "product_data_missing/BARE: weight, declared_name_cn, declared_value, declared_currency");
        assertThat(room.view(orderNo).holds().get(0).since())
                .as("its age stays")
                .isEqualTo(since);
        room.products.register(OrderRoom.complete("BARE"), List.of());
        assertThat(room.review.waitingForSku("demo", "BARE")).containsExactly(orderNo);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
    }

    @Test
    void aSkuThatStaysInTheCountryNeedsNoCustomsData() {
        room.products.register(
                new Product(
                        "demo", "LOCAL", null, null, null, null, null, null, null, null, null, 1, null, false, false,
                        false, null, null, null, null, null, null, null, null),
                List.of(SkuMapping.ownName("LOCAL")));
        room.stock("us", "LOCAL");
        Documents local = order("1").lines(line("1", "LOCAL", 1));
        assertThat(judged(local).released()).isTrue();

        room.stock("us-carrier", "LOCAL");
        expect(order("2").lines(line("1", "LOCAL", 1)), "product_data_missing/LOCAL: weight");
        room.stock("cn", "LOCAL");
        expect(
                order("3").lines(line("1", "LOCAL", 1)),
                "product_data_missing/LOCAL: weight, declared_name_en, declared_name_cn, declared_value, declared_currency, hs_code");
    }

    @Test
    void aBundleLiesWhereItsComponentsLie() {
        database.jdbc()
                .sql("INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'CUP', 2)")
                .update();
        room.products.register("demo", SkuMapping.ownName("SET"));
        room.stock("us", "CUP");
        assertThat(judged(order("1").lines(line("1", "SET", 1))).released()).isTrue();
    }

    @Test
    void anIncompleteAddressNamesWhatIsMissing() {
        expect(order("1").shipTo(null), "address_incomplete/ship_to");
        expect(
                order("2").shipTo(address("US", " ", "", "New York", null, null)),
                "address_incomplete/name",
                "address_incomplete/street1",
                "address_incomplete/postal_code");
        expect(
                order("2b").shipTo(address(null, "Ada", "1 Road", "New York", null, null)),
                "address_incomplete/country_code",
                "address_incomplete/postal_code");
        expect(
                order("3").shipTo(address("BR", "Ada", "Rua 1", "", "01000-000", null)),
                "address_incomplete/city",
                "address_incomplete/state",
                "address_incomplete/phone",
                "address_incomplete/tax_id: CNPJ or CPF");
        assertThat(judged(order("4").shipTo(address("HK", "Ada", "1 Road", null, null, null)))
                        .released())
                .isTrue();
        room.accounts.shop(Mode.LIVE, null, Map.of("phone_required", "always"));
        String orderNo = expect(order("5"), "address_incomplete/phone");
        assertThat(room.inWork(() -> room.holds.accept(orderNo, "address_incomplete", "ada", null))
                        .newlyReleased())
                .isTrue();
    }

    @Test
    void whatSomebodyAcceptedIsJudgedAnewWhenItChanges() {
        String orderNo = expect(order("1").risk("high"), "risk/high");
        room.inWork(() -> room.holds.accept(orderNo, "risk", "ada", "known customer"));
        room.upsert(order("1").second(1).risk("high").total("1.00").build(), 90);
        assertThat(room.judge(orderNo).held()).isFalse();

        room.upsert(order("1").second(2).risk("cancel").total("1.00").build(), 91);
        assertThat(room.judge(orderNo).holds()).containsExactly("risk");
        assertThatThrownBy(() -> room.inWork(() -> room.holds.accept(orderNo, "unpaid", "ada", null)))
                .hasMessageContaining("goes with its cause");
    }

    @Test
    void aPersonLiftsWhatIsAMatterOfJudgementAndIsToldWhatElseHolds() {
        String orderNo = expect(order("1").risk("high"), "risk/high");
        room.inWork(() -> room.holds.set(orderNo, "ada", "call the buyer"));
        release(orderNo);
        assertThat(room.holds.standing(orderNo, Locale.ENGLISH))
                .as("it is not judged yet")
                .isNotNull();
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        assertThat(room.holds.standing(orderNo, Locale.ENGLISH)).isNull();

        String unmapped =
                expect(order("2").risk("high").lines(line("1", "THEIRS", 1)), "risk/high", "sku_unmapped/THEIRS");
        release(unmapped);
        assertThat(room.judge(unmapped).holds()).containsExactly("sku_unmapped");
        assertThat(room.holds.standing(unmapped, Locale.ENGLISH))
                .contains("held still", "Map the platform's SKU \"THEIRS\"");
        assertThat(room.holds.standing(unmapped, Locale.CHINESE)).startsWith("订单仍被挂起");
    }

    @Test
    void missingDataAreNeverLiftedByHand() {
        String unmapped = expect(order("1").lines(line("1", "THEIRS", 1)), "sku_unmapped/THEIRS");
        assertThatThrownBy(() -> release(unmapped)).isInstanceOfSatisfying(ActionRefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo("hold_stays");
            assertThat(refused).hasMessageContaining("sku_unmapped");
            assertThat(refused.hint()).contains("add_mappings");
        });
        String nowhere = expect(order("2").shipTo(null), "address_incomplete/ship_to");
        assertThatThrownBy(() -> release(nowhere)).isInstanceOf(ActionRefusedException.class);
        String unpaid = expect(order("3").payment("unpaid"), "unpaid/");
        assertThatThrownBy(() -> release(unpaid)).hasMessageContaining("unpaid");
        String free = judged(order("4")).orderNo();
        assertThatThrownBy(() -> release(free)).hasMessageContaining("is not held");
        room.accounts.shop(Mode.LIVE, null, Map.of("phone_required", "always"));
        String odd = expect(order("5"), "address_incomplete/phone");
        release(odd);
        assertThat(room.judge(odd).newlyReleased())
                .as("the remedy says that it may be accepted")
                .isTrue();
    }

    private void release(String orderNo) {
        room.inWork(() -> {
            room.holds.release(orderNo, "ada", Locale.ENGLISH);
            return null;
        });
    }

    @Test
    void aRiskStaysUntilThePlatformRatesAnew() {
        String orderNo = expect(order("1").risk("HIGH"), "risk/HIGH");
        room.upsert(order("1").second(1).total("1.00").build(), 90);
        assertThat(room.judge(orderNo).holds())
                .as("a version that is silent about risk takes nothing back")
                .containsExactly("risk");
        room.upsert(order("1").second(2).risk("low").total("1.00").build(), 91);
        assertThat(room.judge(orderNo).holds()).isEmpty();
    }

    @Test
    void whatTheSellerHoldsAtTheShopIsHeldUntilHeReleasesItThere() {
        String orderNo =
                expect(order("1").merchantHold("incorrect_address", "buyer moves"), "merchant_hold/incorrect_address");
        OrderChange silent = room.upsert(order("1").second(1).total("1.00").build(), 90);
        assertThat(silent.changed()).containsExactly("totals");
        assertThat(room.judge(orderNo).holds())
                .as("a version that is silent about it takes nothing back")
                .containsExactly("merchant_hold");
        assertThatThrownBy(() -> room.inWork(() -> {
                    room.holds.release(orderNo, "ada", Locale.ENGLISH);
                    return null;
                }))
                .as("the shop would take no shipment")
                .hasMessageContaining("merchant_hold");
        OrderChange released = room.upsert(
                order("1").second(1).merchantHold("none", null).total("1.00").build(), 91);
        assertThat(released.changed()).containsExactly("merchant_hold");
        assertThat(List.of(silent.holdLifted(), released.holdLifted()))
                .as("what the shop took no shipment for is told again")
                .containsExactly(false, true);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
        assertThat(room.upsert(
                                order("1")
                                        .second(1)
                                        .merchantHold("none", null)
                                        .total("1.00")
                                        .build(),
                                92)
                        .change())
                .isEqualTo("unchanged");
    }

    @Test
    void anArchivedOrderIsHeldAndNotSwallowed() {
        String orderNo = expect(order("1").archived(), "archived/");
        room.upsert(order("1").second(1).build(), 90);
        assertThat(room.judge(orderNo).released()).isTrue();

        String accepted = expect(order("2").archived(), "archived/");
        room.inWork(() -> room.holds.accept(accepted, "archived", "ada", "to be shipped all the same"));
        assertThat(room.judge(accepted).held()).isFalse();
    }

    @Test
    void whereNothingIsOursTheOrderSaysWhy() {
        GateDecision digital = judged(order("1").lines(line("1", "EBOOK", 1, 0, false)));
        assertThat(room.holdsOf(digital.orderNo())).containsExactly("nothing_to_ship/");
        assertThat(digital.held()).as("nobody waits for anything").isFalse();
        assertThat(digital.released()).isFalse();
        GateDecision elsewhere = judged(order("2").fulfilledBy("platform").lines(line("1", "EBOOK", 1, 0, false)));
        assertThat(room.holdsOf(elsewhere.orderNo())).containsExactly("platform_fulfilled/");
        assertThat(judged(order("3").lines(line("1", "EBOOK", 1, 1, false))).holds())
                .as("nobody wants anything of it")
                .isEmpty();
    }

    @Test
    void notesHoldWhereTheSellerWantsThemRead() {
        assertThat(judged(order("1").notes("please gift wrap", "vip")).released())
                .isTrue();
        room.accounts.shop(Mode.LIVE, null, Map.of("hold_on_notes", true));
        expect(order("2").notes("please gift wrap", "vip"), "seller_note/", "buyer_note/");
    }

    @Test
    void theCoolOffEndsByItself() {
        room.accounts.shop(Mode.LIVE, null, Map.of("cool_off_minutes", 90));
        String orderNo = expect(order("1").paidAt(PLACED.plusSeconds(60)), "cool_off/");
        assertThat(room.review.due()).isEmpty();
        room.pass(Duration.ofMinutes(30));
        assertThat(room.review.due()).isEmpty();
        room.pass(Duration.ofMinutes(1));
        assertThat(room.review.due()).containsExactly(orderNo);
        assertThat(room.judge(orderNo).newlyReleased()).isTrue();
    }

    @Test
    void aHoldByHandStaysUntilItIsLifted() {
        String orderNo = judged(order("1")).orderNo();
        GateDecision set = room.inWork(() -> room.holds.set(orderNo, "ada", "call the buyer"));
        assertThat(set.held()).isTrue();
        assertThat(set.changed()).isTrue();
        assertThat(allocation(orderNo)).as("taken back, it was not planned yet").isEqualTo("none");
        assertThat(room.judge(orderNo).changed()).isFalse();
        assertThat(room.view(orderNo).holds().get(0).remedy()).contains("call the buyer");

        assertThat(room.inWork(() -> room.holds.lift(orderNo)).newlyReleased()).isTrue();
    }

    @Test
    void aPlannedOrderKeepsItsPlanAndIsNotHeldByWhatConcernsTheStartAlone() {
        String orderNo = judged(order("1")).orderNo();
        database.jdbc().sql("UPDATE orders SET allocation = 'planned'").update();
        database.jdbc().sql("UPDATE order_line SET allocated = 1").update();
        room.accounts.shop(Mode.IMPORT_ONLY, null, Map.of());
        assertThat(room.judge(orderNo).held()).isFalse();

        room.upsert(order("1").second(1).cancelRequest("too late").build(), 90);
        GateDecision decision = room.judge(orderNo);
        assertThat(decision.holds()).containsExactly("cancel_requested");
        assertThat(allocation(orderNo)).isEqualTo("planned");
    }

    @Test
    void nothingToShipIsNeitherHeldNorReleased() {
        assertThat(judged(order("1").payment("unpaid").cancelled())).matches(d -> !d.held() && !d.released());
        assertThat(judged(order("2").lines(line("1", "SKU-A", 2, 2, true)))).matches(d -> !d.held() && !d.released());
        assertThat(judged(order("3").lines(line("1", "GIFT-CARD", 1, 0, false)).shipTo(null)))
                .matches(d -> !d.held() && !d.released());
        assertThat(judged(order("4").status(OrderDocument.Status.COMPLETED))).matches(d -> !d.held() && !d.released());
        assertThat(judged(order("5").lines(line("1", "SKU-A", 1), line("2", "GIFT-CARD", 1, 0, false)))
                        .released())
                .isTrue();
    }

    @Test
    void aCancelledOrderIsTakenBackFromSourcing() {
        String orderNo = judged(order("1")).orderNo();
        room.upsert(order("1").second(1).cancelled().build(), 90);
        assertThat(room.judge(orderNo).changed()).isTrue();
        assertThat(allocation(orderNo)).isEqualTo("none");
    }

    @Test
    void remediesComeInTheReadersLanguage() {
        String orderNo = expect(order("1").lines(line("1", "THEIRS", 1)), "sku_unmapped/THEIRS");
        assertThat(room.view(orderNo).holds().get(0).remedy())
                .startsWith("Map the platform's SKU \"THEIRS\" to one of your SKUs");
        assertThat(room.queries
                        .find("demo", orderNo, null, Locale.SIMPLIFIED_CHINESE)
                        .orElseThrow()
                        .holds()
                        .get(0)
                        .remedy())
                .contains("映射")
                .contains("THEIRS");
    }

    private GateDecision judged(Documents document) {
        inboxId++;
        return room.judge(room.upsert(document.build(), inboxId).orderNo());
    }

    /** Upserts and judges the order; it must be held for exactly these (code/subject). */
    private String expect(Documents document, String... holds) {
        GateDecision decision = judged(document);
        assertThat(room.holdsOf(decision.orderNo())).containsExactlyInAnyOrder(holds);
        assertThat(decision.held()).isTrue();
        assertThat(decision.released()).isFalse();
        return decision.orderNo();
    }

    private String allocation(String orderNo) {
        return database.jdbc()
                .sql("SELECT allocation FROM orders WHERE order_no = :no")
                .param("no", orderNo)
                .query(String.class)
                .single();
    }

    private static Product with(Product product, String hsCode) {
        return new Product(
                product.tenant(),
                product.sku(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                1,
                null,
                false,
                false,
                false,
                null,
                product.declaredNameEn(),
                null,
                null,
                hsCode,
                null,
                null,
                Map.of());
    }
}
