package io.openclaw.stock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * A promise of units to a fulfillment.
 *
 * @param quantity units promised in all
 * @param shipped units of them that left the warehouse
 * @param state withheld, reserved, shipped or released
 */
record Reservation(
        String id,
        StockKey key,
        String orderNo,
        String fulfillmentNo,
        int quantity,
        int shipped,
        String state,
        OffsetDateTime createdAt) {

    static final String RESERVED = "reserved";
    static final String RELEASED = "released";
    static final String SHIPPED = "shipped";

    /** Units still promised. */
    int open() {
        return quantity - shipped;
    }

    boolean in(String expected) {
        return state.equals(expected);
    }

    static Reservation map(ResultSet row, int number) throws SQLException {
        return new Reservation(
                row.getString("id"),
                new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")),
                row.getString("order_no"),
                row.getString("fulfillment_no"),
                row.getInt("quantity"),
                row.getInt("shipped"),
                row.getString("state"),
                row.getObject("created_at", OffsetDateTime.class));
    }
}
