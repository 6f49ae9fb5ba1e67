package io.openclaw.stock;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Lets reserved units leave: they are promised no longer, and no longer on hand. Each reservation is settled by naming the state
 * it leaves, so a repeated call changes nothing. Called inside the caller's transaction.
 */
@Component("departures")
public class Departures {

    private final StockTable table;
    private final Movements movements;
    private final FreeUnits free;
    private final Clock clock;

    Departures(StockTable table, Movements movements, FreeUnits free, Clock clock) {
        this.table = table;
        this.movements = movements;
        this.free = free;
        this.clock = clock;
    }

    /**
     * What followed of a departure.
     *
     * @param drift shipments of units that were released before and were promised to others meanwhile: the books cannot
     *     follow them, somebody has to count
     * @param changed rows of which another number can be sold now. As a rule none is: what leaves was promised. But a count may have known
     *     of it before the hub did, and what had been released was somebody else's to buy
     */
    public record Left(List<Shortage> drift, List<StockKey> changed) {}

    /**
     * Lets everything leave that a fulfillment has reserved: reserved and on hand fall by the physical units, once.
     *
     * @param at when it left the warehouse; a count stated between reservation and then has counted it still, a count
     *     stated after has not, and is left as it stands
     */
    public Left ship(String fulfillmentNo, OffsetDateTime at) {
        List<Shortage> drift = new ArrayList<>();
        Set<StockKey> changed = new TreeSet<>();
        for (Reservation reservation : table.ofFulfillment(fulfillmentNo)) {
            if (reservation.in(Reservation.RESERVED)) {
                ship(reservation, reservation.open(), reservation.endCause(), at, changed);
            } else if (reservation.in(Reservation.RELEASED)) {
                shipReleased(reservation, at, drift, changed);
            }
        }
        return new Left(drift, List.copyOf(changed));
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
                .map(r -> ship(r, Math.min(quantity, r.open()), cause, at, new TreeSet<>()))
                .orElse(false);
    }

    /**
     * Lets units of a fulfillment's reservation leave until as many have as are given, over all its departures. A repeated
     * or overtaken statement lets nothing leave.
     *
     * @param units that have left by now
     * @param at when the last of them left; null for now
     * @return the row, where another number can be sold of it now ({@link Left#changed})
     */
    public Optional<StockKey> shipUpTo(String fulfillmentNo, String sku, int units, OffsetDateTime at) {
        Set<StockKey> changed = new TreeSet<>();
        table.ofFulfillment(fulfillmentNo).stream()
                .filter(r -> r.key().sku().equals(sku) && r.in(Reservation.RESERVED) && units > r.shipped())
                .findFirst()
                .ifPresent(r -> ship(
                        r,
                        Math.min(units, r.quantity()) - r.shipped(),
                        fulfillmentNo + "#left" + (r.shipped() == 0 ? "" : "/" + r.shipped()),
                        at,
                        changed));
        return changed.stream().findFirst();
    }

    /**
     * What a fulfillment's departure has ended of what a count, or another's pick, had said: every promise that is left is covered by units
     * that are there; and where no unit is missing any more, all that had not been found were.
     *
     * @return closing findings for each such SKU; none where no units had been missing, or somebody still goes short
     */
    public List<StockFinding> ended(String fulfillmentNo) {
        List<Counters> covered = table.spec("shortage-ended")
                .param("fulfillment_no", fulfillmentNo)
                .query(Counters::map)
                .list();
        List<StockFinding> ended = new ArrayList<>(covered.stream()
                .map(now -> StockFinding.of(
                        now.key(),
                        StockFinding.OVERSOLD,
                        false,
                        fulfillmentNo + " left " + now.key().warehouse() + ": "
                                + (now.promised() == 0
                                        ? "nothing of " + now.key().sku() + " is promised any more"
                                        : "all " + now.promised() + " units of "
                                                + now.key().sku() + " still promised are there"),
                        List.of()))
                .toList());
        table.spec("short-over")
                .param("fulfillment_no", fulfillmentNo)
                .query(Counters::map)
                .list()
                .forEach(now -> ended.addAll(ShortPicks.settle(
                        table,
                        now.key(),
                        now(),
                        now(),
                        "units of " + now.key().sku() + " that " + now.key().warehouse()
                                + " had not found have left it with " + fulfillmentNo)));
        return ended;
    }

