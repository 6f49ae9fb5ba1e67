package io.openclaw.reload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds callers back while the routes they call are exchanged. A {@code direct:} route under load never drains by
 * itself; with its gate closed, those inside finish, those outside wait, and none is refused.
 */
public final class RouteGate {

    private static final String PUSH = ".push";

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /**
     * The gate of a file's {@code direct:} route. What a partner's push passes through has a gate of its own: it stays open
     * while the file's calls to the partner finish, so that a partner that hangs does not hold up what is acknowledged.
     */
    static String of(String file, String directUri) {
        return directUri.endsWith(PUSH) ? door(file) : file;
    }

    /** The gate of what is called from outside. */
    static String door(String file) {
        return file + "#door";
    }

    /** Enters the gate of that name, waiting while it is closed. Every entry needs one {@link #leave}. */
    public void enter(String name) throws InterruptedException {
        gate(name).enter();
    }

    public void leave(String name) {
        gate(name).leave();
    }

    /** Keeps newcomers waiting from now on. */
    public void close(String name) {
        gate(name).close();
    }

    /** Lets the waiting and the coming through. */
    public void open(String name) {
        gate(name).open();
    }

    /** Waits until nobody is inside; false when the time is over first. */
    public boolean awaitEmpty(String name, long millis) throws InterruptedException {
        return gate(name).awaitEmpty(millis);
    }

    private Gate gate(String name) {
        return gates.computeIfAbsent(name, n -> new Gate());
    }

    private static final class Gate {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private boolean closed;
        private int inside;

        void enter() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (closed) {
                    changed.await();
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
                if (inside == 0) {
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
            } finally {
                lock.unlock();
            }
        }

        void open() {
            lock.lock();
            try {
                closed = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean awaitEmpty(long millis) throws InterruptedException {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            lock.lockInterruptibly();
            try {
                while (inside > 0) {
                    if (left <= 0) {
                        return false;
                    }
                    left = changed.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
