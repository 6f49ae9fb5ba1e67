package io.openclaw.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One entry of {@code accounts:} in the partners file, on its way to an {@link Account}. */
final class AccountEntry {

    private static final List<String> FIELDS = List.of(
            "kind",
            "vendor",
            "mode",
            "tenant",
            "authorization",
            "site",
            "time_zone",
            "currency",
            "act_from",
            "base_url",
            "secret",
            "secrets",
            "credentials",
            "policy",
            "limits");

    private static final Pattern UNSET = Pattern.compile("placeholder '([^']*)'");

    private final String id;
    private final JsonNode entry;
    private final UnaryOperator<String> placeholders;
    private final Problems problems;
    private boolean sound = true;

    AccountEntry(String id, JsonNode entry, UnaryOperator<String> placeholders, Problems problems) {
        this.id = id;
        this.entry = entry;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** The account, or null when something is wrong with it: the problems are told to the collector. */
    Account read(String defaultTenant) {
        if (!id.matches("[a-z0-9][a-z0-9._-]{0,59}")) {
            problem("", "is no account name: lower-case letters, digits, '.', '_' and '-', 60 at most");
        }
        if (!entry.isObject()) {
            problem("", "needs at least kind, vendor and mode");
            return null;
        }
        problems.unknownFields("accounts." + id + ".", entry, FIELDS);
        Account.Kind kind = word("kind", Account.Kind.class, null);
        Account.Mode mode = word("mode", Account.Mode.class, Account.Mode.IMPORT_ONLY);
        String vendor = text("vendor", null);
        if (vendor == null) {
            problem("vendor", "is missing: it names the connector, routes/connectors/<kind>/<vendor>.camel.yaml");
        } else if (!vendor.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            problem("vendor", "'" + vendor + "' is no connector name: lower-case letters, digits and '-'");
        }
        Account account = new Account(
                id,
                text("tenant", defaultTenant),
                kind,
                vendor,
                text("authorization", id),
                text("site", null),
                zone(),
                currency(),
                mode,
                actFrom(),
                baseUrl(),
                secrets(),
                credentials(),
                map("policy"),
                map("limits"));
        checkLimits(account.limits());
        return sound ? account : null;
    }

    /** Null where it is not said: times without a zone are then taken for UTC, and marked as assumed. */
    private ZoneId zone() {
        String name = text("time_zone", null);
        if (name == null) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            problem("time_zone", "'" + name + "' is no time zone; write Asia/Shanghai or +08:00");
            return null;
        }
    }

    private String currency() {
        String code = text("currency", null);
        if (code != null
                && Currency.getAvailableCurrencies().stream()
                        .noneMatch(c -> c.getCurrencyCode().equals(code))) {
            problem("currency", "'" + code + "' is no ISO 4217 currency code");
        }
        return code;
    }

    private Instant actFrom() {
        String text = text("act_from", null);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            problem("act_from", "'" + text + "' is not ISO 8601 with offset, as in 2024-06-15T08:30:00+08:00");
            return null;
        }
    }

    private String baseUrl() {
        String text = text("base_url", null);
        if (text == null) {
            return null;
        }
        try {
            URI uri = URI.create(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getUserInfo() != null) {
                problem("base_url", "'" + text + "' is not an http(s) address without user and query");
            }
        } catch (IllegalArgumentException e) {
            problem("base_url", "'" + text + "' is no address: " + e.getMessage());
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        JsonNode list = entry.path("secrets");
        if (list.isArray()) {
            for (int i = 0; i < list.size(); i++) {
                secrets.add(resolve("secrets[" + i + "]", list.get(i)));
            }
        } else if (!list.isMissingNode()) {
            problem("secrets", "is a list: the one to sign with first, beside it the one that is being retired");
        }
        if (entry.hasNonNull("secret")) {
            secrets.add(0, resolve("secret", entry.get("secret")));
        }
        if (secrets.stream().anyMatch(s -> s == null || s.isBlank())) {
            problem("secrets", "holds an empty secret");
            return List.of();
        }
        return List.copyOf(secrets);
    }

    private Map<String, String> credentials() {
        Map<String, String> credentials = new LinkedHashMap<>();
        JsonNode node = entry.path("credentials");
        if (!node.isMissingNode() && !node.isObject()) {
            problem("credentials", "is a map of names to values");
        }
        node.fields().forEachRemaining(field -> {
            String value = resolve("credentials." + field.getKey(), field.getValue());
            if (value != null) {
                credentials.put(field.getKey(), value);
            }
        });
        return Map.copyOf(credentials);
    }

    private void checkLimits(Map<String, Object> limits) {
        limits.forEach((throttle, value) -> {
            if (!String.valueOf(value).matches("[1-9]\\d{0,6}(/[1-9]\\d{0,6})?")) {
                problem(
                        "limits." + throttle,
                        "'" + value + "' is no limit: calls per period, or calls/burst as in 2/40");
            }
        });
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> map(String field) {
        JsonNode node = entry.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject()) {
            problem(field, "is a map of names to values");
            return Map.of();
        }
        return (Map<String, Object>) plain(field, node);
    }

    private Object plain(String field, JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.fields().forEachRemaining(e -> {
                Object value = plain(field + "." + e.getKey(), e.getValue());
                if (value != null) {
                    map.put(e.getKey(), value);
                }
            });
            return java.util.Collections.unmodifiableMap(map);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                list.add(plain(field + "[" + i + "]", node.get(i)));
            }
            return java.util.Collections.unmodifiableList(list);
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return resolve(field, node);
    }

    private <E extends Enum<E>> E word(String field, Class<E> type, E otherwise) {
        // YAML takes a bare off for false, as it takes on for true.
        String text =
                entry.path(field).isBoolean() ? (entry.path(field).booleanValue() ? "on" : "off") : text(field, null);
        if (text == null) {
            if (otherwise == null) {
                problem(field, "is missing: one of " + words(type));
            }
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        problem(field, "'" + text + "' is none of " + words(type));
        return null;
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private String text(String field, String otherwise) {
        JsonNode node = entry.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isValueNode()) {
            problem(field, "is a single value");
            return otherwise;
        }
        String value = resolve(field, node);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** Fills the placeholders in; what is given in the clear is never repeated in a message. */
    private String resolve(String field, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (!node.isValueNode()) {
            problem(field, "is a single value");
            return null;
        }
        try {
            return placeholders.apply(node.asText());
        } catch (IllegalArgumentException e) {
            problem(
                    field,
                    "needs a variable that is not set: " + unset(e)
                            + " has neither a value nor, as in ${NAME:default}, a default");
            return null;
        }
    }

    /** Its name alone: what Spring says repeats the whole value. */
    private static String unset(IllegalArgumentException e) {
        Matcher named = UNSET.matcher(String.valueOf(e.getMessage()));
        return named.find() ? named.group(1) : "one of its names";
    }

    private void problem(String field, String text) {
        sound = false;
        problems.add("accounts." + id + (field.isEmpty() ? "" : "." + field), text);
    }
}
