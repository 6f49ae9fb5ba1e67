package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleNode;
import io.openclaw.sourcing.SourcingRules.Choice;
import io.openclaw.sourcing.SourcingRules.OrderFilter;
import io.openclaw.sourcing.SourcingRules.Otherwise;
import io.openclaw.sourcing.SourcingRules.Place;
import io.openclaw.sourcing.SourcingRules.Point;
import io.openclaw.sourcing.SourcingRules.Routing;
import io.openclaw.sourcing.SourcingRules.Rule;
import io.openclaw.sourcing.SourcingRules.Sort;
import io.openclaw.sourcing.SourcingRules.Split;
import io.openclaw.sourcing.SourcingRules.Warehouse;
import io.openclaw.sourcing.SourcingRules.WarehouseFilter;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the rule file with the place of every word, so that a mistake can be named by its line. */
final class SourcingYaml {

    private static final List<String> LABEL_SOURCES = List.of("carrier", "warehouse", "platform", "platform_fulfilled");
    private static final List<String> KINDS = List.of("own", "third_party", "platform", "virtual");
    private static final List<String> LEVELS = List.of("never", "line", "unit");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> SHORTHAND = List.of("default", "countries", "elsewhere");
    private static final Pattern TIME = Pattern.compile("(\\d{1,4})\\s*(day|days|hour|hours)");
    private static final int MANY = 1_000_000;

    private final Accounts accounts;

    private SourcingYaml(Accounts accounts) {
        this.accounts = accounts;
    }

    /** @throws RuleFileException for the first mistake */
    static SourcingRules parse(String file, String text, Accounts accounts) {
        return new SourcingYaml(accounts).rules(file, text);
    }

    private SourcingRules rules(String file, String text) {
        RuleNode root = RuleNode.read(file, text, "at least `routings` or `default` has to be there");
        Map<String, RuleNode> words = root.section(
                "the file", "routings", "default", "countries", "elsewhere", "warehouses", "homes", "places");
        List<Routing> routings;
        if (words.containsKey("routings")) {
            SHORTHAND.stream().filter(words::containsKey).findFirst().ifPresent(word -> {
                throw words.get(word).fault("`" + word + "` is the short form of `routings`; use one or the other");
            });
            routings = routings(words.get("routings"));
        } else {
            routings = shorthand(root, words);
        }
        Map<String, Warehouse> warehouses =
                words.containsKey("warehouses") ? warehouses(words.get("warehouses")) : Map.of();
        Map<String, String> homes = words.containsKey("homes") ? homes(words.get("homes")) : Map.of();
        List<Place> places = words.containsKey("places") ? places(words.get("places")) : List.of();
        return new SourcingRules(routings, warehouses, homes, places);
    }

    // The short form
    // ------------------------------------------------------------------------------------------------------

