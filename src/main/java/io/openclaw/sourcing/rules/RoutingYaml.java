package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.rulefile.RuleNode;
import io.openclaw.sourcing.rules.SourcingRules.Choice;
import io.openclaw.sourcing.rules.SourcingRules.OrderFilter;
import io.openclaw.sourcing.rules.SourcingRules.Otherwise;
import io.openclaw.sourcing.rules.SourcingRules.Routing;
import io.openclaw.sourcing.rules.SourcingRules.Rule;
import io.openclaw.sourcing.rules.SourcingRules.Sort;
import io.openclaw.sourcing.rules.SourcingRules.Split;
import io.openclaw.sourcing.rules.SourcingRules.WarehouseFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the routings of the rule file, or their short form. */
final class RoutingYaml {

    private static final List<String> LEVELS = List.of("never", "line", "unit");

    private final RuleWords common;

    RoutingYaml(RuleWords common) {
        this.common = common;
    }

    List<Routing> shorthand(RuleNode root, Map<String, RuleNode> words) {
        if (!words.containsKey("default")) {
            throw root.fault("`default` is missing: the warehouses for countries without a list of their own;"
                    + " or write `routings`");
        }
        List<String> defaults = common.warehouseList(words.get("default"), "default");
        boolean elsewhere =
                !words.containsKey("elsewhere") || words.get("elsewhere").bool("elsewhere");
        List<Routing> routings = new ArrayList<>();
        if (words.containsKey("countries")) {
            words.get("countries").entries("countries").forEach((name, value) -> {
                String country = name.country();
                OrderFilter there = new OrderFilter(
                        Set.of(), Set.of(country), Set.of(), Set.of(), Set.of(), Set.of(), null, null, null, null);
                routings.add(listed(country, there, common.warehouseList(value, country), elsewhere));
            });
        }
        routings.add(listed("default", OrderFilter.ALL, defaults, elsewhere));
        return List.copyOf(routings);
    }

    private static Routing listed(String name, OrderFilter orders, List<String> warehouses, boolean elsewhere) {
        Rule first = new Rule(
                "listed",
                new WarehouseFilter(warehouses, Set.of(), Set.of(), Set.of(), null, null, null),
                List.of(Sort.PRIORITY),
                Split.NEVER,
                Choice.CHEAPEST,
                elsewhere
                        ? new Otherwise(Otherwise.Next.RULE_IF_NOT_CARRIED, Otherwise.BACKORDER, null)
                        : Otherwise.WAIT);
        Rule other = new Rule(
                "elsewhere", WarehouseFilter.ALL, List.of(Sort.PRIORITY), Split.NEVER, Choice.CHEAPEST, Otherwise.WAIT);
        return new Routing(name, orders, elsewhere ? List.of(first, other) : List.of(first));
    }

    List<Routing> routings(RuleNode node) {
        List<Routing> routings = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (RuleNode item : node.list("routings")) {
            Map<String, RuleNode> words = item.section("a routing", "name", "orders", "rules");
            String name = RuleWords.name(item, words, names);
            RuleNode rules = RuleWords.need(item, words, "rules", "what is tried, in turn");
            OrderFilter orders = words.containsKey("orders") ? orders(words.get("orders")) : OrderFilter.ALL;
            routings.add(new Routing(name, orders, rules(rules)));
        }
        if (routings.isEmpty()) {
            throw node.fault("routings has to hold at least one");
        }
        return List.copyOf(routings);
    }

    private OrderFilter orders(RuleNode node) {
        Map<String, RuleNode> words = node.section(
                "orders",
                "accounts",
                "countries",
                "tags",
                "shipping_method",
                "skus",
                "categories",
                "value",
                "ship_within");
        Map<String, RuleNode> value = words.containsKey("value")
                ? words.get("value").section("value", "from", "below", "currency")
                : Map.of();
        if (!value.isEmpty()) {
            RuleWords.need(words.get("value"), value, "currency", "the currency of from and below");
            if (value.size() == 1) {
                throw words.get("value").fault("value needs `from` or `below`");
            }
            if (value.containsKey("from")
                    && value.containsKey("below")
                    && value.get("from")
                                    .amount("from")
                                    .compareTo(value.get("below").amount("below"))
                            >= 0) {
                throw value.get("below")
                        .fault(
                                "no order is worth `from` or more and less than `below`: state a `below` above `from`, or one of the two");
            }
        }
        return new OrderFilter(
                RuleWords.set(words, "accounts", item -> common.account(item, Account.Kind.PLATFORM)),
                RuleWords.set(words, "countries", RuleNode::country),
                RuleWords.set(words, "tags", item -> item.word("a tag")),
                RuleWords.set(words, "shipping_method", item -> item.word("a shipping method")),
                RuleWords.set(words, "skus", item -> item.word("a SKU")),
                RuleWords.set(words, "categories", item -> item.word("a category")),
                value.containsKey("from") ? value.get("from").amount("from") : null,
                value.containsKey("below") ? value.get("below").amount("below") : null,
                value.containsKey("currency") ? value.get("currency").currency() : null,
                words.containsKey("ship_within") ? RuleWords.time(words.get("ship_within"), "ship_within") : null);
    }

