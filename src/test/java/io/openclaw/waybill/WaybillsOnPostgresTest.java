package io.openclaw.waybill;

import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The same states, races and routes on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaybillsOnPostgresTest {

    private final TestDatabase postgres = TestDatabase.postgres();

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Nested
    class States extends WaybillsTest {

        @Override
        WaybillFixture fixture() {
            return new WaybillFixture(postgres.again());
        }

        @Override
        String waiting() {
            return "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        }
    }

    @Nested
    class Confirmation extends ShipmentConfirmationRouteTest {

        @Override
        WaybillFixture fixture() {
            return new WaybillFixture(postgres.again());
        }
    }

    @Nested
    class Cancellation extends WaybillCancellationRouteTest {

        @Override
        WaybillFixture fixture() {
            return new WaybillFixture(postgres.again());
        }
    }

    @Nested
    class Retries extends LabelRetriesTest {

        @Override
        WaybillFixture fixture() {
            return new WaybillFixture(postgres.again());
        }
    }

    @Nested
    class Notices extends WarehouseNoticesRouteTest {

        @Override
        WaybillFixture fixture() {
            return new WaybillFixture(postgres.again());
        }
    }
}
