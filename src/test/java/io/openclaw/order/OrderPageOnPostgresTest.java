package io.openclaw.order;

import io.openclaw.store.TestDatabase;

/** The same on a PostgreSQL server. */
class OrderPageOnPostgresTest extends OrderPageTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }

    @Override
    boolean postgres() {
        return true;
    }
}