    private List<Rule> rules(RuleNode node) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        List<RuleNode> items = node.list("rules");
        for (RuleNode item : items) {
            Map<String, RuleNode> words =
                    item.section("a rule", "name", "warehouses", "sort", "split", "service", "otherwise");
            boolean last = rules.size() == items.size() - 1;
            Otherwise otherwise = words.containsKey("otherwise") ? otherwise(words.get("otherwise")) : Otherwise.WAIT;
            if (last && otherwise.next() != Otherwise.Next.WAIT) {
                throw words.get("otherwise")
                        .fault("this is the last rule of its routing: there is no next one."
                                + " Let the order wait, as in {queue: backorder}");
            }
            rules.add(new Rule(
                    RuleWords.name(item, words, names),
                    words.containsKey("warehouses") ? filter(words.get("warehouses")) : WarehouseFilter.ALL,
                    words.containsKey("sort")
                            ? words.get("sort").words("sort", RoutingYaml::sort).stream()
                                    .map(word -> Sort.valueOf(word.toUpperCase(Locale.ROOT)))
                                    .toList()
                            : List.of(Sort.PRIORITY, Sort.COST),
                    words.containsKey("split") ? split(words.get("split")) : Split.NEVER,
                    words.containsKey("service") ? choice(words.get("service")) : Choice.CHEAPEST,
                    otherwise));
        }
        if (rules.isEmpty()) {
            throw node.fault("rules has to hold at least one");
        }
        return List.copyOf(rules);
    }

    private WarehouseFilter filter(RuleNode node) {
        if (!node.isMap()) {
            return new WarehouseFilter(
                    common.warehouseList(node, "warehouses"), Set.of(), Set.of(), Set.of(), null, null, null);
        }
        Map<String, RuleNode> words = node.section(
                "warehouses",
                "names",
                "groups",
                "kinds",
                "countries",
                "max_distance_km",
                "capacity_per_day",
                "brokering_safety_stock");
        return new WarehouseFilter(
                words.containsKey("names") ? common.warehouseList(words.get("names"), "names") : List.of(),
                RuleWords.set(words, "groups", item -> item.word("a group")),
                RuleWords.set(words, "kinds", item -> item.oneOf("kind", RuleWords.KINDS)),
                RuleWords.set(
                        words,
                        "countries",
                        item -> WarehouseFilter.DESTINATION.equals(item.word("a country"))
                                ? WarehouseFilter.DESTINATION
                                : item.country()),
                RuleWords.whole(words, "max_distance_km", 1, 25_000),
                RuleWords.whole(words, "capacity_per_day", 0, RuleWords.MANY),
                RuleWords.whole(words, "brokering_safety_stock", 0, RuleWords.MANY));
    }

    private static String sort(RuleNode node) {
        return node.oneOf("sort", Arrays.stream(Sort.values()).map(Sort::word).toList());
    }

    private static Split split(RuleNode node) {
        if (!node.isMap()) {
            return new Split(level(node), null, null, null);
        }
        Map<String, RuleNode> words = node.section("split", "by", "max_parcels", "min_value", "currency");
        if (words.containsKey("min_value")) {
            RuleWords.need(node, words, "currency", "the currency of min_value");
        }
        return new Split(
                level(RuleWords.need(node, words, "by", "line or unit")),
                RuleWords.whole(words, "max_parcels", 1, 100),
                words.containsKey("min_value") ? words.get("min_value").amount("min_value") : null,
                words.containsKey("currency") ? words.get("currency").currency() : null);
    }

    private static SplitLevel level(RuleNode node) {
        return SplitLevel.valueOf(node.oneOf("split", LEVELS).toUpperCase(Locale.ROOT));
    }

    private static Choice choice(RuleNode node) {
        if (node.isList()) {
            return new Choice(Choice.Mode.PREFERENCE, node.words("service"));
        }
        String word = node.oneOf("service", List.of("cheapest", "fastest"));
        return new Choice(Choice.Mode.valueOf(word.toUpperCase(Locale.ROOT)), List.of());
    }

    private static Otherwise otherwise(RuleNode node) {
        if (!node.isMap()) {
            String word = node.oneOf("otherwise", List.of("next_rule", "next_rule_if_not_carried"));
            return new Otherwise(
                    word.equals("next_rule") ? Otherwise.Next.RULE : Otherwise.Next.RULE_IF_NOT_CARRIED,
                    Otherwise.BACKORDER,
                    null);
        }
        Map<String, RuleNode> words = node.section("otherwise", "queue", "cancel_after");
        String queue = words.containsKey("queue") ? words.get("queue").word("queue") : Otherwise.BACKORDER;
        if (queue.length() > 60) {
            throw words.get("queue").fault("a queue's name has up to 60 characters");
        }
        return new Otherwise(
                Otherwise.Next.WAIT,
                queue,
                words.containsKey("cancel_after") ? RuleWords.time(words.get("cancel_after"), "cancel_after") : null);
    }
}
