package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * How a simulated warehouse ships a fulfillment, kept over a restart: in how many parcels, where it labels them itself, and how many units it does
 * not find.
 */
@Component
public final class PackingHabits {

    /** The most parcels of one fulfillment. */
    public static final int MOST = 20;

    /** The most units of one fulfillment that it does not find: more than any has. */
    public static final int MOST_UNFOUND = 1000;

    private static final Sql SQL = Sql.of("sandbox");

    private final PartnerStore store;
    private final Map<String, Integer> settings = new ConcurrentHashMap<>();

    public PackingHabits(PartnerStore store) {
        this.store = store;
    }

    /** 1 unless it was told otherwise. */
    public int parcels(String account) {
        return setting("parcels/" + account, 1);
    }

    /** Units of each fulfillment that it does not find; 0 unless it was told otherwise. */
    public int unfound(String account) {
        return setting("short/" + account, 0);
    }

    /** From the next fulfillment it packs on. */
    public CompletionStage<Void> set(String account, int count) {
        return set("parcels/" + account, Integer.valueOf(count));
    }

    /** From the next fulfillment it picks on. */
    public CompletionStage<Void> setUnfound(String account, int units) {
        return set("short/" + account, Integer.valueOf(units));
    }

    private int setting(String name, int otherwise) {
        return settings.computeIfAbsent(
                name, own -> store.read().queryForList(SQL.get("setting"), String.class, own).stream()
                        .findFirst()
                        .map(Integer::valueOf)
                        .orElse(otherwise));
    }

    private CompletionStage<Void> set(String name, Integer value) {
        settings.put(name, value);
        return store.write(writing -> {
            writing.jdbc().update(SQL.get("setting-set"), name, value.toString());
            return null;
        });
    }
}
