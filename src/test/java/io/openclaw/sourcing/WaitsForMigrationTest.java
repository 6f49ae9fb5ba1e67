package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Orders that waited before what they wait for had a word of its own wait for the same after it. */
class WaitsForMigrationTest {

    @Test
    void onH2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:waits;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        migrate(h2, Dialect.H2);
    }

    @Test
    void onPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(TestDatabase.SERVER_STARTS)
                .start()) {
            migrate(postgres.getPostgresDatabase(), Dialect.POSTGRESQL);
        }
    }

    private static void migrate(DataSource database, Dialect dialect) {
        flyway(database, dialect, "27").migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        decided(jdbc, "O1", "backordered", null);
        decided(jdbc, "O2", "backordered", ",4px-cn,cn-szx,");
        decided(jdbc, "O3", "backordered", ",*cod,");
        decided(jdbc, "O4", "backordered", ",*service,");
        decided(jdbc, "O5", "backordered", ",*day,");
        decided(jdbc, "O6", "planned", null);

        flyway(database, dialect, "28").migrate();

        assertThat(jdbc.sql(
                                "SELECT order_no || ' ' || COALESCE(cause, '-') || ' ' || COALESCE(waits_for, '-') FROM sourcing_decision ORDER BY order_no")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "O1 stock_shortage -",
                        "O2 account_not_live ,4px-cn,cn-szx,",
                        "O3 no_cod_service -",
                        "O4 no_service -",
                        "O5 capacity_full -",
                        "O6 - -");
    }

    private static void decided(JdbcClient jdbc, String orderNo, String outcome, String waitsFor) {
        jdbc.sql(
                        "INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, waits_for, explanation)"
                                + " VALUES (:order, 1, 'demo', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, :outcome, :waits_for, '{}')")
                .param("order", orderNo)
                .param("outcome", outcome)
                .param("waits_for", waitsFor)
                .update();
    }

    private static Flyway flyway(DataSource database, Dialect dialect, String target) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .placeholders(dialect.placeholders())
                .target(target)
                .load();
    }
}
