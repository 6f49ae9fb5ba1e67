package io.openclaw.partner.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.store.AbsentStore;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcCallLogTest {

    @Test
    void writesMaskedRowsWithinASecondOrSo() {
        try (TestDatabase database = TestDatabase.h2()) {
            JdbcCallLog log = new JdbcCallLog(
                    new JdbcTemplate(database.dataSource()), new SimpleMeterRegistry(), PresentStore.store());
            log.record(new CallRecord(
                    "demo",
                    Instant.parse("2024-06-15T00:30:00Z"),
                    "out",
                    "4px-cn",
                    "carrier:create-waybill",
                    "O1",
                    "e1",
                    "POST",
                    "http://partner/x?sign=abc",
                    200,
                    null,
                    Duration.ofMillis(12),
                    "{\"phone\":\"1\"}".getBytes(StandardCharsets.UTF_8),
                    null));
            await().ignoreExceptions().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                Map<String, Object> row =
                        database.jdbc().sql("SELECT * FROM call_log").query().singleRow();
                assertThat(row)
                        .containsEntry("url", "http://partner/x?sign=***")
                        .containsEntry("request_excerpt", "{\"phone\":\"***\"}")
                        .containsEntry("duration_ms", 12)
                        .containsEntry("order_no", "O1");
            });
            log.close();
        }
    }

    @Test
    void callsOfATimeWithoutTheStoreAreWrittenWhenItIsBack() {
        AbsentStore absent = new AbsentStore();
        try (TestDatabase database = TestDatabase.h2()) {
            JdbcCallLog log =
                    new JdbcCallLog(new JdbcTemplate(database.dataSource()), new SimpleMeterRegistry(), absent.store());
            absent.takeAway(true);
            log.record(new CallRecord(
                    "demo",
                    Instant.parse("2024-06-15T00:30:00Z"),
                    "in",
                    "shopify-us",
                    "push.platform",
                    null,
                    "e2",
                    "POST",
                    "/webhooks/platform/shopify-us",
                    503,
                    "unavailable",
                    Duration.ofMillis(3),
                    null,
                    null));
            log.write();
            assertThat(database.jdbc()
                            .sql("SELECT COUNT(*) FROM call_log")
                            .query(Integer.class)
                            .single())
                    .isZero();
            absent.bringBack();
            await().until(() -> database.jdbc()
                            .sql("SELECT COUNT(*) FROM call_log WHERE error_code = 'unavailable'")
                            .query(Integer.class)
                            .single()
                    == 1);
            log.close();
        }
    }
}
