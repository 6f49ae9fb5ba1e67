package io.openclaw.sandbox.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.openclaw.store.ClosedStore;
import io.openclaw.store.EmbeddedFile;
import io.openclaw.store.EmbeddedSource;
import io.openclaw.store.Seldom;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * The simulated partners' own store, an H2 file beside the hub's. Units of work are carried out by one thread, many to a
 * transaction; a second thread forces each group to disk and only then completes the units' futures. So what a partner
 * answered is never forgotten, at one fsync per group, and no partner needs a lock.
 *
 * <p>It is no {@code DataSource} bean on purpose: the only one of the hub stays the hub's.
 */
@Component
public final class PartnerStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PartnerStore.class);
    private static final int GROUP = 512;

    private record Unit<T>(Function<Writing, T> work, CompletableFuture<T> future) {

        /** Carries the work out; the caller is told once the group is on disk. */
        Outcome perform(JdbcTemplate template) {
            Writing writing = new Writing(template);
            T result = work.apply(writing);
            return new Outcome(
                    () -> {
                        writing.durable();
                        future.complete(result);
                    },
                    future::completeExceptionally);
        }

        Outcome failed(Throwable failure) {
            return new Outcome(() -> future.completeExceptionally(failure), future::completeExceptionally);
        }
    }

    /**
     * What a caller is to be told.
     *
     * @param onDisk once the group is on disk
     * @param away when nobody can say whether it ever will be
     */
    private record Outcome(Runnable onDisk, Consumer<Throwable> away) {}

    private final HikariDataSource readers;
    private final JdbcTemplate reading;
    private final EmbeddedFile file;
    private final BlockingQueue<Unit<?>> units = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Outcome>> written = new LinkedBlockingQueue<>();
    private final ExecutorService tellers =
            Executors.newFixedThreadPool(2, runnable -> daemon("partners-answer", runnable));
    private final Thread writer;
    private final Thread syncer;
    private final List<Consumer<JdbcTemplate>> beforeCommit = new CopyOnWriteArrayList<>();
    private final List<Runnable> uponReturn = new CopyOnWriteArrayList<>();
    private final Seldom failures = new Seldom(TimeUnit.MINUTES.toNanos(1));
    private volatile boolean open = true;

    /** Of the writer alone, like the template over it; another one once the store had closed itself. */
    private Connection connection;

    private JdbcTemplate template;

    public PartnerStore(@Value("${openclaw.data-dir:./data}") String dataDir) {
        String path = Path.of(dataDir, "partners").toAbsolutePath().normalize().toString();
        readers = readers("jdbc:h2:file:" + path
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=128;CACHE_SIZE=8192"
                + EmbeddedFile.URL_SETTINGS);
        new ResourceDatabasePopulator(new ClassPathResource("db/partners/schema.sql")).execute(readers);
        reading = new JdbcTemplate(readers);
        try {
            file = new EmbeddedFile(readers);
            connect();
        } catch (SQLException e) {
            throw new IllegalStateException("the partners' store " + path + " cannot be opened", e);
        }
        writer = daemon("partners-writer", this::write);
        syncer = daemon("partners-syncer", this::sync);
        writer.start();
        syncer.start();
    }

    private static HikariDataSource readers(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("partners");
        config.setDataSource(new EmbeddedSource(url));
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(2);
        config.setExceptionOverride(new ClosedStore());
        return new HikariDataSource(config);
    }

    private void connect() throws SQLException {
        connection = readers.getConnection();
        connection.setAutoCommit(false);
        template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    /** The pool has parted with the connection. */
    private boolean gone() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** A store that has closed itself, because its disk is full, is opened again by whoever connects next. */
    private void connectAgain() {
        try {
            readers.evictConnection(connection);
            // The pool's others are of the closed store too, and H2 calls them valid.
            readers.getHikariPoolMXBean().softEvictConnections();
            connect();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("the simulated partners' store is not open yet", e);
        }
    }

    /** Committed state. */
    public JdbcTemplate read() {
        return reading;
    }

    /** Carries out the work; completes when it is on disk, or with what the work threw: then nothing of it remains. */
    public <T> CompletableFuture<T> write(Function<Writing, T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (!open) {
            future.completeExceptionally(new IllegalStateException("the partners' store is closed"));
        } else {
            units.add(new Unit<>(work, future));
        }
        return future;
    }

    /** Adds a step to every group, in its transaction. */
    public void beforeCommit(Consumer<JdbcTemplate> step) {
        beforeCommit.add(step);
    }

    /**
     * Tells when the store is to be had again after it was not: what was written in between may be there, though nobody was
     * told so, and what was written before may not.
     */
    public void uponReturn(Runnable listener) {
        uponReturn.add(listener);
    }

    private void write() {
        List<Unit<?>> group = new ArrayList<>();
        while (open || !units.isEmpty()) {
            try {
                Unit<?> first = units.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    units.drainTo(group, GROUP - 1);
                    written.add(commit(group));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                group.clear();
            }
        }
    }

    private List<Outcome> commit(List<Unit<?>> group) {
        List<Outcome> outcomes = new ArrayList<>(group.size());
        try {
            for (Unit<?> unit : group) {
                outcomes.add(perform(unit));
            }
            beforeCommit.forEach(step -> step.accept(template));
            connection.commit();
            return outcomes;
        } catch (SQLException | RuntimeException e) {
            Exception failure = e;
            if (ClosedStore.meant(e) || gone()) {
                failure = new LedgerAwayException("it has closed itself", e);
                connectAgain();
            } else {
                LOG.error("the simulated partners could not commit", e);
                rollback(null);
            }
            Exception told = failure;
            return group.stream().map(unit -> unit.failed(told)).toList();
        }
    }

    private Outcome perform(Unit<?> unit) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Outcome outcome = unit.perform(template);
            connection.releaseSavepoint(before);
            return outcome;
        } catch (RuntimeException e) {
            rollback(before);
            return unit.failed(e);
        }
    }

    private void rollback(Savepoint to) {
        try {
            if (to == null) {
                connection.rollback();
            } else {
                connection.rollback(to);
            }
        } catch (SQLException e) {
            if (!ClosedStore.meant(e) && !gone()) {
                LOG.error("the simulated partners could not roll back", e);
            }
        }
    }

    private void sync() {
        List<Outcome> outcomes = new ArrayList<>();
        boolean away = false;
        while (writer.isAlive() || !written.isEmpty()) {
            try {
                List<Outcome> first = written.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    outcomes.addAll(first);
                    for (List<Outcome> more = written.poll(); more != null; more = written.poll()) {
                        outcomes.addAll(more);
                    }
                }
                if (first != null || away) {
                    file.checkpoint();
                    outcomes.forEach(outcome -> tellers.execute(outcome.onDisk()));
                    if (away) {
                        away = false;
                        failures.over();
                        uponReturn.forEach(tellers::execute);
                    }
                    file.housekeep();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | Error e) {
                away = true;
                // Callers who are never told would hold their threads, and with all of them the partners would be gone
                // for good.
                LedgerAwayException failure = new LedgerAwayException("what was written is not on disk", e);
                outcomes.forEach(outcome -> tellers.execute(() -> outcome.away().accept(failure)));
                if (failures.due()) {
                    LOG.error("the simulated partners' store cannot be written, their calls fail: {}", e.getMessage());
                }
                LOG.debug("not forced because of", e);
            } finally {
                outcomes.clear();
            }
        }
    }

    @Override
    public void close() throws InterruptedException, SQLException {
        open = false;
        writer.join(TimeUnit.SECONDS.toMillis(10));
        syncer.join(TimeUnit.SECONDS.toMillis(10));
        tellers.shutdown();
        tellers.awaitTermination(5, TimeUnit.SECONDS);
        connection.close();
        file.close();
        readers.close();
    }

    private static Thread daemon(String name, Runnable runnable) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }
}
