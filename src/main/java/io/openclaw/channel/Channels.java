package io.openclaw.channel;

import io.openclaw.account.AccountSwitches;
import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Subscription;
import io.openclaw.outbox.Subscriptions;
import io.openclaw.store.Dialect;
import io.openclaw.store.StoreAvailability;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The channels between routes: who consumes, when delivery runs, what this hub holds. Delivery is at least once, per
 * subscriber and order in the sequence of the outbox.
 */
@Component
public class Channels implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final long HOUSEKEEPING_MILLIS = 1000;
    private static final long CROWD_MILLIS = 25;
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Desk desk;
    private final Absent absent;
    private final Claims claims;
    private final Settlement settlement;
    private final Courier courier;
    private final Deliveries deliveries;
    private final Subscriptions subscriptions;
    private final AccountSwitches switches;
    private final ChannelMetrics metrics;
    private final ChannelProperties properties;
    private final boolean embedded;
    private final StoreAvailability store;
    private final ScheduledThreadPoolExecutor timer;

    private long renewedAt = System.nanoTime();
    private long sampledAt;
    private long endsAt;
    private Set<String> parked = Set.of();
    private boolean opened;
    private boolean crowded;

    Channels(
            Desk desk,
            Absent absent,
            Claims claims,
            Settlement settlement,
            Courier courier,
            Deliveries deliveries,
            Subscriptions subscriptions,
            AccountSwitches switches,
            ChannelMetrics metrics,
            ChannelProperties properties,
            Dialect dialect,
            StoreAvailability store) {
        this.desk = desk;
        this.absent = absent;
        this.claims = claims;
        this.settlement = settlement;
        this.courier = courier;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.switches = switches;
        this.metrics = metrics;
        this.properties = properties;
        this.embedded = dialect.embedded();
        this.store = store;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "channel-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        store.uponReturn(() -> timer.execute(this::goOn));
    }

    /** The store is back: what others may have taken over meanwhile is given up first, then the lanes go on. */
    private void goOn() {
        housekeeping();
        desk.pump();
    }

    /** Begins to deliver. Until then events are written and wait. */
    public synchronized void open() {
        if (opened) {
            return;
        }
        opened = true;
        if (embedded) {
            // Whoever held a lease in this file is gone: only one process can have it open.
            int left = deliveries.voidOthers(desk.owner());
            if (left > 0) {
                LOG.info("{} deliveries were in hand when the hub stopped, they go on now", left);
            }
        }
        desk.paused(switches.paused());
        settlement.start();
        desk.open(true);
        claims.start();
        timer.scheduleWithFixedDelay(
                this::housekeeping, HOUSEKEEPING_MILLIS, HOUSEKEEPING_MILLIS, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::watchCrowd, CROWD_MILLIS, CROWD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void watchCrowd() {
        boolean now = desk.crowded();
        if (crowded && !now) {
            desk.pump();
        }
        crowded = now;
    }

    /** True while deliveries run. */
    public boolean isOpen() {
        return desk.isOpen();
    }

    /**
     * A route begins to consume.
     *
     * @param handler does the work of one event and returns what went wrong, or null
     */
    void attach(Subscription subscription, String routeId, int concurrency, Subscriber.Handler handler) {
        subscriptions.put(subscription);
        int cap = concurrency > 0 ? concurrency : properties.concurrency();
        desk.subscriber(
                        subscription.subscriber(),
                        name -> new Subscriber(name, timer, desk::running, desk::crowded, courier::attempt))
                .attach(subscription, routeId, cap, handler);
        claims.wake();
    }

    /**
     * A route stops consuming; returns when its running work is done, or after the drain time.
     *
     * @param ending the whole hub stops: all routes together have a short time, what is cut off goes on after the start
     */
    void detach(String subscriber, boolean ending) {
        Subscriber found = desk.find(subscriber);
        if (found == null || !found.attached()) {
            return;
        }
        try {
            found.detach(ending ? untilTheEnd() : properties.drain().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long untilTheEnd() {
        if (endsAt == 0) {
            desk.open(false);
            endsAt = System.nanoTime() + END_NANOS;
        }
        return Math.max(0, endsAt - System.nanoTime());
    }

    /** The subscriber is gone for good: later events get no delivery for it. What is outstanding stays in the table. */
    public void unsubscribe(String subscriber) {
        subscriptions.remove(subscriber);
        LOG.info("channel:{} is unsubscribed", subscriber);
    }

    /**
     * Gives up what still waits for a subscriber that is gone for good.
     *
     * @return how many deliveries were given up
     * @throws IllegalStateException when a route, here or in another hub, is subscribed under that name
     */
    public int discard(String subscriber) {
        subscriptions.reload();
        if (subscriptions.contains(subscriber)) {
            throw new IllegalStateException("channel:" + subscriber
                    + " is subscribed: delete the file of its route first, then what waits for it can be given up");
        }
        int discarded = deliveries.discard(subscriber);
        LOG.warn("OC-CHANNEL-DISCARD {} deliveries of channel:{} were given up by an operator", discarded, subscriber);
        return discarded;
    }

    /** {@link #unsubscribe} of whatever those routes consumed, if they consumed a channel. */
    public void unsubscribeRoutes(Collection<String> routeIds) {
        for (Subscriber subscriber : desk.subscribers()) {
            if (!subscriber.attached() && routeIds.contains(subscriber.routeId())) {
                unsubscribe(subscriber.name());
            }
        }
    }

    /** Stops work against an account, on every hub within a second or two; what runs comes to its end. */
    public void pause(String tenant, String account, String reason, String by) {
        switches.set(tenant, account, true, reason, by);
        desk.paused(switches.paused());
    }

    /** Takes up work against an account again. */
    public void resume(String tenant, String account, String by) {
        switches.set(tenant, account, false, null, by);
        desk.paused(switches.paused());
        claims.wake();
    }

    /** An account was put in, mended or taken out: what waits for its next attempt has it now. Holds for this hub. */
    public void hurry(String account) {
        int rows = deliveries.hurry(account);
        desk.subscribers().forEach(subscriber -> subscriber.hurry(account));
        claims.released();
        LOG.debug("what waits for {} is looked at now, {} rows of it from the table", account, rows);
    }

    /**
     * Gives up what waits for an account that is gone, or off.
     *
     * @return how many deliveries were given up; what another hub still has in hand follows when it is called again
     * @throws IllegalStateException when the account is there: its work would be lost
     */
    public int discardAccount(String account) {
        if (absent.why(account).isEmpty()) {
            throw new IllegalStateException(
                    "account " + account
                            + " is in config/partners.yaml: take it out, or set it off, then what waits for it can be given up");
        }
        release(account);
        int discarded = deliveries.discardLane(account);
        LOG.warn("OC-CHANNEL-DISCARD {} deliveries for account {} were given up by an operator", discarded, account);
        return discarded;
    }

    /** What this hub holds of a closed lane goes back to the table. */
    private void release(String lane) {
        for (Subscriber subscriber : desk.subscribers()) {
            if (subscriber.empty(lane)) {
                deliveries.releaseLane(subscriber.name(), lane, desk.owner());
            }
        }
    }

    /** Says once of each account that is not there that work waits for it. */
    private void sayParked() {
        Map<String, Long> waiting = new TreeMap<>();
        metrics.depths().stream()
                .filter(depth -> absent.why(depth.lane()).isPresent())
                .forEach(depth -> waiting.merge(depth.lane(), depth.depth(), Long::sum));
        waiting.forEach((lane, depth) -> {
            release(lane);
            if (!parked.contains(lane)) {
                LOG.warn(
                        "OC-ACCOUNT-PARKED {} deliveries wait: {}",
                        depth,
                        absent.why(lane).orElse(""));
            }
        });
        parked = Set.copyOf(waiting.keySet());
    }

    /** Takes waiting deliveries up at once. */
    public void wake() {
        claims.released();
    }

    @Override
    public void destroy() throws InterruptedException {
        desk.open(false);
        claims.stop();
        timer.shutdownNow();
        for (Subscriber subscriber : desk.subscribers()) {
            subscriber.detach(untilTheEnd());
            subscriber.shutdown();
        }
        settlement.stop();
        if (!embedded && opened && !store.isAway()) {
            deliveries.releaseAll(desk.owner());
        }
    }

    private void housekeeping() {
        if (store.isAway()) {
            return;
        }
        try {
            desk.paused(switches.paused());
            subscriptions.reload();
            long grace = properties.grace().toNanos();
            for (Subscriber subscriber : desk.subscribers()) {
                if (subscriber.releaseAfter(grace)) {
                    int released = deliveries.release(subscriber.name(), desk.owner());
                    claims.released();
                    LOG.info("channel:{} has no route: {} deliveries wait in the table", subscriber.name(), released);
                }
            }
            if (!embedded) {
                leases();
            }
            if (sampledAt == 0 || System.nanoTime() - sampledAt > SAMPLE_NANOS) {
                metrics.sample();
                sayParked();
                sampledAt = System.nanoTime();
            }
        } catch (RuntimeException e) {
            if (!store.explains(e)) {
                LOG.warn("OC-CHANNEL-HOUSEKEEPING {}", e.toString());
            }
        }
    }

    /** Prolongs our leases in time; if it is too late for that, others have taken over, and memory is forgotten. */
    private void leases() {
        long since = System.nanoTime() - renewedAt;
        if (since < properties.lease().toNanos() / 4) {
            return;
        }
        if (since > properties.lease().toNanos()) {
            LOG.warn("OC-CHANNEL-LEASE no sign of life for {} ms: what has not begun is given up", since / 1_000_000);
            desk.subscribers().forEach(Subscriber::clear);
            deliveries.releaseAll(desk.owner());
            claims.released();
        } else {
            deliveries.renew(desk.owner(), properties.lease());
        }
        renewedAt = System.nanoTime();
        if (deliveries.voidExpired(desk.owner()) > 0) {
            claims.wake();
        }
    }
}
