package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.SignatureException;
import io.openclaw.partner.signature.Track17Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registering, polling and pushes of 17TRACK. */
class Track17Test {

    private static final String NUMBER = "4PX9900000000017CN";

    private ConnectorBench bench;
    private Account tracker;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("17track");
        tracker = bench.account("17track", Account.Kind.CARRIER, "17track", Map.of(), Map.of());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Answer rejected(int code) {
        return Answer.ok("{\"code\":0,\"data\":{\"accepted\":[],\"rejected\":[{\"number\":\"" + NUMBER
                + "\",\"error\":{\"code\":" + code + ",\"message\":\"said of " + code + "\"}}]}}");
    }

    private Exchange push(byte[] body) throws Exception {
        return bench.push(tracker, Map.of("sign", Track17Sha256.signature(ConnectorBench.SECRET, body)), "", body);
    }

    private Object normalized(Object body) throws Exception {
        Object result = bench.ask("carrier:normalize-tracking", tracker, Map.of("push_type", "x", "body", body));
        return Json.parse(Json.canonicalMapper().writeValueAsBytes(result));
    }

    @Test
    void aParcelIsRegisteredAndOnceIsEnough() throws Exception {
        Map<String, Object> parcel = Map.of("parcel_no", "OC1P1", "waybill_no", NUMBER, "carrier_code", "190094");
        bench.partner(call -> Answer.ok("{\"code\":0,\"data\":{\"accepted\":[{\"origin\":1,\"number\":\"" + NUMBER
                + "\",\"carrier\":190094}],\"rejected\":[]}}"));
        assertThat(bench.ask("carrier:register-tracking", tracker, parcel)).isEqualTo(Map.of());
        assertThat(bench.only().line()).isEqualTo("POST /track/v2.2/register");
        assertThat(bench.only().header("17token")).isEqualTo(ConnectorBench.SECRET);
        assertThat(bench.only().text())
                .isEqualTo("[{\"number\":\"" + NUMBER + "\",\"carrier\":190094,\"tag\":\"OC1P1\"}]");

        bench.partner(call -> rejected(-18019901));
        assertThat(bench.ask("carrier:register-tracking", tracker, Map.of("waybill_no", NUMBER)))
                .isEqualTo(Map.of());
        assertThat(bench.calls().get(1).text()).isEqualTo("[{\"number\":\"" + NUMBER + "\"}]");
    }

    @Test
    void aStoppedNumberIsFollowedAgain() throws Exception {
        bench.partner(call -> Answer.ok("{\"code\":0,\"data\":{\"accepted\":[{\"origin\":1,\"number\":\"" + NUMBER
                + "\",\"carrier\":190094}],\"rejected\":[]}}"));
        Map<String, Object> parcel = Map.of("parcel_no", "OC1P1", "waybill_no", NUMBER, "carrier_code", "190094");
        assertThat(bench.ask("carrier:retrack", tracker, parcel)).isEqualTo(Map.of("done_before", false));
        assertThat(bench.only().line()).isEqualTo("POST /track/v2.2/retrack");
        assertThat(bench.only().header("17token")).isEqualTo(ConnectorBench.SECRET);
        assertThat(bench.only().text()).isEqualTo("[{\"number\":\"" + NUMBER + "\",\"carrier\":190094}]");
    }

    @Test
    void whatIsFollowedAlreadyIsARefusalUnlessAnAnswerWasLost() throws Exception {
        for (int code : List.of(-18019904, -18019905)) {
            bench.partner(call -> rejected(code));
            assertThatThrownBy(() -> bench.ask("carrier:retrack", tracker, Map.of("waybill_no", NUMBER)))
                    .isInstanceOfSatisfying(PartnerException.class, e -> {
                        assertThat(e.category()).isEqualTo(Category.REJECTED);
                        assertThat(e.getMessage()).contains("said of " + code);
                    });
            assertThat(bench.ask("carrier:retrack", tracker, Map.of("waybill_no", NUMBER, "asked", true)))
                    .isEqualTo(Map.of("done_before", true));
        }
        bench.partner(call -> rejected(-18019902));
        assertThatThrownBy(() -> bench.ask("carrier:retrack", tracker, Map.of("waybill_no", NUMBER, "asked", true)))
                .isInstanceOf(PartnerException.class);
    }

