package io.openclaw.channel;

import io.openclaw.outbox.Event;
import io.openclaw.outbox.Subscription;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The memory side of one subscriber: its lanes, its threads, and the route that does the work. It outlives the route,
 * so that a route exchanged under load finds its work where the former one left it.
 */
final class Subscriber {

    /** Does the work of one event; returns what went wrong, or null. */
    interface Handler {
        Throwable handle(Event event);
    }

    private static final long KEEP_ALIVE_SECONDS = 30;

    private final String name;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final BiFunction<Subscriber, Work, Outcome> courier;
    private final Predicate<String> running;
    private final BooleanSupplier crowded;
    private final ExecutorService threads;

    private volatile Handler handler;
    private volatile Subscription subscription;
    private volatile String routeId;
    private volatile int cap;
    private volatile long detachedAt;
    private volatile boolean released = true;

    /**
     * @param running says of a lane's account whether it may be worked for now
     * @param crowded says that every lane has to do with one thread for now
     * @param courier makes an attempt and settles it
     */
    Subscriber(
            String name,
            ScheduledExecutorService timer,
            Predicate<String> running,
            BooleanSupplier crowded,
            BiFunction<Subscriber, Work, Outcome> courier) {
        this.name = name;
        this.timer = timer;
        this.running = running;
        this.crowded = crowded;
        this.courier = courier;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "channel-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    String name() {
        return name;
    }

    /** What its route takes, or the last one took. */
    Subscription subscription() {
        return subscription;
    }

    String routeId() {
        return routeId;
    }

    Handler handler() {
        return handler;
    }

    boolean attached() {
        return handler != null;
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    /** True while rows may be written straight into this hub's hands. */
    boolean holds() {
        return !released;
    }

    synchronized void attach(Subscription taken, String route, int concurrency, Handler worker) {
        if (handler != null) {
            throw new IllegalStateException("channel:" + name + " is consumed by route " + routeId
                    + " already, not also by " + route + ": give one of them a subscriber name of its own");
        }
        if (!taken.subscriber().equals(name)) {
            throw new IllegalArgumentException(taken.subscriber());
        }
        subscription = taken;
        routeId = route;
        cap = concurrency;
        released = false;
        handler = worker;
        lanes.values().forEach(lane -> lane.cap(concurrency));
        pump();
    }

    /** Starts no more work and waits for what runs; what waits stays for the route's successor. */
    void detach(long drainNanos) throws InterruptedException {
        synchronized (this) {
            handler = null;
            detachedAt = System.nanoTime();
        }
        long deadline = System.nanoTime() + drainNanos;
        for (Lane lane : List.copyOf(lanes.values())) {
            lane.awaitQuiet(deadline);
        }
    }

    /** Gives its work up when no successor has come; true once. */
    synchronized boolean releaseAfter(long graceNanos) {
        if (handler != null || released || System.nanoTime() - detachedAt < graceNanos) {
            return false;
        }
        released = true;
        clear();
        return true;
    }

    void clear() {
        lanes.values().forEach(Lane::clear);
    }

    Lane lane(String lane) {
        return lanes.computeIfAbsent(lane, this::open);
    }

    /** The lanes that are there, by that name. */
    void hurry(String lane) {
        Lane there = lanes.get(lane);
        if (there != null) {
            there.hurry();
        }
    }

    /** Gives up what memory has of a lane, unless something of it runs; true where it had something. */
    boolean empty(String lane) {
        Lane there = lanes.get(lane);
        if (there == null || there.backlog() == 0 || there.running() > 0) {
            return false;
        }
        there.clear();
        return true;
    }

    void pump() {
        lanes.values().forEach(Lane::pump);
    }

    /** Lanes that take no more from the table at the moment. */
    List<String> closedLanes(int backlog) {
        return lanes.values().stream()
                .filter(lane -> lane.backlog() >= backlog || !running.test(lane.name()))
                .map(Lane::name)
                .toList();
    }

    void shutdown() {
        threads.shutdown();
    }

    private Lane open(String lane) {
        return new Lane(
                lane,
                cap,
                threads,
                timer,
                () -> attached() && running.test(lane),
                crowded,
                work -> courier.apply(this, work));
    }
}