    private List<Routing> shorthand(RuleNode root, Map<String, RuleNode> words) {
        if (!words.containsKey("default")) {
            throw root.fault("`default` is missing: the warehouses for countries without a list of their own;"
                    + " or write `routings`");
        }
        List<String> defaults = warehouseList(words.get("default"), "default");
        boolean elsewhere =
                !words.containsKey("elsewhere") || words.get("elsewhere").bool("elsewhere");
        List<Routing> routings = new ArrayList<>();
        if (words.containsKey("countries")) {
            words.get("countries").entries("countries").forEach((name, value) -> {
                String country = name.country();
                OrderFilter there = new OrderFilter(
                        Set.of(), Set.of(country), Set.of(), Set.of(), Set.of(), null, null, null, null);
                routings.add(listed(country, there, warehouseList(value, country), elsewhere));
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

    private List<String> warehouseList(RuleNode node, String what) {
        if (!node.isList() || node.list(what).isEmpty()) {
            throw node.fault(what + " has to be a list of at least one warehouse");
        }
        return node.words(what, this::warehouse);
    }

    // Routings
    // ------------------------------------------------------------------------------------------------------------

    private List<Routing> routings(RuleNode node) {
        List<Routing> routings = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (RuleNode item : node.list("routings")) {
            Map<String, RuleNode> words = item.section("a routing", "name", "orders", "rules");
            String name = name(item, words, names);
            RuleNode rules = need(item, words, "rules", "what is tried, in turn");
            OrderFilter orders = words.containsKey("orders") ? orders(words.get("orders")) : OrderFilter.ALL;
            routings.add(new Routing(name, orders, rules(rules)));
        }
        if (routings.isEmpty()) {
            throw node.fault("routings has to hold at least one");
        }
        return List.copyOf(routings);
    }

    private OrderFilter orders(RuleNode node) {
        Map<String, RuleNode> words =
                node.section("orders", "accounts", "countries", "tags", "skus", "categories", "value", "ship_within");
        Map<String, RuleNode> value = words.containsKey("value")
                ? words.get("value").section("value", "from", "below", "currency")
                : Map.of();
        if (!value.isEmpty()) {
            need(words.get("value"), value, "currency", "the currency of from and below");
            if (value.size() == 1) {
                throw words.get("value").fault("value needs `from` or `below`");
            }
        }
        return new OrderFilter(
                set(words, "accounts", item -> account(item, Account.Kind.PLATFORM)),
                set(words, "countries", RuleNode::country),
                set(words, "tags", item -> item.word("a tag")),
                set(words, "skus", item -> item.word("a SKU")),
                set(words, "categories", item -> item.word("a category")),
                value.containsKey("from") ? value.get("from").amount("from") : null,
                value.containsKey("below") ? value.get("below").amount("below") : null,
                value.containsKey("currency") ? value.get("currency").currency() : null,
                words.containsKey("ship_within") ? time(words.get("ship_within"), "ship_within") : null);
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
                    name(item, words, names),
                    words.containsKey("warehouses") ? filter(words.get("warehouses")) : WarehouseFilter.ALL,
                    words.containsKey("sort")
                            ? words.get("sort").words("sort", SourcingYaml::sort).stream()
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
                    warehouseList(node, "warehouses"), Set.of(), Set.of(), Set.of(), null, null, null);
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
                words.containsKey("names") ? warehouseList(words.get("names"), "names") : List.of(),
                set(words, "groups", item -> item.word("a group")),
                set(words, "kinds", item -> item.oneOf("kind", KINDS)),
                set(
                        words,
                        "countries",
                        item -> WarehouseFilter.DESTINATION.equals(item.word("a country"))
                                ? WarehouseFilter.DESTINATION
                                : item.country()),
                whole(words, "max_distance_km", 1, 25_000),
                whole(words, "capacity_per_day", 0, MANY),
                whole(words, "brokering_safety_stock", 0, MANY));
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
            need(node, words, "currency", "the currency of min_value");
        }
        return new Split(
                level(need(node, words, "by", "line or unit")),
                whole(words, "max_parcels", 1, 100),
                words.containsKey("min_value") ? words.get("min_value").amount("min_value") : null,
                words.containsKey("currency") ? words.get("currency").currency() : null);
    }

    private static Demand.Level level(RuleNode node) {
        return Demand.Level.valueOf(node.oneOf("split", LEVELS).toUpperCase(Locale.ROOT));
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
                words.containsKey("cancel_after") ? time(words.get("cancel_after"), "cancel_after") : null);
    }

    // Warehouses
    // ----------------------------------------------------------------------------------------------------------

    private Map<String, Warehouse> warehouses(RuleNode node) {
        Map<String, Warehouse> all = new LinkedHashMap<>();
        node.entries("warehouses").forEach((name, value) -> all.put(warehouse(name), described(value)));
        return java.util.Collections.unmodifiableMap(all);
    }

    private Warehouse described(RuleNode node) {
        Map<String, RuleNode> words = node.section(
                "a warehouse",
                "group",
                "kind",
                "country",
                "location",
                "accounts",
                "capacity_per_day",
                "brokering_safety_stock",
                "cut_off",
                "time_zone",
                "handling_days",
                "working_days",
                "service",
                "services",
                "label_source",
                "carrier",
                "carriers");
        RuleNode services = either(words, "service", "services");
        RuleNode carriers = either(words, "carrier", "carriers");
        Integer handling = whole(words, "handling_days", 0, 60);
        Integer safety = whole(words, "brokering_safety_stock", 0, MANY);
        return new Warehouse(
                words.containsKey("group") ? words.get("group").words("group") : List.of(),
                words.containsKey("kind") ? words.get("kind").oneOf("kind", KINDS) : null,
                words.containsKey("country") ? words.get("country").country() : null,
                words.containsKey("location") ? point(words.get("location")) : null,
                set(words, "accounts", item -> account(item, Account.Kind.PLATFORM)),
                whole(words, "capacity_per_day", 0, MANY),
                safety == null ? 0 : safety,
                words.containsKey("cut_off") ? words.get("cut_off").time("cut_off") : null,
                words.containsKey("time_zone") ? words.get("time_zone").zone("time_zone") : null,
                handling == null ? 0 : handling,
                days(words.get("working_days")),
                services == null ? List.of() : services.words("services", this::service),
                words.containsKey("label_source")
                        ? words.get("label_source")
                                .words("label_source", item -> item.oneOf("label_source", LABEL_SOURCES))
                        : List.of(),
                carriers == null ? List.of() : carriers.words("carriers", item -> account(item, Account.Kind.CARRIER)));
    }

