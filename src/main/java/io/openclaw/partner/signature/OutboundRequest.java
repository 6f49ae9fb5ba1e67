package io.openclaw.partner.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request about to be sent. A scheme adds headers and query parameters, and may replace the body. */
public final class OutboundRequest {

    private final String method;
    private final String baseUrl;
    private final String path;
    private final Map<String, String> query;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Keys keys;
    private final Clock clock;
    private byte[] body;

    /**
     * @param baseUrl scheme, host and what stands before the path; no slash at its end
     * @param path begins with a slash, percent-encoded
     * @param query decoded names and values in the order they are sent
     * @param body null for none
     */
    public OutboundRequest(
            String method,
            String baseUrl,
            String path,
            Map<String, String> query,
            byte[] body,
            Keys keys,
            Clock clock) {
        this.method = method;
        this.baseUrl = baseUrl;
        this.path = path;
        this.query = new LinkedHashMap<>(query);
        this.body = body;
        this.keys = keys;
        this.clock = clock;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** Query parameters, decoded; changes are sent. */
    public Map<String, String> query() {
        return query;
    }

    /** Request headers; changes are sent. */
    public Map<String, String> headers() {
        return headers;
    }

    public void header(String name, String value) {
        headers.put(name, value);
    }

    /** The bytes that will be sent; null for none. */
    public byte[] body() {
        return body;
    }

    public void body(byte[] replacement) {
        this.body = replacement;
    }

    /** The body read as UTF-8, empty for none. */
    public String text() {
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    public Keys keys() {
        return keys;
    }

    public Clock clock() {
        return clock;
    }

    /** Path and query as they stand on the request line. */
    public String pathAndQuery() {
        return query.isEmpty() ? path : path + "?" + QueryString.format(query);
    }

    /** The whole address. */
    public String url() {
        return baseUrl + pathAndQuery();
    }
}
