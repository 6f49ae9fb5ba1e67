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
 * take them before anything else. What such an order gives back is free for all. Called inside the caller's transaction.
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
     * @throws StockRefusedException when more would be locked than can be sold, or the warehouse does not carry the SKU
     */
    public StockChange set(String tenant, String warehouse, String sku, String account, int quantity, String cause) {
        if (quantity < 0) {
            throw new StockRefusedException("quantity " + quantity + " is below zero", "state the units, zero or more");
        }
        StockKey key = new StockKey(tenant, warehouse, sku);
        if (table.find(key).isEmpty()) {
            throw new StockRefusedException(
                    warehouse + " carries no " + sku, "state its stock first: PUT /api/v2.1/stock/" + sku);
        }
        Counters now = table.lock(key);
        int before = own(key, account);
        int change = quantity - before;
        if (change > Math.max(0, now.free())) {
            throw new StockRefusedException(
                    "only " + Math.max(0, now.free()) + " more units of " + sku + " in " + warehouse
                            + " could be locked, not " + change,
                    "lock at most " + (before + Math.max(0, now.free())));
        }
        boolean changed = change != 0
                && movements.append(
                        key, change > 0 ? "lock" : "unlock", "campaign_locked", change, cause, null, account, now());
        if (changed) {
            change(key, account, change);
            table.at(key, "lock-stock").param("change", change).update();
            known.remove(tenant + "/" + account);
        }
        return StockChange.between(now, table.find(key).orElseThrow(), 0, 0);
    }

    /** The units the account's campaign has in that row; the caller holds the row. */
    int own(StockKey key, String account) {
        return table.at(key, "lock-own")
                .param("account", account)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** Whether the account may have locks; what it says may be two seconds old. */
    boolean any(String tenant, String account) {
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
        movements.append(
                claim.key(), "unlock", "campaign_locked", -units, cause, claim.orderNo(), claim.account(), now());
    }

    /** Locked units by warehouse/sku and account. */
    Map<String, Map<String, Integer>> of(String tenant, Collection<String> skus) {
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
