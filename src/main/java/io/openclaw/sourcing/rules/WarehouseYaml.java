package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.rulefile.RuleNode;
import io.openclaw.sourcing.rules.SourcingRules.Place;
import io.openclaw.sourcing.rules.SourcingRules.Point;
import io.openclaw.sourcing.rules.SourcingRules.Warehouse;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the rule file says of warehouses, the homes of SKUs, and where destinations are. */
final class WarehouseYaml {

    private static final List<String> LABEL_SOURCES = List.of("carrier", "warehouse", "platform", "platform_fulfilled");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final RuleWords common;

    WarehouseYaml(RuleWords common) {
        this.common = common;
    }

    Map<String, Warehouse> warehouses(RuleNode node) {
        Map<String, Warehouse> all = new LinkedHashMap<>();
        node.entries("warehouses").forEach((name, value) -> all.put(common.warehouse(name), described(value)));
        return Collections.unmodifiableMap(all);
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
        Integer handling = RuleWords.whole(words, "handling_days", 0, 60);
        Integer safety = RuleWords.whole(words, "brokering_safety_stock", 0, RuleWords.MANY);
        return new Warehouse(
                words.containsKey("group") ? words.get("group").words("group") : List.of(),
                words.containsKey("kind") ? words.get("kind").oneOf("kind", RuleWords.KINDS) : null,
                words.containsKey("country") ? words.get("country").country() : null,
                words.containsKey("location") ? point(words.get("location")) : null,
                RuleWords.set(words, "accounts", item -> common.account(item, Account.Kind.PLATFORM)),
                RuleWords.whole(words, "capacity_per_day", 0, RuleWords.MANY),
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
                carriers == null
                        ? List.of()
                        : carriers.words("carriers", item -> common.account(item, Account.Kind.CARRIER)));
    }

    private String service(RuleNode node) {
        String word = node.word("a service");
        int slash = word.indexOf('/');
        if (slash >= 0 && common.accounts().find(word.substring(0, slash)).isEmpty()) {
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
        double lat = RuleWords.need(node, words, "lat", "degrees north")
                .decimal("lat")
                .doubleValue();
        double lon = RuleWords.need(node, words, "lon", "degrees east")
                .decimal("lon")
                .doubleValue();
        if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
            throw node.fault("lat goes from -90 to 90, lon from -180 to 180");
        }
        return new Point(lat, lon);
    }

    Map<String, String> homes(RuleNode node) {
        Map<String, String> homes = new LinkedHashMap<>();
        node.entries("homes").forEach((name, value) -> {
            String home = common.warehouse(name);
            for (RuleNode sku : value.list("the SKUs of a home")) {
                if (homes.put(sku.word("a SKU"), home) != null) {
                    throw sku.fault("'" + sku.word("a SKU") + "' has a home already");
                }
            }
        });
        return Map.copyOf(homes);
    }

    static List<Place> places(RuleNode node) {
        List<Place> places = new ArrayList<>();
        for (RuleNode item : node.list("places")) {
            Map<String, RuleNode> words = item.section("a place", "country", "postal_prefix", "lat", "lon");
            Map<String, RuleNode> where = new LinkedHashMap<>(words);
            double lat = RuleWords.need(item, where, "lat", "degrees north")
                    .decimal("lat")
                    .doubleValue();
            double lon = RuleWords.need(item, where, "lon", "degrees east")
                    .decimal("lon")
                    .doubleValue();
            places.add(new Place(
                    RuleWords.need(item, words, "country", "the country it is in")
                            .country(),
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
}
