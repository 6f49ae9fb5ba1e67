package io.openclaw.channel;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How channels deliver.
 *
 * @param concurrency deliveries at once per lane, where the route does not say
 * @param backlog deliveries per lane kept in memory; more wait in the table until there is room
 * @param lease how long a delivery stays in the hands of a hub that shows no sign of life
 * @param firstRetry wait after the first failure; it doubles from there
 * @param longestRetry the wait at which doubling ends
 * @param giveUpAfter age of the first failure at which a delivery becomes a dead letter
 * @param unauthorizedRetry wait of a lane whose partner refuses the grant; it doubles too
 * @param rateLimitedRetry wait of a lane whose partner did not say when to ask again
 * @param poll how often waiting deliveries are looked for
 * @param grace how long the work of a stopped route is kept for its successor
 * @param drain how long a stopping route waits for its running work
 * @param carrier what carries events to their subscribers
 */
@ConfigurationProperties("openclaw.channel")
public record ChannelProperties(
        @DefaultValue("8") int concurrency,
        @DefaultValue("10000") int backlog,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("1s") Duration firstRetry,
        @DefaultValue("15m") Duration longestRetry,
        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("60s") Duration unauthorizedRetry,
        @DefaultValue("2s") Duration rateLimitedRetry,
        @DefaultValue("500ms") Duration poll,
        @DefaultValue("5s") Duration grace,
        @DefaultValue("60s") Duration drain,
        @DefaultValue("outbox") Carrier carrier) {

    /** Subscriber of the route that hands events to Kafka; it alone gets rows where Kafka carries them. */
    static final String RELAY = "kafka-relay";

    /** What carries events. The route files are the same. */
    public enum Carrier {
        /** The outbox itself: one row per subscriber, written with the event. */
        OUTBOX,
        /** Kafka: the relay takes every event there, records come back to the hubs. */
        KAFKA
    }
}
