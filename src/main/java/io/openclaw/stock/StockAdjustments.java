package io.openclaw.stock;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Statements about stock from outside: the seller sets counters, a warehouse counts, goods come back. Each becomes a
 * difference with a cause. Called inside the caller's transaction.
 */
@Component("stockAdjustments")
public class StockAdjustments {

    private final JdbcClient jdbc;
    private final Movements movements;
    private final Clock clock;
    private final Sql sql = Sql.of("stock");

    public StockAdjustments(JdbcClient jdbc, Movements movements, Clock clock) {
        this.jdbc = jdbc;
        this.movements = movements;
        this.clock = clock;
    }

    /**
     * Sets what is given and leaves the rest; a row that was not there begins with zeros. This adjusts the books as they
     * stand: shipments the hub has not heard of yet are taken off when it does. For what was counted on the shelf there is
     * {@link #count}.
     *
     * @param onHand physical units now, or null
     * @param safetyStock units never to be promised, or null
     * @param inTransit units on the way in, or null
     * @param cause identity of the statement (a request id): the same one changes nothing twice
     * @throws StockRefusedException for a negative number, or fewer units than are promised
     */
    public StockChange set(
            String tenant,
            String warehouse,
            String sku,
            Integer onHand,
            Integer safetyStock,
            Integer inTransit,
            String cause) {
        notNegative("on_hand", onHand);
        notNegative("safety_stock", safetyStock);
        notNegative("in_transit", inTransit);
        StockKey key = new StockKey(tenant, warehouse, sku);
        insert(key, now());
        Counters now = lock(key);
        int promised = now.reserved() + now.withheld();
        if (onHand != null && onHand < promised) {
            throw new StockRefusedException(
                    "on_hand " + onHand + " is less than the " + promised + " units of " + sku + " promised from "
                            + warehouse,
                    "cancel orders that wait for them first, or state at least " + promised);
        }
        int units = moved(now, "adjust", "on_hand", onHand, now.onHand(), cause);
        int safety = moved(now, "safety", "safety_stock", safetyStock, now.safetyStock(), cause);
        int transit = moved(now, "transit", "in_transit", inTransit, now.inTransit(), cause);
        // No count: what is under way to us about departures before now is still to be taken off.
        apply(now, units, safety, transit, now.asOf());
        return change(now, units, safety, transit, 0, 0);
    }

    /**
     * Takes a warehouse's count. What left or came back after it was made is allowed for; a count older than what was
     * stated last changes nothing. Where it says that promised units are missing, on hand stays at what is promised and
     * the shortfall is returned: it is somebody's decision which order goes without.
     *
     * @param onHand units counted
     * @param asOf when they were counted
     * @param cause identity of the count (the push's or the poll's id and SKU)
     */
    public StockChange count(
            String tenant, String warehouse, String sku, int onHand, OffsetDateTime asOf, String cause) {
        notNegative("on_hand", onHand);
        OffsetDateTime counted = asOf.isAfter(now()) ? now() : asOf;
        StockKey key = new StockKey(tenant, warehouse, sku);
        boolean first = insert(key, counted);
        Counters now = lock(key);
        if (counted.isBefore(now.asOf()) || statedSince(key, counted)) {
            return unchanged(now);
        }
        Integer movedSince = at(now.key(), "on-hand-moved-since")
                .param("since", counted)
                .query(Integer.class)
                .single();
        int stated = Math.max(0, onHand + movedSince);
        int promised = now.reserved() + now.withheld();
        int shortfall = Math.max(0, promised - stated);
        int units = moved(now, "count", "on_hand", stated + shortfall, now.onHand(), cause);
        apply(now, units, 0, 0, counted);
        return change(now, units, 0, 0, first ? 0 : stated - now.onHand(), shortfall);
    }

    /**
     * Puts returned units that can be sold again back on the shelf.
     *
     * @param cause identity of the return's line
     */
    public StockChange returned(String tenant, String warehouse, String sku, int quantity, String cause) {
        if (quantity < 1) {
            throw new StockRefusedException("a return of " + quantity + " units of " + sku, "state at least one unit");
        }
        StockKey key = new StockKey(tenant, warehouse, sku);
        insert(key, now());
        Counters now = lock(key);
        int units = moved(now, "return", "on_hand", now.onHand() + quantity, now.onHand(), cause);
        apply(now, units, 0, 0, now.asOf());
        return change(now, units, 0, 0, 0, 0);
    }

    private boolean statedSince(StockKey key, OffsetDateTime counted) {
        return at(key, "on-hand-stated-since")
                        .param("since", counted)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private boolean insert(StockKey key, OffsetDateTime asOf) {
        return at(key, "stock-insert").param("at", asOf).update() == 1;
    }

    private Counters lock(StockKey key) {
        return at(key, "stock-lock").query(Counters::map).single();
    }

    /** Writes the movement from the value that stands to the one stated; returns the difference to apply, 0 for a repeat. */
    private int moved(Counters now, String kind, String counter, Integer stated, int stands, String cause) {
        if (stated == null || stated == stands) {
            return 0;
        }
        int difference = stated - stands;
        return movements.append(now.key(), kind, counter, difference, cause, null, null, now()) ? difference : 0;
    }

    private void apply(Counters now, int onHand, int safetyStock, int inTransit, OffsetDateTime asOf) {
        at(now.key(), "adjust")
                .param("on_hand", onHand)
                .param("safety_stock", safetyStock)
                .param("in_transit", inTransit)
                .param("as_of", asOf)
                .update();
    }

    private StockChange change(Counters now, int onHand, int safety, int transit, int drift, int shortfall) {
        StockKey key = now.key();
        return new StockChange(
                key.tenant(),
                key.sku(),
                key.warehouse(),
                StockChange.orderKey(key.sku()),
                onHand != 0 || safety != 0 || transit != 0,
                Math.max(0, now.free()),
                Math.max(0, now.free() + onHand - safety),
                drift,
                shortfall);
    }

    private StockChange unchanged(Counters now) {
        return change(now, 0, 0, 0, 0, 0);
    }

    private static void notNegative(String counter, Integer value) {
        if (value != null && value < 0) {
            throw new StockRefusedException(counter + " " + value + " is below zero", "state the units, zero or more");
        }
    }

    private JdbcClient.StatementSpec at(StockKey key, String statement) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", key.tenant())
                .param("warehouse", key.warehouse())
                .param("sku", key.sku());
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
