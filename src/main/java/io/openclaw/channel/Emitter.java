package io.openclaw.channel;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventIds;
import io.openclaw.outbox.EventJson;
import io.openclaw.outbox.Interest;
import io.openclaw.outbox.OutboxEvents;
import io.openclaw.outbox.Subscription;
import io.openclaw.outbox.Subscriptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes events with their deliveries in the current transaction, and hands the deliveries over in memory when it has
 * committed. The rows are held by this hub from the start, so the usual path needs no claim.
 */
@Component
public class Emitter {

    static final String NO_LANE = "-";
    private static final int KEY_LENGTH = 80;

    private final Desk desk;
    private final Claims claims;
    private final OutboxEvents events;
    private final Deliveries deliveries;
    private final Subscriptions subscriptions;
    private final ObjectProvider<Accounts> accounts;
    private final BeanFactory interests;
    private final Clock clock;
    private final Duration lease;
    private final boolean kafka;

    Emitter(
            Desk desk,
            Claims claims,
            OutboxEvents events,
            Deliveries deliveries,
            Subscriptions subscriptions,
            ObjectProvider<Accounts> accounts,
            BeanFactory interests,
            Clock clock,
            ChannelProperties properties) {
        this.desk = desk;
        this.claims = claims;
        this.events = events;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.accounts = accounts;
        this.interests = interests;
        this.clock = clock;
        this.lease = properties.lease();
        this.kafka = properties.carrier() == ChannelProperties.Carrier.KAFKA;
    }

