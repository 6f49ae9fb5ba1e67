package io.openclaw.stock;

import java.util.Collection;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * The order in which rows are locked, the same everywhere, so that no two transactions wait for each other:
 *
 * <ol>
 *   <li>the order, where the transaction decides about one (several in the order of their numbers);
 *   <li>rows of stock, in the order of their {@link StockKey}s, whatever the database sorts by;
 *   <li>what belongs to a row of stock, under its lock: promises that are withheld or inbound, inbound lines, a campaign's lock. A
 *       promise that is reserved is changed by whoever holds its order alone, so it may be written before its row of stock;
 *   <li>the days of warehouses, in their order.
 * </ol>
 *
 * <p>A call that touches several rows of stock takes them in their order by itself. A transaction that makes several such
 * calls, one of which gives rows back before another takes some, holds all of them here first. A count, a receipt and the judging of
 * presales have one row and nothing to hold before it; who is promised the goods they bring is found under it, and no order is locked.
 *
 * <p>Called inside the caller's transaction.
 */
@Component("stockLocks")
public class StockLocks {

    private final StockTable table;
    private final HotKeyGate gate;

    StockLocks(StockTable table, HotKeyGate gate) {
        this.table = table;
        this.gate = gate;
    }

    /** Holds rows until the transaction ends; those that are not there are left out. */
    public void hold(Collection<StockKey> keys) {
        if (!keys.isEmpty()) {
            gate.holding();
            new TreeSet<>(keys).forEach(table::lockIfThere);
        }
    }

    /** Holds the rows an order has units of, on the shelf or on their way. */
    public void holdPromised(String orderNo) {
        hold(keys("rows-promised", orderNo));
    }

    /** The same, and every row it could be given units of, before part of what it has is given back and it is planned anew. */
    public void holdAll(String orderNo) {
        hold(keys("rows-wanted", orderNo));
    }

    /** The rows an order has units of. */
    public Collection<StockKey> promised(String orderNo) {
        return keys("rows-promised", orderNo);
    }

    private Collection<StockKey> keys(String statement, String orderNo) {
        return table.spec(statement)
                .param("order_no", orderNo)
                .query((row, n) ->
                        new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")))
                .list();
    }
}
