package io.openclaw;

import io.openclaw.sandbox.SandboxConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts the hub: the routes of {@code routes/}, the store, and in the sandbox profile the simulated partners.
 * With the profile {@code partners} the same jar runs the simulated partners alone.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({HubConfiguration.class, SandboxConfiguration.class, StartLine.class})
public class OpenClawApplication {

    public static void main(String[] args) {
        HeadStart.begin();
        SpringApplication.run(OpenClawApplication.class, args);
    }
}
