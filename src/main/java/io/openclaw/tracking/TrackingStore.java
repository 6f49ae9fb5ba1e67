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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;

/** The tables of tracking, row by row; decides nothing. */
@Component
class TrackingStore {

    /**
     * A parcel as tracking sees it, with what its fulfillment says.
     *
     * @param since no statement about it is older, but by a wrong clock
     */
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
            String tracker,
            String waybillStatus,
            String fulfillmentStatus,
            OffsetDateTime since) {

        /** Whether more is to be heard of it: its label stands, it is wanted, and it has not arrived or ended. */
        boolean underWay() {
            boolean ended =
                    Milestone.find(milestone).filter(Milestone::terminal).isPresent();
            return !ended
                    && "created".equals(waybillStatus)
                    && !"cancelled".equals(fulfillmentStatus)
                    && !"intercepted".equals(fulfillmentStatus);
        }
    }

    /**
     * A statement as it is stored.
     *
     * @param leg {@link #FOREIGN} for one of another parcel
     * @param twinSource another account that made it in a code its table had not; null where none did
     * @param twinCode that code
     */
    record EventRow(
            long seq,
            String key,
            String source,
            int leg,
            Instant occurredAt,
            EventTime.Source timeSource,
            Milestone milestone,
            String reason,
            String code,
            boolean codeKnown,
            Set<Flag> flags,
            String description,
            String countryCode,
            String twinSource,
            String twinCode) {

        boolean clocked() {
            return timeSource != EventTime.Source.RECEIVED;
        }

        boolean foreign() {
            return leg == FOREIGN;
        }

        Journey.Fact fact() {
            return fact(meaning());
        }

        /** What it would be if it meant something else. */
        Journey.Fact fact(Twins.Meaning other) {
            return new Journey.Fact(key, occurredAt, clocked(), other.milestone(), other.flags(), other.reason());
        }

        Twins.Meaning meaning() {
            return new Twins.Meaning(milestone, reason, flags);
        }
    }

    /** In place of the leg of a statement about another parcel that bore the number before: no leg of this one. */
    static final int FOREIGN = 0;

    private static final RecordMapper<ParcelRow> ROWS = RecordMapper.of(ParcelRow.class);
    private static final RecordMapper<OrderDelivered> DELIVERIES = RecordMapper.of(OrderDelivered.class);

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Sql sql = Sql.of("tracking");

    TrackingStore(JdbcClient jdbc, NamedParameterJdbcTemplate named) {
        this.jdbc = jdbc;
        this.named = named;
    }

    /** Whoever types a number may write it small; carriers' numbers are upper case, and one of a carrier whose are not is found as it is. */
    Optional<String> findParcel(String tenant, String number) {
        Optional<String> found = parcelOf(tenant, number);
        String upper = number == null ? null : number.toUpperCase(Locale.ROOT);
        return found.isPresent() || upper == null || upper.equals(number) ? found : parcelOf(tenant, upper);
    }

    /** Whether a parcel has the number in capitals: in small letters it is no other. */
    boolean bears(ParcelRow parcel, String number) {
        String upper = number.toUpperCase(Locale.ROOT);
        return !upper.equals(number)
                && parcelOf(parcel.tenant(), upper)
                        .filter(parcel.parcelNo()::equals)
                        .isPresent();
    }

    private Optional<String> parcelOf(String tenant, String number) {
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

    /** When something new was last heard of a parcel. */
    Optional<Instant> lastHeard(String parcelNo) {
        return jdbc.sql(sql.get("last-heard"))
                .param("parcel", parcelNo)
                .query((rs, i) -> Optional.ofNullable(rs.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
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

    /**
     * Stores new statements about a parcel that is held, so that nobody else can store them too.
     *
     * @param legs the leg of each that is of this parcel, by its key
     * @return the number of each, by its key
     */
    Map<String, Long> add(List<TrackingEvent> events, Map<String, Integer> legs, Instant now) {
        if (events.isEmpty()) {
            return Map.of();
        }
        SqlParameterSource[] rows = events.stream()
                .map(event -> new MapSqlParameterSource()
                        .addValue("tenant", event.tenant())
                        .addValue("parcel", event.parcelNo())
                        .addValue("key", event.key())
                        .addValue("source", event.source())
                        .addValue("leg", event.foreign() ? FOREIGN : legs.get(event.key()))
                        .addValue("occurred", utc(event.occurredAt()))
                        .addValue("timeSource", event.timeSource().word())
                        .addValue("rawTime", event.rawTime())
                        .addValue("milestone", word(event.milestone()))
                        .addValue("rank", rank(event.milestone()))
                        .addValue("reason", event.reason())
                        .addValue("code", event.code())
                        .addValue("codeKnown", event.codeKnown())
                        .addValue("flags", words(event.flags()))
                        .addValue("description", event.description())
                        .addValue("location", event.location())
                        .addValue("country", event.countryCode())
                        .addValue("now", utc(now)))
                .toArray(SqlParameterSource[]::new);
        KeyHolder keys = new GeneratedKeyHolder();
        named.batchUpdate(sql.get("add-event"), rows, keys, new String[] {"seq"});
        Map<String, Long> seqs = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            seqs.put(events.get(i).key(), ((Number) keys.getKeyList().get(i).get("seq")).longValue());
        }
        return seqs;
    }

    private void setLeg(long seq, int leg) {
        jdbc.sql(sql.get("set-leg")).param("leg", leg).param("seq", seq).update();
    }

    void setMoment(long seq, Instant at) {
        jdbc.sql(sql.get("set-moment")).param("at", utc(at)).param("seq", seq).update();
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

    /** Keeps what another account called a statement that is stored. */
    void setTwin(long seq, String source, String code) {
        jdbc.sql(sql.get("set-twin"))
                .param("source", source)
                .param("code", code)
                .param("seq", seq)
                .update();
    }

    /** Statements whose leg is another by now. */
    void setLegs(List<EventRow> history, Map<String, Integer> legs) {
        for (EventRow row : history) {
            int leg = legs.get(row.key());
            if (leg != row.leg()) {
                setLeg(row.seq(), leg);
            }
        }
    }

    /**
     * Moves a parcel that is held from the state that was read.
     *
     * @param heard when something new was heard of it; null where nothing was
     */
    void move(ParcelRow before, Journey.State after, String code, Instant heard, Instant now) {
        int moved = jdbc.sql(sql.get("move-parcel"))
                .param("leg", after.leg())
                .param("milestone", word(after.milestone()))
                .param("milestoneAt", utc(after.milestoneAt()))
                .param("rank", after.rank())
                .param("subStatus", code)
                .param("reason", after.reason())
                .param("firstScanAt", utc(after.firstScanAt()))
                .param("deliveredAt", utc(after.deliveredAt()))
                .param("heard", utc(heard))
                .param("now", utc(now))
                .param("parcel", before.parcelNo())
                .param("legBefore", before.leg())
                .param("rankBefore", before.rank())
                .update();
        if (moved != 1) {
            throw new IllegalStateException("parcel " + before.parcelNo() + " moved while it was held");
        }
    }

    /** The latest delivery of an order, seen from a parcel of a fulfillment that has left and ended itself. */
    Optional<OrderDelivered> lastDeliveryBeside(String parcelNo) {
        return jdbc.sql(sql.get("last-delivery-beside"))
                .param("parcel", parcelNo)
                .query(DELIVERIES)
                .optional();
    }

    boolean firstDelivered(String orderNo) {
        return jdbc.sql(sql.get("first-delivered")).param("order", orderNo).update() == 1;
    }

    /** The latest delivery of an order that was not told to be delivered yet. */
    Optional<OrderDelivered> lastDelivery(String orderNo) {
        return jdbc.sql(sql.get("last-delivery"))
                .param("order", orderNo)
                .query(DELIVERIES)
                .optional();
    }

    /** Holds an order's row until the transaction ends. */
    void lockOrder(String orderNo) {
        jdbc.sql(sql.get("lock-order"))
                .param("order", orderNo)
                .query(String.class)
                .optional();
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
                EventTime.Source.valueOf(rs.getString("time_source").toUpperCase(Locale.ROOT)),
                Milestone.find(rs.getString("milestone")).orElse(null),
                rs.getString("reason"),
                rs.getString("code"),
                rs.getBoolean("code_known"),
                flags(rs.getString("flags")),
                rs.getString("description"),
                rs.getString("country_code"),
                rs.getString("twin_source"),
                rs.getString("twin_code"));
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
