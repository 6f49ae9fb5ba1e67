package io.openclaw.partner.calls;

import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the call log. A call is there within a second of its answer, for as long as {@code openclaw.retention.calls} says. */
@Component
public class LoggedCalls {

    private final NamedParameterJdbcTemplate jdbc;
    private final Sql sql = Sql.of("partner");

    public LoggedCalls(JdbcTemplate jdbc) {
        this.jdbc = new NamedParameterJdbcTemplate(jdbc);
    }

    /** The newest first. */
    public List<Call> list(CallQuery query) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", query.tenant());
        parameters.put("order_no", query.orderNo());
        parameters.put("request_id", query.requestId());
        parameters.put("account", query.account());
        parameters.put("operation", query.operation());
        parameters.put("direction", query.direction());
        parameters.put("status", query.status());
        parameters.put("error_code", query.errorCode());
        parameters.put("failed", query.failed());
        parameters.put("since", offset(query.since()));
        parameters.put("before", offset(query.before()));
        parameters.put("before_id", query.beforeId());
        parameters.put("limit", query.limit());
        return jdbc.query(
                sql.get(narrowest(query)) + "\n" + sql.get("calls-page"), parameters, (row, number) -> call(row));
    }

    private static String narrowest(CallQuery query) {
        if (query.orderNo() != null) {
            return "calls-of-order";
        }
        if (query.requestId() != null) {
            return "calls-of-request";
        }
        return query.account() != null ? "calls-of-account" : "calls-of-time";
    }

    private static Call call(ResultSet row) throws SQLException {
        return new Call(
                row.getString("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("direction"),
                row.getString("account"),
                row.getString("operation"),
                row.getString("order_no"),
                row.getString("request_id"),
                row.getString("method"),
                row.getString("url"),
                row.getObject("status", Integer.class),
                row.getString("error_code"),
                row.getObject("duration_ms", Integer.class),
                row.getString("request_excerpt"),
                row.getString("response_excerpt"));
    }

    private static OffsetDateTime offset(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
