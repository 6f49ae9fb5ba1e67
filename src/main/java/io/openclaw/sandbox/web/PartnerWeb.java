package io.openclaw.sandbox.web;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.apache.camel.component.servlet.ServletComponent;
import org.apache.camel.component.servlet.ServletRestHttpBinding;
import org.apache.camel.http.common.DefaultHttpRegistry;
import org.apache.camel.http.common.HttpHeaderFilterStrategy;
import org.apache.camel.http.common.HttpRegistry;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/** What the simulated partners are served with: {@code /partners/*} for the hub, {@code /sandbox/*} for whoever steers them. */
@Configuration(proxyBeanMethods = false)
class PartnerWeb {

    private static final String EXECUTOR = "partnersRequestThread";
    private static final int THREADS = 8;

    @Bean
    HttpRegistry partnerRegistry() {
        return new DefaultHttpRegistry();
    }

    @Bean
    ServletRegistrationBean<PartnerServlet> partnersServlet(HttpRegistry partnerRegistry) {
        return servlet("partners", partnerRegistry);
    }

    @Bean
    ServletRegistrationBean<PartnerServlet> sandboxServlet(HttpRegistry partnerRegistry) {
        return servlet("sandbox", partnerRegistry);
    }

    private static ServletRegistrationBean<PartnerServlet> servlet(String name, HttpRegistry registry) {
        ServletRegistrationBean<PartnerServlet> registration =
                new ServletRegistrationBean<>(new PartnerServlet(registry), "/" + name + "/*");
        registration.setName(name);
        registration.setLoadOnStartup(1);
        registration.setAsyncSupported(true);
        registration.addInitParameter("async", "true");
        // The route begins on the request's thread and gives it back at its first wait: for the disk, or for a timer.
        registration.addInitParameter("executorRef", EXECUTOR);
        return registration;
    }

    @Bean
    CamelContextConfiguration partnerRoutes(HttpRegistry partnerRegistry) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                Executor requestThread = Runnable::run;
                context.getRegistry().bind(EXECUTOR, Executor.class, requestThread);
                ServletComponent servlet = new ServletComponent();
                servlet.setHttpRegistry(partnerRegistry);
                // Fills the {placeholders} of a path in as headers, which plain servlet: routes do not get otherwise.
                ServletRestHttpBinding binding = new ServletRestHttpBinding();
                binding.setHeaderFilterStrategy(new HttpHeaderFilterStrategy());
                // Bodies are read as bytes, whatever the caller says they are: signatures are made over bytes.
                binding.setMapHttpMessageFormUrlEncodedBody(false);
                servlet.setHttpBinding(binding);
                context.addComponent("servlet", servlet);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Nothing: pushing begins when the application is ready.
            }
        };
    }

    /** Inside the hub the partners get a connector and threads of their own, on a loopback port that serves nothing else. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("openclaw.sandbox.port")
    static class OwnConnector {

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> partnersConnector(
                @Value("${openclaw.sandbox.port}") int port) {
            return factory -> {
                Connector connector = new Connector();
                connector.setPort(port);
                connector.setAsyncTimeout(0);
                if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
                    protocol.setMaxThreads(THREADS);
                    protocol.setMinSpareThreads(2);
                }
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                    http.setMaxKeepAliveRequests(-1);
                }
                connector.setProperty("address", "127.0.0.1");
                factory.addAdditionalTomcatConnectors(connector);
            };
        }

        @Bean
        FilterRegistrationBean<Filter> partnersPortGuard(@Value("${openclaw.sandbox.port}") int port) {
            Filter guard = (request, response, chain) -> {
                if (request.getLocalPort() == port
                        && !((HttpServletRequest) request).getRequestURI().startsWith("/partners/")) {
                    ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
                } else {
                    chain.doFilter(request, response);
                }
            };
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(guard);
            registration.setAsyncSupported(true);
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }
    }

    /** In a process of their own the partners answer on the server's own port. */
    @Bean
    @Profile("partners")
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> partnersPatience() {
        return factory -> factory.addConnectorCustomizers(connector -> connector.setAsyncTimeout(0));
    }

    @Bean
    @Profile("partners")
    StartingPartners startingPartners() {
        return new StartingPartners();
    }

    @Bean
    @Profile("partners")
    FilterRegistrationBean<StartingPartners> partnersWhileStarting(StartingPartners startingPartners) {
        FilterRegistrationBean<StartingPartners> registration = new FilterRegistrationBean<>(startingPartners);
        registration.setAsyncSupported(true);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/partners/*", "/sandbox/*");
        return registration;
    }

    /** Each simulated partner checks its callers itself, and the control calls need no token: the filters would only cost time. */
    @Bean
    @Order(0)
    SecurityFilterChain simulatedPartners() {
        return new DefaultSecurityFilterChain(
                request -> request.getRequestURI().startsWith("/partners/")
                        || request.getRequestURI().startsWith("/sandbox/"),
                List.of());
    }
}
