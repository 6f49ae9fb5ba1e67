package io.openclaw.store;

import java.sql.SQLException;
import java.time.Duration;

/** What is under a store whose commits reach the disk late, as its group checkpoints see it. Called by one thread. */
interface Disk extends AutoCloseable {

    /** How long it rests between two checkpoints, so that the second one serves more of those who wait. */
    Duration gap();

    /** Writes what was committed before this call, and forces it to disk. */
    void checkpoint() throws SQLException;

    /** Nobody waits: writes what has changed since. */
    void tidy() throws SQLException;

    /** Keeps the file small; comes after each of the others, when nobody waits for it any more. */
    void housekeep();

    @Override
    void close();
}
