package io.openclaw.channel;

import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import java.util.List;
import org.apache.camel.Exchange;
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

    /** Gives a batch of records to their subscribers: their rows are written, and what can run is in memory. */
    public void take(List<Exchange> records) {
        for (Exchange each : records) {
            emitter.take(EventJson.event(each.getMessage().getBody(String.class)));
        }
    }
}
