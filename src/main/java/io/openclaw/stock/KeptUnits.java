package io.openclaw.stock;

import io.openclaw.stock.statement.InboundStock;
import io.openclaw.store.AllOrNothing;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Units an order has without a fulfillment: withheld for one that is not paid yet, for a presale whose goods have come or for what
 * was ordered after the label, and promised of goods on their way. {@link StockLedger} turns them into reservations, {@link InboundStock} makes the promises.
 *
 * <p>Goods may come while units are let go: then what was inbound is withheld. So the stock row is locked first, as it is
 * where goods come, and the reservation read again under that lock.
 *
 * <p>Called inside the caller's transaction.
 */
@Component("keptUnits")
public class KeptUnits {

    private final StockTable table;
    private final Movements movements;
    private final FreeUnits free;
    private final CampaignLocks campaigns;
    private final HotKeyGate gate;
    private final Clock clock;
    private final AllOrNothing allOrNothing;

    KeptUnits(
            StockTable table,
            Movements movements,
            FreeUnits free,
            CampaignLocks campaigns,
            HotKeyGate gate,
            AllOrNothing allOrNothing,
            Clock clock) {
        this.table = table;
        this.movements = movements;
        this.free = free;
        this.campaigns = campaigns;
        this.gate = gate;
        this.clock = clock;
        this.allOrNothing = allOrNothing;
    }

    /**
     * Withholds every claim for an unpaid order or none, in place of what was withheld for it before. Where less can be had
     * than is wanted, what was withheld stays, as far as it is still wanted.
     *
     * @param claims under a name of their own ({@link #name})
     * @param expiresAt when they are free again unless the order is paid
     * @return rows whose counters changed
     */
    public List<StockKey> withhold(String orderNo, List<Claim> claims, OffsetDateTime expiresAt) {
        return withhold(table.keptFor(orderNo), claims, expiresAt, "withhold");
    }

    /**
     * The same for what an order wants beside fulfillments that cannot take it in any more: until it is planned, or wanted no longer.
     * Its movements are told apart by their kind, {@code keep}. What is promised to it of goods on their way stays.
     */
    public List<StockKey> keepBeside(String orderNo, List<Claim> claims) {
        return withhold(withheld(orderNo), claims, null, "keep");
    }

    /**
     * The same for a presale, in place of what is kept for it: what lies there is kept for it until the rest comes. Its movements are told
     * apart by their kind, {@code presell}.
     */
    public List<StockKey> keepAhead(String orderNo, List<Claim> claims) {
        return withhold(table.keptFor(orderNo), claims, null, "presell");
    }

