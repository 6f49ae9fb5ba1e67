package io.openclaw.api;

import java.util.List;
import java.util.regex.Pattern;

/** What an address answers that no call of ours took up, by the status Tomcat or Spring gave it. */
final class Refusals {

    /** An address that cannot be what is wrong with a request. */
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9_/-]*");

    private Refusals() {}

    /** @param address as it was asked for; null where the request was not even read so far */
    static ApiProblem of(int status, String address) {
        return switch (status) {
            case 400 -> address == null || PLAIN.matcher(address).matches() ? noHttp() : notTaken();
            case 401 ->
                new ApiProblem(
                        401,
                        "login",
                        "this page asks for the operator's login",
                        "user operator, with the password of openclaw.operator.password; without one the page stays shut");
            case 403 ->
                new ApiProblem(
                        403,
                        "forbidden",
                        "this page does not open to this caller",
                        "in the sandbox it opens on the hub's own machine, under the name localhost; elsewhere to the operator's login");
            case 404 -> nothingAt(address);
            case 503 ->
                new ApiProblem(503, "not_available", "not available at present", "nothing was taken; send it again");
            default ->
                status < 500
                        ? new ApiProblem(status, "refused", "the request is refused", "see /openapi.json")
                        : failed(status);
        };
    }

    static ApiProblem nothingAt(String address) {
        String detail = "there is nothing at " + address;
        if (address.startsWith("/api/")) {
            return ApiProblem.notFound(detail, "see /openapi.json");
        }
        return ApiProblem.notFound(
                detail,
                "the API is described at /openapi.json; pushes go to /webhooks/{kind}/{account}; Hawtio is at /actuator/hawtio");
    }

    static ApiProblem method(String method, List<String> allowed) {
        return new ApiProblem(
                405,
                "method",
                method + " is nothing that can be done here",
                "allowed: " + String.join(", ", allowed) + "; see /openapi.json");
    }

    static ApiProblem noMethod(String method) {
        return new ApiProblem(501, "method", method + " is no method of the hub", "see /openapi.json");
    }

    static ApiProblem notTaken() {
        return ApiProblem.badRequest(
                "the address is not taken",
                "leave out //, ., .., ; and backslashes; percent-encode the rest, a slash inside a SKU as %2F");
    }

    private static ApiProblem noHttp() {
        return ApiProblem.badRequest(
                "the request line or a header is no HTTP",
                "percent-encode what an address cannot hold, as spaces and { } |; send one Host header");
    }

    private static ApiProblem failed(int status) {
        return status == 501 || status == 505
                ? new ApiProblem(
                        status,
                        "http",
                        "the hub does not speak this form of HTTP",
                        "speak HTTP/1.1, without a transfer coding but chunked")
                : new ApiProblem(500, "internal", "the hub failed", "tell the operator the request id");
    }
}
