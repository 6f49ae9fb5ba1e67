package io.openclaw.stock;

import org.springframework.stereotype.Component;

/**
 * Takes what is free to be promised, by one conditional update of its row. An account whose campaign has locked units has them
 * first. Called inside the caller's transaction.
 */
@Component
class FreeUnits {

    private final StockTable table;
    private final HotPath hot;
    private final CampaignLocks campaigns;

    FreeUnits(StockTable table, HotPath hot, CampaignLocks campaigns) {
        this.table = table;
        this.hot = hot;
        this.campaigns = campaigns;
    }

    /** Units that could be promised now; zero where the warehouse does not carry the SKU. */
    int available(StockKey key) {
        return Math.max(0, table.find(key).map(Counters::free).orElse(0));
    }

    /**
     * Promises units.
     *
     * @param had units of them that were kept for the order until now: they are in its account's own lock no more
     * @param cause identity of the promise
     */
    boolean reserve(Claim claim, int had, String cause) {
        int lock = ownLock(claim);
        return lock > 0
                ? takeLocked("reserve-locked", claim, lock, had, cause)
                : hot.take(claim.key(), claim.quantity());
    }

    /** The same for units that are withheld. */
    boolean withhold(Claim claim, int had) {
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
}
