package io.openclaw.inbox;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 with Retry-After while routes are still starting, where a caller would otherwise meet a 404. The operator's pages answer as soon
 * as the start is certain: the port is open before that, and a start that fails takes away what they would need.
 */
final class ReadinessFilter extends OncePerRequestFilter {

    private static final String SECONDS = "2";

    private final BooleanSupplier started;
    private final BooleanSupplier ready;

    /**
     * @param started the application is up and was not given up
     * @param ready work is taken
     */
    ReadinessFilter(BooleanSupplier started, BooleanSupplier ready) {
        this.started = started;
        this.ready = ready;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return started.getAsBoolean()
                && (ready.getAsBoolean() || request.getRequestURI().startsWith("/actuator"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String requestId = RequestIds.of(request.getHeader(Problem.REQUEST_ID));
        byte[] body = new Problem(
                        503,
                        "Not available",
                        "The hub is starting or stopping.",
                        "Nothing was taken. Send it again in " + SECONDS + " s.",
                        requestId)
                .json();
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", SECONDS);
        response.setHeader(Problem.REQUEST_ID, requestId);
        response.setContentType(Problem.CONTENT_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
