package io.openclaw.channel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Deliveries;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How far behind the channels are, as last sampled. */
@Component
public class ChannelMetrics {

    private final Desk desk;
    private final Deliveries deliveries;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final MultiGauge depth;
    private final MultiGauge oldest;
    private final MultiGauge failing;
    private final MultiGauge running;
    private final MultiGauge dead;
    private volatile List<Deliveries.Depth> depths = List.of();
    private volatile Map<String, Long> letters = Map.of();

    ChannelMetrics(Desk desk, Deliveries deliveries, DeadLetters deadLetters, Clock clock, MeterRegistry meters) {
        this.desk = desk;
        this.deliveries = deliveries;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.depth = gauge(meters, "depth", "Deliveries outstanding, in all hubs", null);
        this.oldest = gauge(meters, "oldest", "Age of the oldest event outstanding", "seconds");
        this.failing = gauge(meters, "failing", "Deliveries that have failed three times or more", null);
        this.running = gauge(meters, "running", "Deliveries under way in this hub", null);
        this.dead = gauge(meters, "dead.letters", "Dead letters that are open", null);
    }

    /** Reads the tables once and shows what they say until the next time. */
    void sample() {
        depths = deliveries.depths();
        letters = deadLetters.counts();
        depth.register(depths.stream().map(d -> row(d, d.depth())).toList(), true);
        oldest.register(depths.stream().map(d -> row(d, age(d))).toList(), true);
        failing.register(depths.stream().map(d -> row(d, d.failing())).toList(), true);
        running.register(
                desk.subscribers().stream()
                        .map(s -> MultiGauge.Row.of(Tags.of("subscriber", s.name()), running(s)))
                        .toList(),
                true);
        dead.register(
                letters.entrySet().stream()
                        .map(e -> MultiGauge.Row.of(Tags.of("subscriber", e.getKey()), e.getValue()))
                        .toList(),
                true);
    }

    /** Depth of every lane that has something outstanding, a few seconds old. */
    public List<Deliveries.Depth> depths() {
        return depths;
    }

    /** Open dead letters by subscriber, a few seconds old. */
    public Map<String, Long> openDeadLetters() {
        return letters;
    }

    /** Deliveries under way in this hub. */
    public int running() {
        return desk.subscribers().stream().mapToInt(ChannelMetrics::running).sum();
    }

    /** Subscribers whose route runs in this hub. */
    public List<String> consuming() {
        return desk.subscribers().stream()
                .filter(Subscriber::attached)
                .map(Subscriber::name)
                .sorted()
                .toList();
    }

    private long age(Deliveries.Depth lane) {
        return Math.max(0, Duration.between(lane.oldest(), clock.instant()).toSeconds());
    }

    private static int running(Subscriber subscriber) {
        return subscriber.lanes().stream().mapToInt(Lane::running).sum();
    }

    private static MultiGauge.Row<Number> row(Deliveries.Depth lane, long value) {
        return MultiGauge.Row.of(Tags.of("subscriber", lane.subscriber(), "lane", lane.lane()), value);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description, String unit) {
        return MultiGauge.builder("openclaw.channel." + name)
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }
}