    @Test
    void refusalsComeInTheTaxonomy() {
        Map<Integer, Category> numbers = Map.of(-18019903, Category.REJECTED, -18019908, Category.RATE_LIMITED);
        numbers.forEach((code, category) -> refused(rejected(code), category, code));
        Map<Integer, Category> calls =
                Map.of(-18010002, Category.UNAUTHORIZED, -18010003, Category.TRANSIENT, -18010012, Category.REJECTED);
        calls.forEach((code, category) -> refused(Answer.ok("{\"code\":" + code + ",\"data\":{}}"), category, code));
    }

    private void refused(Answer answer, Category category, int code) {
        bench.partner(call -> answer);
        assertThatThrownBy(() -> bench.ask("carrier:register-tracking", tracker, Map.of("waybill_no", NUMBER)))
                .as(String.valueOf(code))
                .isInstanceOfSatisfying(PartnerException.class, e -> {
                    assertThat(e.category()).isEqualTo(category);
                    assertThat(e.code()).isEqualTo(String.valueOf(code));
                    assertThat(e.retryAfter())
                            .isEqualTo(category == Category.RATE_LIMITED ? Duration.ofHours(1) : null);
                });
    }

    @Test
    void pollingTakesFortyNumbersACall() throws Exception {
        String told = "{\"number\":\"" + NUMBER
                + "\",\"carrier\":190094,\"track_info\":{\"tracking\":{\"providers\":[{\"events\":[{\"time_iso\":\"2026-03-03T18:20:11+08:00\",\"description\":\"Picked up\",\"sub_status\":\"InTransit_PickedUp\"}]}]}}}";
        bench.partner(call -> call.text().contains("\"N1\"")
                ? Answer.ok(
                        "{\"code\":0,\"data\":{\"accepted\":[" + told
                                + "],\"rejected\":[{\"number\":\"N2\",\"error\":{\"code\":-18019902,\"message\":\"not registered\"}}]}}")
                : Answer.ok("{\"code\":0,\"data\":{\"accepted\":[],\"rejected\":[]}}"));

        Object result = bench.ask(
                "carrier:poll-tracking",
                tracker,
                Map.of(
                        "waybill_nos",
                        IntStream.rangeClosed(1, 85).mapToObj(i -> "N" + i).toList()));

        assertThat(bench.calls())
                .extracting(Call::line)
                .containsOnly("POST /track/v2.2/gettrackinfo")
                .hasSize(3);
        assertThat(bench.calls())
                .extracting(call -> ((List<?>) call.json()).size())
                .containsExactly(40, 40, 5);
        assertThat(result)
                .isEqualTo(
                        json(
                                "[{\"waybill_no\":\"" + NUMBER
                                        + "\",\"stopped\":false,\"newest_first\":true,\"events\":["
                                        + "{\"code\":\"InTransit_PickedUp\",\"description\":\"Picked up\",\"time\":{\"raw\":\"2026-03-03T18:20:11+08:00\",\"local\":\"2026-03-03T18:20:11+08:00\"}}]}]"));
    }

