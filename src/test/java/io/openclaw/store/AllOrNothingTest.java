package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;

/** Work in a transaction that stands or leaves nothing, on both databases. */
class AllOrNothingTest {

    enum Store {
        H2(TestDatabase::h2),
        POSTGRESQL(TestDatabase::postgres);

        private final Supplier<TestDatabase> open;

        Store(Supplier<TestDatabase> open) {
            this.open = open;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedIsUndoneAndTheRestStands(Store store) {
        try (TestDatabase database = store.open.get()) {
            AllOrNothing allOrNothing = database.allOrNothing();
            database.work().executeWithoutResult(status -> {
                write(database, "before");
                assertThat(allOrNothing.done(() -> write(database, "refused") && false))
                        .isFalse();
                assertThat(allOrNothing.done(() -> write(database, "done"))).isTrue();
                write(database, "after");
            });
            assertThat(written(database)).containsExactly("after", "before", "done");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsInTheDatabaseIsUndoneAndTheTransactionGoesOn(Store store) {
        try (TestDatabase database = store.open.get()) {
            AllOrNothing allOrNothing = database.allOrNothing();
            database.work().executeWithoutResult(status -> {
                write(database, "before");
                assertThatThrownBy(() -> allOrNothing.done(() -> write(database, "twice") && write(database, "before")))
                        .isInstanceOf(DataIntegrityViolationException.class);
                write(database, "after");
            });
            assertThat(written(database)).containsExactly("after", "before");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWithinAnotherFallsWithIt(Store store) {
        try (TestDatabase database = store.open.get()) {
            AllOrNothing allOrNothing = database.allOrNothing();
            database.work().executeWithoutResult(status -> {
                assertThat(allOrNothing.done(() ->
                                allOrNothing.done(() -> write(database, "inner")) && write(database, "outer") && false))
                        .isFalse();
                assertThat(allOrNothing.done(() -> !allOrNothing.done(() -> write(database, "refused") && false)
                                && write(database, "kept")))
                        .isTrue();
            });
            assertThat(written(database)).containsExactly("kept");
        }
    }

    @ParameterizedTest
    @EnumSource
    void outsideATransactionItIsRefusedBeforeAnythingIsDone(Store store) {
        try (TestDatabase database = store.open.get()) {
            AllOrNothing allOrNothing = database.allOrNothing();
            assertThatThrownBy(() -> allOrNothing.done(() -> write(database, "alone")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("transaction");
            assertThat(written(database)).isEmpty();
        }
    }

    private static boolean write(TestDatabase database, String key) {
        database.jdbc()
                .sql(
                        "INSERT INTO processed_key (scope, message_key, processed_at) VALUES ('test', :key, CURRENT_TIMESTAMP)")
                .param("key", key)
                .update();
        return true;
    }

    private static List<String> written(TestDatabase database) {
        return database.jdbc()
                .sql("SELECT message_key FROM processed_key ORDER BY message_key")
                .query(String.class)
                .list();
    }
}
