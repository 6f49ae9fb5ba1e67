package io.openclaw.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durability of an embedded store, which writes commits to its file late: whoever needs it waits for a checkpoint that
 * began after it asked. One thread runs them, so any number of waiters shares one write to the disk.
 */
public final class GroupCheckpoint implements Durability, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCheckpoint.class);

    /** A checkpoint writes every page that changed: begun at once one after the other, they write the same pages again. */
    private static final long GAP_NANOS = 3_000_000;

    /** What nobody waits for is in the file after that, so that a killed process loses no more. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final StoreFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition finished = lock.newCondition();
    private final Thread syncer;

    /** Number of the newest checkpoint somebody waits for, begun, done and failed: all guarded by the lock. */
    private long wanted;

    private long begun;
    private long done;
    private long failed;
    private Throwable failure;
    private boolean closed;
    private long endedAt = System.nanoTime() - GAP_NANOS;

    /** Of the thread alone: how many checkpoints in a row have failed, and how often that is said. */
    private int failures;

    private final Seldom loud = new Seldom(TimeUnit.MINUTES.toNanos(1));

    public GroupCheckpoint(StoreFile file) {
        this.file = file;
        this.syncer = new Thread(this::run, "checkpoint");
        this.syncer.setDaemon(true);
        this.syncer.start();
    }

    /** Waits for the group's checkpoint; an {@link IllegalStateException} says that nothing is known to be on disk. */
    @Override
    public void await() {
        lock.lock();
        try {
            long mine = begun + 1;
            if (wanted < mine) {
                wanted = mine;
                asked.signal();
            }
            while (done < mine) {
                if (failed >= mine) {
                    throw new IllegalStateException("the store could not be written to disk", failure);
                }
                if (closed) {
                    throw new IllegalStateException("the store is closed");
                }
                finished.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            asked.signalAll();
            finished.signalAll();
        } finally {
            lock.unlock();
        }
        syncer.join(5000);
    }

    private void run() {
        for (long mine = begin(); mine >= 0; mine = begin()) {
            if (mine == 0) {
                tidy();
            } else {
                end(mine, checkpoint());
            }
            housekeep();
        }
        file.close();
    }

    /** Whatever goes wrong, also an error of the machine, is told to who waits: without this thread they would wait for ever. */
    private Throwable checkpoint() {
        try {
            file.checkpoint();
            succeeded();
            return null;
        } catch (Throwable e) {
            failed("a checkpoint failed, what waits for one is not acknowledged", e);
            return e;
        }
    }

    private void tidy() {
        try {
            file.tidy();
            succeeded();
        } catch (Throwable e) {
            failed("the store could not be written, it is tried again", e);
        }
    }

    private void failed(String what, Throwable e) {
        failures++;
        if (failures == 1) {
            LOG.error("OC-STORE-SYNC {}", what, e);
            loud.due();
        } else if (loud.due()) {
            LOG.error("OC-STORE-SYNC {}, {} times by now: {}", what, failures, StoreFailures.line(e));
        }
    }

    private void succeeded() {
        if (failures > 0) {
            LOG.warn("OC-STORE-SYNC the store is written again, after {} failures", failures);
            failures = 0;
            loud.over();
        }
    }

    private void housekeep() {
        try {
            file.housekeep();
        } catch (Throwable e) {
            LOG.error("OC-STORE-SYNC the store's file could not be kept small", e);
        }
    }

    /** The number of the next checkpoint somebody waits for, 0 when nobody came for a while, -1 at the end. */
    private long begin() {
        lock.lock();
        try {
            long left = IDLE_NANOS;
            while (wanted <= begun && !closed) {
                if (left <= 0) {
                    return 0;
                }
                left = rest(left);
            }
            long early = endedAt + GAP_NANOS - System.nanoTime();
            while (early > 0 && !closed) {
                early = gap(early);
            }
            return closed ? -1 : ++begun;
        } finally {
            lock.unlock();
        }
    }

    private long rest(long nanos) {
        try {
            return asked.awaitNanos(nanos);
        } catch (InterruptedException e) {
            return nanos;
        }
    }

    /** While many wait, one checkpoint for more of them costs the machine less; nobody waits longer for it than that. */
    private long gap(long nanos) {
        try {
            return asked.awaitNanos(nanos) <= 0 ? 0 : endedAt + GAP_NANOS - System.nanoTime();
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void end(long number, Throwable problem) {
        lock.lock();
        try {
            endedAt = System.nanoTime();
            if (problem == null) {
                done = number;
            } else {
                failed = number;
                failure = problem;
            }
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