    @Test
    void aPushTellsOfAllCarriers() throws Exception {
        assertThat(normalized(Json.parse(ConnectorBench.sample("17track/push.json"))))
                .isEqualTo(
                        json(
                                "[{\"waybill_no\":\"" + NUMBER
                                        + "\",\"stopped\":false,\"newest_first\":true,\"events\":["
                                        + "{\"code\":\"Delivered_Other\",\"description\":\"Delivered\",\"location\":\"Köln\",\"country_code\":\"DE\",\"time\":{\"raw\":\"2026-03-12 10:02:00 +01:00\",\"local\":\"2026-03-12T10:02:00+01:00\"},\"newest\":true},"
                                        + "{\"code\":\"OutForDelivery\",\"description\":\"Out for delivery\",\"location\":\"Köln\",\"country_code\":\"DE\",\"time\":{\"raw\":\"2026-03-12 07:40:00\",\"local\":\"2026-03-12 07:40:00\"}},"
                                        + "{\"code\":\"InTransit_PickedUp\",\"description\":\"Picked up\",\"location\":\"Shenzhen\",\"country_code\":\"CN\",\"time\":{\"raw\":\"2026-03-03 18:20:11 +08:00\",\"local\":\"2026-03-03T18:20:11+08:00\"},\"list\":1},"
                                        + "{\"description\":\"Information received\",\"country_code\":\"CN\",\"time\":{\"raw\":\"2026-03-02\",\"local\":\"2026-03-02T14:15:05Z\"},\"list\":1}]}]"));
        assertThat(normalized(Json.parse(ConnectorBench.sample("17track/stopped.json"))))
                .isEqualTo(json(
                        "[{\"waybill_no\":\"" + NUMBER + "\",\"stopped\":true,\"newest_first\":true,\"events\":[]}]"));
        assertThatThrownBy(() -> normalized(Map.of("event", "TRACKING_UPDATED", "data", Map.of())))
                .isInstanceOfSatisfying(
                        NotUnderstood.class, e -> assertThat(e.field()).isEqualTo("$.body.data.number"));
    }

    @Test
    void aStateWithoutAWordOnItsEventIsTheNewestEventsWord() throws Exception {
        Object push = Json.parse(new String(ConnectorBench.sample("17track/push.json"), StandardCharsets.UTF_8)
                .replace("\"stage\": \"Delivered\"", "\"stage\": null")
                .replace(
                        "\"sub_status\": \"Delivered_Other\",\n          \"address\"",
                        "\"sub_status\": null, \"address\"")
                .replaceAll(
                        "\"sub_status\": \"Delivered_Other\",(\\s+)\"address\"", "\"sub_status\": null,$1\"address\""));
        Map<?, ?> document = (Map<?, ?>) ((List<?>) normalized(push)).get(0);

        assertThat(((Map<?, ?>) ((List<?>) document.get("events")).get(0)).get("code"))
                .isEqualTo("Delivered_Other");
    }

    @Test
    void anEventWithoutAClockIsToldWithoutOne() throws Exception {
        assertThat(normalized(json("{\"event\":\"TRACKING_UPDATED\",\"data\":{\"number\":\"" + NUMBER
                        + "\",\"track_info\":{\"tracking\":{\"providers\":[{\"events\":["
                        + "{\"time_iso\":\"2026-03-12T10:02:00+01:00\",\"sub_status\":\"Delivered_Other\"},"
                        + "{\"time_iso\":null,\"time_utc\":null,\"time_raw\":{\"date\":null,\"time\":null,\"timezone\":null},"
                        + "\"description\":\"Left\",\"sub_status\":\"InTransit_Other\"}]}]}}}}")))
                .isEqualTo(json("[{\"waybill_no\":\"" + NUMBER
                        + "\",\"stopped\":false,\"newest_first\":true,\"events\":["
                        + "{\"code\":\"Delivered_Other\",\"time\":{\"raw\":\"2026-03-12T10:02:00+01:00\",\"local\":\"2026-03-12T10:02:00+01:00\"}},"
                        + "{\"code\":\"InTransit_Other\",\"description\":\"Left\",\"time\":{}}]}]"));
    }

    private List<?> events(String info) throws Exception {
        List<?> documents = (List<?>) normalized(json("{\"event\":\"TRACKING_UPDATED\",\"data\":{\"number\":\"" + NUMBER
                + "\",\"track_info\":" + info + "}}"));
        return (List<?>) ((Map<?, ?>) documents.get(0)).get("events");
    }

