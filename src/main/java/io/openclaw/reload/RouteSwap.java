package io.openclaw.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the routes of a file for those of its new text while orders flow: checked first, then callers wait at the
 * gate, what is inside finishes, the routes are swapped, the callers go on. What fails half way is undone.
 */
public final class RouteSwap {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    private final CamelContext context;
    private final RouteFiles files;
    private final RouteGate gate;
    private final DryRun dryRun;
    private final PinnedResources resources;
    private final long drainMillis;
    private final InFlight inFlight;
    private final Map<String, RouteSource> inForce = new TreeMap<>();

    public RouteSwap(CamelContext context, RouteFiles files, RouteGate gate, DryRun dryRun, long drainMillis) {
        this.context = context;
        this.files = files;
        this.gate = gate;
        this.dryRun = dryRun;
        this.resources = PinnedResources.in(context);
        this.drainMillis = drainMillis;
        this.inFlight = new InFlight(context);
    }

    /** Notes a file that the context has loaded by itself at start. */
    public synchronized void adopt(RouteSource source) {
        inForce.put(source.file(), source);
        files.put(source.file(), source.owned());
    }

    /**
     * Puts a new or changed file in force.
     *
     * @param leaving files that are deleted in the same moment: their ids are free for this one
     */
    public synchronized void apply(String file, String text, List<String> leaving) throws InterruptedException {
        RouteSource source = RouteSource.parse(file, text);
        refuseStolenIds(source, leaving);
        refuseLoops(source);
        dryRun.check(source, configurations(source));
        RouteSource before = inForce.get(file);
        List<String> users = users(before, source);
        for (String user : users) {
            try {
                dryRun.check(inForce.get(user), configurations(source));
            } catch (RefusedFile e) {
                throw new RefusedFile(file, 1, "with it " + e.said(), e);
            }
        }
        exchange(before, source);
        for (String user : users) {
            exchange(inForce.get(user), inForce.get(user));
        }
    }

    /** Puts a file in force again as it is, because something it reads (a mapping beside it) has changed. */
    public synchronized void again(String file) throws InterruptedException {
        RouteSource before = inForce.get(file);
        if (before != null) {
            RouteSource source = before.readAgain();
            dryRun.check(source, configurations(source));
            exchange(before, source);
        }
    }

    /** Takes the routes of a deleted file out of force. */
    public synchronized void remove(String file) throws InterruptedException {
        RouteSource before = inForce.get(file);
        if (before != null) {
            List<String> users = users(before, before);
            if (!users.isEmpty()) {
                throw new RefusedFile(file, 1, "deleted, but its routeConfiguration is used by " + users);
            }
            exchange(before, null);
        }
    }

    /** The other files with routes under a configuration of this one, as it was or as it is to be. */
    private List<String> users(RouteSource before, RouteSource after) {
        List<String> ids = new ArrayList<>(after.owned().configurations());
        if (before != null) {
            ids.addAll(before.owned().configurations());
        }
        return files.usersOf(ids).stream()
                .filter(user -> !user.equals(after.file()))
                .toList();
    }

    /** A file in force as it stands there, comments and all; named by itself or by a route in it. */
    public synchronized Optional<String> text(String fileOrRoute) {
        String file = files.fileOfRoute(fileOrRoute);
        return Optional.ofNullable(inForce.get(file == null ? fileOrRoute : file))
                .map(RouteSource::text);
    }

    /** The files in force whose text mentions that name. */
    public synchronized List<String> mentioning(String name) {
        return inForce.values().stream()
                .filter(s -> s.text().contains(name))
                .map(RouteSource::file)
                .toList();
    }

