package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the route folder and the configuration files and puts edits in force: within two seconds of the last
 * exchange in flight, or refused with file, line and reason while the old ones go on. One thread does all of it; what an edit
 * waits for it asks about and does not wait for.
 */
public final class ReloadService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadService.class);
    private static final long LOOK_EVERY_MILLIS = 150;
    private static final long TURN_EVERY_MILLIS = 20;

    /** Files saved together are looked at together, unless one of them has to wait longer than this. */
    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A change under way is made to its end when the hub stops. */
    private static final long STOP_SECONDS = 10;

    private static final String ROUTE_SUFFIX = ".camel.yaml";
    private static final String MAPPING_SUFFIX = ".jsonata";
    private static final Pattern LINE = Pattern.compile("^JSONata(?: in .+?)? at line (\\d+), column");

    /**
     * What became of a file the last time it changed.
     *
     * @param taken in force with all that has to follow; the reason says which of both is not so
     */
    public record Outcome(String file, Instant at, boolean taken, int line, String reason) {}

    private final RouteEdits edits;
    private final ConfigEdits configEdits;
    private final Path routes;
    private final Predicate<Path> included;
    private final Consumer<List<String>> departed;
    private final FolderWatcher watcher;
    private final Outcomes outcomes;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "reload"));

    private Map<String, String> unanswered = Map.of();

    /** Routes that were exchanged or stopped, and when the last change came, since the last look at all there is. */
    private final List<String> exchanged = new ArrayList<>();

    private boolean unsettled;
    private long changedAt;

    /** Files whose edits came to nothing after they were accepted: not tried again before something else has changed. */
    private final Set<String> failed = new HashSet<>();

    private volatile boolean closing;

    /**
     * @param included which route files belong to this process (profiles decide)
     * @param departed told the ids of routes that went or came anew, so that channels nobody consumes now are named
     */
    public ReloadService(
            RouteEdits edits,
            RouteFiles files,
            Path routes,
            Predicate<Path> included,
            List<WatchedFile> configs,
            Consumer<List<String>> departed,
            Clock clock) {
        this.edits = edits;
        this.routes = routes;
        this.included = included;
        this.departed = departed;
        this.outcomes = new Outcomes(
                clock, file -> !isRoute(Path.of(file)) || files.files().contains(file));
        this.configEdits = new ConfigEdits(configs, outcomes);
        List<Path> roots = new ArrayList<>(List.of(routes));
        configs.forEach(c -> roots.add(c.path()));
        this.watcher = new FolderWatcher(roots);
    }

    /** Begins to look. */
    public void start() {
        every(LOOK_EVERY_MILLIS, this::look);
        every(TURN_EVERY_MILLIS, this::turn);
    }

    private void every(long millis, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // A task that ends with one would not be run again, and nobody would learn of it.
                LOG.error("OC-RELOAD-FAILED the watcher goes on, this change may not be in force", e);
            }
        };
        thread.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closing = true;
        edits.end();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** The last outcome of every file that changed since start. */
    public List<Outcome> outcomes() {
        return outcomes.all();
    }

    private void look() {
        FolderWatcher.Changes changes = watcher.poll();
        if (changes.any()) {
            changedAt = System.nanoTime();
            failed.clear();
            unsettled = true;
            take(changes);
        }
    }

    private void turn() {
        edits.turn();
        if (unsettled && (edits.waiting().isEmpty() || System.nanoTime() - changedAt > TOGETHER_NANOS)) {
            unsettled = false;
            settle();
        }
    }

    private void take(FolderWatcher.Changes changes) {
        List<Path> changedRoutes = Stream.concat(
                        changes.deleted().stream(), changes.written().stream().filter(included))
                .filter(ReloadService::isRoute)
                .toList();
        changedRoutes.forEach(path -> outcomes.accepted(path.toString()));
        together(changedRoutes);
        for (Path path : changes.written()) {
            if (isMapping(path)) {
                mapping(path);
            } else {
                sayIgnored(path);
            }
        }
        changes.deleted().stream().filter(ReloadService::isMapping).forEach(this::mappingGone);
        configEdits.take(Stream.concat(changes.written().stream(), changes.deleted().stream())
                .toList());
    }

    /** Files saved in one go may need each other in any order: what is refused is tried again while others go through. */
    private void together(List<Path> changed) {
        Set<String> coming = new HashSet<>();
        changed.forEach(
                path -> source(path).ifPresent(one -> coming.addAll(one.owned().configurations())));
        boolean several = changed.size() + outcomes.refused().size() > 1;
        List<Path> pending = changed;
        int before;
        do {
            before = pending.size();
            pending = pending.stream()
                    .filter(path -> !route(path.toString(), several, coming, List.of()))
                    .toList();
        } while (!pending.isEmpty() && pending.size() < before);
        if (several && !pending.isEmpty()) {
            List<Path> taken = asOne(pending, coming);
            pending.stream()
                    .filter(path -> !taken.contains(path))
                    .forEach(path -> route(path.toString(), false, coming, List.of()));
        }
    }

    /** Files that give something to each other: each is refused while the other has it, whichever is saved first. */
    private List<Path> asOne(List<Path> pending, Set<String> coming) {
        List<Path> all = Stream.concat(
                        pending.stream(),
                        outcomes.refused().stream()
                                .map(Path::of)
                                .filter(path -> isRoute(path) && !pending.contains(path) && !watcher.hasNews(path)))
                .sorted(Comparator.comparing(Files::exists))
                .toList();
        List<RouteSource> beside =
                all.stream().flatMap(path -> source(path).stream()).toList();
        return all.size() < 2
                ? List.of()
                : all.stream()
                        .filter(path -> route(path.toString(), true, coming, beside))
                        .toList();
    }

    /** A file as it lies there; none where it cannot be read. */
    private static Optional<RouteSource> source(Path path) {
        try {
            return Files.exists(path) ? Optional.of(RouteSource.parse(path.toString(), read(path))) : Optional.empty();
        } catch (RefusedFile e) {
            return Optional.empty();
        }
    }

    /** A route file as it lies there now, or is gone; true when it is accepted. */
    private boolean route(String file, boolean again, Set<String> coming, List<RouteSource> beside) {
        if (closing) {
            return true;
        }
        Path path = Path.of(file);
        if (Files.exists(path)) {
            Awaited by = awaited(file, again, former -> "in force");
            return accepted(file, again, () -> edits.save(file, read(path), beside, by));
        }
        Awaited by = awaited(
                file,
                again,
                former -> former.isEmpty()
                        ? "is gone, no route was of it"
                        : "is gone, its routes (" + String.join(", ", former) + ") stopped");
        return accepted(file, again, () -> edits.remove(file, coming, by));
    }

    private void mapping(Path path) {
        String file = path.toString();
        List<String> readers = readers(path);
        if (closing || readers.isEmpty()) {
            return;
        }
        Awaited by = awaited(file, false, former -> "in force");
        accepted(file, false, () -> {
            try {
                edits.again(readers, by);
            } catch (RefusedFile e) {
                throw inMapping(path, e);
            }
        });
    }

    private List<String> readers(Path mapping) {
        return edits.mentioning(mapping.getFileName().toString());
    }

    /** Nothing changes for now: the routes go on with what they have read. The hub would not start without the file. */
    private void mappingGone(Path path) {
        String file = path.toString();
        List<String> readers = readers(path);
        if (readers.isEmpty()) {
            outcomes.forget(file);
            return;
        }
        outcomes.attempt(file, false, () -> {
            throw new RefusedFile(
                    file,
                    1,
                    "is gone, but " + String.join(", ", readers)
                            + " reads it: put it back, the hub does not start without it");
        });
    }

    private boolean accepted(String file, boolean again, Runnable edit) {
        return outcomes.attempt(file, again, () -> {
            edit.run();
            outcomes.accepted(file);
        });
    }

    /** Tells what became of a file that was accepted, when that is known. */
    private Awaited awaited(String file, boolean again, Function<List<String>, String> done) {
        long begun = System.nanoTime();
        return new Awaited(file, (wrong, former) -> {
            if (wrong == null) {
                outcomes.take(file, done.apply(former), begun);
                exchanged.addAll(former);
                failed.clear();
                unsettled = true;
            } else {
                outcomes.end(file, again, wrong);
                // What it did not give up, or would have had, may have been what others were refused for.
                unsettled |= failed.add(file);
            }
        });
    }

    /** Looks at what the changes mean for the other files, and for what is called and consumed. */
    private void settle() {
        boolean more = true;
        while (more) {
            more = configEdits.reconsider(path -> !watcher.hasNews(path));
            for (String file : outcomes.refused()) {
                Path path = Path.of(file);
                if (isRoute(path)) {
                    // One that is being saved is looked at when it stands still.
                    more |= !closing
                            && !failed.contains(file)
                            && !watcher.hasNews(path)
                            && route(file, true, Set.of(), List.of());
                } else if (isMapping(path) && readers(path).isEmpty()) {
                    outcomes.forget(file);
                }
            }
        }
        sayUnanswered();
        if (!exchanged.isEmpty()) {
            List<String> ids = List.copyOf(exchanged);
            exchanged.clear();
            departed.accept(ids);
        }
    }

    /** A file that looks like an edit and is none: nobody would learn why nothing happens. */
    private void sayIgnored(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean ofRoutes = path.startsWith(routes);
        if (isRoute(path) && !included.test(path)) {
            LOG.warn(
                    "OC-RELOAD-IGNORED {} is not read: this hub takes {}/ and {}/connectors/, with the folders of its profiles",
                    path,
                    routes,
                    routes);
            return;
        }
        if (isRoute(path)
                || !(name.endsWith(".yml") || name.endsWith(".yaml"))
                || !ofRoutes && path.getFileName().toString().endsWith(".yaml")) {
            return;
        }
        String wanted = ofRoutes ? ROUTE_SUFFIX : ".yaml";
        LOG.warn("OC-RELOAD-IGNORED {} is not read: its name has to end with {}", path, wanted);
    }

    /** A name no file answers fails call by call. It is no refusal: the file that answers it may be the next to be saved. */
    void sayUnanswered() {
        Map<String, String> now = edits.unanswered();
        now.forEach((place, name) -> {
            if (!name.equals(unanswered.get(place))) {
                LOG.warn(
                        "OC-ROUTE-UNANSWERED {}: {} is called here, and no route answers it: what is sent there fails and is tried again",
                        place,
                        name);
            }
        });
        unanswered = now;
    }

    /** The mapping's own file and line, where the mapping is what its route was refused for. */
    private static RefusedFile inMapping(Path path, RefusedFile refused) {
        Matcher line = LINE.matcher(refused.getMessage());
        if (isMapping(Path.of(refused.file())) || !line.find()) {
            return refused;
        }
        return new RefusedFile(path.toString(), Integer.parseInt(line.group(1)), refused.getMessage(), refused);
    }

    private static boolean isMapping(Path path) {
        return path.getFileName().toString().endsWith(MAPPING_SUFFIX);
    }

    private static boolean isRoute(Path path) {
        return path.getFileName().toString().endsWith(ROUTE_SUFFIX);
    }

    private static String read(Path path) {
        try {
            return Utf8File.read(path);
        } catch (Utf8File.NotUtf8 e) {
            throw new RefusedFile(path.toString(), e.line(), e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedFile(path.toString(), 1, "cannot be read: " + e, e);
        }
    }
}
