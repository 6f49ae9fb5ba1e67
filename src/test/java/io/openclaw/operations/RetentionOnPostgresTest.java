package io.openclaw.operations;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class RetentionOnPostgresTest extends RetentionTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
