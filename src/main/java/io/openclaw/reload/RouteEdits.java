package io.openclaw.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
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
    private final EditNeeds needs;
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
        this.needs = new EditNeeds(files, swap, waiting);
        this.drainMillis = drainMillis;
    }

    /** Notes a file that the context has loaded by itself at start. */
    void adopt(RouteSource source) {
        swap.adopt(source);
    }

    /**
     * Takes a new or changed file.
     *
     * @param beside other files that are saved in the same go: what they give up may be taken, and is missed where they are not taken
     * @throws RefusedFile when it is not taken
     */
    void save(String file, String text, Collection<RouteSource> beside, Awaited by) {
        RouteSource source = RouteSource.parse(file, text);
        needs.refuseStolenIds(source, beside);
        refuseLoops(source);
        needs.refuseKnots(source);
        dryRun.check(source, needs.configurations(source));
        for (RouteSource user : users(source)) {
            try {
                dryRun.check(user, needs.configurations(source));
            } catch (RefusedFile e) {
                throw new RefusedFile(file, 1, "with it " + e.said(), e);
            }
        }
        become(file, source, by);
    }

    /** Has files in force anew, or none of them, because something they read (a mapping beside them) has changed. */
    void again(List<String> readers, Awaited by) {
        List<RouteSource> sources = readers.stream()
                .map(needs::newest)
                .filter(Objects::nonNull)
                .map(RouteSource::readAgain)
                .toList();
        // One that was saved together with what it reads is checked with it already.
        sources.stream()
                .filter(source -> !waiting.containsKey(source.file())
                        || !source.reads().equals(needs.newest(source.file()).reads()))
                .forEach(source -> dryRun.check(source, needs.configurations(source)));
        sources.forEach(source -> become(source.file(), source, by));
    }

    /**
     * Takes the routes of a deleted file out of force, if it had any.
     *
     * @param coming routeConfigurations of files that were saved in the same moment
     * @throws RefusedFile when other files need it
     */
    void remove(String file, Collection<String> coming, Awaited by) {
        RouteSource before = needs.newest(file);
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
        return needs.newest().stream()
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
        if (waiting.get(edit.file()) != edit) {
            return false;
        }
        List<FileEdit> together = new ArrayList<>();
        RuntimeException wrong = null;
        try {
            together.addAll(circle(edit));
            if (!allAtRest(together)) {
                if (ending) {
                    // They may have closed their gates after all were opened.
                    together.forEach(this::letGo);
                }
                return false;
            }
            together.addAll(heirs(together));
            for (FileEdit one : together) {
                RouteSource before = swap.inForce(one.file());
                one.former(before == null ? List.of() : before.owned().routes());
            }
            swap.exchange(together.stream()
                    .map(one -> new RouteSwap.Change(one.file(), swap.inForce(one.file()), one.after()))
                    .toList());
            together.forEach(this::follow);
        } catch (RuntimeException e) {
            wrong = e;
        } catch (LinkageError | StackOverflowError e) {
            wrong = new IllegalStateException(e);
        }
        if (together.isEmpty()) {
            together.add(edit);
        }
        together.forEach(one -> waiting.remove(one.file()));
        together.forEach(this::letGo);
        for (FileEdit one : together) {
            RuntimeException why = wrong == null ? one.refusal() : of(one, wrong);
            if (why == null || !ending) {
                one.done(why);
            }
        }
        return true;
    }

    /** That edit, and those that can be made with it alone. Where one of them cannot be, each has its own turn, which says so. */
    private List<FileEdit> circle(FileEdit edit) {
        if (edit.after() == null) {
            return List.of(edit);
        }
        Set<String> others = needs.circle(edit.after());
        List<FileEdit> circle = Stream.concat(Stream.of(edit.file()), others.stream())
                .map(waiting::get)
                .filter(Objects::nonNull)
                .toList();
        return circle.size() > others.size() && circle.stream().allMatch(one -> needs.canBe(one.after()))
                ? circle
                : List.of(edit);
    }

    private boolean allAtRest(List<FileEdit> together) {
        boolean rest = true;
        Set<String> circle = together.stream().map(FileEdit::file).collect(Collectors.toSet());
        for (FileEdit one : together) {
            rest &= atRest(one, circle);
        }
        if (!rest) {
            // Nobody's work is to wait for a file that waits for that work.
            together.stream().map(FileEdit::drain).filter(Objects::nonNull).forEach(Drain::unshut);
        }
        return rest;
    }

    /** Callers wait until what they call is there by its new file. */
    private List<FileEdit> heirs(List<FileEdit> givers) {
        return needs.heirs(givers.stream().map(FileEdit::file).toList()).stream()
                .filter(heir -> gate.shut(heir.file(), RouteGate.door(heir.file())))
                .toList();
    }

    /** What went wrong, as the author of that file is told it. */
    private static RuntimeException of(FileEdit edit, RuntimeException wrong) {
        return wrong instanceof RefusedFile refused && !refused.file().equals(edit.file())
                ? new RefusedFile(edit.file(), 1, "with it " + refused.said(), wrong)
                : wrong;
    }

    private void letGo(FileEdit edit) {
        gate.open(edit.file());
        gate.open(RouteGate.door(edit.file()));
    }

    /** What it needs of other edits comes first: its own callers are not to wait for that too. */
    private boolean atRest(FileEdit edit, Set<String> together) {
        RouteSource before = swap.inForce(edit.file());
        if (edit.after() != null) {
            try {
                needs.refuseStolenIds(edit.after(), List.of());
                needs.refuseMissing(edit.after());
            } catch (RefusedFile e) {
                if (edit.drain() == null) {
                    throw e;
                }
                // Its routes have begun to stop: they start again as they were.
                edit.fallBack(before, e);
            }
            Set<String> others = needs.needed(edit.after());
            others.removeAll(together);
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

    /** The other files with routes under a configuration of this one, as it will be or as it was to be. */
    private List<RouteSource> users(RouteSource edited) {
        List<String> ids = Stream.of(edited, needs.newest(edited.file()))
                .filter(Objects::nonNull)
                .flatMap(source -> source.owned().configurations().stream())
                .toList();
        return needs.newest().stream()
                .filter(user -> !user.file().equals(edited.file()) && uses(user, ids))
                .toList();
    }

    private static boolean uses(RouteSource user, List<String> configurations) {
        return user.owned().uses().stream().anyMatch(configurations::contains);
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
}
