package io.openclaw.stock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * The counters of one (warehouse, sku), all in units.
 *
 * @param onHand physical sellable units; quarantined and unsellable ones are counted beside them
 * @param missing units that the last count, or a pick since, did not find, and that have not left since: on hand by the books, sold to nobody
 * @param reserved promised to orders
 * @param withheld kept back for orders not paid yet, for presales whose goods have come, and for what was ordered after the label
 * @param campaignLocked kept by channels' campaigns
 * @param safetyStock never promised: as stated, or the policy's default where nobody stated it
 * @param safetyStated whether somebody stated it
 * @param buffer never promised because others sell from this warehouse too; 0 until a policy is applied
 * @param quarantine came back and are not judged yet
 * @param unsellable damaged or otherwise not to be sold
 * @param inTransit on the way in
 * @param inboundTrusted units on the way in that may be promised to presales
 * @param reservedInbound units on the way in that presales were promised
 * @param drift what the last count beyond the threshold was off by
 * @param asOf when the shelf was last counted
 */
public record Counters(
        StockKey key,
        int onHand,
        int missing,
        int reserved,
        int withheld,
        int campaignLocked,
        int safetyStock,
        boolean safetyStated,
        int buffer,
        int quarantine,
        int unsellable,
        int inTransit,
        int inboundTrusted,
        int reservedInbound,
        int drift,
        OffsetDateTime asOf) {

    /** Units that could be promised now; below zero when the safety stock is not covered. */
    public int free() {
        return onHand - missing - reserved - withheld - campaignLocked - safetyStock - buffer;
    }

    /** Units on their way that are trusted and promised to nobody; below zero when fewer are expected than were. */
    public int trusted() {
        return inboundTrusted - reservedInbound;
    }

    /** Units of presales that could be promised now: what comes makes up first for what is kept back and not covered. */
    public int presellable() {
        return trusted() - uncovered();
    }

    /** Units that are kept back, or promised, beyond what is there. */
    public int uncovered() {
        return Math.max(0, -free());
    }

    /** Units promised to somebody. */
    public int promised() {
        return reserved + withheld;
    }

    /** With what a policy keeps back. */
    public Counters keeping(int defaultSafety, int bufferUnits) {
        int safety = safetyStated ? safetyStock : Math.max(safetyStock, defaultSafety);
        return with(withheld, campaignLocked, safety, bufferUnits, drift, asOf);
    }

    /** As one account sees them: what its own campaign locked and what is withheld for one of its orders is its own. */
    public Counters seenBy(int ownLock, int ownWithheld) {
        return with(withheld - ownWithheld, campaignLocked - ownLock, safetyStock, buffer, drift, asOf);
    }

    /** As somebody sees them who is not to have any: nothing is free. */
    public Counters passedOver() {
        return with(withheld, campaignLocked, safetyStock, buffer + Math.max(0, free()), drift, asOf);
    }

    /** With a counter changed, by the name it has in movements. */
    public Counters moved(String counter, int units) {
        return new Counters(
                key,
                onHand + (counter.equals("on_hand") ? units : 0),
                missing + (counter.equals("missing") ? units : 0),
                reserved + (counter.equals("reserved") ? units : 0),
                withheld + (counter.equals("withheld") ? units : 0),
                campaignLocked + (counter.equals("campaign_locked") ? units : 0),
                safetyStock + (counter.equals("safety_stock") ? units : 0),
                safetyStated,
                buffer,
                quarantine + (counter.equals("quarantine") ? units : 0),
                unsellable + (counter.equals("unsellable") ? units : 0),
                inTransit + (counter.equals("in_transit") ? units : 0),
                inboundTrusted + (counter.equals("inbound_trusted") ? units : 0),
                reservedInbound + (counter.equals("reserved_inbound") ? units : 0),
                drift,
                asOf);
    }

    /** Whether somebody has stated a safety stock. */
    public Counters safetyStated(boolean stated) {
        return new Counters(
                key,
                onHand,
                missing,
                reserved,
                withheld,
                campaignLocked,
                safetyStock,
                stated,
                buffer,
                quarantine,
                unsellable,
                inTransit,
                inboundTrusted,
                reservedInbound,
                drift,
                asOf);
    }

    /** Whether nothing but the time of the count differs. */
    boolean sameUnits(Counters other) {
        return untimed().equals(other.untimed());
    }

    private Counters untimed() {
        return with(withheld, campaignLocked, safetyStock, buffer, 0, null);
    }

    /** The rest as it is. */
    private Counters with(
            int withheldUnits, int locked, int safety, int bufferUnits, int lastDrift, OffsetDateTime counted) {
        return new Counters(
                key,
                onHand,
                missing,
                reserved,
                withheldUnits,
                locked,
                safety,
                safetyStated,
                bufferUnits,
                quarantine,
                unsellable,
                inTransit,
                inboundTrusted,
                reservedInbound,
                lastDrift,
                counted);
    }

    public static Counters map(ResultSet row, int number) throws SQLException {
        return new Counters(
                new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")),
                row.getInt("on_hand"),
                row.getInt("missing"),
                row.getInt("reserved"),
                row.getInt("withheld"),
                row.getInt("campaign_locked"),
                row.getInt("safety_stock"),
                row.getBoolean("safety_stated"),
                0,
                row.getInt("quarantine"),
                row.getInt("unsellable"),
                row.getInt("in_transit"),
                row.getInt("inbound_trusted"),
                row.getInt("reserved_inbound"),
                row.getInt("drift"),
                row.getObject("as_of", OffsetDateTime.class));
    }
}
