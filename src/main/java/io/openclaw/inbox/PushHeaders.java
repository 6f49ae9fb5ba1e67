package io.openclaw.inbox;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which headers of an untrusted sender get in: none that Camel would act on, and to the store none that is a secret. */
final class PushHeaders {

    private static final Pattern PLAIN = Pattern.compile("[a-z0-9-]{1,80}");
    private static final Pattern NEVER = Pattern.compile(
            "camel.*|org-apache-camel.*|cookie|host|connection|transfer-encoding|content-length|expect");
    private static final Pattern KEPT =
            Pattern.compile("content-type|user-agent|date|sign|x-.*|webhook-.*|shopify-.*|ce-.*|[a-z0-9]+-event.*");
    private static final Pattern SECRET = Pattern.compile(".*(token|secret|password|authorization|cookie|api-?key).*");
    private static final int VALUE_LENGTH = 2000;

    private PushHeaders() {}

    /** What a signature may be checked with: plain names in lower case, the first value of each. */
    static Map<String, String> of(HttpServletRequest request, String contentType) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (PLAIN.matcher(lower).matches() && !NEVER.matcher(lower).matches()) {
                String value = lower.equals("content-type") ? contentType : request.getHeader(name);
                if (value != null && value.length() <= VALUE_LENGTH) {
                    headers.put(lower, value);
                }
            }
        }
        return headers;
    }

    /** What is stored with the push. */
    static Map<String, String> kept(Map<String, String> headers) {
        Map<String, String> kept = new TreeMap<>(headers);
        kept.keySet()
                .removeIf(name ->
                        !KEPT.matcher(name).matches() || SECRET.matcher(name).matches());
        return kept;
    }
}
