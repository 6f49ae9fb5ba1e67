package io.openclaw.partner.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.order.OrderDocument;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.mapping.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders as Shopify states them, in the hub's words. */
class ShopifyOrderTest {

    private static ConnectorBench bench;
    private static Account shop;

    @BeforeAll
    static void start() throws Exception {
        bench = new ConnectorBench("shopify");
        shop = bench.account("shopify-us", Account.Kind.PLATFORM, "shopify", Map.of(), Map.of());
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private static OrderDocument normalized(String pushType, byte[] body) throws Exception {
        return (OrderDocument) bench.ask(
                "platform:normalize-order",
                shop,
                Map.of("push_type", pushType, "headers", Map.of(), "body", Json.parse(body)));
    }

    private static OrderDocument sample(String name) throws Exception {
        return normalized("orders/create", ConnectorBench.sample("shopify/" + name));
    }

    @Test
    void aPlainOrder() throws Exception {
        OrderDocument order = sample("order.plain.json");

        assertThat(order.platformOrderId()).isEqualTo("6120000000101");
        assertThat(order.platformOrderNo()).isEqualTo("#1001");
        assertThat(order.status()).isEqualTo(OrderDocument.Status.OPEN);
        assertThat(order.updatedAt()).isEqualTo(Instant.parse("2026-03-02T14:15:05Z"));
        assertThat(order.placedAt()).isEqualTo(Instant.parse("2026-03-02T14:15:04Z"));
        assertThat(order.paymentStatus()).isEqualTo("paid");
        assertThat(order.fulfilledBy()).isEqualTo("merchant");
        assertThat(order.test()).isFalse();
        assertThat(order.currency()).isEqualTo("USD");
        assertThat(order.total()).isEqualTo(new BigDecimal("49.80"));
        assertThat(order.shipTo().name()).isEqualTo("Sample Buyer");
        assertThat(order.shipTo().phone()).isEqualTo("+1 555 0101");
        assertThat(order.shipTo().countryCode()).isEqualTo("US");
        assertThat(order.shipTo().state())
                .as("carriers in the US want the state's code")
                .isEqualTo("IL");
        assertThat(order.shipTo().postalCode()).isEqualTo("62701");
        assertThat(order.shipTo().street2()).isEqualTo("Apt 4");
        assertThat(order.lines()).hasSize(1);
        OrderDocument.Line line = order.lines().get(0);
        assertThat(line.platformLineId()).isEqualTo("14990000000001");
        assertThat(line.platformSku()).isEqualTo("LAMP-01");
        assertThat(line.quantity()).isEqualTo(2);
        assertThat(line.cancelled()).isZero();
        assertThat(line.unitPrice()).isEqualTo(new BigDecimal("24.90"));
        assertThat(line.requiresShipping()).isTrue();
        assertThat(line.listingIds()).containsKeys("variant", "product");
    }

    @Test
    void severalLinesEditedAndDiscounted() throws Exception {
        OrderDocument order = sample("order.many-lines.json");

        assertThat(order.sellerDiscount()).isEqualTo(new BigDecimal("10.32"));
        assertThat(order.itemTotal()).isEqualTo(new BigDecimal("84.80"));
        assertThat(order.shippingTotal())
                .as("the shop's money, not the buyer's")
                .isEqualTo(new BigDecimal("4.99"));
        assertThat(order.taxTotal()).isEqualTo(new BigDecimal("5.23"));
        assertThat(order.tags()).containsExactly("vip", "first order");
        assertThat(order.buyer().note()).isEqualTo("please ring twice");
        assertThat(order.shipTo().phone2()).isEqualTo("+15550199");
        assertThat(order.shipTo().taxIds()).singleElement().satisfies(id -> {
            assertThat(id.type()).isEqualTo("CPF");
            assertThat(id.value()).isEqualTo("000.000.001-91");
        });
        OrderDocument.Line lamp = order.lines().get(0);
        assertThat(lamp.quantity()).isEqualTo(3);
        assertThat(lamp.cancelled()).as("one was taken off by an edit").isEqualTo(1);
        assertThat(lamp.tax()).as("a sum without the noise of binary fractions").isEqualTo(new BigDecimal("5.23"));
        assertThat(lamp.customization()).isEqualTo("Engraving: Für Zoë");
        OrderDocument.Line card = order.lines().get(1);
        assertThat(card.requiresShipping()).isFalse();
        assertThat(card.platformSku()).isNull();
        assertThat(order.lines().get(2).unitPrice()).isEqualTo(new BigDecimal("0.10"));
    }

    @Test
    void refundedUnitsAreCancelledOnlyIfTheyNeverLeft() throws Exception {
        OrderDocument order = sample("order.refunded.json");

        assertThat(order.paymentStatus()).isEqualTo("partially_refunded");
        OrderDocument.Line lamp = order.lines().get(0);
        assertThat(List.of(lamp.quantity(), lamp.cancelled(), lamp.refunded())).containsExactly(3, 2, 2);
        OrderDocument.Line mug = order.lines().get(1);
        assertThat(List.of(mug.quantity(), mug.cancelled(), mug.refunded()))
                .as("it was shipped and came back")
                .containsExactly(1, 0, 1);
    }

    @Test
    void whatLeftTheShopIsListedWithItsNumbers() throws Exception {
        Map<String, Object> plain = order("order.plain.json");
        Map<?, ?> line = (Map<?, ?>) ((List<?>) plain.get("line_items")).get(0);
        plain.put(
                "fulfillments",
                List.of(
                        Map.of(
                                "id",
                                4711,
                                "status",
                                "success",
                                "tracking_number",
                                "TN-1",
                                "tracking_numbers",
                                List.of("TN-1"),
                                "line_items",
                                List.of(Map.of("id", line.get("id"), "quantity", 1))),
                        Map.of(
                                "id",
                                4712,
                                "status",
                                "cancelled",
                                "line_items",
                                List.of(Map.of("id", line.get("id"), "quantity", 1)))));
        OrderDocument.Line stated =
                normalized("orders/updated", Json.bytes(plain)).lines().get(0);
        assertThat(stated.departures()).containsExactly(new OrderDocument.Departure("4711", List.of("TN-1"), 1));
        assertThat(normalized("orders/updated", Json.bytes(plain)).cancelledShipments())
                .containsExactly(new OrderDocument.CancelledShipment("4712", List.of()));
        assertThat(stated.fulfilled()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"pending, 0", "open, 0", "success, 0", "cancelled, 1", "error, 0", "failure, 0"})
    void ofTheStatusesOfAFulfillmentOneSaysThatItWasCancelled(String status, int cancelled) throws Exception {
        Map<String, Object> plain = order("order.plain.json");
        plain.put(
                "fulfillments",
                List.of(Map.of("id", 4711, "status", status, "tracking_number", "TN-1", "line_items", List.of())));
        List<OrderDocument.CancelledShipment> found =
                normalized("orders/updated", Json.bytes(plain)).cancelledShipments();
        assertThat(found).hasSize(cancelled);
        assertThat(found)
                .allMatch(shipment -> shipment.equals(new OrderDocument.CancelledShipment("4711", List.of("TN-1"))));
    }

    @Test
    void aLineThatIsOnlySaidToBePartlyFulfilledIsCounted() throws Exception {
        Map<String, Object> plain = order("order.plain.json");
        plain.remove("fulfillments");
        @SuppressWarnings("unchecked")
        Map<String, Object> line = (Map<String, Object>) ((List<?>) plain.get("line_items")).get(0);
        line.put("fulfillment_status", "partial");
        line.put("fulfillable_quantity", 1);
        assertThat(normalized("orders/updated", Json.bytes(plain))
                        .lines()
                        .get(0)
                        .fulfilled())
                .as("one of two is still to be sent")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 0, no_restock, 0",
        "2, 2, 1, 0, no_restock, 0",
        "3, 2, 2, 1, no_restock, 0",
        "3, 0, 2, 3, no_restock, 1",
        "3, 1, 2, 1, cancel,     1",
        "3, 1, 2, 2, cancel,     1",
        "3, 1, 2, 1, ,           1",
        "2, 2, 1, 0, return,     0",
    })
    void aUnitThatHasLeftIsRefundedNotCancelled(
            int quantity, int shipped, int current, int fulfillable, String restockType, int cancelled)
            throws Exception {
        Map<String, Object> order = order("order.plain.json");
        @SuppressWarnings("unchecked")
        Map<String, Object> line = (Map<String, Object>) ((List<?>) order.get("line_items")).get(0);
        line.putAll(Map.of("quantity", quantity, "current_quantity", current, "fulfillable_quantity", fulfillable));
        List<Map<String, Object>> sent = List.of(Map.of("id", line.get("id"), "quantity", shipped));
        order.put(
                "fulfillments",
                shipped == 0 ? List.of() : List.of(Map.of("id", 4711, "status", "success", "line_items", sent)));
        if (restockType != null) {
            order.put(
                    "refunds",
                    List.of(Map.of(
                            "id",
                            1,
                            "refund_line_items",
                            List.of(Map.of(
                                    "line_item_id", line.get("id"), "quantity", 1, "restock_type", restockType)))));
        }
        OrderDocument.Line stated =
                normalized("orders/updated", Json.bytes(order)).lines().get(0);
        assertThat(stated.cancelled()).isEqualTo(cancelled);
        assertThat(stated.refunded()).isEqualTo(restockType == null ? 0 : 1);
    }

