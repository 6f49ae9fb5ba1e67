package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody is told that its work is on disk by a checkpoint that began before it asked. */
class GroupCheckpointTest {

    private final Semaphore mayFinish = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger tidied = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final GroupCheckpoint checkpoint = new GroupCheckpoint(disk());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws InterruptedException {
        mayFinish.release(100);
        checkpoint.close();
        threads.shutdownNow();
    }

    @Test
    void whoComesDuringACheckpointWaitsForTheNext() {
        CompletableFuture<Void> first = asked();
        await().until(() -> begun.get() == 1);
        CompletableFuture<Void> late = asked();
        mayFinish.release();
        first.join();
        await().until(() -> begun.get() == 2);
        assertThat(late).isNotDone();
        mayFinish.release();
        late.join();
    }

    @Test
    void anyNumberOfWaitersShareOneCheckpoint() {
        CompletableFuture<Void> first = asked();
        await().until(() -> begun.get() == 1);
        List<CompletableFuture<Void>> group = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            group.add(asked());
        }
        await().until(() -> threadsWaiting() == 21);
        mayFinish.release(2);
        CompletableFuture.allOf(group.toArray(CompletableFuture[]::new)).join();
        assertThat(first).isDone();
        assertThat(begun).hasValue(2);
    }

    @Test
    void aFailedCheckpointFailsWhoeverWaitedForIt() {
        failing.set(true);
        mayFinish.release();
        assertThatThrownBy(checkpoint::await).hasMessageContaining("could not be written");
        failing.set(false);
        mayFinish.release();
        checkpoint.await();
        assertThat(begun).hasValue(2);
    }

    @Test
    void whatNobodyWaitsForIsWrittenToo() {
        await().until(() -> tidied.get() > 1);
        assertThat(begun).hasValue(0);
    }

    @Test
    void afterTheStoreIsClosedNothingIsPromised() throws InterruptedException {
        checkpoint.close();
        assertThatThrownBy(checkpoint::await).hasMessageContaining("closed");
    }

    private CompletableFuture<Void> asked() {
        return CompletableFuture.runAsync(checkpoint::await, threads);
    }

    private static long threadsWaiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                .map(Map.Entry::getValue)
                .filter(trace -> calls(trace, GroupCheckpoint.class.getSimpleName() + ".await(")
                        && calls(trace, "awaitUninterruptibly("))
                .count();
    }

    private static boolean calls(StackTraceElement[] trace, String method) {
        return Arrays.stream(trace).anyMatch(frame -> frame.toString().contains(method));
    }

    /** A file whose checkpoints end when the test says so. */
    private StoreFile disk() {
        return new StoreFile() {
            @Override
            public void checkpoint() throws SQLException {
                begun.incrementAndGet();
                mayFinish.acquireUninterruptibly();
                if (failing.get()) {
                    throw new OutOfMemoryError("of the test");
                }
            }

            @Override
            public void tidy() {
                tidied.incrementAndGet();
            }

            @Override
            public void housekeep() {}

            @Override
            public void close() {}
        };
    }
}
