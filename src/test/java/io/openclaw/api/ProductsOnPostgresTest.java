package io.openclaw.api;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same on a real PostgreSQL. */
class ProductsOnPostgresTest extends ProductsControllerTest {

    private static EmbeddedPostgres postgres;
    private static TestDatabase shared;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        shared = TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
        postgres.close();
    }

    @Override
    TestDatabase database() {
        shared.clear();
        return shared;
    }

    @Override
    void done(TestDatabase used) {
        // the next test goes on with it
    }
}