    @Test
    void aStateThatNoEventSaysIsAnEvent() throws Exception {
        String moved =
                "{\"time_iso\":\"2026-03-12T10:02:00+01:00\",\"description\":\"Left\",\"stage\":null,\"sub_status\":\"InTransit_Other\"}";
        String told = "\"latest_event\":" + moved + ",\"tracking\":{\"providers\":[{\"events\":[" + moved + "]}]}}";
        Object leaving = json(
                "{\"code\":\"InTransit_Other\",\"description\":\"Left\",\"newest\":true,\"time\":{\"raw\":\"2026-03-12T10:02:00+01:00\",\"local\":\"2026-03-12T10:02:00+01:00\"}}");
        assertThat(events("{\"latest_status\":{\"status\":\"Expired\",\"sub_status\":\"Expired_Other\"}," + told))
                .isEqualTo(
                        List.of(
                                leaving,
                                json(
                                        "{\"code\":\"Expired_Other\",\"time\":{\"raw\":\"2026-03-12T10:02:00+01:00\",\"local\":\"2026-03-12T10:02:00+01:00\"},\"after_events\":true}")));
        for (String same : List.of("InTransit_Other\"", "InTransit\"")) {
            assertThat(events("{\"latest_status\":{\"sub_status\":\"" + same + "}," + told))
                    .as(same)
                    .isEqualTo(List.of(leaving));
        }
        for (String empty : List.of("[]", "null", "[{\"events\":[]}]", "[{\"events\":null}]")) {
            String nothing = ",\"latest_event\":null,\"tracking\":{\"providers\":" + empty + "}}";
            assertThat(events("{\"latest_status\":{\"status\":\"Delivered\",\"sub_status\":null}" + nothing))
                    .as(empty)
                    .isEqualTo(json("[{\"code\":\"Delivered\",\"time\":{},\"after_events\":true}]"));
            assertThat(events("{\"latest_status\":{\"status\":\"NotFound\",\"sub_status\":\"NotFound_InvalidCode\"}"
                            + nothing))
                    .isEqualTo(json("[{\"code\":\"NotFound_InvalidCode\",\"time\":{},\"after_events\":true,"
                            + "\"key\":\"NotFound_InvalidCode|" + NUMBER + "\"}]"));
            assertThat(events(
                            "{\"latest_status\":{\"status\":\"NotFound\",\"sub_status\":\"NotFound_Other\"}" + nothing))
                    .as("registered a moment ago")
                    .isEmpty();
        }
    }

    @Test
    void aDeliveryThatNoEventSaysDoesNotTakeTheTimeOfTheEventBeforeIt() throws Exception {
        String moved =
                "{\"time_iso\":\"2026-03-12T10:02:00+01:00\",\"description\":\"Left\",\"stage\":null,\"sub_status\":\"InTransit_Other\"}";
        String told = "\"latest_event\":" + moved + ",\"tracking\":{\"providers\":[{\"events\":[" + moved + "]}]}";
        String state = "{\"latest_status\":{\"status\":\"Delivered\",\"sub_status\":\"Delivered_Other\"},";
        assertThat(events(state + told + "}").get(1))
                .isEqualTo(json("{\"code\":\"Delivered_Other\",\"time\":{},\"after_events\":true}"));
        assertThat(events(
                                state + told
                                        + ",\"milestone\":[{\"key_stage\":\"Delivered\",\"time_iso\":\"2026-03-13T09:00:00+01:00\"}]}")
                        .get(1))
                .as("17TRACK's key stages know when")
                .isEqualTo(
                        json(
                                "{\"code\":\"Delivered_Other\",\"time\":{\"raw\":\"2026-03-13T09:00:00+01:00\",\"local\":\"2026-03-13T09:00:00+01:00\"},\"after_events\":true}"));
        assertThat(events(state + told + ",\"milestone\":[{\"key_stage\":\"Delivered\",\"time_iso\":null}]}")
                        .get(1))
                .isEqualTo(json("{\"code\":\"Delivered_Other\",\"time\":{},\"after_events\":true}"));
        assertThat(events("{\"latest_status\":{\"status\":\"NotFound\",\"sub_status\":\"NotFound_InvalidCode\"}," + told
                                + "}")
                        .get(1))
                .as("it follows what was known before")
                .isEqualTo(
                        json(
                                "{\"code\":\"NotFound_InvalidCode\",\"time\":{\"raw\":\"2026-03-12T10:02:00+01:00\",\"local\":\"2026-03-12T10:02:00+01:00\"},\"after_events\":true}"));
    }

