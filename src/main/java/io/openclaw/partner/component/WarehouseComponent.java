package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code warehouse:} - the operations of a warehouse, whoever the vendor is. */
@Component("warehouse")
public class WarehouseComponent extends KindComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        WarehouseEndpoint endpoint = new WarehouseEndpoint(uri, this);
        return configured(endpoint, remaining, parameters, Account.Kind.WAREHOUSE);
    }
}
