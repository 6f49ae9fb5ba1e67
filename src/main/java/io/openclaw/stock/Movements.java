package io.openclaw.stock;

import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The append-only side of the ledger: every change of a counter is a row here, told apart by what caused it. */
@Component
class Movements {

    private final JdbcClient jdbc;
    private final HotKeyGate gate;
    private final String insert;

    Movements(JdbcClient jdbc, HotKeyGate gate) {
        this.jdbc = jdbc;
        this.gate = gate;
        this.insert = Sql.of("stock").get("movement-insert");
    }

    /**
     * Writes one movement.
     *
     * @param quantity signed change of the counter
     * @param cause what it comes from; with warehouse, SKU, kind and counter it is the movement's identity
     * @return false when this very movement stands already: then the counter must not be changed again
     */
    boolean append(
            StockKey key,
            String kind,
            String counter,
            int quantity,
            String cause,
            String orderNo,
            String note,
            OffsetDateTime at) {
        gate.holding();
        return jdbc.sql(insert)
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
    }

    /** {@link #append(StockKey, String, String, int, String, String, String, OffsetDateTime)} for what happens to a reservation. */
    boolean append(
            Reservation reservation, String kind, String counter, int quantity, String cause, OffsetDateTime at) {
        return append(reservation.key(), kind, counter, quantity, cause, reservation.orderNo(), null, at);
    }
}
