package io.openclaw.outbox;

import static io.openclaw.outbox.Deliveries.cut;
import static io.openclaw.outbox.Deliveries.instant;
import static io.openclaw.outbox.Deliveries.offset;

import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The table {@code dead_letter}. */
@Component
public class DeadLetters {

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Sql sql = Sql.of("outbox");

    public DeadLetters(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
    }

    /** The order of a fulfillment that this warehouse has; empty for another's, or where none is named. */
    public Optional<String> orderOf(String tenant, String warehouse, String fulfillmentNo) {
        return fulfillmentNo == null
                ? Optional.empty()
                : named
                        .queryForList(
                                sql.get("order-of-fulfillment"),
                                Map.of(
                                        "tenant", tenant,
                                        "warehouse", String.valueOf(warehouse),
                                        "fulfillment_no", storable(fulfillmentNo)),
                                String.class)
                        .stream()
                        .findFirst();
    }

    /** Writes a dead letter in the current transaction. */
    public void insert(DeadLetter letter) {
        jdbc.update(
                sql.get("insert-dead-letter"),
                letter.id(),
                letter.tenant(),
                letter.subscriber(),
                letter.seq(),
                letter.inboxId(),
                letter.type(),
                letter.account(),
                letter.orderNo(),
                letter.orderKey(),
                letter.lane(),
                cut(storable(letter.pushType()), 120),
                cut(storable(letter.platformOrderId()), 120),
                cut(storable(letter.platformOrderNo()), 200),
                letter.attempts(),
                cut(letter.reason(), 60),
                cut(storable(letter.field()), 400),
                cut(storable(letter.message()), 2000),
                cut(storable(letter.hint()), 1000),
                offset(letter.firstFailedAt()),
                offset(letter.deadAt()));
    }

    public Optional<DeadLetter> find(String id) {
        return jdbc.query(sql.get("dead-letter"), DeadLetters::letter, id).stream()
                .findFirst();
    }

    /**
     * Dead letters, the newest first.
     *
     * @param status open, replayed, or null for both
     * @param subscriber null for all
     * @param account null for all
     * @param platformOrder id or number of an order at its platform, or null for all
     * @param before id of the last one of the page before, or null
     */
    public List<DeadLetter> list(
            String tenant,
            String status,
            String subscriber,
            String account,
            String platformOrder,
            String before,
            int limit) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", tenant);
        parameters.put("status", status);
        parameters.put("subscriber", subscriber);
        parameters.put("account", account);
        parameters.put("platform_order", platformOrder);
        parameters.put("before", before);
        parameters.put("limit", limit);
        return named.query(sql.get("dead-letters"), parameters, DeadLetters::letter);
    }

    /** Ids of the open ones of a subscriber, the oldest first. */
    public List<String> open(String subscriber) {
        return jdbc.queryForList(sql.get("open-dead-letters"), String.class, subscriber);
    }

    /** How many are open, by subscriber. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        jdbc.query(sql.get("count-dead-letters"), row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }

    /** Closes an open one; false when somebody else was first. */
    public boolean markReplayed(String id, Instant at, String by) {
        return jdbc.update(sql.get("mark-replayed"), offset(at), by, id) == 1;
    }

    private static DeadLetter letter(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("subscriber"),
                number(row, "seq"),
                number(row, "inbox_id"),
                row.getString("type"),
                row.getString("account"),
                row.getString("its_order_no"),
                row.getString("order_key"),
                row.getString("lane"),
                row.getString("push_type"),
                row.getString("its_platform_order_id"),
                row.getString("its_platform_order_no"),
                row.getInt("attempts"),
                row.getString("reason"),
                row.getString("field"),
                row.getString("message"),
                row.getString("hint"),
                instant(row.getObject("first_failed_at", OffsetDateTime.class)),
                instant(row.getObject("dead_at", OffsetDateTime.class)),
                row.getString("status"),
                instant(row.getObject("replayed_at", OffsetDateTime.class)),
                row.getString("replayed_by"));
    }

    /** What a partner wrote may stand in it: without U+0000 and broken surrogates, which PostgreSQL does not keep as text. */
    private static String storable(String text) {
        return text == null
                ? null
                : new String(text.replace("\0", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
