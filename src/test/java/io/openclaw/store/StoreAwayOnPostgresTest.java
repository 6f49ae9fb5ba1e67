package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

/** A real PostgreSQL that is stopped under load, started again, and that hangs. */
class StoreAwayOnPostgresTest {

    /** Longer than one refusal takes on the slowest machine, and much shorter than any wait for a connection. */
    private static final Duration AT_ONCE = Duration.ofMillis(450);

    @TempDir
    Path folder;

    private int port;
    private EmbeddedPostgres server;
    private StorePool pool;
    private JdbcTemplate jdbc;
    private TransactionTemplate work;

    @BeforeEach
    void open() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start();
        pool = new StorePool(server.getJdbcUrl("postgres", "postgres"), Clock.systemUTC());
        pool.setUsername("postgres");
        pool.setPassword("postgres");
        pool.setMaximumPoolSize(6);
        pool.setValidationTimeout(1000);
        StoreConfiguration.remoteSettings(Duration.ofSeconds(4)).forEach(pool::addDataSourceProperty);
        jdbc = new JdbcTemplate(pool);
        QueuedTransactions transactions = new QueuedTransactions(pool, pool.getMaximumPoolSize(), pool::waited);
        transactions.addListener(new TransactionExecutionListener() {
            @Override
            public void afterCommit(TransactionExecution transaction, Throwable failure) {
                if (failure == null) {
                    pool.availability().answered();
                }
            }
        });
        work = new TransactionTemplate(transactions);
        jdbc.execute("CREATE TABLE taken (id INTEGER PRIMARY KEY)");
        pool.availability().watch();
    }

    private void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(TestDatabase.SERVER_STARTS)
                .setDataDirectory(folder.resolve("pg"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        server.close();
    }

    @Test
    void whatWasAcknowledgedIsThereAndAllGoesOnWhenItIsBack() throws IOException, InterruptedException {
        Set<Integer> acknowledged = Collections.synchronizedSet(new HashSet<>());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean ends = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        // More callers than connections: the pool is used up all the time.
        for (int i = 0; i < 12; i++) {
            Thread caller = new Thread(() -> {
                while (!ends.get()) {
                    int id = next.incrementAndGet();
                    try {
                        work.executeWithoutResult(status -> jdbc.update("INSERT INTO taken VALUES (?)", id));
                        acknowledged.add(id);
                    } catch (DataAccessException | TransactionException e) {
                        refused.incrementAndGet();
                        pool.availability().awaitReturn(Duration.ofMillis(5));
                    }
                }
            });
            caller.start();
            callers.add(caller);
        }
        try {
            await().until(() -> acknowledged.size() > 200);
            assertThat(pool.availability().isAway())
                    .as("a pool that is used up")
                    .isFalse();
            assertThat(refused).hasValue(0);

            server.close();
            await().until(() -> pool.availability().isAway());
            // The quickest of some: one alone may be kept waiting for a core.
            long quickest = Long.MAX_VALUE;
            for (int i = 0; i < 10; i++) {
                long began = System.nanoTime();
                assertThatThrownBy(pool::getConnection).isInstanceOf(StoreAwayException.class);
                quickest = Math.min(quickest, System.nanoTime() - began);
            }
            assertThat(Duration.ofNanos(quickest)).isLessThan(AT_ONCE);
            int sofar = refused.get();
            await("what was answered at the last moment is noted").until(() -> refused.get() > sofar + 50);
            int then = acknowledged.size();
            int before = refused.get();
            await("everybody is refused, nobody waits").until(() -> refused.get() > before + 50);
            assertThat(acknowledged).hasSize(then);

            start();
            await("it is taken up again").until(() -> acknowledged.size() > then + 200);
            assertThat(pool.availability().isAway()).isFalse();
        } finally {
            ends.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }
        assertThat(new HashSet<>(jdbc.queryForList("SELECT id FROM taken", Integer.class)))
                .containsAll(acknowledged);
    }

    @Test
    void aServerThatHangsIsAwayAndHoldsNobodyForEver() throws IOException, SQLException {
        work.executeWithoutResult(status -> jdbc.update("INSERT INTO taken VALUES (1)"));
        signal("STOP");
        try {
            Thread stuck = new Thread(() -> {
                try {
                    work.executeWithoutResult(status -> jdbc.update("INSERT INTO taken VALUES (2)"));
                } catch (DataAccessException | TransactionException e) {
                    // It has to end, that is all.
                }
            });
            stuck.start();
            await("nobody is answered any more").until(() -> pool.availability().isAway());
            assertThatThrownBy(pool::getConnection).isInstanceOf(StoreAwayException.class);
            assertThatThrownBy(() -> work.executeWithoutResult(status -> {}))
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasCauseInstanceOf(StoreAwayException.class);
            await("the statement is given up").until(() -> !stuck.isAlive());
        } finally {
            signal("CONT");
        }
        await("it is back").until(() -> !pool.availability().isAway());
        work.executeWithoutResult(status -> jdbc.update("INSERT INTO taken VALUES (3)"));
        assertThat(jdbc.queryForList("SELECT id FROM taken", Integer.class)).contains(1, 3);
    }

    /** The server with all its processes, as a machine that has stopped would leave it. */
    private void signal(String name) throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(folder.resolve("pg").resolve("postmaster.pid"))
                .get(0)
                .strip());
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(
                        Stream.of(postmaster),
                        ProcessHandle.of(postmaster).orElseThrow().descendants().map(ProcessHandle::pid))
                .forEach(pid -> command.add(pid.toString()));
        new ProcessBuilder(command).inheritIO().start().onExit().join();
    }
}
