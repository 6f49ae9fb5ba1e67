package io.openclaw.reload;

import static io.openclaw.reload.EditedContext.greeting;
import static io.openclaw.reload.EditedContext.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.reload.EditedContext.Hanging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one file gives up and another takes in the same go: routes that change places, files that get other names. */
class HandedOverRoutesTest {

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

    /** Each is at rest when the other is: neither can be in force alone. */
    @Test
    void twoFilesThatTakeFromEachOtherAreExchangedAsOne() throws Exception {
        Hanging partner = hub.hanging("partner");
        String moving = greeting("moving", "direct:moving", "moved");
        hub.apply(SLOW, slow("one") + moving);
        hub.apply(OTHER, greeting("other", "direct:other", "one"));
        Future<String> first = hub.template.asyncRequestBody("direct:slow", "", String.class);
        partner.awaitInside();
        hub.save(SLOW, slow("two"));
        hub.save(OTHER, moving);
        CompletableFuture<?> edit = hub.save(SLOW, slow("three") + greeting("other", "direct:other", "here now"));
        hub.edits.turn();
        assertThat(edit).isNotDone();
        Future<String> waits = hub.template.asyncRequestBody("direct:other", "", String.class);
        partner.goOn();
        hub.end(edit);
        assertThat(first.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(waits.get(40, TimeUnit.SECONDS)).isIn("one", "here now");
        assertThat(hub.call("direct:moving")).isEqualTo("moved");
        assertThat(hub.call("direct:other")).isEqualTo("here now");
        assertThat(hub.call("direct:slow")).isEqualTo("three");
        assertThat(hub.edits.waiting()).isEmpty();
    }

    @Test
    void ofFilesThatTakeFromEachOtherAllGoBackWhereOneCannotBeStarted() throws Exception {
        hub.context.getRegistry().bind("lame", new Lame());
        String one = greeting("one", "direct:one", "first");
        String two = greeting("two", "direct:two", "second");
        hub.apply(SLOW, one + greeting("slow", "direct:slow", "x"));
        hub.apply(OTHER, two);
        hub.save(SLOW, greeting("slow", "direct:slow", "y"));
        CompletableFuture<?> other =
                hub.save(OTHER, one.replace("steps:\n", "steps:\n        - process: {ref: lame}\n"));
        CompletableFuture<?> edit = hub.save(SLOW, two + greeting("slow", "direct:slow", "z"));
        assertThatThrownBy(() -> hub.end(edit)).hasMessageContaining("could not be started");
        assertThatThrownBy(() -> hub.end(other)).hasMessageContaining("could not be started");
        assertThat(hub.call("direct:one")).isEqualTo("first");
        assertThat(hub.call("direct:two")).isEqualTo("second");
        assertThat(hub.call("direct:slow")).isEqualTo("x");
    }

    @Test
    void aFileGetsAnotherNameUnderLoadAndNobodyIsRefused() throws Exception {
        String[] names = {SLOW, OTHER};
        hub.apply(names[0], greeting("moving", "direct:moving", "v0"));
        EditedContext.Callers callers = hub.callers("direct:moving", "v");
        for (int version = 1; version <= 20; version++) {
            CompletableFuture<?> gone = hub.delete(names[(version - 1) % 2]);
            hub.end(hub.save(names[version % 2], greeting("moving", "direct:moving", "v" + version)));
            assertThat(gone).isCompleted();
            assertThat(hub.files.files()).containsExactly(names[version % 2]);
        }
        callers.end();
    }

    /** What the other name brings may not start: the former one has not been given up by then. */
    @Test
    void aFileKeepsItsNameWhereTheOtherCannotBeStarted() {
        hub.context.getRegistry().bind("lame", new Lame());
        String moving = greeting("moving", "direct:moving", "here");
        hub.apply(SLOW, moving);
        CompletableFuture<?> gone = hub.delete(SLOW);
        CompletableFuture<?> other =
                hub.save(OTHER, moving.replace("steps:\n", "steps:\n        - process: {ref: lame}\n"));
        assertThatThrownBy(() -> hub.end(other)).hasMessageContaining("could not be started");
        assertThatThrownBy(() -> hub.end(gone)).hasMessageContaining("with it " + OTHER);
        assertThat(hub.call("direct:moving")).isEqualTo("here");
        assertThat(hub.files.files()).containsExactly(SLOW);
    }

    @Test
    void filesThatExchangeTheirRoutesAreTakenWhenBothAreSaved(@TempDir Path folder) throws Exception {
        try (ReloadService service = new ReloadService(
                hub.edits, hub.files, folder, path -> true, List.of(), ids -> {}, Clock.systemUTC())) {
            service.start();
            String one = greeting("one", "direct:one", "first");
            String two = greeting("two", "direct:two", "second");
            Path left = Files.writeString(folder.resolve("left.camel.yaml"), one);
            Path right = Files.writeString(folder.resolve("right.camel.yaml"), two);
            await().until(() -> hub.files.files().size() == 2);
            Files.writeString(left, two.replace("second", "second, elsewhere"));
            await().until(() -> service.outcomes().stream().anyMatch(o -> !o.taken()));
            assertThat(hub.call("direct:two")).isEqualTo("second");
            Files.writeString(right, one.replace("first", "first, elsewhere"));
            await().until(() -> hub.call("direct:two").equals("second, elsewhere"));
            await().until(() -> service.outcomes().stream().allMatch(ReloadService.Outcome::taken));
            assertThat(hub.call("direct:one")).isEqualTo("first, elsewhere");
            assertThat(hub.files.fileOfRoute("one")).isEqualTo(right.toString());
        }
    }
}
