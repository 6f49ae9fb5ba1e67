package io.openclaw.channel;

import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.OutboxEvents;
import io.openclaw.store.Dialect;
import io.openclaw.store.StoreAvailability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes deliveries that nobody holds from the table into memory: after a restart, from a hub that died, when memory was
 * full, when a delay is over. One thread, oldest first, always the head of an order's line.
 */
@Component
class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final int BATCH = 200;
    private static final int RESTS = 4;
    private static final Duration STORE_AWAITED = Duration.ofSeconds(5);
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Desk desk;
    private final Deliveries deliveries;
    private final OutboxEvents events;
    private final TransactionTemplate transaction;
    private final ChannelProperties properties;
    private final boolean embedded;
    private final StoreAvailability store;
    private final Semaphore signal = new Semaphore(0);
    private final AtomicInteger arriving = new AtomicInteger();
    private final AtomicLong arrivals = new AtomicLong();
    private final List<Work> doubtful = new ArrayList<>();

    private volatile boolean mayBeWaiting = true;
    private volatile Thread thread;

    Claims(
            Desk desk,
            Deliveries deliveries,
            OutboxEvents events,
            PlatformTransactionManager transactions,
            ChannelProperties properties,
            Dialect dialect,
            StoreAvailability store) {
        this.desk = desk;
        this.deliveries = deliveries;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.properties = properties;
        this.embedded = dialect.embedded();
        this.store = store;
    }

    /** False only when no row is known to wait outside this hub's hands: then nothing has to be asked of the table. */
    boolean mayBeWaiting() {
        return !embedded || mayBeWaiting;
    }

    /** A transaction is about to write a row that nobody holds. */
    void expect() {
        arriving.incrementAndGet();
        arrivals.incrementAndGet();
        mayBeWaiting = true;
    }

    /** That transaction has ended; where its row can be taken at once, it is looked for now and not at the next turn. */
    void arrived(boolean atOnce) {
        arriving.decrementAndGet();
        if (atOnce) {
            wake();
        }
    }

    /** Looks at once. */
    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Rows were given back to the table. */
    void released() {
        arrivals.incrementAndGet();
        mayBeWaiting = true;
        wake();
    }

    /** The end of a transaction is unknown: the table says later whether its rows are there. */
    void verify(Collection<Work> works) {
        synchronized (doubtful) {
            doubtful.addAll(works);
        }
    }

    synchronized void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, "channel-claims");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    void stop() throws InterruptedException {
        Thread stopping;
        synchronized (this) {
            stopping = thread;
            thread = null;
        }
        if (stopping != null) {
            wake();
            stopping.join(TimeUnit.SECONDS.toMillis(10));
        }
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                store.awaitReturn(STORE_AWAITED);
                if (store.isAway()) {
                    continue;
                }
                long start = System.nanoTime();
                look();
                // The more rows wait, the longer a look takes: it never becomes what the hub is busy with.
                TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_REST_NANOS, RESTS * (System.nanoTime() - start)));
                signal.tryAcquire(pause(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!store.explains(e)) {
                    LOG.warn("OC-CHANNEL-CLAIM waiting deliveries could not be looked up: {}", e.toString());
                }
                signal.drainPermits();
                sleepAfterFailure();
            }
        }
    }

    private long pause() {
        return properties.poll().toMillis();
    }

    private void sleepAfterFailure() {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(500, pause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        resolveDoubts();
        boolean more = true;
        while (more && desk.isOpen() && thread == Thread.currentThread()) {
            long before = arrivals.get();
            boolean quiet = arriving.get() == 0;
            Map<String, Set<String>> waiting = deliveries.waiting();
            if (waiting.isEmpty()) {
                if (quiet && arrivals.get() == before) {
                    mayBeWaiting = false;
                }
                return;
            }
            mayBeWaiting = true;
            more = false;
            for (Subscriber subscriber : desk.subscribers()) {
                List<String> closed = subscriber.closedLanes(properties.backlog());
                for (String lane : waiting.getOrDefault(subscriber.name(), Set.of())) {
                    if (subscriber.attached() && !closed.contains(lane)) {
                        more |= claim(subscriber, lane) > 0;
                    }
                }
            }
        }
    }

    private int claim(Subscriber subscriber, String lane) {
        List<Work> reserved = new ArrayList<>();
        List<Work> taken = new ArrayList<>();
        String token = desk.token();
        try {
            transaction.executeWithoutResult(status -> {
                List<Delivery> heads = deliveries.claim(
                        subscriber.name(), lane, BATCH, desk.owner(), token, properties.lease(), embedded);
                Map<Long, Event> found =
                        events.find(heads.stream().map(Delivery::seq).toList());
                for (Delivery head : heads) {
                    Event event = found.get(head.seq());
                    if (event == null) {
                        LOG.error(
                                "OC-CHANNEL-ORPHAN delivery {}/{} has no event in the outbox and is dropped",
                                head.subscriber(),
                                head.seq());
                        deliveries.settle(head);
                        continue;
                    }
                    Work work = new Work(event, head);
                    taken.add(work);
                    if (subscriber.lane(head.lane()).reserve(work)) {
                        reserved.add(work);
                    }
                }
            });
        } catch (RuntimeException e) {
            verify(reserved);
            throw e;
        }
        reserved.forEach(desk::ready);
        return taken.size();
    }

    private void resolveDoubts() {
        List<Work> works;
        synchronized (doubtful) {
            works = List.copyOf(doubtful);
        }
        for (Work work : works) {
            if (deliveries.isHeld(work.delivery)) {
                desk.ready(work);
            } else {
                desk.drop(work);
            }
            synchronized (doubtful) {
                doubtful.remove(work);
            }
        }
    }
}
