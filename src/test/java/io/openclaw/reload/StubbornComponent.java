package io.openclaw.reload;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** Consumers whose stop does not return: {@code stubborn:deaf} not even when it is interrupted. */
public final class StubbornComponent extends DefaultComponent {

    /** In the registry of the context whose consumers are to return. */
    static final String RETURNS = "returns";

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new StubbornEndpoint(uri, this, remaining.equals("deaf"));
    }

    private static final class StubbornEndpoint extends DefaultEndpoint {

        private final boolean deaf;

        StubbornEndpoint(String uri, StubbornComponent component, boolean deaf) {
            super(uri, component);
            this.deaf = deaf;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("nothing is sent there");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new StubbornConsumer(this, processor, deaf);
        }
    }

    private static final class StubbornConsumer extends DefaultConsumer {

        private final boolean deaf;
        private boolean started;

        StubbornConsumer(Endpoint endpoint, Processor processor, boolean deaf) {
            super(endpoint, processor);
            this.deaf = deaf;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            started = true;
        }

        @Override
        protected void doStop() throws Exception {
            if (!started) {
                return;
            }
            CountDownLatch returns =
                    getEndpoint().getCamelContext().getRegistry().lookupByNameAndType(RETURNS, CountDownLatch.class);
            while (returns.getCount() > 0) {
                try {
                    returns.await();
                } catch (InterruptedException e) {
                    if (!deaf) {
                        throw e;
                    }
                }
            }
            super.doStop();
        }
    }
}
