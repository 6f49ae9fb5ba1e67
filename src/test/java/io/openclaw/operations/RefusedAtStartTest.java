package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.rulefile.RuleFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

/** What an operator reads when a hub does not start for a file. */
class RefusedAtStartTest {

    @TempDir
    Path folder;

    private RefusedAtStart analyzer;

    @BeforeEach
    void routes() throws Exception {
        Files.writeString(
                folder.resolve("greeting.camel.yaml"),
                """
                - route:
                    id: greeting
                    from:
                      uri: direct:greeting
                      steps:
                        - to:
                            id: greeting.say
                            uri: nowhere:at-all
                """);
        analyzer = new RefusedAtStart(new MockEnvironment()
                .withProperty("openclaw.routes-dir", folder.toString())
                .withProperty("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml"));
    }

    private String said(Throwable failure) {
        FailureAnalysis analysis = analyzer.analyze(new IllegalStateException("Spring's words", failure));
        assertThat(analysis.getAction()).startsWith("Mend the file, then start again.");
        return analysis.getDescription();
    }

    @Test
    void configurationIsNamedWithPlaceAndReason() {
        assertThat(said(new RuleFileException("config/sourcing.yaml", 52, "unknown word 'nome'; did you mean name?")))
                .isEqualTo("config/sourcing.yaml:52: unknown word 'nome'; did you mean name?");
    }

    /** As a live edit is told, and each at its own place. */
    @Test
    void everyProblemOfAccountsIsNamedWithItsLine() throws Exception {
        Path file = Files.writeString(
                folder.resolve("partners.yaml"),
                """
                accounts:
                  my.shop:
                    kind: platfrom
                    vendor: shopify
                    secrets:
                      - known
                      - ${NOT_SET}
                """);
        assertThat(said(catchThrowable(() -> new ConfiguredAccounts(file, new MockEnvironment())))
                        .lines())
                .containsExactly(
                        file + ":3: accounts.my.shop.kind 'platfrom' is none of platform, carrier, warehouse, erp",
                        file
                                + ":7: accounts.my.shop.secrets[1] needs a variable that is not set: NOT_SET has neither a value"
                                + " nor, as in ${NAME:default}, a default",
                        file + ":5: accounts.my.shop.secrets holds an empty secret");
        Files.writeString(file, "accounts:\n  shop: {kind: platform\n  erp: {}\n");
        assertThat(said(catchThrowable(() -> new ConfiguredAccounts(file, new MockEnvironment()))))
                .startsWith(file + ":3: not valid YAML: ");
    }

    @Test
    void aRouteIsNamedWithTheStepAtFault() {
        assertThat(said(new FailedToCreateRouteException(
                        "greeting",
                        "",
                        "greeting",
                        "direct:greeting",
                        new org.apache.camel.ResolveEndpointFailedException("nowhere:at-all", "nobody knows it"))))
                .startsWith(folder.resolve("greeting.camel.yaml") + ":8: step 'greeting.say': ")
                .contains("nobody knows it");
    }

    @Test
    void whatCamelsReaderSaysIsSaidInOneLine() {
        assertThat(
                        said(
                                new RuntimeCamelException(
                                        "Unsupported field: stepss\n in file:routes/stock-sync.camel.yaml, line 14, column 9:\n   - transacted:\n   ^")))
                .isEqualTo("routes/stock-sync.camel.yaml:14: Unsupported field: stepss");
    }

    @Test
    void aRouteFileNobodyCanReadIsNamedItself() throws Exception {
        Files.writeString(folder.resolve("greeting.camel.yaml"), "- route: [");
        assertThat(said(new RuntimeCamelException("something")))
                .startsWith(folder.resolve("greeting.camel.yaml") + ":1: ");
    }

    @Test
    void oneStartNamesAllRouteFilesThatCannotBeRead() throws Exception {
        Path cut = Files.writeString(folder.resolve("a.camel.yaml"), "- route: [");
        String route =
                "- route:\n    id: b\n    from:\n      uri: direct:b\n      steps:\n        - setBdoy:\n            id: b.x\n";
        Path slip = Files.writeString(folder.resolve("b.camel.yaml"), route);
        assertThat(said(new FailedToCreateRouteException(
                                "greeting",
                                "",
                                "greeting",
                                "direct:greeting",
                                new org.apache.camel.ResolveEndpointFailedException(
                                        "nowhere:at-all", "nobody knows it")))
                        .lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(cut + ":1: not YAML"),
                        line -> assertThat(line).startsWith(slip + ":6: ").contains("setBdoy"),
                        line -> assertThat(line).startsWith(folder.resolve("greeting.camel.yaml") + ":8: "));
    }

    @Test
    void aKeyThatIsMissingOrNoneIsToldWithTheRemedy() {
        for (String said : List.of("openclaw.encryption-key is not set.", "openclaw.encryption-key is not base64")) {
            FailureAnalysis analysis =
                    new KeyAtStart().analyze(new BeanCreationException("no cipher", new IllegalStateException(said)));
            assertThat(analysis.getDescription()).isEqualTo(said);
            assertThat(analysis.getAction()).contains("OPENCLAW_ENCRYPTION_KEY", "openssl rand -base64 32");
        }
        assertThat(new KeyAtStart().analyze(new IllegalStateException())).isNull();
    }

    @Test
    void whatIsNoFileIsLeftToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException("the port is taken")))
                .isNull();
        assertThat(analyzer.analyze(new RuntimeCamelException("no route of ours")))
                .isNull();
    }
}
