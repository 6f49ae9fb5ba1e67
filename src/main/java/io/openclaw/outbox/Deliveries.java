package io.openclaw.outbox;

import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The table {@code delivery}: what is outstanding. A row with an owner is in that hub's hands until its lease ends; a
 * row without one waits to be claimed. Leases go by the database's clock.
 */
@Component
public class Deliveries {

    private static final int ERROR_LENGTH = 2000;

    /** How deep a lane is. */
    public record Depth(String subscriber, String lane, long depth, Instant oldest, long failing) {}

    /** A delivery that fails again and again, for operators. */
    public record Failing(
            String subscriber,
            long seq,
            String type,
            String orderKey,
            String lane,
            int attempts,
            Instant firstFailedAt,
            Instant nextAt,
            String lastError) {}

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Sql sql = Sql.of("outbox");
    private final String insertHeld = sql.get("insert-held");
    private final String insertHeldAgain = insertHeld + " ON CONFLICT DO NOTHING";
    private final String insertWaiting = sql.get("insert-waiting");
    private final String insertWaitingAgain = insertWaiting + " ON CONFLICT DO NOTHING";
    private final String foreign = sql.get("foreign-subscribers");
    private final String outstanding = sql.get("count-outstanding");
    private final String claim = sql.get("claim");
    private final String claimShared = claim + " " + sql.get("claim-shared");
    private final String settle = sql.get("settle");

