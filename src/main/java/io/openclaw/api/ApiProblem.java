package io.openclaw.api;

import java.time.Duration;

/**
 * A refusal of the open API, answered as RFC 9457 problem details. The hint says what the caller can do about it.
 */
public final class ApiProblem extends RuntimeException {

    private final int status;
    private final String code;
    private final String hint;
    private final Duration retryAfter;

    public ApiProblem(int status, String code, String detail, String hint) {
        this(status, code, detail, hint, null);
    }

    private ApiProblem(int status, String code, String detail, String hint, Duration retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.retryAfter = retryAfter;
    }

    public static ApiProblem badRequest(String detail, String hint) {
        return new ApiProblem(400, "bad_request", detail, hint);
    }

    public static ApiProblem notFound(String detail, String hint) {
        return new ApiProblem(404, "not_found", detail, hint);
    }

    static ApiProblem notAcceptable() {
        return new ApiProblem(
                406,
                "not_acceptable",
                "this call answers in JSON alone",
                "send Accept: application/json, or no Accept");
    }

    public static ApiProblem conflict(String code, String detail, String hint) {
        return new ApiProblem(409, code, detail, hint);
    }

    public static ApiProblem tooMany(Duration retryAfter, String detail) {
        return new ApiProblem(429, "rate_limited", detail, "wait as long as Retry-After says", retryAfter);
    }

    /** The store is away: nothing was read or changed that is known of. */
    public static ApiProblem noStore() {
        return new ApiProblem(
                503,
                "store",
                "the store is not available",
                "try again; a write with the same X-OpenClaw-Request-ID and body takes place once",
                Duration.ofSeconds(5));
    }

    public int status() {
        return status;
    }

    /** Stable word for programs; the type of the problem is made of it. */
    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }

    /** How long to wait, or null. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
