package io.openclaw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The simulated 4PX as its customers meet it: signature, numbers, refusals, label, milestones, faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FourPxWireTest {

    private static final String SECRET = "sandbox-4px-cn-secret";

    private HubDouble hub;
    private PartnersProcess partners;

    @BeforeAll
    void start(@TempDir Path data) {
        hub = new HubDouble();
        partners = new PartnersProcess(data, hub.url());
        partners.control("PUT", "/pace", "{\"milestone_ms\":50}");
    }

    @AfterAll
    void stop() {
        partners.close();
        hub.close();
    }

    static String md5(Map<String, String> parameters, String body, String secret) {
        StringBuilder base = new StringBuilder();
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (!name.equals("sign") && !name.equals("access_token") && !name.equals("language")) {
                base.append(name).append(value);
            }
        });
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest((base + body + secret).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String address(String method, String body, String secret) {
        Map<String, String> query = new TreeMap<>(Map.of(
                "method", method,
                "app_key", "4px-cn",
                "v", "1.1.0",
                "format", "json",
                "timestamp", Long.toString(System.currentTimeMillis()),
                "language", "en"));
        query.put("sign", md5(query, body, secret));
        StringBuilder address = new StringBuilder(partners.base("4px-cn") + "/router/api/service?");
        query.forEach(
                (name, value) -> address.append(name).append('=').append(value).append('&'));
        return address.substring(0, address.length() - 1);
    }

    private HttpResponse<byte[]> raw(String method, String body, Duration timeout) {
        return partners.send(
                "POST", address(method, body, SECRET), body, Map.of("Content-Type", "application/json"), timeout);
    }

    private JsonNode call(String method, String body) {
        HttpResponse<byte[]> answer = raw(method, body, Duration.ofSeconds(10));
        assertThat(answer.statusCode()).isEqualTo(200);
        return PartnersProcess.json(answer);
    }

    private static String order(String refNo) {
        return order(refNo, "PX", "97205");
    }

    private static String order(String refNo, String product, String postcode) {
        return """
                {"ref_no":"%s","business_type":"BDS","duty_type":"U",
                 "logistics_service_info":{"logistics_product_code":"%s"},
                 "parcel_list":[{"weight":420,"parcel_value":14.5,"currency":"USD","include_battery":"N",
                   "declare_product_info":[{"declare_product_name_cn":"杯","declare_product_name_en":"Mug"}]}],
                 "recipient_info":{"first_name":"Elspet Kestrelby","country":"US","state":"OR","city":"Portland",
                   "street":"12 Sandbox Lane","post_code":"%s"}}"""
                .formatted(refNo, product, postcode);
    }

    private static String ref() {
        return "T-" + UUID.randomUUID();
    }

    private static String errorOf(JsonNode answer) {
        assertThat(answer.get("result").asText()).isEqualTo("0");
        return answer.at("/errors/0/error_code").asText();
    }

    @Test
    void aConsignmentIsMadeOnceFoundAndItsLabelCanBeScanned() {
        String ref = ref();
        JsonNode made = call("ds.xms.order.create", order(ref));
        assertThat(made.get("result").asText()).isEqualTo("1");
        String number = made.at("/data/4px_tracking_no").asText();
        assertThat(number).matches("4PX\\d+CN");
        assertThat(made.at("/data/logistics_channel_no").asText()).isNotBlank();

        assertThat(errorOf(call("ds.xms.order.create", order(ref)))).isEqualTo("DS000000");
        assertThat(partners.effects("4px-cn", "create-waybill", ref)).isEqualTo(1);

        JsonNode found = call("ds.xms.order.get", "{\"request_no\":\"" + ref + "\"}");
        assertThat(found.at("/data/0/consignment_info/4px_tracking_no").asText())
                .isEqualTo(number);

        JsonNode label = call("ds.xms.label.get", "{\"request_no\":\"" + number + "\"}");
        HttpResponse<byte[]> pdf = partners.send(
                "GET", label.at("/data/label_url_info/logistics_label").asText(), null, Map.of());
        assertThat(pdf.headers().firstValue("content-type")).hasValue("application/pdf");
        assertThat(Labels.scan(pdf.body())).isEqualTo(number);
    }

    @Test
    void strangersAndHalfOrdersAreRefused() {
        String body = order(ref());
        JsonNode answer = PartnersProcess.json(
                partners.send("POST", address("ds.xms.order.create", body, "another secret"), body, Map.of()));
        assertThat(errorOf(answer)).isEqualTo("000012");
        assertThat(errorOf(call("ds.xms.order.create", "{\"ref_no\":\"" + ref() + "\"}")))
                .isEqualTo("DS000004");
        assertThat(errorOf(call("ds.xms.order.get", "{\"request_no\":\"nobody\"}")))
                .isEqualTo("DS000017");
        assertThat(errorOf(call("ds.xms.dance", "{}"))).isEqualTo("000011");
        assertThat(raw("ds.xms.order.create", "{\"ref_no\":", Duration.ofSeconds(5))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void milestonesArePushedSignedInFourPxsOwnCodesUntilDelivered() {
        String ref = ref();
        String number = call("ds.xms.order.create", order(ref))
                .at("/data/4px_tracking_no")
                .asText();
        await().atMost(Duration.ofSeconds(40)).until(() -> pushesOf(number).contains("FPX_S_OK"));
        HubDouble.Received push = hub.from("4px-cn").stream()
                .filter(one -> one.text().contains(number))
                .findFirst()
                .orElseThrow();
        Map<String, String> query = new TreeMap<>();
        for (String pair : push.query().split("&")) {
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        assertThat(push.path()).isEqualTo("/webhooks/carrier/4px-cn");
        assertThat(query).containsEntry("sign", md5(query, push.text(), SECRET));
        JsonNode history = call("tr.order.tracking.get", "{\"deliveryOrderNo\":\"" + number + "\"}");
        assertThat(history.at("/data/trackingList/0/businessLinkCode").asText()).isEqualTo("FPX_S_OK");
        assertThat(history.at("/data/trackingList")).hasSize(12);
        assertThat(call("ds.xms.order.get", "{\"request_no\":\"" + ref + "\"}")
                        .at("/data/0/consignment_info/consignment_status")
                        .asText())
                .isEqualTo("F");
        assertThat(errorOf(call("ds.xms.order.cancel", "{\"request_no\":\"" + ref + "\",\"cancel_reason\":\"late\"}")))
                .isEqualTo("DS000014");
    }

    private String pushesOf(String number) {
        StringBuilder all = new StringBuilder();
        hub.from("4px-cn").stream()
                .map(HubDouble.Received::text)
                .filter(text -> text.contains(number))
                .forEach(all::append);
        return all.toString();
    }

    @Test
    void aScriptReplacesWhatIsReported() {
        partners.control("PUT", "/pace", "{\"milestone_ms\":50}");
        String number = call("ds.xms.order.create", order(ref()))
                .at("/data/4px_tracking_no")
                .asText();
        partners.control(
                "PUT",
                "/partners/4px-cn/script",
                "{\"waybill_no\":\"" + number
                        + "\",\"events\":[{\"code\":\"FPX_D_FD\",\"time\":\"2024-06-15T08:30:00+08:00\",\"description\":\"Nobody home\"}]}");
        await().atMost(Duration.ofSeconds(40)).until(() -> pushesOf(number).contains("FPX_D_FD"));
        assertThat(pushesOf(number)).contains("2024-06-15 08:30:00").contains("Nobody home");
    }

    @Test
    void anUndeliverablePostcodeEndsAtTheDoor() {
        String number = call("ds.xms.order.create", order(ref(), "PX", "99950"))
                .at("/data/4px_tracking_no")
                .asText();
        await().atMost(Duration.ofSeconds(40)).until(() -> pushesOf(number).contains("FPX_D_FD"));
    }

    @Test
    void aConsignmentInTheQueueIsInProcessing() {
        String ref = ref();
        assertThat(errorOf(call("ds.xms.order.create", order(ref, "S9", "97205"))))
                .isEqualTo("DS000007");
        await().atMost(Duration.ofSeconds(40)).until(() -> call("ds.xms.order.get", "{\"request_no\":\"" + ref + "\"}")
                .get("result")
                .asText()
                .equals("1"));
        assertThat(partners.effects("4px-cn", "create-waybill", ref)).isEqualTo(1);
    }

    @Test
    void aTimeOutAfterTheEffectLeavesTheEffect() {
        String ref = ref();
        behave("create-waybill", "timeout_after_effect", 3_000);
        assertThat(timesOut(order(ref))).isTrue();
        await().until(() -> partners.effects("4px-cn", "create-waybill", ref) == 1);
        assertThat(errorOf(call("ds.xms.order.create", order(ref)))).isEqualTo("DS000000");
    }

    @Test
    void aTimeOutBeforeTheEffectLeavesNothing() {
        String ref = ref();
        behave("create-waybill", "timeout_before_effect", 3_000);
        assertThat(timesOut(order(ref))).isTrue();
        assertThat(partners.effects("4px-cn", "create-waybill", ref)).isZero();
        assertThat(call("ds.xms.order.create", order(ref)).get("result").asText())
                .isEqualTo("1");
    }

    private boolean timesOut(String order) {
        try {
            raw("ds.xms.order.create", order, Duration.ofMillis(700));
            return false;
        } catch (java.io.UncheckedIOException e) {
            return e.getCause() instanceof HttpTimeoutException;
        }
    }

    @Test
    void everyAnswerCanBeBad() {
        assertThat(faulty("http_429").statusCode()).isEqualTo(429);
        assertThat(faulty("http_429").headers().firstValue("retry-after")).isEmpty();
        assertThat(faulty("http_429_retry_after").headers().firstValue("retry-after"))
                .hasValue("2");
        assertThat(faulty("http_500").statusCode()).isEqualTo(500);
        assertThat(faulty("http_503").statusCode()).isEqualTo(503);
        assertThat(faulty("unauthorized").statusCode()).isEqualTo(401);
        assertThat(faulty("redirect").statusCode()).isEqualTo(302);
        assertThat(faulty("redirect").headers().firstValue("location")).isPresent();
        assertThat(faulty("empty_body").body()).isEmpty();
        byte[] broken = faulty("malformed_json").body();
        assertThat(broken).isNotEmpty();
        assertThat(new String(broken, StandardCharsets.UTF_8)).startsWith("{").doesNotEndWith("}");
        long before = System.nanoTime();
        assertThat(faulty("slow").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
    }

    private HttpResponse<byte[]> faulty(String fault) {
        behave("find-waybill", fault, 400);
        return raw("ds.xms.order.get", "{\"request_no\":\"nobody\"}", Duration.ofSeconds(10));
    }

    private void behave(String operation, String fault, long delayMs) {
        JsonNode set = partners.control(
                "PUT",
                "/partners/4px-cn/behaviour",
                "{\"operation\":\"" + operation + "\",\"fault\":\"" + fault + "\",\"times\":1,\"delay_ms\":" + delayMs
                        + "}");
        assertThat(set.get("fault").asText()).isEqualTo(fault);
    }
}
