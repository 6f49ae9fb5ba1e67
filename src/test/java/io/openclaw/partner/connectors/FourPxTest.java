package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.FourPxMd5;
import io.openclaw.partner.signature.Keys;
import io.openclaw.partner.signature.OutboundRequest;
import io.openclaw.partner.signature.QueryString;
import io.openclaw.partner.signature.SignatureException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Waybills and tracking over 4PX's gateway. */
class FourPxTest {

    private static final String PARCEL = "OC26030200017P1";
    private static final Map<String, Object> SENDER = Map.of(
            "name",
            "Example Dispatch",
            "company",
            "Example Seller",
            "phone",
            "+86 755 0000 0000",
            "country_code",
            "CN",
            "state",
            "Guangdong",
            "city",
            "Shenzhen",
            "postal_code",
            "518100",
            "street1",
            "1 Example Road");

    private ConnectorBench bench;
    private Account carrier;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("4px");
        carrier = bench.account(
                "4px-cn",
                Account.Kind.CARRIER,
                "4px",
                Map.of("app_key", "an-app-key", "access_token", "a-token"),
                Map.of("sender", SENDER));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Answer sample(String name) {
        return new Answer(200, Map.of("Content-Type", "application/json"), ConnectorBench.sample("4px/" + name));
    }

    private static Answer refusal(String code, String message) {
        return Answer.ok("{\"result\":\"0\",\"msg\":\"System processing failed\",\"errors\":[{\"error_code\":\"" + code
                + "\",\"error_msg\":\"" + message + "\",\"reference_code\":\"" + PARCEL + "\"}],\"data\":null}");
    }

    private static Map<String, Object> parcel() {
        Map<String, Object> parcel = new LinkedHashMap<>(Map.of(
                "parcel_no", PARCEL,
                "order_no", "OC26030200017",
                "platform_order_no", "#1001 & Co/%",
                "sales_platform", "shopify",
                "service", "PX",
                "weight_g", 430,
                "duty_type", "DDP",
                "ioss", "IM0000000001",
                "currency", "USD"));
        parcel.put("length_mm", 205);
        parcel.put("width_mm", 120);
        parcel.put("height_mm", 80);
        parcel.put(
                "ship_to",
                Map.of(
                        "name",
                        "Zoë Anna Müller",
                        "phone",
                        "+49 30 000000",
                        "country_code",
                        "DE",
                        "city",
                        "Köln",
                        "postal_code",
                        "50667",
                        "street1",
                        "Beispielstraße 5",
                        "street2",
                        "Hof"));
        parcel.put("items", List.of(item("LAMP-01", 2, "24.90", "none"), item("TORCH-02", 1, "0.10", "966")));
        return parcel;
    }

