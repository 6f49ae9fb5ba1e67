package io.openclaw.reload;

import static io.openclaw.reload.EditedContext.errorHandling;
import static io.openclaw.reload.EditedContext.greeting;
import static io.openclaw.reload.EditedContext.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.reload.EditedContext.Hanging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Edits of files whose routes are busy: each waits for its own file, nobody else does, and nothing in flight is lost. */
class WaitingEditsTest {

    private static final String SLOW = "routes/slow.camel.yaml";
    private static final String OTHER = "routes/other.camel.yaml";

    private EditedContext hub;

    @BeforeEach
    void start() {
        hub = new EditedContext();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    private Future<String> callSlow(Hanging partner) throws InterruptedException {
        Future<String> call = hub.template.asyncRequestBody("direct:slow", "", String.class);
        partner.awaitInside();
        return call;
    }

    @Test
    void aFileThatIsBusyHoldsUpNoOtherAndTakesItsNewestText() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one"));
        hub.apply(OTHER, greeting("other", "direct:other", "one"));
        Future<String> first = callSlow(partner);
        CompletableFuture<?> second = hub.save(SLOW, slow("two"));
        hub.edits.turn();
        hub.apply(OTHER, greeting("other", "direct:other", "two"));
        assertThat(hub.call("direct:other")).isEqualTo("two");
        Future<String> waits = hub.template.asyncRequestBody("direct:slow", "", String.class);
        CompletableFuture<?> third = hub.save(SLOW, slow("three"));
        hub.apply(OTHER, greeting("other", "direct:other", "three"));
        assertThat(hub.call("direct:other")).isEqualTo("three");
        assertThat(third).isNotDone();
        assertThat(hub.edits.waiting()).containsExactly(SLOW);
        partner.goOn();
        hub.end(third);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(waits.get(40, TimeUnit.SECONDS)).isEqualTo("three");
        assertThat(second).as("who saved before hears of what was saved last").isNotDone();
        assertThat(hub.edits.waiting()).isEmpty();
    }

