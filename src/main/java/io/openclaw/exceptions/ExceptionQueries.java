package io.openclaw.exceptions;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Cases as the open API shows them. */
@Component("exceptionQueries")
public class ExceptionQueries {

    /**
     * @param message what has happened, and {@code hint} what to do, in the reader's language
     * @param resolution type of the event that closed it, or {@code closed_by_hand}
     * @param actionsTaken what was done about it, oldest first
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
            String resolution,
            List<ActionView> actionsTaken) {

        private CaseView with(List<ActionView> actions) {
            return new CaseView(
                    id,
                    account,
                    orderNo,
                    platformOrderNo,
                    fulfillmentNo,
                    parcelNo,
                    subject,
                    cause,
                    reason,
                    severity,
                    status,
                    message,
                    hint,
                    allowedActions,
                    owner,
                    openedAt,
                    dueAt,
                    resolvedAt,
                    resolution,
                    actions);
        }
    }

    /**
     * Something that was done about a case.
     *
     * @param effect recorded, requested, closed; or refused, a partner's no to what was requested, with its words as the note
     * @param by the person, or the app where it named none; of refused the partner's account
     * @param app client id; null of refused
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ActionView(Instant at, String action, String effect, String by, String app, String note) {}

    /** Which cases; null for any. Pages go by id: {@code after} is the last one of the page before. */
    public record Filter(
            String tenant, String status, String reason, String account, String orderNo, String after, int limit) {}

    private final JdbcClient jdbc;
    private final CaseTexts texts;
    private final CaseActionStore actions;
    private final Sql sql = Sql.of("exceptions");

    ExceptionQueries(JdbcClient jdbc, CaseTexts texts, CaseActionStore actions) {
        this.jdbc = jdbc;
        this.texts = texts;
        this.actions = actions;
    }

    /** One case of the tenant. */
    public Optional<CaseView> find(String tenant, String id, Locale locale) {
        return list(new Filter(tenant, null, null, null, null, null, 1), id, locale).stream()
                .findFirst();
    }

    /** Oldest first. */
    public List<CaseView> list(Filter filter, Locale locale) {
        return list(filter, null, locale);
    }

    private List<CaseView> list(Filter filter, String id, Locale locale) {
        List<CaseView> cases = jdbc.sql(sql.get("list"))
                .param("id", id)
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
                    boolean english = locale == null || !"zh".equals(locale.getLanguage());
                    return new CaseView(
                            rs.getString("id"),
                            rs.getString("account"),
                            rs.getString("order_no"),
                            rs.getString("platform_order_no"),
                            rs.getString("fulfillment_no"),
                            rs.getString("parcel_no"),
                            rs.getString("subject"),
                            cause,
                            rs.getString("reason"),
                            rs.getString("severity"),
                            rs.getString("status"),
                            english ? message : texts.message(cause, rs.getString("reason"), locale),
                            texts.hint(cause, locale),
                            List.of(rs.getString("allowed_actions").split(",")),
                            rs.getString("owner"),
                            instant(rs.getObject("opened_at", OffsetDateTime.class)),
                            instant(rs.getObject("due_at", OffsetDateTime.class)),
                            instant(rs.getObject("resolved_at", OffsetDateTime.class)),
                            rs.getString("resolution"),
                            List.of());
                })
                .list();
        Map<String, List<CaseActionStore.Entry>> taken =
                actions.of(cases.stream().map(CaseView::id).toList());
        return cases.stream()
                .map(view -> view.with(taken.getOrDefault(view.id(), List.of()).stream()
                        .map(ExceptionQueries::action)
                        .toList()))
                .toList();
    }

    private static ActionView action(CaseActionStore.Entry entry) {
        return new ActionView(entry.at(), entry.action(), entry.effect(), entry.by(), entry.app(), entry.note());
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
