package io.openclaw.api;

import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The apps of the open API and their tokens. A token is stored as its SHA-256 alone. */
@Component
public class Apps {

    private static final Sql SQL = Sql.of("api");

    /** A registered app. */
    public record App(String tenant, String clientId, String secret, Set<String> scopes, int tokenTtlSeconds) {}

    /** A token as it is given out, once. */
    public record Token(String value, Duration lifetime, Set<String> scopes) {}

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Apps(JdbcClient jdbc, FieldCipher cipher, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.clock = clock;
    }

    public Optional<App> find(String clientId) {
        return jdbc.sql(SQL.get("app"))
                .param("client_id", clientId)
                .query((row, n) -> new App(
                        row.getString("tenant"),
                        row.getString("client_id"),
                        cipher.decryptText(row.getBytes("secret_enc")),
                        words(row.getString("scopes")),
                        row.getInt("token_ttl_s")))
                .optional();
    }

    /** Registers an app unless it is there; true when it is new. */
    @Transactional
    public boolean register(
            String tenant, String clientId, String secret, Set<String> scopes, int ttlSeconds, List<String> accounts) {
        int added = jdbc.sql(SQL.get("app-insert"))
                .param("tenant", tenant)
                .param("client_id", clientId)
                .param("secret_enc", cipher.encryptText(secret))
                .param("scopes", String.join(" ", scopes))
                .param("ttl", ttlSeconds)
                .param("now", now())
                .update();
        for (String account : added == 1 ? accounts : List.<String>of()) {
            jdbc.sql(SQL.get("app-account-insert"))
                    .param("client_id", clientId)
                    .param("account", account)
                    .update();
        }
        return added == 1;
    }

    /** Gives out a token for the scopes asked for, or all of the app's where none are named. */
    @Transactional
    public Token issue(App app, Set<String> asked) {
        Set<String> scopes = new LinkedHashSet<>(asked.isEmpty() ? app.scopes() : asked);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Duration lifetime = Duration.ofSeconds(app.tokenTtlSeconds());
        jdbc.sql(SQL.get("token-insert"))
                .param("hash", hash(value))
                .param("client_id", app.clientId())
                .param("scopes", String.join(" ", scopes))
                .param("expires_at", OffsetDateTime.ofInstant(clock.instant().plus(lifetime), ZoneOffset.UTC))
                .update();
        return new Token(value, lifetime, scopes);
    }

    /** The caller a token stands for; refuses unknown and expired ones with 401. */
    public Caller caller(String token) {
        record Found(String clientId, String tenant, String scopes, Instant expiresAt) {}
        Found found = jdbc.sql(SQL.get("token"))
                .param("hash", hash(token))
                .query((row, n) -> new Found(
                        row.getString("client_id"),
                        row.getString("tenant"),
                        row.getString("scopes"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .optional()
                .orElseThrow(() -> new ApiProblem(
                        401, "token_unknown", "the access token is not known", "ask /oauth/token for one"));
        Instant now = clock.instant();
        if (!found.expiresAt().isAfter(now)) {
            long ago = Duration.between(found.expiresAt(), now).toSeconds();
            throw new ApiProblem(
                    401,
                    "token_expired",
                    "the access token expired at " + found.expiresAt(),
                    "token expired " + ago + " s ago: ask /oauth/token again");
        }
        List<String> accounts = jdbc.sql(SQL.get("app-accounts"))
                .param("client_id", found.clientId())
                .query(String.class)
                .list();
        return new Caller(found.clientId(), found.tenant(), words(found.scopes()), Set.copyOf(accounts));
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
