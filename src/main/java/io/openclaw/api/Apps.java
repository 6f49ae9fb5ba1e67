package io.openclaw.api;

import io.openclaw.account.Accounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import io.openclaw.store.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The apps of the open API, from {@code config/apps.yaml} (property {@code openclaw.apps-file}), and their tokens. The file alone says who
 * may call: what it does not name any more is shut out at once, its tokens with it. A token is stored as its SHA-256 alone.
 */
@Component
public class Apps implements NamesAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(Apps.class);
    private static final Sql SQL = Sql.of("api");

    /** A token as it is given out, once. */
    public record Token(String value, Duration lifetime, Set<String> scopes) {}

    private record InForce(Map<String, App> apps, String text) {}

    private final Path path;
    private final Environment environment;
    private final Accounts accounts;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, App> registered = new ConcurrentHashMap<>();
    private volatile InForce inForce;

    public Apps(
            @Value("${openclaw.apps-file:config/apps.yaml}") Path path,
            Environment environment,
            Accounts accounts,
            JdbcClient jdbc,
            Clock clock) {
        this.path = path;
        this.environment = environment;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.clock = clock;
        // A hub that calls alone needs no such file; one that is deleted while it runs is refused.
        this.inForce = Files.exists(path) ? read() : new InForce(Map.of(), "apps: {}");
    }

    public Path path() {
        return path;
    }

    /**
     * Puts the file as it stands now in force.
     *
     * @throws RuleFileException for a mistake in it; then the apps before stay in force
     */
    public void reload() {
        inForce = read();
        LOG.info(
                "apps of {} are in force: {}",
                path,
                new TreeSet<>(inForce.apps().keySet()));
    }

    @Override
    public void check(Accounts others) {
        parse(inForce.text(), others);
    }

    /** Lets an app of the program's own in, beside those of the file. */
    public void register(App app) {
        registered.put(app.clientId(), app);
    }

    /** True while nobody may call. */
    boolean none() {
        return registered.isEmpty() && inForce.apps().isEmpty();
    }

    @EventListener(ApplicationReadyEvent.class)
    void sayThatNobodyMayCall() {
        if (none()) {
            LOG.warn("OC-API-SHUT the open API answers nobody: {} names no app", path);
        }
    }

    Optional<App> find(String clientId) {
        App app = inForce.apps().get(clientId);
        return Optional.ofNullable(app == null ? registered.get(clientId) : app);
    }

    /** What the caller's writes may be signed with; nothing where its app has gone meanwhile. */
    List<String> secrets(Caller caller) {
        return find(caller.clientId()).map(App::secrets).orElse(List.of());
    }

    private InForce read() {
        try {
            String text = Utf8File.read(path);
            return new InForce(parse(text, accounts), text);
        } catch (Utf8File.NotUtf8 e) {
            throw new RuleFileException(path.toString(), e.line(), e.getMessage());
        } catch (IOException e) {
            throw new RuleFileException(path.toString(), 1, Utf8File.why(e));
        }
    }

    private Map<String, App> parse(String text, Accounts those) {
        return new AppsFile(those, environment::resolveRequiredPlaceholders).parse(path.toString(), text);
    }

    /** Gives out a token for the scopes asked for, or all of the app's where none are named. */
    Token issue(App app, Set<String> asked) {
        Set<String> scopes = new LinkedHashSet<>(asked.isEmpty() ? app.scopes() : asked);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql(SQL.get("token-insert"))
                .param("hash", hash(value))
                .param("client_id", app.clientId())
                .param("scopes", String.join(" ", scopes))
                .param(
                        "expires_at",
                        OffsetDateTime.ofInstant(clock.instant().plus(app.tokenLifetime()), ZoneOffset.UTC))
                .update();
        return new Token(value, app.tokenLifetime(), scopes);
    }

    /** The caller a token stands for; refuses unknown and expired ones, and those of an app that is gone, with 401. */
    Caller caller(String token) {
        record Found(String clientId, Set<String> scopes, Instant expiresAt) {}
        Found found = jdbc.sql(SQL.get("token"))
                .param("hash", hash(token))
                .query((row, n) -> new Found(
                        row.getString("client_id"),
                        words(row.getString("scopes")),
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
        App app = find(found.clientId())
                .orElseThrow(() -> new ApiProblem(
                        401,
                        "token_unknown",
                        "the access token is of an app that may not call any more",
                        "have the app named in config/apps.yaml"));
        Set<String> scopes = new LinkedHashSet<>(found.scopes());
        scopes.retainAll(app.scopes());
        return new Caller(app.clientId(), app.tenant(), Set.copyOf(scopes), app.accounts());
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
