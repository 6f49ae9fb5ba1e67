package io.openclaw.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's page as a person sees it: in a browser, with its scripts running. */
class HawtioPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @Test
    void theRoutesTheirSourceAndTheOperatorsOwnBeansAreShown() throws Exception {
        assumeTrue(Browser.installed(), "no chromium and chromedriver on this machine: the page is not looked at");
        try (HubProcess hub = HubProcess.of(
                                "hawtio-page",
                                HubProcess.freePort(),
                                folder.resolve("hub"),
                                Map.of("openclaw.sandbox.demo-orders", "false"))
                        .start();
                Browser browser = Browser.start(folder)) {
            browser.open(hub.url() + "/actuator/hawtio/");
            shows(
                    browser,
                    "order-creation",
                    "stock-deduction",
                    "waybill-generation",
                    "logistics-callback",
                    "exception-sync");

            click(browser, "Source");
            await("the source of the routes").atMost(PATIENCE).until(() -> browser.run(
                            "return [...document.querySelectorAll('.view-line')].map(l => l.innerText).join(' ')")
                    .asText()
                    .contains("route"));

            click(browser, "JMX");
            shows(browser, "io.openclaw");
        }
    }

    private static void click(Browser browser, String text) {
        await("'" + text + "' to click on").atMost(PATIENCE).until(() -> browser.click(text));
    }

    private static void shows(Browser browser, String... texts) {
        for (String text : texts) {
            await("the page shows " + text)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> browser.text().replace('\u00a0', ' ').contains(text));
        }
    }
}
