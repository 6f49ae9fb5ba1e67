package io.openclaw.waybill;

import io.openclaw.order.OrderTouch;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far a warehouse got with a fulfillment. Steps only go forward, so notices may come twice and in any order. Called
 * inside the caller's transaction.
 */
@Component("fulfillments")
public class Fulfillments {

    /** Whose word a departure is, where it is not a carrier's scan. */
    public static final String WAREHOUSE = "warehouse";

    private static final List<String> STEPS = List.of("planned", "released", "accepted", "picking", "packed");

    private final JdbcClient jdbc;
    private final OrderTouch orders;
    private final Clock clock;
    private final Sql sql = Sql.of("waybill");

    public Fulfillments(JdbcClient jdbc, OrderTouch orders, Clock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Notes that less of a fulfillment left than it has: its lines become what did. Nothing where it has left already.
     *
     * @param units that left, by SKU
     * @return whether a line is less than it was
     * @throws IllegalArgumentException when it has nothing of what left
     */
    public boolean leftPartly(String fulfillmentNo, Map<String, Integer> units) {
        lockOrders(fulfillmentNo);
        if (find(fulfillmentNo).filter(row -> !"outbound".equals(row.status)).isEmpty()) {
            return false;
        }
        Map<String, Integer> left = new TreeMap<>(units);
        List<Map<String, Object>> lines =
                at("fulfillment-lines-plain", fulfillmentNo).query().listOfRows();
        if (lines.stream().noneMatch(line -> left.getOrDefault((String) line.get("sku"), 0) > 0)) {
            throw new IllegalArgumentException(fulfillmentNo + " has nothing of what is said to have left: " + units);
        }
        boolean less = false;
        for (Map<String, Object> line : lines) {
            int has = ((Number) line.get("quantity")).intValue();
            int went = Math.min(has, left.getOrDefault((String) line.get("sku"), 0));
            left.merge((String) line.get("sku"), -went, Integer::sum);
            if (went < has) {
                less = true;
                at(went == 0 ? "fulfillment-line-delete" : "fulfillment-line-set", fulfillmentNo)
                        .param("order_no", line.get("order_no"))
                        .param("line_no", line.get("line_no"))
                        .param("quantity", went)
                        .update();
            }
        }
        return less;
    }

    /**
     * Notes what has left of a fulfillment whose rest is to follow.
     *
     * @param units that have left so far, over all departures, by SKU
     * @return whether that is more than was known
     */
    public boolean leftSoFar(String fulfillmentNo, Map<String, Integer> units) {
        Map<String, Integer> left = new TreeMap<>(units);
        boolean more = false;
        for (Map<String, Object> line :
                at("fulfillment-lines-plain", fulfillmentNo).query().listOfRows()) {
            int went = Math.min(
                    ((Number) line.get("quantity")).intValue(), left.getOrDefault((String) line.get("sku"), 0));
            left.merge((String) line.get("sku"), -went, Integer::sum);
            more |= at("fulfillment-line-left", fulfillmentNo)
                            .param("order_no", line.get("order_no"))
                            .param("line_no", line.get("line_no"))
                            .param("shipped", went)
                            .update()
                    == 1;
        }
        if (more) {
            at("lines-shipped", fulfillmentNo).update();
            orders(fulfillmentNo).forEach(orders::touch);
        }
        return more;
    }

    /**
     * Marks a fulfillment as gone. The warehouse's notice and the carrier's first scan both say so; whichever comes first
     * wins, and only that call answers {@code changed}. What had been cancelled and left all the same is marked too: the
     * units are gone.
     *
     * <p>Of a fulfillment that leaves in several departures the scan of what has left already says nothing of the rest: the
     * warehouse has the word.
     *
     * @param at when it left; null for now
     * @param by warehouse or scan
     */
    public Shipped markOutbound(String fulfillmentNo, OffsetDateTime at, String by) {
        lockOrders(fulfillmentNo);
        Row row = find(fulfillmentNo)
                .orElseThrow(() -> new IllegalArgumentException("there is no fulfillment " + fulfillmentNo));
        OffsetDateTime now = now();
        OffsetDateTime left = at == null || at.isAfter(now) ? now : at;
        boolean rest = !WAREHOUSE.equals(by)
                && at("fulfillment-rest-follows", fulfillmentNo)
                                .query(Integer.class)
                                .single()
                        > 0;
        boolean changed = !rest
                && at("fulfillment-outbound", fulfillmentNo)
                                .param("outbound_at", left)
                                .param("at", now)
                                .update()
                        == 1;
        if (changed) {
            at("lines-shipped", fulfillmentNo).update();
            orders(fulfillmentNo).forEach(orders::touch);
        }
        return new Shipped(
                changed,
                changed && List.of("cancelled", "intercepted").contains(row.status),
                row.tenant,
                row.account,
                row.orderNo,
                fulfillmentNo,
                at("parcel-of-fulfillment", fulfillmentNo).query(String.class).single(),
                row.warehouse,
                changed ? left : row.outboundAt,
                by,
                false);
    }

    /** Moves a fulfillment on to accepted, picking or packed; false when it is as far already, or dead. */
    public boolean advance(String fulfillmentNo, String status) {
        int step = STEPS.indexOf(status);
        if (step < 1) {
            throw new IllegalArgumentException("'" + status + "' is no step of a warehouse");
        }
        boolean moved = at("fulfillment-advance", fulfillmentNo)
                        .param("status", status)
                        .param("from", STEPS.subList(0, step))
                        .param("at", now())
                        .update()
                == 1;
        if (moved) {
            orders(fulfillmentNo).forEach(orders::touch);
        }
        return moved;
    }

    /** The warehouse will not ship it and has not: it is planned, and with nobody. */
    public void givenBack(String fulfillmentNo) {
        boolean moved = at("fulfillment-advance", fulfillmentNo)
                        .param("status", STEPS.get(0))
                        .param("from", STEPS.subList(1, STEPS.size()))
                        .param("at", now())
                        .update()
                == 1;
        if (moved) {
            orders(fulfillmentNo).forEach(orders::touch);
        }
    }

    /** Whether an edit of its order waits until it is known whether a warehouse has taken the order. */
    boolean editWaits(String fulfillmentNo) {
        return at("edit-waits", fulfillmentNo).query(Integer.class).single() > 0;
    }

    /** {@link #editWaits} and nothing asked of its warehouse is unanswered. */
    boolean editDue(String fulfillmentNo) {
        return at("edit-due", fulfillmentNo).query(Integer.class).single() > 0;
    }

    /** The parcel of a fulfillment that this warehouse has; empty for another's, or one that is not known. */
    public Optional<String> parcelAt(String warehouse, String fulfillmentNo) {
        return find(fulfillmentNo)
                .filter(row -> row.warehouse.equals(warehouse))
                .flatMap(row -> at("parcel-of-fulfillment", fulfillmentNo)
                        .query(String.class)
                        .optional());
    }

    private record Row(
            String tenant,
            String account,
            String orderNo,
            String warehouse,
            String status,
            OffsetDateTime outboundAt) {}

    private Optional<Row> find(String fulfillmentNo) {
        return at("fulfillment", fulfillmentNo)
                .query((row, n) -> new Row(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getString("order_no"),
                        row.getString("warehouse"),
                        row.getString("status"),
                        row.getObject("outbound_at", OffsetDateTime.class)))
                .optional();
    }

    private List<String> orders(String fulfillmentNo) {
        return new ArrayList<>(
                at("orders-of-fulfillment", fulfillmentNo).query(String.class).list());
    }

    /** Holds the orders a fulfillment serves, in the order of their numbers, until the transaction ends. */
    public void lockOrders(String fulfillmentNo) {
        orders(fulfillmentNo).forEach(this::lockOrder);
    }

    private void lockOrder(String orderNo) {
        jdbc.sql(sql.get("order-lock"))
                .param("order_no", orderNo)
                .query(String.class)
                .optional();
    }

    private JdbcClient.StatementSpec at(String statement, String fulfillmentNo) {
        return jdbc.sql(sql.get(statement)).param("fulfillment_no", fulfillmentNo);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
