package io.openclaw.stock;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets two transactions at a time at one row: more that fight for its lock get less done, and one is on its way there while the
 * other commits. It guards nothing: the row lock does. Entered in the order of the keys, left when the transaction ends; whoever
 * waits too long goes on without, and so does at once whoever stands at a gate already or holds a row: those inside may be waiting
 * for it.
 */
@Component
class HotKeyGate {

    private static final int AT_ONCE = 2;
    private static final long PATIENCE_MS = 2_000;

    private final Map<StockKey, Gate> gates = new ConcurrentHashMap<>();

    /** A gate and how many transactions stand in or before it; it goes when nobody does. */
    private static final class Gate {
        final Semaphore permits = new Semaphore(AT_ONCE);
        int users;
    }

    /** Waits for each key's gate. Without a transaction to leave with, it is not entered. */
    void enter(SortedSet<StockKey> keys) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        passage().enter(keys);
    }

    /** The transaction has a row of stock, or is about to have one, without having waited for it at a gate. */
    void holding() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            passage().holding = true;
        }
    }

    private Passage passage() {
        Passage passage = (Passage) TransactionSynchronizationManager.getResource(this);
        if (passage == null) {
            passage = new Passage();
            TransactionSynchronizationManager.bindResource(this, passage);
            TransactionSynchronizationManager.registerSynchronization(passage);
        }
        return passage;
    }

    int open() {
        return gates.size();
    }

    private Gate come(StockKey key) {
        return gates.compute(key, (k, gate) -> {
            Gate there = gate == null ? new Gate() : gate;
            there.users++;
            return there;
        });
    }

    private void go(StockKey key) {
        gates.computeIfPresent(key, (k, gate) -> --gate.users == 0 ? null : gate);
    }

    /** The gates one transaction has passed. */
    private final class Passage implements TransactionSynchronization {

        private final Map<StockKey, Gate> inside = new java.util.HashMap<>();
        private final Set<StockKey> seen = new HashSet<>();
        private boolean holding;

        void enter(SortedSet<StockKey> keys) {
            long patience = seen.isEmpty() && !holding ? PATIENCE_MS : 0;
            for (StockKey key : keys) {
                if (seen.add(key)) {
                    enter(key, patience);
                }
            }
        }

        private void enter(StockKey key, long patience) {
            Gate gate = come(key);
            try {
                if (gate.permits.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
                    inside.put(key, gate);
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            go(key);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(HotKeyGate.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(HotKeyGate.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(HotKeyGate.this);
            inside.forEach((key, gate) -> {
                gate.permits.release();
                go(key);
            });
        }
    }
}
