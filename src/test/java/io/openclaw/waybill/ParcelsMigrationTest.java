package io.openclaw.waybill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What platforms were told of parcels counts for their fulfillments. */
class ParcelsMigrationTest {

    @Test
    void onH2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:parcels;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
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
        flyway(database, dialect, "4").migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        effect(jdbc, "confirm-shipment", "OC1-F1-P1/W1");
        effect(jdbc, "confirm-shipment", "OC1-F10-P12/W-P1/2");
        effect(jdbc, "confirm-shipment", "OC2-F1-P1/SAME");
        effect(jdbc, "confirm-shipment", "OC2-F1-P2/SAME");
        effect(jdbc, "confirm-shipment", "OC3-F1-P1/SAME", "refused");
        effect(jdbc, "confirm-shipment", "OC3-F1-P2/SAME", "asked");
        effect(jdbc, "confirm-shipment", "OC3-F1-P3/SAME", "done");
        effect(jdbc, "post-tracking-event", "OC1-F1-P1/in_transit");
        effect(jdbc, "post-tracking-event", "OC1-F1-P2/in_transit");
        effect(jdbc, "post-tracking-event", "OC1-F1-P1/delivered/leg2");
        effect(jdbc, "post-tracking-event", "OC1-F1-P1/attempt_failed/1735689600");
        effect(jdbc, "create-outbound", "OC1-F1");
        effect(jdbc, "push-shipment", "OC1-F1-P1/W1");

        flyway(database, dialect, "5").migrate();

        assertThat(jdbc.sql("SELECT operation || ' ' || reference FROM effect")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        "confirm-shipment OC1-F1/W1",
                        "confirm-shipment OC1-F10/W-P1/2",
                        "confirm-shipment OC2-F1/SAME",
                        "confirm-shipment OC2-F1-P2/SAME",
                        "confirm-shipment OC3-F1-P1/SAME",
                        "confirm-shipment OC3-F1-P2/SAME",
                        "confirm-shipment OC3-F1/SAME",
                        "post-tracking-event OC1-F1/in_transit",
                        "post-tracking-event OC1-F1/delivered/leg2",
                        "post-tracking-event OC1-F1-P1/attempt_failed/1735689600",
                        "post-tracking-event OC1-F1-P2/in_transit",
                        "create-outbound OC1-F1",
                        "push-shipment OC1-F1-P1/W1");
    }

    private static Flyway flyway(DataSource database, Dialect dialect, String target) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .placeholders(dialect.placeholders())
                .target(target)
                .load();
    }

    /** A data folder that has grown for long starts in a moment: each row is looked at once. */
    @Test
    void manyRows() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:manyparcels;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        flyway(h2, Dialect.H2, "4").migrate();
        JdbcClient jdbc = JdbcClient.create(h2);
        jdbc.sql("INSERT INTO effect (account, operation, reference, state, asked_at)"
                        + " SELECT 'shop', 'confirm-shipment', 'OC' || n || '-F1-P1/W' || n, 'done', CURRENT_TIMESTAMP"
                        + " FROM SYSTEM_RANGE(1, 30000) AS many(n)")
                .update();

        assertTimeoutPreemptively(
                Duration.ofSeconds(180), () -> flyway(h2, Dialect.H2, "5").migrate());

        assertThat(jdbc.sql("SELECT COUNT(*) FROM effect WHERE reference LIKE '%-P1/%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static void effect(JdbcClient jdbc, String operation, String reference) {
        effect(jdbc, operation, reference, "done");
    }

    private static void effect(JdbcClient jdbc, String operation, String reference, String state) {
        jdbc.sql(
                        "INSERT INTO effect (account, operation, reference, state, asked_at) VALUES ('shop', ?, ?, ?, CURRENT_TIMESTAMP)")
                .param(operation)
                .param(reference)
                .param(state)
                .update();
    }
}
