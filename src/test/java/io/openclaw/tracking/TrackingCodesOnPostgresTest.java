package io.openclaw.tracking;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class TrackingCodesOnPostgresTest extends TrackingCodesRouteTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
