package io.openclaw.sandbox.web;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.common.CamelServlet;
import org.apache.camel.http.common.HttpConsumer;
import org.apache.camel.http.common.HttpRegistry;
import org.apache.camel.http.common.HttpRegistryProvider;
import org.apache.camel.http.common.HttpRestServletResolveConsumerStrategy;

/**
 * Serves {@code servlet:} routes like Camel's own servlet, but finds them in a registry of this application instead of
 * one that all applications of the process share.
 */
public final class PartnerServlet extends CamelServlet implements HttpRegistryProvider {

    private static final long serialVersionUID = 1L;

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
