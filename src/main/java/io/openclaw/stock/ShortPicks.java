package io.openclaw.stock;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What a warehouse was to ship and did not find. Its departure said that less left than was asked for, and no rest was announced: what
 * was not picked is taken to be not there. It is promised to nobody any more and counted as missing, so that nobody else is sold it, and its order
 * is not planned from that shelf again until goods come there or somebody counts. A count made after the pick settles it, whatever it finds.
 *
 * <p>Of a bundle that was not picked whole nobody knows which part it lacked: all its parts are taken to be missing.
 *
 * <p>Called inside the caller's transaction.
 */
@Component("shortPicks")
public class ShortPicks {

    private final StockTable table;
    private final Movements movements;
    private final StockLedger ledger;
    private final CountedAlready counted;
    private final Clock clock;

    ShortPicks(StockTable table, Movements movements, StockLedger ledger, Clock clock) {
        this.table = table;
        this.movements = movements;
        this.ledger = ledger;
        this.counted = new CountedAlready(table, movements, clock);
        this.clock = clock;
    }

    /**
     * What follows of a short pick.
     *
     * @param freed rows that others may have units of now: a count made since the pick says what lies there
     * @param findings the case of what was not found, one for each SKU
     */
    public record Outcome(List<StockKey> freed, List<StockFinding> findings) {}

    /**
     * Gives back what a fulfillment has reserved and will not leave with it, as units that were not found. Units that a count had
     * missed before the pick are not counted as missing again: the pick came out short because of them. A count made after the pick knew of it.
     *
     * @param toLeave units by SKU that left with it and are not off the books yet
     * @param at when it was picked; null for now
     */
    public Outcome notFound(String fulfillmentNo, Map<String, Integer> toLeave, OffsetDateTime at) {
        return notFound(fulfillmentNo, toLeave, false, at);
    }

    /** {@link #notFound} of all it had: nothing is to leave, and the fulfillment ends. */
    public Outcome noneFound(String fulfillmentNo, OffsetDateTime at) {
        return notFound(fulfillmentNo, Map.of(), true, at);
    }

    private Outcome notFound(String fulfillmentNo, Map<String, Integer> toLeave, boolean over, OffsetDateTime at) {
        List<Reservation> asked = table.ofFulfillment(fulfillmentNo).stream()
                .filter(row -> row.in(Reservation.RESERVED))
                .toList();
        Map<StockKey, Counters> before = new HashMap<>();
        asked.forEach(row -> before.put(row.key(), table.lock(row.key())));
        Map<StockKey, Integer> given = ledger.shrinkTo(fulfillmentNo, toLeave, over);
        TreeSet<StockKey> freed = new TreeSet<>();
        List<StockFinding> findings = new ArrayList<>();
        for (Reservation row : asked) {
            int units = given.getOrDefault(row.key(), 0);
            if (units == 0) {
                continue;
            }
            OffsetDateTime picked = plausible(row, at);
            if (counted.knows(row.key(), picked)) {
                freed.add(row.key());
            } else {
                findings.addAll(missed(row, units, before.get(row.key()), picked));
            }
        }
        return new Outcome(List.copyOf(freed), findings);
    }

    /** Whether a warehouse went short of one of these SKUs for an order, so that it is not to be planned from there. */
    public boolean passedOver(String orderNo, String warehouse, Collection<String> skus) {
        return passedOver(table, orderNo).stream()
                .anyMatch(key -> key.warehouse().equals(warehouse) && skus.contains(key.sku()));
    }

    private List<StockFinding> missed(Reservation row, int units, Counters was, OffsetDateTime picked) {
        StockKey key = row.key();
        int there = was.onHand() - was.missing();
        int known = Math.max(0, was.promised() - there);
        int missing = Math.max(0, units - known);
        int found = row.quantity() - units;
        boolean fresh = table.at(key, "short-insert")
                        .param("fulfillment_no", row.fulfillmentNo())
                        .param("order_no", row.orderNo())
                        .param("asked", row.quantity())
                        .param("found", found)
                        .param("missing", missing)
                        .param("at", picked)
                        .update()
                == 1;
        if (!fresh) {
            throw new IllegalStateException(row.fulfillmentNo() + " was short of " + key.sku() + " before");
        }
        if (missing > 0) {
            movements.append(
                    key,
                    "short",
                    "missing",
                    missing,
                    row.fulfillmentNo() + "#short",
                    row.orderNo(),
                    found + " of " + row.quantity() + " were found",
                    picked);
            table.at(key, "short-missing").param("units", missing).update();
        }
        List<StockFinding> findings = new ArrayList<>();
        findings.add(finding(row, found, units));
        if (known > 0 && was.promised() - units <= there - missing) {
            findings.add(StockFinding.of(
                    key,
                    StockFinding.OVERSOLD,
                    false,
                    row.fulfillmentNo() + " goes without " + units + " units of " + key.sku()
                            + ": all that are still promised from " + key.warehouse() + " are there",
                    List.of()));
        }
        return findings;
    }

    private StockFinding finding(Reservation row, int found, int units) {
        StockKey key = row.key();
        List<String> orders = table.at(key, "short-orders").query(String.class).list().stream()
                .distinct()
                .toList();
        List<String> others =
                orders.stream().filter(order -> !order.equals(row.orderNo())).toList();
        String message = key.warehouse() + " was asked for " + row.quantity()
                + (row.quantity() == 1 ? " unit of " : " units of ") + key.sku() + " for order " + row.orderNo() + " ("
                + row.fulfillmentNo() + ") and shipped " + found + ": " + units
                + (units == 1 ? " was not found. It is" : " were not found. They are")
                + " sold to nobody until somebody counts; have the warehouse count"
                + (others.isEmpty() ? "" : ". Before it, " + String.join(", ", others) + " went short there");
        return StockFinding.of(key, StockFinding.SHORT, true, message, orders);
    }

    /** Nothing is picked before it was reserved, or later than now: then we go by our own clock. */
    private OffsetDateTime plausible(Reservation row, OffsetDateTime at) {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        return at == null || at.isBefore(row.createdAt()) || at.isAfter(now) ? now : at;
    }

    /** Units of a row that were not found by picks after a moment, and that nobody has counted since. */
    public static int since(StockTable table, StockKey key, OffsetDateTime moment) {
        return table.at(key, "short-since")
                .param("moment", moment)
                .query(Integer.class)
                .single();
    }

    /**
     * Ends short picks of a row: what lies there is known again.
     *
     * @param until of picks up to this moment
     * @param how what settled them, in words
     * @return the closing finding, where some were open and none is any more
     */
    public static List<StockFinding> settle(
            StockTable table, StockKey key, OffsetDateTime until, OffsetDateTime now, String how) {
        int settled = table.at(key, "short-settle")
                .param("until", until)
                .param("now", now)
                .update();
        boolean open = settled > 0
                && !table.at(key, "short-orders").query(String.class).list().isEmpty();
        return settled == 0 || open
                ? List.of()
                : List.of(StockFinding.of(key, StockFinding.SHORT, false, how, List.of()));
    }

    /** Goods have come to a row: orders that went short there may be planned from it again. */
    public static void goodsCame(StockTable table, StockKey key) {
        table.at(key, "short-goods-came").update();
    }

    /** Rows an order is not to be planned from. */
    public static Set<StockKey> passedOver(StockTable table, String orderNo) {
        return table
                .spec("short-passed-over")
                .param("order_no", orderNo)
                .query((row, n) ->
                        new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")))
                .list()
                .stream()
                .collect(Collectors.toCollection(HashSet::new));
    }
}
