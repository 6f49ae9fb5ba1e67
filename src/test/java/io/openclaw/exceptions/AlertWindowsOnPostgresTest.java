package io.openclaw.exceptions;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class AlertWindowsOnPostgresTest extends AlertWindowsTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
