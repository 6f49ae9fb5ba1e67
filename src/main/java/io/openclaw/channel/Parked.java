package io.openclaw.channel;

import io.openclaw.outbox.Deliveries.Depth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Says once of each account that is not there, and of each channel without a route, that work waits for it. */
@Component
class Parked {

    private static final Logger LOG = LoggerFactory.getLogger(Parked.class);

    /**
     * A route's successor comes as soon as what runs is done, and another hub may have the route that this one lacks. What waits may well be
     * older than the edit of a file: so long a channel has to be without a route before that is worth a word.
     */
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Absent absent;
    private final Desk desk;
    private final ChannelMetrics metrics;
    private final Clock clock;
    private final Duration patience;
    private final Map<String, Instant> missed = new HashMap<>();
    private Set<String> accounts = Set.of();
    private Set<String> channels = Set.of();

    @Autowired
    Parked(Absent absent, Desk desk, ChannelMetrics metrics, Clock clock) {
        this(absent, desk, metrics, clock, LONG);
    }

    Parked(Absent absent, Desk desk, ChannelMetrics metrics, Clock clock, Duration patience) {
        this.patience = patience;
        this.absent = absent;
        this.desk = desk;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @param release gives back what memory has of a lane */
    void say(Consumer<String> release) {
        List<Depth> depths = metrics.depths();
        sayAccounts(depths, release);
        sayChannels(depths);
    }

    private void sayAccounts(List<Depth> depths, Consumer<String> release) {
        Map<String, Long> waiting = new TreeMap<>();
        depths.stream()
                .filter(depth -> absent.why(depth.lane()).isPresent())
                .forEach(depth -> waiting.merge(depth.lane(), depth.depth(), Long::sum));
        waiting.forEach((lane, depth) -> {
            release.accept(lane);
            if (!accounts.contains(lane)) {
                LOG.warn(
                        "OC-ACCOUNT-PARKED {} deliveries wait: {}",
                        depth,
                        absent.why(lane).orElse(""));
            }
        });
        accounts = Set.copyOf(waiting.keySet());
    }

    private void sayChannels(List<Depth> depths) {
        Instant now = clock.instant();
        Set<String> unconsumed = depths.stream()
                .map(Depth::subscriber)
                .filter(channel -> !consumed(channel))
                .collect(Collectors.toSet());
        missed.keySet().retainAll(unconsumed);
        unconsumed.forEach(channel -> missed.putIfAbsent(channel, now));
        Map<String, Long> waiting = new TreeMap<>();
        depths.stream()
                .filter(depth -> unconsumed.contains(depth.subscriber())
                        && !missed.get(depth.subscriber()).plus(patience).isAfter(now))
                .forEach(depth -> waiting.merge(depth.subscriber(), depth.depth(), Long::sum));
        waiting.forEach((channel, depth) -> {
            if (!channels.contains(channel)) {
                LOG.warn(
                        "OC-CHANNEL-UNCONSUMED {} deliveries wait: no route here consumes channel:{}. Put its file back and they go on,"
                                + " or give them up (discard of the MBean Channels)",
                        depth,
                        channel);
            }
        });
        channels = Set.copyOf(waiting.keySet());
    }

    private boolean consumed(String channel) {
        Subscriber subscriber = desk.find(channel);
        return subscriber != null && subscriber.attached();
    }
}
