package io.openclaw.partner.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was asked and answered can be looked up: by order, message, account and time, the newest first. */
class LoggedCallsTest {

    private static final Instant NOON = Instant.parse("2024-06-15T12:00:00Z");

    private TestDatabase database;
    private JdbcCallLog log;
    private LoggedCalls calls;

    /** The database this is tested on. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeEach
    void open() {
        database = database();
        log = new JdbcCallLog(new JdbcTemplate(database.dataSource()), new SimpleMeterRegistry(), PresentStore.store());
        calls = new LoggedCalls(new JdbcTemplate(database.dataSource()));
        call(0, "demo", "4px-cn", "carrier:create-waybill", "O1", "e1", "transient:502");
        call(1, "demo", "4px-cn", "carrier:create-waybill", "O1", "e1", null);
        call(2, "demo", "shopify-us", "platform:confirm-shipment", "O1", "e2", null);
        call(3, "demo", "4px-cn", "carrier:create-waybill", "O2", "e3", "rejected:DS000001");
        call(4, "other", "4px-cn", "carrier:create-waybill", "O1", "e1", null);
        log.record(new CallRecord(
                "demo",
                NOON.plusSeconds(5),
                "in",
                "shopify-us",
                "push.platform",
                null,
                "w1",
                "POST",
                "/webhooks/platform/shopify-us",
                200,
                null,
                Duration.ofMillis(3),
                null,
                null));
        log.write();
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    private void call(
            int second, String tenant, String account, String operation, String orderNo, String event, String error) {
        log.record(new CallRecord(
                tenant,
                NOON.plusSeconds(second),
                "out",
                account,
                operation,
                orderNo,
                event,
                "POST",
                "http://partner/" + second,
                200,
                error,
                Duration.ofMillis(12),
                "{\"phone\":\"1\",\"sku\":\"A\"}".getBytes(StandardCharsets.UTF_8),
                "{}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void ofAnOrderAllThatWasAskedForIt() {
        List<Call> found = list("O1", null, null, null, null, false);
        assertThat(seconds(found)).containsExactly(2, 1, 0);
        assertThat(found.get(2))
                .returns("transient:502", Call::errorCode)
                .returns("{\"phone\":\"***\",\"sku\":\"A\"}", Call::request)
                .returns(12, Call::durationMs)
                .returns("http://partner/0", Call::url);
    }

    @Test
    void ofAnAccountOfAnOperationOfADirectionAndWhatFailed() {
        assertThat(seconds(list(null, null, "4px-cn", null, null, false))).containsExactly(3, 1, 0);
        assertThat(seconds(list(null, null, "4px-cn", null, null, true))).containsExactly(3, 0);
        assertThat(seconds(list(null, null, null, "platform:confirm-shipment", null, false)))
                .containsExactly(2);
        assertThat(seconds(list(null, null, null, null, "in", false))).containsExactly(5);
        assertThat(seconds(list("O1", null, "4px-cn", null, null, true))).containsExactly(0);
    }

    @Test
    void byWhatTheAnswerWasTakenForByTheCodeOfThePartnerAndByStatus() {
        assertThat(seconds(answered(null, "rejected"))).containsExactly(3);
        assertThat(seconds(answered(null, "DS000001"))).containsExactly(3);
        assertThat(seconds(answered(200, "transient:502"))).containsExactly(0);
        assertThat(answered(null, "DS")).isEmpty();
        assertThat(answered(404, null)).isEmpty();
    }

    private List<Call> answered(Integer status, String errorCode) {
        return calls.list(new CallQuery(
                "demo",
                null,
                null,
                null,
                null,
                null,
                status,
                errorCode,
                false,
                Instant.EPOCH,
                NOON.plusSeconds(60),
                null,
                100));
    }

    @Test
    void ofAMessageWhatCameOfIt() {
        assertThat(seconds(list(null, "w1", null, null, null, false))).containsExactly(5);
        assertThat(seconds(list(null, "e1", null, null, null, false))).containsExactly(1, 0);
    }

    @Test
    void ofATimeAndPageByPageAlsoWithinAMoment() {
        for (int i = 0; i < 4; i++) {
            call(3, "demo", "4px-cn", "carrier:get-label", "O3", "e4", null);
        }
        log.write();
        List<String> ids = new ArrayList<>();
        Instant before = NOON.plusSeconds(4);
        String beforeId = null;
        while (true) {
            List<Call> page = calls.list(new CallQuery(
                    "demo", null, null, null, null, null, null, null, false, NOON.plusSeconds(1), before, beforeId, 2));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(call -> ids.add(call.id()));
            before = page.get(page.size() - 1).at();
            beforeId = page.get(page.size() - 1).id();
        }
        assertThat(ids).hasSize(7).doesNotHaveDuplicates();
    }

    private List<Call> list(
            String orderNo, String requestId, String account, String operation, String direction, boolean failed) {
        return calls.list(new CallQuery(
                "demo",
                orderNo,
                requestId,
                account,
                operation,
                direction,
                null,
                null,
                failed,
                Instant.EPOCH,
                NOON.plusSeconds(60),
                null,
                100));
    }

    private static List<Integer> seconds(List<Call> found) {
        return found.stream()
                .map(call -> (int) Duration.between(NOON, call.at()).toSeconds())
                .toList();
    }
}
