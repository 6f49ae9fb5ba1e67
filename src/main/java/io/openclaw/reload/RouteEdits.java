package io.openclaw.reload;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edits of route files. Each is checked at once, against the files as they will be when those before it are in force, and
 * then waits for its own file alone: until what the routes have in flight is done. One thread takes edits and gives turns;
 * nothing here blocks it, so that a partner that hangs holds up one file.
 */
public final class RouteEdits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteEdits.class);

    private final CamelContext context;
    private final RouteFiles files;
    private final RouteGate gate;
    private final DryRun dryRun;
    private final RouteSwap swap;
    private final long drainMillis;
    private final Map<String, FileEdit> waiting = new ConcurrentSkipListMap<>();
    private volatile boolean ending;
    private final ExecutorService stopping = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "reload-stops");
        thread.setDaemon(true);
        return thread;
    });

    /** @param drainMillis how long an edit waits for what is in flight before it is made all the same */
    public RouteEdits(CamelContext context, RouteFiles files, RouteGate gate, DryRun dryRun, long drainMillis) {
        this.context = context;
        this.files = files;
        this.gate = gate;
        this.dryRun = dryRun;
        this.swap = new RouteSwap(context, files);
        this.drainMillis = drainMillis;
    }

    /** Notes a file that the context has loaded by itself at start. */
    void adopt(RouteSource source) {
        swap.adopt(source);
    }

    /**
     * Takes a new or changed file.
     *
     * @throws RefusedFile when it is not taken
     */
    void save(String file, String text, Awaited by) {
        RouteSource source = RouteSource.parse(file, text);
        refuseStolenIds(source);
        refuseLoops(source);
        refuseKnots(source);
        dryRun.check(source, configurations(source));
        for (RouteSource user : users(source)) {
            try {
                dryRun.check(user, configurations(source));
            } catch (RefusedFile e) {
                throw new RefusedFile(file, 1, "with it " + e.said(), e);
            }
        }
        become(file, source, by);
    }

    /** Has files in force anew, or none of them, because something they read (a mapping beside them) has changed. */
    void again(List<String> readers, Awaited by) {
        List<RouteSource> sources = readers.stream()
                .map(this::newest)
                .filter(Objects::nonNull)
                .map(RouteSource::readAgain)
                .toList();
        // One that was saved together with what it reads is checked with it already.
        sources.stream()
                .filter(source -> !waiting.containsKey(source.file())
                        || !source.reads().equals(newest(source.file()).reads()))
                .forEach(source -> dryRun.check(source, configurations(source)));
        sources.forEach(source -> become(source.file(), source, by));
    }

    /**
     * Takes the routes of a deleted file out of force, if it had any.
     *
     * @param coming routeConfigurations of files that were saved in the same moment
     * @throws RefusedFile when other files need it
     */
    void remove(String file, Collection<String> coming, Awaited by) {
        RouteSource before = newest(file);
        if (before != null) {
            List<String> users = users(before).stream()
                    .filter(user -> !coming.containsAll(user.owned().uses()))
                    .map(RouteSource::file)
                    .toList();
            if (!users.isEmpty()) {
                throw new RefusedFile(file, 1, "deleted, but its routeConfiguration is used by " + users);
            }
        }
        become(file, null, by);
    }

    /** Has every edit make what progress it can. */
    void turn() {
        boolean more = true;
        while (more) {
            more = false;
            for (FileEdit edit : List.copyOf(waiting.values())) {
                if (ending) {
                    return;
                }
                more |= proceed(edit);
                if (ending) {
                    // It may have closed its gate after all were opened.
                    letGo(edit);
                }
            }
        }
    }

    /** Files whose edit waits. */
    public List<String> waiting() {
        return List.copyOf(waiting.keySet());
    }

    /** No edit begins from now on; one that is being made is made to its end. */
    void end() {
        ending = true;
    }

    /** What waits is dropped: it is read at the next start. The callers go on with the routes that are there. */
    @Override
    public void close() {
        end();
        for (FileEdit edit : waiting.values()) {
            LOG.info("{} is edited and waits for what is in flight: the next start reads it", edit.file());
            letGo(edit);
        }
        waiting.clear();
        stopping.shutdownNow();
    }

    /** A file in force as it stands there, comments and all; named by itself or by a route in it. */
    public Optional<String> text(String fileOrRoute) {
        String file = files.fileOfRoute(fileOrRoute);
        return Optional.ofNullable(swap.inForce(file == null ? fileOrRoute : file))
                .map(RouteSource::text);
    }

    /** The files whose text mentions that name. */
    List<String> mentioning(String name) {
        return newest().stream()
                .filter(source -> source.text().contains(name))
                .map(RouteSource::file)
                .toList();
    }

    /** What routes call and no route answers: name of the called route by the place of the call, file and line. */
    Map<String, String> unanswered() {
        Map<String, String> open = new TreeMap<>();
        swap.inForce().forEach(source -> source.words().calls().forEach(call -> {
            if (files.fileOfDirect(call.text()) == null && !answered(call.text())) {
                open.put(source.file() + ":" + call.line(), call.text().replace("direct://", "direct:"));
            }
        }));
        return open;
    }

    /** By a route that stands in no file. */
    private boolean answered(String uri) {
        return context.getRoutes().stream()
                .anyMatch(
                        route -> uri.equals(route.getEndpoint().getEndpointUri().split("\\?")[0]));
    }

    private void become(String file, RouteSource newest, Awaited by) {
        FileEdit edit = waiting.computeIfAbsent(file, f -> new FileEdit(f, newest));
        edit.become(newest);
        edit.await(by);
    }

    /** True when it is over, for better or worse: others may have waited for it. */
    private boolean proceed(FileEdit edit) {
        RouteSource before = swap.inForce(edit.file());
        RuntimeException wrong = null;
        try {
            if (!atRest(edit, before)) {
                return false;
            }
            edit.former(before == null ? List.of() : before.owned().routes());
            swap.exchange(before, edit.after());
            follow(edit);
            wrong = edit.refusal();
        } catch (RuntimeException e) {
            wrong = e;
        } catch (LinkageError | StackOverflowError e) {
            wrong = new IllegalStateException(e);
        }
        waiting.remove(edit.file());
        letGo(edit);
        if (wrong == null || !ending) {
            edit.done(wrong);
        }
        return true;
    }

    private static void letGo(FileEdit edit) {
        if (edit.drain() != null) {
            edit.drain().close();
        }
    }

    /** What it needs of other edits comes first: its own callers are not to wait for that too. */
    private boolean atRest(FileEdit edit, RouteSource before) {
        if (edit.after() != null) {
            try {
                refuseStolenIds(edit.after());
                refuseMissing(edit.after());
            } catch (RefusedFile e) {
                if (edit.drain() == null) {
                    throw e;
                }
                // Its routes have begun to stop: they start again as they were.
                edit.fallBack(before, e);
            }
            Set<String> others = needed(edit.after());
            if (!others.isEmpty()) {
                if (edit.drain() != null) {
                    edit.drain().pause();
                }
                edit.say(() -> "until the edit of " + String.join(", ", others) + " is in force");
                return false;
            }
        }
        if (before == null) {
            return true;
        }
        if (edit.drain() == null) {
            edit.drain(new Drain(context, gate, before, stopping));
        }
        if (edit.drain().done()) {
            return true;
        }
        if (edit.drain().millis() >= drainMillis && edit.drain().cutOff()) {
            LOG.warn("OC-ROUTE-DRAIN {} still has work in flight after {} ms", edit.file(), drainMillis);
            return true;
        }
        edit.say(edit.drain()::waitsFor);
        return false;
    }

    /** The files in force under a configuration of this one are made anew with it, each as soon as it is at rest. */
    private void follow(FileEdit edit) {
        if (edit.after() == null) {
            return;
        }
        for (RouteSource user : swap.inForce()) {
            if (!user.file().equals(edit.file())
                    && uses(user, edit.after().owned().configurations())) {
                edit.handOn(waiting.computeIfAbsent(user.file(), file -> new FileEdit(file, user)));
            }
        }
    }

    /** The file as it will be when its edit is in force, or as it is; null where it goes or never was. */
    private RouteSource newest(String file) {
        FileEdit edit = waiting.get(file);
        return edit == null ? swap.inForce(file) : edit.after();
    }

    private List<RouteSource> newest() {
        Set<String> all = new TreeSet<>(waiting.keySet());
        swap.inForce().forEach(source -> all.add(source.file()));
        return all.stream().map(this::newest).filter(Objects::nonNull).toList();
    }

    /** The files as they will be with that one. */
    private List<RouteSource> with(RouteSource edited) {
        return Stream.concat(
                        newest().stream().filter(source -> !source.file().equals(edited.file())), Stream.of(edited))
                .toList();
    }

    /** Those of them with configurations. */
    private List<RouteSource> configurations(RouteSource edited) {
        return with(edited).stream()
                .filter(source -> !source.owned().configurations().isEmpty())
                .toList();
    }

    /** The other files with routes under a configuration of this one, as it will be or as it was to be. */
    private List<RouteSource> users(RouteSource edited) {
        List<String> ids = Stream.of(edited, newest(edited.file()))
                .filter(Objects::nonNull)
                .flatMap(source -> source.owned().configurations().stream())
                .toList();
        return newest().stream()
                .filter(user -> !user.file().equals(edited.file()) && uses(user, ids))
                .toList();
    }

    private static boolean uses(RouteSource user, List<String> configurations) {
        return user.owned().uses().stream().anyMatch(configurations::contains);
    }

    private void refuseStolenIds(RouteSource source) {
        for (String claim : source.owned().claims()) {
            String owner = owner(claim, source.file());
            if (owner != null) {
                throw new RefusedFile(source.file(), source.lineOf(claim), claim + " belongs to " + owner);
            }
        }
    }

    /** The other file that will have that claim, or null. */
    private String owner(String claim, String self) {
        String now = files.fileOfClaim(claim);
        return Stream.concat(Stream.ofNullable(now), waiting.keySet().stream())
                .filter(file -> !file.equals(self))
                .filter(file ->
                        newest(file) != null && newest(file).owned().claims().contains(claim))
                .findFirst()
                .orElse(null);
    }

    private static void refuseLoops(RouteSource source) {
        source.words().loops().stream().findFirst().ifPresent(loop -> {
            throw new RefusedFile(
                    source.file(),
                    loop.line(),
                    loop.text()
                            + " calls itself with every message, which never ends: call it under a condition (filter, choice)");
        });
    }

    /** What it was to be put under may not have come. */
    private void refuseMissing(RouteSource source) {
        List<String> there = configurations(source).stream()
                .flatMap(one -> one.owned().configurations().stream())
                .toList();
        source.owned().uses().stream()
                .filter(used -> !there.contains(used))
                .findFirst()
                .ifPresent(used -> {
                    throw DryRun.noConfiguration(source, used);
                });
    }

    /** Edits that wait for one another would wait for ever. */
    private void refuseKnots(RouteSource source) {
        Deque<String> next = new ArrayDeque<>(needed(source));
        Set<String> seen = new HashSet<>();
        while (!next.isEmpty()) {
            String file = next.pop();
            if (file.equals(source.file())) {
                throw new RefusedFile(
                        file, 1, "needs what an edit gives up that waits for the former edit of this file");
            }
            RouteSource after = newest(file);
            if (seen.add(file) && after != null) {
                next.addAll(needed(after));
            }
        }
    }

    /** The files that have to give something up, or to bring a configuration, before that one can be in force. */
    private Set<String> needed(RouteSource source) {
        Set<String> needed = new TreeSet<>();
        for (String claim : source.owned().claims()) {
            String owner = files.fileOfClaim(claim);
            if (owner != null && !owner.equals(source.file())) {
                needed.add(owner);
            }
        }
        for (String used : source.owned().uses()) {
            if (!source.owned().configurations().contains(used)
                    && swap.inForce().stream()
                            .noneMatch(one -> one.owned().configurations().contains(used))) {
                newest().stream()
                        .filter(one -> one.owned().configurations().contains(used))
                        .forEach(one -> needed.add(one.file()));
            }
        }
        return needed;
    }
}
