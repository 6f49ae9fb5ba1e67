package io.openclaw.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the routes of one file to rest: callers wait at its gate, what takes work up by itself stops, what is inside
 * finishes. It is asked whether that is done, and holds up nobody while it is not.
 */
final class Drain implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final CamelContext context;
    private final RouteGate gate;
    private final String file;
    private final String door;
    private final List<String> routes;
    private final List<Stopping> stopping = new ArrayList<>();
    private long begun = System.nanoTime();
    private boolean stuck;

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
            Stopping stop = new Stopping(route.getConsumer());
            stopping.add(stop);
            elsewhere.execute(stop);
        }
    }

    /** True when nobody is inside; from then on nobody comes in until it is closed. */
    boolean done() {
        if (stuck) {
            if (!stopped()) {
                return false;
            }
            stuck = false;
        }
        if (gate.isOpen(file)) {
            gate.close(file);
        }
        // What began by itself may still call the direct routes, and what is pushed waits for none of that.
        if (!gate.isEmpty(file) || !stopped() || inFlight(false)) {
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

    /** It is at rest and waits for another all the same: what that one waits for is let through again. */
    void unshut() {
        if (!gate.isOpen(file)) {
            gate.close(file);
        }
        if (!gate.isOpen(door)) {
            gate.close(door);
        }
    }

    /** Nobody waits until it is asked again; only what takes work up by itself remains stopped. */
    void pause() {
        begun = System.nanoTime();
        if (!gate.isOpen(file) || !gate.isOpen(door)) {
            close();
        }
    }

    /**
     * Waits for what is in flight no longer. A consumer whose stop has not returned is interrupted: whoever stopped it a second time
     * would wait for the first. Where that does not help, nobody waits at the gate until it has stopped, and then it all begins anew.
     *
     * @return false while there is such a one
     */
    boolean cutOff() {
        if (stopped()) {
            return true;
        }
        stopping.forEach(Stopping::interrupt);
        stuck = true;
        pause();
        return false;
    }

    private boolean stopped() {
        return stopping.stream().allMatch(Stopping::isOver);
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
                + (stuck ? "a consumer does not stop; " : "")
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

    /** A consumer on its way to rest, in a thread of its own. */
    private static final class Stopping implements Runnable {

        private final Consumer consumer;
        private Thread thread;
        private volatile boolean over;

        Stopping(Consumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void run() {
            at(Thread.currentThread());
            try {
                if (consumer instanceof Suspendable) {
                    ServiceHelper.suspendService(consumer);
                } else {
                    ServiceHelper.stopService(consumer);
                }
            } catch (RuntimeException e) {
                LOG.debug("{} has stopped with a failure", consumer, e);
            } finally {
                at(null);
                over = true;
            }
        }

        boolean isOver() {
            return over;
        }

        private synchronized void at(Thread here) {
            thread = here;
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
