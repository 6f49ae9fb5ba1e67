package io.openclaw.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An error answer: {@code application/problem+json} (RFC 9457) with {@code request_id} and {@code hint} beside the standard members. */
public record Problem(int status, String title, String detail, String hint, String requestId) {

    public static final String CONTENT_TYPE = "application/problem+json";

    /** Header every answer bears. */
    public static final String REQUEST_ID = "X-OpenClaw-Request-ID";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The answer's body. */
    public byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        members.put("request_id", requestId);
        members.put("hint", hint);
        try {
            return MAPPER.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem of plain texts could not be written", e);
        }
    }
}
