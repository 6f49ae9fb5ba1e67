package io.openclaw.inbox;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
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
 */
final class CallerThreadHttp implements PlatformHttpEngine {

    private static final Logger LOG = LoggerFactory.getLogger(CallerThreadHttp.class);

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

        Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** Null tells Spring that the answer is written. */
        @Override
        public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
            try {
                handleService(request, response);
            } catch (Exception e) {
                LOG.warn("OC-HTTP-FAILED {} {}: {}", request.getMethod(), request.getRequestURI(), e.toString());
                refuse(response);
            }
            return null;
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
