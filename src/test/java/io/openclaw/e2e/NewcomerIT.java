package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The first minutes with the hub: the jar as it is built, started with nothing but its memory, on an empty folder. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewcomerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long MOST_KILOBYTES = 400_000;

    @TempDir
    static Path folder;

    private static HubProcess hub;

    @BeforeAll
    static void start() {
        hub = HubProcess.plain("newcomer", HubProcess.freePort(), folder.resolve("hub"), Map.of())
                .start();
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    @Order(1)
    void ordersWalkTheChainByThemselvesAndOneEndsInACase() {
        HubClient api = new HubClient(hub.url());
        await("four demo orders are delivered and one failed").atMost(PATIENCE).untilAsserted(() -> {
            List<String> statuses = new ArrayList<>();
            api.get("/api/v2.1/orders")
                    .json()
                    .get("items")
                    .forEach(order -> statuses.add(order.get("status").asText()));
            assertThat(statuses).hasSize(5).filteredOn("delivered"::equals).hasSize(4);
            assertThat(api.get("/api/v2.1/exceptions").json().get("items"))
                    .as("open cases")
                    .hasSize(1);
        });
    }

    /** A heap that begins as large as the machine would have it, a 64th of its memory, is never given back. */
    @Test
    @Order(2)
    void theHeapBeginsSmall() {
        assertThat(HubProcess.runOptions()).contains("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");
    }

    @Test
    @Order(2)
    void anIdleHubIsSmall() {
        Path status = Path.of("/proc", Long.toString(hub.pid()), "status");
        assumeTrue(Files.exists(status), "no /proc on this machine: the memory is not looked at");
        // A busy machine compiles for long, and the hub is not idle until that is over.
        await("resident memory of an idle hub")
                .atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(residentKilobytes(status)).isLessThan(MOST_KILOBYTES));
    }

    @Test
    @Order(3)
    void theOperatorsPageShowsTheRoutesTheirSourceAndTheHubsOwnBeans() throws Exception {
        assumeTrue(Browser.installed(), "no chromium and chromedriver on this machine: the page is not looked at");
        try (Browser browser = Browser.start(folder)) {
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

    private static long residentKilobytes(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
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
