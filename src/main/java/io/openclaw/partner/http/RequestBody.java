package io.openclaw.partner.http;

import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.QueryString;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is sent; bytes are null for nothing. */
record RequestBody(byte[] bytes, String contentType) {

    static final RequestBody NONE = new RequestBody(null, null);
    private static final String JSON = "application/json; charset=utf-8";

    /** Maps and lists become JSON, or a form where that is asked; text and bytes go as they are. */
    static RequestBody of(Object body, boolean form) {
        if (body == null) {
            return NONE;
        }
        if (form) {
            if (!(body instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(
                        "a form is made of a map, not of a " + body.getClass().getName());
            }
            return new RequestBody(form(map).getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
        }
        if (body instanceof byte[] bytes) {
            return new RequestBody(bytes, "application/octet-stream");
        }
        if (body instanceof String text) {
            return new RequestBody(text.getBytes(StandardCharsets.UTF_8), JSON);
        }
        return new RequestBody(Json.bytes(body), JSON);
    }

    private static String form(Map<?, ?> map) {
        Map<String, String> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value != null) {
                boolean nested = value instanceof Map || value instanceof List;
                fields.put(
                        name.toString(),
                        nested ? new String(Json.bytes(value), StandardCharsets.UTF_8) : value.toString());
            }
        });
        return QueryString.format(fields);
    }
}