    @Test
    void anAddressWithoutACountryKeepsTheRest() throws Exception {
        Map<String, Object> plain = order("order.plain.json");
        @SuppressWarnings("unchecked")
        Map<String, Object> address = (Map<String, Object>) plain.get("shipping_address");
        address.put("country_code", null);
        OrderDocument normalized = normalized("orders/create", Json.bytes(plain));
        assertThat(normalized.shipTo().name()).isEqualTo("Sample Buyer");
        assertThat(normalized.shipTo().countryCode()).isNull();
    }

    @Test
    void cashOnDeliveryIsWhatTheBuyerPaysInHisOwnCurrency() throws Exception {
        Map<String, Object> order = order("order.cod.json");
        order.put("presentment_currency", "AED");
        order.put("total_outstanding", "24.90");
        order.put("total_price", "24.90");
        order.remove("current_total_price");
        order.remove("current_total_price_set");
        order.put(
                "total_price_set",
                Map.of(
                        "shop_money", Map.of("amount", "24.90", "currency_code", "USD"),
                        "presentment_money", Map.of("amount", "91.45", "currency_code", "AED")));
        assertThat(collected(order)).isEqualTo("91.45 AED");

        order.put("total_outstanding", "12.45");
        order.put("financial_status", "partially_paid");
        assertThat(collected(order)).as("half of it is paid").isEqualTo("45.73 AED");

        order.put("total_outstanding", "49.80");
        order.put("financial_status", "pending");
        order.put(
                "current_total_price_set",
                Map.of(
                        "shop_money", Map.of("amount", "49.80", "currency_code", "USD"),
                        "presentment_money", Map.of("amount", "182.91", "currency_code", "AED")));
        assertThat(collected(order)).as("a unit was added").isEqualTo("182.91 AED");

        order.remove("total_price_set");
        order.remove("current_total_price_set");
        assertThat(collected(order)).as("nobody says it in dirhams").isEqualTo("49.80 USD");
    }

