package io.openclaw.partner.http;

import io.openclaw.partner.signature.SignatureSchemes;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Call a partner's HTTP API for the account of the running operation, verify what a partner pushed, or fail in the hub's
 * taxonomy.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "partner",
        title = "Partner",
        syntax = "partner:action",
        category = {Category.HTTP},
        producerOnly = true)
public class PartnerEndpoint extends DefaultEndpoint {

    static final String ACTIONS = "get,post,put,patch,delete,fail,verify";

    @UriPath(
            enums = ACTIONS,
            description = "An HTTP method; fail throws a failure of the taxonomy; verify proves an inbound push.")
    @Metadata(required = true)
    private String action;

    @UriParam(
            description =
                    "Path below the account's base_url, with its query if it has one. Values of ${...} are percent-encoded; an empty one in"
                            + " the path is refused.")
    private String path;

    @UriParam(
            description =
                    "get: a file at the absolute address a partner gave, in place of path. Its host has to be the base_url's own or one of hosts;"
                            + " nothing of the account's grant is sent along. May hold ${...}.")
    private String url;

    @UriParam(description = "get with url: domains of the vendor's files besides the base_url's host: 4px.com,fpx.com.")
    private String hosts;

    @UriParam(
            prefix = "query.",
            multiValue = true,
            description =
                    "Query parameters: query.updated_at_min. Values may hold ${...}; a parameter without a value is left out.")
    private Map<String, Object> query;

    @UriParam(
            prefix = "header.",
            multiValue = true,
            description =
                    "Request headers: header.X-Shop-Id. Values may hold ${...}; a header without a value is left out.")
    private Map<String, Object> header;

    @UriParam(
            defaultValue = "false",
            description =
                    "The call changes something at the partner: what was committed is made durable first, an unclear end is"
                            + " unknown_outcome, and only accounts in mode live are called.")
    private boolean effect;

    @UriParam(description = "Signature scheme; without it the account's credentials.scheme, else none.")
    private String scheme;

    @UriParam(defaultValue = "false", description = "Sends the body, a map, as a form instead of JSON.")
    private boolean form;

    @UriParam(
            defaultValue = "json",
            enums = "json,bytes,base64,text,none",
            description =
                    "What the answer's body has to be: JSON becomes maps and lists; base64 is bytes as documents hold them; none accepts an"
                            + " empty answer too.")
    private String expect = "json";

    @UriParam(
            description =
                    "Statuses besides 2xx that are answers to read, not failures: 404,422. The variable status tells which it was. They"
                            + " may come without a body.")
    private String accept;

    @UriParam(
            label = "fail",
            description =
                    "fail: transient, rate_limited, unauthorized, rejected, not_found or unknown_outcome. May hold ${...}.")
    private String category;

    @UriParam(label = "fail", description = "fail: the vendor's own code. May hold ${...}.")
    private String code;

    @UriParam(label = "fail", description = "fail: what the partner said. May hold ${...}.")
    private String message;

    @UriParam(label = "fail", description = "fail: path of the field at fault. May hold ${...}.")
    private String field;

    @UriParam(label = "fail", description = "fail: seconds until it may be asked again. May hold ${...}.")
    private String retryAfter;

    public PartnerEndpoint(String uri, PartnerComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        return switch (action) {
            case "fail" -> new FailProducer(this);
            case "verify" -> new VerifyProducer(this);
            default -> new HttpProducer(this);
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("partner: calls partners; their pushes arrive over push-intake");
    }

    @Override
    public boolean isSingletonProducer() {
        return true;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (!java.util.List.of(ACTIONS.split(",")).contains(action)) {
            throw new IllegalArgumentException("'" + action + "' is no action of partner:, which has " + ACTIONS);
        }
        if (!java.util.List.of("json", "bytes", "base64", "text", "none").contains(expect)) {
            throw new IllegalArgumentException("expect=" + expect + " is none of json, bytes, base64, text, none");
        }
        boolean http = !"fail".equals(action) && !"verify".equals(action);
        if (url != null && (path != null || !"get".equals(action))) {
            throw new IllegalArgumentException("url stands in place of path, and for partner:get alone");
        }
        if (http && url == null && (path == null || !path.startsWith("/"))) {
            throw new IllegalArgumentException("partner:" + action + " needs a path that begins with a slash");
        }
        if ("get".equals(action) && effect) {
            throw new IllegalArgumentException("partner:get has no effect: use the method that has");
        }
        if ("fail".equals(action) && category == null) {
            throw new IllegalArgumentException("partner:fail needs a category");
        }
        // A bad expression, category or scheme shows when the route is read, not when it is first used.
        createProducer();
        SignatureSchemes schemes = getCamelContext().getRegistry().findSingleByType(SignatureSchemes.class);
        if (scheme != null && schemes != null) {
            schemes.get(scheme);
        }
    }

    public String getAction() {
        return action;
    }

    public void setAction(String action) {
        this.action = action;
    }

    public String getPath() {
        return path;
    }

    public void setPath(String path) {
        this.path = path;
    }

    public String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public String getHosts() {
        return hosts;
    }

    public void setHosts(String hosts) {
        this.hosts = hosts;
    }

    public Map<String, Object> getQuery() {
        return query;
    }

    public void setQuery(Map<String, Object> query) {
        this.query = query;
    }

    public Map<String, Object> getHeader() {
        return header;
    }

    public void setHeader(Map<String, Object> header) {
        this.header = header;
    }

    public boolean isEffect() {
        return effect;
    }

    public void setEffect(boolean effect) {
        this.effect = effect;
    }

    public String getScheme() {
        return scheme;
    }

    public void setScheme(String scheme) {
        this.scheme = scheme;
    }

    public boolean isForm() {
        return form;
    }

    public void setForm(boolean form) {
        this.form = form;
    }

    public String getExpect() {
        return expect;
    }

    public void setExpect(String expect) {
        this.expect = expect;
    }

    public String getAccept() {
        return accept;
    }

    public void setAccept(String accept) {
        this.accept = accept;
    }

    public String getCategory() {
        return category;
    }

    public void setCategory(String category) {
        this.category = category;
    }

    public String getCode() {
        return code;
    }

    public void setCode(String code) {
        this.code = code;
    }

    public String getMessage() {
        return message;
    }

    public void setMessage(String message) {
        this.message = message;
    }

    public String getField() {
        return field;
    }

    public void setField(String field) {
        this.field = field;
    }

    public String getRetryAfter() {
        return retryAfter;
    }

    public void setRetryAfter(String retryAfter) {
        this.retryAfter = retryAfter;
    }
}
