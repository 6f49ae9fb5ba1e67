package io.openclaw.stock;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Units of a warehouse that an account's campaign has for itself. Others cannot be promised them; the account's own orders
 * take them before anything else. What such an order gives back of them is the campaign's again while the lock it came from
 * stands, and free for all after that: a lock that is stated anew is another one. Called inside the caller's transaction.
 */
@Component("campaignLocks")
public class CampaignLocks {

    private static final Duration KNOWN = Duration.ofSeconds(2);

    private final StockTable table;
    private final Movements movements;
    private final Clock clock;
    private final long knownNanos;
    /** Whether an account has locks at all, so that the others' orders need not look. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(boolean any, long at) {}

    @Autowired
    CampaignLocks(StockTable table, Movements movements, Clock clock) {
        this(table, movements, clock, KNOWN);
    }

    /** @param known how long it is believed whether an account has locks */
    CampaignLocks(StockTable table, Movements movements, Clock clock, Duration known) {
        this.table = table;
        this.movements = movements;
        this.clock = clock;
        this.knownNanos = known.toNanos();
    }

    /**
     * Sets what an account's campaign has locked of a warehouse's SKU.
     *
     * @param quantity units from now on; 0 ends the lock
     * @param cause identity of the statement: the same one changes nothing twice
     * @throws StockRefusedException when more would be locked than can be sold, the warehouse does not carry the SKU, or it is a
     *     bundle: its components are what is locked
     */
    public StockChange set(String tenant, String warehouse, String sku, String account, int quantity, String cause) {
        if (quantity < 0) {
            throw new StockRefusedException("quantity " + quantity + " is below zero", "state the units, zero or more");
        }
        StockKey key = new StockKey(tenant, warehouse, sku);
        BundleRefusedException.check(table, key, quantity);
        if (table.find(key).isEmpty()) {
            throw new StockRefusedException(
                    warehouse + " carries no " + sku, "state its stock first: PUT /api/v2.1/stock/" + sku);
        }
        Counters now = table.lock(key);
        Lock stands = find(key, account);
        int before = stands.quantity();
        int change = quantity - before;
        if (change > Math.max(0, now.free())) {
            throw new StockRefusedException(
                    "only " + Math.max(0, now.free()) + " more units of " + sku + " in " + warehouse
                            + " could be locked, not " + change,
                    "lock at most " + (before + Math.max(0, now.free())));
        }
        // Also where as many are left of another number: from now on it is this one, and what was taken before is not
        // of it.
        boolean changed = (change != 0 || stands.stated() != quantity)
                && movements.append(
                        key, change < 0 ? "unlock" : "lock", "campaign_locked", change, cause, null, account, now());
        if (changed) {
            change(key, account, change);
            table.at(key, "lock-stated")
                    .param("account", account)
                    .param("stated", quantity)
                    .update();
            table.at(key, "lock-stock").param("change", change).update();
            known.remove(tenant + "/" + account);
        }
        return StockChange.between(now, table.find(key).orElseThrow(), 0, 0);
    }

    /**
     * What an account's campaign has of a row.
     *
     * @param quantity units left
     * @param stated units it was made with
     * @param term counts the statements
     */
    private record Lock(int quantity, int stated, int term) {}

    /** The units the account's campaign has in that row; the caller holds the row. */
    int own(StockKey key, String account) {
        return find(key, account).quantity();
    }

    private Lock find(StockKey key, String account) {
        return table.at(key, "lock-own")
                .param("account", account)
                .query((row, n) -> new Lock(row.getInt("quantity"), row.getInt("stated"), row.getInt("term")))
                .optional()
                .orElse(new Lock(0, 0, 0));
    }

    /** Whether the account may have locks; what it says may be two seconds old. */
    public boolean any(String tenant, String account) {
        if (account == null) {
            return false;
        }
        String name = tenant + "/" + account;
        Known before = known.get(name);
        if (before != null && System.nanoTime() - before.at() < knownNanos) {
            return before.any();
        }
        boolean any = table.spec("locks-of-account")
                        .param("tenant", tenant)
                        .param("account", account)
                        .query(Integer.class)
                        .single()
                > 0;
        known.put(name, new Known(any, System.nanoTime()));
        return any;
    }

    /**
     * Notes that an order of the account took units of its lock; the counter was changed with the promise.
     *
     * @param cause identity of the promise
     */
    void taken(Claim claim, int units, String cause) {
        change(claim.key(), claim.account(), -units);
        table.spec("lock-took")
                .param("id", claim.reservationId())
                .param("account", claim.account())
                .param("term", find(claim.key(), claim.account()).term())
                .param("units", units)
                .update();
        movements.append(
                claim.key(), "unlock", "campaign_locked", -units, cause, claim.orderNo(), claim.account(), now());
    }

    /**
     * Gives a campaign back what a promise had of its lock beyond what is left of it: such a promise takes of the lock first, so it
     * gives back of it last. Nothing where that lock has ended or was stated anew: then those units are free. The promise's own counter
     * was changed by the caller.
     *
     * @param left units of the promise that are left, with those that went
     * @param cause identity of what made it less
     * @return units the campaign has back
     */
    int giveBack(Reservation promise, int left, String cause) {
        int units = promise.fromLock() - left;
        if (units <= 0) {
            return 0;
        }
        StockKey key = promise.key();
        table.lock(key);
        table.spec("lock-kept").param("id", promise.id()).param("units", left).update();
        if (find(key, promise.lockAccount()).term() != promise.lockTerm()) {
            return 0;
        }
        if (!movements.append(
                key, "relock", "campaign_locked", units, cause, promise.orderNo(), promise.lockAccount(), now())) {
            return 0;
        }
        change(key, promise.lockAccount(), units);
        table.at(key, "lock-stock").param("change", units).update();
        known.remove(key.tenant() + "/" + promise.lockAccount());
        return units;
    }

    /** Locked units by warehouse/sku and account. */
    public Map<String, Map<String, Integer>> of(String tenant, Collection<String> skus) {
        Map<String, Map<String, Integer>> locks = new HashMap<>();
        table.spec("locks-of-skus").param("tenant", tenant).param("skus", skus).query((java.sql.ResultSet row) -> {
            locks.computeIfAbsent(row.getString("warehouse") + "/" + row.getString("sku"), k -> new HashMap<>())
                    .put(row.getString("account"), row.getInt("quantity"));
        });
        return locks;
    }

    private void change(StockKey key, String account, int change) {
        table.at(key, "lock-insert")
                .param("account", account)
                .param("at", now())
                .update();
        table.at(key, "lock-change")
                .param("account", account)
                .param("change", change)
                .param("at", now())
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
