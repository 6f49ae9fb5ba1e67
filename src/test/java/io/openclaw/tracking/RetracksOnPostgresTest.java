package io.openclaw.tracking;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class RetracksOnPostgresTest extends RetracksRouteTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