    /** What routes in force call and no route in force answers: name of the called route by the place of the call, file and line. */
    public synchronized Map<String, String> unanswered() {
        Map<String, String> open = new TreeMap<>();
        inForce.values().forEach(source -> source.words().calls().forEach(call -> {
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

    /** The files with configurations, as they would be with that one in force. */
    private List<RouteSource> configurations(RouteSource edited) {
        List<RouteSource> all = new ArrayList<>(inForce.values().stream()
                .filter(s -> !s.file().equals(edited.file()))
                .toList());
        all.add(edited);
        return all.stream().filter(s -> !s.owned().configurations().isEmpty()).toList();
    }

    private void refuseStolenIds(RouteSource source, List<String> leaving) {
        for (String claim : source.owned().claims()) {
            String owner = files.fileOfClaim(claim);
            if (owner != null && !owner.equals(source.file()) && !leaving.contains(owner)) {
                throw new RefusedFile(source.file(), source.lineOf(claim), claim + " belongs to " + owner);
            }
        }
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

    private void exchange(RouteSource before, RouteSource after) throws InterruptedException {
        String file = before != null ? before.file() : after.file();
        gate.close(file);
        try {
            if (before != null) {
                unload(before);
            }
            if (after == null) {
                inForce.remove(file);
                files.remove(file);
                return;
            }
            try {
                load(after);
            } catch (Exception e) {
                String reason = "could not be started: " + e.getMessage();
                if (undo(before, after)) {
                    throw new RefusedFile(file, 1, reason, e);
                }
                throw new IllegalStateException(
                        reason + "; nor could its former routes: none of its routes run until the file is saved again",
                        e);
            }
        } finally {
            gate.open(file);
            gate.open(RouteGate.door(file));
        }
    }

    private void unload(RouteSource source) throws InterruptedException {
        List<String> ids = new ArrayList<>(source.owned().routes());
        try (InFlight.Watch watch = inFlight.watch(source.file(), ids)) {
            // What takes work up by itself goes first: what it began may still call the direct routes.
            for (String id : ids) {
                if (!isCalled(id)) {
                    stop(id);
                }
            }
            drain(source.file(), source.file());
            gate.close(RouteGate.door(source.file()));
            drain(RouteGate.door(source.file()), source.file());
            for (String id : ids) {
                stop(id);
                context.removeRoute(id);
            }
            ModelCamelContext model = (ModelCamelContext) context;
            for (String id : source.owned().configurations()) {
                RouteConfigurationDefinition definition = model.getRouteConfigurationDefinition(id);
                if (definition != null) {
                    model.removeRouteConfiguration(definition);
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the routes of " + source.file() + " could not be stopped", e);
        }
    }

    private void stop(String routeId) throws Exception {
        context.getRouteController().stopRoute(routeId, drainMillis, TimeUnit.MILLISECONDS);
    }

    private void drain(String gateName, String file) throws InterruptedException {
        if (!gate.awaitEmpty(gateName, drainMillis)) {
            LOG.warn("OC-ROUTE-DRAIN {} still has work in flight after {} ms", file, drainMillis);
        }
    }

    /** True for a route that works when it is called: its callers wait at a gate. */
    private boolean isCalled(String routeId) {
        Route route = context.getRoute(routeId);
        String uri = route == null ? "" : route.getEndpoint().getEndpointUri();
        return uri.startsWith("direct:") || uri.startsWith("platform-http:");
    }

    private void load(RouteSource source) throws Exception {
        files.put(source.file(), source.owned());
        resources.pin(source.reads());
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(DryRun.resource(source));
        } finally {
            resources.unpin();
        }
        inForce.put(source.file(), source);
    }

    /** False when the former routes do not run either. What the file was is kept: a mended mapping brings it back. */
    private boolean undo(RouteSource before, RouteSource after) throws InterruptedException {
        unload(after);
        files.remove(after.file());
        inForce.remove(after.file());
        if (before == null) {
            return true;
        }
        try {
            load(before);
            return true;
        } catch (Exception e) {
            LOG.error("OC-ROUTE-UNDO the former routes of {} could not be restored", before.file(), e);
            inForce.put(before.file(), before);
            return false;
        }
    }
}
