package io.openclaw.partner.http;

import io.openclaw.account.Account;
import io.openclaw.partner.Beans;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.Vars;
import io.openclaw.partner.signature.QueryString;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** {@code partner:get} and its like: fills the call in from the exchange; {@link PartnerHttp} makes it. */
final class HttpProducer extends DefaultProducer {

    private final PartnerEndpoint endpoint;
    private PartnerHttp http;
    private final Template path;
    private final Template url;
    private final FileAddress files;
    private final Map<String, Template> query;
    private final Map<String, Template> headers;
    private final Set<Integer> accepted;

    HttpProducer(PartnerEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        CamelContext context = endpoint.getCamelContext();
        this.path = Template.of(context, endpoint.getPath());
        this.url = Template.of(context, endpoint.getUrl());
        this.files = FileAddress.of(endpoint.getHosts());
        this.query = templates(context, endpoint.getQuery());
        this.headers = new LinkedHashMap<>();
        // In YAML Camel turns a dash of an option's name into camel case, so headers are written with underscores.
        templates(context, endpoint.getHeader()).forEach((name, value) -> headers.put(name.replace('_', '-'), value));
        this.accepted = endpoint.getAccept() == null
                ? Set.of()
                : Arrays.stream(endpoint.getAccept().split(","))
                        .map(String::strip)
                        .map(Integer::valueOf)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        http = Beans.get(endpoint.getCamelContext(), PartnerHttp.class);
    }

    @Override
    public void process(Exchange exchange) {
        Account account = Vars.shop(exchange);
        OperationScope scope = Vars.scope(exchange);
        if (url != null) {
            answer(exchange, http.send(account, files.call(account, url.fill(exchange), endpoint.getExpect()), scope));
            return;
        }
        String filled = path.fill(exchange, HttpProducer::segment);
        int question = filled.indexOf('?');
        Map<String, String> parameters = new LinkedHashMap<>();
        if (question >= 0) {
            parameters.putAll(QueryString.parse(filled.substring(question + 1)));
        }
        parameters.putAll(filled(query, exchange));
        String method = endpoint.getAction().toUpperCase(Locale.ROOT);
        RequestBody body = sendsBody(method)
                ? RequestBody.of(exchange.getMessage().getBody(), endpoint.isForm())
                : RequestBody.NONE;
        HttpCall call = new HttpCall(
                method,
                null,
                question < 0 ? filled : filled.substring(0, question),
                parameters,
                filled(headers, exchange),
                body,
                endpoint.isEffect(),
                endpoint.getScheme(),
                endpoint.getExpect(),
                accepted);
        answer(exchange, http.send(account, call, scope));
    }

    private static void answer(Exchange exchange, HttpAnswer answer) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        answer.headers().forEach(message::setHeader);
        exchange.setVariable(Vars.STATUS, answer.status());
        message.setBody(answer.body());
    }

    /** An empty value would address another resource, and a dot segment one further up. */
    private static String segment(String value, String source) {
        if (value.isEmpty() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException(source + " is '" + value
                    + "': that has no place in a path; optional query parameters are" + " given as query.<name>");
        }
        return QueryString.encode(value);
    }

    private static Map<String, String> filled(Map<String, Template> templates, Exchange exchange) {
        Map<String, String> filled = new LinkedHashMap<>();
        templates.forEach((name, template) -> {
            String value = template.fill(exchange);
            if (!value.isEmpty()) {
                filled.put(name, value);
            }
        });
        return filled;
    }

    private static Map<String, Template> templates(CamelContext context, Map<String, Object> options) {
        Map<String, Template> templates = new LinkedHashMap<>();
        if (options != null) {
            options.forEach((name, value) -> templates.put(name, Template.of(context, value)));
        }
        return templates;
    }

    private static boolean sendsBody(String method) {
        return !method.equals("GET") && !method.equals("DELETE");
    }
}