    @Test
    void aPushOfAnOlderVersionIsNotLostSilently() {
        for (String form : List.of("\"track\":{\"e\":40,\"z0\":{}}", "\"track_info\":null", "\"track_info\":[]")) {
            Object push =
                    json("{\"event\":\"TRACKING_UPDATED\",\"data\":{\"number\":\"" + NUMBER + "\"," + form + "}}");
            assertThatThrownBy(() -> normalized(push)).as(form).isInstanceOfSatisfying(NotUnderstood.class, e -> {
                assertThat(e.field()).isEqualTo("$.body.data.track_info");
                assertThat(e).hasMessageContaining("data.track_info is missing").hasMessageNotContaining("remedy");
                assertThat(e.hint())
                        .startsWith("set the webhook version in 17TRACK's console to v2 or later")
                        .doesNotContain("$", "\"");
            });
        }
    }

    @Test
    void aStageSaysTheSubStatusOfItsName() throws Exception {
        String moved =
                "{\"time_iso\":\"2026-03-12T10:02:00+01:00\",\"description\":\"x\",\"stage\":\"Returning\",\"sub_status\":null}";
        assertThat(events(
                        "{\"latest_status\":{\"status\":\"Exception\",\"sub_status\":\"Exception_Returning\"},\"latest_event\":"
                                + moved + ",\"tracking\":{\"providers\":[]}}"))
                .singleElement()
                .satisfies(event -> assertThat(((Map<?, ?>) event).get("code")).isEqualTo("Returning"));
    }

    @Test
    void pushesAreProvedSortedAndKnownByTheirEvents() throws Exception {
        Exchange updated = push(ConnectorBench.sample("17track/push.json"));
        assertThat(updated.getVariable("push.handling")).isEqualTo("taken");
        assertThat(updated.getVariable("push.type")).isEqualTo("TRACKING_UPDATED");
        assertThat(updated.getVariable("push.key")).isEqualTo(NUMBER + ":190094:-551+772:Delivered_Other");

        assertThat(push(ConnectorBench.sample("17track/stopped.json")).getVariable("push.key"))
                .isEqualTo(NUMBER + ":190094:stopped:none");
        PartnerBench.Heard.last = "1725328800000";
        assertThat(push(ConnectorBench.sample("17track/stopped.json")).getVariable("push.key"))
                .as("followed again, heard of, and stopped again")
                .isEqualTo(NUMBER + ":190094:stopped:1725328800000");
        PartnerBench.Heard.last = "none";
        Exchange unhashed = push(("{\"event\":\"TRACKING_UPDATED\",\"data\":{\"number\":\"" + NUMBER
                        + "\",\"carrier\":3011,\"tag\":null}}")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(unhashed.getVariable("push.handling")).isEqualTo("taken");
        assertThat(unhashed.getVariable("push.key")).as("the body's hash").isNull();

        assertThat(push("{\"event\":\"SOMETHING_NEW\"}".getBytes(StandardCharsets.UTF_8))
                        .getVariable("push.handling"))
                .isEqualTo("unknown");
        Exchange broken = push("{\"event\":".getBytes(StandardCharsets.UTF_8));
        assertThat(broken.getVariable("push.handling")).isEqualTo("unknown");
        assertThat(broken.getVariable("push.type")).isEqualTo("unreadable");

        byte[] body = ConnectorBench.sample("17track/push.json");
        assertThatThrownBy(
                        () -> bench.push(tracker, Map.of("sign", Track17Sha256.signature("another", body)), "", body))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void capturedAnswersAreUnderstood() throws Exception {
        Object answer = Json.parse(
                Files.readAllBytes(ShopifyOrderTest.captured("17track/gettrackinfo_exception_returning.json")));
        Map<?, ?> document = (Map<?, ?>) ((List<?>) normalized(answer)).get(0);
        assertThat(((Map<?, ?>) ((List<?>) document.get("events")).get(0)).get("code"))
                .isEqualTo("Exception_Returning");

        Object stopped =
                Json.parse(Files.readAllBytes(ShopifyOrderTest.captured("17track/webhook_tracking_stopped.json")));
        assertThat(((Map<?, ?>) ((List<?>) normalized(stopped)).get(0)).get("stopped"))
                .isEqualTo(true);
    }
}
