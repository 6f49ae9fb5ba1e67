package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import io.openclaw.partner.signature.MabangHmac;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Mabang is told. */
class MabangTest {

    private static final String DONE = "{\"code\":\"200\",\"message\":\"\",\"data\":{\"orderId\":9012}}";
    private static final Map<String, Object> ORDER = Map.of(
            "reference", "OC1/v2",
            "order_no", "OC1",
            "platform", "shopify",
            "account", "shopify-us",
            "platform_order_no", "#1001 & Co/%",
            "status", "open",
            "currency", "USD",
            "total", "49.80",
            "ship_to",
                    Map.of(
                            "name",
                            "Zoë Müller",
                            "country_code",
                            "DE",
                            "city",
                            "Köln",
                            "street1",
                            "Beispielstraße",
                            "house_number",
                            "5"),
            "lines", List.of(Map.of("sku", "LAMP-01", "quantity", 2, "unit_price", "24.90", "title", "Lamp")));

    private ConnectorBench bench;
    private Account erp;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("mabang");
        erp = bench.account("mabang", Account.Kind.ERP, "mabang", Map.of("app_key", "200000"), Map.of());
        bench.partner(call -> Answer.ok(DONE));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Map<?, ?> data(Call call, String api) {
        assertThat(call.line()).isEqualTo("POST /api/v2");
        assertThatCode(() -> new MabangHmac().verify(call.inbound(erp))).doesNotThrowAnyException();
        Map<?, ?> body = (Map<?, ?>) call.json();
        assertThat(body.get("api")).isEqualTo(api);
        assertThat(body.get("appkey")).isEqualTo("200000");
        assertThat(String.valueOf(body.get("timestamp"))).matches("\\d{10}");
        return (Map<?, ?>) body.get("data");
    }

    @Test
    void anOrderIsCreatedOnceAndThenChanged() throws Exception {
        bench.partner(call -> Answer.ok(
                call.text().contains("order-get-order-list-new")
                        ? "{\"code\":\"200\",\"message\":\"\",\"data\":{\"data\":[],\"dataCount\":0}}"
                        : DONE));
        assertThat(bench.ask("erp:push-order", erp, ORDER)).isEqualTo(Map.of("partner_ref", "9012"));
        assertThat(data(bench.calls().get(0), "order-get-order-list-new").get("platformOrderIds"))
                .isEqualTo("OC1");
        Map<?, ?> created = data(bench.calls().get(1), "order-do-create-order");
        assertThat(created.get("platformOrderId")).isEqualTo("OC1");
        assertThat(created.get("salesRecordNumber")).isEqualTo("#1001 & Co/%");
        assertThat(created.get("street1")).isEqualTo("Beispielstraße 5");
        assertThat(created.get("orderItems"))
                .isEqualTo(
                        json(
                                "[{\"title\":\"Lamp\",\"platformSku\":\"LAMP-01\",\"quantity\":\"2\",\"sellPrice\":\"24.90\"}]"));
        assertThat(created.get("extendAttr")).isEqualTo("{\"reference\":\"OC1/v2\"}");

        bench.partner(call -> Answer.ok(
                call.text().contains("order-get-order-list-new")
                        ? "{\"code\":\"200\",\"data\":{\"data\":[{\"platformOrderId\":\"OC1\"}]}}"
                        : DONE));
        bench.ask("erp:push-order", erp, ORDER);
        data(bench.calls().get(3), "order-do-change-order");
    }

    @Test
    void whatTheBuyerAskedForStandsInTheRemark() throws Exception {
        bench.partner(call -> Answer.ok(DONE));
        Map<String, Object> order = new java.util.LinkedHashMap<>(ORDER);
        order.put("cod", Map.of("amount", "91.45", "currency", "AED"));
        order.put("shipping_method", Map.of("title", "Express 1-3 days"));
        order.put("buyer_note", "no invoice, please");
        order.put("attributes", List.of(Map.of("name", "Gift message", "value", "Happy birthday")));
        order.put("lines", List.of(Map.of("sku", "LAMP-01", "quantity", 1, "customization", "Engraving: To Anna")));
        bench.ask("erp:push-order", erp, order);
        assertThat(data(bench.calls().get(1), "order-do-create-order").get("remark"))
                .isEqualTo("COD 91.45 AED; shipping: Express 1-3 days; note: no invoice, please;"
                        + " Gift message: Happy birthday; LAMP-01: Engraving: To Anna");
    }

