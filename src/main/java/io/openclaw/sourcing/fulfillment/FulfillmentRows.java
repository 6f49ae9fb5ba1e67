package io.openclaw.sourcing.fulfillment;

import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.Packing;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of fulfillments and their parcels, and what follows from them on the order. */
@Component
public class FulfillmentRows {

    private static final int DECISION_LENGTH = 2000;

    private final JdbcClient jdbc;
    private final CapacityDays days;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public FulfillmentRows(JdbcClient jdbc, CapacityDays days, Clock clock) {
        this.jdbc = jdbc;
        this.days = days;
        this.clock = clock;
    }

    /** How many an order ever had, cancelled ones too: the next one's number is never one that was used. */
    public int count(String orderNo) {
        return jdbc.sql(sql.get("fulfillment-count"))
                .param("order_no", orderNo)
                .query(Integer.class)
                .single();
    }

    /** @param capacityDay the day whose place it takes; null where no capacity counts */
    public void insert(
            FulfillmentRef ref,
            Demand demand,
            SourcingPlan.Part part,
            String decision,
            String dutyType,
            LocalDate capacityDay) {
        jdbc.sql(sql.get("fulfillment-insert"))
                .param("fulfillment_no", ref.fulfillmentNo())
                .param("tenant", ref.tenant())
                .param("account", ref.account())
                .param("order_no", ref.orderNo())
                .param("warehouse", ref.warehouse())
                .param("label_source", ref.labelSource())
                .param("carrier", ref.carrier())
                .param("tracker", ref.tracker())
                .param("service", ref.service())
                .param("ship_by", demand.shipBy())
                .param("decision", cut(decision))
                .param("capacity_day", capacityDay)
                .param("at", now())
                .update();
        for (Demand.Line line : part.lines()) {
            jdbc.sql(sql.get("fulfillment-line-insert"))
                    .param("fulfillment_no", ref.fulfillmentNo())
                    .param("order_no", ref.orderNo())
                    .param("line_no", line.lineNo())
                    .param("sku", line.sku())
                    .param("quantity", line.quantity())
                    .update();
            jdbc.sql(sql.get("line-allocated"))
                    .param("order_no", ref.orderNo())
                    .param("line_no", line.lineNo())
                    .param("quantity", line.quantity())
                    .update();
        }
        for (int i = 0; i < part.parcels().size(); i++) {
            insertParcel(ref.parcel(i + 1), part, part.parcels().get(i), dutyType);
        }
    }

    private void insertParcel(FulfillmentRef ref, SourcingPlan.Part part, Packing.Parcel parcel, String dutyType) {
        Set<String> ioss = part.lines().stream()
                .map(Demand.Line::ioss)
                .filter(number -> number != null && !number.isBlank())
                .collect(Collectors.toSet());
        jdbc.sql(sql.get("parcel-insert"))
                .param("parcel_no", ref.parcelNo())
                .param("tenant", ref.tenant())
                .param("fulfillment_no", ref.fulfillmentNo())
                .param("order_no", ref.orderNo())
                .param("account", ref.account())
                .param("boxes", parcel.boxes())
                .param("weight_g", parcel.weightG())
                .param("length_mm", parcel.lengthMm())
                .param("width_mm", parcel.widthMm())
                .param("height_mm", parcel.heightMm())
                .param("duty_type", dutyType)
                .param("ioss", ioss.size() == 1 ? ioss.iterator().next() : null)
                .param("at", now())
                .update();
        for (Packing.Content content : parcel.contents()) {
            jdbc.sql(sql.get("parcel-line-insert"))
                    .param("parcel_no", ref.parcelNo())
                    .param("order_no", ref.orderNo())
                    .param("line_no", content.lineNo())
                    .param("sku", content.sku())
                    .param("quantity", content.quantity())
                    .param("of_boxes", content.ofBoxes())
                    .update();
        }
    }

    /** Every parcel of a fulfillment, each named as a fulfillment is, in the order they were made. */
    List<FulfillmentRef> parcels(FulfillmentRef ref) {
        return of(ref.fulfillmentNo(), "parcels-of-fulfillment").query(String.class).list().stream()
                .map(ref::withParcel)
                .toList();
    }

    /** Its parcels whose label stands, or may stand; nobody begins to ask for one until the transaction ends. */
    List<FulfillmentRef> labelled(FulfillmentRef ref) {
        of(ref.fulfillmentNo(), "parcels-lock").query().listOfRows();
        return of(ref.fulfillmentNo(), "parcels-labelled").query(String.class).list().stream()
                .map(ref::withParcel)
                .toList();
    }

    /** Where a fulfillment has several parcels: those whose label stands, or may stand. */
    List<FulfillmentRef> labelledBeside(FulfillmentRef ref) {
        return of(ref.fulfillmentNo(), "parcels-labelled-beside").query(String.class).list().stream()
                .map(ref::withParcel)
                .toList();
    }

