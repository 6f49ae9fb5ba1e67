package io.openclaw.channel;

import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Delivery;
import io.openclaw.store.StoreAvailability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes the rows of finished deliveries, many at a time and after the fact. A crash before that repeats the work,
 * which every subscriber has to stand anyway.
 */
@Component
class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int BATCH = 500;
    private static final int ROOM = 100_000;
    private static final Duration STORE_AWAITED = Duration.ofSeconds(5);

    private final Deliveries deliveries;
    private final TransactionTemplate transaction;
    private final StoreAvailability store;
    private final BlockingQueue<Delivery> finished = new LinkedBlockingQueue<>(ROOM);
    private volatile Thread thread;

    Settlement(Deliveries deliveries, PlatformTransactionManager transactions, StoreAvailability store) {
        this.deliveries = deliveries;
        this.store = store;
        this.transaction = new TransactionTemplate(transactions);
    }

    void done(Delivery delivery) {
        try {
            finished.put(delivery);
        } catch (InterruptedException e) {
            // The row stays and is done again: the thread is being stopped.
            Thread.currentThread().interrupt();
        }
    }

    synchronized void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, "channel-settle");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Deletes what is finished, then ends. */
    void stop() throws InterruptedException {
        Thread stopping;
        synchronized (this) {
            stopping = thread;
            thread = null;
        }
        if (stopping != null) {
            stopping.join(TimeUnit.SECONDS.toMillis(10));
        }
    }

    private void run() {
        List<Delivery> batch = new ArrayList<>(BATCH);
        while (thread == Thread.currentThread() || !finished.isEmpty() || !batch.isEmpty()) {
            try {
                if (batch.isEmpty()) {
                    Delivery first = finished.poll(100, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    finished.drainTo(batch, BATCH - 1);
                }
                transaction.executeWithoutResult(status -> deliveries.settle(batch));
                batch.clear();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                boolean away = store.explains(e);
                if (!away) {
                    LOG.warn(
                            "OC-CHANNEL-SETTLE {} finished deliveries could not be deleted yet: {}",
                            batch.size(),
                            e.toString());
                }
                if (thread != Thread.currentThread()) {
                    return;
                }
                if (away) {
                    store.awaitReturn(STORE_AWAITED);
                } else {
                    pauseAfterFailure();
                }
            }
        }
    }

    private void pauseAfterFailure() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
