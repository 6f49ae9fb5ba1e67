package io.openclaw.stock.statement;

import io.openclaw.stock.BundleRefusedException;
import io.openclaw.stock.CountedAlready;
import io.openclaw.stock.Counters;
import io.openclaw.stock.Movements;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockRefusedException;
import io.openclaw.stock.StockTable;
import java.time.OffsetDateTime;

/** Goods by what they are good for: what comes back is sellable, to be judged or unsellable, and may be judged anew. */
final class GradedUnits {

    private final StockTable table;
    private final Movements movements;
    private final InboundStock inbound;
    private final CountedAlready counted;

    GradedUnits(StockTable table, Movements movements, InboundStock inbound, CountedAlready counted) {
        this.table = table;
        this.movements = movements;
        this.inbound = inbound;
        this.counted = counted;
    }

    StockChange returned(
            StockKey key, int quantity, String grade, String orderNo, OffsetDateTime occurredAt, String cause) {
        if (quantity < 1) {
            throw new StockRefusedException(
                    "a return of " + quantity + " units of " + key.sku(), "state at least one unit");
        }
        String counter = counter(grade);
        BundleRefusedException.check(table, key, quantity);
        OffsetDateTime came = counted.happened(occurredAt);
        table.insert(key, came);
        Counters now = table.lock(key);
        if (!movements.append(key, "return", counter, quantity, cause, orderNo, null, came)) {
            return StockChange.between(now, now, 0, 0);
        }
        if (counter.equals("on_hand") && counted.knows(key, came)) {
            counted.note(key, quantity, cause, orderNo, "counted after it had come back");
        } else {
            CounterChange.of(counter, quantity).apply(table, key, now.asOf(), null);
            if (counter.equals("on_hand")) {
                ShortPicks.goodsCame(table, key);
            }
        }
        if (counter.equals("on_hand")) {
            inbound.arrive(key);
        }
        return StockChange.between(now, table.find(key).orElseThrow(), 0, 0);
    }

    StockChange regrade(StockKey key, int quantity, String from, String to, OffsetDateTime occurredAt, String cause) {
        if (quantity < 1) {
            throw new StockRefusedException(
                    "a regrading of " + quantity + " units of " + key.sku(), "state at least one unit");
        }
        String source = counter(from);
        String target = counter(to);
        BundleRefusedException.check(table, key, quantity);
        OffsetDateTime judged = counted.happened(occurredAt);
        table.insert(key, judged);
        Counters now = table.lock(key);
        boolean known = counted.knows(key, judged);
        int there =
                switch (source) {
                    case "on_hand" -> known ? quantity : now.onHand() - now.promised() - now.missing();
                    case "quarantine" -> now.quarantine();
                    default -> now.unsellable();
                };
        if (there < quantity) {
            throw new StockRefusedException(
                    "only " + Math.max(0, there) + " units of " + key.sku() + " in " + key.warehouse() + " are " + from
                            + " and promised to nobody",
                    "regrade at most those");
        }
        if (source.equals(target)
                || !movements.append(key, "regrade", source, -quantity, cause, null, "to " + to, judged)) {
            return StockChange.between(now, now, 0, 0);
        }
        movements.append(key, "regrade", target, quantity, cause, null, "from " + from, judged);
        regraded(now, source, -quantity, known, cause);
        regraded(now, target, quantity, known, cause);
        if (target.equals("on_hand")) {
            if (!known) {
                ShortPicks.goodsCame(table, key);
            }
            inbound.arrive(key);
        }
        return StockChange.between(now, table.find(key).orElseThrow(), 0, 0);
    }

    private void regraded(Counters now, String counter, int units, boolean known, String cause) {
        if (known && counter.equals("on_hand")) {
            counted.note(now.key(), units, cause, null, "counted after it was judged");
        } else {
            CounterChange.of(counter, units).apply(table, now.key(), now.asOf(), null);
        }
    }

    private static String counter(String grade) {
        return switch (grade == null ? "" : grade) {
            case "sellable" -> "on_hand";
            case "quarantine", "unsellable" -> grade;
            default ->
                throw new StockRefusedException(
                        "grade '" + grade + "' is unknown", "one of sellable, quarantine, unsellable");
        };
    }
}
