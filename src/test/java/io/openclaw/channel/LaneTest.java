package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many of a lane's deliveries run at once. */
class LaneTest {

    private static final int CAP = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicBoolean crowded = new AtomicBoolean();
    private final Semaphore mayFinish = new Semaphore(0);
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<Outcome> next = new AtomicReference<>(Outcome.FINISHED);
    private final Lane lane = new Lane("-", CAP, threads, timer, () -> true, crowded::get, work -> {
        mayFinish.acquireUninterruptibly();
        finished.incrementAndGet();
        return next.getAndSet(Outcome.FINISHED);
    });

    @AfterEach
    void stop() {
        mayFinish.release(1000);
        threads.shutdownNow();
        timer.shutdownNow();
    }

    @Test
    void ordersRunSideBySideUpToTheCap() {
        orders(0, 10);
        await().until(() -> lane.running() == CAP);
        mayFinish.release(10);
        await().until(() -> lane.backlog() == 0);
        assertThat(finished).hasValue(10);
    }

    @Test
    void whileCallersCrowdItGoesOnWithOneThread() {
        crowded.set(true);
        orders(0, 10);
        await().until(() -> mayFinish.getQueueLength() == 1);
        assertThat(lane.running()).isEqualTo(1);
        mayFinish.release(3);
        await().until(() -> finished.get() == 3);
        await().until(() -> mayFinish.getQueueLength() == 1);
        assertThat(lane.running()).isEqualTo(1);
        crowded.set(false);
        lane.pump();
        await().until(() -> lane.running() == CAP);
        mayFinish.release(7);
        await().until(() -> finished.get() == 10);
    }

    @Test
    void anOrdersDeliveriesRunOneAfterTheOther() {
        for (int seq = 1; seq <= 3; seq++) {
            give("O1", seq);
        }
        await().until(() -> mayFinish.getQueueLength() == 1);
        assertThat(lane.running()).isEqualTo(1);
        mayFinish.release(3);
        await().until(() -> finished.get() == 3);
    }

    /** The cause may have been mended while the attempt that met it was under way. */
    @Test
    void whatIsBeingAttemptedWhenItIsHurriedDoesNotWaitAfterIt() {
        for (Outcome late :
                List.of(Outcome.again(TimeUnit.HOURS.toNanos(1)), Outcome.holdLane(TimeUnit.HOURS.toNanos(1)))) {
            next.set(late);
            give("O1", finished.get());
            await().until(() -> mayFinish.getQueueLength() == 1);
            lane.hurry();
            mayFinish.release(2);
            await().until(() -> lane.backlog() == 0);
        }
        assertThat(finished).hasValue(4);
    }

    private void orders(int from, int count) {
        for (int i = from; i < from + count; i++) {
            give("O" + i, i);
        }
    }

    private void give(String order, long seq) {
        Event event = new Event("e" + seq, "order.created", Instant.EPOCH, "demo", order, seq, "shop", Map.of());
        Work work = new Work(event, new Delivery("one", seq, order, "-", 0, null, "token"));
        assertThat(lane.reserve(work)).isTrue();
        lane.ready(work);
    }
}
