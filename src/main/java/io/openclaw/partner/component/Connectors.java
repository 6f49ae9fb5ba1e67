package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.account.KnownPolicies;
import io.openclaw.rulefile.Spelling;
import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The connectors' files, as far as an account's description has to fit them. */
@Component
public class Connectors {

    private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

    /** A throttle's budget goes by what follows the last dot of its id. */
    private static final Pattern THROTTLE = Pattern.compile("throttle:\\s*\\{?\\s*id:\\s*(?:[\\w-]+\\.)*([\\w-]+)");

    /** So many letters at the beginning alike make a name worth asking about. */
    private static final int ALIKE = 4;

    private final Path folder;

    public Connectors(@Value("${openclaw.routes-dir:routes}") Path routes) {
        this.folder = routes.resolve("connectors");
    }

    /** Why an account can do nothing at all; empty where its connector is there, or where it is off. */
    public Optional<String> missing(Account account) {
        Path file = folder.resolve(account.kind().word()).resolve(account.vendor() + ".camel.yaml");
        if (account.mode() == Account.Mode.OFF || Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of("accounts." + account.id() + ".vendor '" + account.vendor() + "' has no connector: " + file
                + " has to be there first");
    }

    /**
     * What of an account's policies and limits nobody reads, with the field it begins with: a misspelt one would let the
     * default stand, and nobody would learn of it.
     */
    public List<String> unread(Account account) {
        if (missing(account).isPresent()) {
            return List.of();
        }
        String text = text(account);
        List<String> unread = new ArrayList<>();
        for (String policy : new TreeSet<>(account.policy().keySet())) {
            if (!KnownPolicies.names().contains(policy) && !mentions(text, policy)) {
                unread.add(field(account, "policy." + policy) + " is read neither by the hub nor by the connector "
                        + account.vendor() + meant(policy)
                        + ": correct it or take it out; the head of config/partners.yaml has them all");
            }
        }
        TreeSet<String> throttles = new TreeSet<>();
        Matcher throttle = THROTTLE.matcher(text);
        while (throttle.find()) {
            throttles.add(throttle.group(1));
        }
        for (String limit : new TreeSet<>(account.limits().keySet())) {
            if (!throttles.contains(limit) && !mentions(text, "limits." + limit)) {
                unread.add(field(account, "limits." + limit) + " is no throttle of the connector " + account.vendor()
                        + (throttles.isEmpty() ? ", which has none" : Spelling.suggestion(limit, throttles)));
            }
        }
        return unread;
    }

    /** Operations that an account's connector has to have because of others it has, and has not; each begins with the field. */
    public List<String> lacking(Account account) {
        boolean asks = account.mode() == Account.Mode.LIVE || account.mode() == Account.Mode.SHADOW;
        return asks ? NeededOperations.lacking(account, text(account)) : List.of();
    }

    private static String meant(String policy) {
        return Spelling.near(policy, KnownPolicies.names())
                .or(() -> KnownPolicies.names().stream()
                        .filter(known -> policy.length() >= ALIKE && known.startsWith(policy.substring(0, ALIKE)))
                        .findFirst())
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private static String field(Account account, String name) {
        return "accounts." + account.id() + "." + name;
    }

    private static boolean mentions(String text, String word) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])")
                .matcher(text)
                .find();
    }

    /** All files of the vendor together: {@code shopify.camel.yaml}, {@code shopify-stock.camel.yaml}, {@code shopify.order.jsonata}. */
    private String text(Account account) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve(account.kind().word()))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches(Pattern.quote(account.vendor()) + "([.-].*)?\\.(camel\\.yaml|jsonata)")) {
                    text.append(Utf8File.read(file)).append('\n');
                }
            }
        } catch (IOException e) {
            LOG.debug("the connector {} is read while it is being edited", account.vendor(), e);
        }
        return text.toString();
    }
}