    /** @param before what the order has in place of what is claimed */
    private List<StockKey> withhold(
            List<Reservation> before, List<Claim> claims, OffsetDateTime expiresAt, String kind) {
        if (same(before, claims)) {
            return List.of();
        }
        TreeSet<StockKey> changed = new TreeSet<>();
        boolean done = allOrNothing.done(() -> swap(before, claims, expiresAt, kind, changed));
        if (!done) {
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
    private boolean keepOnly(Reservation seen, int keep) {
        Reservation reservation = current(seen).orElse(null);
        if (reservation == null) {
            return false;
        }
        if (keep == 0 || !reservation.in(Reservation.WITHHELD)) {
            return letGo(reservation, "release");
        }
        int less = reservation.open() - keep;
        movements.append(reservation, "release", "withheld", -less, reservation.nextCause(), now());
        Reservation.require(
                table.fenced(reservation, "reservation-shrink")
                        .param("less", less)
                        .update(),
                reservation);
        table.at(reservation.key(), "unwithhold").param("quantity", less).update();
        campaigns.giveBack(reservation, keep, reservation.nextCause());
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
            List<Reservation> before,
            List<Claim> claims,
            OffsetDateTime expiresAt,
            String kind,
            TreeSet<StockKey> changed) {
        TreeSet<StockKey> keys = new TreeSet<>();
        claims.forEach(claim -> keys.add(claim.key()));
        before.forEach(reservation -> keys.add(reservation.key()));
        gate.enter(keys);
        for (StockKey key : keys) {
            FreeUnits.Had had = FreeUnits.Had.NOTHING;
            for (Reservation reservation : before) {
                if (reservation.key().equals(key)) {
                    Ended let = end(reservation, "release").orElse(null);
                    if (let != null) {
                        changed.add(key);
                        had = had.and(let.had());
                    }
                }
            }
            for (Claim claim : claims) {
                if (claim.key().equals(key)) {
                    if (!table.reservation(claim, Reservation.WITHHELD, expiresAt, null, now())
                            || !free.withhold(claim, had)) {
                        return false;
                    }
                    movements.append(
                            key,
                            kind,
                            "withheld",
                            claim.quantity(),
                            claim.reservationId(),
                            claim.orderNo(),
                            null,
                            now());
                    had = had.less(claim.quantity());
                    changed.add(key);
                }
            }
        }
        return true;
    }

    /** A name for units kept for an order that has no fulfillment, never used before: W for withheld, I for inbound. */
    public String name(String orderNo, char kind) {
        int used = table.spec("kept-names")
                .param("order_no", orderNo)
                .param("names", orderNo + "-" + kind + "%")
                .query(Integer.class)
                .single();
        return orderNo + "-" + kind + (used + 1);
    }

    /** Lets go what is kept for an order without a fulfillment: it is cancelled, or not to be acted on. */
    public List<StockKey> drop(String orderNo) {
        TreeSet<StockKey> freed = new TreeSet<>();
        table.keptFor(orderNo).stream()
                .sorted(Comparator.comparing(Reservation::key).thenComparing(Reservation::id))
                .forEach(reservation -> {
                    if (letGo(reservation, "release")) {
                        freed.add(reservation.key());
                    }
                });
        return List.copyOf(freed);
    }

    /** Whether an order has units without a fulfillment, on the shelf or on their way. */
    public boolean keeps(String orderNo) {
        return !table.keptFor(orderNo).isEmpty();
    }

    /** Whether goods on their way are promised to an order. */
    public boolean keepsInbound(String orderNo) {
        return table.keptFor(orderNo).stream().anyMatch(r -> r.in(Reservation.INBOUND));
    }

    /** Units an order has without a fulfillment, on the shelf or on their way, by SKU. */
    public Map<String, Integer> bySku(String orderNo) {
        Map<String, Integer> kept = new TreeMap<>();
        table.keptFor(orderNo).forEach(r -> kept.merge(r.key().sku(), r.open(), Integer::sum));
        return kept;
    }

    /** Units withheld for an order. */
    public Map<StockKey, Integer> of(String orderNo) {
        Map<StockKey, Integer> kept = new TreeMap<>();
        withheld(orderNo).forEach(r -> kept.merge(r.key(), r.open(), Integer::sum));
        return kept;
    }

    private List<Reservation> withheld(String orderNo) {
        return table.keptFor(orderNo).stream()
                .filter(r -> r.in(Reservation.WITHHELD))
                .toList();
    }

    /**
     * Frees withheld units whose time is over, the oldest first. Two hubs may run it at once: each reservation is ended by
     * whoever has its stock row first.
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
        due.stream()
                .sorted(Comparator.comparing(Reservation::key).thenComparing(Reservation::id))
                .forEach(reservation -> {
                    if (letGo(reservation, "expire")) {
                        freed.add(reservation.key());
                    }
                });
        return List.copyOf(freed);
    }

    /**
     * Ends a withheld or inbound promise as it stands now; false when it was settled by somebody else meanwhile.
     *
     * @param why release, expire, or convert where it becomes a reservation
     */
    boolean letGo(Reservation reservation, String why) {
        return end(reservation, why).isPresent();
    }

    /**
     * A promise that was ended.
     *
     * @param promise as it was when it ended
     * @param relocked units of it that its account's campaign has back
     */
    record Ended(Reservation promise, int relocked) {

        /** What whoever promises it anew has to know. */
        FreeUnits.Had had() {
            return promise.in(Reservation.WITHHELD)
                    ? new FreeUnits.Had(promise.open(), relocked)
                    : FreeUnits.Had.NOTHING;
        }
    }

    /** {@link #letGo}; the promise as it was when it ended. */
    Optional<Ended> end(Reservation seen, String why) {
        return current(seen).map(reservation -> {
            Reservation.require(
                    table.fenced(reservation, "reservation-release")
                            .param("state", reservation.state())
                            .param("new_state", Reservation.RELEASED)
                            .param("at", now())
                            .update(),
                    reservation);
            boolean inbound = reservation.in(Reservation.INBOUND);
            movements.append(
                    reservation,
                    why,
                    inbound ? "reserved_inbound" : "withheld",
                    -reservation.open(),
                    reservation.endCause(),
                    now());
            table.at(reservation.key(), inbound ? "unpromise-inbound" : "unwithhold")
                    .param("quantity", reservation.open())
                    .update();
            return new Ended(reservation, campaigns.giveBack(reservation, 0, reservation.endCause()));
        });
    }

    /** The promise as it is once its stock row is locked; empty where it is none any more. */
    private Optional<Reservation> current(Reservation seen) {
        table.lock(seen.key());
        return table.spec("reservation")
                .param("id", seen.id())
                .query(Reservation::map)
                .optional()
                .filter(r -> r.in(Reservation.WITHHELD) || r.in(Reservation.INBOUND));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
