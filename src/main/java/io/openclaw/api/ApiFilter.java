package io.openclaw.api;

import io.openclaw.store.StoreAvailability;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Every call of {@code /api/v2.1}: who calls, is it signed where it writes, was it answered before. */
@Component
public class ApiFilter extends OncePerRequestFilter {

    private static final int MAX_BODY = 1024 * 1024;
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final Apps apps;
    private final SignedRequests signed;
    private final ProblemWriter problems;
    private final StoreAvailability store;

    public ApiFilter(Apps apps, SignedRequests signed, ProblemWriter problems, StoreAvailability store) {
        this.apps = apps;
        this.signed = signed;
        this.problems = problems;
        this.store = store;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        try {
            Caller caller = apps.caller(bearer(request));
            caller.attachTo(request);
            if (READS.contains(request.getMethod())) {
                chain.doFilter(request, response);
            } else {
                write(caller, request, response, chain);
            }
        } catch (ApiProblem e) {
            problems.write(request, response, e);
        } catch (DataAccessException | TransactionException e) {
            // Before or after the call itself, which answers such a failure for itself.
            if (!store.explains(e) || response.isCommitted()) {
                throw e;
            }
            store.refused();
            problems.write(request, response, ApiProblem.noStore());
        }
    }

    private void write(Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new ApiProblem(413, "too_large", "the body is larger than 1 MiB", "send less at a time");
        }
        String query = request.getQueryString();
        String path = request.getRequestURI() + (query == null ? "" : "?" + query);
        String requestId = request.getHeader(RequestId.HEADER);
        signed.check(
                apps.secrets(caller),
                request.getMethod(),
                path,
                request.getHeader(SignedRequests.TIMESTAMP),
                requestId,
                request.getHeader(SignedRequests.SIGNATURE),
                body);
        String hash =
                Apps.hash(request.getMethod() + "\n" + path + "\n" + new String(body, StandardCharsets.ISO_8859_1));
        Optional<SignedRequests.Answer> before = signed.begin(caller.clientId(), requestId, hash);
        if (before.isPresent()) {
            response.setStatus(before.get().status());
            response.setContentType(before.get().status() < 400 ? "application/json" : ProblemWriter.MEDIA_TYPE);
            response.getOutputStream().write(before.get().body());
            return;
        }
        boolean answered = false;
        ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
        try {
            chain.doFilter(new KeptBody(request, body), kept);
            if (kept.getStatus() < 500) {
                signed.finish(caller.clientId(), requestId, kept.getStatus(), kept.getContentAsByteArray());
                answered = true;
            }
        } finally {
            if (!answered) {
                signed.forget(caller.clientId(), requestId);
            }
            kept.copyBodyToResponse();
        }
    }

    private static String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new ApiProblem(
                    401,
                    "token_missing",
                    "no access token",
                    "ask /oauth/token for one and send it as Authorization: Bearer <token>");
        }
        return header.substring(7).strip();
    }

    /** The request with its body readable again, after the signature was checked over it. */
    private static final class KeptBody extends HttpServletRequestWrapper {

        private final byte[] body;

        KeptBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("the body is at hand, there is nothing to wait for");
                }

                @Override
                public int read() {
                    return in.read();
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
