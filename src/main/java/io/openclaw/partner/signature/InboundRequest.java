package io.openclaw.partner.signature;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it arrived, nothing parsed.
 *
 * @param method upper-case HTTP method
 * @param path path as sent, still percent-encoded, without the query
 * @param query raw query without the question mark; empty for none
 * @param headers by name, any case; {@link #header} reads them
 * @param body the raw bytes, never null
 * @param keys secrets and credentials of the account that is addressed
 * @param now the receiver's clock
 */
public record InboundRequest(
        String method, String path, String query, Map<String, String> headers, byte[] body, Keys keys, Instant now) {

    public InboundRequest {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
        body = body == null ? new byte[0] : body;
        query = query == null ? "" : query;
        path = path == null ? "" : path;
        method = method == null ? "POST" : method.toUpperCase(Locale.ROOT);
    }

    /** A header's value without surrounding blanks, or null where it is missing or blank. */
    public String header(String name) {
        String value = headers.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The first value of a query parameter, decoded, or null. */
    public String parameter(String name) {
        return QueryString.parse(query).get(name);
    }

    /** The body read as UTF-8; for schemes that sign text. Bytes that are no UTF-8 are replaced and so fail to verify. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
