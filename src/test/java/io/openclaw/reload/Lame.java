package io.openclaw.reload;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/** Passes the dry run, and fails when it is started once more. */
final class Lame extends ServiceSupport implements Processor {

    private int starts;

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody("never");
    }

    @Override
    protected void doStart() {
        if (++starts > 1) {
            throw new IllegalStateException("lame");
        }
    }
}
