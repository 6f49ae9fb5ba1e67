package io.openclaw.reload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Holds callers back while the routes they call are exchanged. A {@code direct:} route under load never drains by
 * itself; with its gate closed, those inside finish, those outside wait, and none is refused.
 */
public final class RouteGate {

    private static final String PUSH = ".push";

    private enum State {
        OPEN,
        /** Those inside finish; of the others come in only those that somebody else's edit waits for. */
        CLOSED,
        /** Nobody is inside and nobody comes in: the routes are exchanged this moment. */
        SHUT
    }

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /**
     * The gate of a file's route that is called. What a partner's push passes through has a gate of its own: it stays open
     * while the file's calls to the partner finish, so that a partner that hangs does not hold up what is acknowledged.
     *
     * @param uri the route's, without options
     */
    static String of(String file, String uri) {
        return uri.endsWith(PUSH) || uri.startsWith("platform-http:") ? door(file) : file;
    }

    /** Whether a gate is one of that file's. */
    static boolean isOf(String name, String file) {
        return name.startsWith(file) && (name.length() == file.length() || name.equals(door(file)));
    }

    /** The gate of what is called from outside. */
    static String door(String file) {
        return file + "#door";
    }

    /** Enters the gate of that name, waiting while it is not open. Every entry needs one {@link #leave}. */
    public void enter(String name) throws InterruptedException {
        enter(name, () -> false);
    }

    /**
     * Enters the gate of that name, waiting while it is not open.
     *
     * @param heldUp says that an edit waits for the caller itself. It passes a closed gate: two files that wait for their own
     *     work, which calls the other one's routes, would wait for each other
     */
    void enter(String name, BooleanSupplier heldUp) throws InterruptedException {
        enter(name, heldUp, Long.MAX_VALUE);
    }

    /** @param patienceNanos after which it passes a closed gate all the same: those inside may be waiting for what the caller holds */
    void enter(String name, BooleanSupplier heldUp, long patienceNanos) throws InterruptedException {
        gate(name).enter(heldUp, patienceNanos);
    }

    public void leave(String name) {
        gate(name).leave();
    }

    /** Keeps newcomers waiting from now on. */
    public void close(String name) {
        gate(name).become(State.CLOSED);
        // Who waits elsewhere may be among those this one waits for.
        gates.values().forEach(Gate::ask);
    }

    /** Keeps everybody waiting, if nobody is inside any of these now; false, and nothing has changed, otherwise. */
    boolean shut(String first, String second) {
        if (!gate(first).shutEmpty()) {
            return false;
        }
        if (!gate(second).shutEmpty()) {
            close(first);
            return false;
        }
        return true;
    }

    /** Lets the waiting and the coming through. */
    public void open(String name) {
        gate(name).become(State.OPEN);
    }

    boolean isOpen(String name) {
        return gate(name).state == State.OPEN;
    }

    boolean isEmpty(String name) {
        return gate(name).isEmpty();
    }

    private Gate gate(String name) {
        return gates.computeIfAbsent(name, n -> new Gate());
    }

    private static final class Gate {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private volatile State state = State.OPEN;
        private int inside;

        void enter(BooleanSupplier heldUp, long patienceNanos) throws InterruptedException {
            long left = patienceNanos;
            lock.lockInterruptibly();
            try {
                while (state == State.SHUT || state == State.CLOSED && left > 0 && !heldUp.getAsBoolean()) {
                    if (state == State.SHUT) {
                        changed.await();
                    } else {
                        left = changed.awaitNanos(left);
                    }
                }
                inside++;
            } finally {
                lock.unlock();
            }
        }

        void leave() {
            lock.lock();
            try {
                inside--;
            } finally {
                lock.unlock();
            }
        }

        void become(State next) {
            lock.lock();
            try {
                state = next;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Has whoever waits here look again whether it may pass. */
        void ask() {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean shutEmpty() {
            lock.lock();
            try {
                if (inside > 0) {
                    return false;
                }
                state = State.SHUT;
                return true;
            } finally {
                lock.unlock();
            }
        }

        boolean isEmpty() {
            lock.lock();
            try {
                return inside == 0;
            } finally {
                lock.unlock();
            }
        }
    }
}
