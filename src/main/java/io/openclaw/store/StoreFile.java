package io.openclaw.store;

import java.sql.SQLException;

/** The file of an embedded store, as its checkpoints see it. Called by one thread. */
interface StoreFile extends AutoCloseable {

    /** Writes what was committed before this call, and forces it to disk. */
    void checkpoint() throws SQLException;

    /** Nobody waits: writes what has changed, without forcing it, and keeps the file small. */
    void tidy() throws SQLException;

    @Override
    void close();
}
