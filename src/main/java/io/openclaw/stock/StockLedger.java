package io.openclaw.stock;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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

    private final StockTable table;
    private final HotPath hot;
    private final Movements movements;
    private final CampaignLocks campaigns;
    private final HotKeyGate gate;
    private final Clock clock;
    private final TransactionTemplate savepoint;

    StockLedger(
            StockTable table,
            HotPath hot,
            Movements movements,
            CampaignLocks campaigns,
            HotKeyGate gate,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.table = table;
        this.hot = hot;
        this.movements = movements;
        this.campaigns = campaigns;
        this.gate = gate;
        this.clock = clock;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * Reserves every claim or none. A refusal leaves the transaction as it was before the call and usable. Claims that
     * were reserved before are left as they are. What was withheld for the same order, or promised to it of goods on their
     * way, is turned into the reservation row by row, so that nobody else can come between; a refusal leaves it withheld.
     *
     * @param paperwork writes the rows that stand or fall with the reservation; it runs before any counter is touched
     */
    public ReserveOutcome reserve(List<Claim> claims, Runnable paperwork) {
        List<Claim> sorted =
                claims.stream().sorted(Comparator.comparing(Claim::key)).toList();
        Boolean reserved = savepoint.execute(status -> {
            // What only adds rows goes first, so that the rows others wait for are locked for the shortest time.
            paperwork.run();
            List<Reservation> kept =
                    claims.isEmpty() ? List.of() : table.keptFor(claims.get(0).orderNo());
            List<Claim> fresh = sorted.stream().filter(this::record).toList();
            if (!take(fresh, kept)) {
                status.setRollbackOnly();
                return false;
            }
            return true;
        });
        return Boolean.TRUE.equals(reserved) ? ReserveOutcome.DONE : new ReserveOutcome(false, shortages(sorted));
    }

    /** Key by key in their order: first what was kept for the order there is let go, then the claim is taken. */
    private boolean take(List<Claim> fresh, List<Reservation> kept) {
        TreeSet<StockKey> keys = new TreeSet<>();
        fresh.forEach(claim -> keys.add(claim.key()));
        gate.enter(keys);
        kept.forEach(reservation -> keys.add(reservation.key()));
        for (StockKey key : keys) {
            int had = 0;
            for (Reservation reservation : kept) {
                if (reservation.key().equals(key) && letGo(reservation, "convert")) {
                    had += reservation.in(Reservation.WITHHELD) ? reservation.open() : 0;
                }
            }
            for (Claim claim : fresh) {
                if (claim.key().equals(key) && !take(claim, had, claim.reservationId())) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Makes a fulfillment's reservation what is given, unit by unit in place: what stays is never given up. All of it or
     * nothing; a refusal leaves everything as it was.
     *
     * @param wanted units by SKU that it is to have and that have not left; a SKU that is not in it is given back
     * @param paperwork writes the rows that stand or fall with it
     */
    public Resized resize(
            StockKey anyOfWarehouse,
            String orderNo,
            String fulfillmentNo,
            String account,
            Map<String, Integer> wanted,
            Runnable paperwork) {
        TreeSet<StockKey> freed = new TreeSet<>();
        List<Claim> more = new ArrayList<>();
        Boolean done = savepoint.execute(status -> {
            paperwork.run();
            Map<String, Reservation> rows = new TreeMap<>();
            table.ofFulfillment(fulfillmentNo).forEach(r -> rows.put(r.key().sku(), r));
            TreeSet<String> skus = new TreeSet<>(rows.keySet());
            skus.addAll(wanted.keySet());
            for (String sku : skus) {
                StockKey key = new StockKey(anyOfWarehouse.tenant(), anyOfWarehouse.warehouse(), sku);
                Reservation row = rows.get(sku);
                int has = row == null || !row.in(Reservation.RESERVED) ? 0 : row.open();
                int wants = wanted.getOrDefault(sku, 0);
                if (wants < has) {
                    boolean given = wants == 0
                            ? releaseRest(row, Reservation.DROPPED)
                            : shrink(row, has - wants, row.nextCause());
                    if (given) {
                        freed.add(key);
                    }
                } else if (wants > has) {
                    Claim claim = new Claim(key, orderNo, fulfillmentNo, wants - has, account);
                    more.add(claim);
                    if (!grow(row, claim)) {
                        status.setRollbackOnly();
                        return false;
                    }
                }
            }
            return true;
        });
        return Boolean.TRUE.equals(done)
                ? new Resized(true, List.copyOf(freed), List.of())
                : new Resized(false, List.of(), shortages(more));
    }

    /**
     * @param done false when the units for it were not there
     * @param freed rows that have units again
     */
    public record Resized(boolean done, List<StockKey> freed, List<Shortage> shortages) {}

    /**
     * Gives back what a fulfillment has reserved beyond what is given: less of it left than was planned.
     *
     * @param units by SKU
     */
    public List<StockKey> shrinkTo(String fulfillmentNo, Map<String, Integer> units) {
        TreeSet<StockKey> freed = new TreeSet<>();
        for (Reservation row : table.ofFulfillment(fulfillmentNo)) {
            int more = row.open() - units.getOrDefault(row.key().sku(), 0);
            if (row.in(Reservation.RESERVED) && more > 0) {
                boolean given =
                        more == row.open() ? releaseRest(row, Reservation.DROPPED) : shrink(row, more, row.nextCause());
                if (given) {
                    freed.add(row.key());
                }
            }
        }
        return List.copyOf(freed);
    }

    private boolean grow(Reservation row, Claim claim) {
        gate.enter(new TreeSet<>(List.of(claim.key())));
        if (row == null) {
            return record(claim) && take(claim, 0, claim.reservationId());
        }
        boolean revived = row.in(Reservation.DROPPED);
        require(
                revived
                        ? table.fenced(row, "reservation-revive")
                                .param("wanted", claim.quantity())
                                .update()
                        : table.fenced(row, "reservation-grow")
                                .param("more", claim.quantity())
                                .update(),
                row);
        move(row, "reserve", "reserved", claim.quantity(), row.nextCause(), now());
        return take(claim, 0, row.nextCause());
    }

    /**
     * Withholds every claim for an unpaid order or none, in place of what was withheld for it before. Where less can be had
     * than is wanted, what was withheld stays, as far as it is still wanted.
     *
     * @param claims under a name of their own ({@link #keptName})
     * @param expiresAt when they are free again unless the order is paid
     * @return rows whose counters changed
     */
    public List<StockKey> withhold(String orderNo, List<Claim> claims, OffsetDateTime expiresAt) {
        List<Reservation> before = table.keptFor(orderNo);
        if (same(before, claims)) {
            return List.of();
        }
        TreeSet<StockKey> changed = new TreeSet<>();
        Boolean done = savepoint.execute(status -> {
            if (!swap(before, claims, expiresAt, changed)) {
                status.setRollbackOnly();
                return false;
            }
            return true;
        });
        if (!Boolean.TRUE.equals(done)) {
            changed.clear();
            Map<StockKey, Integer> wanted = new TreeMap<>();
            claims.forEach(claim -> wanted.merge(claim.key(), claim.quantity(), Integer::sum));
            before.stream().sorted(Comparator.comparing(Reservation::key)).forEach(reservation -> {
                int keep = Math.min(reservation.open(), wanted.getOrDefault(reservation.key(), 0));
                wanted.merge(reservation.key(), -keep, Integer::sum);
                if (keep < reservation.open() && keepOnly(reservation, keep)) {
                    changed.add(reservation.key());
                }
            });
        }
        return List.copyOf(changed);
    }

    /** Gives part of what is kept back in place: the rest stays even where a count did not find it. */
    private boolean keepOnly(Reservation reservation, int keep) {
        if (keep == 0 || !reservation.in(Reservation.WITHHELD)) {
            return letGo(reservation, "release");
        }
        int less = reservation.open() - keep;
        move(reservation, "release", "withheld", -less, reservation.nextCause(), now());
        require(
                table.fenced(reservation, "reservation-shrink")
                        .param("less", less)
                        .update(),
                reservation);
        table.at(reservation.key(), "unwithhold").param("quantity", less).update();
        return true;
    }

    private static boolean same(List<Reservation> before, List<Claim> claims) {
        Map<StockKey, Integer> had = new TreeMap<>();
        before.forEach(r -> had.merge(r.key(), r.open(), Integer::sum));
        Map<StockKey, Integer> wants = new TreeMap<>();
        claims.forEach(c -> wants.merge(c.key(), c.quantity(), Integer::sum));
        return had.equals(wants);
    }

    private boolean swap(
            List<Reservation> before, List<Claim> claims, OffsetDateTime expiresAt, TreeSet<StockKey> changed) {
        TreeSet<StockKey> keys = new TreeSet<>();
        claims.forEach(claim -> keys.add(claim.key()));
        before.forEach(reservation -> keys.add(reservation.key()));
        gate.enter(keys);
        for (StockKey key : keys) {
            int had = 0;
            for (Reservation reservation : before) {
                if (reservation.key().equals(key) && letGo(reservation, "release")) {
                    changed.add(key);
                    had += reservation.in(Reservation.WITHHELD) ? reservation.open() : 0;
                }
            }
            for (Claim claim : claims) {
                if (claim.key().equals(key)) {
                    if (!table.reservation(claim, Reservation.WITHHELD, expiresAt, null, now())
                            || !takeAside(claim, had)) {
                        return false;
                    }
                    movements.append(
                            key,
                            "withhold",
                            "withheld",
                            claim.quantity(),
                            claim.reservationId(),
                            claim.orderNo(),
                            null,
                            now());
                    changed.add(key);
                }
            }
        }
        return true;
    }

    /** A name for units kept for an order that has no fulfillment, never used before: W for withheld, I for inbound. */
    public String keptName(String orderNo, char kind) {
        int used = table.spec("kept-names")
                .param("order_no", orderNo)
                .param("names", orderNo + "-" + kind + "%")
                .query(Integer.class)
                .single();
        return orderNo + "-" + kind + (used + 1);
    }

    /** Lets go what is kept for an order without a fulfillment: it is cancelled, or not to be acted on. */
    public List<StockKey> dropKept(String orderNo) {
        TreeSet<StockKey> freed = new TreeSet<>();
        for (Reservation reservation : table.keptFor(orderNo)) {
            if (letGo(reservation, "release")) {
                freed.add(reservation.key());
            }
        }
        return List.copyOf(freed);
    }

    /** Whether goods on their way are promised to an order. */
    public boolean keepsInbound(String orderNo) {
        return table.keptFor(orderNo).stream().anyMatch(r -> r.in(Reservation.INBOUND));
    }

    /** Units an order has without a fulfillment, on the shelf or on their way, by SKU. */
    public Map<String, Integer> keptBySku(String orderNo) {
        Map<String, Integer> kept = new TreeMap<>();
        table.keptFor(orderNo).forEach(r -> kept.merge(r.key().sku(), r.open(), Integer::sum));
        return kept;
    }

    /** Units withheld for an order. */
    public Map<StockKey, Integer> kept(String orderNo) {
        Map<StockKey, Integer> kept = new TreeMap<>();
        table.keptFor(orderNo).stream()
                .filter(r -> r.in(Reservation.WITHHELD))
                .forEach(r -> kept.merge(r.key(), r.open(), Integer::sum));
        return kept;
    }

    /**
     * Frees withheld units whose time is over, the oldest first. Others that do the same at this moment take others, so
     * two hubs may run it at once.
     *
     * @param most reservations at a time
     */
    public List<StockKey> expire(int most) {
        List<Reservation> due = table.spec("reservations-expired")
                .param("now", now())
                .param("batch", most)
                .query(Reservation::map)
                .list();
        TreeSet<StockKey> freed = new TreeSet<>();
        due.stream().sorted(Comparator.comparing(Reservation::key)).forEach(reservation -> {
            if (letGo(reservation, "expire")) {
                freed.add(reservation.key());
            }
        });
        return List.copyOf(freed);
    }

    /** Ends a withheld or inbound promise; false when it was settled by somebody else meanwhile. */
    private boolean letGo(Reservation reservation, String why) {
        int rows = table.fenced(reservation, "reservation-release")
                .param("state", reservation.state())
                .param("new_state", Reservation.RELEASED)
                .param("at", now())
                .update();
        if (rows == 0) {
            return false;
        }
        boolean inbound = reservation.in(Reservation.INBOUND);
        move(
                reservation,
                why,
                inbound ? "reserved_inbound" : "withheld",
                -reservation.open(),
                causeOf(reservation),
                now());
        table.at(reservation.key(), inbound ? "unpromise-inbound" : "unwithhold")
                .param("quantity", reservation.open())
                .update();
        return true;
    }

    /** Identity of what ends a reservation as it stands. */
    private static String causeOf(Reservation reservation) {
        return reservation.changes() == 0 ? reservation.id() : reservation.id() + "#" + reservation.changes() + "/end";
    }

    /** Takes back what a fulfillment still has reserved; returns the rows that have units again. */
    public List<StockKey> release(String fulfillmentNo) {
        return releaseAll(table.ofFulfillment(fulfillmentNo));
    }

    /** Takes back what an order still has reserved, in all its fulfillments. */
    public List<StockKey> releaseOrder(String orderNo) {
        return releaseAll(table.spec("reservations-live-of-order")
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
        return table.ofFulfillment(fulfillmentNo).stream()
                .filter(r -> r.key().sku().equals(sku) && r.in(Reservation.RESERVED))
                .findFirst()
                .map(r -> quantity >= r.open() ? releaseRest(r, Reservation.RELEASED) : shrink(r, quantity, cause))
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
        for (Reservation reservation : table.ofFulfillment(fulfillmentNo)) {
            if (reservation.in(Reservation.RESERVED)) {
                ship(reservation, reservation.open(), causeOf(reservation), at);
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
        return table.ofFulfillment(fulfillmentNo).stream()
                .filter(r -> r.key().sku().equals(sku) && r.in(Reservation.RESERVED))
                .findFirst()
                .map(r -> ship(r, Math.min(quantity, r.open()), cause, at))
                .orElse(false);
    }

    /** Units that could be promised now; zero where the warehouse does not carry the SKU. */
    public int available(StockKey key) {
        return Math.max(0, table.find(key).map(Counters::free).orElse(0));
    }

    private boolean record(Claim claim) {
        boolean fresh = hot.reservation(claim, now());
        if (fresh) {
            hot.movement(claim, now());
        }
        return fresh;
    }

    /**
     * Promises units.
     *
     * @param had units of them that were kept for the order until now: they are in its account's own lock no more
     * @param cause identity of the promise
     */
    private boolean take(Claim claim, int had, String cause) {
        int lock = ownLock(claim);
        return lock > 0
                ? takeLocked("reserve-locked", claim, lock, had, cause)
                : hot.take(claim.key(), claim.quantity());
    }

    /** The same for units that are withheld. */
    private boolean takeAside(Claim claim, int had) {
        int lock = ownLock(claim);
        return lock > 0
                ? takeLocked("withhold-locked", claim, lock, had, claim.reservationId())
                : table.limited(claim.key(), "withhold")
                                .param("quantity", claim.quantity())
                                .update()
                        == 1;
    }

    /** Units the campaign of the claim's account has there; where it may have any, the row is locked. */
    private int ownLock(Claim claim) {
        if (!campaigns.any(claim.key().tenant(), claim.account())
                || table.find(claim.key()).isEmpty()) {
            return 0;
        }
        table.lock(claim.key());
        return campaigns.own(claim.key(), claim.account());
    }

    private boolean takeLocked(String statement, Claim claim, int lock, int had, String cause) {
        int own = Math.min(Math.max(0, claim.quantity() - had), lock);
        boolean taken = table.limited(claim.key(), statement)
                        .param("quantity", claim.quantity())
                        .param("lock", lock)
                        .param("own", own)
                        .update()
                == 1;
        if (taken && own > 0) {
            campaigns.taken(claim, own, cause);
        }
        return taken;
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
            if (reservation.in(Reservation.RESERVED) && releaseRest(reservation, Reservation.RELEASED)) {
                freed.add(reservation.key());
            }
        }
        return List.copyOf(freed);
    }

    private boolean releaseRest(Reservation reservation, String state) {
        int rows = table.fenced(reservation, "reservation-release")
                .param("state", Reservation.RESERVED)
                .param("new_state", state)
                .param("at", now())
                .update();
        return rows > 0 && unreserve(reservation, reservation.open(), causeOf(reservation));
    }

    private boolean shrink(Reservation reservation, int less, String cause) {
        if (less < 1) {
            throw new IllegalArgumentException("cannot release " + less + " units of " + reservation.key());
        }
        if (!move(reservation, "release", "reserved", -less, cause, now())) {
            return false;
        }
        require(
                table.fenced(reservation, "reservation-shrink")
                        .param("less", less)
                        .update(),
                reservation);
        return table.at(reservation.key(), "unreserve").param("quantity", less).update() == 1;
    }

    private boolean unreserve(Reservation reservation, int units, String cause) {
        move(reservation, "release", "reserved", -units, cause, now());
        return table.at(reservation.key(), "unreserve").param("quantity", units).update() == 1;
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
        table.at(reservation.key(), "ship").param("quantity", units).update();
        restoreCount(reservation, units, cause, left);
        return true;
    }

    /** The warehouse sent what had been cancelled: the units are gone whatever the books say. */
    private void shipReleased(Reservation reservation, OffsetDateTime at, List<Shortage> drift) {
        int units = reservation.open();
        boolean taken = table.at(reservation.key(), "ship-unreserved")
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
        int rows = table.fenced(reservation, "reservation-ship")
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
        OffsetDateTime counted = table.at(reservation.key(), "as-of")
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
            table.at(reservation.key(), "put-back").param("on_hand", units).update();
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

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
