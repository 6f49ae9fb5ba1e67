package io.openclaw.waybill;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The same states, races and routes on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaybillsOnPostgresTest {

    private final EmbeddedPostgres postgres = start();

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not start", e);
        }
    }

    private WaybillFixture onPostgres() {
        return new WaybillFixture(
                TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"));
    }

    @AfterAll
    void stop() throws IOException {
        postgres.close();
    }

    @Nested
    class States extends WaybillsTest {

        @Override
        WaybillFixture fixture() {
            return onPostgres();
        }
    }

    @Nested
    class Confirmation extends ShipmentConfirmationRouteTest {

        @Override
        WaybillFixture fixture() {
            return onPostgres();
        }
    }

    @Nested
    class Cancellation extends WaybillCancellationRouteTest {

        @Override
        WaybillFixture fixture() {
            return onPostgres();
        }
    }

    @Nested
    class Notices extends WarehouseNoticesRouteTest {

        @Override
        WaybillFixture fixture() {
            return onPostgres();
        }
    }
}
