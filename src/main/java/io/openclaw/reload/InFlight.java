package io.openclaw.reload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.InflightRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what an edit waits for: its author sees nothing happen, and every other edit waits behind it. */
final class InFlight {

    /** Closed when the edit waits no more. */
    interface Watch extends AutoCloseable {

        @Override
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    private static final long FIRST_SECONDS = 3;
    private static final long AGAIN_SECONDS = 60;

    private final CamelContext context;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reload-waits");
        thread.setDaemon(true);
        return thread;
    });

    InFlight(CamelContext context) {
        this.context = context;
    }

    /** Says it after some seconds and every minute, until it is closed. */
    Watch watch(String file, List<String> routes) {
        long since = System.nanoTime();
        Future<?> saying = timer.scheduleWithFixedDelay(
                () -> say(file, routes, since), FIRST_SECONDS, AGAIN_SECONDS, TimeUnit.SECONDS);
        return () -> saying.cancel(false);
    }

    private void say(String file, List<String> routes, long since) {
        String work = routes.stream()
                .filter(route -> context.getInflightRepository().size(route) > 0)
                .map(this::work)
                .collect(Collectors.joining("; "));
        LOG.warn(
                "OC-ROUTE-DRAIN the edit of {} waits for {} s now, until what its routes have in flight is done: {}. Other edits are"
                        + " taken after it",
                file,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since),
                work.isEmpty() ? "their consumers are stopping" : work);
    }

    private String work(String route) {
        String steps = context.getInflightRepository().browse(route, 3, true).stream()
                .map(InFlight::step)
                .collect(Collectors.joining(", "));
        return route + " has " + context.getInflightRepository().size(route)
                + (steps.isEmpty() ? "" : " (" + steps + ")");
    }

    private static String step(InflightRepository.InflightExchange exchange) {
        return "at " + exchange.getNodeId() + " for "
                + Duration.ofMillis(exchange.getDuration()).toSeconds() + " s";
    }
}