    private static Map<String, Object> item(String sku, int quantity, String value, String battery) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("sku", sku);
        item.put("title", "Title of " + sku);
        item.put("quantity", quantity);
        item.put("unit_price", "30.00");
        item.put("declared_name_cn", "灯");
        item.put("declared_name_en", "lamp");
        item.put("declared_value", value);
        item.put("declared_currency", "USD");
        item.put("hs_code", "94052100");
        item.put("weight_g", 140);
        item.put("battery", battery);
        item.put("origin", "CN");
        item.put("material", "plastic");
        item.put("purpose", "lighting");
        return item;
    }

    private void signedAs(Call call, String method, String version) {
        Map<String, String> query = QueryString.parse(call.query());
        assertThat(call.method() + " " + call.path()).isEqualTo("POST /router/api/service");
        assertThat(query)
                .containsEntry("method", method)
                .containsEntry("v", version)
                .containsEntry("app_key", "an-app-key")
                .containsEntry("access_token", "a-token")
                .containsEntry("format", "json")
                .containsKey("timestamp");
        assertThatCode(() -> new FourPxMd5().verify(call.inbound(carrier))).doesNotThrowAnyException();
    }

    @Test
    void valuesInSeveralCurrenciesAreNeverAddedOneForOne() throws Exception {
        bench.partner(call -> sample("create.json"));
        Map<String, Object> parcel = parcel();
        Map<String, Object> undeclared = item("TORCH-02", 1, "20.00", "none");
        undeclared.remove("declared_value");
        undeclared.put("unit_price", "3980");
        parcel.put("currency", "JPY");
        parcel.put("items", List.of(item("LAMP-01", 2, "24.90", "none"), undeclared));
        parcel.put("declared_total", Map.of("amount", "76.33", "currency", "USD"));

        bench.ask("carrier:create-waybill", carrier, parcel);
        assertThat(bench.calls().get(0).text())
                .contains("\"parcel_value\":76.33,\"currency\":\"USD\"")
                .contains("\"declare_unit_price_export\":3980,\"currency_export\":\"JPY\"");

        parcel.remove("declared_total");
        bench.ask("carrier:create-waybill", carrier, parcel);
        assertThat(bench.calls().get(1).text()).as("no rate, no sum").doesNotContain("parcel_value");
    }

    @Test
    void aWaybillIsOrderedWithAllThatCustomsWants() throws Exception {
        bench.partner(call -> sample("create.json"));

        assertThat(bench.ask("carrier:create-waybill", carrier, parcel()))
                .isEqualTo(Map.of(
                        "status", "created",
                        "waybill_no", "4PX9900000000017CN",
                        "numbers",
                                List.of(
                                        Map.of("role", "waybill", "number", "4PX9900000000017CN"),
                                        Map.of("role", "client_ref", "number", PARCEL),
                                        Map.of("role", "carrier_order", "number", "DS600000000017"))));
        signedAs(bench.only(), "ds.xms.order.create", "1.1.0");
        Map<?, ?> body = (Map<?, ?>) bench.only().json();
        assertThat(body.get("ref_no")).isEqualTo(PARCEL);
        assertThat(body.get("business_type")).isEqualTo("BDS");
        assertThat(body.get("duty_type")).isEqualTo("P");
        assertThat(body.get("ioss_no")).isEqualTo("IM0000000001");
        assertThat(body.get("trade_id")).isEqualTo("#1001 & Co/%");
        assertThat(body.get("logistics_service_info"))
                .isEqualTo(json("{\"logistics_product_code\":\"PX\",\"signature_service\":\"N\"}"));
        assertThat(body.get("recipient_info"))
                .isEqualTo(
                        json(
                                "{\"first_name\":\"Zoë Anna\",\"last_name\":\"Müller\",\"phone\":\"+49 30 000000\","
                                        + "\"post_code\":\"50667\",\"country\":\"DE\",\"city\":\"Köln\",\"street\":\"Beispielstraße 5, Hof\"}"));
        assertThat(((Map<?, ?>) body.get("sender")).get("post_code")).isEqualTo("518100");
        Map<?, ?> box = (Map<?, ?>) ((List<?>) body.get("parcel_list")).get(0);
        assertThat(bench.only().text())
                .contains(
                        "\"weight\":430",
                        "\"length\":20.5",
                        "\"parcel_value\":49.9,",
                        "\"include_battery\":\"Y\"",
                        "\"battery_type\":\"966\"");
        assertThat((List<?>) box.get("declare_product_info")).hasSize(2);
        assertThat(((Map<?, ?>) ((List<?>) box.get("declare_product_info")).get(0)))
                .isEqualTo(
                        json(
                                "{\"declare_product_code\":\"LAMP-01\",\"declare_product_name_cn\":\"灯\",\"declare_product_name_en\":\"lamp\","
                                        + "\"uses\":\"lighting\",\"material\":\"plastic\",\"unit_net_weight\":140,\"unit_gross_weight\":140,"
                                        + "\"declare_product_code_qty\":2,\"unit_declare_product\":\"PCS\",\"origin_country\":\"CN\",\"country_export\":\"CN\","
                                        + "\"country_import\":\"DE\",\"hscode_export\":\"94052100\",\"hscode_import\":\"94052100\",\"declare_unit_price_export\":24.9,"
                                        + "\"currency_export\":\"USD\",\"declare_unit_price_import\":24.9,\"currency_import\":\"USD\",\"brand_export\":\"none\",\"brand_import\":\"none\"}"));
    }

    @Test
    void aCompanyIsNamedAndACityStateIsItsOwnCity() throws Exception {
        bench.partner(call -> sample("create.json"));
        Map<String, Object> parcel = parcel();
        parcel.put(
                "ship_to",
                Map.of(
                        "company", "Harbour Traders",
                        "country_code", "SG",
                        "postal_code", "018956",
                        "street1", "1 Sample Way"));
        bench.ask("carrier:create-waybill", carrier, parcel);
        Map<String, Object> to = (Map<String, Object>) ((Map<?, ?>) bench.only().json()).get("recipient_info");
        assertThat(to).containsEntry("first_name", "Harbour").containsEntry("last_name", "Traders");
        assertThat(to).containsEntry("company", "Harbour Traders").containsEntry("city", "Singapore");
    }

    @Test
    void whatIsBeingWorkedOnIsPending() throws Exception {
        bench.partner(call -> sample("create.processing.json"));
        assertThat(bench.ask("carrier:create-waybill", carrier, parcel()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("status", "pending");
        assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .isEqualTo(Map.of("found", true, "status", "pending"));
        assertThatThrownBy(() -> bench.ask("carrier:void-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .as("nobody may take this for a cancellation")
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.TRANSIENT));

        bench.partner(call -> refusal("DS000000", "The ref_no already exists"));
        assertThat(bench.ask("carrier:create-waybill", carrier, parcel()))
                .as("it is looked for, not ordered under another number")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("status", "pending");
    }

    @Test
    void aWaybillIsFoundByOurNumber() throws Exception {
        bench.partner(call -> sample("get.json"));
        assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .isEqualTo(Map.of(
                        "found",
                        true,
                        "status",
                        "created",
                        "waybill_no",
                        "4PX9900000000017CN",
                        "numbers",
                        List.of(
                                Map.of("role", "waybill", "number", "4PX9900000000017CN"),
                                Map.of("role", "client_ref", "number", PARCEL),
                                Map.of("role", "carrier_order", "number", "DS600000000017"),
                                Map.of("role", "last_mile", "number", "LX990000017DE"))));
        signedAs(bench.only(), "ds.xms.order.get", "1.1.0");
        assertThat(bench.only().text()).isEqualTo("{\"request_no\":\"" + PARCEL + "\"}");

        bench.partner(call -> sample("get.nothing.json"));
        assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .isEqualTo(Map.of("found", false));
        bench.partner(call -> Answer.ok("{\"result\":\"1\",\"msg\":\"ok\",\"data\":[]}"));
        assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .isEqualTo(Map.of("found", false));
        String closed = new String(ConnectorBench.sample("4px/get.json"), StandardCharsets.UTF_8)
                .replace("\"consignment_status\": \"H\"", "\"consignment_status\": \"X\"");
        bench.partner(call -> Answer.ok(closed));
        assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("status", "void");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aWaybillThatIsFoundHasEveryNumberItHadWhenItWasMade() throws Exception {
        String facts = "\"4px_tracking_no\":\"4PX1CN\",\"ref_no\":\"" + PARCEL + "\",\"ds_consignment_no\":\"DS1\",%s";
        for (String late : List.of("\"logistics_channel_no\":\"LX1DE\"", "\"logistics_channel_no\":\"\"")) {
            String order = String.format(facts, late);
            bench.partner(call -> Answer.ok("{\"result\":\"1\",\"msg\":\"ok\",\"data\":{" + order + "}}"));
            Map<String, Object> made =
                    new HashMap<>((Map<String, Object>) bench.ask("carrier:create-waybill", carrier, parcel()));
            bench.partner(call -> Answer.ok("{\"result\":\"1\",\"msg\":\"ok\",\"data\":[{\"consignment_info\":{" + order
                    + ",\"consignment_status\":\"H\"}}]}"));
            made.put("found", true);
            assertThat(bench.ask("carrier:find-waybill", carrier, Map.of("parcel_no", PARCEL)))
                    .as(late)
                    .isEqualTo(made);
        }
    }

    @Test
    void theLabelIsFetchedFromWhere4pxPutIt() throws Exception {
        byte[] pdf = "%PDF-1.4 not really".getBytes(StandardCharsets.ISO_8859_1);
        bench.partner(call -> call.path().startsWith("/labels/")
                ? new Answer(200, Map.of("Content-Type", "application/pdf"), pdf)
                : Answer.ok(String.format(
                        new String(ConnectorBench.sample("4px/label.json"), StandardCharsets.UTF_8),
                        carrier.baseUrl())));

        assertThat(bench.ask(
                        "carrier:get-label", carrier, Map.of("parcel_no", PARCEL, "waybill_no", "4PX9900000000017CN")))
                .isEqualTo(
                        Map.of("format", "pdf", "document", Base64.getEncoder().encodeToString(pdf)));
        signedAs(bench.calls().get(0), "ds.xms.label.get", "1.1.0");
        Call file = bench.calls().get(1);
        assertThat(file.line()).isEqualTo("GET /labels/4PX9900000000017CN.pdf?e=1&s=a%2Bb");
        assertThat(file.header("access_token")).isNull();

        bench.partner(
                call -> Answer.ok(
                        "{\"result\":\"1\",\"data\":{\"label_url_info\":{\"logistics_label\":\"http://169.254.169.254/latest\"}}}"));
        assertThatThrownBy(() -> bench.ask("carrier:get-label", carrier, Map.of("parcel_no", PARCEL)))
                .as("an answer sends the hub nowhere but to 4PX")
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.code()).isEqualTo("file_address"));
        bench.partner(call -> refusal("DS000046", "Label does not exist yet"));
        assertThatThrownBy(() -> bench.ask("carrier:get-label", carrier, Map.of("parcel_no", PARCEL)))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.TRANSIENT));
    }

    @Test
    void ordersAreCancelledAndHeldAsFarAs4pxAllows() throws Exception {
        bench.partner(call -> Answer.ok("{\"result\":\"1\",\"msg\":\"ok\",\"errors\":null,\"data\":null}"));
        Map<String, Object> request = Map.of(
                "parcel_no", PARCEL, "waybill_no", "4PX9900000000017CN", "reason", "order cancelled by the buyer");
        assertThat(bench.ask("carrier:void-waybill", carrier, request)).isEqualTo(Map.of("void", true));
        signedAs(bench.only(), "ds.xms.order.cancel", "1.0.0");
        assertThat(bench.only().text())
                .isEqualTo("{\"request_no\":\"" + PARCEL + "\",\"cancel_reason\":\"order cancelled by the buyer\"}");
        assertThat(bench.ask("carrier:intercept", carrier, request)).isEqualTo(Map.of("accepted", true));
        signedAs(bench.calls().get(1), "ds.xms.order.hold", "1.0.0");
        assertThat(bench.calls().get(1).text()).contains("\"is_hold\":\"Y\"");

        bench.partner(call -> refusal("DS000036", "Interception failed; order already intercepted"));
        assertThat(bench.ask("carrier:intercept", carrier, request)).isEqualTo(Map.of("accepted", true));
    }

    @Test
    void codesMeanWhatTheErrorTableSays() {
        Map<String, Category> table = Map.of(
                "000013", Category.UNAUTHORIZED,
                "000017", Category.RATE_LIMITED,
                "000020", Category.UNKNOWN_OUTCOME,
                "DS000014", Category.REJECTED,
                "DS000031", Category.REJECTED,
                "DS000032", Category.REJECTED,
                "DS000004", Category.REJECTED,
                "DS000017", Category.NOT_FOUND,
                "DS000046", Category.TRANSIENT,
                "DS999999", Category.REJECTED);
        table.forEach((code, category) -> {
            bench.partner(call -> refusal(code, "said of " + code));
            assertThatThrownBy(() -> bench.ask("carrier:void-waybill", carrier, Map.of("parcel_no", PARCEL)))
                    .as(code)
                    .isInstanceOfSatisfying(PartnerException.class, e -> {
                        assertThat(e.category()).isEqualTo(category);
                        assertThat(e.code()).isEqualTo(code);
                        assertThat(e).hasMessageContaining("said of " + code);
                        assertThat(e.retryAfter())
                                .isEqualTo(category == Category.RATE_LIMITED ? Duration.ofSeconds(60) : null);
                    });
        });
    }

    @Test
    void trackingIsAskedNumberByNumber() throws Exception {
        bench.partner(call ->
                call.text().contains("UNKNOWN") ? refusal("TR000001", "No such number") : sample("tracking.json"));

        assertThat(bench.ask(
                        "carrier:poll-tracking",
                        carrier,
                        Map.of("waybill_nos", List.of("4PX9900000000017CN", "UNKNOWN"))))
                .isEqualTo(
                        json(
                                "[{\"waybill_no\":\"4PX9900000000017CN\",\"newest_first\":true,\"numbers\":[],\"events\":["
                                        + "{\"code\":\"FPX_C_SPLS\",\"description\":\"4px picked up shipment.\",\"location\":\"Shenzhen\",\"time\":{\"raw\":\"2026-03-03 18:20:11\",\"local\":\"2026-03-03 18:20:11\"}},"
                                        + "{\"code\":\"FPX_L_RPIF\",\"description\":\"Parcel information received\",\"time\":{\"raw\":\"2026-03-02 22:15:05\",\"local\":\"2026-03-02 22:15:05\"}}]}]"));
        signedAs(bench.calls().get(0), "tr.order.tracking.get", "1.0.0");
        assertThat(bench.calls().get(0).text()).isEqualTo("{\"deliveryOrderNo\":\"4PX9900000000017CN\"}");
    }

    @Test
    void aNumberThatFailsKeepsNoOtherFromBeingTold() throws Exception {
        Map<String, Object> asked = Map.of("waybill_nos", List.of("BROKEN", "4PX9900000000017CN"));
        bench.partner(call -> call.text().contains("BROKEN")
                ? Answer.json(502, "{\"message\":\"bad gateway\"}")
                : sample("tracking.json"));
        assertThat(bench.ask("carrier:poll-tracking", carrier, asked))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .satisfies(told -> assertThat(told.get("waybill_no")).isEqualTo("4PX9900000000017CN"));

        bench.partner(call -> Answer.json(502, "{}"));
        assertThatThrownBy(() -> bench.ask("carrier:poll-tracking", carrier, asked))
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.TRANSIENT));
    }

    /** 4PX says so in a code, or the budget does; what is not asked for comes round again. */
    @Test
    void aRateLimitInTheMiddleKeepsWhatWasToldUntilThen() throws Exception {
        List<String> numbers = List.of("4PX9900000000017CN", "UNKNOWN", "LIMITED", "4PX9900000000018CN");
        AtomicInteger calls = new AtomicInteger();
        bench.partner(call -> {
            calls.incrementAndGet();
            if (call.text().contains("LIMITED")) {
                return refusal("000017", "too many calls");
            }
            return call.text().contains("UNKNOWN") ? refusal("TR000001", "No such number") : sample("tracking.json");
        });
        assertThat(bench.ask("carrier:poll-tracking", carrier, Map.of("waybill_nos", numbers)))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .satisfies(told -> assertThat(told.get("waybill_no")).isEqualTo("4PX9900000000017CN"));
        assertThat(calls).as("nor is the next one asked for").hasValue(3);

        assertThatThrownBy(() -> bench.ask(
                        "carrier:poll-tracking",
                        carrier,
                        Map.of("waybill_nos", List.of("LIMITED", "4PX9900000000017CN"))))
                .as("nothing was told yet")
                .isInstanceOfSatisfying(
                        PartnerException.class, e -> assertThat(e.category()).isEqualTo(Category.RATE_LIMITED));
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void eventsWithoutANumberAreSaidAndKeepNoOtherFromBeingTaken(CapturedOutput log) throws Exception {
        List<Map<String, Object>> events =
                List.of(Map.of("businessLinkCode", "FPX_C_SPLS", "occurDatetime", "2026-03-03 18:20:11"));
        assertThat(normalized(List.of(
                        Map.of("deliveryOrderNo", "4PX1", "trackingList", events),
                        Map.of("trackingList", events),
                        Map.of("deliveryOrderNo", "", "tracks", events),
                        Map.of())))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .extracting(told -> told.get("waybill_no"))
                .containsExactly("4PX1");
        assertThat(log).contains("OC-TRACKING-NAMELESS 2 entries that " + carrier.id() + " told of");
    }

    @Test
    void pushesAreSignedLikeCalls() throws Exception {
        byte[] body = ConnectorBench.sample("4px/push.json");
        OutboundRequest request = new OutboundRequest(
                "POST",
                "http://hub",
                "/webhooks/carrier/4px-cn",
                Map.of("method", "tr.order.tracking.push", "v", "1.0.0"),
                body,
                new Keys("4px-cn", List.of(ConnectorBench.SECRET), Map.of()),
                Clock.systemUTC());
        new FourPxMd5().sign(request);
        String query = QueryString.format(request.query());

        Exchange push = bench.push(carrier, Map.of(), query, body);
        assertThat(push.getVariable("push.handling")).isEqualTo("taken");
        assertThat(push.getVariable("push.type")).isEqualTo("tracking");
        assertThat(push.getVariable("push.key")).as("the body's hash").isNull();
        assertThatThrownBy(() -> bench.push(carrier, Map.of(), query, "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SignatureException.class);

        assertThat(normalized(Json.parse(body)))
                .isEqualTo(json(
                        "[{\"waybill_no\":\"4PX9900000000017CN\",\"newest_first\":true,\"numbers\":[{\"role\":\"last_mile\",\"number\":\"LX990000017DE\"}],"
                                + "\"events\":[{\"code\":\"FPX_S_OK\",\"description\":\"Delivered\",\"location\":\"Köln\",\"time\":{\"raw\":\"2026-03-12 10:02:00\","
                                + "\"local\":\"2026-03-12 10:02:00\",\"zone\":\"UTC+01:00\"}}]}]"));
        assertThatThrownBy(() -> normalized(Map.of("hello", "world")))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e).hasMessageContaining("deliveryOrderNo"));
    }

    @Test
    void anEventWithoutAClockIsToldWithoutOne() throws Exception {
        assertThat(normalized(json("{\"deliveryOrderNo\":\"4PX9900000000017CN\",\"trackingList\":["
                        + "{\"businessLinkCode\":\"FPX_S_OK\",\"occurDatetime\":\"2026-03-12 10:02:00\"},"
                        + "{\"businessLinkCode\":\"FPX_D_SD\",\"occurDatetime\":null},"
                        + "{\"businessLinkCode\":\"FPX_M_HA\",\"occurDatetime\":20260301},"
                        + "{\"businessLinkCode\":\"FPX_C_AAF\",\"occurDatetime\":1772445600000}]}")))
                .isEqualTo(
                        json(
                                "[{\"waybill_no\":\"4PX9900000000017CN\",\"newest_first\":true,\"numbers\":[],\"events\":["
                                        + "{\"code\":\"FPX_S_OK\",\"time\":{\"raw\":\"2026-03-12 10:02:00\",\"local\":\"2026-03-12 10:02:00\"}},"
                                        + "{\"code\":\"FPX_D_SD\",\"time\":{}},{\"code\":\"FPX_M_HA\",\"time\":{}},"
                                        + "{\"code\":\"FPX_C_AAF\",\"time\":{\"raw\":\"1772445600000\",\"local\":\"1772445600000\"}}]}]"));
    }

    @Test
    void capturedTrackingIsUnderstood() throws Exception {
        Object captured =
                Json.parse(Files.readAllBytes(ShopifyOrderTest.captured("4px/listTrackV3_real_capture.json")));
        List<?> documents = (List<?>) normalized(captured);

        Map<?, ?> document = (Map<?, ?>) documents.get(0);
        List<?> events = (List<?>) document.get("events");
        assertThat(events).hasSize(9);
        assertThat(((Map<?, ?>) ((Map<?, ?>) events.get(1)).get("time")).get("local"))
                .as("the exact time, not China's clock under Vienna's zone")
                .isEqualTo("2024-09-05T16:18:00.000+00:00");
    }

    /** As a map or list again: the documents' Java type is another room's matter. */
    private Object normalized(Object body) throws Exception {
        Object result = bench.ask("carrier:normalize-tracking", carrier, Map.of("push_type", "tracking", "body", body));
        return Json.parse(Json.canonicalMapper().writeValueAsBytes(result));
    }
}
