package io.openclaw.channel;

import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.springframework.stereotype.Component;

/** Events as another carrier brings them: the steps of the routes between channels and Kafka. */
@Component("channelRecords")
public class ChannelRecords {

    private final Emitter emitter;

    public ChannelRecords(Emitter emitter) {
        this.emitter = emitter;
    }

    /** What is written to the carrier. */
    public String write(Event event) {
        return EventJson.record(event);
    }

    /** What stays together and in sequence: the order, or what else the event belongs to. */
    public String key(Event event) {
        String key = event.text("order_key");
        return key != null ? key : event.orderNo() != null ? event.orderNo() : event.id();
    }

    /**
     * Gives a batch of records to their subscribers: their rows are written, and what can run is in memory. In the order of the events: another
     * hub may have the same records, which it got from other partitions first, and whoever writes a row second waits.
     */
    public void take(List<Exchange> records) {
        records.stream()
                .map(each -> EventJson.event(each.getMessage().getBody(String.class)))
                .sorted(Comparator.comparing(Event::seq))
                .forEach(emitter::take);
    }

    /** Moves the offset of each partition behind the last record of a batch that was taken. */
    public void taken(List<Exchange> records) {
        Map<String, KafkaManualCommit> last = new LinkedHashMap<>();
        for (Exchange each : records) {
            last.put(
                    each.getMessage().getHeader(KafkaConstants.PARTITION, String.class),
                    each.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
        }
        last.values().forEach(KafkaManualCommit::commit);
    }
}
