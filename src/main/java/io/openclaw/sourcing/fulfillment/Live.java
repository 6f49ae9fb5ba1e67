package io.openclaw.sourcing.fulfillment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** A fulfillment as it stands. */
record Live(FulfillmentRef ref, String status, OffsetDateTime outboundAt) {

    boolean outbound() {
        return status.equals("outbound");
    }

    static Live map(ResultSet row, int number) throws SQLException {
        return new Live(
                FulfillmentRef.map(row, number),
                row.getString("status"),
                row.getObject("outbound_at", OffsetDateTime.class));
    }
}
