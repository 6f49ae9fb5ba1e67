package io.openclaw.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Decides where the simulated partners run, before anything reads it:
 *
 * <ul>
 *   <li>inside the hub (profile {@code sandbox}) on a free loopback port of their own, so that what they do to a request
 *       never holds one of the hub's threads;
 *   <li>outside, where {@code openclaw.sandbox.base-url} says so;
 *   <li>alone, in profile {@code partners}, on {@code server.port}.
 * </ul>
 *
 * It sets {@code openclaw.sandbox.base-url}, {@code .port}, {@code .serving} and {@code .routes} (the pattern of the
 * simulators' route files; empty where they are not loaded).
 */
public final class SandboxEnvironment implements EnvironmentPostProcessor, Ordered {

    static final String BASE_URL = "openclaw.sandbox.base-url";
    static final String PORT = "openclaw.sandbox.port";
    static final String SERVING = "openclaw.sandbox.serving";
    static final String ROUTES = "openclaw.sandbox.routes";

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getPropertySources().contains("sandbox")) {
            return;
        }
        boolean alone = environment.acceptsProfiles(Profiles.of("partners"));
        boolean inside = !alone
                && environment.acceptsProfiles(Profiles.of("sandbox"))
                && !StringUtils.hasText(environment.getProperty(BASE_URL));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(SERVING, alone || inside);
        properties.put(
                ROUTES,
                alone || inside
                        ? "file:" + environment.getProperty("openclaw.routes-dir", "routes") + "/sandbox/*.camel.yaml"
                        : "");
        if (inside) {
            int port = freePort();
            properties.put(PORT, port);
            properties.put(BASE_URL, "http://127.0.0.1:" + port);
        }
        // A caller that hung up on a slow partner is the point of the exercise, not an error of the servlet.
        properties.put("logging.level.io.openclaw.sandbox.web.PartnerServlet", "OFF");
        environment.getPropertySources().addFirst(new MapPropertySource("sandbox", properties));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free loopback port for the simulated partners", e);
        }
    }
}