    @Test
    void whatIsCollectedInPartIsAnAmountThereAreCoinsFor() throws Exception {
        assertThat(partOf("15000", "JPY")).isEqualTo("5000 JPY");
        assertThat(partOf("30.755", "KWD")).isEqualTo("10.251 KWD");
    }

    private static String partOf(String total, String currency) throws Exception {
        Map<String, Object> order = order("order.cod.json");
        order.put("financial_status", "partially_paid");
        order.put("total_outstanding", "33.33");
        order.put(
                "current_total_price_set",
                Map.of(
                        "shop_money", Map.of("amount", "100.00", "currency_code", "USD"),
                        "presentment_money", Map.of("amount", total, "currency_code", currency)));
        return collected(order);
    }

    private static String collected(Map<String, Object> order) throws Exception {
        OrderDocument stated = normalized("orders/create", Json.bytes(order));
        assertThat(stated.paymentStatus()).isEqualTo("cod");
        return stated.codAmount() + " " + stated.codCurrency();
    }

    @Test
    void dutiesPaidAtCheckoutAreTold() throws Exception {
        Map<String, Object> order = order("order.plain.json");
        order.remove("current_total_duties_set");
        order.remove("original_total_duties_set");
        assertThat(duties(order)).isNull();

        @SuppressWarnings("unchecked")
        Map<String, Object> line =
                new LinkedHashMap<>((Map<String, Object>) ((List<?>) order.get("line_items")).get(0));
        line.put(
                "duties",
                List.of(
                        Map.of("shop_money", Map.of("amount", "2.10", "currency_code", "USD")),
                        Map.of("shop_money", Map.of("amount", "1.40", "currency_code", "USD"))));
        order.put("line_items", List.of(line));
        assertThat(duties(order)).as("of the lines").isEqualByComparingTo("3.50");

        order.put("original_total_duties_set", Map.of("shop_money", Map.of("amount", "7.00", "currency_code", "USD")));
        assertThat(duties(order)).isEqualByComparingTo("7.00");

        order.put(
                "current_total_duties_set",
                Map.of(
                        "shop_money", Map.of("amount", "3.50", "currency_code", "USD"),
                        "presentment_money", Map.of("amount", "3.20", "currency_code", "EUR")));
        assertThat(duties(order)).as("after an edit").isEqualByComparingTo("3.50");
    }

    private static BigDecimal duties(Map<String, Object> order) throws Exception {
        return normalized("orders/create", Json.bytes(order)).dutiesTotal();
    }

