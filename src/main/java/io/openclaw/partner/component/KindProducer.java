package io.openclaw.partner.component;

import io.openclaw.account.Accounts;
import io.openclaw.partner.Beans;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Finds the account and hands over to {@link Operations}; the result replaces the body. */
final class KindProducer extends DefaultProducer {

    private final KindEndpoint endpoint;
    private AccountChoice choice;
    private Operations operations;
    private ResultForm form;

    KindProducer(KindEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        operations = Beans.get(endpoint.getCamelContext(), Operations.class);
        Accounts accounts = Beans.get(endpoint.getCamelContext(), Accounts.class);
        choice = new AccountChoice(endpoint.kind(), accounts, endpoint.chosenAccount());
        form = new ResultForm(endpoint.chosenType(), endpoint.isEach());
    }

    @Override
    public void process(Exchange exchange) {
        Object result = operations.call(
                endpoint.getComponent().routes(), choice.of(exchange), endpoint.getOperation(), exchange, form);
        exchange.getMessage().setBody(result);
    }
}
