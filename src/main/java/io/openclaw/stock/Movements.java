package io.openclaw.stock;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The append-only side of the ledger: every change of a counter is a row here, told apart by what caused it. */
@Component
public class Movements {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final HotKeyGate gate;
    private final Clock clock;
    private final String insert;
    private final String late;

    Movements(JdbcClient jdbc, HotKeyGate gate, Clock clock) {
        this.jdbc = jdbc;
        this.gate = gate;
        this.clock = clock;
        this.insert = Sql.of("stock").get("movement-insert");
        this.late = Sql.of("stock").get("movement-late");
    }

    /**
     * Writes one movement.
     *
     * @param quantity signed change of the counter
     * @param cause what it comes from; with warehouse, SKU, kind and counter it is the movement's identity
     * @param at when it happened; where that was before now, it is kept beside it when it was heard of
     * @return false when this very movement stands already: then the counter must not be changed again
     */
    public boolean append(
            StockKey key,
            String kind,
            String counter,
            int quantity,
            String cause,
            String orderNo,
            String note,
            OffsetDateTime at) {
        gate.holding();
        boolean fresh = jdbc.sql(insert)
                        .param("tenant", key.tenant())
                        .param("warehouse", key.warehouse())
                        .param("sku", key.sku())
                        .param("kind", kind)
                        .param("counter", counter)
                        .param("quantity", quantity)
                        .param("cause", cause)
                        .param("order_no", orderNo)
                        .param("note", note)
                        .param("at", at)
                        .update()
                == 1;
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        if (fresh && at.isBefore(now.minus(AT_ONCE))) {
            jdbc.sql(late)
                    .param("tenant", key.tenant())
                    .param("cause", cause)
                    .param("warehouse", key.warehouse())
                    .param("sku", key.sku())
                    .param("kind", kind)
                    .param("counter", counter)
                    .param("heard_at", now)
                    .update();
        }
        return fresh;
    }

    /** {@link #append(StockKey, String, String, int, String, String, String, OffsetDateTime)} for what happens to a reservation. */
    public boolean append(
            Reservation reservation, String kind, String counter, int quantity, String cause, OffsetDateTime at) {
        return append(reservation.key(), kind, counter, quantity, cause, reservation.orderNo(), null, at);
    }
}
