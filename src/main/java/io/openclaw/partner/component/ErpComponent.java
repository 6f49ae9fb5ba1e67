package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code erp:} - the operations of the seller's ERP, whoever the vendor is. */
@Component("erp")
public class ErpComponent extends KindComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ErpEndpoint endpoint = new ErpEndpoint(uri, this);
        return configured(endpoint, remaining, parameters, Account.Kind.ERP);
    }
}
