package io.openclaw.stock;

import io.openclaw.store.AllOrNothing;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Promises physical units to fulfillments and takes promises back. A unit is promised by one conditional update of its row; the
 * table's CHECK constraints stand beneath. Every change of a counter is a movement, and every settlement of a reservation names
 * the state it leaves, so a repeated call changes nothing. {@link KeptUnits} has what is withheld before there is a fulfillment,
 * {@link Departures} what leaves.
 *
 * <p>Called inside the caller's transaction. Reserve as late in it as the outcome allows: the rows stay locked until it
 * commits, and on a SKU in demand everybody waits for them.
 */
@Component("stockLedger")
public class StockLedger {

    private final StockTable table;
    private final HotPath hot;
    private final Movements movements;
    private final FreeUnits free;
    private final KeptUnits kept;
    private final CampaignLocks campaigns;
    private final HotKeyGate gate;
    private final Clock clock;
    private final AllOrNothing allOrNothing;

    StockLedger(
            StockTable table,
            HotPath hot,
            Movements movements,
            FreeUnits free,
            KeptUnits kept,
            CampaignLocks campaigns,
            HotKeyGate gate,
            AllOrNothing allOrNothing,
            Clock clock) {
        this.table = table;
        this.hot = hot;
        this.movements = movements;
        this.free = free;
        this.kept = kept;
        this.campaigns = campaigns;
        this.gate = gate;
        this.clock = clock;
        this.allOrNothing = allOrNothing;
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
        // Before the first row is written: whoever has to wait here holds nothing that others wait for.
        gate.enter(keysOf(sorted));
        TreeSet<StockKey> freed = new TreeSet<>();
        boolean reserved = allOrNothing.done(() -> {
            // What only adds rows goes first, so that the rows others wait for are locked for the shortest time.
            paperwork.run();
            return reserveAll(sorted, freed);
        });
        return reserved
                ? new ReserveOutcome(true, List.of(), List.copyOf(freed))
                : new ReserveOutcome(false, shortages(sorted), List.of());
    }

    private boolean reserveAll(List<Claim> sorted, TreeSet<StockKey> freed) {
        for (int i = 0; i < sorted.size(); i++) {
            HotPath.AtOnce came = free.reserveAtOnce(sorted.get(i), now());
            if (came == HotPath.AtOnce.SHORT) {
                return false;
            }
            if (came == HotPath.AtOnce.UNTRIED) {
                return reserveInSteps(sorted.subList(i, sorted.size()), freed);
            }
        }
        return true;
    }

    private boolean reserveInSteps(List<Claim> sorted, TreeSet<StockKey> freed) {
        List<Reservation> keeps =
                sorted.isEmpty() ? List.of() : table.keptFor(sorted.get(0).orderNo());
        return take(sorted.stream().filter(this::record).toList(), keeps, freed);
    }

    /**
     * Key by key in their order: first what was kept for the order there is let go, then the claim is taken.
     *
     * @param freed gets the keys where more was let go than is taken
     */
    private boolean take(List<Claim> fresh, List<Reservation> keeps, TreeSet<StockKey> freed) {
        TreeSet<StockKey> keys = keysOf(fresh);
        keeps.forEach(reservation -> keys.add(reservation.key()));
        for (StockKey key : keys) {
            FreeUnits.Had had = FreeUnits.Had.NOTHING;
            int over = 0;
            for (Reservation reservation : keeps) {
                Optional<KeptUnits.Ended> ended =
                        reservation.key().equals(key) ? kept.end(reservation, "convert") : Optional.empty();
                if (ended.isPresent()) {
                    had = had.and(ended.get().had());
                    over += ended.get().promise().open();
                }
            }
            for (Claim claim : fresh) {
                if (claim.key().equals(key)) {
                    if (!free.reserve(claim, had, claim.reservationId())) {
                        return false;
                    }
                    had = had.less(claim.quantity());
                    over -= claim.quantity();
                }
            }
            if (over > 0) {
                freed.add(key);
            }
        }
        return true;
    }

