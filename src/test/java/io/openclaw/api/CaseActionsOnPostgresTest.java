package io.openclaw.api;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class CaseActionsOnPostgresTest extends CaseActionsTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