    @Test
    void anEditMakesAnotherTotal() throws Exception {
        Map<String, Object> order = order("order.plain.json");
        order.put("total_price", "74.70");
        order.put("current_total_price", "24.90");
        assertThat(normalized("orders/updated", Json.bytes(order)).total()).isEqualTo(new BigDecimal("24.90"));
        order.put("current_total_price", null);
        assertThat(normalized("orders/updated", Json.bytes(order)).total()).isEqualTo(new BigDecimal("74.70"));
    }

    @Test
    void whatTheBuyerAsksForIsKept() throws Exception {
        Map<String, Object> order = order("order.plain.json");
        order.put("note", "it is a gift");
        order.put(
                "note_attributes",
                List.of(
                        Map.of("name", "Gift message", "value", "Happy birthday"),
                        Map.of("name", "_app_id", "value", "17"),
                        Map.of("name", "CPF", "value", "000.000.001-91")));
        @SuppressWarnings("unchecked")
        Map<String, Object> line = (Map<String, Object>) ((List<?>) order.get("line_items")).get(0);
        line.put(
                "properties",
                List.of(
                        Map.of("name", "Engraving", "value", "To Anna, 2026"),
                        Map.of("name", "Gift wrap", "value", "Yes"),
                        Map.of("name", "_bundle", "value", "b-1")));
        OrderDocument stated = normalized("orders/create", Json.bytes(order));
        assertThat(stated.buyer().note()).isEqualTo("it is a gift");
        assertThat(stated.buyer().attributes())
                .as("no app's own, and a tax number stands at the address")
                .containsExactly(new OrderDocument.Attribute("Gift message", "Happy birthday"));
        assertThat(stated.lines().get(0).customization()).isEqualTo("Engraving: To Anna, 2026; Gift wrap: Yes");
    }

    @Test
    void whatIsNotPaidIsNotPaid() throws Exception {
        assertThat(sample("order.unpaid.json").paymentStatus()).isEqualTo("unpaid");
        for (String status : List.of("authorized", "partially_paid", "voided", "expired")) {
            Map<String, Object> order = order("order.plain.json");
            order.put("financial_status", status);
            order.put("total_outstanding", "12.00");
            OrderDocument unpaid = normalized("orders/updated", Json.bytes(order));
            assertThat(unpaid.paymentStatus()).as(status).isEqualTo("unpaid");
            assertThat(unpaid.paymentDetail()).isEqualTo(status);
            assertThat(unpaid.outstanding())
                    .isEqualTo(status.equals("partially_paid") ? new BigDecimal("12.00") : null);
        }
        assertThat(sample("order.unpaid.json").paymentDetail()).isEqualTo("pending");
        assertThat(sample("order.plain.json").paymentDetail()).isNull();
        OrderDocument cod = sample("order.cod.json");
        assertThat(cod.paymentStatus()).isEqualTo("cod");
        assertThat(cod.codAmount()).isEqualTo(new BigDecimal("24.90"));
    }

    @Test
    void testCancelledAndClosedOrders() throws Exception {
        assertThat(sample("order.test.json").test()).isTrue();

        OrderDocument cancelled = sample("order.cancelled.json");
        assertThat(cancelled.status()).isEqualTo(OrderDocument.Status.CANCELLED);
        assertThat(cancelled.cancelReason()).isEqualTo("customer");
        assertThat(cancelled.updatedAt()).isEqualTo(Instant.parse("2026-03-04T16:00:02Z"));

        Map<String, Object> fulfilled = order("order.plain.json");
        fulfilled.put("fulfillment_status", "fulfilled");
        assertThat(normalized("orders/fulfilled", Json.bytes(fulfilled)).status())
                .isEqualTo(OrderDocument.Status.COMPLETED);
    }

    @Test
    void oddCharactersStayAsTheyAre() throws Exception {
        OrderDocument order = sample("order.odd-characters.json");

        assertThat(order.platformOrderNo()).isEqualTo("#1001 & Co/%");
        assertThat(order.shipTo().name()).isEqualTo("Zoë 🌸 Müller-Łuk");
        assertThat(order.shipTo().phone())
                .as("the customer's own, the address has none")
                .isNotBlank();
        assertThat(order.lines().get(0).platformSku()).isEqualTo("茶-01/%");
        assertThat(order.lines().get(0).title()).isEqualTo("Tea \"First Flush\" 🍵 - 50g");
        assertThat(order.buyer().note()).isEqualTo("🎁 \"no invoice\" <please>");
    }

    @Test
    void anOrderWithoutAddressIsUnderstood() throws Exception {
        assertThat(sample("order.no-address.json").shipTo()).isNull();
    }

