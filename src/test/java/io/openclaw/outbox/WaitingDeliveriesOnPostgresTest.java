package io.openclaw.outbox;

import io.openclaw.store.TestDatabase;

class WaitingDeliveriesOnPostgresTest extends WaitingDeliveriesTest {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }

    @Override
    boolean walksAlongTheIndex(String plan) {
        return plan.contains("Index Scan using delivery_waiting on delivery d") && !plan.contains("Sort");
    }
}
