package io.openclaw.store;

import java.sql.SQLException;

/** The file of an embedded store, as its checkpoints see it. Called by one thread. */
interface StoreFile extends AutoCloseable {

    /** Writes what was committed before this call, and forces it to disk. */
    void checkpoint() throws SQLException;

    /** Nobody waits: writes what has changed since. */
    void tidy() throws SQLException;

    /** Keeps the file small; comes after each of the others, when nobody waits for it any more. */
    void housekeep();

    @Override
    void close();
}
