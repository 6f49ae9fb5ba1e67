package io.openclaw.channel;

import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventIds;
import io.openclaw.store.StoreAvailability;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What this hub has in hand, and under which name it holds it. */
@Component
class Desk {

    private final String owner = "hub-" + EventIds.next().substring(8);
    private final AtomicLong tokens = new AtomicLong();
    private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final int backlog;
    private final Pressure pressure;
    private final StoreAvailability store;
    private final Absent absent;
    private volatile Set<String> paused = Set.of();
    private volatile boolean open;

    Desk(ChannelProperties properties, Pressure pressure, StoreAvailability store, Absent absent) {
        this.backlog = properties.backlog();
        this.pressure = pressure;
        this.store = store;
        this.absent = absent;
    }

    /** True while lanes have to do with one thread each, because callers wait for an acknowledgement. */
    boolean crowded() {
        return pressure.crowded();
    }

    /** Starts what had to wait for the crowd. */
    void pump() {
        subscribers.values().forEach(Subscriber::pump);
    }

    /** This hub's name in leases, new with every start. */
    String owner() {
        return owner;
    }

    /** A token nobody else has: whoever holds a row under it may settle it. */
    String token() {
        return owner.substring(4) + "." + Long.toString(tokens.incrementAndGet(), Character.MAX_RADIX);
    }

    Collection<Subscriber> subscribers() {
        return subscribers.values();
    }

    Subscriber find(String name) {
        return subscribers.get(name);
    }

    Subscriber subscriber(String name, Function<String, Subscriber> make) {
        return subscribers.computeIfAbsent(name, make);
    }

    /** True when work of that lane may start: not while the store is away, for it could only fail. */
    boolean running(String lane) {
        return open
                && !store.isAway()
                && !paused.contains(lane)
                && absent.why(lane).isEmpty();
    }

    boolean isOpen() {
        return open;
    }

    void open(boolean now) {
        open = now;
        subscribers.values().forEach(Subscriber::pump);
    }

    Set<String> paused() {
        return paused;
    }

    void paused(Set<String> accounts) {
        if (!accounts.equals(paused)) {
            paused = Set.copyOf(accounts);
            subscribers.values().forEach(Subscriber::pump);
        }
    }

    /** A place in memory for a row about to be written, or null where it has to wait in the table. */
    Work reserve(Event event, Delivery delivery) {
        Subscriber subscriber = subscribers.get(delivery.subscriber());
        if (subscriber == null || !subscriber.holds()) {
            return null;
        }
        Lane lane = subscriber.lane(delivery.lane());
        if (lane.backlog() >= backlog || absent.why(lane.name()).isPresent()) {
            return null;
        }
        Work work = new Work(event, delivery);
        return lane.reserve(work) ? work : null;
    }

    void ready(Work work) {
        lane(work).ready(work);
    }

    void drop(Work work) {
        lane(work).drop(work);
    }

    private Lane lane(Work work) {
        return subscribers.get(work.delivery.subscriber()).lane(work.delivery.lane());
    }
}
