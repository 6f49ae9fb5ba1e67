package io.openclaw.sandbox.ledger;

import io.openclaw.store.Sql;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/**
 * What the simulated partners were told to do wrong. One behaviour per account and operation ({@code *} for all of
 * them); it is kept over a restart and used up call by call.
 */
@Component
public final class Behaviours {

    public static final String ALL = "*";
    private static final String PUSH = "push/";
    private static final Sql SQL = Sql.of("sandbox");

    /** A fault that is due now. */
    public record Due(Fault fault, long delayMs) {}

    /** Faults of pushes stand beside those of calls: both may be set for the same name. */
    private record Key(String account, String operation) {

        static Key of(String account, String operation, boolean push) {
            return new Key(account, push ? PUSH + operation : operation);
        }
    }

    /** @param remaining how many times still; null until it is changed */
    private record Behaviour(Fault fault, Integer remaining, Long delayMs) {

        Due due() {
            return new Due(fault, delayMs == null ? fault.defaultDelayMs() : delayMs);
        }
    }

    private final PartnerStore store;
    private final Map<Key, Behaviour> behaviours = new ConcurrentHashMap<>();

    public Behaviours(PartnerStore store) {
        this.store = store;
        store.read().query(SQL.get("behaviours"), row -> {
            behaviours.put(
                    new Key(row.getString(1), row.getString(2)),
                    new Behaviour(
                            Fault.valueOf(row.getString(3)),
                            row.getObject(4, Integer.class),
                            row.getObject(5, Long.class)));
        });
    }

    /**
     * Sets the behaviour of an operation, or with a null fault ends it; then for calls and pushes alike. Ended for {@code *},
     * every fault of the account ends, those of single operations too.
     */
    public CompletableFuture<Void> set(String account, String operation, Fault fault, Integer times, Long delayMs) {
        if (fault == null && operation.equals(ALL)) {
            behaviours.keySet().removeIf(key -> key.account().equals(account));
            return store.write(writing -> {
                writing.jdbc().update(SQL.get("behaviours-end"), account);
                return null;
            });
        }
        if (fault == null) {
            behaviours.remove(Key.of(account, operation, true));
            save(Key.of(account, operation, true), null);
        }
        Key key = Key.of(account, operation, fault != null && fault.ofPushes());
        if (fault == null || times != null && times == 0) {
            behaviours.remove(key);
            return save(key, null);
        }
        Behaviour behaviour = new Behaviour(fault, times, delayMs);
        behaviours.put(key, behaviour);
        return save(key, behaviour);
    }

    /** Draws the fault that is due for a call, or null. */
    public Due ofCall(String account, String operation) {
        return draw(account, operation, null, false);
    }

    /** Draws a fault for a push when it is of the given kind, or null. Push faults follow the push's type or any operation. */
    public Due ofPush(String account, String type, Fault fault) {
        return draw(account, type, fault, true);
    }

    private Due draw(String account, String operation, Fault only, boolean push) {
        if (behaviours.isEmpty()) {
            return null;
        }
        Due due = take(Key.of(account, operation, push), only);
        return due == null ? take(Key.of(account, ALL, push), only) : due;
    }

    private Due take(Key key, Fault only) {
        AtomicReference<Behaviour> taken = new AtomicReference<>();
        Behaviour left = behaviours.computeIfPresent(key, (k, behaviour) -> {
            if (only != null && behaviour.fault() != only) {
                return behaviour;
            }
            taken.set(behaviour);
            if (behaviour.remaining() == null) {
                return behaviour;
            }
            int remaining = behaviour.remaining() - 1;
            return remaining == 0 ? null : new Behaviour(behaviour.fault(), remaining, behaviour.delayMs());
        });
        if (taken.get() == null) {
            return null;
        }
        if (taken.get().remaining() != null) {
            save(key, left);
        }
        return taken.get().due();
    }

    private CompletableFuture<Void> save(Key key, Behaviour behaviour) {
        return store.write(writing -> {
            writing.jdbc().update(SQL.get("behaviour-end"), key.account(), key.operation());
            if (behaviour != null) {
                writing.jdbc()
                        .update(
                                SQL.get("behaviour-set"),
                                key.account(),
                                key.operation(),
                                behaviour.fault().name(),
                                behaviour.remaining(),
                                behaviour.delayMs());
            }
            return null;
        });
    }
}
