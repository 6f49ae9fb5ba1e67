package io.openclaw.stock.statement;

import io.openclaw.stock.BundleRefusedException;
import io.openclaw.stock.CountedAlready;
import io.openclaw.stock.Counters;
import io.openclaw.stock.Movements;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockRefusedException;
import io.openclaw.stock.StockTable;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Statements about stock from outside: the seller sets counters, a warehouse counts, goods come back. Each becomes a
 * difference with a cause. Called inside the caller's transaction.
 */
@Component("stockAdjustments")
public class StockAdjustments {

    /** Note of the movement with which somebody states a safety stock of a row for the first time. */
    public static final String FIRST_STATED = "first stated";

    private final StockTable table;
    private final Movements movements;
    private final InboundStock inbound;
    private final CountedAlready counted;
    private final GradedUnits graded;
    private final CountFindings judged;
    private final Clock clock;

    public StockAdjustments(StockTable table, Movements movements, InboundStock inbound, Clock clock) {
        this.table = table;
        this.movements = movements;
        this.inbound = inbound;
        this.counted = new CountedAlready(table, movements, clock);
        this.graded = new GradedUnits(table, movements, inbound, counted);
        this.judged = new CountFindings(table);
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
     * @throws StockRefusedException for a negative number, fewer units than are promised, or units of a bundle
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
        BundleRefusedException.check(table, key, onHand, safetyStock, inTransit);
        table.insert(key, now());
        Counters now = table.lock(key);
        if (onHand != null && onHand < now.promised()) {
            throw new StockRefusedException(
                    "on_hand " + onHand + " is less than the " + now.promised() + " units of " + sku + " promised from "
                            + warehouse,
                    "cancel orders that wait for them first, or state at least " + now.promised());
        }
        if (inTransit != null) {
            int lines =
                    inbound.lines(key).stream().mapToInt(InboundLine::quantity).sum();
            if (inTransit < lines) {
                throw new StockRefusedException(
                        "in_transit " + inTransit + " is less than the " + lines + " units of its inbound lines",
                        "state the lines: PUT /api/v2.1/stock/" + sku + "/inbound");
            }
        }
        int units = moved(now, "adjust", "on_hand", onHand, now.onHand(), cause);
        int found = onHand == null ? 0 : moved(now, "adjust", "missing", 0, now.missing(), cause);
        int stands = stood(key);
        boolean first = safetyStock != null && !now.safetyStated();
        // Also where it is no other number than before: until now the policy's default was kept.
        int safety = first
                ? movements.append(
                                key, "safety", "safety_stock", safetyStock - stands, cause, null, FIRST_STATED, now())
                        ? safetyStock - stands
                        : 0
                : moved(now, "safety", "safety_stock", safetyStock, stands, cause);
        if (safetyStock != null) {
            table.at(key, "safety-stated").update();
        }
        int transit = moved(now, "transit", "in_transit", inTransit, now.inTransit(), cause);
        // No count: what is under way to us about departures before now is still to be taken off.
        new CounterChange(units, found, safety, transit, 0, 0).apply(table, key, now.asOf(), null);
        if (units > 0) {
            inbound.arrive(key);
        }
        return StockChange.between(now, table.find(key).orElseThrow(), 0, 0)
                .with(onHand == null ? List.of() : allThere(now, onHand));
    }

    /** What a statement of on hand ends: it is never less than what is promised, and says what lies there. */
    private List<StockFinding> allThere(Counters now, int onHand) {
        StockKey key = now.key();
        List<StockFinding> ended = new ArrayList<>();
        String how = "the seller stated " + onHand + " units of " + key.sku() + " in " + key.warehouse();
        if (now.missing() > 0) {
            ended.add(StockFinding.of(key, StockFinding.OVERSOLD, false, how, List.of()));
        }
        ended.addAll(ShortPicks.settle(table, key, now(), now(), how));
        return ended;
    }

    /** The safety stock as it was stated, without the policy's default. */
    private int stood(StockKey key) {
        return table.at(key, "stock-row").query(Counters::map).single().safetyStock();
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
        return count(tenant, warehouse, sku, onHand, asOf, true, cause);
    }

    /**
     * Takes a count that does not say when it was made, only when it was asked for. What came in since may be in it or not, so
     * only what left since is allowed for: the books may be too low until the next count, never too high.
     *
     * @param askedAt when it was asked for
     */
    public StockChange countAsked(
            String tenant, String warehouse, String sku, int onHand, OffsetDateTime askedAt, String cause) {
        return count(tenant, warehouse, sku, onHand, askedAt, false, cause);
    }

