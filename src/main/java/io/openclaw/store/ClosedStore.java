package io.openclaw.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Has a pool part with connections to an embedded database that has closed itself, which H2 still calls valid. The next one
 * opens it again.
 */
public class ClosedStore implements SQLExceptionOverride {

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        return StoreFailures.closed(failure)
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }

    /** Whether that is what a failure came of. */
    public static boolean meant(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && StoreFailures.closed(e)) {
                return true;
            }
        }
        return false;
    }
}
