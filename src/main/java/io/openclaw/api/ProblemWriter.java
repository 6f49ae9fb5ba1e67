package io.openclaw.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Writes problem details in the one form all answers of the open API have. */
@Component
public class ProblemWriter {

    static final String MEDIA_TYPE = "application/problem+json";

    private final ObjectMapper json;

    public ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /** Answers the request with the problem. */
    public void write(HttpServletRequest request, HttpServletResponse response, ApiProblem problem) throws IOException {
        HttpStatus status = HttpStatus.valueOf(problem.status());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:openclaw:problem:" + problem.code());
        body.put("title", status.getReasonPhrase());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        if (address(request) != null) {
            body.put("instance", address(request));
        }
        body.put("request_id", RequestId.of(request));
        body.put("hint", HintTexts.of(problem.hint(), request.getLocale()));
        response.setStatus(problem.status());
        response.setContentType(MEDIA_TYPE);
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        if (problem.retryAfter() != null) {
            long seconds = Math.max(1, (problem.retryAfter().toMillis() + 999) / 1000);
            response.setHeader("Retry-After", Long.toString(seconds));
        }
        // Who logs in to the operator's pages is asked so already.
        if (problem.status() == 401 && !response.containsHeader("WWW-Authenticate")) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        byte[] bytes = json.writeValueAsBytes(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** What was asked for, also where it was led elsewhere since; null where Tomcat could not read as far. */
    static String address(HttpServletRequest request) {
        Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return asked == null ? request.getRequestURI() : asked.toString();
    }
}