    /**
     * Emits an event. Tenant, account, order number and ordering key are taken from the body by name.
     *
     * @param body a record or Map; of another event, its data
     * @param tenant where the body names none, or null to go by the account
     * @param delay how much later it is delivered; zero for at once
     */
    public Event emit(String type, Object body, String tenant, Duration delay) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("channel:" + type
                    + " was sent to outside a transaction: begin the route with 'transacted: {ref: work}', so that the event"
                    + " and the change it tells of are one");
        }
        String json = EventJson.write(body instanceof Event other ? other.data() : body);
        Map<String, Object> data = EventJson.read(json);
        String account = text(data, "account");
        String orderNo = text(data, "order_no");
        String id = EventIds.next();
        String owner = tenant(data, tenant, account);
        Instant now = clock.instant();
        long seq = events.insert(id, type, owner, account, orderNo, now, json);
        Event event = new Event(id, type, now, owner, orderNo, seq, account, data);
        deliver(event, takers(type, data, kafka), delay, false);
        return event;
    }

    /**
     * Hands an event that another carrier brought to the subscribers here, in the current transaction. A record that
     * comes again finds its rows there and changes nothing.
     */
    public void take(Event event) {
        List<Subscription> inOrder = takers(event.type(), event.data(), false).stream()
                .sorted(Comparator.comparing(Subscription::subscriber))
                .toList();
        deliver(event, inOrder, Duration.ZERO, true);
    }

    private List<Subscription> takers(String type, Map<String, Object> data, boolean relay) {
        return subscriptions.of(type).stream()
                .filter(s -> s.subscriber().equals(ChannelProperties.RELAY) == relay && s.takes(type, data))
                .toList();
    }

    /** {@link #emit(String, Object, String, Duration)} at once. */
    public Event emit(String type, Object body, String tenant) {
        return emit(type, body, tenant, Duration.ZERO);
    }

    /** Queues an event of the outbox for a subscriber once more, in the current transaction; false where it is queued already. */
    public boolean redeliver(Delivery row) {
        Handover handover = new Handover(List.of(), Duration.ZERO);
        TransactionSynchronizationManager.registerSynchronization(handover);
        handover.expected = true;
        handover.wanted = true;
        claims.expect();
        return deliveries.insertAgain(row);
    }

    private void deliver(Event event, List<Subscription> subscribed, Duration delay, boolean mayRepeat) {
        if (subscribed.isEmpty()) {
            return;
        }
        String key = key(event);
        List<Subscription> takers =
                subscribed.stream().filter(s -> interested(s, event, key)).toList();
        if (takers.isEmpty()) {
            return;
        }
        String token = desk.token();
        List<Work> held = new ArrayList<>(takers.size());
        List<Delivery> waiting = new ArrayList<>(0);
        for (Subscription taker : takers) {
            Delivery row = new Delivery(taker.subscriber(), event.seq(), key, lane(taker, event), 0, null, token);
            Work work = delay.isZero() ? desk.reserve(event, row) : null;
            if (work != null) {
                held.add(work);
            } else {
                waiting.add(row);
            }
        }
        // From here on a failure must give the places back: the transaction's end does that.
        Handover handover = new Handover(held, delay);
        TransactionSynchronizationManager.registerSynchronization(handover);
        // An event that belongs to no order has nothing to queue behind.
        if (!held.isEmpty() && claims.mayBeWaiting() && !key.equals(event.id())) {
            Set<String> foreign = deliveries.foreignSubscribers(key, desk.owner());
            for (Iterator<Work> each = held.iterator(); !foreign.isEmpty() && each.hasNext(); ) {
                Work work = each.next();
                if (foreign.contains(work.delivery.subscriber())) {
                    each.remove();
                    desk.drop(work);
                    waiting.add(work.delivery);
                    handover.wanted = true;
                }
            }
        }
        if (!held.isEmpty()) {
            List<Delivery> rows = held.stream().map(w -> w.delivery).toList();
            boolean[] written = deliveries.insertHeld(rows, desk.owner(), lease, mayRepeat);
            for (int i = written.length - 1; i >= 0; i--) {
                if (!written[i]) {
                    desk.drop(held.remove(i));
                }
            }
        }
        if (!waiting.isEmpty()) {
            handover.expected = true;
            claims.expect();
            deliveries.insertWaiting(waiting, delay, mayRepeat);
        }
    }

    /** A hub that lacks the bean another hub's route names delivers everything. */
    private boolean interested(Subscription taker, Event event, String key) {
        if (taker.interest() == null || !interests.containsBean(taker.interest())) {
            return true;
        }
        return interests
                .getBean(taker.interest(), Interest.class)
                .in(event, () -> deliveries.outstanding(taker.subscriber(), key));
    }

    private static String key(Event event) {
        String key = event.text("order_key");
        key = key != null ? key : event.orderNo() != null ? event.orderNo() : event.id();
        if (key.length() > KEY_LENGTH) {
            throw new IllegalArgumentException("order_key '" + key + "' is longer than " + KEY_LENGTH + " characters");
        }
        return key;
    }

    private String lane(Subscription taker, Event event) {
        String lane = taker.lane();
        String account;
        if (lane == null) {
            account = null;
        } else if (lane.equals("platform")) {
            account = event.account();
        } else if (lane.equals("erp")) {
            account = account(event.account())
                    .map(a -> a.kind() == Account.Kind.ERP ? a.id() : a.erp())
                    .orElse(null);
        } else {
            String field = lane.equals("label") ? event.text("label_source") : lane;
            account = field == null || event.text(field) == null ? event.account() : event.text(field);
        }
        return account == null || account.isBlank() ? NO_LANE : account;
    }

    private String tenant(Map<String, Object> data, String given, String account) {
        String named = text(data, "tenant");
        if (named != null) {
            return named;
        }
        if (given != null) {
            return given;
        }
        return account(account)
                .map(Account::tenant)
                .orElseThrow(() -> new IllegalArgumentException(
                        "an event needs a tenant: the body names none and no account that has one"));
    }

    private Optional<Account> account(String id) {
        Accounts all = accounts.getIfAvailable();
        return id == null || all == null ? Optional.empty() : all.find(id);
    }

    private static String text(Map<String, Object> data, String name) {
        Object value = data.get(name);
        return value == null ? null : value.toString();
    }

    /** Hands the work over when the transaction has committed, and forgets it when it has not. */
    private final class Handover implements TransactionSynchronization {

        private final List<Work> held;
        private final Duration delay;
        /** True once the transaction writes a row that nobody holds. */
        private boolean expected;

        /** True where that row can be taken at once; what found memory full or its route gone has to wait for room anyway. */
        private boolean wanted;

        Handover(List<Work> held, Duration delay) {
            this.held = held;
            this.delay = delay;
        }

        @Override
        public void afterCompletion(int status) {
            if (expected) {
                claims.arrived(wanted && delay.isZero());
            }
            if (status == STATUS_COMMITTED) {
                held.forEach(desk::ready);
            } else if (status == STATUS_ROLLED_BACK) {
                held.forEach(desk::drop);
            } else {
                claims.verify(held);
            }
        }
    }
}
