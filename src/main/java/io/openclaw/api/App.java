package io.openclaw.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who may call the open API.
 *
 * @param secrets what it asks for tokens with, and signs its writes with; two while one is being rotated
 * @param accounts the accounts it may see; {@code *} stands for all of its tenant
 */
public record App(
        String tenant,
        String clientId,
        List<String> secrets,
        Set<String> scopes,
        Set<String> accounts,
        Duration tokenLifetime) {

    /** All there are, in the order in which they are told. */
    public static final List<String> SCOPES = List.of(
            "orders:read",
            "orders:write",
            "stock:read",
            "stock:write",
            "waybills:read",
            "exceptions:read",
            "exceptions:write",
            "webhooks:manage",
            "logs:read");

    public static final Set<String> EVERY_ACCOUNT = Set.of("*");
    public static final Duration TOKEN_LIFETIME = Duration.ofHours(2);

    boolean knows(String secret) {
        boolean known = false;
        for (String each : secrets) {
            known |= MessageDigest.isEqual(
                    each.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        }
        return known;
    }
}
