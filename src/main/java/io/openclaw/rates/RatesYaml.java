package io.openclaw.rates;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleNode;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads rate cards and the exchange table. */
final class RatesYaml {

    private static final int MAX_GRAMS = 1_000_000;
    private static final int MAX_MM = 20_000;
    private static final Pattern DAYS = Pattern.compile("(\\d{1,3})(?:\\s*-\\s*(\\d{1,3}))?");
    private static final Pattern GOODS = Pattern.compile("battery|battery_\\d{3}|liquid|magnetic|powder");
    private static final String[] SERVICE = {
        "name",
        "volumetric_divisor",
        "min_weight_g",
        "max_weight_g",
        "max_longest_mm",
        "max_sides_mm",
        "accepts",
        "fuel_percent",
        "registration",
        "surcharges",
        "transit_days",
        "cod",
        "cut_off",
        "zones"
    };

    private final Accounts accounts;
    private final Map<String, RateCard> cards = new LinkedHashMap<>();
    private final Map<String, String> fileOf = new HashMap<>();
    private final Map<RuleNode, String> currencies = new LinkedHashMap<>();
    private Exchange exchange;

    private RatesYaml(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * Reads the files of the folder.
     *
     * @param files text by file name
     * @throws RuleFileException for the first mistake
     */
    static RateBook parse(Map<String, String> files, Accounts accounts) {
        RatesYaml reader = new RatesYaml(accounts);
        files.forEach(reader::file);
        return reader.book();
    }

    private RateBook book() {
        Exchange known = exchange == null ? Exchange.NONE : exchange;
        currencies.forEach((place, currency) -> {
            if (!known.knows(currency)) {
                throw place.fault("there is no exchange rate for " + currency
                        + "; add it to `exchange` in exchange.yaml of this folder, nothing is taken one for one");
            }
        });
        return new RateBook(known, Map.copyOf(cards));
    }

    private void file(String file, String text) {
        RuleNode root = RuleNode.read(file, text, "a rate card names its account, services and zones");
        boolean table = root.isMap()
                && root.entries("the file").keySet().stream()
                        .anyMatch(n -> n.word("a name").equals("exchange"));
        if (table) {
            exchange(root);
        } else {
            card(root);
        }
    }

    private void exchange(RuleNode root) {
        RuleNode table = root.section("the file", "exchange").get("exchange");
        if (exchange != null) {
            throw table.fault("the exchange rates stand in another file of this folder already");
        }
        Map<String, RuleNode> words = table.section("exchange", "base", "as_of", "rates");
        String base =
                need(table, words, "base", "the currency costs are compared in").currency();
        Map<String, BigDecimal> rates = new LinkedHashMap<>();
        if (words.containsKey("rates")) {
            words.get("rates").entries("rates").forEach((name, value) -> {
                BigDecimal rate = value.decimal("a rate");
                if (rate.signum() <= 0) {
                    throw value.fault("a rate has to be above zero");
                }
                if (name.currency().equals(base)) {
                    throw name.fault(base + " is the base itself");
                }
                rates.put(name.currency(), rate);
            });
        }
        exchange = new Exchange(base, rates);
    }

    private void card(RuleNode root) {
        Map<String, RuleNode> words =
                root.section("a rate card", "account", "currency", "time_zone", "demo", "services");
        RuleNode name = need(root, words, "account", "the carrier's or warehouse's account");
        Account account = accounts.find(name.word("account"))
                .orElseThrow(() -> name.fault("'" + name.word("account") + "' is no account of config/partners.yaml"));
        if (account.kind() != Account.Kind.CARRIER && account.kind() != Account.Kind.WAREHOUSE) {
            throw name.fault("'" + account.id() + "' is a " + account.kind().word()
                    + " account; carriers and warehouses have rate cards");
        }
        if (cards.containsKey(account.id())) {
            throw name.fault("'" + account.id() + "' has a rate card already, in " + fileOf.get(account.id())
                    + ": an account has one, take one of the two files away");
        }
        fileOf.put(account.id(), root.file());
        RuleNode currency = need(root, words, "currency", "the currency of its prices");
        currencies.put(currency, currency.currency());
        ZoneId zone = words.containsKey("time_zone")
                ? words.get("time_zone").zone("time_zone")
                : account.timeZone() == null ? ZoneOffset.UTC : account.timeZone();
        Map<String, Service> services = new LinkedHashMap<>();
        need(root, words, "services", "what it sells")
                .entries("services")
                .forEach((service, value) -> services.put(service.word("a service"), service(service, value)));
        if (services.isEmpty()) {
            throw words.get("services").fault("services has to name at least one");
        }
        // The order of the file is kept: it is the order of preference where nothing else decides.
        cards.put(
                account.id(),
                new RateCard(account.id(), currency.currency(), zone, java.util.Collections.unmodifiableMap(services)));
    }

    private Service service(RuleNode name, RuleNode node) {
        Map<String, RuleNode> words = node.section("a service", SERVICE);
        Integer[] days = days(words.get("transit_days"));
        LocalTime cutOff = words.containsKey("cut_off") ? words.get("cut_off").time("cut_off") : null;
        Set<String> accepts = words.containsKey("accepts")
                ? new HashSet<>(words.get("accepts").words("accepts", RatesYaml::goods))
                : Set.of();
        Map<String, BigDecimal> surcharges = new LinkedHashMap<>();
        if (words.containsKey("surcharges")) {
            words.get("surcharges")
                    .entries("surcharges")
                    .forEach((goods, value) -> surcharges.put(goods(goods), value.amount("a surcharge")));
        }
        RuleNode zones = need(name, words, "zones", "where it goes and at what price");
        List<Zone> all = new ArrayList<>();
        zones.list("zones").forEach(zone -> all.add(zone(zone)));
        if (all.isEmpty()) {
            throw zones.fault("zones has to hold at least one");
        }
        return new Service(
                name.word("a service"),
                whole(words, "volumetric_divisor", 100_000),
                whole(words, "min_weight_g", MAX_GRAMS),
                whole(words, "max_weight_g", MAX_GRAMS),
                whole(words, "max_longest_mm", MAX_MM),
                whole(words, "max_sides_mm", 3 * MAX_MM),
                Set.copyOf(accepts),
                amount(words, "fuel_percent"),
                amount(words, "registration"),
                Map.copyOf(surcharges),
                days[0],
                days[1],
                words.containsKey("cod") && words.get("cod").bool("cod"),
                cutOff,
                List.copyOf(all));
    }

    private static Zone zone(RuleNode node) {
        Map<String, RuleNode> words =
                node.section("a zone", "countries", "postal_prefixes", "first", "next", "transit_days");
        List<String> countries = need(node, words, "countries", "where it goes; [\"*\"] for everywhere else")
                .words(
                        "countries",
                        item -> Zone.EVERYWHERE.equals(item.word("a country")) ? Zone.EVERYWHERE : item.country());
        List<String> prefixes = words.containsKey("postal_prefixes")
                ? words.get("postal_prefixes").words("postal_prefixes")
                : List.of();
        RuleNode first = need(node, words, "first", "grams and price of the first step");
        Map<String, RuleNode> step = first.section("first", "g", "price");
        int firstG = need(first, step, "g", "the grams it covers").whole("g", 1, MAX_GRAMS);
        BigDecimal firstPrice = need(first, step, "price", "its price").amount("price");
        int nextG = 0;
        BigDecimal nextPrice = BigDecimal.ZERO;
        if (words.containsKey("next")) {
            RuleNode next = words.get("next");
            Map<String, RuleNode> further = next.section("next", "g", "price");
            nextG = need(next, further, "g", "the grams of each further step").whole("g", 1, MAX_GRAMS);
            nextPrice = need(next, further, "price", "the price of each").amount("price");
        }
        Integer[] days = days(words.get("transit_days"));
        return new Zone(countries, prefixes, firstG, firstPrice, nextG, nextPrice, days[0], days[1]);
    }

    private static String goods(RuleNode node) {
        String word = node.word("goods");
        if (!GOODS.matcher(word).matches()) {
            throw node.fault("'" + word + "' is none of battery, battery_965 (or another UN packing instruction),"
                    + " liquid, magnetic, powder");
        }
        return word;
    }

    private static Integer[] days(RuleNode node) {
        if (node == null) {
            return new Integer[2];
        }
        Matcher days = DAYS.matcher(node.word("transit_days"));
        if (!days.matches()) {
            throw node.fault(
                    "transit_days '" + node.word("transit_days") + "' is neither a number of days nor two, as 8-15");
        }
        int earliest = Integer.parseInt(days.group(1));
        int latest = days.group(2) == null ? earliest : Integer.parseInt(days.group(2));
        if (latest < earliest) {
            throw node.fault("transit_days ends before it begins");
        }
        return new Integer[] {earliest, latest};
    }

    private static int whole(Map<String, RuleNode> words, String name, int most) {
        return words.containsKey(name) ? words.get(name).whole(name, 1, most) : 0;
    }

    private static BigDecimal amount(Map<String, RuleNode> words, String name) {
        return words.containsKey(name) ? words.get(name).amount(name) : BigDecimal.ZERO;
    }

    private static RuleNode need(RuleNode around, Map<String, RuleNode> words, String name, String what) {
        RuleNode found = words.get(name);
        if (found == null) {
            throw around.fault("`" + name + "` is missing: " + what);
        }
        return found;
    }
}
