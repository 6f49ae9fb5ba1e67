package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which tracking nodes a platform is told. Its policy {@code post_tracking} lists the milestones; the delivery is told always. A
 * ranked milestone is told when a parcel moves to it, once a leg; a failed attempt or a hold each time.
 *
 * <p>At the platform the parcels of a fulfillment are one shipment: a milestone is told with the first of them that reaches it,
 * none is told that lies behind what was told already, and the delivery with the last.
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
            String orderNo,
            String fulfillmentNo) {

        Milestone ranked() {
            return Milestone.find(milestone).filter(Milestone::ranked).orElse(null);
        }

        Progress progress() {
            return new Progress(leg, ranked().rank());
        }
    }

    /** How far a shipment is: a new leg lies ahead of all of the former. */
    private record Progress(int leg, int rank) implements Comparable<Progress> {

        @Override
        public int compareTo(Progress other) {
            return leg == other.leg ? Integer.compare(rank, other.rank) : Integer.compare(leg, other.leg);
        }
    }

    private record Sibling(String parcelNo, String milestone, OffsetDateTime deliveredAt) {

        boolean delivered() {
            return deliveredAt != null;
        }
    }

    /** Between milestone and count of the leg in a reference; the first leg goes without. */
    private static final String LEG = "/leg";

    private static final RecordMapper<Sibling> SIBLINGS = RecordMapper.of(Sibling.class);
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

    /** The node a shipment has reached by the time it is confirmed: until then the platform could not be told. */
    public Node reached(String accountId, String parcelNo) {
        List<Sibling> shipment = shipment(parcelNo);
        boolean all = shipment.stream().allMatch(Sibling::delivered);
        Account account = accounts.get(accountId);
        return shipment.stream()
                .flatMap(one -> milestoneEvent(one.parcelNo()).stream())
                .map(this::row)
                .filter(row -> row.ranked() != null
                        && wanted(account, row.ranked())
                        && (all || row.ranked() != Milestone.DELIVERED))
                .max(Comparator.comparing(Row::progress).thenComparing(Row::occurredAt))
                .map(row -> node(accountId, parcelNo, row))
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
        Row row = row(seq);
        if (row.ranked() == Milestone.DELIVERED) {
            List<Sibling> shipment = shipment(parcelNo);
            return shipment.stream().allMatch(Sibling::delivered)
                    ? node(accountId, parcelNo, lastDelivery(shipment).orElse(row))
                    : Node.NONE;
        }
        return node(accountId, parcelNo, row);
    }

    private Node node(String accountId, String parcelNo, Row row) {
        String reference = reference(parcelNo, row);
        // The delivery is told once, by its reference, however far another parcel came in a leg of its own.
        return row.ranked() != null && row.ranked() != Milestone.DELIVERED && passed(accountId, row, reference)
                ? Node.NONE
                : new Node(
                        true,
                        reference,
                        confirmation(accountId, row),
                        parcelNo,
                        row.orderNo(),
                        row.platformOrderId(),
                        row.milestone(),
                        row.occurredAt(),
                        row.description(),
                        row.location(),
                        row.countryCode());
    }

    /** A milestone is the whole shipment's; a failed attempt or a hold is the parcel's own, and the moment names it. */
    private static String reference(String parcelNo, Row row) {
        return row.ranked() == null
                // Two sources of one failed attempt are one node.
                ? parcelNo + "/" + row.milestone() + "/" + row.occurredAt().toEpochSecond()
                : row.fulfillmentNo() + "/" + row.milestone() + (row.leg() > 1 ? LEG + row.leg() : "");
    }

    /** Whether the platform was told something that lies as far, or farther. */
    private boolean passed(String accountId, Row row, String reference) {
        return jdbc
                .sql(sql.get("nodes-told"))
                .param("order", row.orderNo())
                .param("account", accountId)
                .param("fulfillment", row.fulfillmentNo())
                .query(String.class)
                .list()
                .stream()
                .filter(told -> !told.equals(reference))
                .flatMap(told -> progress(told, row.fulfillmentNo()).stream())
                .anyMatch(told -> told.compareTo(row.progress()) >= 0);
    }

    /** What a reference of ours says; empty for one that says nothing of progress. */
    private static Optional<Progress> progress(String reference, String fulfillmentNo) {
        String said = reference.substring(fulfillmentNo.length() + 1);
        int at = said.indexOf(LEG);
        int leg = at < 0 ? 1 : Integer.parseInt(said.substring(at + LEG.length()));
        return Milestone.find(at < 0 ? said : said.substring(0, at))
                .filter(Milestone::ranked)
                .map(milestone -> new Progress(leg, milestone.rank()));
    }

    private List<Sibling> shipment(String parcelNo) {
        return jdbc.sql(sql.get("shipment"))
                .param("parcel", parcelNo)
                .query(SIBLINGS)
                .list();
    }

    private Optional<Row> lastDelivery(List<Sibling> shipment) {
        return shipment.stream()
                .filter(one -> Milestone.DELIVERED.word().equals(one.milestone()))
                .max(Comparator.comparing(Sibling::deliveredAt))
                .flatMap(last -> milestoneEvent(last.parcelNo()))
                .map(this::row);
    }

    private Optional<Long> milestoneEvent(String parcelNo) {
        return jdbc.sql(sql.get("milestone-event"))
                .param("parcel", parcelNo)
                .query(Long.class)
                .optional();
    }

    private Row row(long seq) {
        return jdbc.sql(sql.get("node")).param("seq", seq).query(ROWS).single();
    }

    private String confirmation(String accountId, Row row) {
        return jdbc.sql(sql.get("confirmation"))
                .param("order", row.orderNo())
                .param("account", accountId)
                .param("fulfillment", row.fulfillmentNo())
                .query(String.class)
                .optional()
                .orElse(null);
    }
}
