package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** In how many parcels a simulated warehouse that labels them itself ships a fulfillment, kept over a restart. */
@Component
public final class PackingHabits {

    /** The most parcels of one fulfillment. */
    public static final int MOST = 20;

    private static final Sql SQL = Sql.of("sandbox");

    private final PartnerStore store;
    private final Map<String, Integer> parcels = new ConcurrentHashMap<>();

    public PackingHabits(PartnerStore store) {
        this.store = store;
    }

    /** 1 unless it was told otherwise. */
    public int parcels(String account) {
        return parcels.computeIfAbsent(
                account, own -> store.read().queryForList(SQL.get("setting"), String.class, name(own)).stream()
                        .findFirst()
                        .map(Integer::valueOf)
                        .orElse(1));
    }

    /** From the next fulfillment it packs on. */
    public CompletionStage<Void> set(String account, int count) {
        parcels.put(account, count);
        return store.write(writing -> {
            writing.jdbc().update(SQL.get("setting-set"), name(account), Integer.toString(count));
            return null;
        });
    }

    private static String name(String account) {
        return "parcels/" + account;
    }
}
