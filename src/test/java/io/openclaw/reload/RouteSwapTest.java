package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

/** Live edits: taken under load without a loss, or refused with the old routes running on. */
class RouteSwapTest {

    private static final String FILE = "routes/greeting.camel.yaml";

    private final RouteGate gate = new RouteGate();
    private final RouteFiles files = new RouteFiles();
    private DefaultCamelContext context;
    private ProducerTemplate template;
    private RouteSwap swap;

    @BeforeEach
    void start() throws Exception {
        context = new DefaultCamelContext();
        context.disableJMX();
        context.addComponent("direct", new GatedDirectComponent(gate, files));
        context.start();
        template = context.createProducerTemplate();
        swap = new RouteSwap(context, files, gate, new DryRun(context, new MockEnvironment()), 10_000);
    }

    @AfterEach
    void stop() throws Exception {
        template.stop();
        context.stop();
    }

    private static String greeting(String id, String uri, String text) {
        return """
                - route:
                    id: %s
                    description: says hello
                    from:
                      uri: %s
                      steps:
                        - setBody:
                            id: %s-text
                            expression:
                              constant:
                                expression: %s
                """
                .formatted(id, uri, id, text);
    }

    /** Camel's own patience of half a minute would hold up the file that named it, and its mending. */
    @Test
    @Timeout(15)
    void aNameThatNoFileAnswersIsToldSoon() {
        assertThatThrownBy(() -> template.requestBody("direct:greeting.misspelt", ""))
                .hasRootCauseInstanceOf(DirectConsumerNotAvailableException.class)
                .hasStackTraceContaining("no route answers direct://greeting.misspelt");
    }

