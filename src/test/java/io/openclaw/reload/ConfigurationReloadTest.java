package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of an edited configuration file, before and after it is in force. */
class ConfigurationReloadTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(folder.resolve("routes"));
        file = Files.writeString(folder.resolve("stock.yaml"), "a: 1");
    }

    @Test
    void whatIsInForceIsNeverCalledRefused() throws Exception {
        AtomicInteger inForce = new AtomicInteger();
        ReloadService.Outcome outcome = edited(new WatchedFile(file, inForce::incrementAndGet, () -> {
            throw new IllegalStateException("deadlock detected");
        }));
        assertThat(inForce).hasValue(1);
        assertThat(outcome.reason())
                .isEqualTo("is in force as edited, but what has to follow is not done: deadlock detected"
                        + " - save the file again to have it done");
    }

    @Test
    void whatIsRefusedHasNothingFollow() throws Exception {
        AtomicInteger followed = new AtomicInteger();
        ReloadService.Outcome outcome = edited(new WatchedFile(
                file,
                () -> {
                    throw new IllegalArgumentException(file + ":3: 'x' is not known here");
                },
                followed::incrementAndGet));
        assertThat(outcome.line()).isEqualTo(3);
        assertThat(outcome.reason()).isEqualTo("'x' is not known here");
        assertThat(followed).hasValue(0);
    }

    private ReloadService.Outcome edited(WatchedFile watched) throws Exception {
        try (EditedContext hub = new EditedContext();
                ReloadService service = new ReloadService(
                        hub.edits,
                        hub.files,
                        folder.resolve("routes"),
                        path -> true,
                        List.of(watched),
                        ids -> {},
                        Clock.systemUTC())) {
            service.start();
            Files.writeString(file, "a: 2, edited");
            await().until(() -> service.outcomes().stream().anyMatch(outcome -> !outcome.taken()));
            return service.outcomes().get(0);
        }
    }
}
