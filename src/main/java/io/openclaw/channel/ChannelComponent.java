package io.openclaw.channel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component behind {@code channel:}. */
@Component("channel")
public class ChannelComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ChannelEndpoint endpoint = new ChannelEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The bean of that type; a context without it can build routes (a dry run does), but not run them. */
    <T> T bean(Class<T> type) {
        T bean = getCamelContext().getRegistry().findSingleByType(type);
        if (bean == null) {
            throw new IllegalStateException("channel: needs one bean of type " + type.getName());
        }
        return bean;
    }
}
