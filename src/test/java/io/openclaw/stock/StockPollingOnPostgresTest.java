package io.openclaw.stock;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;

/** The same on PostgreSQL. */
class StockPollingOnPostgresTest extends StockPollingRouteTest {

    private EmbeddedPostgres postgres;

    @Override
    TestDatabase database() {
        try {
            postgres = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
        return TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @AfterAll
    void halt() throws IOException {
        postgres.close();
    }
}