    @Test
    void shipmentDeliveryCancellationAndReturnAreStatements() throws Exception {
        bench.ask(
                "erp:push-shipment",
                erp,
                Map.of(
                        "reference",
                        "OC1P1",
                        "order_no",
                        "OC1",
                        "platform_order_no",
                        "#1001",
                        "fulfillment_no",
                        "OC1F1",
                        "parcel_no",
                        "OC1P1",
                        "waybill_no",
                        "4PX1",
                        "carrier",
                        "4px-cn",
                        "warehouse",
                        "cn-szx",
                        "shipped_at",
                        "2026-03-03T18:20:11+08:00"));
        Map<?, ?> shipped = data(bench.calls().get(0), "order-do-deliver-order");
        assertThat(shipped.get("trackNumber")).isEqualTo("4PX1");
        assertThat(json((String) shipped.get("extendAttr")))
                .isEqualTo(json("{\"reference\":\"OC1P1\",\"parcel_no\":\"OC1P1\",\"fulfillment_no\":\"OC1F1\"}"));

        bench.ask(
                "erp:push-delivered",
                erp,
                Map.of(
                        "reference",
                        "OC1P1",
                        "order_no",
                        "OC1",
                        "platform_order_no",
                        "#1001",
                        "parcel_no",
                        "OC1P1",
                        "waybill_no",
                        "4PX1",
                        "delivered_at",
                        "2026-03-12T10:02:00+01:00"));
        assertThat(data(bench.calls().get(1), "order-do-change-order").get("orderStatus"))
                .isEqualTo("4");

        bench.ask(
                "erp:push-cancel",
                erp,
                Map.of(
                        "reference",
                        "OC1/cancel",
                        "order_no",
                        "OC1",
                        "platform_order_no",
                        "#1001",
                        "reason",
                        "customer"));
        Map<?, ?> cancelled = data(bench.calls().get(2), "order-do-change-order");
        assertThat(cancelled.get("orderStatus")).isEqualTo("5");
        assertThat(cancelled.get("remark")).isEqualTo("cancelled: customer");
    }

    @Test
    void casesMakeTheOrderAbnormalAndNormalAgain() throws Exception {
        bench.ask(
                "erp:push-exception",
                erp,
                Map.of(
                        "reference",
                        "C1/open",
                        "case_id",
                        "C1",
                        "order_no",
                        "OC1",
                        "platform_order_no",
                        "#1001",
                        "reason",
                        "consignee_incorrect_address",
                        "severity",
                        "high",
                        "status",
                        "open",
                        "message",
                        "address is wrong",
                        "allowed_actions",
                        List.of("new_address")));
        Map<?, ?> open = data(bench.calls().get(0), "order-do-order-abnormal");
        assertThat(open.get("abnormal_label_name")).isEqualTo("consignee_incorrect_address");
        assertThat(open.get("descr")).isEqualTo("high: address is wrong");
        assertThat((String) open.get("extendAttr")).contains("\"reference\":\"C1/open\"");

        bench.ask(
                "erp:push-exception",
                erp,
                Map.of(
                        "reference",
                        "C1/resolved",
                        "case_id",
                        "C1",
                        "order_no",
                        "OC1",
                        "platform_order_no",
                        "#1001",
                        "reason",
                        "consignee_incorrect_address",
                        "severity",
                        "high",
                        "status",
                        "resolved",
                        "message",
                        "delivered",
                        "allowed_actions",
                        List.of()));
        data(bench.calls().get(1), "order-do-order-normal");
    }

    @Test
    void refusalsComeInTheTaxonomy() {
        Map<String, Category> answers = Map.of(
                "{\"code\":\"401\",\"message\":\"签名错误\"}", Category.UNAUTHORIZED,
                "{\"code\":\"1001\",\"message\":\"请求过于频繁\"}", Category.RATE_LIMITED,
                "{\"code\":\"500\",\"message\":\"system error\"}", Category.UNKNOWN_OUTCOME,
                "{\"code\":\"404\",\"message\":\"no such order\"}", Category.TRANSIENT,
                "{\"code\":\"1002\",\"message\":\"订单不存在\"}", Category.REJECTED);
        answers.forEach((answer, category) -> {
            bench.partner(call -> Answer.ok(answer));
            assertThatThrownBy(() -> bench.ask(
                            "erp:push-cancel",
                            erp,
                            Map.of(
                                    "reference",
                                    "OC1/cancel",
                                    "order_no",
                                    "OC1",
                                    "platform_order_no",
                                    "#1001",
                                    "reason",
                                    "x")))
                    .as(answer)
                    .isInstanceOfSatisfying(PartnerException.class, e -> {
                        assertThat(e.category()).isEqualTo(category);
                        assertThat(e.retryAfter())
                                .isEqualTo(category == Category.RATE_LIMITED ? Duration.ofMinutes(1) : null);
                    });
        });
    }
}