    private String service(RuleNode node) {
        String word = node.word("a service");
        int slash = word.indexOf('/');
        if (slash >= 0 && accounts.find(word.substring(0, slash)).isEmpty()) {
            throw node.fault("'" + word.substring(0, slash) + "' is no account of config/partners.yaml");
        }
        return word;
    }

    private static RuleNode either(Map<String, RuleNode> words, String one, String several) {
        if (words.containsKey(one) && words.containsKey(several)) {
            throw words.get(several).fault("use `" + one + "` or `" + several + "`, not both");
        }
        return words.getOrDefault(one, words.get(several));
    }

    private static Set<DayOfWeek> days(RuleNode node) {
        if (node == null) {
            return Set.of();
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        node.words("working_days", item -> item.oneOf("a day", DAYS))
                .forEach(day -> days.add(DayOfWeek.of(DAYS.indexOf(day) + 1)));
        if (days.isEmpty()) {
            throw node.fault("working_days has to name at least one of " + String.join(", ", DAYS));
        }
        return days;
    }

    private static Point point(RuleNode node) {
        Map<String, RuleNode> words = node.section("a location", "lat", "lon");
        double lat = need(node, words, "lat", "degrees north").decimal("lat").doubleValue();
        double lon = need(node, words, "lon", "degrees east").decimal("lon").doubleValue();
        if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
            throw node.fault("lat goes from -90 to 90, lon from -180 to 180");
        }
        return new Point(lat, lon);
    }

    private Map<String, String> homes(RuleNode node) {
        Map<String, String> homes = new LinkedHashMap<>();
        node.entries("homes").forEach((name, value) -> {
            String home = warehouse(name);
            for (RuleNode sku : value.list("the SKUs of a home")) {
                if (homes.put(sku.word("a SKU"), home) != null) {
                    throw sku.fault("'" + sku.word("a SKU") + "' has a home already");
                }
            }
        });
        return Map.copyOf(homes);
    }

    private static List<Place> places(RuleNode node) {
        List<Place> places = new ArrayList<>();
        for (RuleNode item : node.list("places")) {
            Map<String, RuleNode> words = item.section("a place", "country", "postal_prefix", "lat", "lon");
            Map<String, RuleNode> where = new LinkedHashMap<>(words);
            double lat =
                    need(item, where, "lat", "degrees north").decimal("lat").doubleValue();
            double lon = need(item, where, "lon", "degrees east").decimal("lon").doubleValue();
            places.add(new Place(
                    need(item, words, "country", "the country it is in").country(),
                    words.containsKey("postal_prefix")
                            ? words.get("postal_prefix").word("postal_prefix")
                            : "",
                    new Point(lat, lon)));
        }
        places.sort(
                Comparator.comparingInt((Place place) -> place.postalPrefix().length())
                        .reversed());
        return List.copyOf(places);
    }

    // Words
    // ---------------------------------------------------------------------------------------------------------------

    private static String name(RuleNode item, Map<String, RuleNode> words, Set<String> names) {
        RuleNode node = need(item, words, "name", "the word explanations call it by");
        String name = node.word("name");
        if (!names.add(name)) {
            throw node.fault("the name '" + name + "' stands twice");
        }
        return name;
    }

    private String warehouse(RuleNode name) {
        return account(name, Account.Kind.WAREHOUSE);
    }

    private String account(RuleNode name, Account.Kind kind) {
        String word = name.word("a " + kind.word());
        Account account = accounts.find(word)
                .orElseThrow(() -> name.fault("'" + word + "' is no account of config/partners.yaml"));
        if (account.kind() != kind) {
            throw name.fault(
                    "'" + word + "' is a " + account.kind().word() + " account, a " + kind.word() + " is needed");
        }
        return account.id();
    }

    private static Duration time(RuleNode node, String what) {
        Matcher time = TIME.matcher(node.word(what));
        if (!time.matches()) {
            throw node.fault(what + " '" + node.word(what) + "' is no time such as 36 hours or 14 days");
        }
        long number = Long.parseLong(time.group(1));
        return time.group(2).startsWith("day") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    private static Set<String> set(
            Map<String, RuleNode> words, String name, java.util.function.Function<RuleNode, String> check) {
        return words.containsKey(name)
                ? java.util.Collections.unmodifiableSet(
                        new LinkedHashSet<>(words.get(name).words(name, check)))
                : Set.of();
    }

    private static Integer whole(Map<String, RuleNode> words, String name, int least, int most) {
        return words.containsKey(name) ? words.get(name).whole(name, least, most) : null;
    }

    private static RuleNode need(RuleNode around, Map<String, RuleNode> words, String name, String what) {
        RuleNode found = words.get(name);
        if (found == null) {
            throw around.fault("`" + name + "` is missing: " + what);
        }
        return found;
    }
}
