package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.outbox.Unfit;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.Keys;
import io.openclaw.partner.signature.OpenClawHmac;
import io.openclaw.partner.signature.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A warehouse that speaks the hub's own scheme. */
class WarehouseTest {

    private ConnectorBench bench;
    private Account warehouse;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("openclaw-warehouse");
        warehouse = bench.account("us-west", Account.Kind.WAREHOUSE, "openclaw-warehouse", Map.of(), Map.of());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Exchange push(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutboundRequest request = new OutboundRequest(
                "POST",
                "http://hub",
                "/webhooks/warehouse/us-west",
                Map.of(),
                bytes,
                new Keys("us-west", List.of(ConnectorBench.SECRET), Map.of()),
                Clock.systemUTC());
        request.header(OpenClawHmac.REQUEST_ID, "notice-1");
        new OpenClawHmac().sign(request);
        return bench.push(warehouse, request.headers(), "", bytes);
    }

    private Object named(String body) throws Exception {
        Exchange exchange = new DefaultExchange(bench.bench().camel());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("push_type", "outbound_status");
        document.put("headers", Map.of());
        document.put("body", Json.parse(body));
        exchange.getMessage().setBody(document);
        bench.bench().send("direct:openclaw-warehouse.name-order", exchange);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(Map.class).get("fulfillment_no");
    }

    @Test
    void aNoticeNamesItsFulfillmentForItsDeadLetter() throws Exception {
        assertThat(named("{\"type\":\"outbound_status\",\"fulfillment_no\":\"O1-F1\"}"))
                .isEqualTo("O1-F1");
        assertThat(
                        named(
                                "{\"notices\":[{\"fulfillment_no\":\"O1-F1\"},{\"fulfillment_no\":\"O1-F1\"},{\"sku\":\"A\"}]}"))
                .isEqualTo("O1-F1");
        assertThat(named("{\"notices\":[{\"fulfillment_no\":\"O1-F1\"},{\"fulfillment_no\":\"O2-F1\"}]}"))
                .as("of several nobody knows which")
                .isNull();
        assertThat(named("{\"type\":\"stock_count\",\"sku\":\"A\"}")).isNull();
        assertThat(named("[1]")).isNull();
        assertThat(named("null")).isNull();
    }

