package io.openclaw.sandbox.web;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.common.CamelServlet;
import org.apache.camel.http.common.HttpConsumer;
import org.apache.camel.http.common.HttpRegistry;
import org.apache.camel.http.common.HttpRegistryProvider;
import org.apache.camel.http.common.HttpRestServletResolveConsumerStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code servlet:} routes like Camel's own servlet, but finds them in a registry of this application instead of
 * one that all applications of the process share.
 */
public final class PartnerServlet extends CamelServlet implements HttpRegistryProvider {

    private static final long serialVersionUID = 1L;
    // Camel's own words of this servlet are turned off: it calls every caller who hangs up an error.
    private static final Logger LOG = LoggerFactory.getLogger("io.openclaw.sandbox.serving");

    private final transient HttpRegistry registry;

    PartnerServlet(HttpRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        setServletResolveConsumerStrategy(new HttpRestServletResolveConsumerStrategy());
        registry.register(this);
    }

    @Override
    protected void handleService(HttpServletRequest request, HttpServletResponse response) throws Exception {
        try {
            super.handleService(request, response);
        } catch (Exception e) {
            LOG.error("the simulated partners could not serve {}", request.getRequestURI(), e);
            throw e;
        }
    }

    @Override
    public void connect(HttpConsumer consumer) {
        if (consumer.getEndpoint() instanceof ServletEndpoint endpoint
                && getServletName().equals(endpoint.getServletName())) {
            super.connect(consumer);
        }
    }

    @Override
    public void destroy() {
        registry.unregister(this);
    }
}
