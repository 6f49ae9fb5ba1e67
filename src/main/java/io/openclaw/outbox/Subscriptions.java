package io.openclaw.outbox;

import io.openclaw.store.Sql;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who takes which events. Kept in the table {@code channel_subscription}, so that an event finds its subscriber also
 * while the subscriber's route is down.
 */
@Component
public class Subscriptions {

    private final JdbcTemplate jdbc;
    private final Sql sql = Sql.of("outbox");
    private volatile Map<String, Subscription> all = Map.of();
    private volatile Map<String, List<Subscription>> byType = new ConcurrentHashMap<>();
    private volatile boolean loaded;

    public Subscriptions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The subscribers of a type. */
    public List<Subscription> of(String type) {
        if (!loaded) {
            reload();
        }
        Map<String, List<Subscription>> known = byType;
        return known.computeIfAbsent(
                type, t -> all.values().stream().filter(s -> s.takes(t)).toList());
    }

    /** True when somebody is subscribed under that name, as last read. */
    public boolean contains(String subscriber) {
        return all.containsKey(subscriber);
    }

    /** Notes a subscriber, or what it takes from now on. */
    public synchronized void put(Subscription subscription) {
        reload();
        if (subscription.equals(all.get(subscription.subscriber()))) {
            return;
        }
        String types = String.join(",", subscription.types());
        int changed = jdbc.update(
                sql.get("update-subscription"),
                types,
                subscription.lane(),
                subscription.interest(),
                subscription.subscriber());
        if (changed == 0) {
            jdbc.update(
                    sql.get("insert-subscription"),
                    subscription.subscriber(),
                    types,
                    subscription.lane(),
                    subscription.interest());
        }
        reload();
    }

    /** Forgets a subscriber, until it is noted again: later events get no row for it. */
    public synchronized void remove(String subscriber) {
        jdbc.update(sql.get("delete-subscription"), subscriber);
        reload();
    }

    /** Reads the table again: another hub may have changed it. */
    public synchronized void reload() {
        Map<String, Subscription> read = new LinkedHashMap<>();
        jdbc.query(sql.get("subscriptions"), row -> {
            String subscriber = row.getString("subscriber");
            List<String> types = Arrays.asList(row.getString("types").split(","));
            read.put(
                    subscriber,
                    new Subscription(subscriber, List.copyOf(types), row.getString("lane"), row.getString("interest")));
        });
        if (!read.equals(all) || !loaded) {
            all = read;
            byType = new ConcurrentHashMap<>();
            loaded = true;
        }
    }
}