    @Test
    void anOutboundOrderIsHandedOverUnderOurNumber() throws Exception {
        Map<String, Object> order = Map.of(
                "fulfillment_no", "OC1F1",
                "order_no", "OC1",
                "platform_order_no", "#1001",
                "label_source", "warehouse",
                "ship_to", Map.of("name", "Sample Buyer", "country_code", "US"),
                "lines", List.of(Map.of("sku", "LAMP-01", "quantity", 2, "title", "Lamp")));
        bench.partner(call -> Answer.json(201, "{\"accepted\":true,\"outbound_no\":\"W-77\",\"status\":\"accepted\"}"));

        assertThat(bench.ask("warehouse:create-outbound", warehouse, order))
                .isEqualTo(Map.of("accepted", true, "outbound_no", "W-77"));
        assertThat(bench.only().line()).isEqualTo("POST /outbound-orders");
        assertThat(bench.only().json()).isEqualTo(json(new String(Json.bytes(order), StandardCharsets.UTF_8)));
        assertThatCode(() -> new OpenClawHmac().verify(bench.only().inbound(warehouse)))
                .doesNotThrowAnyException();

        bench.partner(
                call -> Answer.json(422, "{\"code\":\"sku_unknown\",\"message\":\"LAMP-01 is not stocked here\"}"));
        assertThatThrownBy(() -> bench.ask("warehouse:create-outbound", warehouse, order))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(Category.REJECTED);
                    assertThat(e.code()).isEqualTo("sku_unknown");
                });
    }

    @Test
    void aCompanyIsTheAddresseeWhereNobodyIsNamed() throws Exception {
        Map<String, Object> order = Map.of(
                "fulfillment_no", "OC1F1",
                "order_no", "OC1",
                "platform_order_no", "#1001",
                "label_source", "warehouse",
                "ship_to", Map.of("company", "Harbour Traders", "country_code", "US"),
                "lines", List.of(Map.of("sku", "LAMP-01", "quantity", 2, "title", "Lamp")));
        bench.partner(call -> Answer.json(201, "{\"accepted\":true}"));
        bench.ask("warehouse:create-outbound", warehouse, order);
        assertThat(((Map<?, ?>) bench.only().json()).get("ship_to"))
                .isEqualTo(Map.of("name", "Harbour Traders", "company", "Harbour Traders", "country_code", "US"));
    }

    @Test
    void anOrderThatIsFoundIsCalledWhatTheLostAnswerCalledIt() throws Exception {
        Map<String, Object> order = Map.of(
                "fulfillment_no", "OC1F1",
                "order_no", "OC1",
                "platform_order_no", "#1001",
                "label_source", "warehouse",
                "ship_to", Map.of("name", "Sample Buyer", "country_code", "US"),
                "lines", List.of(Map.of("sku", "LAMP-01", "quantity", 2, "title", "Lamp")));
        Map<String, Object> byName = Map.of("fulfillment_no", "OC1F1");
        for (String said : List.of("\"outbound_no\":77,\"waybill_no\":9400100,", "\"outbound_no\":\"W-77\",", "")) {
            bench.partner(call -> Answer.ok("{" + said + "\"status\":\"accepted\"}"));
            Object made = ((Map<?, ?>) bench.ask("warehouse:create-outbound", warehouse, order)).get("outbound_no");
            assertThat((Map<?, ?>) bench.ask("warehouse:find-outbound", warehouse, byName))
                    .as(said)
                    .satisfies(found -> assertThat(found.get("outbound_no")).isEqualTo(made));
        }
    }

    @Test
    void itIsLookedForAndTakenBack() throws Exception {
        bench.partner(
                call -> Answer.ok(
                        "{\"fulfillment_no\":\"OC1F1\",\"outbound_no\":\"W-77\",\"status\":\"outbound\","
                                + "\"waybill_no\":\"1Z1\",\"carrier\":\"UPS\",\"label\":{\"format\":\"pdf\",\"document\":\"JVBERg==\"}}"));
        assertThat(bench.ask("warehouse:find-outbound", warehouse, Map.of("fulfillment_no", "OC1F1")))
                .isEqualTo(
                        json("{\"found\":true,\"status\":\"outbound\",\"outbound_no\":\"W-77\",\"waybill_no\":\"1Z1\","
                                + "\"carrier\":\"UPS\",\"label\":{\"format\":\"pdf\",\"document\":\"JVBERg==\"}}"));
        assertThat(bench.only().line()).isEqualTo("GET /outbound-orders/OC1F1");
        assertThatCode(() -> new OpenClawHmac().verify(bench.only().inbound(warehouse)))
                .doesNotThrowAnyException();

        for (String body : List.of("{\"code\":\"not_found\"}", "")) {
            bench.partner(call -> Answer.json(404, body));
            assertThat(bench.ask("warehouse:find-outbound", warehouse, Map.of("fulfillment_no", "OC1F1")))
                    .isEqualTo(Map.of("found", false));
        }

        for (Answer broken : List.of(
                Answer.ok("{\"fulfillment_no\":\"OC1"), Answer.ok(""), Answer.json(404, "<html>of a gateway</html>"))) {
            bench.partner(call -> broken);
            assertThatThrownBy(() -> bench.ask("warehouse:find-outbound", warehouse, Map.of("fulfillment_no", "OC1F1")))
                    .as("what cannot be read says nothing")
                    .isInstanceOfSatisfying(PartnerException.class, e -> assertThat(e.category())
                            .isEqualTo(Category.TRANSIENT));
        }

        bench.partner(call -> Answer.ok("{\"cancelled\":true}"));
        assertThat(bench.ask(
                        "warehouse:cancel-outbound", warehouse, Map.of("fulfillment_no", "OC1F1", "reason", "buyer")))
                .isEqualTo(Map.of("cancelled", true));
        Call cancel = bench.calls().get(6);
        assertThat(cancel.line() + " " + cancel.text())
                .isEqualTo("POST /outbound-orders/OC1F1/cancel {\"reason\":\"buyer\"}");
        bench.partner(call -> Answer.json(409, "{\"code\":\"too_late\",\"message\":\"it has left\"}"));
        assertThatThrownBy(() -> bench.ask("warehouse:cancel-outbound", warehouse, Map.of("fulfillment_no", "OC1F1")))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.REJECTED));
    }

    @Test
    void stockIsCounted() throws Exception {
        bench.partner(call -> Answer.ok(
                "{\"items\":[{\"sku\":\"A&1\",\"on_hand\":5,\"as_of\":\"2026-03-02T10:00:00Z\",\"bin\":\"x\"}]}"));
        assertThat(bench.ask("warehouse:list-stock", warehouse, Map.of("skus", List.of("A&1", "B 2"))))
                .isEqualTo(json("{\"items\":[{\"sku\":\"A&1\",\"on_hand\":5,\"as_of\":\"2026-03-02T10:00:00Z\"}]}"));
        assertThat(bench.only().line()).isEqualTo("GET /stock?skus=A%261%2CB%202");
        bench.ask("warehouse:list-stock", warehouse, Map.of());
        assertThat(bench.calls().get(1).line()).isEqualTo("GET /stock");
    }

    @Test
    void stockIsListedPageByPage() throws Exception {
        bench.partner(call -> Answer.ok("{\"items\":[{\"sku\":\"A\",\"on_hand\":5}],\"next_cursor\":\"p/2\"}"));
        assertThat(bench.ask("warehouse:list-stock", warehouse, Map.of("limit", 1)))
                .isEqualTo(json("{\"items\":[{\"sku\":\"A\",\"on_hand\":5}],\"next_cursor\":\"p/2\"}"));
        assertThat(bench.only().line()).isEqualTo("GET /stock?limit=1");
        bench.partner(call -> Answer.ok("{\"items\":[]}"));
        assertThat(bench.ask("warehouse:list-stock", warehouse, Map.of("limit", 1, "cursor", "p/2")))
                .isEqualTo(json("{\"items\":[]}"));
        assertThat(bench.calls().get(1).line()).isEqualTo("GET /stock?cursor=p%2F2&limit=1");
        // An item that makes no sense costs itself alone, so it passes here and is judged where it would be booked.
        bench.partner(call -> Answer.ok("{\"items\":[{\"sku\":\"A\",\"on_hand\":-1}]}"));
        assertThat(bench.ask("warehouse:list-stock", warehouse, Map.of()))
                .isEqualTo(json("{\"items\":[{\"sku\":\"A\",\"on_hand\":-1}]}"));
    }

    @Test
    void everythingAWarehouseMayTellOfStockIsTaken() throws Exception {
        for (String type : List.of("stock_count", "stock_inbound", "stock_receipt", "stock_return", "stock_regrade")) {
            assertThat(push("{\"type\":\"" + type + "\"}").getVariable("push.handling"))
                    .as(type)
                    .isEqualTo("taken");
        }
    }

    @Test
    void noticesAreProvedAndRead() throws Exception {
        String notice =
                "{\"type\":\"outbound_status\",\"fulfillment_no\":\"OC1F1\",\"status\":\"outbound\",\"waybill_no\":\"1Z1\","
                        + "\"occurred_at\":\"2026-03-02T18:00:00-08:00\"}";
        Exchange push = push(notice);
        assertThat(push.getVariable("push.key")).isEqualTo("notice-1");
        assertThat(push.getVariable("push.type")).isEqualTo("outbound_status");
        assertThat(push.getVariable("push.handling")).isEqualTo("taken");
        assertThat(push.getVariable("push.answer")).isEqualTo("request-id");
        assertThat(push("{\"type\":\"hello\"}").getVariable("push.handling")).isEqualTo("unknown");
        assertThat(push("{]").getVariable("push.handling")).isEqualTo("unknown");

        assertThat(normalized(notice))
                .isEqualTo(json("[{\"type\":\"outbound_status\",\"fulfillment_no\":\"OC1F1\",\"status\":\"outbound\","
                        + "\"waybill_no\":\"1Z1\",\"occurred_at\":\"2026-03-02T18:00:00-08:00\"}]"));
        assertThat(
                        (List<?>)
                                normalized(
                                        "{\"notices\":[" + notice
                                                + ",{\"type\":\"stock_count\",\"sku\":\"A\",\"on_hand\":3,\"as_of\":\"2026-03-02T18:00:00Z\"}]}"))
                .hasSize(2);
    }

    @Test
    void severalPackagesAreReadEachWithItsOwnNumberAndUnits() throws Exception {
        String head = "\"type\":\"outbound_status\",\"fulfillment_no\":\"OC1F1\",\"status\":\"packed\"";
        String second = "{\"package_no\":\"2\",\"waybill_no\":\"1Z2\"}";
        assertThat(normalized("{" + head
                        + ",\"packages\":[{\"package_no\":1,\"waybill_no\":\"1Z1\",\"carrier\":\"UPS\",\"weight_g\":900,\"box\":\"M\","
                        + "\"label\":{\"format\":\"pdf\",\"document\":\"JVBERg==\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]},"
                        + second + "]}"))
                .isEqualTo(json("[{" + head
                        + ",\"packages\":[{\"package_no\":\"1\",\"waybill_no\":\"1Z1\",\"carrier\":\"UPS\","
                        + "\"label\":{\"format\":\"pdf\",\"document\":\"JVBERg==\"},\"weight_g\":900,\"lines\":[{\"sku\":\"A\",\"quantity\":1}]},"
                        + second + "]}]"));
        assertThat(normalized("{" + head + ",\"packages\":[" + second + "]}"))
                .as("a list of one stays a list")
                .isEqualTo(json("[{" + head + ",\"packages\":[" + second + "]}]"));
        assertThat(normalized("{" + head
                        + ",\"packages\":[{\"package_no\":null,\"parcel_no\":null,\"waybill_no\":\"1Z2\"}]}"))
                .as("no name is none, not one that reads null")
                .isEqualTo(json("[{" + head + ",\"packages\":[{\"waybill_no\":\"1Z2\"}]}]"));
        assertThat(normalized("{" + head + ",\"packages\":null}").toString()).doesNotContain("packages=[");
        assertThatThrownBy(() -> normalized("{" + head + ",\"packages\":\"two\"}"))
                .hasMessageContaining("packages");
        assertThatThrownBy(() -> normalized("{" + head + ",\"packages\":[{\"waybill_no\":\"1Z2\",\"weight_g\":0}]}"))
                .hasMessageContaining("packages[0].weight_g");
    }

    @Test
    void ofSeveralNoticesTheOneAtFaultIsNamedAndTheOthersAreRead() throws Exception {
        String count = "{\"type\":\"stock_count\",\"sku\":\"A\",\"on_hand\":1,\"as_of\":\"2025-03-01T08:00:00+00:00\"}";
        String push = "{\"notices\":[" + count
                + ",{\"type\":\"stock_count\",\"sku\":\"B\"},{\"type\":\"odd\",\"sku\":\"C\"}]}";

        List<?> told = (List<?>) bench.ask(
                "warehouse:normalize-notice?each=true", warehouse, Map.of("push_type", "x", "body", json(push)));

        assertThat(told).hasSize(3);
        assertThat(told.get(0)).isInstanceOf(Map.class);
        Unfit second = (Unfit) told.get(1);
        assertThat(((Map<?, ?>) second.value()).get("sku")).isEqualTo("B");
        assertThat(second.why())
                .hasMessage("$[1].as_of is missing; $[1].on_hand is missing")
                .hasFieldOrPropertyWithValue("field", "$[1].as_of");
        assertThat(((Unfit) told.get(2)).why()).hasMessageContaining("$[2].type");
        assertThatThrownBy(() -> normalized(push)).hasMessageContaining("$[1]").hasMessageContaining("$[2]");
    }

    private Object normalized(String body) throws Exception {
        Object result =
                bench.ask("warehouse:normalize-notice", warehouse, Map.of("push_type", "x", "body", json(body)));
        return Json.parse(Json.canonicalMapper().writeValueAsBytes(result));
    }
}
