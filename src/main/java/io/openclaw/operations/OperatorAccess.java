package io.openclaw.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Who may open the operator's pages without a login: the machine itself, in the sandbox. The Host and Origin headers are
 * looked at too, because a page of a foreign site makes the operator's own browser call from loopback.
 */
final class OperatorAccess {

    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private OperatorAccess() {}

    /** True for a call from this machine, by a name of this machine, not sent by a page of another origin. */
    static boolean local(HttpServletRequest request) {
        return fromLoopback(request.getRemoteAddr())
                && LOCAL_NAMES.contains(String.valueOf(request.getServerName()))
                && sameOrigin(request);
    }

    /** True unless a browser says that the page behind the call is of another origin. */
    static boolean sameOrigin(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            return request.getServerName().equalsIgnoreCase(uri.getHost())
                    && request.getServerPort() == port(uri, request.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(URI uri, String scheme) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme() == null ? scheme : uri.getScheme()) ? 443 : 80;
    }

    private static boolean fromLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