    @Test
    void anEditIsInForceAtOnce() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("one");
        swap.apply(FILE, greeting("greeting", "direct:greeting", "two"), List.of());
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("two");
    }

    /** Its author sees nothing happen, and whoever saves another file neither. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anEditThatWaitsSaysForWhat(CapturedOutput log) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        context.getInflightRepository().setInflightBrowseEnabled(true);
        context.getRegistry().bind("slow", (Processor) exchange -> {
            inside.countDown();
            done.await(30, TimeUnit.SECONDS);
        });
        swap.apply(
                FILE,
                """
                - route:
                    id: greeting
                    from:
                      uri: direct:greeting
                      steps:
                        - process: {id: greeting-slow, ref: slow}
                """,
                List.of());
        CompletableFuture<Object> call = template.asyncRequestBody("direct:greeting", "");
        inside.await(10, TimeUnit.SECONDS);
        CompletableFuture<Void> edit = CompletableFuture.runAsync(() -> {
            try {
                swap.apply(FILE, greeting("greeting", "direct:greeting", "two"), List.of());
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> log.getAll().contains("OC-ROUTE-DRAIN the edit of " + FILE));
        assertThat(log).containsPattern("greeting has 1 \\(at greeting-slow for \\d+ s\\)");
        assertThat(edit).isNotDone();
        done.countDown();
        edit.join();
        call.join();
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("two");
    }

    @Test
    void aRouteThatCallsItselfWithEveryMessageIsRefused() {
        String loop =
                """
                - route:
                    id: loop
                    from:
                      uri: direct:loop
                      steps:
                        - log: {id: loop-log, message: again}
                        - to: direct:loop
                """;
        assertThatThrownBy(() -> swap.apply(FILE, loop, List.of()))
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(7))
                .hasMessageContaining("direct:loop calls itself with every message");
    }

    @Test
    void aRenamedRouteLeavesNothingBehind() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        swap.apply(FILE, greeting("welcome", "direct:greeting", "two"), List.of());
        assertThat(context.getRoute("greeting")).isNull();
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("two");
    }

    @Test
    void aDeletedFileStopsItsRoutes() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        swap.remove(FILE);
        assertThat(context.getRoutes()).isEmpty();
        assertThat(files.files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            - setBody:                         |- setBodyy:                    | 7
            uri: direct:greeting               |uri: nosuch:greeting           | 5
            uri: direct:greeting               |uri: direct:greeting?speed=2   | 5
            expression: one                    |expression: '{{no.such.place}}'| 11
            constant:                          |simple:                        | 11
            '    from:'                        |'    form:'                    | 2
            """)
    void aBadFileIsRefusedWithLineAndTheOldRouteGoesOn(String good, String bad, int line) throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        String broken = greeting("greeting", "direct:greeting", "one").replace(good, bad);
        if (bad.equals("simple:")) {
            broken = broken.replace("expression: one", "expression: '${body.}${'");
        }
        String text = broken;
        assertThatThrownBy(() -> swap.apply(FILE, text, List.of()))
                .isInstanceOfSatisfying(RefusedFile.class, refused -> {
                    assertThat(refused.file()).isEqualTo(FILE);
                    assertThat(refused.line()).as(refused.said()).isEqualTo(line);
                    assertThat(refused.getMessage()).isNotBlank();
                });
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("one");
    }

    @Test
    void aRouteNothingComesToAndALanguageNobodySpeaksAreNamedWhereTheyStand() {
        String text = greeting("greeting", "direct:greeting", "one");
        assertThatThrownBy(() -> swap.apply(FILE, text.substring(0, text.indexOf("    from:")), List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessage("route 'greeting' has no 'from': nothing would ever come to it");
        String spoken = text.replace("constant:", "language:") + "                language: jsonatta\n";
        assertThatThrownBy(() -> swap.apply(FILE, spoken, List.of()))
                .isInstanceOfSatisfying(RefusedFile.class, refused -> {
                    assertThat(refused.getMessage()).contains("jsonatta").contains("step 'greeting-text'");
                    assertThat(refused.line()).as(refused.said()).isEqualTo(12);
                });
    }

    /** Many steps call the same endpoint; the one that is wrong is named. */
    @Test
    void aMisspeltOptionIsFoundInItsOwnStep() throws Exception {
        String other = greeting("other", "direct:other", "one") + "        - to: {id: other.log, uri: 'log:hello'}\n";
        String text = other
                + greeting("greeting", "direct:greeting", "one")
                + "        - to: {id: greeting.first, uri: 'log:hello'}\n"
                + "        - to:\n            id: greeting.second\n            uri: log:hello\n"
                + "            parameters:\n              showwAll: true\n";
        assertThatThrownBy(() -> swap.apply(FILE, text, List.of()))
                .isInstanceOfSatisfying(RefusedFile.class, refused -> {
                    assertThat(refused.getMessage())
                            .contains("step 'greeting.second'")
                            .contains("showwAll");
                    assertThat(refused.line())
                            .as(refused.said())
                            .isEqualTo(text.lines().toList().indexOf("              showwAll: true") + 1);
                });
    }

    /** Camel takes each of these, and then every message fails on it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            to: log:hello                               |toD: 'lag:${body}'                            | there is no component 'lag:'; did you mean log:?
            to: log:hello                               |toD: {uri: 'log:x?marker=${body}'}               |
            to: log:hello                               |toD: {id: later, uri: 'chanel:x?delay=${body}'} | step 'later': there is no component 'chanel:'; did you mean channel:?
            to: log:hello                               |bean: {ref: text, method: 'concat(${body}'}   | 'concat(${body}' lacks a parenthesis
            to: log:hello                               |bean: {ref: text, method: 'concat(${boddy})'} | Unknown function: boddy
            to: log:hello                               |bean: {ref: text, method: 'concatt(${body})'} | concatt
            to: log:hello                               |bean: {ref: texd, method: 'concat(${body})'}  | did you mean text?
            to: log:hello                               |to: 'lag:hello'                               | there is no component 'lag:'; did you mean log:?
            """)
    void aSlipThatWouldFailEveryMessageIsRefusedWithItsStep(String good, String bad, String reason) throws Exception {
        context.getRegistry().bind("text", "words");
        String sound = greeting("greeting", "direct:greeting", "one") + "        - to: log:hello\n";
        swap.apply(FILE, sound, List.of());
        String text = sound.replace(good, bad);
        assertThat(text).isNotEqualTo(sound);
        if (reason == null) {
            swap.apply(FILE, text, List.of());
            return;
        }
        assertThatThrownBy(() -> swap.apply(FILE, text, List.of()))
                .isInstanceOfSatisfying(RefusedFile.class, refused -> {
                    assertThat(refused.getMessage())
                            .containsPattern("^(step|route) '")
                            .contains(reason);
                    assertThat(refused.line()).as(refused.said()).isEqualTo(12);
                });
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("one");
    }

    @Test
    void aConnectorsRouteBearsTheNameItIsCalledBy() {
        String file = "routes/connectors/carrier/slow.camel.yaml";
        assertThatThrownBy(() -> swap.apply(file, greeting("slow.label", "direct:slow.get-label", "x"), List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("has to bear the id slow.get-label");
    }

    @Test
    void aCallThatNoRouteAnswersIsKnownByItsPlace() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one") + "        - to: direct:nobody\n", List.of());
        assertThat(swap.unanswered()).containsExactly(Map.entry(FILE + ":12", "direct:nobody"));
        swap.apply("routes/nobody.camel.yaml", greeting("nobody", "direct:nobody", "me"), List.of());
        assertThat(swap.unanswered()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                    | is empty: delete the file if its routes are to stop
            '# nothing yet'       | is empty: delete the file if its routes are to stop
            """)
    void anEmptyFileIsNoDeletedOne(String text, String reason) throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        assertThatThrownBy(() -> swap.apply(FILE, text, List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessage(reason);
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("one");
    }

    @Test
    void anIdOfAnotherFileIsNotStolen() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "one"), List.of());
        assertThatThrownBy(() ->
                        swap.apply("routes/thief.camel.yaml", greeting("greeting", "direct:thief", "two"), List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("belongs to " + FILE);
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("one");
    }

    @Test
    void aRouteUnderAnUnknownConfigurationIsRefused() {
        String text = greeting("greeting", "direct:greeting", "one")
                .replace("id: greeting\n", "id: greeting\n    routeConfigurationId: nowhere\n");
        assertThatThrownBy(() -> swap.apply(FILE, text, List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void anEditedErrorHandlingReachesTheRoutesUnderIt() throws Exception {
        String handling =
                """
                - routeConfiguration:
                    id: edge
                    onException:
                      - onException:
                          exception: [java.lang.Exception]
                          handled: {constant: {expression: "true"}}
                          steps:
                            - setBody: {expression: {constant: {expression: ANSWER}}}
                """;
        String failing =
                """
                - route:
                    id: greeting
                    routeConfigurationId: edge
                    from:
                      uri: direct:greeting
                      steps:
                        - throwException: {exceptionType: java.lang.IllegalStateException, message: no}
                """;
        swap.apply("routes/error.camel.yaml", handling.replace("ANSWER", "sorry"), List.of());
        swap.apply(FILE, failing, List.of());
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("sorry");
        swap.apply("routes/error.camel.yaml", handling.replace("ANSWER", "excuse me"), List.of());
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("excuse me");
    }

    @Test
    void underLoadNothingIsLostOrRefused() throws Exception {
        swap.apply(FILE, greeting("greeting", "direct:greeting", "v0"), List.of());
        swap.apply(
                "routes/caller.camel.yaml",
                """
                - route:
                    id: caller
                    from:
                      uri: direct:caller
                      steps:
                        - to: direct:greeting
                        - delay: {expression: {constant: {expression: "1"}}}
                        - to: direct:greeting
                """,
                List.of());
        AtomicBoolean go = new AtomicBoolean(true);
        AtomicInteger answered = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(callers.submit(() -> {
                while (go.get()) {
                    assertThat(template.requestBody("direct:caller", "", String.class))
                            .startsWith("v");
                    answered.incrementAndGet();
                }
                return null;
            }));
        }
        for (int version = 1; version <= 20; version++) {
            swap.apply(FILE, greeting("greeting", "direct:greeting", "v" + version), List.of());
            if (version % 5 == 0) {
                swap.again("routes/caller.camel.yaml");
            }
        }
        int before = answered.get();
        await().atMost(Duration.ofSeconds(40)).until(() -> answered.get() > before + 20);
        go.set(false);
        for (Future<Void> one : all) {
            one.get(10, TimeUnit.SECONDS);
        }
        callers.shutdown();
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("v20");
    }

    @Test
    void callersWaitForWhatIsInFlight() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        context.getRegistry().bind("slow", (Processor) exchange -> {
            inside.countDown();
            release.await(10, TimeUnit.SECONDS);
        });
        String slow =
                """
                - route:
                    id: greeting
                    from:
                      uri: direct:greeting
                      steps:
                        - process: {ref: slow}
                        - setBody: {expression: {constant: {expression: old}}}
                """;
        swap.apply(FILE, slow, List.of());
        Future<String> first = template.asyncRequestBody("direct:greeting", "", String.class);
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        ExecutorService editor = Executors.newSingleThreadExecutor();
        Future<?> edit = editor.submit(() -> {
            swap.apply(FILE, greeting("greeting", "direct:greeting", "new"), List.of());
            return null;
        });
        Future<String> second = template.asyncRequestBody("direct:greeting", "", String.class);
        assertThat(edit.isDone()).isFalse();
        release.countDown();
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("old");
        edit.get(5, TimeUnit.SECONDS);
        assertThat(second.get(5, TimeUnit.SECONDS)).isIn("old", "new");
        assertThat(template.requestBody("direct:greeting", "", String.class)).isEqualTo("new");
        editor.shutdown();
    }

    private static String mapped(Path mapping, String step) {
        return """
                - route:
                    id: greeting
                    from:
                      uri: direct:greeting
                      steps:
                        - %s
                        - setBody:
                            expression:
                              language:
                                language: jsonata
                                expression: "resource:file:%s"
                """
                .formatted(step, mapping);
    }

    @Test
    void aMappingSavedWhileAnEditDrainsIsNotTakenUnchecked(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("greeting.jsonata");
        Files.writeString(mapping, "'one'");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        context.getRegistry().bind("slow", (Processor) exchange -> {
            inside.countDown();
            release.await(10, TimeUnit.SECONDS);
        });
        swap.apply(FILE, mapped(mapping, "process: {ref: slow}"), List.of());
        Future<String> first = template.asyncRequestBody("direct:greeting", "{}", String.class);
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        Files.writeString(mapping, "'two'");
        FutureTask<?> edit = new FutureTask<>(() -> {
            swap.again(FILE);
            return null;
        });
        Thread editor = new Thread(edit);
        editor.start();
        await("the edit is checked and waits for what is in flight")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Stream.of(editor.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitEmpty")));
        Files.writeString(mapping, "'three' = = ,,");
        release.countDown();
        edit.get(10, TimeUnit.SECONDS);
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(template.requestBody("direct:greeting", "{}", String.class)).isEqualTo("two");
        assertThatThrownBy(() -> swap.again(FILE)).isInstanceOf(RefusedFile.class);
        assertThat(template.requestBody("direct:greeting", "{}", String.class)).isEqualTo("two");
        Files.writeString(mapping, "'three'");
        swap.again(FILE);
        assertThat(template.requestBody("direct:greeting", "{}", String.class)).isEqualTo("three");
    }

    @Test
    void whatCannotBeStartedIsUndoneWithTheMappingThatRan(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("greeting.jsonata");
        Files.writeString(mapping, "'one'");
        swap.apply(FILE, mapped(mapping, "log: hello"), List.of());
        Files.writeString(mapping, "'two' = = ,,");
        context.getRegistry().bind("lame", new Lame());
        String unstartable = greeting("greeting", "direct:greeting", "new")
                .replace("      steps:\n", "      steps:\n        - process: {ref: lame}\n");
        assertThatThrownBy(() -> swap.apply(FILE, unstartable, List.of()))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("could not be started");
        assertThat(template.requestBody("direct:greeting", "{}", String.class)).isEqualTo("one");
    }

    /** Passes the dry run, and fails when it is started once more. */
    private static final class Lame extends ServiceSupport implements Processor {

        private int starts;

        @Override
        public void process(Exchange exchange) {
            exchange.getMessage().setBody("never");
        }

        @Override
        protected void doStart() {
            if (++starts > 1) {
                throw new IllegalStateException("lame");
            }
        }
    }
}
