package io.openclaw.exceptions;

import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Cases as the open API shows them. */
@Component("exceptionQueries")
public class ExceptionQueries {

    /**
     * @param message what has happened, and {@code hint} what to do, in the reader's language
     * @param resolution type of the event that closed it, or what a person said
     */
    public record CaseView(
            String id,
            String account,
            String orderNo,
            String platformOrderNo,
            String fulfillmentNo,
            String parcelNo,
            String subject,
            String cause,
            String reason,
            String severity,
            String status,
            String message,
            String hint,
            List<String> allowedActions,
            String owner,
            Instant openedAt,
            Instant dueAt,
            Instant resolvedAt,
            String resolution) {}

    /** Which cases; null for any. Pages go by id: {@code after} is the last one of the page before. */
    public record Filter(
            String tenant, String status, String reason, String account, String orderNo, String after, int limit) {}

    private final JdbcClient jdbc;
    private final CaseTexts texts;
    private final Sql sql = Sql.of("exceptions");

    public ExceptionQueries(JdbcClient jdbc, CaseTexts texts) {
        this.jdbc = jdbc;
        this.texts = texts;
    }

    /** Oldest first. */
    public List<CaseView> list(Filter filter, Locale locale) {
        return jdbc.sql(sql.get("list"))
                .param("tenant", filter.tenant())
                .param("status", filter.status())
                .param("reason", filter.reason())
                .param("account", filter.account())
                .param("order", filter.orderNo())
                .param("after", filter.after())
                .param("limit", filter.limit())
                .query((rs, i) -> {
                    String cause = rs.getString("cause");
                    String message = rs.getString("message");
                    String subject = rs.getString("subject");
                    boolean english = locale == null || !"zh".equals(locale.getLanguage());
                    return new CaseView(
                            rs.getString("id"),
                            rs.getString("account"),
                            rs.getString("order_no"),
                            rs.getString("platform_order_no"),
                            rs.getString("fulfillment_no"),
                            rs.getString("parcel_no"),
                            subject,
                            cause,
                            rs.getString("reason"),
                            rs.getString("severity"),
                            rs.getString("status"),
                            english ? message : texts.message(cause, rs.getString("reason"), subject, locale),
                            texts.hint(cause, locale),
                            List.of(rs.getString("allowed_actions").split(",")),
                            rs.getString("owner"),
                            instant(rs.getObject("opened_at", OffsetDateTime.class)),
                            instant(rs.getObject("due_at", OffsetDateTime.class)),
                            instant(rs.getObject("resolved_at", OffsetDateTime.class)),
                            rs.getString("resolution"));
                })
                .list();
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