    private StockChange count(
            String tenant, String warehouse, String sku, int onHand, OffsetDateTime asOf, boolean exact, String cause) {
        notNegative("on_hand", onHand);
        OffsetDateTime made = counted.happened(asOf);
        StockKey key = new StockKey(tenant, warehouse, sku);
        BundleRefusedException.check(table, key, onHand);
        boolean first = judged.first(key, table.insert(key, made));
        Counters now = table.lock(key);
        if (made.isBefore(now.asOf()) || statedSince(key, made)) {
            return StockChange.between(now, now, 0, 0);
        }
        int movedSince = since(key, "on-hand-moved-since", made);
        int found = Math.max(0, onHand + (exact ? movedSince : since(key, "on-hand-taken-since", made)));
        int unfound = unfound(now, made, found);
        int stated = found - unfound;
        int promised = now.promised();
        int shortfall = Math.max(0, promised - stated);
        int lost = Math.max(unfound, shortfall);
        int expected = now.onHand() - now.missing();
        int drift = first ? 0 : nearest(stated - expected, Math.max(stated, onHand + movedSince - unfound) - expected);
        int units = moved(now, "count", "on_hand", stated + lost, now.onHand(), cause);
        int missing = moved(now, "count", "missing", lost, now.missing(), cause);
        new CounterChange(units, missing, 0, 0, 0, 0).apply(table, key, made, made);
        if (units > 0 || missing < 0) {
            inbound.arrive(key);
        }
        List<StockFinding> findings =
                judged.of(now, expected, new CountFindings.Count(onHand, stated, unfound, made), drift, shortfall);
        findings.addAll(ShortPicks.settle(
                table,
                key,
                made,
                now(),
                warehouse + " counted " + onHand + " units of " + sku + " as of "
                        + made.truncatedTo(ChronoUnit.SECONDS)));
        return StockChange.between(now, table.find(key).orElseThrow(), drift, shortfall)
                .with(findings);
    }

    /**
     * Units that were missing when they were picked, after the count was made: it cannot have known. What it found less than the books had
     * is the same units, as far as that goes.
     */
    private int unfound(Counters now, OffsetDateTime made, int found) {
        int picks = now.missing() == 0 ? 0 : Math.min(now.missing(), ShortPicks.since(table, now.key(), made));
        return Math.max(0, picks - Math.max(0, now.onHand() - found));
    }

    private int since(StockKey key, String statement, OffsetDateTime moment) {
        return table.at(key, statement)
                .param("since", moment)
                .query(Integer.class)
                .single();
    }

    /** Of what the books may be off by, the least: nobody is called for what may be no difference at all. */
    private static int nearest(int least, int most) {
        return least > 0 ? least : Math.min(most, 0);
    }

    /**
     * Takes returned units in: what can be sold again is on the shelf, the rest is counted beside it.
     *
     * @param grade sellable, quarantine (to be judged) or unsellable
     * @param orderNo the order they come back from, or null
     * @param occurredAt when they were taken in; null for now. Where a count was made after it, sellable ones are in it and not
     *     added again
     * @param cause identity of the return's line
     * @throws StockRefusedException for no units, an unknown grade or units of a bundle
     */
    public StockChange returned(
            String tenant,
            String warehouse,
            String sku,
            int quantity,
            String grade,
            String orderNo,
            OffsetDateTime occurredAt,
            String cause) {
        return graded.returned(new StockKey(tenant, warehouse, sku), quantity, grade, orderNo, occurredAt, cause);
    }

    /** {@link #returned(String, String, String, int, String, String, OffsetDateTime, String)} of units that came just now. */
    public StockChange returned(
            String tenant, String warehouse, String sku, int quantity, String grade, String orderNo, String cause) {
        return returned(tenant, warehouse, sku, quantity, grade, orderNo, null, cause);
    }

    /** {@link #returned(String, String, String, int, String, String, String)} of units that can be sold again. */
    public StockChange returned(String tenant, String warehouse, String sku, int quantity, String cause) {
        return returned(tenant, warehouse, sku, quantity, "sellable", null, cause);
    }

    /**
     * Moves units from one grade to another: quarantined ones that were judged, sellable ones that broke.
     *
     * @param occurredAt when they were judged; null for now. A count that was made after it has what is sellable by it
     * @throws StockRefusedException when the grade has not that many, or sellable ones are promised
     */
    public StockChange regrade(
            String tenant,
            String warehouse,
            String sku,
            int quantity,
            String from,
            String to,
            OffsetDateTime occurredAt,
            String cause) {
        return graded.regrade(new StockKey(tenant, warehouse, sku), quantity, from, to, occurredAt, cause);
    }

    /** {@link #regrade(String, String, String, int, String, String, OffsetDateTime, String)} of units that were judged just now. */
    public StockChange regrade(
            String tenant, String warehouse, String sku, int quantity, String from, String to, String cause) {
        return regrade(tenant, warehouse, sku, quantity, from, to, null, cause);
    }

    private boolean statedSince(StockKey key, OffsetDateTime counted) {
        return table.at(key, "on-hand-stated-since")
                        .param("since", counted)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Writes the movement from the value that stands to the one stated; returns the difference to apply, 0 for a repeat. */
    private int moved(Counters now, String kind, String counter, Integer stated, int stands, String cause) {
        if (stated == null || stated == stands) {
            return 0;
        }
        int difference = stated - stands;
        return movements.append(now.key(), kind, counter, difference, cause, null, null, now()) ? difference : 0;
    }

    private static void notNegative(String counter, Integer value) {
        if (value != null && value < 0) {
            throw new StockRefusedException(counter + " " + value + " is below zero", "state the units, zero or more");
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
