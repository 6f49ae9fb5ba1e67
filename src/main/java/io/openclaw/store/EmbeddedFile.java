package io.openclaw.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2's file, written only in moments of silence.
 *
 * <p>H2 writes a version of its store while statements go on: each table and each index is taken as it is when its turn
 * comes. A process that dies with such a version as its last one comes back with halves of transactions, which H2 counts
 * as committed (its issue 2080). So its own writer is switched off, and versions are taken here, while no session is inside
 * a statement that changes anything: between two statements a transaction is either undone whole by its undo log or there
 * whole. What is stopped for that is a fraction of a millisecond; the writing itself goes on beside the sessions' work.
 */
public final class EmbeddedFile implements StoreFile {

    /**
     * For the URL of every store of ours: H2 writes no version because time has passed, and it moves no chunks, neither in
     * the background nor as it closes. In the version we have, that now and then leaves a file behind that cannot be opened
     * (its issue 4247). Room is used again without it. What no version needs any more is kept a while against writes that
     * reach the disk out of order; as each version is forced before the next is taken, a short while does, and the file
     * stays a third of the size it has under load with H2's 45 seconds.
     */
    public static final String URL_SETTINGS =
            ";MAX_COMPACT_TIME=0;AUTO_COMPACT_FILL_RATE=0;RETENTION_TIME=15000;WRITE_DELAY=" + Integer.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFile.class);

    /** How long sessions are held up for one that is still inside a statement; longer ones are waited for without that. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private static final long LONG_LOOK_NANOS = 20_000_000;

    private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whoever committed to a store that closed itself asks for a checkpoint well within that time. */
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A disk that is full stays so for a while: opened and closed again and again, the store would only fill the log. */
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOUD_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** H2 writes a version in the middle of a statement when so many bytes have changed: not before memory is full. */
    private static final int UNSAVED_BYTES = 500_000_000;

    /** Chunks with less than that percentage alive are rewritten, so many bytes at a time. */
    private static final int FILL_RATE = 50;

    private static final int REWRITTEN_BYTES = 1024 * 1024;

    private final DataSource dataSource;
    private final Runnable setback;
    private final Map<Integer, Silence.Seen> reads = new HashMap<>();
    private Connection connection;
    private SessionLocal own;
    private Database database;
    private MVStore store;
    private long tidiedAt = System.nanoTime();
    private final Seldom closings = new Seldom(TimeUnit.MINUTES.toNanos(1));
    private long triedAt = System.nanoTime() - REOPEN_NANOS;
    private long doubtfulUntil = System.nanoTime();

    /** Takes a connection for as long as it is open, and the writing of the file over from H2. */
    public EmbeddedFile(DataSource dataSource) throws SQLException {
        this(dataSource, () -> {});
    }

    /** @param setback told when the store has closed itself and is open again as it was on disk: what was committed later is undone */
    EmbeddedFile(DataSource dataSource, Runnable setback) throws SQLException {
        this.dataSource = dataSource;
        this.setback = setback;
        attach();
    }

    private void attach() throws SQLException {
        connection = dataSource.getConnection();
        own = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        database = own.getDatabase();
        store = database.getStore().getMvStore();
        H2Internals.unsavedLimit(store, UNSAVED_BYTES);
    }

    /** H2 closes its store when the disk is full or memory is; the pool's next connection opens another. */
    private void open() throws SQLException {
        if (!store.isClosed()) {
            return;
        }
        if (System.nanoTime() - triedAt < REOPEN_NANOS) {
            throw new SQLException("the store has closed itself after an error, it is opened again in a moment");
        }
        triedAt = System.nanoTime();
        doubtfulUntil = triedAt + DOUBT_NANOS;
        if (closings.due()) {
            LOG.warn(
                    "OC-STORE-CLOSED the store has closed itself after an error ({}), it is opened again. It does so when it cannot"
                            + " write: look whether the disk of the data folder is full",
                    error());
        }
        giveBack();
        attach();
        setback.run();
    }

    /** Why it closed itself, in a line. */
    private String error() {
        return store.getPanicException() == null ? "unknown" : StoreFailures.line(store.getPanicException());
    }

    /** A pool hands out what was used a moment ago without another look: it has to be told that these are dead. */
    private void giveBack() {
        if (dataSource instanceof HikariDataSource pool) {
            pool.evictConnection(connection);
            if (pool.getHikariPoolMXBean() != null) {
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        }
        close();
    }

    @Override
    public void checkpoint() throws SQLException {
        open();
        if (doubtfulUntil - System.nanoTime() > 0) {
            throw new SQLException("the store had closed itself: what was committed before that may be lost");
        }
        snapshot();
        written();
        // H2's trace, where it is on, tells it as the statement that it stands for.
        own.getTrace().infoSQL("CHECKPOINT SYNC", "", 0, 0);
    }

    /** Forces it too: a version that is not on disk must not take the room of what the last one on disk needs. */
    @Override
    public void tidy() throws SQLException {
        open();
        if (store.hasUnsavedChanges()) {
            snapshot();
            written();
        }
    }

    /**
     * Rewrites pages out of chunks that are mostly dead, so that their room is used again; where rows lie changes, and
     * nothing else. H2's own housekeeping moves whole chunks too and writes a version for that, in the middle of everything.
     */
    @Override
    public void housekeep() {
        if (System.nanoTime() - tidiedAt > HOUSEKEEPING_NANOS && !store.isClosed()) {
            store.compact(FILL_RATE, REWRITTEN_BYTES);
            tidiedAt = System.nanoTime();
        }
    }

    /** Closing connections write what is left; H2 does so as the last one closes. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("OC-STORE-SYNC the checkpoint's connection did not close: {}", e.getMessage());
        }
    }

    /** Waits until H2's threads have written what was taken, and forces it; an error of theirs comes out here. */
    private void written() throws SQLException {
        if (Thread.interrupted()) {
            throw new SQLException("interrupted while the store was written");
        }
        store.executeFilestoreOperation(store::sync);
    }

    private void snapshot() throws SQLException {
        long since = System.nanoTime();
        long told = 0;
        while (store.hasUnsavedChanges()) {
            if (store.isClosed()) {
                throw new SQLException("the store has closed itself after an error");
            }
            ReentrantLock loud = null;
            boolean taken = false;
            try (Silence silence = new Silence(own, database.getSessions(false), reads)) {
                if (silence.within(PATIENCE_NANOS)) {
                    // Nobody connects meanwhile.
                    synchronized (database) {
                        if (silence.unbroken(database.getSessions(false))) {
                            taken = taken();
                            if (taken && silence.unbroken(database.getSessions(false))) {
                                return;
                            }
                        }
                    }
                } else {
                    loud = silence.loud();
                }
            }
            if (taken) {
                // Somebody moved after all: on disk with it, and the next version over it at once.
                written();
            } else if (loud != null) {
                waitFor(loud, LONG_LOOK_NANOS);
            }
            long waited = System.nanoTime() - since;
            if (waited > told + LOUD_NANOS) {
                told = waited;
                LOG.warn(
                        "OC-STORE-BUSY statements have held up the store's checkpoint for {} s now, and what waits to be on disk with it",
                        waited / 1_000_000_000L);
            }
        }
        reads.clear();
    }

    /** Notes every map's root; what they lead to is written by H2's threads in the order of these calls. */
    private boolean taken() {
        return store.tryCommit() >= 0 || !store.hasUnsavedChanges();
    }

    /** Waits for the end of a session's statement while nobody is held up. */
    private static void waitFor(ReentrantLock session, long nanos) throws SQLException {
        try {
            if (session.tryLock(nanos, TimeUnit.NANOSECONDS)) {
                session.unlock();
            }
        } catch (InterruptedException e) {
            throw new SQLException("interrupted while the store was written", e);
        }
    }
}
