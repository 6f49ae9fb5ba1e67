package io.openclaw.channel;

import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same statements on the database that several hubs share. */
class TakeoverOnPostgresTest extends TakeoverTest {

    private static EmbeddedPostgres postgres;
    private static int databases;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(TestDatabase.SERVER_STARTS)
                .setServerConfig("max_connections", "200")
                .start();
    }

    @AfterAll
    static void end() throws IOException {
        postgres.close();
    }

    @Override
    TestDatabase database() {
        String name = "hubs" + ++databases;
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return TestDatabase.postgres(postgres.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    @Override
    String making() {
        return "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }
}
