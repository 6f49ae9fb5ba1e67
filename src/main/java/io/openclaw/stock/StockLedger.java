package io.openclaw.stock;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Promises physical units to fulfillments, takes promises back, and lets units leave. A unit is promised by one
 * conditional update of its row; the table's CHECK constraints stand beneath. Every change of a counter is a movement,
 * and every settlement of a reservation names the state it leaves, so a repeated call changes nothing.
 *
 * <p>Called inside the caller's transaction. Reserve as late in it as the outcome allows: the rows stay locked until it
 * commits, and on a SKU in demand everybody waits for them.
 */
@Component("stockLedger")
public class StockLedger {

    private final JdbcClient jdbc;
    private final Movements movements;
    private final Clock clock;
    private final TransactionTemplate savepoint;
    private final Sql sql = Sql.of("stock");

    public StockLedger(JdbcClient jdbc, Movements movements, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.movements = movements;
        this.clock = clock;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * Reserves every claim or none. A refusal leaves the transaction as it was before the call and usable. Claims that
     * were reserved before are left as they are.
     *
     * @param paperwork writes the rows that stand or fall with the reservation; it runs before any counter is touched
     */
    public ReserveOutcome reserve(List<Claim> claims, Runnable paperwork) {
        List<Claim> sorted =
                claims.stream().sorted(Comparator.comparing(Claim::key)).toList();
        Boolean reserved = savepoint.execute(status -> {
            // What only adds rows goes first, so that the rows others wait for are locked for the shortest time.
            paperwork.run();
            List<Claim> fresh = sorted.stream().filter(this::record).toList();
            for (Claim claim : fresh) {
                if (!take(claim)) {
                    status.setRollbackOnly();
                    return false;
                }
            }
            return true;
        });
        return Boolean.TRUE.equals(reserved) ? ReserveOutcome.DONE : new ReserveOutcome(false, shortages(sorted));
    }

    /** Takes back what a fulfillment still has reserved; returns the rows that have units again. */
    public List<StockKey> release(String fulfillmentNo) {
        return releaseAll(ofFulfillment(fulfillmentNo));
    }

    /** Takes back what an order still has reserved, in all its fulfillments. */
    public List<StockKey> releaseOrder(String orderNo) {
        return releaseAll(jdbc.sql(sql.get("reservations-live-of-order"))
                .param("order_no", orderNo)
                .query(Reservation::map)
                .list());
    }

    /**
     * Takes back part of what a fulfillment has reserved of one SKU, at most what is still reserved.
     *
     * @param cause what made it so (an event id); the same cause takes the same units back once
     * @return true when units were freed by this call
     */
    public boolean release(String fulfillmentNo, String sku, int quantity, String cause) {
        return ofFulfillment(fulfillmentNo).stream()
                .filter(r -> r.key().sku().equals(sku) && r.in(Reservation.RESERVED))
                .findFirst()
                .map(r -> quantity >= r.open() ? releaseRest(r) : shrink(r, quantity, cause))
                .orElse(false);
    }

    /**
     * Lets everything leave that a fulfillment has reserved: reserved and on hand fall by the physical units, once.
     *
     * @param at when it left the warehouse; a count stated between reservation and then has counted it still, a count
     *     stated after has not, and is left as it stands
     * @return shipments of units that were released before and were promised to others meanwhile: the books cannot
     *     follow them, somebody has to count
     */
    public List<Shortage> ship(String fulfillmentNo, OffsetDateTime at) {
        List<Shortage> drift = new ArrayList<>();
        for (Reservation reservation : ofFulfillment(fulfillmentNo)) {
            if (reservation.in(Reservation.RESERVED)) {
                ship(reservation, reservation.open(), reservation.id(), at);
            } else if (reservation.in(Reservation.RELEASED)) {
                shipReleased(reservation, at, drift);
            }
        }
        return drift;
    }

    /**
     * Lets part of a fulfillment's reservation leave, at most what is still reserved.
     *
     * @param cause what made it so (an event id); the same cause ships the same units once
     * @return true when units left by this call
     */
    public boolean ship(String fulfillmentNo, String sku, int quantity, String cause, OffsetDateTime at) {
        return ofFulfillment(fulfillmentNo).stream()
                .filter(r -> r.key().sku().equals(sku) && r.in(Reservation.RESERVED))
                .findFirst()
                .map(r -> ship(r, Math.min(quantity, r.open()), cause, at))
                .orElse(false);
    }

    /** Units that could be promised now; zero where the warehouse does not carry the SKU. */
    public int available(StockKey key) {
        return Math.max(0, at(key, "available").query(Integer.class).optional().orElse(0));
    }

    private boolean record(Claim claim) {
        boolean fresh = jdbc.sql(sql.get("reservation-insert"))
                        .param("id", claim.reservationId())
                        .param("tenant", claim.key().tenant())
                        .param("order_no", claim.orderNo())
                        .param("fulfillment_no", claim.fulfillmentNo())
                        .param("warehouse", claim.key().warehouse())
                        .param("sku", claim.key().sku())
                        .param("quantity", claim.quantity())
                        .param("at", now())
                        .update()
                == 1;
        if (fresh) {
            movements.append(
                    claim.key(),
                    "reserve",
                    "reserved",
                    claim.quantity(),
                    claim.reservationId(),
                    claim.orderNo(),
                    null,
                    now());
        }
        return fresh;
    }

    private boolean take(Claim claim) {
        return at(claim.key(), "reserve").param("quantity", claim.quantity()).update() == 1;
    }

    private List<Shortage> shortages(List<Claim> claims) {
        Map<StockKey, Integer> wanted = new LinkedHashMap<>();
        claims.forEach(claim -> wanted.merge(claim.key(), claim.quantity(), Integer::sum));
        List<Shortage> all = wanted.entrySet().stream()
                .map(e -> new Shortage(e.getKey().warehouse(), e.getKey().sku(), e.getValue(), available(e.getKey())))
                .toList();
        List<Shortage> missing =
                all.stream().filter(s -> s.available() < s.wanted()).toList();
        // Units may have come back between the refusal and this look: then nobody can say which one was short.
        return missing.isEmpty() ? all : missing;
    }

    private List<StockKey> releaseAll(List<Reservation> reservations) {
        TreeSet<StockKey> freed = new TreeSet<>();
        for (Reservation reservation : reservations) {
            if (reservation.in(Reservation.RESERVED) && releaseRest(reservation)) {
                freed.add(reservation.key());
            }
        }
        return List.copyOf(freed);
    }

    private boolean releaseRest(Reservation reservation) {
        if (fenced(reservation, "reservation-release").param("at", now()).update() == 0) {
            return false;
        }
        return unreserve(reservation, reservation.open(), reservation.id());
    }

    private boolean shrink(Reservation reservation, int less, String cause) {
        if (less < 1) {
            throw new IllegalArgumentException("cannot release " + less + " units of " + reservation.key());
        }
        if (!move(reservation, "release", "reserved", -less, cause, now())) {
            return false;
        }
        require(fenced(reservation, "reservation-shrink").param("less", less).update(), reservation);
        return at(reservation.key(), "unreserve").param("quantity", less).update() == 1;
    }

    private boolean unreserve(Reservation reservation, int units, String cause) {
        move(reservation, "release", "reserved", -units, cause, now());
        return at(reservation.key(), "unreserve").param("quantity", units).update() == 1;
    }

    private boolean ship(Reservation reservation, int units, String cause, OffsetDateTime at) {
        if (units < 1) {
            throw new IllegalArgumentException("cannot ship " + units + " units of " + reservation.key());
        }
        OffsetDateTime left = plausible(reservation, at);
        if (!move(reservation, "ship", "reserved", -units, cause, left)) {
            return false;
        }
        move(reservation, "ship", "on_hand", -units, cause, left);
        boolean rest = units == reservation.open();
        settleShipped(reservation, rest ? Reservation.SHIPPED : Reservation.RESERVED, units, rest);
        at(reservation.key(), "ship").param("quantity", units).update();
        restoreCount(reservation, units, cause, left);
        return true;
    }

    /** The warehouse sent what had been cancelled: the units are gone whatever the books say. */
    private void shipReleased(Reservation reservation, OffsetDateTime at, List<Shortage> drift) {
        int units = reservation.open();
        boolean taken = at(reservation.key(), "ship-unreserved")
                        .param("quantity", units)
                        .update()
                == 1;
        settleShipped(reservation, Reservation.SHIPPED, taken ? units : 0, true);
        if (taken) {
            OffsetDateTime left = plausible(reservation, at);
            move(reservation, "ship", "on_hand", -units, reservation.id(), left);
            restoreCount(reservation, units, reservation.id(), left);
        } else {
            drift.add(new Shortage(
                    reservation.key().warehouse(), reservation.key().sku(), units, available(reservation.key())));
        }
    }

    private void settleShipped(Reservation reservation, String state, int units, boolean settled) {
        int rows = fenced(reservation, "reservation-ship")
                .param("state", reservation.state())
                .param("new_state", state)
                .param("units", units)
                .param("settled_at", settled ? now() : null)
                .update();
        require(rows, reservation);
    }

    /**
     * A count stated after the units had left, but before we heard of it, knew already that they were gone: on hand is
     * put back to what was counted.
     */
    private void restoreCount(Reservation reservation, int units, String cause, OffsetDateTime left) {
        OffsetDateTime counted = at(reservation.key(), "as-of")
                .query((row, n) -> row.getObject("as_of", OffsetDateTime.class))
                .single();
        if (counted.isAfter(left)) {
            movements.append(
                    reservation.key(),
                    "count",
                    "on_hand",
                    units,
                    cause,
                    reservation.orderNo(),
                    "counted after it had left",
                    now());
            at(reservation.key(), "adjust")
                    .param("on_hand", units)
                    .param("safety_stock", 0)
                    .param("in_transit", 0)
                    .param("as_of", counted)
                    .update();
        }
    }

    /** Nothing leaves before it was reserved: an earlier time is a wrong clock, and then we go by ours. */
    private OffsetDateTime plausible(Reservation reservation, OffsetDateTime at) {
        return at == null || at.isBefore(reservation.createdAt()) || at.isAfter(now()) ? now() : at;
    }

    private boolean move(
            Reservation reservation, String kind, String counter, int quantity, String cause, OffsetDateTime at) {
        return movements.append(reservation.key(), kind, counter, quantity, cause, reservation.orderNo(), null, at);
    }

    private static void require(int rows, Reservation reservation) {
        if (rows != 1) {
            throw new IllegalStateException(
                    "reservation " + reservation.id() + " was settled by somebody else meanwhile; try again");
        }
    }

    private List<Reservation> ofFulfillment(String fulfillmentNo) {
        return jdbc.sql(sql.get("reservations-of-fulfillment"))
                .param("fulfillment_no", fulfillmentNo)
                .query(Reservation::map)
                .list();
    }

    private JdbcClient.StatementSpec fenced(Reservation reservation, String statement) {
        return jdbc.sql(sql.get(statement))
                .param("id", reservation.id())
                .param("quantity", reservation.quantity())
                .param("shipped", reservation.shipped());
    }

    private JdbcClient.StatementSpec at(StockKey key, String statement) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", key.tenant())
                .param("warehouse", key.warehouse())
                .param("sku", key.sku());
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
