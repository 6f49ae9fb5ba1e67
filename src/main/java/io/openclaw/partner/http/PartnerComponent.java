package io.openclaw.partner.http;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** {@code partner:} - the one way a connector's routes speak HTTP with their partner. */
@Component("partner")
public class PartnerComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PartnerEndpoint endpoint = new PartnerEndpoint(uri, this);
        endpoint.setAction(remaining);
        endpoint.setQuery(PropertiesHelper.extractProperties(parameters, "query."));
        endpoint.setHeader(PropertiesHelper.extractProperties(parameters, "header."));
        setProperties(endpoint, parameters);
        if (!parameters.isEmpty() && String.valueOf(endpoint.getPath()).contains("?")) {
            // Camel ends the option path at the first ampersand.
            throw new IllegalArgumentException("the query of path ends at its first '&', so " + parameters.keySet()
                    + " went astray: give query parameters as query.<name>");
        }
        return endpoint;
    }
}