    private static TreeSet<StockKey> keysOf(List<Claim> claims) {
        return claims.stream().map(Claim::key).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Makes a fulfillment's reservation what is given, unit by unit in place: what stays is never given up. All of it or
     * nothing; a refusal leaves everything as it was.
     *
     * @param wanted units by SKU that it is to have, those of it included that have left; of a SKU that is not in it the rest is given back
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
        boolean done = allOrNothing.done(() -> {
            paperwork.run();
            Map<String, Reservation> rows = new TreeMap<>();
            table.ofFulfillment(fulfillmentNo).forEach(r -> rows.put(r.key().sku(), r));
            TreeSet<String> skus = new TreeSet<>(rows.keySet());
            skus.addAll(wanted.keySet());
            for (String sku : skus) {
                StockKey key = new StockKey(anyOfWarehouse.tenant(), anyOfWarehouse.warehouse(), sku);
                Reservation row = rows.get(sku);
                int has = row == null || !row.in(Reservation.RESERVED) ? 0 : row.open();
                int wants = Math.max(0, wanted.getOrDefault(sku, 0) - (row == null ? 0 : row.shipped()));
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
                        return false;
                    }
                }
            }
            return true;
        });
        return done ? new Resized(true, List.copyOf(freed), List.of()) : new Resized(false, List.of(), shortages(more));
    }

    /**
     * @param done false when the units for it were not there
     * @param freed rows that have units again
     */
    public record Resized(boolean done, List<StockKey> freed, List<Shortage> shortages) {}

    /**
     * Takes back what a fulfillment has reserved beyond what is given, as units that were not found: a campaign they came from does not
     * get them back, for nobody knows that they are there.
     *
     * @param units by SKU that are still to leave
     * @param over whether the fulfillment ends by it: then units that leave after all are settled like those of a cancelled one
     * @return units taken back
     */
    Map<StockKey, Integer> shrinkTo(String fulfillmentNo, Map<String, Integer> units, boolean over) {
        Map<StockKey, Integer> freed = new TreeMap<>();
        for (Reservation row : table.ofFulfillment(fulfillmentNo)) {
            int more = row.open() - units.getOrDefault(row.key().sku(), 0);
            if (row.in(Reservation.RESERVED) && more > 0) {
                boolean taken = more == row.open()
                        ? settle(row, over ? Reservation.RELEASED : Reservation.DROPPED)
                        : less(row, more, row.nextCause());
                if (taken) {
                    freed.put(row.key(), more);
                }
            }
        }
        return freed;
    }

    /** Whether a fulfillment ever had units reserved; one of an account whose stock somebody else keeps has none. */
    public boolean reservedFor(String fulfillmentNo) {
        return !table.ofFulfillment(fulfillmentNo).isEmpty();
    }

    /** Whether units that a fulfillment had reserved have left the books already, all of them or some. */
    public boolean hasLeft(String fulfillmentNo) {
        return table.ofFulfillment(fulfillmentNo).stream().anyMatch(reservation -> reservation.shipped() > 0);
    }

    /** Units by SKU that have left the books with a fulfillment so far. */
    public Map<String, Integer> left(String fulfillmentNo) {
        Map<String, Integer> left = new TreeMap<>();
        table.ofFulfillment(fulfillmentNo).stream()
                .filter(row -> row.shipped() > 0)
                .forEach(row -> left.merge(row.key().sku(), row.shipped(), Integer::sum));
        return left;
    }

    private boolean grow(Reservation row, Claim claim) {
        gate.enter(new TreeSet<>(List.of(claim.key())));
        if (row == null) {
            return record(claim) && free.reserve(claim, FreeUnits.Had.NOTHING, claim.reservationId());
        }
        boolean revived = row.in(Reservation.DROPPED);
        Reservation.require(
                revived
                        ? table.fenced(row, "reservation-revive")
                                .param("wanted", claim.quantity())
                                .update()
                        : table.fenced(row, "reservation-grow")
                                .param("more", claim.quantity())
                                .update(),
                row);
        movements.append(row, "reserve", "reserved", claim.quantity(), row.nextCause(), now());
        return free.reserve(claim, FreeUnits.Had.NOTHING, row.nextCause());
    }

    /** Takes back what a fulfillment still has reserved; returns the rows that have units again. */
    public List<StockKey> release(String fulfillmentNo) {
        TreeSet<StockKey> freed = new TreeSet<>();
        for (Reservation reservation : table.ofFulfillment(fulfillmentNo)) {
            if (reservation.in(Reservation.RESERVED) && releaseRest(reservation, Reservation.RELEASED)) {
                freed.add(reservation.key());
            }
        }
        return List.copyOf(freed);
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

    /** Units that could be promised now; zero where the warehouse does not carry the SKU. */
    public int available(StockKey key) {
        return free.available(key);
    }

    private boolean record(Claim claim) {
        boolean fresh = hot.reservation(claim, now());
        if (fresh) {
            hot.movement(claim, now());
        }
        return fresh;
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

    private boolean releaseRest(Reservation reservation, String state) {
        if (!settle(reservation, state)) {
            return false;
        }
        campaigns.giveBack(reservation, reservation.shipped(), reservation.endCause());
        return true;
    }

    private boolean shrink(Reservation reservation, int less, String cause) {
        if (!less(reservation, less, cause)) {
            return false;
        }
        campaigns.giveBack(reservation, reservation.quantity() - less, cause);
        return true;
    }

    private boolean settle(Reservation reservation, String state) {
        int rows = table.fenced(reservation, "reservation-release")
                .param("state", Reservation.RESERVED)
                .param("new_state", state)
                .param("at", now())
                .update();
        if (rows == 0) {
            return false;
        }
        int units = reservation.open();
        movements.append(reservation, "release", "reserved", -units, reservation.endCause(), now());
        table.at(reservation.key(), "unreserve").param("quantity", units).update();
        return true;
    }

    private boolean less(Reservation reservation, int less, String cause) {
        if (less < 1) {
            throw new IllegalArgumentException("cannot release " + less + " units of " + reservation.key());
        }
        if (!movements.append(reservation, "release", "reserved", -less, cause, now())) {
            return false;
        }
        Reservation.require(
                table.fenced(reservation, "reservation-shrink")
                        .param("less", less)
                        .update(),
                reservation);
        table.at(reservation.key(), "unreserve").param("quantity", less).update();
        return true;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
