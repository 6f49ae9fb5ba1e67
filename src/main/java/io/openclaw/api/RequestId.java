package io.openclaw.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;

/** The identity of one request: the caller's where it gave a usable one, ours otherwise. */
final class RequestId {

    static final String HEADER = "X-OpenClaw-Request-ID";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:-]{1,80}");

    private RequestId() {}

    static String of(HttpServletRequest request) {
        Object known = request.getAttribute(ATTRIBUTE);
        if (known != null) {
            return known.toString();
        }
        String sent = request.getHeader(HEADER);
        String id = usable(sent) ? sent : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    static boolean usable(String id) {
        return id != null && USABLE.matcher(id).matches();
    }
}
