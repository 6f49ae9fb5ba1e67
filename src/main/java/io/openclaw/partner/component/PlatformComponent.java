package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code platform:} - the operations of a sales platform, whoever the vendor is. */
@Component("platform")
public class PlatformComponent extends KindComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PlatformEndpoint endpoint = new PlatformEndpoint(uri, this);
        return configured(endpoint, remaining, parameters, Account.Kind.PLATFORM);
    }
}
