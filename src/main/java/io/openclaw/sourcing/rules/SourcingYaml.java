package io.openclaw.sourcing.rules;

import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleNode;
import io.openclaw.sourcing.rules.SourcingRules.Place;
import io.openclaw.sourcing.rules.SourcingRules.Routing;
import io.openclaw.sourcing.rules.SourcingRules.Warehouse;
import java.util.List;
import java.util.Map;

/** Reads the rule file with the place of every word, so that a mistake can be named by its line. */
public final class SourcingYaml {

    private static final List<String> SHORTHAND = List.of("default", "countries", "elsewhere");

    private final RoutingYaml routing;
    private final WarehouseYaml described;

    private SourcingYaml(RuleWords common) {
        this.routing = new RoutingYaml(common);
        this.described = new WarehouseYaml(common);
    }

    /** @throws RuleFileException for the first mistake */
    public static SourcingRules parse(String file, String text, Accounts accounts) {
        return new SourcingYaml(new RuleWords(accounts)).rules(file, text);
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
            routings = routing.routings(words.get("routings"));
        } else {
            routings = routing.shorthand(root, words);
        }
        Map<String, Warehouse> warehouses =
                words.containsKey("warehouses") ? described.warehouses(words.get("warehouses")) : Map.of();
        Map<String, String> homes = words.containsKey("homes") ? described.homes(words.get("homes")) : Map.of();
        List<Place> places = words.containsKey("places") ? described.places(words.get("places")) : List.of();
        return new SourcingRules(routings, warehouses, homes, places);
    }
}
