package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.TestAccounts;
import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Books that were kept before goods on their way had movements and campaigns a memory are consistent after it. */
class StockExplainedMigrationTest {

    @Test
    void onH2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:explained;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
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
        flyway(database, dialect, "9").migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        for (String warehouse : new String[] {"cn", "de"}) {
            jdbc.sql(
                            "INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,"
                                    + " safety_stock, in_transit, reserved_inbound, inbound_trusted, as_of) VALUES ('demo', :warehouse, 'A', 9, 0,"
                                    + " 0, 4, 0, 0, 0, 5, 0, 5, CURRENT_TIMESTAMP)")
                    .param("warehouse", warehouse)
                    .update();
            movement(jdbc, warehouse, "adjust", "on_hand", 9);
            movement(jdbc, warehouse, "lock", "campaign_locked", 6);
            movement(jdbc, warehouse, "unlock", "campaign_locked", -2);
            movement(jdbc, warehouse, "inbound", "in_transit", 5);
            jdbc.sql(
                            "INSERT INTO inbound_line (id, tenant, warehouse, sku, kind, quantity, confidence) VALUES (:id, 'demo', :warehouse,"
                                    + " 'A', 'purchase', 5, 1)")
                    .param("id", "demo/" + warehouse + "/A/L1")
                    .param("warehouse", warehouse)
                    .update();
            jdbc.sql(
                            "INSERT INTO campaign_lock (tenant, account, warehouse, sku, quantity, updated_at) VALUES ('demo', 'shop',"
                                    + " :warehouse, 'A', 4, CURRENT_TIMESTAMP)")
                    .param("warehouse", warehouse)
                    .update();
        }

        flyway(database, dialect, "10").migrate();

        assertThat(new LedgerCheck(jdbc, new TestAccounts()).check("demo").violations())
                .isEmpty();
        assertThat(jdbc.sql("SELECT COUNT(*) FROM stock_movement WHERE at > CURRENT_TIMESTAMP - INTERVAL '1' DAY"
                                + " AND counter = 'inbound_trusted'")
                        .query(Integer.class)
                        .single())
                .as("they explain nothing of the day of the upgrade")
                .isZero();
    }

    private static void movement(JdbcClient jdbc, String warehouse, String kind, String counter, int units) {
        jdbc.sql(
                        "INSERT INTO stock_movement (tenant, warehouse, sku, kind, counter, quantity, cause, at) VALUES ('demo', :warehouse, 'A',"
                                + " :kind, :counter, :units, 'before', CURRENT_TIMESTAMP)")
                .param("warehouse", warehouse)
                .param("kind", kind)
                .param("counter", counter)
                .param("units", units)
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
