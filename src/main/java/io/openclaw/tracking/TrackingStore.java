package io.openclaw.tracking;

import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of tracking, row by row; decides nothing. */
@Component
class TrackingStore {

    /** A parcel as tracking sees it, with what its fulfillment says. */
    record ParcelRow(
            String parcelNo,
            String tenant,
            String orderNo,
            String fulfillmentNo,
            String account,
            String waybillNo,
            int leg,
            String milestone,
            int rank,
            String warehouse,
            String carrier,
            String tracker) {}

    /** A statement as it is stored. */
    record EventRow(
            long seq,
            String key,
            String source,
            int leg,
            Instant occurredAt,
            Milestone milestone,
            String reason,
            String code,
            boolean codeKnown,
            Set<Flag> flags,
            String description,
            String countryCode) {

        Journey.Fact fact() {
            return new Journey.Fact(key, occurredAt, milestone, flags, reason);
        }
    }

    private static final RecordMapper<ParcelRow> ROWS = RecordMapper.of(ParcelRow.class);

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("tracking");

    TrackingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<String> findParcel(String tenant, String number) {
        return jdbc.sql(sql.get("find-parcel"))
                .param("tenant", tenant)
                .param("number", number)
                .query(String.class)
                .optional();
    }

    /** Holds order and parcel for the rest of the transaction: statements are taken one message at a time. */
    void lock(String parcelNo) {
        jdbc.sql(sql.get("lock-order-of"))
                .param("parcel", parcelNo)
                .query(String.class)
                .optional();
        jdbc.sql(sql.get("lock-parcel"))
                .param("parcel", parcelNo)
                .query(String.class)
                .optional();
    }

    ParcelRow parcel(String parcelNo) {
        return jdbc.sql(sql.get("parcel")).param("parcel", parcelNo).query(ROWS).single();
    }

    void addNumber(String parcelNo, String role, String number, Instant now) {
        jdbc.sql(sql.get("add-number"))
                .param("parcel", parcelNo)
                .param("role", role)
                .param("number", number)
                .param("since", utc(now))
                .update();
    }

    List<EventRow> history(String parcelNo) {
        return jdbc.sql(sql.get("history"))
                .param("parcel", parcelNo)
                .query((rs, i) -> event(rs))
                .list();
    }

    /** Stores a statement; empty where it is there already. */
    Optional<Long> add(TrackingEvent event, int leg, Instant now) {
        int added = jdbc.sql(sql.get("add-event"))
                .param("tenant", event.tenant())
                .param("parcel", event.parcelNo())
                .param("key", event.key())
                .param("source", event.source())
                .param("leg", leg)
                .param("occurred", utc(event.occurredAt()))
                .param("timeSource", event.timeSource().word())
                .param("rawTime", event.rawTime())
                .param("milestone", word(event.milestone()))
                .param("rank", rank(event.milestone()))
                .param("reason", event.reason())
                .param("code", event.code())
                .param("codeKnown", event.codeKnown())
                .param("flags", words(event.flags()))
                .param("description", event.description())
                .param("location", event.location())
                .param("country", event.countryCode())
                .param("now", utc(now))
                .update();
        if (added == 0) {
            return Optional.empty();
        }
        return jdbc.sql(sql.get("event-seq"))
                .param("parcel", event.parcelNo())
                .param("key", event.key())
                .query(Long.class)
                .optional();
    }

    void setLeg(long seq, int leg) {
        jdbc.sql(sql.get("set-leg")).param("leg", leg).param("seq", seq).update();
    }

    void setMeaning(long seq, Milestone milestone, String reason, Set<Flag> flags, boolean known) {
        jdbc.sql(sql.get("set-meaning"))
                .param("milestone", word(milestone))
                .param("rank", rank(milestone))
                .param("reason", reason)
                .param("flags", words(flags))
                .param("known", known)
                .param("seq", seq)
                .update();
    }

    /** Moves the parcel from the state that was read; false where it is in another by now. */
    boolean move(ParcelRow before, Journey.State after, String code, Instant now) {
        return jdbc.sql(sql.get("move-parcel"))
                        .param("leg", after.leg())
                        .param("milestone", word(after.milestone()))
                        .param("milestoneAt", utc(after.milestoneAt()))
                        .param("rank", after.rank())
                        .param("subStatus", code)
                        .param("reason", after.reason())
                        .param("firstScanAt", utc(after.firstScanAt()))
                        .param("deliveredAt", utc(after.deliveredAt()))
                        .param("now", utc(now))
                        .param("parcel", before.parcelNo())
                        .param("legBefore", before.leg())
                        .param("rankBefore", before.rank())
                        .update()
                == 1;
    }

    /** Whether every parcel the order still needs is delivered. */
    boolean allDelivered(String orderNo) {
        return jdbc.sql(sql.get("undelivered"))
                        .param("order", orderNo)
                        .query(Long.class)
                        .single()
                == 0;
    }

    void park(String tenant, String number, long inboxId, String account, Instant now) {
        jdbc.sql(sql.get("park"))
                .param("tenant", tenant)
                .param("number", number)
                .param("inbox", inboxId)
                .param("account", account)
                .param("now", utc(now))
                .update();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static EventRow event(ResultSet rs) throws SQLException {
        return new EventRow(
                rs.getLong("seq"),
                rs.getString("event_key"),
                rs.getString("source"),
                rs.getInt("leg"),
                rs.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                Milestone.find(rs.getString("milestone")).orElse(null),
                rs.getString("reason"),
                rs.getString("code"),
                rs.getBoolean("code_known"),
                flags(rs.getString("flags")),
                rs.getString("description"),
                rs.getString("country_code"));
    }

    private static Set<Flag> flags(String words) {
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        if (words != null) {
            for (String word : words.split(",")) {
                Flag.find(word).ifPresent(flags::add);
            }
        }
        return flags;
    }

    private static String words(Collection<Flag> flags) {
        return flags.isEmpty() ? null : flags.stream().map(Flag::word).sorted().collect(Collectors.joining(","));
    }

    private static String word(Milestone milestone) {
        return milestone == null ? null : milestone.word();
    }

    private static int rank(Milestone milestone) {
        return milestone == null ? 0 : milestone.rank();
    }
}
