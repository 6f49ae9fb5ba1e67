package io.openclaw.reload;

import static io.openclaw.reload.EditedContext.errorHandling;
import static io.openclaw.reload.EditedContext.greeting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live edits: taken under load without a loss, or refused with the old routes running on. */
class RouteEditsTest {

    private static final String FILE = "routes/greeting.camel.yaml";

    private EditedContext hub;

    @BeforeEach
    void start() {
        hub = new EditedContext();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    /** Camel's own patience of half a minute would hold up the file that named it, and its mending. */
    @Test
    @Timeout(15)
    void aNameThatNoFileAnswersIsToldSoon() {
        assertThatThrownBy(() -> hub.template.requestBody("direct:greeting.misspelt", ""))
                .hasRootCauseInstanceOf(DirectConsumerNotAvailableException.class)
                .hasStackTraceContaining("no route answers direct://greeting.misspelt");
    }

    @Test
    void anEditIsInForceAtOnce() throws Exception {
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
        hub.apply(FILE, greeting("greeting", "direct:greeting", "two"));
        assertThat(hub.call("direct:greeting")).isEqualTo("two");
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
        assertThatThrownBy(() -> hub.apply(FILE, loop))
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(7))
                .hasMessageContaining("direct:loop calls itself with every message");
    }

    @Test
    void aRenamedRouteLeavesNothingBehind() throws Exception {
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        hub.apply(FILE, greeting("welcome", "direct:greeting", "two"));
        assertThat(hub.context.getRoute("greeting")).isNull();
        assertThat(hub.call("direct:greeting")).isEqualTo("two");
    }

    @Test
    void aDeletedFileStopsItsRoutes() throws Exception {
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        hub.remove(FILE);
        assertThat(hub.context.getRoutes()).isEmpty();
        assertThat(hub.files.files()).isEmpty();
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
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        String broken = greeting("greeting", "direct:greeting", "one").replace(good, bad);
        if (bad.equals("simple:")) {
            broken = broken.replace("expression: one", "expression: '${body.}${'");
        }
        String text = broken;
        assertThatThrownBy(() -> hub.apply(FILE, text)).isInstanceOfSatisfying(RefusedFile.class, refused -> {
            assertThat(refused.file()).isEqualTo(FILE);
            assertThat(refused.line()).as(refused.said()).isEqualTo(line);
            assertThat(refused.getMessage()).isNotBlank();
        });
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
    }

