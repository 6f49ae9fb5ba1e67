package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Commits on PostgreSQL wait for no disk; whoever waits for the group finds them there after a crash of the server. */
class WriteAheadLogTest {

    @TempDir
    Path folder;

    private EmbeddedPostgres server;
    private HikariDataSource pool;
    private JdbcClient jdbc;
    private GroupCheckpoint checkpoint;

    @BeforeEach
    void start() throws IOException {
        server = server();
        open();
        jdbc.sql("CREATE TABLE told (id INT PRIMARY KEY)").update();
    }

    @AfterEach
    void stop() throws Exception {
        checkpoint.close();
        pool.close();
        server.close();
    }

    @Test
    void aCommitIsForcedByWhoeverWaitsForIt() {
        jdbc.sql("INSERT INTO told VALUES (1)").update();
        assertThat(forced()).as("a commit waits for no disk").isFalse();
        String committed = jdbc.sql("SELECT pg_current_wal_insert_lsn()")
                .query(String.class)
                .single();
        checkpoint.await();
        assertThat(jdbc.sql("SELECT pg_current_wal_flush_lsn() >= CAST(? AS pg_lsn)")
                        .param(committed)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void whatWasWaitedForIsThereAfterACrashOfTheServer() throws Exception {
        jdbc.sql("INSERT INTO told VALUES (1)").update();
        checkpoint.await();
        jdbc.sql("INSERT INTO told VALUES (2)").update();
        crash();
        assertThat(jdbc.sql("SELECT id FROM told ORDER BY id")
                        .query(Integer.class)
                        .list())
                .as("nothing that was waited for is lost, and nothing out of order")
                .isIn(List.of(1), List.of(1, 2));
        jdbc.sql("INSERT INTO told VALUES (3)").update();
        checkpoint.await();
    }

    @Test
    void aConnectionTheServerClosedIsReplaced() {
        checkpoint.await();
        jdbc.sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%pg_logical_emit_message%'")
                .query(Boolean.class)
                .list();
        jdbc.sql("INSERT INTO told VALUES (1)").update();
        checkpoint.await();
        assertThat(forced()).isTrue();
    }

    @Test
    void aServerThatWaitsForNothingIsAskedToWaitForItsDisk() {
        jdbc.sql("ALTER SYSTEM SET synchronous_commit = off").update();
        jdbc.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
        await().until(() -> "off"
                .equals(jdbc.sql("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
                        .query(String.class)
                        .single()));
        jdbc.sql("INSERT INTO told VALUES (1)").update();
        assertThat(forced()).isFalse();
        checkpoint.await();
        assertThat(forced()).isTrue();
    }

    /** True where everything that was written to the log is on disk. */
    private boolean forced() {
        return jdbc.sql("SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()")
                .query(Boolean.class)
                .single();
    }

    private EmbeddedPostgres server() throws IOException {
        // The server forces what nobody waits for so late that no test sees it.
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("server"))
                .setCleanDataDirectory(false)
                .setServerConfig("wal_writer_delay", "10s")
                .setServerConfig("checkpoint_timeout", "1h")
                .setServerConfig("autovacuum", "off")
                .start();
    }

    private void open() {
        DataSourceProperties properties = new DataSourceProperties();
        properties.setUrl(server.getJdbcUrl("postgres", "postgres"));
        properties.setUsername("postgres");
        properties.setPassword("postgres");
        pool = new StoreConfiguration().dataSource(properties, folder);
        pool.setMaximumPoolSize(4);
        jdbc = JdbcClient.create(pool);
        checkpoint = new GroupCheckpoint(new WriteAheadLog(pool));
    }

    /** Every process of the server at once, as when its machine stops; what it had only in memory is gone. */
    private void crash() throws Exception {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("server").resolve("postmaster.pid"))
                .get(0)
                .trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all =
                new java.util.ArrayList<>(postmaster.descendants().toList());
        all.add(postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().get(10, TimeUnit.SECONDS);
        }
        checkpoint.close();
        pool.close();
        // Gives its lock of the folder back; that there is nothing to stop any more is all it has to say.
        server.close();
        Files.deleteIfExists(folder.resolve("server").resolve("postmaster.pid"));
        server = server();
        open();
    }
}
