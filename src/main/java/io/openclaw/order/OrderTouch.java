package io.openclaw.order;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves an order's {@code updated_at}, by which clients of the API follow changes. Every room that changes something an
 * order's document shows (a fulfillment, a waybill, a milestone, a case) calls it in the same transaction.
 */
@Component("orderTouch")
public class OrderTouch {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final String touch = Sql.of("order").get("touch");

    public OrderTouch(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Unknown numbers, and null, are left alone: a parcel need not belong to an order. */
    public void touch(String orderNo) {
        if (orderNo != null) {
            jdbc.sql(touch)
                    .param("order_no", orderNo)
                    .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
        }
    }
}