    @Test
    void whatIsWrongIsNamedByItsPath() {
        assertThatThrownBy(() -> sample("order.zero-quantity.json")).isInstanceOfSatisfying(NotUnderstood.class, e -> {
            assertThat(e.field()).isEqualTo("$.body.line_items[0].quantity");
            assertThat(e)
                    .hasMessageContaining("is 0 where a whole number from 1 to 1000000 belongs")
                    .hasMessageNotContaining("JSONata");
            assertThat(e.hint()).contains("send the order again");
        });
        assertThatThrownBy(() -> normalized("orders/create", "{\"id\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(NotUnderstood.class);
        for (String gone : List.of("id", "currency", "created_at", "line_items")) {
            Map<String, Object> order = order("order.plain.json");
            order.remove(gone);
            if (gone.equals("created_at")) {
                order.remove("processed_at");
            }
            assertThatThrownBy(() -> normalized("orders/create", Json.bytes(order)))
                    .as(gone)
                    .isInstanceOf(NotUnderstood.class);
        }
        Map<String, Object> negative = order("order.plain.json");
        ((Map<String, Object>) ((List<?>) negative.get("line_items")).get(0)).put("quantity", -3);
        assertThatThrownBy(() -> normalized("orders/create", Json.bytes(negative)))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e.field()).isEqualTo("$.body.line_items[0].quantity"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "total_price          | \"1,234.50\" | $.body.total_price | no thousands separator",
                "total_price          | \"-5.00\" | $.body.total_price | less than nothing",
                "*sku                 | {}           | $.body.line_items[0].sku | where a SKU belongs",
                "currency             | \"RMB\"      | $.body.currency | of the renminbi: CNY",
                "currency             | null         | $.body.currency | is null where a currency of ISO 4217",
                "created_at           | 1718411400   | $.body.created_at | with its offset",
                "updated_at           | \"2026-03-02T14:15:04\" | $.body.updated_at | with its offset",
                "financial_status     | \"lunar\"    | $.body.financial_status | none of pending",
                "id                   | {}           | $.body.id | is an object",
                "line_items           | []           | $.body.line_items | is empty",
                "line_items           | null         | $.body.line_items | is null",
                "line_items           | {\"0\":{}}   | $.body.line_items | is an object where a list belongs",
                "line_items           | [\"a\"]      | $.body.line_items[0] | is the text \"a\"",
                "shipping_address     | \"10 Main St\" | $.body.shipping_address | where an address belongs",
                "tags                 | 5            | $.body.tags | is 5",
                "refunds              | \"x\"        | $.body.refunds | where a list belongs",
                "*quantity            | \"2\"        | $.body.line_items[0].quantity | is the text \"2\"",
                "*quantity            | 1.5          | $.body.line_items[0].quantity | is 1.5",
                "*quantity            | null         | $.body.line_items[0].quantity | is null",
                "*quantity            | true         | $.body.line_items[0].quantity | is true",
                "*quantity            | 3000000000   | $.body.line_items[0].quantity | is 3000000000",
                "*tax_lines           | \"x\"        | $.body.line_items[0].tax_lines | where a list belongs",
                "*properties          | 7            | $.body.line_items[0].properties | where a list belongs",
                "*current_quantity    | -1           | $.body.line_items[0].current_quantity | is -1",
                "fulfillments         | \"x\"        | $.body.fulfillments | where a list belongs",
                "total_tax            | \"0,00\"     | $.body.total_tax | no thousands separator",
                "*price               | null         | $.body.line_items[0].price | is null",
                "*price               | \"-1.00\"    | $.body.line_items[0].price | less than nothing",
                "*id                  | null         | $.body.line_items[0].id | is null",
                "@country_code        | \"USA\"      | $.body.shipping_address.country_code | ISO 3166-1 alpha-2",
                "@country_code        | 1            | $.body.shipping_address.country_code | ISO 3166-1 alpha-2",
            })
    @SuppressWarnings("unchecked")
    void aFaultIsNamedByItsPathInTheShopsDocument(String where, String value, String field, String says)
            throws Exception {
        Map<String, Object> order = order("order.plain.json");
        Map<String, Object> part = where.startsWith("*")
                ? (Map<String, Object>) ((List<?>) order.get("line_items")).get(0)
                : where.startsWith("@") ? (Map<String, Object>) order.get("shipping_address") : order;
        part.put(where.replaceFirst("^[*@]", ""), Json.parse(value));
        assertThatThrownBy(() -> normalized("orders/create", Json.bytes(order)))
                .isInstanceOfSatisfying(NotUnderstood.class, e -> {
                    assertThat(e.field()).isEqualTo(field);
                    assertThat(e).hasMessageContaining(says).hasMessageNotContaining("JSONata");
                    assertThat(e.hint()).isNotBlank().doesNotContain("null");
                });
    }

    @Test
    @SuppressWarnings("unchecked")
    void aSkuTheHubCannotKeepIsNamedAsTheShopNamesIt() throws Exception {
        Map<String, Object> order = order("order.plain.json");
        Map<String, Object> line = (Map<String, Object>) ((List<?>) order.get("line_items")).get(0);
        line.put("sku", "S".repeat(200));
        assertThat(((OrderDocument) normalized("orders/create", Json.bytes(order)))
                        .lines()
                        .get(0)
                        .platformSku())
                .hasSize(200);
        line.put("sku", "S".repeat(201));
        assertThatThrownBy(() -> normalized("orders/create", Json.bytes(order)))
                .isInstanceOfSatisfying(NotUnderstood.class, e -> {
                    assertThat(e.field()).isEqualTo("$.body.line_items[0].sku");
                    assertThat(e).hasMessageContaining("is 201 characters long");
                    assertThat(e.hint()).startsWith("shorten the SKU at the shop");
                });
    }

    @Test
    void severalFaultsAreToldAtOnce() throws Exception {
        Map<String, Object> order = order("order.many-lines.json");
        List<Object> lines = new java.util.ArrayList<>((List<?>) order.get("line_items"));
        lines.add(lines.get(1));
        order.put("line_items", lines);
        order.put("currency", "RMB");
        assertThatThrownBy(() -> normalized("orders/create", Json.bytes(order)))
                .isInstanceOfSatisfying(NotUnderstood.class, e -> {
                    assertThat(e.field()).isEqualTo("$.body.currency");
                    assertThat(e)
                            .hasMessageContaining("also: body.line_items[3].id")
                            .hasMessageContaining("stands twice");
                });
    }

    @Test
    void whatIsNoOrderAtAllIsToldByWhatItIs() {
        for (String body : List.of("[{\"id\":1}]", "{}", "\"hi\"", "5", "{\"payload\":\"{}\"}", "\"<order/>\"")) {
            assertThatThrownBy(() -> normalized("orders/create", body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isInstanceOfSatisfying(NotUnderstood.class, e -> {
                        assertThat(e.field()).isEqualTo("$.body");
                        assertThat(e).hasMessageContaining("where an order").hasMessageNotContaining("JSONata");
                    });
        }
    }

    @Test
    void requestsForTheBuyersSakeAreReadWithoutAnythingPersonal() throws Exception {
        String customer = "\"customer\":{\"id\":191167,\"email\":\"john@example.com\",\"phone\":\"555-625-1199\"}";
        assertThat(privacy(
                        "customers/redact",
                        "{\"shop_id\":954889," + customer + ",\"orders_to_redact\":[299938,280263]}"))
                .isEqualTo(Map.of(
                        "request",
                        "erase",
                        "everything",
                        false,
                        "platform_order_ids",
                        List.of("299938", "280263"),
                        "reference",
                        "customer 191167"));
        assertThat(privacy(
                        "customers/data_request",
                        "{" + customer + ",\"orders_requested\":[299938],\"data_request\":{\"id\":9999}}"))
                .isEqualTo(Map.of(
                        "request",
                        "hand_out",
                        "everything",
                        false,
                        "platform_order_ids",
                        List.of("299938"),
                        "reference",
                        "customer 191167, data request 9999"));
        assertThat(privacy("shop/redact", "{\"shop_id\":954889,\"shop_domain\":\"x.myshopify.com\"}"))
                .isEqualTo(Map.of(
                        "request",
                        "erase",
                        "everything",
                        true,
                        "platform_order_ids",
                        List.of(),
                        "reference",
                        "the whole shop"));
        assertThat(privacy("customers/redact", "{\"customer\":{\"email\":\"a@b\"},\"orders_to_redact\":[]}"))
                .isEqualTo(Map.of(
                        "request",
                        "erase",
                        "everything",
                        false,
                        "platform_order_ids",
                        List.of(),
                        "reference",
                        "a customer without an id"));
        assertThatThrownBy(() -> privacy("customers/redact", "{" + customer + "}"))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e.field()).isEqualTo("$.body.orders_to_redact"));
        assertThatThrownBy(() -> privacy("shop/redact", "[]")).isInstanceOf(NotUnderstood.class);
    }

    @Test
    void aDeletionNamesItsOrder() throws Exception {
        assertThat(deletion("{\"id\":820982911946154508}"))
                .isEqualTo(Map.of("platform_order_id", "820982911946154508"));
        for (String bad : List.of("{}", "[1]", "{\"id\":null}", "\"x\"")) {
            assertThatThrownBy(() -> deletion(bad)).as(bad).isInstanceOfSatisfying(NotUnderstood.class, e -> {
                assertThat(e.field()).isEqualTo("$.body.id");
                assertThat(e.hint()).contains("Shopify names the order by its id");
            });
        }
    }

    @Test
    void aReturnThatIsAskedForNamesItsOrderAndNotTheBuyersWords() throws Exception {
        String line = "{\"id\":1,\"quantity\":%d,\"return_reason\":\"%s\",\"customer_note\":\"call me\"}";
        assertThat(returning(
                        "{\"id\":7,\"status\":\"requested\",\"name\":\"#1106-R2\",\"order\":{\"id\":5196695273621},"
                                + "\"return_line_items\":[" + line.formatted(1, "unwanted") + ","
                                + line.formatted(2, "unknown")
                                + "]}"))
                .isEqualTo(Map.of(
                        "platform_order_id",
                        "5196695273621",
                        "reference",
                        "#1106-R2",
                        "quantity",
                        3,
                        "reasons",
                        List.of("unwanted")));
        assertThat(returning("{\"order\":{\"id\":5},\"name\":null,\"return_line_items\":[]}"))
                .isEqualTo(Map.of("platform_order_id", "5", "quantity", 0, "reasons", List.of()));
        assertThatThrownBy(() -> returning("{\"order\":null}"))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e.field()).isEqualTo("$.body.order.id"));
    }

    private static Object returning(String body) throws Exception {
        return bench.ask(
                "platform:normalize-return-request",
                shop,
                Map.of("push_type", "returns/request", "headers", Map.of(), "body", Json.parse(body)));
    }

    private static Object deletion(String body) throws Exception {
        return bench.ask(
                "platform:normalize-deletion",
                shop,
                Map.of("push_type", "orders/delete", "headers", Map.of(), "body", Json.parse(body)));
    }

    private static Object privacy(String topic, String body) throws Exception {
        return bench.ask(
                "platform:normalize-privacy",
                shop,
                Map.of("push_type", topic, "headers", Map.of(), "body", Json.parse(body)));
    }

    @Test
    void aDeadLetterLearnsWhichOrderItIsAbout() throws Exception {
        assertThat(named("orders/create", "{\"id\":820982911946154508,\"name\":\"#9999\",\"line_items\":\"x\"}"))
                .containsEntry("platform_order_id", "820982911946154508")
                .containsEntry("platform_order_no", "#9999");
        assertThat(named("polled", "{\"id\":7,\"order_number\":1007}")).containsEntry("platform_order_no", "#1007");
        assertThat(named("refunds/create", "{\"id\":890088186047892319,\"order_id\":820982911946154508}"))
                .containsEntry("platform_order_id", "820982911946154508")
                .doesNotContainKey("platform_order_no");
        assertThat(named("orders/edited", "{\"order_edit\":{\"id\":1,\"order_id\":2}}"))
                .containsEntry("platform_order_id", "2");
        assertThat(named("products/update", "{\"id\":1,\"name\":\"#1\"}")).isEmpty();
        assertThat(named("orders/create", "[1]")).isEmpty();
        assertThat(named("orders/create", "null")).containsExactly(Map.entry("platform_order_id", "4711"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> named(String topic, String body) throws Exception {
        org.apache.camel.Exchange exchange =
                new org.apache.camel.support.DefaultExchange(bench.bench().camel());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("push_type", topic);
        document.put("headers", body.equals("null") ? Map.of("x-shopify-order-id", "4711") : Map.of());
        document.put("body", Json.parse(body));
        exchange.getMessage().setBody(document);
        bench.bench().send("direct:shopify.name-order", exchange);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(Map.class);
    }

    @Test
    void moneyGivenAsNumbersLosesNothing() throws Exception {
        String text = new String(ConnectorBench.sample("shopify/order.plain.json"), StandardCharsets.UTF_8)
                .replace("\"price\": \"24.90\"", "\"price\": 1234567890123.45")
                .replace("\"current_total_price\": \"49.80\"", "\"current_total_price\": 0.10");
        OrderDocument order = normalized("orders/create", text.getBytes(StandardCharsets.UTF_8));

        assertThat(order.total()).isEqualTo(new BigDecimal("0.10"));
        assertThat(order.lines().get(0).unitPrice()).isEqualTo(new BigDecimal("1234567890123.45"));
    }

    @Test
    void anotherCompanysGoodsAreNotOurs() throws Exception {
        Map<String, Object> order = order("order.plain.json");
        ((Map<String, Object>) ((List<?>) order.get("line_items")).get(0))
                .put("fulfillment_service", "amazon_marketplace_web");
        OrderDocument normalized = normalized("orders/create", Json.bytes(order));

        assertThat(normalized.fulfilledBy()).isEqualTo("platform");
        assertThat(normalized.lines().get(0).requiresShipping()).isFalse();
    }

    @Test
    void whatIsCollectedOrSoldOverTheCounterNeedsNoShippingByUs() throws Exception {
        Map<String, Object> pickup = order("order.plain.json");
        pickup.put("shipping_address", null);
        pickup.put("shipping_lines", List.of(Map.of("title", "Main Street", "code", "Local Pickup", "price", "0.00")));
        assertThat(normalized("orders/create", Json.bytes(pickup)).fulfilledBy())
                .isEqualTo("platform");

        Map<String, Object> sale = order("order.plain.json");
        sale.remove("shipping_address");
        sale.put("shipping_lines", List.of());
        assertThat(normalized("orders/create", Json.bytes(sale)).fulfilledBy())
                .as("nothing says that it is not to be shipped: somebody has to look at it")
                .isEqualTo("merchant");
        sale.put("source_name", "pos");
        assertThat(normalized("orders/create", Json.bytes(sale)).fulfilledBy()).isEqualTo("platform");

        Map<String, Object> sentHome = order("order.plain.json");
        sentHome.put("source_name", "pos");
        sentHome.put("shipping_lines", List.of(Map.of("title", "Pickup point", "code", "pick-up", "price", "0.00")));
        assertThat(normalized("orders/create", Json.bytes(sentHome)).fulfilledBy())
                .as("with an address there is a parcel")
                .isEqualTo("merchant");
    }

    @Test
    void editsAndRefundsAreReadAnew() throws Exception {
        for (String name : List.of("order-edit.json", "refund.json")) {
            try (ConnectorBench own = new ConnectorBench("shopify")) {
                Account account = own.account(
                        "shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "shpat_x"), Map.of());
                own.partner(call -> Answer.ok("{\"order\":"
                        + new String(ConnectorBench.sample("shopify/order.plain.json"), StandardCharsets.UTF_8) + "}"));
                Object result = own.ask(
                        "platform:normalize-order",
                        account,
                        Map.of(
                                "push_type", "orders/edited",
                                "headers", Map.of(),
                                "body", Json.parse(ConnectorBench.sample("shopify/" + name))));

                assertThat(own.only().line())
                        .isEqualTo("GET /admin/api/2024-10/orders/"
                                + (name.equals("refund.json") ? "6120000000103" : "6120000000101") + ".json");
                assertThat(own.only().header("X-Shopify-Access-Token")).isEqualTo("shpat_x");
                assertThat(((OrderDocument) result).platformOrderNo()).isEqualTo("#1001");

                own.partner(call -> Answer.json(503, "{}"));
                assertThatThrownBy(() -> own.ask(
                                "platform:normalize-order",
                                account,
                                Map.of("body", Json.parse(ConnectorBench.sample("shopify/" + name)))))
                        .as("a shop that is down is asked again, the push is not given up")
                        .isInstanceOf(PartnerException.class);
            }
        }
    }

    @Test
    void aPushAboutAnOrderTheShopDoesNotKnowNamesIt() throws Exception {
        try (ConnectorBench own = new ConnectorBench("shopify")) {
            Account account = own.account(
                    "shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "shpat_x"), Map.of());
            own.partner(call -> Answer.json(404, "{\"errors\":\"Not Found\"}"));
            assertThatThrownBy(() -> own.ask(
                            "platform:normalize-order",
                            account,
                            Map.of(
                                    "push_type", "orders/edited",
                                    "headers", Map.of(),
                                    "body", Json.parse(ConnectorBench.sample("shopify/order-edit.json")))))
                    .isInstanceOfSatisfying(PartnerException.class, e -> assertThat(e.category())
                            .isEqualTo(PartnerException.Category.NOT_FOUND))
                    .hasMessage("platform:normalize-order of shopify-us, push_type orders/edited: "
                            + "GET /admin/api/2024-10/orders/6120000000101.json: HTTP 404: Not Found");
            assertThatThrownBy(() -> own.ask("platform:get-order", account, Map.of("platform_order_id", "4501")))
                    .hasMessageStartingWith("platform:get-order of shopify-us, platform_order_id 4501: ");
        }
    }

    @Test
    void capturedOrdersAreUnderstood() throws Exception {
        Path captured = captured("shopify/order.json");
        OrderDocument order = normalized("orders/create", Files.readAllBytes(captured));

        assertThat(order.platformOrderNo()).startsWith("#");
        assertThat(order.lines()).isNotEmpty().allSatisfy(line -> assertThat(line.platformSku())
                .isNotBlank());
    }

    static Path captured(String name) {
        String folder = System.getProperty("openclaw.samples", "");
        Path file = Path.of(folder, name);
        Assumptions.assumeTrue(
                !folder.isBlank() && Files.exists(file),
                "no captured sample " + name + ": set -Dopenclaw.samples to the folder that has it");
        return file;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> order(String name) {
        try {
            return new LinkedHashMap<>((Map<String, Object>) Json.parse(ConnectorBench.sample("shopify/" + name)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
