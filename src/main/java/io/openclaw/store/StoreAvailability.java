package io.openclaw.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store is there.
 *
 * <p>Whoever meets a failure that may come of its absence raises a doubt. One thread then looks, over a connection of its
 * own: a pool that is merely busy, and a connection that broke alone, are no absence. The store is away once a look has
 * failed while nothing else was answered by it either; from then on connections are refused at once, timed work rests, and
 * a look a second finds out when it is back. It is told once that it went and once that it came.
 */
public final class StoreAvailability implements AutoCloseable {

    /** One look at the store. */
    public interface Probe {

        /** Returns when the store answered; takes no longer than a second or two. */
        void look() throws SQLException;

        /** True while somebody waits for the store's answer. */
        default boolean busy() {
            return false;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(StoreAvailability.class);
    private static final long WHILE_AWAY_MILLIS = 1000;
    private static final long WHILE_UNCLEAR_MILLIS = 500;
    private static final long BEAT_MILLIS = 2000;

    /** The longest that a look may take. */
    private static final long LOOK_MILLIS = 2000;

    /** The longest that a verdict is waited for. */
    private static final long VERDICT_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

    private final String store;
    private final Probe probe;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor looks;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<Runnable> uponReturn = new CopyOnWriteArrayList<>();
    private final List<Runnable> uponSetback = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();

    /** Looks that were asked for, begun and done: guarded by the lock. */
    private long wanted;

    private long begun;
    private long done;
    private Future<?> next;
    private Instant doubtedAt;
    private long answersAtBeat;

    private volatile Absence absence;

    /**
     * @param store what is said of it in the log, without secrets
     * @param clock business time, of what is told
     */
    public StoreAvailability(String store, Probe probe, Clock clock) {
        this.store = store;
        this.probe = probe;
        this.clock = clock;
        this.looks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "store-looks");
            thread.setDaemon(true);
            return thread;
        });
        looks.setRemoveOnCancelPolicy(true);
        looks.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** From now on it is also noticed when those who wait for the store get no answer any more. */
    void watch() {
        looks.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is said of the store, without secrets. */
    public String store() {
        return store;
    }

    /** True from the look that found it away to the one that finds it back. */
    public boolean isAway() {
        return absence != null;
    }

    /** Since when and why it is away; empty while it is there. */
    public Optional<Absence> absence() {
        return Optional.ofNullable(absence);
    }

    /** @throws StoreAwayException while the store is away */
    void admit() throws StoreAwayException {
        Absence now = absence;
        if (now != null) {
            throw new StoreAwayException(now);
        }
    }

    /** The store has answered somebody: it is there. */
    void answered() {
        answers.incrementAndGet();
    }

    /** Somebody met a failure that may come of its absence; it is looked for at once, by another thread. */
    void doubt() {
        lock.lock();
        try {
            ask();
        } finally {
            lock.unlock();
        }
    }

    /** Raises a doubt and waits for the look that settles it; true when the store is away. */
    boolean confirm() {
        lock.lock();
        try {
            if (absence != null) {
                return true;
            }
            long mine = ask();
            long left = VERDICT_NANOS;
            while (absence == null && done < mine && left > 0) {
                left = looked.awaitNanos(left);
            }
            return absence != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return absence != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * True when the failure came of the store's absence, which is told already: nobody has to tell it again. It may wait
     * for the look that settles it, two seconds at most.
     */
    public boolean explains(Throwable failure) {
        return StoreFailures.mayMeanAbsence(failure) && confirm();
    }

    /** True when the failure came of a connection that broke or was not to be had; the store may be there all the while. */
    public boolean broke(Throwable failure) {
        return StoreFailures.mayMeanAbsence(failure);
    }

    /** Waits until the store is back, the hub stops, or the time is over; at once while it is there. */
    public void awaitReturn(Duration longest) {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (absence != null && left > 0 && !looks.isShutdown()) {
                left = looked.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A caller was refused for want of the store; how many there were is told when it is back. */
    public void refused() {
        refused.incrementAndGet();
    }

    /** What has to go on at once when the store is back; it must not take long. */
    public void uponReturn(Runnable goOn) {
        uponReturn.add(goOn);
    }

    /**
     * What has to be done when an embedded store had closed itself and is open again as it was on disk: what memory knows of
     * rows may be of transactions that are undone. It must not take long.
     */
    public void uponSetback(Runnable forget) {
        uponSetback.add(forget);
    }

    /** The store is open again as it was on disk. */
    void setBack() {
        uponSetback.forEach(this::goOn);
    }

    /** The number of the next look that begins; one that is under way may have seen what was before. */
    private long ask() {
        if (doubtedAt == null) {
            doubtedAt = clock.instant();
        }
        if (wanted <= begun) {
            wanted = begun + 1;
            if (absence == null) {
                schedule(0);
            }
        }
        return wanted;
    }

    /** There is one next look: a sooner one takes its place. */
    private void schedule(long millis) {
        if (next != null) {
            next.cancel(false);
        }
        try {
            next = looks.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the hub is stopping, nobody looks for the store any more", e);
        }
    }

    /** Connections in use and not one answer between two beats: the store may hang, which nobody who waits for it can tell. */
    private void beat() {
        long now = answers.get();
        if (absence == null && now == answersAtBeat && probe.busy()) {
            doubt();
        }
        answersAtBeat = now;
    }

    private void look() {
        lock.lock();
        try {
            begun++;
        } finally {
            lock.unlock();
        }
        long before = answers.get();
        SQLException failure = tried();
        boolean answered = answers.get() != before;
        Absence gone = null;
        Absence over = null;
        lock.lock();
        try {
            done = begun;
            if (failure == null) {
                over = absence;
                absence = null;
                doubtedAt = null;
            } else if (absence != null) {
                absence = new Absence(absence.since(), StoreFailures.line(failure));
            } else if (!answered) {
                gone = new Absence(doubtedAt == null ? clock.instant() : doubtedAt, StoreFailures.line(failure));
                absence = gone;
            }
            if (failure != null) {
                schedule(absence == null ? WHILE_UNCLEAR_MILLIS : WHILE_AWAY_MILLIS);
            } else if (wanted > begun) {
                schedule(0);
            }
            looked.signalAll();
        } finally {
            lock.unlock();
        }
        if (gone != null) {
            tellAway(gone);
        } else if (over != null) {
            tellBack(over);
            uponReturn.forEach(this::goOn);
        }
    }

    /** What went wrong, or null. */
    private SQLException tried() {
        try {
            probe.look();
            return null;
        } catch (SQLException e) {
            return e;
        } catch (RuntimeException e) {
            return new SQLException("the store could not be looked for: " + e, e);
        }
    }

    private void goOn(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("OC-STORE-BACK something did not go on by itself, it does at its next turn", e);
        }
    }

    private void tellAway(Absence gone) {
        LOG.error(
                "OC-STORE-AWAY the store {} is away since {}: {}. Held up: pushes and calls of the API are answered 503,"
                        + " deliveries, timers and polls rest; what was acknowledged waits in the store. Start the database or mend"
                        + " the way to it: the hub looks for it every second and goes on by itself",
                store,
                gone.since().truncatedTo(ChronoUnit.SECONDS),
                gone.cause());
    }

    private void tellBack(Absence over) {
        Duration away = Duration.between(over.since(), clock.instant());
        LOG.warn(
                "OC-STORE-BACK the store {} is back after {}.{} s: {} pushes and calls were refused meanwhile, their senders"
                        + " have to send them again; everything that rested goes on",
                store,
                away.toSeconds(),
                away.toMillisPart() / 100,
                refused.getAndSet(0));
    }

    /** Whoever rests is woken; a look under way is waited for, so that nothing is told of the store hereafter. */
    @Override
    public void close() {
        // Not interrupted: that would close an embedded store's file under everybody.
        looks.shutdown();
        lock.lock();
        try {
            looked.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!looks.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the last look at the store takes longer than {} ms, it is left to itself", LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
