package io.openclaw.stock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * A promise of units to a fulfillment, or to an order that has none yet.
 *
 * @param fulfillmentNo what it is for; of withheld and presale units a name of its own below the order's
 * @param quantity units promised in all
 * @param shipped units of them that left the warehouse
 * @param state withheld, inbound, reserved, shipped, released or dropped
 * @param changes how often its quantity was changed: with its id the cause of the next change
 * @param fromLock units of it, left or still promised, that came from its account's campaign
 * @param lockAccount whose campaign that was; null where none
 * @param lockTerm which statement of it
 */
public record Reservation(
        String id,
        StockKey key,
        String orderNo,
        String fulfillmentNo,
        int quantity,
        int shipped,
        String state,
        int changes,
        OffsetDateTime createdAt,
        OffsetDateTime expiresAt,
        int fromLock,
        String lockAccount,
        int lockTerm) {

    public static final String WITHHELD = "withheld";
    public static final String INBOUND = "inbound";
    static final String RESERVED = "reserved";
    static final String RELEASED = "released";
    /** Given back because the fulfillment no longer has that SKU: it does not leave with it. */
    static final String DROPPED = "dropped";

    static final String SHIPPED = "shipped";

    /** Units still promised. */
    public int open() {
        return quantity - shipped;
    }

    public boolean in(String expected) {
        return state.equals(expected);
    }

    /** Identity of the next change of its quantity. */
    public String nextCause() {
        return id + "#" + (changes + 1);
    }

    /** Identity of what ends it as it stands. */
    String endCause() {
        return changes == 0 ? id : id + "#" + changes + "/end";
    }

    /** @param rows that an update fenced by everything seen of it has changed */
    public static void require(int rows, Reservation reservation) {
        if (rows != 1) {
            throw new IllegalStateException(
                    "reservation " + reservation.id() + " was settled by somebody else meanwhile; try again");
        }
    }

    public static Reservation map(ResultSet row, int number) throws SQLException {
        return new Reservation(
                row.getString("id"),
                new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")),
                row.getString("order_no"),
                row.getString("fulfillment_no"),
                row.getInt("quantity"),
                row.getInt("shipped"),
                row.getString("state"),
                row.getInt("changes"),
                row.getObject("created_at", OffsetDateTime.class),
                row.getObject("expires_at", OffsetDateTime.class),
                row.getInt("from_lock"),
                row.getString("lock_account"),
                row.getInt("lock_term"));
    }
}