    @Test
    void aRefusedTextLeavesTheOneThatWaits() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one"));
        callSlow(partner);
        CompletableFuture<?> second = hub.save(SLOW, slow("two"));
        hub.edits.turn();
        assertThatThrownBy(() -> hub.save(SLOW, slow("three").replace("setBody", "setBoddy")))
                .isInstanceOf(RefusedFile.class);
        partner.goOn();
        hub.end(second);
        assertThat(hub.call("direct:slow")).isEqualTo("two");
    }

    @Test
    void aFileThatIsDeletedWhileItWaitsIsGoneAndMayComeBack() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one"));
        Future<String> first = callSlow(partner);
        hub.save(SLOW, slow("two"));
        hub.edits.turn();
        CompletableFuture<?> gone = hub.delete(SLOW);
        hub.edits.turn();
        hub.save(SLOW, slow("three"));
        CompletableFuture<?> goneAgain = hub.delete(SLOW);
        partner.goOn();
        hub.end(goneAgain);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(gone).isNotDone();
        assertThat(hub.context.getRoutes()).isEmpty();
        hub.apply(SLOW, slow("four"));
        assertThat(hub.call("direct:slow")).isEqualTo("four");
    }

    /** Each has something in flight that needs the other, whose gate is closed. */
    @Test
    void filesThatCallEachOtherDoNotWaitForEachOther() throws Exception {
        Hanging left = hub.hanging("left");
        Hanging right = hub.hanging("right");
        String both =
                """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - process: {ref: %1$s}
                        - to: direct:%2$s.leaf
                - route:
                    id: %1$s.leaf
                    from:
                      uri: direct:%1$s.leaf
                      steps:
                        - setBody: {expression: {constant: {expression: %3$s}}}
                """;
        hub.apply("routes/left.camel.yaml", both.formatted("left", "right", "one"));
        hub.apply("routes/right.camel.yaml", both.formatted("right", "left", "one"));
        Future<String> fromLeft = hub.template.asyncRequestBody("direct:left", "", String.class);
        Future<String> fromRight = hub.template.asyncRequestBody("direct:right", "", String.class);
        left.awaitInside();
        right.awaitInside();
        CompletableFuture<?> editLeft = hub.save("routes/left.camel.yaml", both.formatted("left", "right", "two"));
        hub.edits.turn();
        // This one waits at the closed gate of the other before its own file is edited.
        right.goOn();
        await().until(() -> hub.context.getInflightRepository().size("right") == 1);
        CompletableFuture<?> editRight = hub.save("routes/right.camel.yaml", both.formatted("right", "left", "two"));
        hub.edits.turn();
        left.goOn();
        hub.end(editLeft);
        hub.end(editRight);
        assertThat(fromLeft.get(40, TimeUnit.SECONDS)).isIn("one", "two");
        assertThat(fromRight.get(40, TimeUnit.SECONDS)).isIn("one", "two");
        assertThat(hub.call("direct:left")).isEqualTo("two");
        assertThat(hub.call("direct:right")).isEqualTo("two");
    }

    @Test
    void aRouteMovesWhenTheFileThatHasItIsDone() throws Exception {
        Hanging partner = hub.hanging("partner");
        String moving = greeting("moving", "direct:moving", "moved");
        hub.apply(SLOW, slow("one") + moving);
        hub.apply(OTHER, greeting("other", "direct:other", "one"));
        callSlow(partner);
        CompletableFuture<?> from = hub.save(SLOW, slow("two"));
        CompletableFuture<?> to = hub.save(OTHER, greeting("other", "direct:other", "two") + moving);
        hub.edits.turn();
        assertThat(hub.edits.waiting()).containsExactly(OTHER, SLOW);
        assertThat(hub.call("direct:other"))
                .as("nobody waits at its gate meanwhile")
                .isEqualTo("one");
        assertThatThrownBy(() -> hub.save(SLOW, slow("three") + greeting("other", "direct:elsewhere", "x")))
                .isInstanceOf(RefusedFile.class);
        partner.goOn();
        hub.end(to);
        assertThat(from).isCompleted();
        assertThat(hub.call("direct:moving")).isEqualTo("moved");
        assertThat(hub.call("direct:other")).isEqualTo("two");
    }

    @Test
    void aRouteThatDoesNotMoveAfterAllIsMissedByTheFileThatWaitsForIt() throws Exception {
        Hanging partner = hub.hanging("partner");
        String moving = greeting("moving", "direct:moving", "moved");
        String other = greeting("other", "direct:other", "one");
        hub.apply(SLOW, slow("one"));
        hub.apply(OTHER, other + moving);
        Future<String> first = callSlow(partner);
        hub.save(SLOW, slow("two"));
        hub.edits.turn();
        hub.context.getRegistry().bind("lame", new Lame());
        CompletableFuture<?> unstartable =
                hub.save(OTHER, other.replace("steps:\n", "steps:\n        - process: {ref: lame}\n"));
        CompletableFuture<?> third = hub.save(SLOW, slow("three") + moving);
        assertThatThrownBy(() -> hub.end(unstartable)).hasMessageContaining("could not be started");
        partner.goOn();
        assertThatThrownBy(() -> hub.end(third)).hasMessageContaining("belongs to " + OTHER);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(hub.call("direct:slow")).isEqualTo("one");
        assertThat(hub.call("direct:moving")).isEqualTo("moved");
    }

    @Test
    void anErrorHandlingReachesTheIdleRoutesAtOnceAndTheBusyOnesLater() throws Exception {
        Hanging partner = hub.hanging("partner");
        String failing =
                """
                - route:
                    id: ID
                    routeConfigurationId: edge
                    from:
                      uri: direct:ID
                      steps:
                        - process: {ref: partner}
                        - throwException: {exceptionType: java.lang.IllegalStateException, message: no}
                """;
        String edge = "routes/edge.camel.yaml";
        hub.apply(edge, errorHandling("sorry"));
        hub.apply(SLOW, failing.replace("ID", "slow"));
        hub.apply(OTHER, failing.replace("ID", "other").replace("        - process: {ref: partner}\n", ""));
        Future<String> first = callSlow(partner);
        CompletableFuture<?> edit = hub.save(edge, errorHandling("excuse me"));
        hub.edits.turn();
        assertThat(hub.call("direct:other")).isEqualTo("excuse me");
        assertThat(edit).isNotDone();
        assertThat(hub.edits.waiting()).containsExactly(SLOW);
        partner.goOn();
        hub.end(edit);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("sorry");
        assertThat(hub.call("direct:slow")).isEqualTo("excuse me");
    }

    /** It is in the hands of its file before its work is done, and takes up no more. */
    @Test
    void aRouteThatWorksByItselfIsLeftToFinish() throws Exception {
        Hanging partner = hub.hanging("partner");
        AtomicInteger ticks = new AtomicInteger();
        hub.context.getRegistry().bind("ticks", (org.apache.camel.Processor) exchange -> ticks.incrementAndGet());
        String timer = slow("one")
                .replace("direct:slow", "timer:slow?period=5")
                .replace("        - setBody", "        - process: {ref: ticks}\n        - setBody");
        hub.apply(SLOW, timer);
        hub.apply(OTHER, greeting("other", "direct:other", "one"));
        partner.awaitInside();
        CompletableFuture<?> edit = hub.save(SLOW, greeting("slow", "direct:slow", "two"));
        hub.edits.turn();
        hub.apply(OTHER, greeting("other", "direct:other", "two"));
        assertThat(hub.call("direct:other")).isEqualTo("two");
        assertThat(edit).isNotDone();
        partner.goOn();
        hub.end(edit);
        assertThat(ticks).hasPositiveValue();
        assertThat(hub.call("direct:slow")).isEqualTo("two");
    }

    @Test
    void aPushIsAnsweredWhileItsFileWaits() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one") + greeting("slow.push", "direct:slow.push", "one"));
        callSlow(partner);
        CompletableFuture<?> edit = hub.save(SLOW, slow("two") + greeting("slow.push", "direct:slow.push", "two"));
        hub.edits.turn();
        assertThat(hub.call("direct:slow.push")).isEqualTo("one");
        partner.goOn();
        hub.end(edit);
        assertThat(hub.call("direct:slow.push")).isEqualTo("two");
    }

    /** The file it came by does not wait for it: under a steady stream of them the other one would never come to rest. */
    @Test
    void aPushWaitsWhereSomethingElseIsEdited() throws Exception {
        Hanging partner = hub.hanging("partner");
        Hanging second = hub.hanging("second");
        String other = greeting("other", "direct:other", "one")
                + slow("x").replace("slow", "otherslow").replace("partner", "second");
        String push = greeting("slow.push", "direct:slow.push", "x") + "        - to: direct:other\n";
        hub.apply(OTHER, other);
        hub.apply(SLOW, slow("one") + push);
        callSlow(partner);
        hub.template.asyncRequestBody("direct:otherslow", "", String.class);
        second.awaitInside();
        hub.save(SLOW, slow("two") + push);
        CompletableFuture<?> edit = hub.save(OTHER, other.replace("one", "two"));
        hub.edits.turn();
        Future<String> pushed = hub.template.asyncRequestBody("direct:slow.push", "", String.class);
        await().until(() -> hub.context.getInflightRepository().size("slow.push") == 1);
        hub.edits.turn();
        second.goOn();
        hub.end(edit);
        assertThat(pushed.get(40, TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(hub.edits.waiting()).containsExactly(SLOW);
        partner.goOn();
    }

    /** It has begun to bring its routes to rest, and now needs what a busy file gives up. */
    @Test
    void anEditThatComesToNeedAnotherHoldsUpNobodyMeanwhile() throws Exception {
        Hanging partner = hub.hanging("partner");
        Hanging second = hub.hanging("second");
        String moving = greeting("moving", "direct:moving", "moved");
        String other = slow("x").replace("slow", "otherslow").replace("partner", "second")
                + greeting("free", "direct:free", "one")
                + greeting("free.push", "direct:free.push", "one");
        hub.apply(SLOW, slow("one") + moving);
        hub.apply(OTHER, other);
        callSlow(partner);
        hub.template.asyncRequestBody("direct:otherslow", "", String.class);
        second.awaitInside();
        hub.save(SLOW, slow("two"));
        hub.save(OTHER, other.replace("one", "two"));
        hub.edits.turn();
        CompletableFuture<?> edit = hub.save(OTHER, other.replace("one", "three") + moving);
        hub.edits.turn();
        second.goOn();
        Future<String> free = hub.template.asyncRequestBody("direct:free", "", String.class);
        Future<String> pushed = hub.template.asyncRequestBody("direct:free.push", "", String.class);
        assertThat(free.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(pushed.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        partner.goOn();
        hub.end(edit);
        assertThat(hub.call("direct:free")).isEqualTo("three");
        assertThat(hub.call("direct:moving")).isEqualTo("moved");
    }

    @Test
    void whoeverWaitsAtAGateGoesOnWhenTheHubStops() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one") + greeting("free", "direct:free", "one"));
        callSlow(partner);
        hub.save(SLOW, slow("two"));
        hub.edits.turn();
        Future<String> waits = hub.template.asyncRequestBody("direct:free", "", String.class);
        hub.edits.close();
        assertThat(waits.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        partner.goOn();
    }

    @Test
    void whatHangsForTooLongIsExchangedAllTheSame() throws Exception {
        try (EditedContext hasty = new EditedContext(100)) {
            Hanging partner = hasty.hanging("partner");
            hasty.apply(SLOW, slow("one") + greeting("free", "direct:free", "one"));
            hasty.template.asyncRequestBody("direct:slow", "", String.class);
            partner.awaitInside();
            hasty.apply(SLOW, greeting("free", "direct:free", "two"));
            assertThat(hasty.call("direct:free")).isEqualTo("two");
            partner.goOn();
        }
    }

    /** Its author sees nothing happen. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anEditThatWaitsSaysForWhat(CapturedOutput log) throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one"));
        Future<String> call = callSlow(partner);
        CompletableFuture<?> edit = hub.save(SLOW, slow("two"));
        await().until(() -> {
            hub.edits.turn();
            return log.getAll().contains("OC-ROUTE-DRAIN the edit of " + SLOW);
        });
        assertThat(log).containsPattern("slow has 1 \\(at slow-partner for \\d+ s\\)");
        assertThat(edit).isNotDone();
        partner.goOn();
        hub.end(edit);
        assertThat(call.get(40, TimeUnit.SECONDS)).isEqualTo("one");
    }

    @Test
    void aMappingSavedWhileAnEditDrainsIsNotTakenUnchecked(@TempDir Path folder) throws Exception {
        Path mapping = Files.writeString(folder.resolve("slow.jsonata"), "'one'");
        Hanging partner = hub.hanging("partner");
        hub.apply(
                SLOW,
                slow("x")
                        .replace("constant:", "language:\n                language: jsonata")
                        .replace("expression: x", "expression: \"resource:file:" + mapping + "\""));
        Future<String> first = hub.template.asyncRequestBody("direct:slow", "{}", String.class);
        partner.awaitInside();
        Files.writeString(mapping, "'two'");
        CompletableFuture<?> edit = hub.again("slow.jsonata", List.of(SLOW));
        hub.edits.turn();
        Files.writeString(mapping, "'three' = = ,,");
        assertThatThrownBy(() -> hub.again("slow.jsonata", List.of(SLOW))).isInstanceOf(RefusedFile.class);
        partner.goOn();
        hub.end(edit);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(hub.call("direct:slow")).isEqualTo("two");
        Files.writeString(mapping, "'three'");
        hub.applyAgain(SLOW);
        assertThat(hub.call("direct:slow")).isEqualTo("three");
    }

    /** Those inside may be waiting for rows or a connection that the transaction holds. */
    @Test
    void aTransactionDoesNotWaitForAFileThatIsBusy() throws Exception {
        Hanging partner = hub.hanging("partner");
        hub.apply(SLOW, slow("one") + greeting("leaf", "direct:leaf", "one"));
        Future<String> inside = callSlow(partner);
        CompletableFuture<?> edit = hub.save(SLOW, slow("two") + greeting("leaf", "direct:leaf", "two"));
        hub.edits.turn();
        assertThat(CompletableFuture.supplyAsync(() -> {
                    TransactionSynchronizationManager.setActualTransactionActive(true);
                    try {
                        return hub.call("direct:leaf");
                    } finally {
                        TransactionSynchronizationManager.setActualTransactionActive(false);
                    }
                }))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo("one");
        Future<String> waits = hub.template.asyncRequestBody("direct:leaf", "", String.class);
        partner.goOn();
        hub.end(edit);
        assertThat(inside.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(waits.get(40, TimeUnit.SECONDS)).isEqualTo("two");
    }
}
