package io.openclaw.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durability on H2, which writes commits to its file late: whoever needs it waits for a {@code CHECKPOINT SYNC} that
 * began after it asked. One thread runs them, so any number of waiters shares one write to the disk.
 */
public final class GroupCheckpoint implements Durability, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCheckpoint.class);

    /** A checkpoint writes every page that changed: begun at once one after the other, they write the same pages again. */
    private static final long GAP_NANOS = 3_000_000;

    private final DataSource dataSource;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition finished = lock.newCondition();
    private final Thread syncer;

    /** Number of the newest checkpoint somebody waits for, begun, done and failed: all guarded by the lock. */
    private long wanted;

    private long begun;
    private long done;
    private long failed;
    private SQLException failure;
    private boolean closed;
    private long endedAt = System.nanoTime() - GAP_NANOS;

    public GroupCheckpoint(DataSource dataSource) {
        this.dataSource = dataSource;
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
        Connection connection = null;
        while (true) {
            long mine = begin();
            if (mine < 0) {
                break;
            }
            SQLException problem = null;
            try {
                if (connection == null) {
                    connection = dataSource.getConnection();
                }
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CHECKPOINT SYNC");
                }
            } catch (SQLException e) {
                problem = e;
                LOG.error("OC-STORE-SYNC a checkpoint failed, what waited for it is not acknowledged", e);
                release(connection);
                connection = null;
            }
            end(mine, problem);
        }
        release(connection);
    }

    private long begin() {
        lock.lock();
        try {
            while (wanted <= begun && !closed) {
                asked.awaitUninterruptibly();
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

    /** While many wait, one checkpoint for more of them costs the machine less; nobody waits longer for it than that. */
    private long gap(long nanos) {
        try {
            return asked.awaitNanos(nanos) <= 0 ? 0 : endedAt + GAP_NANOS - System.nanoTime();
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void end(long number, SQLException problem) {
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

    private static void release(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("OC-STORE-SYNC the checkpoint connection did not close: {}", e.getMessage());
            }
        }
    }
}
