package io.openclaw.api;

import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleNode;
import io.openclaw.rulefile.Spelling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Reads {@code config/apps.yaml}. */
final class AppsFile {

    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST_TOKEN_MINUTES = 24 * 60;

    private final Accounts accounts;
    private final UnaryOperator<String> placeholders;

    /** @param placeholders resolves {@code ${NAME:default}}; throws IllegalArgumentException for a name it does not know */
    AppsFile(Accounts accounts, UnaryOperator<String> placeholders) {
        this.accounts = accounts;
        this.placeholders = placeholders;
    }

    /**
     * The apps of a text, by client id.
     *
     * @throws RuleFileException for a mistake in it; no secret is repeated in it
     */
    Map<String, App> parse(String file, String text) {
        RuleNode entries = RuleNode.read(file, text, "apps: {} names none")
                .section("the file", "apps")
                .get("apps");
        if (entries == null) {
            throw new RuleFileException(file, 1, "apps is missing; apps: {} names none");
        }
        Map<String, App> apps = new LinkedHashMap<>();
        entries.entries("apps").forEach((name, entry) -> {
            String id = name.word("the client id of an app");
            if (!id.matches("[a-z0-9][a-z0-9._-]{0,79}")) {
                throw name.fault("client id '" + id + "' has to be small letters, digits, '.', '_' or '-', 80 at most");
            }
            apps.put(id, app(name, id, entry));
        });
        return Map.copyOf(apps);
    }

    private App app(RuleNode name, String id, RuleNode entry) {
        Map<String, RuleNode> fields = entry.section("app " + id, "secrets", "scopes", "accounts", "token_minutes");
        RuleNode secrets = wanted(name, id, fields, "secrets", "one, as \"${NAME}\"; two while one is being rotated");
        RuleNode scopes = wanted(name, id, fields, "scopes", "all, or some of " + String.join(", ", App.SCOPES));
        RuleNode seen = fields.get("accounts");
        RuleNode minutes = fields.get("token_minutes");
        return new App(
                tenant(name),
                id,
                secrets.words("secrets", this::secret),
                scopes(scopes),
                seen == null ? App.EVERY_ACCOUNT : Set.copyOf(seen.words("accounts", this::account)),
                minutes == null
                        ? App.TOKEN_LIFETIME
                        : Duration.ofMinutes(minutes.whole("token_minutes", 1, LONGEST_TOKEN_MINUTES)));
    }

    private static RuleNode wanted(
            RuleNode name, String id, Map<String, RuleNode> fields, String field, String expected) {
        RuleNode node = fields.get(field);
        if (node == null) {
            throw name.fault("app " + id + " has no " + field + ": " + expected);
        }
        return node;
    }

    private String secret(RuleNode node) {
        String secret;
        try {
            secret = placeholders.apply(node.word("a secret"));
        } catch (IllegalArgumentException e) {
            throw node.fault("the environment variable or property of this secret is not set");
        }
        if (secret.length() < SHORTEST_SECRET) {
            throw node.fault("this secret has fewer than " + SHORTEST_SECRET
                    + " characters; openssl rand -hex 32 makes one that nobody guesses");
        }
        return secret;
    }

    private static Set<String> scopes(RuleNode node) {
        List<String> words = node.words("scopes", scope -> {
            String word = scope.word("a scope");
            if (!word.equals("all") && !App.SCOPES.contains(word)) {
                throw scope.fault("there is no scope '" + word + "'" + Spelling.suggestion(word, App.SCOPES));
            }
            return word;
        });
        if (words.isEmpty()) {
            throw node.fault("scopes names none: all, or some of " + String.join(", ", App.SCOPES));
        }
        return words.contains("all") ? Set.copyOf(App.SCOPES) : Set.copyOf(new TreeSet<>(words));
    }

    private String account(RuleNode node) {
        String id = node.word("an account");
        if (accounts.find(id).isEmpty()) {
            List<String> known =
                    accounts.all().stream().map(account -> account.id()).toList();
            throw node.fault("there is no account '" + id + "' in partners.yaml" + Spelling.suggestion(id, known));
        }
        return id;
    }

    private String tenant(RuleNode name) {
        return accounts.all().stream()
                .map(account -> account.tenant())
                .findFirst()
                .orElseThrow(() -> name.fault("partners.yaml has no account this app could work with"));
    }
}
