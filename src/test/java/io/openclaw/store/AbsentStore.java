package io.openclaw.store;

import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that a test takes away and brings back. */
public final class AbsentStore {

    private final AtomicBoolean gone = new AtomicBoolean();
    private final StoreAvailability store = new StoreAvailability(
            "test",
            () -> {
                if (gone.get()) {
                    throw failure();
                }
            },
            Clock.systemUTC());

    public StoreAvailability store() {
        return store;
    }

    /** What a statement fails with whose connection broke. */
    public static SQLException failure() {
        return new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }

    /** Away from now on; noticed where {@code told}, else by whoever fails first. */
    public void takeAway(boolean told) {
        gone.set(true);
        if (told) {
            store.confirm();
        }
    }

    /** Back within a second or two. */
    public void bringBack() {
        gone.set(false);
    }

    /** Open again as it was on disk. */
    public void setBack() {
        store.setBack();
    }
}
