package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code carrier:} - the operations of a carrier or tracking service, whoever the vendor is. */
@Component("carrier")
public class CarrierComponent extends KindComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CarrierEndpoint endpoint = new CarrierEndpoint(uri, this);
        return configured(endpoint, remaining, parameters, Account.Kind.CARRIER);
    }
}