    private boolean ship(Reservation reservation, int units, String cause, OffsetDateTime at, Set<StockKey> changed) {
        if (units < 1) {
            throw new IllegalArgumentException("cannot ship " + units + " units of " + reservation.key());
        }
        OffsetDateTime left = plausible(reservation, at);
        if (!movements.append(reservation, "ship", "reserved", -units, cause, left)) {
            return false;
        }
        movements.append(reservation, "ship", "on_hand", -units, cause, left);
        boolean rest = units == reservation.open();
        settleShipped(reservation, rest ? Reservation.SHIPPED : Reservation.RESERVED, units, rest);
        table.at(reservation.key(), "ship").param("quantity", units).update();
        if (reconcile(reservation, units, cause, left)) {
            changed.add(reservation.key());
        }
        return true;
    }

    /** The warehouse sent what had been cancelled: the units are gone whatever the books say. */
    private void shipReleased(Reservation reservation, OffsetDateTime at, List<Shortage> drift, Set<StockKey> changed) {
        int units = reservation.open();
        boolean taken = table.at(reservation.key(), "ship-unreserved")
                        .param("quantity", units)
                        .update()
                == 1;
        settleShipped(reservation, Reservation.SHIPPED, taken ? units : 0, true);
        if (taken) {
            OffsetDateTime left = plausible(reservation, at);
            movements.append(reservation, "ship", "on_hand", -units, reservation.id(), left);
            reconcile(reservation, units, reservation.id(), left);
            changed.add(reservation.key());
        } else {
            drift.add(new Shortage(
                    reservation.key().warehouse(), reservation.key().sku(), units, free.available(reservation.key())));
        }
    }

    private void settleShipped(Reservation reservation, String state, int units, boolean settled) {
        int rows = table.fenced(reservation, "reservation-ship")
                .param("state", reservation.state())
                .param("new_state", state)
                .param("units", units)
                .param("settled_at", settled ? now() : null)
                .update();
        Reservation.require(rows, reservation);
    }

    /**
     * Brings what left together with the last count. A count stated after the units had left, but before we heard of it, knew
     * already that they were gone: it found them missing for this reason, and on hand is put back to what was counted. Where it
     * was stated before, units that leave beyond what it had found cannot have been missing; those still promised stay missing.
     *
     * @return whether that changed anything
     */
    private boolean reconcile(Reservation reservation, int units, String cause, OffsetDateTime left) {
        Counters now =
                table.at(reservation.key(), "stock-row").query(Counters::map).single();
        boolean counted = now.asOf().isAfter(left);
        int found = counted ? Math.min(units, now.missing()) : Math.max(0, now.missing() - now.onHand());
        int back = counted ? units - found : 0;
        if (found > 0) {
            movements.append(reservation, "ship", "missing", -found, cause, left);
        }
        if (back > 0) {
            movements.append(
                    reservation.key(),
                    "count",
                    "on_hand",
                    back,
                    cause,
                    reservation.orderNo(),
                    "counted after it had left",
                    now());
        }
        if (found > 0 || back > 0) {
            table.at(reservation.key(), "reconcile")
                    .param("on_hand", back)
                    .param("missing", found)
                    .update();
        }
        return found > 0 || back > 0;
    }

    /** Nothing leaves before it was reserved: an earlier time is a wrong clock, and then we go by ours. */
    private OffsetDateTime plausible(Reservation reservation, OffsetDateTime at) {
        return at == null || at.isBefore(reservation.createdAt()) || at.isAfter(now()) ? now() : at;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
