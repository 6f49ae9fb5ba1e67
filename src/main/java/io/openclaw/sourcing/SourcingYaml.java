package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the rule file with the place of every word, so that a mistake can be named by its line. */
final class SourcingYaml {

    private static final List<String> LABEL_SOURCES = List.of("carrier", "warehouse", "platform", "platform_fulfilled");

    private final String file;
    private final Accounts accounts;

    private List<String> defaults = List.of();
    private Map<String, List<String>> countries = Map.of();
    private boolean elsewhere = true;
    private Map<String, SourcingRules.Shipping> warehouses = Map.of();

    private SourcingYaml(String file, Accounts accounts) {
        this.file = file;
        this.accounts = accounts;
    }

    /** @throws SourcingFileException for the first mistake */
    static SourcingRules parse(String file, String text, Accounts accounts) {
        return new SourcingYaml(file, accounts).rules(text);
    }

    private SourcingRules rules(String text) {
        Node root = compose(text);
        if (root == null) {
            throw new SourcingFileException(file, 1, "is empty; at least `default` has to name a warehouse");
        }
        entries(root, "the file").forEach((name, value) -> {
            switch (name.getValue()) {
                case "default" -> defaults = warehouseList(value, "default");
                case "countries" -> countries = countries(value);
                case "elsewhere" -> elsewhere = bool(value);
                case "warehouses" -> warehouses = warehouses(value);
                default ->
                    throw at(
                            name,
                            "unknown word '" + name.getValue()
                                    + "'; known are default, countries, elsewhere, warehouses");
            }
        });
        if (defaults.isEmpty()) {
            throw at(root, "`default` is missing: the warehouses for countries without a list of their own");
        }
        return new SourcingRules(defaults, countries, elsewhere, warehouses);
    }

    private Node compose(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new SourcingFileException(file, line, "not valid YAML: " + e.getProblem());
        }
    }

    private Map<String, List<String>> countries(Node node) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        entries(node, "countries").forEach((name, value) -> {
            if (!name.getValue().matches("[A-Z]{2}")) {
                // YAML 1.1 reads a bare NO as false, but its text is still NO.
                throw at(name, "'" + name.getValue() + "' is no two-letter country code in capitals");
            }
            lists.put(name.getValue(), warehouseList(value, name.getValue()));
        });
        return lists;
    }

    private Map<String, SourcingRules.Shipping> warehouses(Node node) {
        Map<String, SourcingRules.Shipping> all = new LinkedHashMap<>();
        entries(node, "warehouses").forEach((name, value) -> {
            account(name, Account.Kind.WAREHOUSE);
            all.put(name.getValue(), shipping(value));
        });
        return all;
    }

    private SourcingRules.Shipping shipping(Node node) {
        String carrier = null;
        String service = null;
        String labelSource = null;
        for (Map.Entry<ScalarNode, Node> entry : entries(node, "a warehouse").entrySet()) {
            ScalarNode name = entry.getKey();
            ScalarNode value = scalar(entry.getValue(), name.getValue());
            switch (name.getValue()) {
                case "carrier" -> carrier = account(value, Account.Kind.CARRIER);
                case "service" -> service = value.getValue();
                case "label_source" -> labelSource = labelSource(value);
                default ->
                    throw at(name, "unknown word '" + name.getValue() + "'; known are carrier, service, label_source");
            }
        }
        return new SourcingRules.Shipping(carrier, service, labelSource);
    }

    private String labelSource(ScalarNode value) {
        if (!LABEL_SOURCES.contains(value.getValue())) {
            throw at(value, "label_source '" + value.getValue() + "' is none of " + String.join(", ", LABEL_SOURCES));
        }
        return value.getValue();
    }

    private List<String> warehouseList(Node node, String what) {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw at(node, what + " has to be a list of at least one warehouse");
        }
        List<String> names = new ArrayList<>();
        for (Node item : list.getValue()) {
            String name = account(scalar(item, "a warehouse"), Account.Kind.WAREHOUSE);
            if (names.contains(name)) {
                throw at(item, "'" + name + "' stands twice in the list");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private String account(ScalarNode name, Account.Kind kind) {
        Account account = accounts.find(name.getValue())
                .orElseThrow(() -> at(name, "'" + name.getValue() + "' is no account of config/partners.yaml"));
        if (account.kind() != kind) {
            throw at(
                    name,
                    "'" + name.getValue() + "' is a " + account.kind().word() + " account, a " + kind.word()
                            + " is needed");
        }
        return account.id();
    }

    private boolean bool(Node node) {
        if (!Tag.BOOL.equals(node.getTag())) {
            throw at(node, "elsewhere has to be true or false");
        }
        return "true".equalsIgnoreCase(((ScalarNode) node).getValue());
    }

    private Map<ScalarNode, Node> entries(Node node, String what) {
        if (!(node instanceof MappingNode map)) {
            throw at(node, what + " has to be a map of names to values");
        }
        Map<ScalarNode, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            ScalarNode name = scalar(tuple.getKeyNode(), "a name");
            boolean twice = entries.keySet().stream().anyMatch(n -> n.getValue().equals(name.getValue()));
            if (twice) {
                throw at(name, "'" + name.getValue() + "' stands twice");
            }
            entries.put(name, tuple.getValueNode());
        }
        return entries;
    }

    private ScalarNode scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar;
        }
        throw at(node, what + " has to be one word");
    }

    private SourcingFileException at(Node node, String reason) {
        return new SourcingFileException(file, node.getStartMark().getLine() + 1, reason);
    }
}
