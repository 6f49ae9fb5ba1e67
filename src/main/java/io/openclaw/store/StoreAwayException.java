package io.openclaw.store;

import java.sql.SQLTransientConnectionException;

/** No connection is given out, because the store is known to be away: nobody waits for what cannot come. */
public final class StoreAwayException extends SQLTransientConnectionException {

    /** SQL's state of a client that cannot establish its connection. */
    private static final String NO_CONNECTION = "08001";

    StoreAwayException(Absence absence) {
        super("the store is away since " + absence.since() + ": " + absence.cause(), NO_CONNECTION);
    }
}
