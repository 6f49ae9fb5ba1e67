package io.openclaw.api;

import io.openclaw.store.TestDatabase;

/** The same on a real PostgreSQL. */
class ProductsOnPostgresTest extends ProductsControllerTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
