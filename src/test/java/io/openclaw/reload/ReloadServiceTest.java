package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.openclaw.reload.EditedContext.Hanging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

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
    private final List<String> departed = new CopyOnWriteArrayList<>();

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
    private final Logger log = (Logger) LoggerFactory.getLogger(ReloadService.class.getPackageName());
    private EditedContext hub;
    private ReloadService service;
    private volatile Error trouble;

    @BeforeEach
    void start() {
        ear.start();
        log.addAppender(ear);
        hub = new EditedContext();
        service = new ReloadService(
                hub.edits,
                hub.files,
                folder,
                path -> true,
                List.of(rules(), accounts()),
                departed::addAll,
                Clock.systemUTC());
        service.start();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        hub.close();
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
        return new WatchedFile(config.resolve("accounts.yaml"), () -> {
            if (trouble != null) {
                throw trouble;
            }
        });
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
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
        assertThat(hub.context.getRoutes()).isEmpty();
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
    void aFileThatIsWrittenAllTheTimeHoldsUpNoOther() throws Exception {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try {
            AtomicInteger written = new AtomicInteger();
            writer.scheduleAtFixedRate(
                    () -> write(folder.resolve("notes.txt"), "n".repeat(written.incrementAndGet())),
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            await().until(() -> written.get() > 10);
            save("greeting.camel.yaml", ROUTE);
            awaitSaid("greeting.camel.yaml in force after");
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void aRouteFileByAnotherNameIsSaidToBeIgnored() throws Exception {
        Path file = Files.writeString(folder.resolve("greeting.camel.yml"), ROUTE);
        awaitSaid("OC-RELOAD-IGNORED " + file + " is not read: its name has to end with .camel.yaml");
        assertThat(hub.context.getRoutes()).isEmpty();
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
        said.clear();
        Path route = folder.resolve("greeting.camel.yaml");
        Files.writeString(route, Files.readString(route) + "# saved while its mapping is wrong\n");
        awaitSaid("OC-RELOAD-REFUSED " + mapping + ":2: JSONata at line 2");
        assertThat(hub.call("direct:greeting")).as("what ran goes on").isEqualTo("one");
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
        assertThat(hub.context.getRoutes()).hasSize(1);
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
        assertThat(hub.call("direct:greeting")).isEqualTo("good day");
        assertThat(service.outcomes()).allMatch(ReloadService.Outcome::taken);
    }

    private Path save(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Whoever edits a mapping or a table while a partner hangs sees it in force. */
    @Test
    void aFileThatIsBusyHoldsUpNoOtherFile() throws Exception {
        Hanging partner = hub.hanging("partner");
        String slow = ROUTE.replace("greeting", "slow")
                .replace("steps:\n", "steps:\n        - process: {id: slow-partner, ref: partner}\n");
        Path mapping = save("greeting.jsonata", "'one'");
        save(
                "greeting.camel.yaml",
                ROUTE.replace("constant:", "language:\n                language: jsonata")
                        .replace("expression: hello", "expression: \"resource:file:" + mapping + "\""));
        Path busy = save("slow.camel.yaml", slow);
        awaitSaid("slow.camel.yaml in force after");
        awaitSaid("greeting.camel.yaml in force after");
        Future<String> call = hub.template.asyncRequestBody("direct:slow", "", String.class);
        partner.awaitInside();
        said.clear();
        save("slow.camel.yaml", slow.replace("hello", "two"));
        await().until(() -> hub.edits.waiting().contains(busy.toString()));
        save("greeting.jsonata", "'another'");
        Path accounts = Files.writeString(config.resolve("accounts.yaml"), "us-south");
        save("farewell.camel.yaml", ROUTE.replace("greeting", "farewell"));
        awaitSaid("OC-RELOAD-TAKEN " + mapping + " in force");
        awaitSaid("OC-RELOAD-TAKEN " + accounts + " in force");
        awaitSaid("farewell.camel.yaml in force after");
        assertThat(hub.call("direct:greeting")).isEqualTo("another");
        save("slow.camel.yaml", slow.replace("hello", "three, the newest"));
        // Read by the time that a file saved after it is; where all is slow, what comes next is said of the text
        // before.
        save("later.camel.yaml", ROUTE.replace("greeting", "later"));
        awaitSaid("later.camel.yaml in force after");
        awaitSaid("OC-ROUTE-DRAIN the edit of " + busy + " waits for");
        assertThat(said).noneMatch(line -> line.startsWith("OC-RELOAD-TAKEN " + busy));
        save("slow.camel.yaml", slow.replace("steps:", "stepps:"));
        awaitSaid("OC-RELOAD-REFUSED " + busy);
        partner.goOn();
        awaitSaid("as it was saved before what was refused");
        assertThat(call.get()).isEqualTo("hello");
        assertThat(hub.call("direct:slow")).isEqualTo("three, the newest");
        assertThat(service.outcomes())
                .filteredOn(outcome -> !outcome.taken())
                .extracting(ReloadService.Outcome::file)
                .containsExactly(busy.toString());
    }

    /** The files under it must not be without it, and it cannot be in both. */
    @Test
    void aFileWithAnErrorHandlingMayGetAnotherName() throws Exception {
        Path old = save("edge.camel.yaml", EditedContext.errorHandling("handled"));
        save("greeting.camel.yaml", ROUTE.replace("id: greeting\n", "id: greeting\n    routeConfigurationId: edge\n"));
        awaitSaid("greeting.camel.yaml in force after");
        Files.move(old, folder.resolve("errors.camel.yaml"));
        awaitSaid("errors.camel.yaml in force after");
        awaitSaid("edge.camel.yaml is gone");
        assertThat(said).noneMatch(line -> line.contains("REFUSED"));
        assertThat(hub.call("direct:greeting")).isEqualTo("hello");
        Path errors = folder.resolve("errors.camel.yaml");
        Files.delete(errors);
        awaitSaid("OC-RELOAD-REFUSED " + errors + ":1: deleted, but its routeConfiguration is used by");
        save("greeting.camel.yaml", ROUTE);
        awaitSaid("errors.camel.yaml is gone");
        await().until(() -> service.outcomes().stream().allMatch(ReloadService.Outcome::taken));
    }

    /** An alias inside what it names: whoever walks the text walks for ever. */
    @Test
    void aFileWithoutEndIsRefusedAndTheNextIsTaken() throws Exception {
        Path endless = save("endless.camel.yaml", ROUTE.replace("steps:\n", "steps: &all\n        - *all\n"));
        awaitSaid("OC-RELOAD-REFUSED " + endless + ":1: ");
        save("greeting.camel.yaml", ROUTE);
        awaitSaid("greeting.camel.yaml in force after");
    }

    /** An error is no exception, and a task that ends with one is not run again. */
    @Test
    void anErrorInAnEditEndsNeitherTheWatchingNorTheOtherEdits() throws Exception {
        trouble = new NoClassDefFoundError("lacking");
        Files.writeString(config.resolve("accounts.yaml"), "eu-west");
        awaitSaid("OC-RELOAD-FAILED " + config.resolve("accounts.yaml"));
        save("greeting.camel.yaml", ROUTE);
        awaitSaid("greeting.camel.yaml in force after");
    }

    @Test
    void theRoutesOfADeletedFileAreToldOfWhenTheyHaveStopped() throws Exception {
        Hanging partner = hub.hanging("partner");
        Path file =
                save("greeting.camel.yaml", ROUTE.replace("steps:\n", "steps:\n        - process: {ref: partner}\n"));
        awaitSaid("greeting.camel.yaml in force after");
        hub.template.asyncRequestBody("direct:greeting", "", String.class);
        partner.awaitInside();
        Files.delete(file);
        await().until(() -> !hub.edits.waiting().isEmpty());
        assertThat(departed).isEmpty();
        partner.goOn();
        awaitSaid("greeting.camel.yaml is gone, its routes (greeting) stopped");
        await().until(() -> departed.contains("greeting"));
    }

    /** It waits, and comes to nothing in the end: what it would have had is free again. */
    @Test
    void aFileRefusedForAnEditThatFailsIsTriedAgain() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.context.getRegistry().bind("lame", new Lame());
        String slow =
                ROUTE.replace("greeting", "slow").replace("steps:\n", "steps:\n        - process: {ref: partner}\n");
        Path busy = save("slow.camel.yaml", slow);
        awaitSaid("slow.camel.yaml in force after");
        hub.template.asyncRequestBody("direct:slow", "", String.class);
        partner.awaitInside();
        save("slow.camel.yaml", slow.replace("ref: partner", "ref: lame") + ROUTE);
        await().until(() -> hub.edits.waiting().contains(busy.toString()));
        Path other = save("other.camel.yaml", ROUTE);
        awaitSaid("OC-RELOAD-REFUSED " + other);
        awaitSaid("OC-ROUTE-DRAIN the edit of " + busy + " waits for");
        partner.goOn();
        awaitSaid("OC-RELOAD-REFUSED " + busy + ":1: could not be started");
        awaitSaid("OC-RELOAD-TAKEN " + other + " in force");
    }

    /** What is tried again by the way is not read while it is being saved, nor told of twice. */
    @Test
    void aFileHasNewsUntilTheyAreTold() throws Exception {
        Path file = save("greeting.camel.yaml", "");
        FolderWatcher watcher = new FolderWatcher(List.of(folder));
        assertThat(watcher.hasNews(file)).isFalse();
        Files.writeString(file, ROUTE);
        assertThat(watcher.hasNews(file)).isTrue();
        assertThat(watcher.hasNews(folder)).isTrue();
        await().until(() -> watcher.poll().written().contains(file));
        assertThat(watcher.hasNews(folder)).isFalse();
        Files.delete(file);
        assertThat(watcher.hasNews(file)).isTrue();
        await().until(() -> watcher.poll().deleted().contains(file));
        assertThat(watcher.hasNews(file)).isFalse();
    }
}
