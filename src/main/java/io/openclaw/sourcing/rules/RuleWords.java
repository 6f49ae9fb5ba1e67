package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that more than one part of the rule file has. */
final class RuleWords {

    static final List<String> KINDS = List.of("own", "third_party", "platform", "virtual");
    static final int MANY = 1_000_000;
    private static final Pattern TIME = Pattern.compile("(\\d{1,4})\\s*(day|days|hour|hours)");

    private final Accounts accounts;

    RuleWords(Accounts accounts) {
        this.accounts = accounts;
    }

    Accounts accounts() {
        return accounts;
    }

    String account(RuleNode name, Account.Kind kind) {
        String word = name.word("a " + kind.word());
        Account account = accounts.find(word)
                .orElseThrow(() -> name.fault("'" + word + "' is no account of config/partners.yaml"));
        if (account.kind() != kind) {
            throw name.fault(
                    "'" + word + "' is a " + account.kind().word() + " account, a " + kind.word() + " is needed");
        }
        return account.id();
    }

    String warehouse(RuleNode name) {
        return account(name, Account.Kind.WAREHOUSE);
    }

    List<String> warehouseList(RuleNode node, String what) {
        if (!node.isList() || node.list(what).isEmpty()) {
            throw node.fault(what + " has to be a list of at least one warehouse");
        }
        return node.words(what, this::warehouse);
    }

    static String name(RuleNode item, Map<String, RuleNode> words, Set<String> names) {
        RuleNode node = need(item, words, "name", "the word explanations call it by");
        String name = node.word("name");
        if (!names.add(name)) {
            throw node.fault("the name '" + name + "' stands twice");
        }
        return name;
    }

    static Duration time(RuleNode node, String what) {
        Matcher time = TIME.matcher(node.word(what));
        if (!time.matches()) {
            throw node.fault(what + " '" + node.word(what) + "' is no time such as 36 hours or 14 days");
        }
        long number = Long.parseLong(time.group(1));
        return time.group(2).startsWith("day") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    static Set<String> set(Map<String, RuleNode> words, String name, Function<RuleNode, String> check) {
        return words.containsKey(name)
                ? Collections.unmodifiableSet(
                        new LinkedHashSet<>(words.get(name).words(name, check)))
                : Set.of();
    }

    static Integer whole(Map<String, RuleNode> words, String name, int least, int most) {
        return words.containsKey(name) ? words.get(name).whole(name, least, most) : null;
    }

    static RuleNode need(RuleNode around, Map<String, RuleNode> words, String name, String what) {
        RuleNode found = words.get(name);
        if (found == null) {
            throw around.fault("`" + name + "` is missing: " + what);
        }
        return found;
    }
}
