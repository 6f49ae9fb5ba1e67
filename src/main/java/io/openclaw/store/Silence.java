package io.openclaw.store;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.h2.command.Command;
import org.h2.engine.SessionLocal;
import org.h2.value.ValueTimestampTimeZone;

/** Holds the sessions of a store between their statements, until it is closed. */
final class Silence implements AutoCloseable {

    private static final long LOOK_NANOS = 100_000;

    /** A query that has run for so long will not turn into a change within the moment of a snapshot. */
    private static final long LONG_READ_NANOS = 5_000_000;

    /** Asking a command itself whether it changes anything is for its own thread alone: its text tells. */
    private static final Pattern CHANGES = Pattern.compile(
            "\\bFOR\\s+(UPDATE|SHARE|NO\\s+KEY)\\b|\\bNEXT\\s*VAL|\\b(FINAL|OLD|NEW)\\s+TABLE\\b",
            Pattern.CASE_INSENSITIVE);

    record Reading(Command command, ValueTimestampTimeZone since) {}

    /** When a query was first seen to run. */
    record Seen(Reading reading, long at) {}

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
            locks[i] = H2Internals.lock(sessions[i]);
        }
    }

    /** True once every session is held, waits for a row of a held one, or has only read for a while. */
    boolean within(long nanos) throws SQLException {
        long deadline = System.nanoTime() + nanos;
        // First everybody who can be held: who waits counts as silent only behind one who is.
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
        return CHANGES.matcher(H2Internals.text(query)).find();
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
