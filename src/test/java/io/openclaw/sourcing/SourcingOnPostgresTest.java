package io.openclaw.sourcing;

import io.openclaw.store.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The same decisions, places, cancellations and trials on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcingOnPostgresTest {

    private final TestDatabase postgres = TestDatabase.postgres();

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Nested
    class Decisions extends AllocationTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Places extends CapacityDaysTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Walks extends BackorderWalkTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class ShortPicks extends ShortPickTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Cancellations extends BackorderCancellationTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class CancelledByPeople extends OrderCancellationTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }

    @Nested
    class Simulations extends SourcingSimulationTest {

        @Override
        TestDatabase database() {
            return postgres.again();
        }
    }
}
