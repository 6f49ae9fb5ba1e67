package io.openclaw.outbox;

import io.openclaw.store.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The table {@code outbox}: every event that was emitted, kept for the order's timeline until it is cleaned up. */
@Component
public class OutboxEvents {

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final String insert;
    private final String find;
    private final String ofOrder;

    public OutboxEvents(JdbcTemplate jdbc) {
        Sql sql = Sql.of("outbox");
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
        this.insert = sql.get("insert-event");
        this.find = sql.get("find-events");
        this.ofOrder = sql.get("events-of-order");
    }

    /** Writes an event in the current transaction and returns its position. */
    public long insert(
            String id, String type, String tenant, String account, String orderNo, Instant occurredAt, String json) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.update(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(insert, new String[] {"seq"});
                    statement.setString(1, id);
                    statement.setString(2, type);
                    statement.setString(3, tenant);
                    statement.setString(4, account);
                    statement.setString(5, orderNo);
                    statement.setObject(6, occurredAt.atOffset(ZoneOffset.UTC));
                    statement.setString(7, json);
                    return statement;
                },
                key);
        Number seq = key.getKey();
        if (seq == null) {
            throw new IllegalStateException("the outbox gave no position for event " + id);
        }
        return seq.longValue();
    }

    /** The events at those positions, by position; what was cleaned up is missing. */
    public Map<Long, Event> find(Collection<Long> seqs) {
        if (seqs.isEmpty()) {
            return Map.of();
        }
        return named.query(find, Map.of("seqs", seqs), OutboxEvents::event).stream()
                .collect(Collectors.toMap(Event::seq, Function.identity()));
    }

    /** What happened to an order, in sequence. */
    public List<Event> ofOrder(String orderNo) {
        return jdbc.query(ofOrder, OutboxEvents::event, orderNo);
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getString("id"),
                row.getString("type"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("tenant"),
                row.getString("order_no"),
                row.getLong("seq"),
                row.getString("account"),
                EventJson.read(row.getString("body")));
    }
}
