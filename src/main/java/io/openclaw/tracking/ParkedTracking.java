package io.openclaw.tracking;

import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Messages about numbers that belonged to no parcel when they came: a carrier's push may be faster than our own commit. */
@Component("parkedTracking")
public class ParkedTracking {

    /**
     * A message to read again; as it is, the data of {@code push.carrier}.
     *
     * @param orderKey keeps the readings of one message in sequence
     */
    public record Again(String tenant, String account, String kind, long inboxId, String orderKey) {}

    private record Parked(long id, String tenant, String account, long inboxId) {

        Again again() {
            return new Again(tenant, account, "carrier", inboxId, "push:" + inboxId);
        }
    }

    private static final RecordMapper<Parked> ROWS = RecordMapper.of(Parked.class);

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("tracking");

    public ParkedTracking(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes out the messages about one parcel's numbers. */
    public List<Again> of(String parcelNo) {
        return take(jdbc.sql(sql.get("parked-of-parcel")).param("parcel", parcelNo));
    }

    /** Takes out every message whose number is known by now: for those that were parked while the parcel was being stored. */
    public List<Again> found() {
        return take(jdbc.sql(sql.get("parked-found")));
    }

    /**
     * How much is parked for an account.
     *
     * @param oldest since when the oldest of it is
     */
    public record Count(String account, long messages, OffsetDateTime oldest) {}

    /** What is parked, by the account that told of it. */
    public List<Count> counts() {
        return jdbc.sql(sql.get("parked-count"))
                .query((row, n) -> new Count(
                        row.getString("account"),
                        row.getLong("messages"),
                        row.getObject("oldest", OffsetDateTime.class)))
                .list();
    }

    /** A message is taken by the transaction that deletes its row. */
    private List<Again> take(JdbcClient.StatementSpec query) {
        return query.query(ROWS).list().stream()
                .filter(parked ->
                        jdbc.sql(sql.get("unpark")).param("id", parked.id()).update() == 1)
                .map(Parked::again)
                .distinct()
                .toList();
    }
}
