package io.openclaw.exceptions;

import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of cases, row by row; decides nothing. */
@Component
class CaseStore {

    /**
     * @param subject code of the listing it is about, or null
     * @param allowedActions comma separated
     */
    record Row(
            String id,
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String subject,
            String cause,
            String reason,
            String severity,
            String status,
            String liveKey,
            String message,
            String allowedActions) {

        List<String> actions() {
            return allowedActions.isEmpty() ? List.of() : List.of(allowedActions.split(","));
        }

        boolean open() {
            return "open".equals(status);
        }

        /** Keeps the events of a case without an order in sequence; null where the order does. */
        String orderKey() {
            return orderNo == null ? "case:" + account : null;
        }
    }

    private static final int SUBJECT_LENGTH = 200;
    private static final RecordMapper<Row> ROWS = RecordMapper.of(Row.class);

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("exceptions");

    CaseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Open cases of an order; those of the account alone where there is no order. */
    List<Row> open(String tenant, String orderNo, String account) {
        if (orderNo != null) {
            return jdbc.sql(sql.get("open-of-order"))
                    .param("order", orderNo)
                    .query(ROWS)
                    .list();
        }
        return jdbc.sql(sql.get("open-of-account"))
                .param("tenant", tenant)
                .param("account", account)
                .query(ROWS)
                .list();
    }

    /** The case, held until the transaction ends. */
    Optional<Row> lock(String tenant, String id) {
        return jdbc.sql(sql.get("lock-case"))
                .param("tenant", tenant)
                .param("id", id)
                .query(ROWS)
                .optional();
    }

    /** Whether a case of the order is open. */
    boolean hasOpen(String orderNo) {
        return jdbc.sql(sql.get("count-open-of-order"))
                        .param("order", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** When the subject's last case was resolved. */
    Optional<Instant> lastResolved(CaseSubject subject) {
        JdbcClient.StatementSpec query = subject.orderNo() != null
                ? jdbc.sql(sql.get("last-resolved-of-order"))
                        .param("order", subject.orderNo())
                        .param("fulfillment", subject.fulfillmentNo() == null ? "" : subject.fulfillmentNo())
                : jdbc.sql(sql.get("last-resolved-of-account"))
                        .param("tenant", subject.tenant())
                        .param("account", subject.account())
                        .param("subject", subject.subject() == null ? "" : subject.subject());
        return query.param("cause", subject.cause())
                .query((rs, i) -> Optional.ofNullable(rs.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** False where another has opened the same case at this moment. */
    boolean add(Row row, String owner, Instant openedAt, Instant dueAt, String openedBy) {
        return jdbc.sql(sql.get("add"))
                        .param("id", row.id())
                        .param("tenant", row.tenant())
                        .param("account", row.account())
                        .param("order", row.orderNo())
                        .param("fulfillment", row.fulfillmentNo())
                        .param("parcel", row.parcelNo())
                        .param("subject", shorten(row.subject(), SUBJECT_LENGTH))
                        .param("cause", row.cause())
                        .param("reason", row.reason())
                        .param("severity", row.severity())
                        .param("liveKey", row.liveKey())
                        .param("message", shorten(row.message(), 1000))
                        .param("actions", row.allowedActions())
                        .param("owner", owner)
                        .param("openedAt", utc(openedAt))
                        .param("dueAt", utc(dueAt))
                        .param("openedBy", shorten(openedBy, 40))
                        .update()
                == 1;
    }

    /** False where the case is no longer open. */
    boolean resolve(String id, Instant now, String resolution, String resolvedBy) {
        return jdbc.sql(sql.get("resolve"))
                        .param("id", id)
                        .param("now", utc(now))
                        .param("resolution", resolution)
                        .param("resolvedBy", resolvedBy)
                        .update()
                == 1;
    }

    /** @param subject null where it stays what it is */
    void learn(String id, String reason, String message, String subject, List<String> actions) {
        jdbc.sql(sql.get("learn"))
                .param("id", id)
                .param("reason", reason)
                .param("message", shorten(message, 1000))
                .param("subject", shorten(subject, SUBJECT_LENGTH))
                .param("actions", String.join(",", actions))
                .update();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String shorten(String text, int max) {
        return text == null || text.length() <= max ? text : text.substring(0, max);
    }
}
