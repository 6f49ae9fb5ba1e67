package io.openclaw.stock;

import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The rows of counters and reservations; decides nothing. Every statement runs in the caller's transaction. */
@Component
public class StockTable {

    /** As rows are locked ({@link StockLocks}); a database may sort names otherwise. */
    private static final Comparator<Reservation> IN_ORDER =
            Comparator.comparing(Reservation::key).thenComparing(Reservation::id);

    private final JdbcClient jdbc;
    private final StockPolicies policies;
    private final Sql sql = Sql.of("stock");

    StockTable(JdbcClient jdbc, StockPolicies policies) {
        this.jdbc = jdbc;
        this.policies = policies;
    }

    public StockPolicies policies() {
        return policies;
    }

    String text(String statement) {
        return sql.get(statement);
    }

    public JdbcClient.StatementSpec spec(String statement) {
        return jdbc.sql(sql.get(statement));
    }

    public JdbcClient.StatementSpec at(StockKey key, String statement) {
        return spec(statement)
                .param("tenant", key.tenant())
                .param("warehouse", key.warehouse())
                .param("sku", key.sku());
    }

    /** A statement that promises units: it leaves what the policy keeps back. */
    public JdbcClient.StatementSpec limited(StockKey key, String statement) {
        StockPolicy.Buffer buffer = policies.buffer(key);
        return at(key, statement)
                .param("safety", policies.safety(key))
                .param("buffer_units", buffer.units())
                .param("buffer_percent", buffer.percent());
    }

    /** A reservation's row, fenced by everything the caller saw of it. */
    public JdbcClient.StatementSpec fenced(Reservation reservation, String statement) {
        return spec(statement)
                .param("id", reservation.id())
                .param("quantity", reservation.quantity())
                .param("shipped", reservation.shipped());
    }

    /** False when the row was there. */
    public boolean insert(StockKey key, OffsetDateTime asOf) {
        return at(key, "stock-insert").param("at", asOf).update() == 1;
    }

    /** The row as it stands, locked, with what the policy keeps back; the row has to be there. */
    public Counters lock(StockKey key) {
        return policies.apply(at(key, "stock-lock").query(Counters::map).single());
    }

    /** {@link #lock}, empty where there is no such row. */
    public Optional<Counters> lockIfThere(StockKey key) {
        return at(key, "stock-lock").query(Counters::map).optional().map(policies::apply);
    }

    public Optional<Counters> find(StockKey key) {
        return at(key, "stock-row").query(Counters::map).optional().map(policies::apply);
    }

    /** Units of each stocked SKU that one unit takes; empty where it is stocked as it is. */
    public Map<String, Integer> components(String tenant, String sku) {
        Map<String, Integer> components = new TreeMap<>();
        spec("components").param("tenant", tenant).param("sku", sku).query((ResultSet row) -> {
            components.put(row.getString("component"), row.getInt("quantity"));
        });
        return components;
    }

    public boolean reservation(
            Claim claim, String state, OffsetDateTime expiresAt, OffsetDateTime promisedFor, OffsetDateTime now) {
        forget(claim.orderNo());
        return at(claim.key(), "reservation-insert")
                        .param("id", claim.reservationId())
                        .param("order_no", claim.orderNo())
                        .param("fulfillment_no", claim.fulfillmentNo())
                        .param("quantity", claim.quantity())
                        .param("state", state)
                        .param("expires_at", expiresAt)
                        .param("promised_for", promisedFor)
                        .param("at", now)
                        .update()
                == 1;
    }

    /** In the order in which their rows are locked. */
    List<Reservation> ofFulfillment(String fulfillmentNo) {
        return spec("reservations-of-fulfillment")
                .param("fulfillment_no", fulfillmentNo)
                .query(Reservation::map)
                .list()
                .stream()
                .sorted(IN_ORDER)
                .toList();
    }

    /** Units an order has without a fulfillment: withheld, or promised against goods on their way. */
    public List<Reservation> keptFor(String orderNo) {
        if (nothingKept(orderNo)) {
            return List.of();
        }
        List<Reservation> kept =
                spec("reservations-kept").param("order_no", orderNo).query(Reservation::map).list().stream()
                        .sorted(IN_ORDER)
                        .toList();
        if (kept.isEmpty()) {
            remember(orderNo);
        }
        return kept;
    }

    /**
     * Whether this transaction has seen already that nothing is kept for the order. Whoever keeps something holds the order's
     * row, as does whoever plans it: it stays so until this transaction itself keeps something.
     */
    private boolean nothingKept(String orderNo) {
        return TransactionSynchronizationManager.getResource(this) instanceof Set<?> seen && seen.contains(orderNo);
    }

    @SuppressWarnings("unchecked")
    private void remember(String orderNo) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        Set<String> seen = (Set<String>) TransactionSynchronizationManager.getResource(this);
        if (seen == null) {
            seen = new HashSet<>();
            Set<String> bound = seen;
            TransactionSynchronizationManager.bindResource(this, bound);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void suspend() {
                    TransactionSynchronizationManager.unbindResourceIfPossible(StockTable.this);
                }

                @Override
                public void resume() {
                    TransactionSynchronizationManager.bindResource(StockTable.this, bound);
                }

                @Override
                public void afterCompletion(int status) {
                    TransactionSynchronizationManager.unbindResourceIfPossible(StockTable.this);
                }
            });
        }
        seen.add(orderNo);
    }

    private void forget(String orderNo) {
        if (TransactionSynchronizationManager.getResource(this) instanceof Set<?> seen) {
            seen.remove(orderNo);
        }
    }
}
