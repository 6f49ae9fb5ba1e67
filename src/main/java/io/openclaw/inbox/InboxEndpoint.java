package io.openclaw.inbox;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Take partners' messages in: verify, store, make durable, answer; and read them again when they are worked on. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "inbox",
        title = "Inbox",
        syntax = "inbox:operation",
        producerOnly = true,
        category = {Category.MESSAGING})
public class InboxEndpoint extends DefaultEndpoint {

    @UriPath(
            enums = "verify,store,durable,answer,unavailable,refuse,load,dead-letter",
            description =
                    "verify: find the account and prove the sender; store: write the message in this transaction; durable:"
                            + " wait until what is committed is on disk; answer: acknowledge; unavailable: ask to send it again;"
                            + " refuse: answer with a problem; load: read the message an event tells of; dead-letter: set a"
                            + " message aside that is not understood")
    @Metadata(required = true)
    private String operation;

    @UriParam(
            label = "producer",
            enums = "push,poll,api",
            defaultValue = "push",
            description = "For store: how the message came")
    private String origin = "push";

    public InboxEndpoint(String uri, InboxComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        return new InboxProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "inbox: is called, not consumed: pushes come by platform-http:/webhooks");
    }

    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public String getOrigin() {
        return origin;
    }

    public void setOrigin(String origin) {
        this.origin = origin;
    }
}
