package io.openclaw.sandbox.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.openclaw.store.ClosedStore;
import io.openclaw.store.EmbeddedFile;
import io.openclaw.store.EmbeddedSource;
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

        /** Carries the work out; the returned action tells the caller, once the group is on disk. */
        Runnable perform(JdbcTemplate template) {
            Writing writing = new Writing(template);
            T result = work.apply(writing);
            return () -> {
                writing.durable();
                future.complete(result);
            };
        }
    }

    private final HikariDataSource readers;
    private final JdbcTemplate reading;
    private final EmbeddedFile file;
    private final BlockingQueue<Unit<?>> units = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Runnable>> written = new LinkedBlockingQueue<>();
    private final ExecutorService tellers =
            Executors.newFixedThreadPool(2, runnable -> daemon("partners-answer", runnable));
    private final Thread writer;
    private final Thread syncer;
    private final List<Consumer<JdbcTemplate>> beforeCommit = new CopyOnWriteArrayList<>();
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

    private List<Runnable> commit(List<Unit<?>> group) {
        List<Runnable> outcomes = new ArrayList<>(group.size());
        try {
            for (Unit<?> unit : group) {
                outcomes.add(perform(unit));
            }
            beforeCommit.forEach(step -> step.accept(template));
            connection.commit();
            return outcomes;
        } catch (SQLException | RuntimeException e) {
            if (ClosedStore.meant(e) || gone()) {
                LOG.warn("the simulated partners' store is closed, it is opened again: {}", e.getMessage());
                connectAgain();
            } else {
                LOG.error("the simulated partners could not commit", e);
                rollback(null);
            }
            return group.stream()
                    .<Runnable>map(unit -> () -> unit.future().completeExceptionally(e))
                    .toList();
        }
    }

    private Runnable perform(Unit<?> unit) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Runnable outcome = unit.perform(template);
            connection.releaseSavepoint(before);
            return outcome;
        } catch (RuntimeException e) {
            rollback(before);
            return () -> unit.future().completeExceptionally(e);
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
        List<List<Runnable>> groups = new ArrayList<>();
        while (writer.isAlive() || !written.isEmpty()) {
            try {
                List<Runnable> first = written.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    groups.add(first);
                    written.drainTo(groups);
                    file.checkpoint();
                    groups.forEach(group -> group.forEach(tellers::execute));
                    file.housekeep();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | Error e) {
                LOG.error(
                        "what the simulated partners wrote could not be forced to disk, their callers time out: {}",
                        e.getMessage());
                LOG.debug("not forced because of", e);
            } finally {
                groups.clear();
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
