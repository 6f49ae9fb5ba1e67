package io.openclaw.stock.view;

import io.openclaw.stock.CampaignLocks;
import io.openclaw.stock.ChannelSupply;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockPolicy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a figure of one SKU is worked out from, at one moment of the past or now: changed step by step, and looked at after
 * each. Not shared between threads.
 */
final class StockBooks {

    /**
     * What a policy says of the rows and of one account.
     *
     * @param safety by row, where nobody stated one
     * @param share of the account; all of it where no account is meant
     * @param presold whether the account sells goods on their way
     */
    record Kept(
            Map<StockKey, Integer> safety,
            Map<StockKey, StockPolicy.Buffer> buffers,
            StockPolicy.Share share,
            boolean presold) {

        Kept with(StockKey key, int units) {
            Map<StockKey, Integer> other = new TreeMap<>(safety);
            other.put(key, units);
            return new Kept(other, buffers, share, presold);
        }

        Kept with(StockKey key, StockPolicy.Buffer buffer) {
            Map<StockKey, StockPolicy.Buffer> other = new TreeMap<>(buffers);
            other.put(key, buffer);
            return new Kept(safety, other, share, presold);
        }

        Kept with(StockPolicy.Share other) {
            return new Kept(safety, buffers, other, presold);
        }

        Kept sellingAhead(boolean other) {
            return new Kept(safety, buffers, share, other);
        }
    }

    private final Map<StockKey, Counters> rows;
    /** Units of each account's campaign, by row. */
    private final Map<StockKey, Map<String, Integer>> locks;

    private Map<String, Integer> parts;
    private Kept kept;
    private ChannelSupply supply;

    /** @param parts units of stocked SKUs that one unit takes: of itself, or what a bundle consists of */
    StockBooks(
            Map<StockKey, Counters> rows,
            Map<StockKey, Map<String, Integer>> locks,
            Map<String, Integer> parts,
            Kept kept,
            ChannelSupply supply) {
        this.rows = new TreeMap<>(rows);
        this.locks = new TreeMap<>();
        locks.forEach((key, of) -> this.locks.put(key, new TreeMap<>(of)));
        this.parts = parts;
        this.kept = kept;
        this.supply = supply;
    }

    /** Books of their own with the same rows, with another word of what a bundle is and what is kept back. */
    StockBooks with(Map<String, Integer> otherParts, Kept otherKept) {
        return new StockBooks(rows, locks, otherParts, otherKept, supply);
    }

    Set<StockKey> rows() {
        return rows.keySet();
    }

    Map<String, Integer> parts() {
        return parts;
    }

    Kept kept() {
        return kept;
    }

    void parts(Map<String, Integer> other) {
        parts = other;
    }

    ChannelSupply supply() {
        return supply;
    }

    void supply(ChannelSupply other) {
        supply = other;
    }

    void kept(Kept other) {
        kept = other;
    }

    /** @param sign 1 to do what was done, -1 to undo it */
    void move(StockMoves.Sum sum, int sign) {
        rows.computeIfPresent(sum.key(), (key, row) -> {
            Counters moved = row.moved(sum.counter(), sign * sum.quantity());
            return sum.firstSafety() ? moved.safetyStated(sign > 0) : moved;
        });
        if (sum.counter().equals("campaign_locked") && sum.subject() != null) {
            locks.computeIfAbsent(sum.key(), key -> new TreeMap<>())
                    .merge(sum.subject(), sign * sum.quantity(), Integer::sum);
        }
    }

    /** Counters by warehouse and SKU with what is kept back of them; those of the parts alone. */
    Map<String, Map<String, Counters>> byWarehouse() {
        Map<String, Map<String, Counters>> by = new TreeMap<>();
        rows.forEach((key, row) -> {
            if (parts.containsKey(key.sku())) {
                by.computeIfAbsent(key.warehouse(), w -> new TreeMap<>())
                        .put(
                                key.sku(),
                                row.keeping(
                                        kept.safety().getOrDefault(key, 0),
                                        kept.buffers()
                                                .getOrDefault(key, StockPolicy.Buffer.NONE)
                                                .of(row.onHand())));
            }
        });
        return by;
    }

    /** What is kept back of a SKU because others sell it from there too. */
    StockPolicy.Buffer buffer(String warehouse, String sku) {
        return kept.buffers().entrySet().stream()
                .filter(of -> is(of.getKey(), warehouse, sku))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(StockPolicy.Buffer.NONE);
    }

    /** {@link #buffer} in units. */
    int buffered(String warehouse, String sku) {
        return rows.entrySet().stream()
                .filter(of -> is(of.getKey(), warehouse, sku))
                .mapToInt(of -> buffer(warehouse, sku).of(of.getValue().onHand()))
                .sum();
    }

    private static boolean is(StockKey key, String warehouse, String sku) {
        return key.warehouse().equals(warehouse) && key.sku().equals(sku);
    }

    /** Units of an account's campaign by warehouse/sku and account, as {@link CampaignLocks#of} has them. */
    Map<String, Map<String, Integer>> locks() {
        Map<String, Map<String, Integer>> by = new TreeMap<>();
        locks.forEach((key, of) -> by.put(key.warehouse() + "/" + key.sku(), of));
        return by;
    }
}
