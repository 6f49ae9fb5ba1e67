package io.openclaw;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** The one line a start says when all went well: where to look. */
final class StartLine implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger("io.openclaw");

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        Environment environment = event.getApplicationContext().getEnvironment();
        String[] active = environment.getActiveProfiles();
        String profiles = String.join(",", active.length == 0 ? environment.getDefaultProfiles() : active);
        String url = "http://localhost:"
                + environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"));
        String seconds = String.format("%.1f", event.getTimeTaken().toMillis() / 1000.0);
        if (Arrays.asList(active).contains("partners")) {
            LOG.info("simulated partners are up after {} s: {}/partners", seconds, url);
        } else {
            LOG.info(
                    "OpenClaw is up after {} s [{}]: hub {}  Hawtio {}/actuator/hawtio  API {}/openapi.json",
                    seconds,
                    profiles,
                    url,
                    url,
                    url);
        }
    }
}
