package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** What the four components of partners have in common. */
public abstract class KindComponent extends DefaultComponent {

    private VendorRoutes routes;

    Endpoint configured(KindEndpoint endpoint, String operation, Map<String, Object> parameters, Account.Kind kind)
            throws Exception {
        endpoint.setOperation(operation);
        endpoint.setKind(kind);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    VendorRoutes routes() {
        return routes;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        routes = new VendorRoutes(getCamelContext());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        routes.start();
    }

    @Override
    protected void doStop() throws Exception {
        routes.stop();
        super.doStop();
    }
}
