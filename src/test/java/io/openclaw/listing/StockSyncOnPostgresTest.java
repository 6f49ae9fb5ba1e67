package io.openclaw.listing;

import io.openclaw.store.TestDatabase;

/** The same marks, fences, readings and routes on a real PostgreSQL. */
class StockSyncOnPostgresTest extends StockSyncRouteTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
