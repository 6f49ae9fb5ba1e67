package io.openclaw.inbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code platform-http} routes on the thread that read the request. Camel's own engine for Spring hands each request to
 * another thread and sends it through the filters a second time when that is done, which at the hub's door costs as much as
 * the work.
 *
 * <p>A route that was taken away leaves its address with Spring. Whoever calls there meets 503 with Retry-After: nothing was
 * taken, and the route may come back.
 */
final class CallerThreadHttp implements PlatformHttpEngine {

    private static final Logger LOG = LoggerFactory.getLogger(CallerThreadHttp.class);

    private static final String RETRY_SECONDS = "5";
    /** Partners push again and again: one line a minute says it. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int port;

    CallerThreadHttp(int port) {
        this.port = port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Consumer(endpoint, processor);
    }

    @Override
    public int getServerPort() {
        return port;
    }

    private static final class Consumer extends SpringBootPlatformHttpConsumer {

        private final AtomicLong told = new AtomicLong(System.nanoTime() - QUIET_NANOS);

        Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** Null tells Spring that the answer is written. */
        @Override
        public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
            if (isStopped()) {
                unserved(request, response);
                return null;
            }
            try {
                handleService(request, response);
            } catch (Exception e) {
                LOG.warn("OC-HTTP-FAILED {} {}: {}", request.getMethod(), request.getRequestURI(), e.toString());
                refuse(response);
            }
            return null;
        }

        /** Its route has stopped and none is there in its place. */
        private void unserved(HttpServletRequest request, HttpServletResponse response) {
            long now = System.nanoTime();
            long last = told.get();
            if (now - last >= QUIET_NANOS && told.compareAndSet(last, now)) {
                LOG.warn(
                        "OC-HTTP-UNSERVED {} {} is refused with 503: the route that serves {} has stopped."
                                + " Is its file gone from the route folder?",
                        request.getMethod(),
                        request.getRequestURI(),
                        getEndpoint().getPath());
            }
            Problem problem = new Problem(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "Not available",
                    "No route serves this address at present.",
                    "Nothing was taken. Send it again in " + RETRY_SECONDS + " s.",
                    RequestIds.of(request.getHeader(Problem.REQUEST_ID)));
            byte[] body = problem.json();
            response.setStatus(problem.status());
            response.setHeader("Retry-After", RETRY_SECONDS);
            response.setHeader(Problem.REQUEST_ID, problem.requestId());
            response.setContentType(Problem.CONTENT_TYPE);
            response.setContentLength(body.length);
            try {
                response.getOutputStream().write(body);
            } catch (IOException e) {
                LOG.debug("the caller has gone", e);
            }
        }

        private static void refuse(HttpServletResponse response) {
            if (!response.isCommitted()) {
                try {
                    response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                } catch (IOException e) {
                    LOG.debug("the caller has gone", e);
                }
            }
        }
    }
}
