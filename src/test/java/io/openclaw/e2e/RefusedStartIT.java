package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub that does not start for a file says which, where and why, and nothing of what it is made of. */
class RefusedStartIT {

    /** What introduces the report is Spring's; all else is the hub's own. */
    private static final String HEADLINE = "APPLICATION FAILED TO START";

    @TempDir
    Path folder;

    @Test
    void aStartInEarnestWithoutAKeySaysHowToMakeOne() {
        HubProcess hub = HubProcess.plain(
                        "refused-start-key",
                        HubProcess.freePort(),
                        folder.resolve("data"),
                        Map.of("spring.profiles.active", "live"))
                .in(HubFolder.copy(folder).root());
        assertThat(hub.launch().awaitEnd()).as("status of the process").isEqualTo(1);
        assertThat(saysNothingOfSpring(hub)).anyMatch(line -> line.startsWith("Set OPENCLAW_ENCRYPTION_KEY to"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            config/partners.yaml            | kind: platform        | kind: platfrom        | accounts.shopify-us.kind 'platfrom' is none of platform, carrier, warehouse, erp
            routes/order-creation.camel.yaml | uri: inbox:load | uri: nowhere:at-all | nowhere
            """)
    void aStartThatFailsForAFileNamesItAndNothingElse(String file, String good, String bad, String reason) {
        HubFolder files = HubFolder.copy(folder);
        files.edit(file, good, bad);
        HubProcess hub = HubProcess.plain(
                        "refused-start-" + Path.of(file).getFileName(),
                        HubProcess.freePort(),
                        folder.resolve("data"),
                        Map.of("openclaw.sandbox.demo-orders", "false"))
                .in(folder);
        assertThat(hub.launch().awaitEnd()).as("status of the process").isEqualTo(1);
        List<String> said = saysNothingOfSpring(hub);
        assertThat(said).anyMatch(line -> line.startsWith("Mend the file, then start again."));
        assertThat(said)
                .filteredOn(line -> line.startsWith(file + ":"))
                .singleElement()
                .asString()
                .matches("[^:]+:\\d+: .*")
                .contains(reason);
    }

    private static List<String> saysNothingOfSpring(HubProcess hub) {
        List<String> said = hub.said().lines().toList();
        assertThat(said)
                .contains(HEADLINE)
                .noneMatch(line -> line.startsWith("\tat ")
                        || line.contains("Caused by")
                        || line.contains("Exception")
                        || line.contains("org.springframework"));
        assertThat(said)
                .filteredOn(line ->
                        line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*") && !line.matches(".* io?\\.o(penclaw)?[. ].*"))
                .as("lines of others than the hub")
                .singleElement()
                .asString()
                .contains("LoggingFailureAnalysisReporter");
        return said;
    }
}
