package io.openclaw.stock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * The counters of one (warehouse, sku), all in units.
 *
 * @param onHand physical sellable units; quarantined and unsellable ones are counted beside them
 * @param reserved promised to orders
 * @param withheld kept back for orders not paid yet
 * @param campaignLocked kept by a channel's campaign
 * @param safetyStock never promised
 * @param inTransit on the way in
 * @param reservedInbound units on the way in that presales were promised
 * @param asOf when the shelf was last counted
 */
public record Counters(
        StockKey key,
        int onHand,
        int reserved,
        int withheld,
        int campaignLocked,
        int safetyStock,
        int inTransit,
        int reservedInbound,
        OffsetDateTime asOf) {

    /** Units that could be promised now; below zero when the safety stock is not covered. */
    public int free() {
        return onHand - reserved - withheld - campaignLocked - safetyStock;
    }

    static Counters map(ResultSet row, int number) throws SQLException {
        return new Counters(
                new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")),
                row.getInt("on_hand"),
                row.getInt("reserved"),
                row.getInt("withheld"),
                row.getInt("campaign_locked"),
                row.getInt("safety_stock"),
                row.getInt("in_transit"),
                row.getInt("reserved_inbound"),
                row.getObject("as_of", OffsetDateTime.class));
    }
}
