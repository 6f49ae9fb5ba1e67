package io.openclaw.sourcing;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;

/** The same on PostgreSQL. */
class LockOrderOnPostgresTest extends LockOrderTest {

    private EmbeddedPostgres postgres;

    @Override
    TestDatabase database() {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(TestDatabase.SERVER_STARTS)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
        return TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @Override
    String waiting() {
        return "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }

    @AfterAll
    void halt() throws IOException {
        postgres.close();
    }
}
