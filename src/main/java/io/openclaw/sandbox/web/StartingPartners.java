package io.openclaw.sandbox.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Partners that are not up yet are away: the port is open before their routes are, and a caller would meet a 404, which says for good that
 * they do not know what he asks of.
 */
final class StartingPartners implements Filter, ApplicationListener<ApplicationReadyEvent> {

    private volatile boolean up;

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        up = true;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (up) {
            chain.doFilter(request, response);
        } else {
            ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}