    @Test
    void aRouteNothingComesToAndALanguageNobodySpeaksAreNamedWhereTheyStand() {
        String text = greeting("greeting", "direct:greeting", "one");
        assertThatThrownBy(() -> hub.apply(FILE, text.substring(0, text.indexOf("    from:"))))
                .isInstanceOf(RefusedFile.class)
                .hasMessage("route 'greeting' has no 'from': nothing would ever come to it");
        String spoken = text.replace("constant:", "language:") + "                language: jsonatta\n";
        assertThatThrownBy(() -> hub.apply(FILE, spoken)).isInstanceOfSatisfying(RefusedFile.class, refused -> {
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
        assertThatThrownBy(() -> hub.apply(FILE, text)).isInstanceOfSatisfying(RefusedFile.class, refused -> {
            assertThat(refused.getMessage()).contains("step 'greeting.second'").contains("showwAll");
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
        hub.context.getRegistry().bind("text", "words");
        String sound = greeting("greeting", "direct:greeting", "one") + "        - to: log:hello\n";
        hub.apply(FILE, sound);
        String text = sound.replace(good, bad);
        assertThat(text).isNotEqualTo(sound);
        if (reason == null) {
            hub.apply(FILE, text);
            return;
        }
        assertThatThrownBy(() -> hub.apply(FILE, text)).isInstanceOfSatisfying(RefusedFile.class, refused -> {
            assertThat(refused.getMessage()).containsPattern("^(step|route) '").contains(reason);
            assertThat(refused.line()).as(refused.said()).isEqualTo(12);
        });
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
    }

    @Test
    void aConnectorsRouteBearsTheNameItIsCalledBy() {
        String file = "routes/connectors/carrier/slow.camel.yaml";
        assertThatThrownBy(() -> hub.apply(file, greeting("slow.label", "direct:slow.get-label", "x")))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("has to bear the id slow.get-label");
    }

    @Test
    void aCallThatNoRouteAnswersIsKnownByItsPlace() throws Exception {
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one") + "        - to: direct:nobody\n");
        assertThat(hub.edits.unanswered()).containsExactly(Map.entry(FILE + ":12", "direct:nobody"));
        hub.apply("routes/nobody.camel.yaml", greeting("nobody", "direct:nobody", "me"));
        assertThat(hub.edits.unanswered()).isEmpty();
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
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        assertThatThrownBy(() -> hub.apply(FILE, text))
                .isInstanceOf(RefusedFile.class)
                .hasMessage(reason);
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
    }

    @Test
    void anIdOfAnotherFileIsNotStolen() throws Exception {
        hub.apply(FILE, greeting("greeting", "direct:greeting", "one"));
        assertThatThrownBy(() -> hub.apply("routes/thief.camel.yaml", greeting("greeting", "direct:thief", "two")))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("belongs to " + FILE);
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
    }

    @Test
    void aRouteUnderAnUnknownConfigurationIsRefused() {
        String text = greeting("greeting", "direct:greeting", "one")
                .replace("id: greeting\n", "id: greeting\n    routeConfigurationId: nowhere\n");
        assertThatThrownBy(() -> hub.apply(FILE, text))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void anEditedErrorHandlingReachesTheRoutesUnderIt() throws Exception {
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
        hub.apply("routes/error.camel.yaml", errorHandling("sorry"));
        hub.apply(FILE, failing);
        assertThat(hub.call("direct:greeting")).isEqualTo("sorry");
        hub.apply("routes/error.camel.yaml", errorHandling("excuse me"));
        assertThat(hub.call("direct:greeting")).isEqualTo("excuse me");
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
    void whatCannotBeStartedIsUndoneWithTheMappingThatRan(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("greeting.jsonata");
        Files.writeString(mapping, "'one'");
        hub.apply(FILE, mapped(mapping, "log: hello"));
        Files.writeString(mapping, "'two' = = ,,");
        hub.context.getRegistry().bind("lame", new Lame());
        String unstartable = greeting("greeting", "direct:greeting", "new")
                .replace("      steps:\n", "      steps:\n        - process: {ref: lame}\n");
        assertThatThrownBy(() -> hub.apply(FILE, unstartable))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("could not be started");
        assertThat(hub.call("direct:greeting")).isEqualTo("one");
    }

    @Test
    void underLoadNothingIsLostOrRefused() throws Exception {
        hub.apply(FILE, greeting("other", "direct:other", "v0"));
        String caller =
                """
                - route:
                    id: caller
                    from:
                      uri: direct:caller
                      steps:
                        - to: direct:other
                        - delay: {expression: {constant: {expression: "1"}}}
                        - to: direct:other
                """;
        hub.apply("routes/caller.camel.yaml", caller);
        EditedContext.Callers callers = hub.callers("direct:caller", "v");
        for (int version = 1; version <= 20; version++) {
            CompletableFuture<?> other = hub.save(FILE, greeting("other", "direct:other", "v" + version));
            if (version % 2 == 0) {
                hub.apply("routes/caller.camel.yaml", caller);
            }
            hub.end(other);
        }
        callers.end();
        assertThat(hub.call("direct:other")).isEqualTo("v20");
    }

    @Test
    void aGateIsOpenWhereAConsumerCannotBeStopped() throws Exception {
        hub.apply(
                FILE, greeting("ticking", "timer:ticking?period=5000", "one") + greeting("free", "direct:free", "one"));
        RouteSource source = RouteSource.parse(FILE, hub.edits.text(FILE).orElseThrow());
        assertThatThrownBy(() -> new Drain(hub.context, hub.gate, source, task -> {
                    throw new RejectedExecutionException("the hub stops");
                }))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(hub.template
                        .asyncRequestBody("direct:free", "", String.class)
                        .get(40, TimeUnit.SECONDS))
                .isEqualTo("one");
    }
}