    /** Declares the one parcel of a fulfillment anew, whose lines have changed before anybody was asked for a label. */
    void refit(FulfillmentRef ref, Packing.Parcel parcel) {
        jdbc.sql(sql.get("parcel-refit"))
                .param("fulfillment_no", ref.fulfillmentNo())
                .param("weight_g", parcel.weightG())
                .param("length_mm", parcel.lengthMm())
                .param("width_mm", parcel.widthMm())
                .param("height_mm", parcel.heightMm())
                .param("at", now())
                .update();
    }

    /** The fulfillments an order has lines in that are neither cancelled nor intercepted, with their status. */
    List<Live> live(String orderNo) {
        return jdbc.sql(sql.get("fulfillments-live"))
                .param("order_no", orderNo)
                .query(Live::map)
                .list();
    }

    /** Of an order's fulfillments those that have left, and may yet be turned back. */
    List<Live> onItsWay(String orderNo) {
        List<Live> left = live(orderNo).stream().filter(Live::outbound).toList();
        if (left.isEmpty()) {
            return left;
        }
        List<String> travelling = jdbc.sql(sql.get("on-its-way"))
                .param(
                        "fulfillments",
                        left.stream().map(f -> f.ref().fulfillmentNo()).toList())
                .query(String.class)
                .list();
        return left.stream()
                .filter(f -> travelling.contains(f.ref().fulfillmentNo()))
                .toList();
    }

    Live existing(String fulfillmentNo) {
        return find(fulfillmentNo)
                .orElseThrow(() -> new IllegalArgumentException("there is no fulfillment " + fulfillmentNo));
    }

    Optional<Live> find(String fulfillmentNo) {
        return jdbc.sql(sql.get("fulfillment"))
                .param("fulfillment_no", fulfillmentNo)
                .query(Live::map)
                .optional();
    }

    List<String> ordersOf(String fulfillmentNo) {
        return jdbc.sql(sql.get("fulfillment-orders"))
                .param("fulfillment_no", fulfillmentNo)
                .query(String.class)
                .list();
    }

    /**
     * Whether a label of it was asked for, or may have been. Its parcels stay locked until the transaction ends, so nobody
     * begins to ask meanwhile.
     */
    boolean asked(String fulfillmentNo) {
        of(fulfillmentNo, "parcels-lock").query().listOfRows();
        return of(fulfillmentNo, "parcels-asked").query(Integer.class).single() > 0;
    }

    /** Whether its warehouse, which makes the label itself, was asked to ship it, and nobody knows whether it took the order. */
    boolean unanswered(String fulfillmentNo) {
        return of(fulfillmentNo, "outbound-unanswered").query(Integer.class).single() > 0;
    }

    /** Whether a warehouse that makes the label itself has it, has given no number yet, and may still drop it. */
    boolean retrievable(String fulfillmentNo) {
        return of(fulfillmentNo, "retrievable").query(Integer.class).single() > 0;
    }

    /** Whether it is being taken back already. */
    boolean beingVoided(String fulfillmentNo) {
        return of(fulfillmentNo, "parcels-being-voided").query(Integer.class).single() > 0;
    }

    /** Ends a fulfillment nobody may work on any more; its place in the warehouse's day is another's. */
    void cancel(String fulfillmentNo) {
        of(fulfillmentNo, "parcels-withdraw").param("at", now()).update();
        if (of(fulfillmentNo, "fulfillment-cancel").param("at", now()).update() == 1) {
            days.giveBack(fulfillmentNo);
        }
    }

    /** Notes that a fulfillment has left now; false where it had, or is over. */
    boolean departed(String fulfillmentNo) {
        return of(fulfillmentNo, "fulfillment-departed").param("at", now()).update() == 1;
    }

    /** Counts the allocated and shipped units of an order's lines from its fulfillments. */
    void recount(String orderNo) {
        jdbc.sql(sql.get("lines-recount")).param("order_no", orderNo).update();
    }

    public void allocation(String orderNo, String allocation) {
        jdbc.sql(sql.get("order-allocation"))
                .param("order_no", orderNo)
                .param("allocation", allocation)
                .param("at", now())
                .update();
    }

    /** Notes that an order waits for stock; false when it did already. */
    public boolean backordered(String orderNo) {
        return jdbc.sql(sql.get("order-backordered"))
                        .param("order_no", orderNo)
                        .param("at", now())
                        .update()
                == 1;
    }

    void touch(String orderNo) {
        jdbc.sql(sql.get("order-touch"))
                .param("order_no", orderNo)
                .param("at", now())
                .update();
    }

    OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }

    private JdbcClient.StatementSpec of(String fulfillmentNo, String statement) {
        return jdbc.sql(sql.get(statement)).param("fulfillment_no", fulfillmentNo);
    }

    private static String cut(String text) {
        return text.length() <= DECISION_LENGTH ? text : text.substring(0, DECISION_LENGTH);
    }
}