    public Deliveries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
    }

    /**
     * Writes rows that this hub holds from the start.
     *
     * @param mayRepeat leave rows that are there already as they are
     * @return for each row whether it was written
     */
    public boolean[] insertHeld(List<Delivery> rows, String owner, Duration lease, boolean mayRepeat) {
        int[][] counts =
                jdbc.batchUpdate(mayRepeat ? insertHeldAgain : insertHeld, rows, rows.size(), (statement, row) -> {
                    statement.setString(1, row.subscriber());
                    statement.setLong(2, row.seq());
                    statement.setString(3, row.orderKey());
                    statement.setString(4, row.lane());
                    statement.setString(5, owner);
                    statement.setDouble(6, seconds(lease));
                    statement.setString(7, row.token());
                });
        boolean[] written = new boolean[rows.size()];
        for (int i = 0; i < written.length; i++) {
            written[i] = counts[0][i] != 0;
        }
        return written;
    }

    /** Writes rows for whoever claims them, not before the delay is over. */
    public void insertWaiting(List<Delivery> rows, Duration delay, boolean mayRepeat) {
        jdbc.batchUpdate(mayRepeat ? insertWaitingAgain : insertWaiting, rows, rows.size(), (statement, row) -> {
            statement.setString(1, row.subscriber());
            statement.setLong(2, row.seq());
            statement.setString(3, row.orderKey());
            statement.setString(4, row.lane());
            statement.setDouble(5, seconds(delay));
        });
    }

    /** Queues an event for a subscriber again; false where it is queued already. */
    public boolean insertAgain(Delivery row) {
        return jdbc.update(sql.get("insert-replay"), row.subscriber(), row.seq(), row.orderKey(), row.lane()) == 1;
    }

    /** Subscribers that have an earlier event of this order outside this hub's hands. */
    public Set<String> foreignSubscribers(String orderKey, String owner) {
        return Set.copyOf(jdbc.queryForList(foreign, String.class, orderKey, owner));
    }

    /** Whether a subscriber has yet to work off an event of this ordering key, whoever holds it. */
    public boolean outstanding(String subscriber, String orderKey) {
        Integer rows = jdbc.queryForObject(outstanding, Integer.class, orderKey, subscriber);
        return rows != null && rows > 0;
    }

    /** Lanes by subscriber where rows wait that nobody holds; those that are delayed for the first time do not count yet. */
    public Map<String, Set<String>> waiting() {
        Map<String, Set<String>> waiting = new HashMap<>();
        for (String subscriber = after("first-waiting-subscriber", "");
                subscriber != null;
                subscriber = after("first-waiting-subscriber", subscriber)) {
            for (String lane = after("first-waiting-lane", subscriber, "");
                    lane != null;
                    lane = after("first-waiting-lane", subscriber, lane)) {
                if (after("waits-in-lane", subscriber, lane) != null) {
                    waiting.computeIfAbsent(subscriber, s -> new HashSet<>()).add(lane);
                }
            }
        }
        return waiting;
    }

    private String after(String statement, String... names) {
        List<String> found = jdbc.queryForList(sql.get(statement), String.class, (Object[]) names);
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Takes the heads of a lane's waiting lines into this hub's hands, in the current transaction.
     *
     * @param alone whether no other process can take them at the same time; then no row has to be locked to find out
     */
    public List<Delivery> claim(
            String subscriber, String lane, int batch, String owner, String token, Duration lease, boolean alone) {
        Map<String, Object> parameters = Map.of("subscriber", subscriber, "lane", lane, "batch", batch, "owner", owner);
        List<Delivery> heads =
                named.query(alone ? claim : claimShared, parameters, (row, number) -> delivery(row, token));
        if (!heads.isEmpty()) {
            jdbc.batchUpdate(sql.get("hold"), heads, heads.size(), (statement, head) -> {
                statement.setString(1, owner);
                statement.setString(2, token);
                statement.setDouble(3, seconds(lease));
                statement.setString(4, head.subscriber());
                statement.setLong(5, head.seq());
            });
        }
        return heads;
    }

    /** True while the row exists and is held under this token. */
    public boolean isHeld(Delivery row) {
        Integer rows = jdbc.queryForObject(sql.get("is-held"), Integer.class, row.subscriber(), row.seq(), row.token());
        return rows != null && rows > 0;
    }

    /** Deletes finished rows that are still held under their token; what another hub has taken over stays. */
    public void settle(Collection<Delivery> done) {
        jdbc.batchUpdate(settle, done, done.size(), (statement, row) -> {
            statement.setString(1, row.subscriber());
            statement.setLong(2, row.seq());
            statement.setString(3, row.token());
        });
    }

    /** Deletes one row; false when the lease was lost to another hub. */
    public boolean settle(Delivery row) {
        return jdbc.update(settle, row.subscriber(), row.seq(), row.token()) == 1;
    }

    /**
     * Notes a failed attempt and when the next one is due; the row stays in this hub's hands.
     *
     * @return false when it is not: the lease was lost to another hub, or the row never came to disk
     */
    public boolean putOff(Delivery row, Duration delay, String error) {
        return jdbc.update(
                        sql.get("put-off"),
                        row.attempt(),
                        offset(row.firstFailedAt()),
                        cut(error, ERROR_LENGTH),
                        seconds(delay),
                        row.subscriber(),
                        row.seq(),
                        row.token())
                == 1;
    }

    /** Prolongs the leases of this hub, but of rows that somebody is changing. */
    public void renew(String owner, Duration lease) {
        jdbc.update(sql.get("renew"), seconds(lease), owner, owner);
    }

    /** Frees what other hubs hold beyond their lease; returns how many rows. */
    public int voidExpired(String owner) {
        return jdbc.update(sql.get("void-expired"), owner);
    }

    /** Frees whatever another owner holds: right only where no other process can, so that the owner must be dead. */
    public int voidOthers(String owner) {
        return jdbc.update(sql.get("void-others"), owner);
    }

    /** Gives up what this hub holds for a subscriber. */
    public int release(String subscriber, String owner) {
        return jdbc.update(sql.get("release"), subscriber, owner);
    }

    /** Deletes what waits for a subscriber that nobody is any more; returns how many. One that is subscribed keeps all. */
    public int discard(String subscriber) {
        return jdbc.update(sql.get("discard"), subscriber);
    }

    /** Gives up what this hub holds of a lane. */
    public int releaseLane(String subscriber, String lane, String owner) {
        return jdbc.update(sql.get("release-lane"), subscriber, lane, owner);
    }

    /** Has what failed in a lane tried again at once; returns how many rows that nobody holds. */
    public int hurry(String lane) {
        return jdbc.update(sql.get("hurry"), lane);
    }

    /** Notes why a delivery waits; it was no attempt. */
    public void note(Delivery row, String reason) {
        jdbc.update(sql.get("note"), cut(reason, ERROR_LENGTH), row.subscriber(), row.seq(), row.token());
    }

    /** Deletes what waits in a lane and nobody holds; returns how many. */
    public int discardLane(String lane) {
        return jdbc.update(sql.get("discard-lane"), lane);
    }

    /** Gives up everything this hub holds. */
    public int releaseAll(String owner) {
        return jdbc.update(sql.get("release-all"), owner);
    }

    public List<Depth> depths() {
        return jdbc.query(
                sql.get("depths"),
                (row, number) -> new Depth(
                        row.getString("subscriber"),
                        row.getString("lane"),
                        row.getLong("depth"),
                        instant(row.getObject("oldest", OffsetDateTime.class)),
                        row.getLong("failing")));
    }

    /** Deliveries that failed at least so many times. */
    public List<Failing> failing(int attempts) {
        return jdbc.query(
                sql.get("failing"),
                (row, number) -> new Failing(
                        row.getString("subscriber"),
                        row.getLong("seq"),
                        row.getString("type"),
                        row.getString("order_key"),
                        row.getString("lane"),
                        row.getInt("attempt"),
                        instant(row.getObject("first_failed_at", OffsetDateTime.class)),
                        instant(row.getObject("next_at", OffsetDateTime.class)),
                        row.getString("last_error")),
                attempts);
    }

    private static Delivery delivery(ResultSet row, String token) throws SQLException {
        return new Delivery(
                row.getString("subscriber"),
                row.getLong("seq"),
                row.getString("order_key"),
                row.getString("lane"),
                row.getInt("attempt"),
                instant(row.getObject("first_failed_at", OffsetDateTime.class)),
                token);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime offset(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
