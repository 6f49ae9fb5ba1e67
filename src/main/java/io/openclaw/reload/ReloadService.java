package io.openclaw.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the route folder and the configuration files and puts edits in force: within two seconds of the last
 * exchange in flight, or refused with file, line and reason while the old ones go on.
 */
public final class ReloadService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadService.class);
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final String ROUTE_SUFFIX = ".camel.yaml";

    /** What became of a file the last time it changed. */
    public record Outcome(String file, Instant at, boolean taken, int line, String reason) {}

    private final RouteSwap swap;
    private final RouteFiles files;
    private final Predicate<Path> included;
    private final List<WatchedFile> configs;
    private final Consumer<List<String>> departed;
    private final Clock clock;
    private final FolderWatcher watcher;
    private final Map<String, Outcome> outcomes = new TreeMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "reload"));

    /**
     * @param included which route files belong to this process (profiles decide)
     * @param departed told the route ids that are gone for good, so that their channels stop collecting
     */
    public ReloadService(
            RouteSwap swap,
            RouteFiles files,
            Path routes,
            Predicate<Path> included,
            List<WatchedFile> configs,
            Consumer<List<String>> departed,
            Clock clock) {
        this.swap = swap;
        this.files = files;
        this.included = included;
        this.configs = List.copyOf(configs);
        this.departed = departed;
        this.clock = clock;
        List<Path> roots = new ArrayList<>(List.of(routes));
        configs.forEach(c -> roots.add(c.path()));
        this.watcher = new FolderWatcher(roots);
    }

    /** Begins to look. */
    public void start() {
        thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The last outcome of every file that changed since start. */
    public synchronized List<Outcome> outcomes() {
        return List.copyOf(outcomes.values());
    }

    private void look() {
        try {
            FolderWatcher.Changes changes = watcher.poll();
            if (changes.any()) {
                take(changes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("OC-RELOAD-FAILED the watcher goes on, this change may not be in force", e);
        }
    }

    private void take(FolderWatcher.Changes changes) throws InterruptedException {
        List<String> before = routeIds();
        List<String> leaving = changes.deleted().stream()
                .filter(ReloadService::isRoute)
                .map(Path::toString)
                .toList();
        List<Path> written = changes.written().stream()
                .filter(p -> isRoute(p) && included.test(p))
                .toList();
        // A file that takes over a route of a deleted one needs the id free: then the deletion goes first.
        boolean takesOver = written.stream().anyMatch(p -> takesOver(p, leaving));
        if (takesOver) {
            remove(leaving);
        }
        for (Path path : written) {
            attempt(path.toString(), () -> swap.apply(path.toString(), read(path), leaving));
        }
        if (!takesOver) {
            remove(leaving);
        }
        for (Path path : changes.written()) {
            String name = path.getFileName().toString();
            if (name.endsWith(".jsonata")) {
                for (String user : swap.mentioning(name)) {
                    attempt(user, () -> swap.again(user));
                }
            }
        }
        for (WatchedFile config : configs) {
            if (changes.written().stream().anyMatch(p -> p.startsWith(config.path()))
                    || changes.deleted().stream().anyMatch(p -> p.startsWith(config.path()))) {
                attempt(config.path().toString(), config.reload()::run);
            }
        }
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(routeIds());
        if (!gone.isEmpty()) {
            departed.accept(gone);
        }
    }

    private boolean takesOver(Path path, List<String> leaving) {
        try {
            return RouteSource.parse(path.toString(), read(path)).owned().routes().stream()
                    .anyMatch(id -> leaving.contains(String.valueOf(files.fileOfRoute(id))));
        } catch (RefusedFile e) {
            return false;
        }
    }

    private void remove(List<String> leaving) throws InterruptedException {
        for (String file : leaving) {
            attempt(file, () -> swap.remove(file));
        }
    }

    private List<String> routeIds() {
        return files.files().stream()
                .flatMap(f -> files.get(f).routes().stream())
                .toList();
    }

    private interface Attempt {
        void run() throws InterruptedException;
    }

    private void attempt(String file, Attempt attempt) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            attempt.run();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            LOG.info("OC-RELOAD-TAKEN {} in force after {} ms", file, millis);
            note(new Outcome(file, clock.instant(), true, 0, null));
        } catch (RefusedFile e) {
            LOG.warn("OC-RELOAD-REFUSED {} - the former version goes on", e.said());
            note(new Outcome(file, clock.instant(), false, e.line(), e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn("OC-RELOAD-REFUSED {} - the former version goes on: {}", file, e.getMessage(), e);
            note(new Outcome(file, clock.instant(), false, 1, e.getMessage()));
        }
    }

    private synchronized void note(Outcome outcome) {
        outcomes.put(outcome.file(), outcome);
    }

    private static boolean isRoute(Path path) {
        return path.getFileName().toString().endsWith(ROUTE_SUFFIX);
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
