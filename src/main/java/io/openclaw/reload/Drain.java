package io.openclaw.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Brings the routes of one file to rest: callers wait at its gate, what takes work up by itself stops, what is inside
 * finishes. It is asked whether that is done, and holds up nobody while it is not.
 */
final class Drain implements AutoCloseable {

    private final CamelContext context;
    private final RouteGate gate;
    private final String file;
    private final String door;
    private final List<String> routes;
    private final List<FutureTask<?>> stopping = new ArrayList<>();
    private long begun = System.nanoTime();

    /** @param elsewhere where a consumer is stopped: some return only when what they began is done */
    Drain(CamelContext context, RouteGate gate, RouteSource source, Executor elsewhere) {
        this.context = context;
        this.gate = gate;
        this.file = source.file();
        this.door = RouteGate.door(file);
        this.routes = source.owned().routes();
        gate.close(file);
        try {
            routes.forEach(id -> stop(id, elsewhere));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void stop(String id, Executor elsewhere) {
        Route route = context.getRoute(id);
        if (route != null && !isCalled(route)) {
            FutureTask<?> stop = new FutureTask<>(() -> stop(route.getConsumer()), null);
            stopping.add(stop);
            elsewhere.execute(stop);
        }
    }

    /** True when nobody is inside; from then on nobody comes in until it is closed. */
    boolean done() {
        if (gate.isOpen(file)) {
            gate.close(file);
        }
        // What began by itself may still call the direct routes, and what is pushed waits for none of that.
        if (!gate.isEmpty(file) || !stopping.stream().allMatch(FutureTask::isDone) || inFlight(false)) {
            if (!gate.isOpen(door)) {
                gate.open(door);
            }
            return false;
        }
        if (gate.isOpen(door)) {
            gate.close(door);
        }
        return !inFlight(true) && gate.shut(file, door);
    }

    /** Nobody waits until it is asked again; only what takes work up by itself remains stopped. */
    void pause() {
        begun = System.nanoTime();
        if (!gate.isOpen(file) || !gate.isOpen(door)) {
            close();
        }
    }

    long millis() {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    /** What it waits for: route, step and since when. */
    String waitsFor() {
        String work = routes.stream()
                .filter(route -> context.getInflightRepository().size(route) > 0)
                .map(this::work)
                .collect(Collectors.joining("; "));
        return "until what its routes have in flight is done: "
                + (work.isEmpty() ? "their consumers are stopping" : work);
    }

    /** Lets the callers go on, to whatever answers them now. */
    @Override
    public void close() {
        gate.open(file);
        gate.open(door);
    }

    private boolean inFlight(boolean called) {
        return routes.stream()
                .filter(id -> called || !isCalled(context.getRoute(id)))
                .anyMatch(id -> context.getInflightRepository().size(id) > 0);
    }

    /** True for a route that works when it is called: its callers wait at a gate. */
    private static boolean isCalled(Route route) {
        String uri = route == null ? "" : route.getEndpoint().getEndpointUri();
        return uri.startsWith("direct:") || uri.startsWith("platform-http:");
    }

    private static void stop(Consumer consumer) {
        if (consumer instanceof Suspendable) {
            ServiceHelper.suspendService(consumer);
        } else {
            ServiceHelper.stopService(consumer);
        }
    }

    private String work(String route) {
        String steps = context.getInflightRepository().browse(route, 3, true).stream()
                .map(Drain::step)
                .collect(Collectors.joining(", "));
        return route + " has " + context.getInflightRepository().size(route)
                + (steps.isEmpty() ? "" : " (" + steps + ")");
    }

    private static String step(InflightRepository.InflightExchange exchange) {
        return "at " + exchange.getNodeId() + " for "
                + Duration.ofMillis(exchange.getDuration()).toSeconds() + " s";
    }
}
