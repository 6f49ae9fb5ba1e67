package io.openclaw.stock;

import java.time.OffsetDateTime;
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

    /** Writes a reservation and promises its units in one statement, where that can be. */
    HotPath.AtOnce reserveAtOnce(Claim claim, OffsetDateTime now) {
        return campaigns.any(claim.key().tenant(), claim.account()) ? HotPath.AtOnce.UNTRIED : hot.atOnce(claim, now);
    }

    /**
     * Promises units.
     *
     * @param had what was kept for the order until now
     * @param cause identity of the promise
     */
    boolean reserve(Claim claim, Had had, String cause) {
        int lock = ownLock(claim);
        return lock > 0 ? takeLocked("reserve-locked", claim, lock, had, cause) : hot.take(claim);
    }

    /** The same for units that are withheld. */
    boolean withhold(Claim claim, Had had) {
        int lock = ownLock(claim);
        return lock > 0
                ? takeLocked("withhold-locked", claim, lock, had, claim.reservationId())
                : table.limited(claim.key(), "withhold")
                                .param("quantity", claim.quantity())
                                .update()
                        == 1;
    }

    /**
     * Units that were kept for an order and have just been let go, to be promised to it anew.
     *
     * @param units of them in all
     * @param ofLock of those the ones that its account's campaign has back for the moment
     */
    record Had(int units, int ofLock) {

        static final Had NOTHING = new Had(0, 0);

        Had and(Had more) {
            return new Had(units + more.units, ofLock + more.ofLock);
        }

        /** What is left of it when a claim has been served. */
        Had less(int taken) {
            return new Had(Math.max(0, units - taken), Math.max(0, ofLock - taken));
        }

        /** Units of a claim that are to come from the lock: those that were of it, and what is wanted beyond all that was kept. */
        int wantsOfLock(int quantity) {
            return Math.min(quantity, ofLock) + Math.max(0, quantity - units);
        }
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

    private boolean takeLocked(String statement, Claim claim, int lock, Had had, String cause) {
        int own = Math.min(had.wantsOfLock(claim.quantity()), lock);
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
