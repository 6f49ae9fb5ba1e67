package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.mock.env.MockEnvironment;

/** What an operator reads of an edit. */
class ReloadServiceTest {

    private static final String ROUTE =
            """
            - route:
                id: greeting
                from:
                  uri: direct:greeting
                  steps:
                    - setBody:
                        id: greeting-text
                        expression:
                          constant:
                            expression: hello
            """;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    /** Rules that name an account, beside the accounts there are. */
    @TempDir
    Path config;

    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            said.add(event.getFormattedMessage());
        }
    };
    private final Logger log = (Logger) LoggerFactory.getLogger(ReloadService.class);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ReloadService service;

    @BeforeEach
    void start() {
        ear.start();
        log.addAppender(ear);
        RouteGate gate = new RouteGate();
        RouteFiles files = new RouteFiles();
        context.disableJMX();
        context.addComponent("direct", new GatedDirectComponent(gate, files));
        context.start();
        RouteSwap swap = new RouteSwap(context, files, gate, new DryRun(context, new MockEnvironment()), 10_000);
        service = new ReloadService(
                swap, files, folder, path -> true, List.of(rules(), accounts()), ids -> {}, Clock.systemUTC());
        service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        context.stop();
        log.detachAppender(ear);
    }

    private WatchedFile rules() {
        Path rules = config.resolve("rules.yaml");
        return new WatchedFile(rules, () -> {
            String named = text(rules);
            if (!text(config.resolve("accounts.yaml")).contains(named)) {
                throw new IllegalArgumentException(rules + ":1: " + named + " is no account");
            }
        });
    }

    private WatchedFile accounts() {
        return new WatchedFile(config.resolve("accounts.yaml"), () -> {});
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitSaid(String words) {
        await().until(() -> said.stream().anyMatch(line -> line.contains(words)));
    }

    @Test
    void aDeletedFileIsSaidToBeGone() throws Exception {
        Path file = Files.writeString(folder.resolve("greeting.camel.yaml"), ROUTE);
        awaitSaid("greeting.camel.yaml in force after");
        said.clear();
        Files.delete(file);
        awaitSaid("OC-RELOAD-TAKEN");
        assertThat(said)
                .filteredOn(line -> line.startsWith("OC-RELOAD-TAKEN"))
                .singleElement()
                .asString()
                .contains("greeting.camel.yaml is gone, its routes (greeting) stopped after")
                .doesNotContain("in force");
        assertThat(context.getRoutes()).isEmpty();
    }

    /** Windows editors of Chinese integrators save so. */
    @Test
    void aFileInGbkIsRefusedWithTheLineAndTheRemedy() throws Exception {
        Path file = folder.resolve("greeting.camel.yaml");
        Files.write(file, ("# hello\n# 打招呼\n" + ROUTE).getBytes(Charset.forName("GBK")));
        awaitSaid("OC-RELOAD-REFUSED " + file + ":2: is not UTF-8 text");
        assertThat(said).anyMatch(line -> line.contains("save it with the encoding UTF-8"));
        Files.writeString(file, "\uFEFF# 打招呼\r\n" + ROUTE.replace("\n", "\r\n"));
        awaitSaid("greeting.camel.yaml in force after");
    }

    @Test
    void aRouteFileByAnotherNameIsSaidToBeIgnored() throws Exception {
        Path file = Files.writeString(folder.resolve("greeting.camel.yml"), ROUTE);
        awaitSaid("OC-RELOAD-IGNORED " + file + " is not read: its name has to end with .camel.yaml");
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void whatAnEditorLeavesBesideAFileIsNoEdit() throws Exception {
        for (String name : List.of(
                ".greeting.camel.yaml.swp",
                "greeting.camel.yaml~",
                "4913",
                "._greeting.camel.yaml",
                "#a.camel.yaml#")) {
            Files.writeString(folder.resolve(name), "\0\5\26\7");
        }
        Files.writeString(folder.resolve("greeting.camel.yaml"), ROUTE);
        awaitSaid("OC-RELOAD-TAKEN");
        assertThat(said).hasSize(1);
    }

    @Test
    void aMappingThatIsNoTextOrEmptyIsRefusedByItsOwnName() throws Exception {
        Path mapping = Files.writeString(folder.resolve("greeting.jsonata"), "'one'");
        Files.writeString(
                folder.resolve("greeting.camel.yaml"),
                ROUTE.replace("constant:", "language:\n                language: jsonata")
                        .replace("expression: hello", "expression: \"resource:file:" + mapping + "\""));
        awaitSaid("greeting.camel.yaml in force after");
        Files.write(mapping, "/* one */\n'Zo\u00eb'".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        awaitSaid("OC-RELOAD-REFUSED " + mapping + ":2: is not UTF-8 text");
        Files.writeString(mapping, "");
        awaitSaid("OC-RELOAD-REFUSED " + mapping + ":1: is empty");
        Files.writeString(mapping, "/* two */\n$lowercased('TWO')");
        awaitSaid("OC-RELOAD-REFUSED " + mapping + ":2: JSONata at line 2");
        assertThat(context.createProducerTemplate().requestBody("direct:greeting", "{}", String.class))
                .as("what ran goes on")
                .isEqualTo("one");
    }

    @Test
    void aMappingThatIsGoneIsMissedAtOnce() throws Exception {
        Path mapping = Files.writeString(folder.resolve("greeting.jsonata"), "'one'");
        Files.writeString(
                folder.resolve("greeting.camel.yaml"),
                ROUTE.replace("constant:", "language:\n                language: jsonata")
                        .replace("expression: hello", "expression: \"resource:file:" + mapping + "\""));
        awaitSaid("greeting.camel.yaml in force after");
        Files.delete(mapping);
        awaitSaid("greeting.jsonata:1: is gone, but ");
        assertThat(context.getRoutes()).hasSize(1);
        Files.writeString(mapping, "'two'");
        await().until(() -> service.outcomes().stream().allMatch(ReloadService.Outcome::taken));
    }

    @Test
    void aFileThatWasRefusedIsTakenWhenWhatItLackedIsSaved() throws Exception {
        Path rules = Files.writeString(config.resolve("rules.yaml"), "us-north");
        awaitSaid("OC-RELOAD-REFUSED " + rules + ":1: us-north is no account - the former version goes on");
        Files.writeString(config.resolve("accounts.yaml"), "us-south");
        awaitSaid("OC-RELOAD-TAKEN " + config.resolve("accounts.yaml"));
        assertThat(said).filteredOn(line -> line.contains("REFUSED")).hasSize(1);
        Files.writeString(config.resolve("accounts.yaml"), "us-south, us-north");
        awaitSaid("OC-RELOAD-TAKEN " + rules + " in force");
        assertThat(service.outcomes()).allMatch(ReloadService.Outcome::taken);
    }

    @Test
    void aRouteMayMoveToAFileThatIsSavedFirst() throws Exception {
        Path old = Files.writeString(folder.resolve("old.camel.yaml"), ROUTE);
        awaitSaid("old.camel.yaml in force after");
        Path young = Files.writeString(folder.resolve("young.camel.yaml"), ROUTE.replace("hello", "good day"));
        awaitSaid("OC-RELOAD-REFUSED " + young + ":");
        assertThat(said).anyMatch(line -> line.endsWith("belongs to " + old + " - none of its routes is in force"));
        Files.writeString(old, ROUTE.replace("greeting", "farewell"));
        awaitSaid("OC-RELOAD-TAKEN " + young + " in force");
        assertThat(context.createProducerTemplate().requestBody("direct:greeting", "", String.class))
                .isEqualTo("good day");
        assertThat(service.outcomes()).allMatch(ReloadService.Outcome::taken);
    }
}
