package io.openclaw.channel;

import io.openclaw.outbox.Interest;
import io.openclaw.outbox.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Hand events from route to route through the outbox: in the transaction that made them, at least once, per order in sequence. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "channel",
        title = "Channel",
        syntax = "channel:name",
        category = {Category.MESSAGING})
public class ChannelEndpoint extends DefaultEndpoint {

    private static final Pattern TYPE = Pattern.compile("\\*|[\\w.-]+(\\.\\*)?(\\[\\w+])?");

    @UriPath(description = "As a consumer the subscriber's name, as a producer the type of the event")
    @Metadata(required = true)
    private String name;

    @UriParam(
            label = "consumer",
            description = "Event types to take, separated by commas; order.* takes all that begin so, * takes all;"
                    + " tracking.updated[first_scan] takes those whose data hold true under that name")
    private String types;

    @UriParam(
            label = "consumer",
            enums = "platform,carrier,warehouse,label,tracker,erp",
            description =
                    "Kind of account the work is done against. Each account has a lane of its own, so that one that"
                            + " hangs holds up no other; label means whoever makes the parcel's label. Without it there is"
                            + " one lane")
    private String lane;

    @UriParam(label = "consumer", description = "Deliveries at once per lane; openclaw.channel.concurrency by default")
    private int concurrency;

    @UriParam(
            label = "consumer",
            description =
                    "Name of a bean (io.openclaw.outbox.Interest) that is asked of each event whether it means anything"
                            + " to this subscriber; what does not costs no delivery")
    private String interest;

    @UriParam(label = "producer", description = "Milliseconds before the event is delivered")
    private long delay;

    public ChannelEndpoint(String uri, ChannelComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        return new ChannelProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (types == null || types.isBlank()) {
            throw new IllegalArgumentException(
                    "channel:" + name + " as a consumer needs types: types=order.created,...");
        }
        if (interest != null && getCamelContext().getRegistry().lookupByNameAndType(interest, Interest.class) == null) {
            throw new IllegalArgumentException("channel:" + name + " asks interest=" + interest
                    + ", but there is no bean of that name which is an io.openclaw.outbox.Interest");
        }
        ChannelConsumer consumer = new ChannelConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public ChannelComponent getComponent() {
        return (ChannelComponent) super.getComponent();
    }

    /** What a consumer of this endpoint takes. */
    Subscription subscription() {
        List<String> all = Arrays.stream(types.split(","))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
        all.stream().filter(t -> !TYPE.matcher(t).matches()).findFirst().ifPresent(wrong -> {
            throw new IllegalArgumentException("channel:" + name + " takes types like order.created, order.* or"
                    + " tracking.updated[first_scan], not '" + wrong + "'");
        });
        return new Subscription(name, all, lane, interest);
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getTypes() {
        return types;
    }

    public void setTypes(String types) {
        this.types = types;
    }

    public String getLane() {
        return lane;
    }

    public void setLane(String lane) {
        this.lane = lane;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public String getInterest() {
        return interest;
    }

    public void setInterest(String interest) {
        this.interest = interest;
    }

    public long getDelay() {
        return delay;
    }

    public void setDelay(long delay) {
        this.delay = delay;
    }
}
