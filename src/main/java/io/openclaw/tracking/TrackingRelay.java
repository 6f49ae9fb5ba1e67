package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which tracking nodes a platform is told. Its policy {@code post_tracking} lists the milestones; the delivery is told always. A
 * ranked milestone is told when the parcel moves to it, once a leg; a failed attempt or a hold each time.
 */
@Component("trackingRelay")
public class TrackingRelay {

    /**
     * A node to tell, or not.
     *
     * @param wanted false for a node the platform is not told
     * @param reference identifies the statement
     * @param partnerRef the platform's own id of the confirmed shipment; null before the confirmation
     */
    public record Node(
            boolean wanted,
            String reference,
            String partnerRef,
            String parcelNo,
            String orderNo,
            String platformOrderId,
            String milestone,
            OffsetDateTime occurredAt,
            String description,
            String city,
            String countryCode) {

        static final Node NONE = new Node(false, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * What the platform is sent.
     *
     * @param asked true where an earlier attempt may have arrived: the connector looks before it posts
     */
    public record PlatformEvent(
            String reference,
            String platformOrderId,
            String partnerRef,
            String milestone,
            OffsetDateTime occurredAt,
            String description,
            String city,
            String countryCode,
            boolean asked) {}

    private record Row(
            String milestone,
            OffsetDateTime occurredAt,
            String description,
            String location,
            String countryCode,
            int leg,
            String platformOrderId,
            String orderNo) {}

    private static final RecordMapper<Row> ROWS = RecordMapper.of(Row.class);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Sql sql = Sql.of("tracking");

    public TrackingRelay(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    /** The node of a {@code tracking.updated}. */
    public Node moved(String accountId, Map<String, Object> data) {
        Milestone own = Milestone.find((String) data.get("event_milestone")).orElse(null);
        Milestone reached = Milestone.find((String) data.get("milestone")).orElse(null);
        if (!news(own, Boolean.TRUE.equals(data.get("changed")), reached)
                || !wanted(accounts.get(accountId), own)
                || !(data.get("event_seqs") instanceof List<?> seqs)
                || seqs.isEmpty()) {
            return Node.NONE;
        }
        return node(accountId, (String) data.get("parcel_no"), ((Number) seqs.get(0)).longValue());
    }

    /** The node a parcel has reached by the time its shipment is confirmed: until then the platform could not be told. */
    public Node reached(String accountId, String parcelNo) {
        return jdbc.sql(sql.get("milestone-event"))
                .param("parcel", parcelNo)
                .query(Long.class)
                .optional()
                .map(seq -> node(accountId, parcelNo, seq))
                .filter(node -> wanted(
                        accounts.get(accountId),
                        Milestone.find(node.milestone()).orElse(null)))
                .orElse(Node.NONE);
    }

    /** The document of a node. */
    public PlatformEvent document(Node node, boolean asked) {
        return new PlatformEvent(
                node.reference(),
                node.platformOrderId(),
                node.partnerRef(),
                node.milestone(),
                node.occurredAt(),
                node.description(),
                node.city(),
                node.countryCode(),
                asked);
    }

    /**
     * Whether a statement is a node at all: a flag always, a ranked milestone when it moved the parcel there.
     *
     * @param own what the statement says, or null
     * @param reached where the parcel is after it, or null
     */
    static boolean news(Milestone own, boolean changed, Milestone reached) {
        return own != null && (!own.ranked() || changed && own == reached);
    }

    /** Whether the platform's account asks for it; the delivery is always told. */
    static boolean wanted(Account account, Milestone milestone) {
        return milestone == Milestone.DELIVERED
                || milestone != null && account.policyList("post_tracking").contains(milestone.word());
    }

    private Node node(String accountId, String parcelNo, long seq) {
        Row row = jdbc.sql(sql.get("node")).param("seq", seq).query(ROWS).single();
        boolean ranked =
                Milestone.find(row.milestone()).filter(Milestone::ranked).isPresent();
        // Two sources of one failed attempt are one node: the moment names it.
        String occasion = !ranked ? "/" + row.occurredAt().toEpochSecond() : row.leg() > 1 ? "/leg" + row.leg() : "";
        String reference = parcelNo + "/" + row.milestone() + occasion;
        String confirmation = jdbc.sql(sql.get("confirmation"))
                .param("order", row.orderNo())
                .param("account", accountId)
                .param("parcel", parcelNo)
                .query(String.class)
                .optional()
                .orElse(null);
        return new Node(
                true,
                reference,
                confirmation,
                parcelNo,
                row.orderNo(),
                row.platformOrderId(),
                row.milestone(),
                row.occurredAt(),
                row.description(),
                row.location(),
                row.countryCode());
    }
}
