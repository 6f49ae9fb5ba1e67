package io.openclaw.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * The app behind a request of the open API.
 *
 * @param scopes what its token allows
 * @param accounts the accounts it may see; {@code *} stands for all of its tenant
 */
public record Caller(String clientId, String tenant, Set<String> scopes, Set<String> accounts) {

    private static final String ATTRIBUTE = Caller.class.getName();

    /** The caller of this request; the access filter has put it there. */
    public static Caller of(HttpServletRequest request) {
        return (Caller) request.getAttribute(ATTRIBUTE);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** True where the app may see what belongs to that account. */
    public boolean sees(String account) {
        return account == null || accounts.contains("*") || accounts.contains(account);
    }
}
