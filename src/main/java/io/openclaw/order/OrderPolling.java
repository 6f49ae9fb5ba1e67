package io.openclaw.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * When which shop is asked, and from where on. Policies of the account: {@code poll_minutes} (never asked without),
 * {@code poll_overlap_minutes} (how far before the watermark a turn begins, 10), {@code poll_first_hours} (how far back
 * the very first turn reaches, 24).
 */
@Component("orderPolling")
public class OrderPolling {

    private static final String STREAM = "orders";

    private final Accounts accounts;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ObjectMapper canonical;
    private final Sql sql = Sql.of("order");

    public OrderPolling(Accounts accounts, JdbcClient jdbc, Clock clock, ObjectMapper json) {
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.clock = clock;
        this.canonical = json.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }

    /** The accounts whose turn it is. Their turn is taken: no other hub gets it before the next one is due. */
    public List<PollTurn> turns() {
        Instant now = clock.instant();
        List<PollTurn> turns = new ArrayList<>();
        for (Account account : accounts.all(Account.Kind.PLATFORM)) {
            long minutes = number(account, "poll_minutes", 0);
            if (minutes > 0 && account.mode() != Account.Mode.OFF && take(account, now, Duration.ofMinutes(minutes))) {
                turns.add(new PollTurn(
                        account.tenant(),
                        account.id(),
                        Map.of("updated_after", from(account, watermark(account.tenant(), account.id()), now))));
            }
        }
        return turns;
    }

    /**
     * What {@code platform:list-holds} is asked with: the orders that are held here because the seller holds them there. A release that was
     * not told is found by them.
     */
    public Map<String, Object> held(PollTurn turn) {
        List<Map<String, Object>> held = jdbc.sql(sql.get("held-by-seller"))
                .param("tenant", turn.tenant())
                .param("account", turn.account())
                .query((row, n) -> Map.<String, Object>of(
                        "platform_order_id",
                        row.getString("platform_order_id"),
                        "since",
                        row.getObject("since", OffsetDateTime.class).toInstant().toString()))
                .list();
        return Map.of("held", held);
    }

    /** The turn as it goes on with what is on hold, by the answer: an order that is listed then does not come in as if it were not. */
    public PollTurn knowing(PollTurn turn, Map<String, Object> answer) {
        return turn.knowing(answer.get("holds"));
    }

    /**
     * What to ask after a page: for the next one, or null at the end. Only then does the watermark move, so a turn that
     * breaks off is repeated as a whole; documents that are known already are told by their key.
     */
    public Map<String, Object> next(PollTurn turn, Map<String, Object> page) {
        Object cursor = page.get("next_cursor");
        if (cursor != null && !cursor.toString().isBlank()) {
            Map<String, Object> question = new HashMap<>(turn.question());
            question.put("cursor", cursor);
            return question;
        }
        Object watermark = page.get("watermark");
        if (watermark != null && forward(watermark.toString(), watermark(turn.tenant(), turn.account()))) {
            jdbc.sql(sql.get("poll-advance"))
                    .param("tenant", turn.tenant())
                    .param("account", turn.account())
                    .param("stream", STREAM)
                    .param("watermark", watermark.toString())
                    .update();
        }
        return null;
    }

    /**
     * Identity of a polled document: its content. The platform's id and time would do for most, but not for a platform
     * whose times have whole seconds: two edits within one would then look like one.
     */
    public String key(Object document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.writeValueAsBytes(document));
            return "poll:" + HexFormat.of().formatHex(digest);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private boolean take(Account account, Instant now, Duration period) {
        jdbc.sql(sql.get("poll-first"))
                .param("tenant", account.tenant())
                .param("account", account.id())
                .param("stream", STREAM)
                .update();
        return jdbc.sql(sql.get("poll-take"))
                        .param("tenant", account.tenant())
                        .param("account", account.id())
                        .param("stream", STREAM)
                        .param("now", utc(now))
                        .param("due", utc(now.minus(period)))
                        .update()
                > 0;
    }

    /** A turn begins before the watermark, so one that found nothing may name an earlier time: that is no progress. */
    private static boolean forward(String next, String kept) {
        if (next.isBlank() || kept == null) {
            return !next.isBlank();
        }
        try {
            return OffsetDateTime.parse(next).isAfter(OffsetDateTime.parse(kept));
        } catch (DateTimeParseException e) {
            return !next.equals(kept);
        }
    }

    private String watermark(String tenant, String account) {
        return jdbc
                .sql(sql.get("poll-watermark"))
                .param("tenant", tenant)
                .param("account", account)
                .param("stream", STREAM)
                .query((row, n) -> row.getString("watermark"))
                .list()
                .stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String from(Account account, String watermark, Instant now) {
        if (watermark == null) {
            Instant first = now.minus(Duration.ofHours(number(account, "poll_first_hours", 24)));
            Instant actFrom = account.actFrom();
            return (actFrom != null && actFrom.isAfter(first) ? actFrom : first).toString();
        }
        try {
            Duration overlap = Duration.ofMinutes(number(account, "poll_overlap_minutes", 10));
            return OffsetDateTime.parse(watermark).toInstant().minus(overlap).toString();
        } catch (DateTimeParseException e) {
            // A platform may count its changes instead of timing them; then nothing is missed between two turns.
            return watermark;
        }
    }

    private static long number(Account account, String policy, long otherwise) {
        String value = account.policy(policy, null);
        try {
            return value == null ? otherwise : (long) Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "policy " + policy + " of " + account.id() + " in config/partners.yaml is no number: " + value, e);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
