package io.openclaw.exceptions;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.outbox.Event;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps a flash sale from waking people four hundred times: of the alerts of one kind (opening or closing, severity, reason, and
 * what it is about) the first goes out at once and opens a window, those that follow in it are counted and told as one when it is
 * over. Windows and counts are rows, so a restart loses none. What is critical goes out each time.
 */
@Component("alertWindows")
public class AlertWindows {

    private static final String CRITICAL = "critical";
    private static final int SUBJECT_LENGTH = 200;
    private static final int KEY_LENGTH = 80;
    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration window;
    private final int numbers;
    private final Sql sql = Sql.of("alert");

    /**
     * @param window how long further alerts of a kind are gathered; zero to send each
     * @param numbers how many of the gathered orders a summary names
     */
    public AlertWindows(
            JdbcClient jdbc,
            Clock clock,
            @Value("${openclaw.alert.window:60s}") Duration window,
            @Value("${openclaw.alert.summary-numbers:20}") int numbers) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.window = window;
        this.numbers = numbers;
    }

    /**
     * What was gathered in a window: the data of {@code alert.summary}.
     *
     * @param of the kind of alert: {@code exception.opened} or {@code exception.resolved}
     * @param subject a SKU, a listing, or the account
     * @param count alerts beside the first
     * @param orderNos of the first of them
     * @param caseIds of the same
     * @param orderKey keeps the summaries of a kind in sequence
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Summary(
            String tenant,
            String account,
            String of,
            String severity,
            String reason,
            String subject,
            int count,
            List<String> orderNos,
            List<String> caseIds,
            String since,
            String until,
            String message,
            String orderKey) {}

    /** Alerts that are alike. */
    private record Kind(String tenant, String type, String severity, String reason, String subject) {

        Map<String, Object> params() {
            return Map.of(
                    "tenant", tenant, "event_type", type, "severity", severity, "reason", reason, "subject", subject);
        }
    }

    private record Window(Kind kind, String account, OffsetDateTime began, OffsetDateTime until) {}

    private record Counted(String orderNo, String caseId) {}

    /**
     * Whether an alert goes out now; if not, it is counted. The same alert again gets the same answer while its window is open.
     * Called inside the caller's transaction.
     */
    public boolean admit(Event event) {
        String severity = Objects.requireNonNullElse(event.text("severity"), CRITICAL);
        if (window.isZero() || severity.equals(CRITICAL)) {
            return true;
        }
        Kind kind = new Kind(
                event.tenant(),
                event.type(),
                severity,
                Objects.requireNonNullElse(event.text("reason"), "unknown"),
                subject(event));
        for (int attempt = 0; attempt < TRIES; attempt++) {
            OffsetDateTime now = now();
            Optional<String> first = of("hold", kind).query(String.class).optional();
            if (first.isPresent()) {
                // One that is over stays a window until it is closed: what comes meanwhile is told with it.
                if (first.get().equals(event.id())) {
                    return true;
                }
                of("count", kind)
                        .param("event_id", event.id())
                        .param("order_no", event.orderNo())
                        .param("case_id", event.text("case_id"))
                        .param("now", now)
                        .update();
                return false;
            }
            int opened = of("open", kind)
                    .param("account", event.account())
                    .param("event_id", event.id())
                    .param("now", now)
                    .param("until", now.plus(window))
                    .update();
            if (opened == 1) {
                return true;
            }
        }
        // Windows that come and go this fast: better told once more than not at all.
        return true;
    }

    /** Closes the windows that are over; what was gathered in them. Called inside the caller's transaction. */
    public List<Summary> over() {
        List<Window> over = jdbc.sql(sql.get("over"))
                .param("now", now())
                .query((row, n) -> new Window(
                        new Kind(
                                row.getString("tenant"),
                                row.getString("event_type"),
                                row.getString("severity"),
                                row.getString("reason"),
                                row.getString("subject")),
                        row.getString("account"),
                        row.getObject("began_at", OffsetDateTime.class),
                        row.getObject("until_at", OffsetDateTime.class)))
                .list();
        List<Summary> summaries = new ArrayList<>();
        for (Window one : over) {
            int count = of("counted", one.kind()).query(Integer.class).single();
            if (count > 0) {
                summaries.add(summary(one, count));
                of("forget-counted", one.kind()).update();
            }
            of("close", one.kind()).update();
        }
        return summaries;
    }

    private Summary summary(Window over, int count) {
        Kind kind = over.kind();
        List<Counted> first = of("first-counted", kind)
                .param("numbers", numbers)
                .query((row, n) -> new Counted(row.getString("order_no"), row.getString("case_id")))
                .list();
        List<String> orders =
                first.stream().map(Counted::orderNo).filter(Objects::nonNull).toList();
        String key = "alert:" + kind.reason() + ":" + kind.subject();
        return new Summary(
                kind.tenant(),
                over.account(),
                kind.type(),
                kind.severity(),
                kind.reason(),
                kind.subject(),
                count,
                orders,
                first.stream().map(Counted::caseId).filter(Objects::nonNull).toList(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(over.began()),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(over.until()),
                message(kind, count, orders),
                key.length() <= KEY_LENGTH ? key : key.substring(0, KEY_LENGTH));
    }

    private static String message(Kind kind, int count, List<String> orders) {
        String what = kind.type().endsWith("resolved") ? "more are resolved" : "more";
        String named = orders.isEmpty()
                ? ""
                : (count > orders.size() ? ", the first " + orders.size() : "") + ": " + String.join(", ", orders);
        return "and " + count + " " + what + ", " + kind.reason() + " of " + kind.subject() + named;
    }

    /** What the case is about: its own subject, the one SKU it names, else its account. */
    private static String subject(Event event) {
        String subject = event.text("subject");
        if (subject == null && event.data().get("skus") instanceof List<?> skus && skus.size() == 1) {
            subject = String.valueOf(skus.get(0));
        }
        if (subject == null) {
            subject = Objects.requireNonNullElse(event.account(), "-");
        }
        return subject.length() <= SUBJECT_LENGTH ? subject : subject.substring(0, SUBJECT_LENGTH);
    }

    private JdbcClient.StatementSpec of(String statement, Kind kind) {
        return jdbc.sql(sql.get(statement)).params(kind.params());
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
