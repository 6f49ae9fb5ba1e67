package io.openclaw.store;

import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.command.Command;
import org.h2.engine.Database;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.value.ValueTimestampTimeZone;
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
     * For the URL of every store of ours: H2 writes no version because time has passed, and it moves no chunks, neither in the background nor as it closes. In the version we
     * have, that now and then leaves a file behind that cannot be opened (its issue 4247). Room is used again without it.
     */
    public static final String URL_SETTINGS =
            ";MAX_COMPACT_TIME=0;AUTO_COMPACT_FILL_RATE=0;WRITE_DELAY=" + Integer.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFile.class);

    /** How long sessions are held up for one that is still inside a statement; longer ones are waited for without that. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private static final long LOOK_NANOS = 100_000;
    private static final long LONG_LOOK_NANOS = 20_000_000;

    /** A query that has run for so long will not turn into a change within the moment of a snapshot. */
    private static final long LONG_READ_NANOS = 5_000_000;

    private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Whoever committed to a store that closed itself asks for a checkpoint well within that time. */
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int LOUD_ATTEMPTS = 50;

    /** H2 writes a version in the middle of a statement when so many bytes have changed: not before memory is full. */
    private static final int UNSAVED_BYTES = 500_000_000;

    /** Chunks with less than that percentage alive are rewritten, so many bytes at a time. */
    private static final int FILL_RATE = 70;

    private static final int REWRITTEN_BYTES = 1024 * 1024;

    /** H2 locks a session for the length of each statement; there is no other way to wait for its end. */
    private static final Field LOCK = internal(Session.class, "lock");

    /** Asking a command itself whether it changes anything is for its own thread alone. */
    private static final Field SQL = internal(Command.class, "sql");

    private static final Field AUTO_COMMIT_MEMORY = internal(MVStore.class, "autoCommitMemory");

    private static final Pattern CHANGES = Pattern.compile(
            "\\bFOR\\s+(UPDATE|SHARE|NO\\s+KEY)\\b|\\bNEXT\\s*VAL|\\b(FINAL|OLD|NEW)\\s+TABLE\\b",
            Pattern.CASE_INSENSITIVE);

    private final DataSource dataSource;
    private final Map<Integer, Seen> reads = new HashMap<>();
    private Connection connection;
    private SessionLocal own;
    private Database database;
    private MVStore store;
    private long tidiedAt = System.nanoTime();
    private long doubtfulUntil = System.nanoTime();

    /** Takes a connection for as long as it is open, and the writing of the file over from H2. */
    public EmbeddedFile(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        attach();
    }

    private void attach() throws SQLException {
        connection = dataSource.getConnection();
        own = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        database = own.getDatabase();
        store = database.getStore().getMvStore();
        try {
            AUTO_COMMIT_MEMORY.setInt(store, UNSAVED_BYTES);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** H2 closes its store when the disk is full or memory is; the pool's next connection opens another. */
    private void open() throws SQLException {
        if (store.isClosed()) {
            LOG.warn("OC-STORE-CLOSED the store has closed itself after an error, it is opened again");
            close();
            attach();
            doubtfulUntil = System.nanoTime() + DOUBT_NANOS;
        }
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
        for (int attempt = 1; store.hasUnsavedChanges(); attempt++) {
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
            if (attempt % LOUD_ATTEMPTS == 0) {
                LOG.warn("OC-STORE-BUSY a statement holds up the store's checkpoint, {} attempts so far", attempt);
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

    private static Field internal(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of H2 has no " + type.getName() + "." + name, e);
        }
    }

    private static Object internal(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Reading(Command command, ValueTimestampTimeZone since) {}

    /** When a query was first seen to run. */
    private record Seen(Reading reading, long at) {}

    /** Holds the sessions of a store between their statements. */
    private static final class Silence implements AutoCloseable {

        private final SessionLocal[] sessions;
        private final Map<Integer, Seen> reads;
        private final ReentrantLock[] locks;
        /** What a session that is not held was doing when it was counted as silent. */
        private final Object[] doing;

        private final boolean[] held;

        private int loud = -1;

        Silence(SessionLocal own, SessionLocal[] all, Map<Integer, Seen> reads) {
            this.reads = reads;
            int count = 0;
            sessions = new SessionLocal[all.length];
            for (SessionLocal session : all) {
                if (session != own) {
                    sessions[count++] = session;
                }
            }
            locks = new ReentrantLock[count];
            doing = new Object[count];
            held = new boolean[count];
            for (int i = 0; i < count; i++) {
                locks[i] = (ReentrantLock) internal(LOCK, sessions[i]);
            }
        }

        /** True once every session is held, waits for a row of a held one, or has only read for a while. */
        boolean within(long nanos) throws SQLException {
            long deadline = System.nanoTime() + nanos;
            for (int i = 0; i < locks.length; i++) {
                held[i] = locks[i].tryLock();
            }
            while (true) {
                loud = -1;
                for (int i = 0; i < locks.length; i++) {
                    if (!held[i]) {
                        held[i] = locks[i].tryLock();
                    }
                    if (!held[i] && !silent(i)) {
                        loud = i;
                    }
                }
                if (loud < 0) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    return false;
                }
                waitFor(loud);
            }
        }

        /** Of a session that was inside a statement to the last. */
        ReentrantLock loud() {
            return locks[loud];
        }

        /** True when those that are not held did nothing else since, and nobody came in. */
        boolean unbroken(SessionLocal[] now) {
            if (now.length > locks.length + 1) {
                return false;
            }
            for (int i = 0; i < locks.length; i++) {
                if (!held[i]) {
                    Object then = doing[i];
                    if (!silent(i) || !then.equals(doing[i])) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean silent(int i) {
            try {
                return waitsOrReads(i);
            } catch (RuntimeException e) {
                // Read while its own thread changes it: that is no moment of silence.
                return false;
            }
        }

        private boolean waitsOrReads(int i) {
            SessionLocal session = sessions[i];
            int blocker = session.getBlockingSessionId();
            if (blocker != 0) {
                doing[i] = blocker;
                return holdsOrWaits(blocker, locks.length);
            }
            Command command = session.getCurrentCommand();
            if (command == null || !command.isQuery() || changes(command)) {
                return false;
            }
            Reading reading = new Reading(command, session.getCommandStartOrEnd());
            doing[i] = reading;
            Seen seen = reads.get(session.getId());
            if (seen == null || !seen.reading().equals(reading)) {
                reads.put(session.getId(), new Seen(reading, System.nanoTime()));
                return false;
            }
            return System.nanoTime() - seen.at() > LONG_READ_NANOS;
        }

        private static boolean changes(Command query) {
            return CHANGES.matcher((String) internal(SQL, query)).find();
        }

        /** Whoever waits for a held session's rows waits until it is let go, and so does who waits for that one. */
        private boolean holdsOrWaits(int id, int depth) {
            for (int i = 0; i < locks.length; i++) {
                if (sessions[i].getId() == id) {
                    int blocker = sessions[i].getBlockingSessionId();
                    return held[i] && sessions[i].hasPendingTransaction()
                            || !held[i] && depth > 0 && blocker != 0 && holdsOrWaits(blocker, depth - 1);
                }
            }
            return false;
        }

        private void waitFor(int i) throws SQLException {
            try {
                held[i] = locks[i].tryLock(LOOK_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw new SQLException("interrupted while the store was written", e);
            }
        }

        @Override
        public void close() {
            for (int i = 0; i < locks.length; i++) {
                if (held[i]) {
                    locks[i].unlock();
                }
            }
        }
    }
}
