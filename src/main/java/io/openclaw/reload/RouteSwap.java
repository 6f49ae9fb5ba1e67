package io.openclaw.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the routes of a file, once they are at rest, for those of its new text, and knows what is in force. What fails
 * half way is undone. Changes are made by one thread; everybody may ask.
 */
final class RouteSwap {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    /** Routes at rest stop at once. Those an edit waited for long enough are cut off after this. */
    private static final long STOP_SECONDS = 5;

    private final CamelContext context;
    private final RouteFiles files;
    private final PinnedResources resources;
    private final Map<String, RouteSource> inForce = new ConcurrentSkipListMap<>();

    RouteSwap(CamelContext context, RouteFiles files) {
        this.context = context;
        this.files = files;
        this.resources = PinnedResources.in(context);
    }

    /** Notes a file that the context has loaded by itself at start. */
    void adopt(RouteSource source) {
        inForce.put(source.file(), source);
        files.put(source.file(), source.owned());
    }

    /** The file as it is in force, or null. */
    RouteSource inForce(String file) {
        return inForce.get(file);
    }

    Collection<RouteSource> inForce() {
        return List.copyOf(inForce.values());
    }

    /** What a file is and becomes. Either may be null. */
    record Change(String file, RouteSource before, RouteSource after) {}

    /**
     * Takes the ones out and puts the others in: all of them or none. What one gives up and another takes is never unknown in between.
     *
     * @throws RefusedFile when the new routes cannot be started; the former ones run again
     */
    void exchange(List<Change> together) {
        List<Change> out = new ArrayList<>();
        for (Change change : together) {
            if (change.before() != null) {
                try {
                    takeOut(change.before());
                } catch (RuntimeException e) {
                    restore(out);
                    together.stream()
                            .skip(together.indexOf(change) + 1L)
                            .filter(later -> later.before() != null)
                            .forEach(later -> restart(later.before(), stop(later.before())));
                    throw e;
                }
                out.add(change);
            }
        }
        List<Change> in = new ArrayList<>();
        // New files first: what they take over is theirs before it is given up.
        for (Change change : together.stream()
                .filter(one -> one.after() != null)
                .sorted(Comparator.comparing(one -> one.before() != null))
                .toList()) {
            in.add(change);
            try {
                load(change.after());
            } catch (Exception | LinkageError | StackOverflowError e) {
                String reason = "could not be started: " + e.getMessage();
                in.forEach(this::undo);
                if (restore(out)) {
                    throw new RefusedFile(change.file(), 1, reason, e);
                }
                throw new IllegalStateException(
                        reason + "; nor could its former routes: none of its routes run until the file is saved again",
                        e);
            }
        }
        together.stream().filter(one -> one.after() == null).forEach(one -> forget(one.file()));
    }

    private void forget(String file) {
        inForce.remove(file);
        files.remove(file);
    }

    /** Stops all before one is removed: what cannot be stopped leaves its file as it was. */
    private void takeOut(RouteSource before) {
        List<Exception> failures = stop(before);
        if (!failures.isEmpty()) {
            restart(before, failures);
            throw failed("could not be stopped, and were started again", failures);
        }
        failures.addAll(remove(before));
        List<String> left = left(before);
        if (!left.isEmpty()) {
            attempt(failures, () -> load(before));
            throw failed("could not be taken out: some of them may not run until the file is saved again", failures);
        }
    }

    private void restart(RouteSource source, List<Exception> failures) {
        source.owned()
                .routes()
                .forEach(id ->
                        attempt(failures, () -> context.getRouteController().startRoute(id)));
    }

    private static IllegalStateException failed(String what, List<Exception> failures) {
        Exception first = failures.isEmpty() ? null : failures.get(0);
        return new IllegalStateException(
                "its routes " + what + (first == null ? "" : ": " + DryRun.reason(first)), first);
    }

    private List<String> left(RouteSource source) {
        return source.owned().routes().stream()
                .filter(id -> context.getRoute(id) != null)
                .toList();
    }

    private List<Exception> stop(RouteSource source) {
        List<Exception> failures = new ArrayList<>();
        for (String id : source.owned().routes()) {
            attempt(failures, () -> context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS));
        }
        return failures;
    }

    private List<Exception> remove(RouteSource source) {
        List<Exception> failures = new ArrayList<>();
        for (String id : source.owned().routes()) {
            attempt(failures, () -> context.removeRoute(id));
        }
        ModelCamelContext model = (ModelCamelContext) context;
        for (String id : source.owned().configurations()) {
            RouteConfigurationDefinition definition = model.getRouteConfigurationDefinition(id);
            if (definition != null) {
                attempt(failures, () -> model.removeRouteConfiguration(definition));
            }
        }
        return failures;
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void attempt(List<Exception> failures, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            failures.add(e);
        }
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

    private void undo(Change change) {
        List<Exception> failures = stop(change.after());
        failures.addAll(remove(change.after()));
        failures.forEach(e -> LOG.warn("OC-ROUTE-UNDO what {} was to become did not go well", change.file(), e));
        forget(change.file());
    }

    /** False when some of the former routes do not run either. What the file was is kept: a mended mapping brings it back. */
    private boolean restore(List<Change> out) {
        boolean all = true;
        for (Change change : out) {
            RouteSource before = change.before();
            try {
                load(before);
            } catch (Exception | LinkageError | StackOverflowError e) {
                LOG.error("OC-ROUTE-UNDO the former routes of {} could not be restored", before.file(), e);
                inForce.put(before.file(), before);
                all = false;
            }
        }
        return all;
    }
}
