package io.openclaw.listing;

import io.openclaw.store.TestDatabase;

/** The same marks, fences, readings and routes on a real PostgreSQL. */
class StockSyncOnPostgresTest extends StockSyncRouteTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }

    @Override
    String waiting() {
        return "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }
}
