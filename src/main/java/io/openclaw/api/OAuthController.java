package io.openclaw.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /oauth/token}: client credentials for a bearer token (RFC 6749, section 4.4). */
@RestController
public class OAuthController {

    /** The token answer of RFC 6749, section 5.1. */
    public record TokenAnswer(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn,
            String scope) {}

    private record Credentials(String id, String secret) {}

    private final Apps apps;

    public OAuthController(Apps apps) {
        this.apps = apps;
    }

    @PostMapping(path = "/oauth/token")
    TokenAnswer token(
            @RequestParam(name = "grant_type", required = false) String grant,
            @RequestParam(name = "client_id", required = false) String clientId,
            @RequestParam(name = "client_secret", required = false) String secret,
            @RequestParam(name = "scope", required = false) String scope,
            HttpServletRequest request,
            HttpServletResponse response) {
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        response.setHeader("Cache-Control", "no-store");
        if (!"client_credentials".equals(grant)) {
            throw new ApiProblem(
                    400,
                    "unsupported_grant_type",
                    "grant_type is " + grant,
                    "send the form grant_type=client_credentials&client_id=..&client_secret=..");
        }
        Credentials given = clientId == null ? basic(request) : new Credentials(clientId, secret);
        App app = Optional.ofNullable(given.id())
                .flatMap(apps::find)
                .filter(a -> given.secret() != null && a.knows(given.secret()))
                .orElseThrow(() -> new ApiProblem(
                        401, "invalid_client", "client id or secret is wrong", "check the app's credentials"));
        Set<String> asked = scope == null || scope.isBlank()
                ? Set.of()
                : new LinkedHashSet<>(Arrays.asList(scope.strip().split("\\s+")));
        for (String word : asked) {
            if (!app.scopes().contains(word)) {
                throw new ApiProblem(
                        400,
                        "invalid_scope",
                        "the app has no scope '" + word + "'",
                        "ask for some of: " + String.join(" ", app.scopes()));
            }
        }
        Apps.Token token = apps.issue(app, asked);
        return new TokenAnswer(token.value(), "Bearer", token.lifetime().toSeconds(), String.join(" ", token.scopes()));
    }

    private static Credentials basic(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
                String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
                if (parts.length == 2) {
                    return new Credentials(parts[0], parts[1]);
                }
            } catch (IllegalArgumentException e) {
                throw ApiProblem.badRequest("the Authorization header is not Base64", "send client_id and secret");
            }
        }
        throw new ApiProblem(401, "invalid_client", "no client credentials", "send client_id and client_secret");
    }
}
