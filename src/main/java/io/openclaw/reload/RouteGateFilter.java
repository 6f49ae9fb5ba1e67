package io.openclaw.reload;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets HTTP callers wait at the gate while the file of their route is exchanged, where they met a 503 before. */
final class RouteGateFilter extends OncePerRequestFilter {

    private final RouteGate gate;
    private final RouteFiles files;

    RouteGateFilter(RouteGate gate, RouteFiles files) {
        this.gate = gate;
        this.files = files;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String owner = files.fileOfHttpPath(request.getRequestURI());
        if (owner == null) {
            chain.doFilter(request, response);
            return;
        }
        String door = RouteGate.door(owner);
        try {
            gate.enter(door);
            String moved = files.fileOfHttpPath(request.getRequestURI());
            if (moved != null && !moved.equals(owner)) {
                // It went to another file meanwhile, which has a door of its own.
                gate.leave(door);
                doFilterInternal(request, response, chain);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.setHeader("Retry-After", "1");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        boolean handedOver = false;
        try {
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Leave(door));
                handedOver = true;
            }
        } finally {
            if (!handedOver) {
                gate.leave(door);
            }
        }
    }

    private final class Leave implements AsyncListener {

        private final String door;

        Leave(String door) {
            this.door = door;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            gate.leave(door);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            logger.warn("OC-ROUTE-REQUEST a request to " + door + " timed out");
        }

        @Override
        public void onError(AsyncEvent event) {
            logger.warn("OC-ROUTE-REQUEST a request to " + door + " failed: " + event.getThrowable());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // A dispatched request starts anew and forgets its listeners.
            event.getAsyncContext().addListener(this);
        }
    }
}
