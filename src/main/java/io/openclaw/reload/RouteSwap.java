package io.openclaw.reload;

import java.util.ArrayList;
import java.util.Collection;
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

    /**
     * Takes the one out and puts the other in, which are of the same file. Either may be null.
     *
     * @throws RefusedFile when the new routes cannot be started; the former ones run again
     */
    void exchange(RouteSource before, RouteSource after) {
        if (before != null) {
            takeOut(before);
            if (after == null) {
                forget(before.file());
            }
        }
        if (after == null) {
            return;
        }
        try {
            load(after);
        } catch (Exception | LinkageError | StackOverflowError e) {
            String reason = "could not be started: " + e.getMessage();
            if (undo(before, after)) {
                throw new RefusedFile(after.file(), 1, reason, e);
            }
            throw new IllegalStateException(
                    reason + "; nor could its former routes: none of its routes run until the file is saved again", e);
        }
    }

    private void forget(String file) {
        inForce.remove(file);
        files.remove(file);
    }

    /** Stops all before one is removed: what cannot be stopped leaves its file as it was. */
    private void takeOut(RouteSource before) {
        List<Exception> failures = stop(before);
        if (!failures.isEmpty()) {
            before.owned()
                    .routes()
                    .forEach(id ->
                            attempt(failures, () -> context.getRouteController().startRoute(id)));
            throw failed("could not be stopped, and were started again", failures);
        }
        failures.addAll(remove(before));
        List<String> left = left(before);
        if (!left.isEmpty()) {
            attempt(failures, () -> load(before));
            throw failed("could not be taken out: some of them may not run until the file is saved again", failures);
        }
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

    /** False when the former routes do not run either. What the file was is kept: a mended mapping brings it back. */
    private boolean undo(RouteSource before, RouteSource after) {
        List<Exception> failures = stop(after);
        failures.addAll(remove(after));
        failures.forEach(e -> LOG.warn("OC-ROUTE-UNDO what {} was to become did not go well", after.file(), e));
        forget(after.file());
        if (before == null) {
            return true;
        }
        try {
            load(before);
            return true;
        } catch (Exception | LinkageError | StackOverflowError e) {
            LOG.error("OC-ROUTE-UNDO the former routes of {} could not be restored", before.file(), e);
            inForce.put(before.file(), before);
            return false;
        }
    }
}
