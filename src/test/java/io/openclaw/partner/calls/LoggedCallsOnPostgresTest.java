package io.openclaw.partner.calls;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class LoggedCallsOnPostgresTest extends LoggedCallsTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
