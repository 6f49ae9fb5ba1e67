package io.openclaw.store;

import java.sql.SQLException;
import java.time.Duration;

/** A start ends because its database will not have it, or was not there in time. */
final class StoreMissingException extends RuntimeException {

    private final transient SQLException failure;

    /** @param waited how long it was waited for; null where waiting is of no use */
    StoreMissingException(String store, SQLException failure, Duration waited) {
        super(
                "The store " + store
                        + (waited == null
                                ? " refuses the hub: "
                                : " was not there within " + waited.toSeconds() + " s: ")
                        + StoreFailures.line(failure),
                failure);
        this.failure = failure;
    }

    /** What whoever runs the hub can do about it. */
    String remedy() {
        String state = StoreFailures.state(failure);
        if (state.startsWith("28")) {
            return "Correct spring.datasource.username and spring.datasource.password (of profile cluster: OPENCLAW_DB_USER,"
                    + " OPENCLAW_DB_PASSWORD), or what the server's pg_hba.conf lets in, then start again.";
        }
        if (state.equals("3D000")) {
            return "Create the database, or correct its name in spring.datasource.url (of profile cluster: OPENCLAW_DB_URL), then"
                    + " start again.";
        }
        return "Start the database, or correct spring.datasource.url (of profile cluster: OPENCLAW_DB_URL), then start again."
                + " openclaw.store.wait-at-start says how long a start waits for it.";
    }
}
