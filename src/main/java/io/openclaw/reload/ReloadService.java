package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the route folder and the configuration files and puts edits in force: within two seconds of the last
 * exchange in flight, or refused with file, line and reason while the old ones go on.
 */
public final class ReloadService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadService.class);
    private static final long LOOK_EVERY_MILLIS = 150;
    private static final String ROUTE_SUFFIX = ".camel.yaml";
    private static final String MAPPING_SUFFIX = ".jsonata";
    private static final Pattern PLACED = Pattern.compile("(.+?):(\\d+): (.*)");
    private static final Pattern LINE = Pattern.compile("^JSONata(?: in .+?)? at line (\\d+), column");

    /**
     * What became of a file the last time it changed.
     *
     * @param taken in force with all that has to follow; the reason says which of both is not so
     */
    public record Outcome(String file, Instant at, boolean taken, int line, String reason) {}

    private final RouteSwap swap;
    private final RouteFiles files;
    private final Path routes;
    private final Predicate<Path> included;
    private final List<WatchedFile> configs;
    private final Consumer<List<String>> departed;
    private final FolderWatcher watcher;
    private final Outcomes outcomes;
    private Map<String, String> unanswered = Map.of();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "reload"));

    /**
     * @param included which route files belong to this process (profiles decide)
     * @param departed told the ids of routes that went or came anew, so that channels nobody consumes now are named
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
        this.routes = routes;
        this.included = included;
        this.configs = List.copyOf(configs);
        this.departed = departed;
        this.outcomes = new Outcomes(clock);
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
    public List<Outcome> outcomes() {
        return outcomes.all();
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
        List<String> leaving = changes.deleted().stream()
                .filter(ReloadService::isRoute)
                .map(Path::toString)
                .toList();
        List<Path> written = changes.written().stream()
                .filter(p -> isRoute(p) && included.test(p))
                .toList();
        written.forEach(path -> outcomes.saved(path.toString()));
        Map<String, List<String>> touched = new TreeMap<>();
        Stream.concat(leaving.stream(), written.stream().map(Path::toString))
                .forEach(file -> touched.put(file, files.get(file).routes()));
        // A file that takes over something of a deleted one needs it free: then the deletion goes first.
        boolean takesOver = written.stream().anyMatch(p -> takesOver(p, leaving));
        if (takesOver) {
            remove(leaving);
        }
        apply(written, leaving);
        if (!takesOver) {
            remove(leaving);
        }
        for (Path path : changes.written()) {
            if (isMapping(path)) {
                mapping(path);
            } else {
                sayIgnored(path);
            }
        }
        for (Path path : changes.deleted()) {
            if (isMapping(path)) {
                mappingGone(path);
            }
        }
        for (WatchedFile config : configs) {
            if (Stream.concat(changes.written().stream(), changes.deleted().stream())
                    .anyMatch(p -> p.startsWith(config.path()))) {
                configuration(config, false);
            }
        }
        touched.putAll(reconsider());
        if (!touched.isEmpty()) {
            sayUnanswered();
        }
        touched.keySet().removeIf(file -> !outcomes.taken(file));
        if (!touched.isEmpty()) {
            departed.accept(touched.values().stream().flatMap(List::stream).toList());
        }
    }

    /** Files saved in one go may need each other in any order: what is refused is tried again while others go through. */
    private void apply(List<Path> written, List<String> leaving) throws InterruptedException {
        List<Path> pending = written;
        int before;
        do {
            before = pending.size();
            List<Path> refused = new ArrayList<>();
            for (Path path : pending) {
                if (!attempt(path.toString(), before > 1, () -> swap.apply(path.toString(), read(path), leaving))) {
                    refused.add(path);
                }
            }
            pending = refused;
        } while (!pending.isEmpty() && pending.size() < before);
        if (before > 1) {
            for (Path path : pending) {
                attempt(path.toString(), false, () -> swap.apply(path.toString(), read(path), leaving));
            }
        }
    }

    /**
     * Whatever was refused before is tried once more, as long as that lets another through.
     *
     * @return the routes that a file that was tried had before, by file
     */
    private Map<String, List<String>> reconsider() throws InterruptedException {
        Map<String, List<String>> before = new TreeMap<>();
        boolean more = true;
        while (more) {
            more = false;
            for (String file : outcomes.refused()) {
                Path path = Path.of(file);
                if (isRoute(path) && Files.exists(path)) {
                    before.putIfAbsent(file, files.get(file).routes());
                    more |= attempt(file, true, () -> swap.apply(file, read(path), List.of()));
                }
            }
            for (WatchedFile config : configs) {
                if (outcomes.refused().contains(config.path().toString())) {
                    more |= configuration(config, true);
                }
            }
        }
        return before;
    }

    private void mapping(Path path) throws InterruptedException {
        for (String user : swap.mentioning(path.getFileName().toString())) {
            attempt(path.toString(), false, () -> {
                try {
                    swap.again(user);
                } catch (RefusedFile e) {
                    throw inMapping(path, e);
                }
            });
        }
    }

    /** Nothing changes for now: the routes go on with what they have read. The hub would not start without the file. */
    private void mappingGone(Path path) throws InterruptedException {
        List<String> users = swap.mentioning(path.getFileName().toString());
        if (users.isEmpty()) {
            outcomes.forget(path.toString());
            return;
        }
        attempt(path.toString(), false, () -> {
            throw new RefusedFile(
                    path.toString(),
                    1,
                    "is gone, but " + String.join(", ", users)
                            + " reads it: put it back, the hub does not start without it");
        });
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
        Map<String, String> now = swap.unanswered();
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
        if (!line.find()) {
            return refused;
        }
        return new RefusedFile(path.toString(), Integer.parseInt(line.group(1)), refused.getMessage(), refused);
    }

    private boolean configuration(WatchedFile config, boolean again) throws InterruptedException {
        boolean taken = attempt(config.path().toString(), again, () -> {
            try {
                config.reload().run();
            } catch (RefusedFile e) {
                throw e;
            } catch (RuntimeException e) {
                throw refused(config.path(), e);
            }
        });
        if (taken) {
            follow(config);
        }
        return taken;
    }

    /** The new content is in force already: that something could not follow it must not look like a refused edit. */
    private void follow(WatchedFile config) {
        String file = config.path().toString();
        try {
            config.after().run();
        } catch (RuntimeException e) {
            String said = "is in force as edited, but what has to follow is not done: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + " - save the file again to have it done";
            LOG.error("OC-RELOAD-FAILED {} {}", file, said, e);
            outcomes.fail(file, said);
        }
    }

    private static RefusedFile refused(Path path, RuntimeException e) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        Matcher placed = PLACED.matcher(message);
        if (placed.matches() && Path.of(placed.group(1)).startsWith(path)) {
            return new RefusedFile(placed.group(1), Integer.parseInt(placed.group(2)), placed.group(3), e);
        }
        String reason = message.startsWith(path + ": ")
                ? message.substring(path.toString().length() + 2)
                : message;
        return new RefusedFile(path.toString(), 1, reason, e);
    }

    private boolean takesOver(Path path, List<String> leaving) {
        try {
            return RouteSource.parse(path.toString(), read(path)).owned().claims().stream()
                    .anyMatch(claim -> leaving.contains(String.valueOf(files.fileOfClaim(claim))));
        } catch (RefusedFile e) {
            return false;
        }
    }

    private void remove(List<String> leaving) throws InterruptedException {
        for (String file : leaving) {
            List<String> routes = files.get(file).routes();
            String done = routes.isEmpty()
                    ? "is gone, no route was of it"
                    : "is gone, its routes (" + String.join(", ", routes) + ") stopped";
            attempt(file, false, done, () -> swap.remove(file));
        }
    }

    private interface Attempt {
        void run() throws InterruptedException;
    }

    private boolean attempt(String file, boolean again, Attempt attempt) throws InterruptedException {
        return attempt(file, again, "in force", attempt);
    }

    /**
     * @param again true where a refusal is not the last word, so that nobody is to hear of it yet
     * @param done what has become of the file then
     * @return true when it is in force
     */
    private boolean attempt(String file, boolean again, String done, Attempt attempt) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            attempt.run();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            LOG.info("OC-RELOAD-TAKEN {} {} after {} ms", file, done, millis);
            outcomes.take(file);
            return true;
        } catch (RefusedFile e) {
            if (!again || outcomes.refusedOtherwise(file, e)) {
                LOG.warn(
                        "OC-RELOAD-REFUSED {} - {}",
                        e.said(),
                        isRoute(Path.of(file)) && files.get(file).routes().isEmpty()
                                ? "none of its routes is in force"
                                : "the former version goes on");
                LOG.debug("refused because of", e);
                outcomes.refuse(file, e);
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("OC-RELOAD-FAILED {} may not be in force: {}", file, e.getMessage(), e);
            outcomes.fail(file, e.getMessage());
            return false;
        }
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
