package io.openclaw.operations;

import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import io.openclaw.rulefile.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the line a complaint about a field of a YAML file is about. */
final class YamlPlace {

    private static final Logger LOG = LoggerFactory.getLogger(YamlPlace.class);
    private static final Pattern SAID = Pattern.compile("^line (\\d+)(?:, column \\d+)?: ");
    private static final Pattern ITEM = Pattern.compile("^\\[(\\d{1,9})]");

    private YamlPlace() {}

    /** A problem without the line it begins with. */
    static String unplaced(String problem) {
        return SAID.matcher(problem).replaceFirst("");
    }

    /**
     * The line, from 1, of the field a problem begins with ({@code accounts.shop.secrets[1] is ...}): of the field itself, or of
     * the nearest thing around it that is there.
     */
    static int line(Path file, String problem) {
        Matcher said = SAID.matcher(problem);
        if (said.find()) {
            return Integer.parseInt(said.group(1));
        }
        try {
            return line(YamlTree.read(file.toString(), Utf8File.read(file)), problem.split(" ", 2)[0]);
        } catch (RuleFileException e) {
            return e.line();
        } catch (IOException e) {
            LOG.debug("no line of {} can be named", file, e);
            return 1;
        }
    }

    private static int line(Node root, String path) {
        Node node = root;
        int line = 1;
        String rest = path;
        while (!rest.isEmpty()) {
            Matcher item = ITEM.matcher(rest);
            if (node instanceof SequenceNode list && item.find()) {
                int index = Integer.parseInt(item.group(1));
                if (index >= list.getValue().size()) {
                    return line;
                }
                node = list.getValue().get(index);
                line = node.getStartMark().getLine() + 1;
                rest = rest.substring(item.end());
            } else {
                NodeTuple found = named(node, rest);
                if (found == null) {
                    return line;
                }
                line = found.getKeyNode().getStartMark().getLine() + 1;
                node = found.getValueNode();
                rest = rest.substring(name(found).length());
            }
            rest = rest.startsWith(".") ? rest.substring(1) : rest;
        }
        return line;
    }

    /** The longest name a path begins with, as names of accounts may hold dots. */
    private static NodeTuple named(Node node, String path) {
        if (!(node instanceof MappingNode map)) {
            return null;
        }
        return map.getValue().stream()
                .filter(tuple -> path.startsWith(name(tuple)))
                .filter(tuple -> path.length() == name(tuple).length()
                        || ".[".indexOf(path.charAt(name(tuple).length())) >= 0)
                .max(Comparator.comparingInt(tuple -> name(tuple).length()))
                .orElse(null);
    }

    private static String name(NodeTuple tuple) {
        return ((ScalarNode) tuple.getKeyNode()).getValue();
    }
}
