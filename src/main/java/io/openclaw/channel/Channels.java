package io.openclaw.channel;

import io.openclaw.account.AccountSwitches;
import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Subscription;
import io.openclaw.outbox.Subscriptions;
import io.openclaw.store.Dialect;
import io.openclaw.store.StoreAvailability;
import java.util.Collection;
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
    private final Parked parked;
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
    private boolean opened;
    private boolean crowded;

    /** The store went back to what was on disk, and memory has not followed yet. */
    private volatile boolean setBack;

    Channels(
            Desk desk,
            Absent absent,
            Parked parked,
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
        this.parked = parked;
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
        store.uponSetback(() -> {
            setBack = true;
            timer.execute(this::housekeeping);
        });
    }

    /** The store is back: what others may have taken over meanwhile is given up first, then the lanes go on. */
    private void goOn() {
        housekeeping();
        desk.pump();
    }

    /**
     * What memory holds may never have come to disk, and what it is done with may be in the table again: the table goes. What fails
     * of it is done at the next turn, for rows that are ours and that nobody knows of would wait until a restart.
     */
    private void startOver() {
        setBack = false;
        int left;
        try {
            desk.subscribers().forEach(Subscriber::clear);
            left = deliveries.releaseAll(desk.owner());
        } catch (RuntimeException e) {
            setBack = true;
            throw e;
        }
        claims.released();
        LOG.warn(
                "OC-CHANNEL-SETBACK the store went back to what was on disk: {} deliveries are taken up from there",
                left);
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
        if (!embedded && System.nanoTime() - renewedAt > properties.lease().toNanos()) {
            // A slow start: what was put into these hands meanwhile, and never begun, is for whoever comes first.
            handBack();
        }
        renewedAt = System.nanoTime();
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

    /**
     * Gives up a subscriber whose route is gone for good: what waits for it, and what would be told to it.
     *
     * @return how many deliveries were given up
     * @throws IllegalStateException when a route here consumes under that name; one in another hub subscribes anew within a second
     */
    public int discard(String subscriber) {
        Subscriber found = desk.find(subscriber);
        if (found != null && found.attached()) {
            throw new IllegalStateException("channel:" + subscriber + " is consumed by route " + found.routeId()
                    + ": delete the file of that route first, then what waits for it can be given up");
        }
        subscriptions.remove(subscriber);
        int discarded = deliveries.discard(subscriber);
        LOG.warn("OC-CHANNEL-DISCARD {} deliveries of channel:{} were given up by an operator", discarded, subscriber);
        return discarded;
    }

    /** Says of whatever those routes consumed that nobody does now. Events are written for it all the same, and wait. */
    public void departed(Collection<String> routeIds) {
        for (Subscriber subscriber : desk.subscribers()) {
            if (!subscriber.attached() && routeIds.contains(subscriber.routeId())) {
                LOG.warn(
                        "OC-CHANNEL-DEPARTED route {} is gone, nothing consumes channel:{} now: what is told to it waits until the"
                                + " route's file is back, or until it is given up (discard of the MBean Channels)",
                        subscriber.routeId(),
                        subscriber.name());
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

    /** Another hub without these routes may have given them up. */
    private void subscribe() {
        for (Subscriber subscriber : desk.subscribers()) {
            Subscription subscription = subscriber.subscription();
            if (subscriber.attached() && !subscriptions.contains(subscriber.name())) {
                subscriptions.put(subscription);
            }
        }
    }

    private void housekeeping() {
        if (store.isAway()) {
            return;
        }
        try {
            if (setBack) {
                startOver();
            }
            desk.paused(switches.paused());
            subscriptions.reload();
            subscribe();
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
                parked.say(this::release);
                sampledAt = System.nanoTime();
            }
        } catch (RuntimeException e) {
            if (!store.explains(e)) {
                LOG.warn("OC-CHANNEL-HOUSEKEEPING {}", e.toString());
            }
        }
    }

    private void handBack() {
        desk.subscribers().forEach(Subscriber::clear);
        deliveries.releaseAll(desk.owner());
        claims.released();
    }

    /** Prolongs our leases in time; if it is too late for that, others have taken over, and memory is forgotten. */
    private void leases() {
        long since = System.nanoTime() - renewedAt;
        if (since < properties.lease().toNanos() / 4) {
            return;
        }
        if (since > properties.lease().toNanos()) {
            LOG.warn("OC-CHANNEL-LEASE no sign of life for {} ms: what has not begun is given up", since / 1_000_000);
            handBack();
        } else {
            deliveries.renew(desk.owner(), properties.lease());
        }
        renewedAt = System.nanoTime();
        if (deliveries.voidExpired(desk.owner()) > 0) {
            claims.wake();
        }
    }
}
