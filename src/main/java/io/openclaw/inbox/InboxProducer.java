package io.openclaw.inbox;

import io.openclaw.store.Durability;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultProducer;

/** One operation of {@code inbox:}. */
final class InboxProducer extends DefaultProducer {

    private final InboxEndpoint endpoint;
    private Processor operation;

    InboxProducer(InboxEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        operation = operation();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        operation.process(exchange);
    }

    private Processor operation() {
        return switch (endpoint.getOperation()) {
            case "verify" -> bean(PushVerification.class)::verify;
            case "store" -> {
                PushStore store = bean(PushStore.class);
                yield exchange -> store.store(exchange, endpoint.getOrigin());
            }
            case "durable" -> {
                Durability durability = bean(Durability.class);
                yield exchange -> durability.await();
            }
            case "answer" -> bean(PushAnswers.class)::answer;
            case "unavailable" -> bean(PushAnswers.class)::unavailable;
            case "refuse" -> bean(PushAnswers.class)::refuse;
            case "load" -> bean(PushStore.class)::load;
            case "dead-letter" -> bean(PushStore.class)::deadLetter;
            default -> throw new IllegalArgumentException("inbox: has no operation '" + endpoint.getOperation() + "'");
        };
    }

    private <T> T bean(Class<T> type) {
        T bean = endpoint.getCamelContext().getRegistry().findSingleByType(type);
        if (bean == null) {
            throw new IllegalStateException("inbox: needs one bean of type " + type.getName());
        }
        return bean;
    }
}
