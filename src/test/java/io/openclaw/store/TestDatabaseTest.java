package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void migratesAndClears() {
        try (TestDatabase database = TestDatabase.h2()) {
            database.jdbc()
                    .sql("INSERT INTO rate_budget (budget, tat_us) VALUES ('a', 1)")
                    .update();
            database.clear();
            assertThat(database.jdbc()
                            .sql("SELECT COUNT(*) FROM rate_budget")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }
}
