package io.openclaw.rulefile;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A word, list or map of a YAML file, with its place. Whatever is asked of it that it is not becomes a
 * {@link RuleFileException} that names the line.
 */
public final class RuleNode {

    private final String file;
    private final Node node;

    private RuleNode(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    /**
     * The root of a file.
     *
     * @param empty what to say of a file without content
     */
    public static RuleNode read(String file, String text, String empty) {
        Node root = YamlTree.read(file, text);
        if (root == null) {
            throw new RuleFileException(file, 1, "is empty; " + empty);
        }
        return new RuleNode(file, root);
    }

    public String file() {
        return file;
    }

    /** From 1. */
    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    /** The complaint about this place. */
    public RuleFileException fault(String reason) {
        return new RuleFileException(file, line(), reason);
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Names and values of a map in the order of the file. */
    public Map<RuleNode, RuleNode> entries(String what) {
        if (!(node instanceof MappingNode map)) {
            throw fault(what + " has to be a map of names to values");
        }
        Map<RuleNode, RuleNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            entries.put(new RuleNode(file, tuple.getKeyNode()), new RuleNode(file, tuple.getValueNode()));
        }
        return entries;
    }

    /** Values by name of a map that may bear the given names and no other. */
    public Map<String, RuleNode> section(String what, String... known) {
        List<String> words = List.of(known);
        Map<String, RuleNode> section = new LinkedHashMap<>();
        entries(what).forEach((name, value) -> {
            String word = name.word("a name");
            if (!words.contains(word)) {
                throw name.fault("unknown word '" + word + "'" + Spelling.suggestion(word, words));
            }
            section.put(word, value);
        });
        return section;
    }

    public List<RuleNode> list(String what) {
        if (!(node instanceof SequenceNode list)) {
            throw fault(what + " has to be a list");
        }
        return list.getValue().stream().map(item -> new RuleNode(file, item)).toList();
    }

    /** Each item of a list, none twice; a single word counts as a list of one. */
    public List<String> words(String what, Function<RuleNode, String> check) {
        List<String> words = new ArrayList<>();
        for (RuleNode item : node instanceof ScalarNode ? List.of(this) : list(what)) {
            String word = check.apply(item);
            if (words.contains(word)) {
                throw item.fault("'" + word + "' stands twice in the list");
            }
            words.add(word);
        }
        return List.copyOf(words);
    }

    public List<String> words(String what) {
        return words(what, item -> item.word(what));
    }

    /** The text as it stands: YAML 1.1 reads a bare NO as false, but its text is still NO. */
    public String word(String what) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw fault(what + " has to be one word");
    }

    /** One of the given words. */
    public String oneOf(String what, List<String> known) {
        String word = word(what);
        if (!known.contains(word)) {
            throw fault(what + " '" + word + "' is none of " + String.join(", ", known));
        }
        return word;
    }

    /** Two capitals, ISO 3166-1. */
    public String country() {
        String word = word("a country");
        if (!word.matches("[A-Z]{2}")) {
            throw fault("'" + word + "' is no two-letter country code in capitals");
        }
        return word;
    }

    /** Three capitals, ISO 4217. */
    public String currency() {
        String word = word("a currency");
        if (!word.matches("[A-Z]{3}")) {
            throw fault("'" + word + "' is no three-letter currency code in capitals");
        }
        return word;
    }

    public boolean bool(String what) {
        if (!Tag.BOOL.equals(node.getTag())) {
            throw fault(what + " has to be true or false");
        }
        return YamlTree.isTrue((ScalarNode) node);
    }

    public int whole(String what, int least, int most) {
        String word = word(what);
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw fault(what + " '" + word + "' is no whole number from " + least + " to " + most);
        }
        throw fault(what + " '" + word + "' is no whole number from " + least + " to " + most);
    }

    /** A number that is not below zero. */
    public BigDecimal amount(String what) {
        BigDecimal number = decimal(what);
        if (number.signum() < 0) {
            throw fault(what + " '" + number.toPlainString() + "' is below zero");
        }
        return number;
    }

    public BigDecimal decimal(String what) {
        String word = word(what);
        try {
            return new BigDecimal(word);
        } catch (NumberFormatException e) {
            throw fault(what + " '" + word + "' is no number");
        }
    }

    /** A time of day, as "16:00" in quotes: YAML reads a bare 16:00 as a number to base 60, but its text is still that. */
    public LocalTime time(String what) {
        String word = word(what);
        try {
            return LocalTime.parse(word.length() == 4 ? "0" + word : word);
        } catch (DateTimeException e) {
            throw fault(what + " '" + word + "' is no time of day such as \"16:00\"");
        }
    }

    public ZoneId zone(String what) {
        String word = word(what);
        try {
            return ZoneId.of(word);
        } catch (DateTimeException e) {
            throw fault(what + " '" + word + "' is no time zone such as Asia/Shanghai");
        }
    }
}
