package io.openclaw.partner.http;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.partner.Beans;
import io.openclaw.partner.Vars;
import io.openclaw.partner.signature.InboundRequest;
import io.openclaw.partner.signature.Keys;
import io.openclaw.partner.signature.SignatureScheme;
import io.openclaw.partner.signature.SignatureSchemes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code partner:verify}: proves that a push comes from the account's partner. Works on the raw bytes and the headers
 * as they came; body and headers stay as they are.
 */
final class VerifyProducer extends DefaultProducer {

    private final PartnerEndpoint endpoint;
    private Accounts accounts;
    private Clock clock;
    private SignatureSchemes schemes;
    private SignatureScheme named;

    VerifyProducer(PartnerEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        CamelContext context = endpoint.getCamelContext();
        accounts = Beans.get(context, Accounts.class);
        clock = Beans.get(context, Clock.class);
        schemes = Beans.get(context, SignatureSchemes.class);
        named = endpoint.getScheme() == null ? null : schemes.get(endpoint.getScheme());
    }

    @Override
    public void process(Exchange exchange) {
        Account account = exchange.getVariable(Vars.SHOP) instanceof Account shop
                ? shop
                : accounts.get(exchange.getVariable(Vars.ACCOUNT, String.class));
        SignatureScheme scheme =
                named != null ? named : schemes.get(account.credentials().getOrDefault("scheme", "openclaw-hmac"));
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value != null) {
                headers.put(name, value.toString());
            }
        });
        scheme.verify(new InboundRequest(
                text(exchange, "push.method", Exchange.HTTP_METHOD),
                text(exchange, "push.path", Exchange.HTTP_PATH),
                text(exchange, "push.query", Exchange.HTTP_QUERY),
                headers,
                bytes(exchange),
                Keys.of(account),
                clock.instant()));
        // Whoever asked for this acknowledges nothing without it: a connector that forgets to verify is shut, not open.
        exchange.setVariable(Vars.VERIFIED, Boolean.TRUE);
    }

    private static byte[] bytes(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body == null || body instanceof byte[]) {
            return (byte[]) body;
        }
        throw new IllegalStateException("partner:verify needs the raw bytes of the push, the body is a "
                + body.getClass().getName());
    }

    private static String text(Exchange exchange, String variable, String header) {
        String value = exchange.getVariable(variable, String.class);
        return value != null ? value : exchange.getMessage().getHeader(header, String.class);
    }
}
