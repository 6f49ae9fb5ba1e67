package io.openclaw.rulefile;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as a tree of nodes with their places, its blocks that are shared (an anchor {@code &name}, taken by {@code *name} or
 * {@code <<: *name}) filled in. It is never read into objects, so a file can hold data only.
 */
public final class YamlTree {

    /** Values that sharing may add to a file: ten nested lines of ten aliases each would add a thousand million. */
    private static final long MOST_SHARED = 100_000;

    private static final Set<String> TRUE = Set.of("true", "yes", "on");

    private final String file;
    private final Map<Node, Filled> filled = new IdentityHashMap<>();
    private final Map<Node, Boolean> within = new IdentityHashMap<>();

    private YamlTree(String file) {
        this.file = file;
    }

    /** A node without aliases and merge keys, and the values it stands for. */
    private record Filled(Node node, long values) {}

    /**
     * The root of a file, or null where it has no content.
     *
     * @throws RuleFileException with the line, for what is no YAML, a name that stands twice, and a block that holds itself or grows without end
     */
    public static Node read(String file, String text) {
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(Integer.MAX_VALUE); // what they come to is what is counted here
            root = new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new RuleFileException(file, line, "not valid YAML: " + e.getProblem() + remedy(e.getProblem()));
        } catch (YAMLException e) {
            throw new RuleFileException(file, 1, "not valid YAML: " + e.getMessage());
        }
        return root == null ? null : new YamlTree(file).fill(root).node();
    }

    /** Of a value that YAML takes for true or false. */
    static boolean isTrue(ScalarNode bool) {
        return TRUE.contains(bool.getValue().toLowerCase(Locale.ROOT));
    }

    private static String remedy(String problem) {
        return problem != null && problem.startsWith("found undefined alias")
                ? "; the block it takes has to stand above it, marked with & and that name"
                : "";
    }

    /** A block that is taken in several places is filled in once and stays one. */
    private Filled fill(Node node) {
        Filled known = filled.get(node);
        if (known != null) {
            return known;
        }
        if (within.put(node, true) != null) {
            throw fault(node, "this block holds itself");
        }
        Filled result = node instanceof MappingNode map
                ? map(map)
                : node instanceof SequenceNode list ? list(list) : new Filled(node, 1);
        within.remove(node);
        // What stands in the file itself is a node or the name of one.
        if (result.values() - 2L * filled.size() > MOST_SHARED) {
            throw fault(node, "its shared blocks add more than " + MOST_SHARED + " values; share less");
        }
        filled.put(node, result);
        return result;
    }

    private Filled list(SequenceNode list) {
        List<Node> items = new ArrayList<>();
        long values = 1;
        for (Node item : list.getValue()) {
            Filled each = fill(item);
            items.add(each.node());
            values += each.values();
        }
        return new Filled(
                new SequenceNode(
                        list.getTag(), true, items, list.getStartMark(), list.getEndMark(), list.getFlowStyle()),
                values);
    }

    private Filled map(MappingNode map) {
        Map<String, NodeTuple> own = new LinkedHashMap<>();
        Map<String, NodeTuple> taken = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        long values = 1;
        for (NodeTuple tuple : map.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode name)) {
                throw fault(key, "a name has to be one word");
            }
            if (!names.add(name.getValue())) {
                throw fault(
                        key,
                        "'" + name.getValue() + "' stands twice"
                                + (Tag.MERGE.equals(key.getTag()) ? "; write <<: [*one, *other]" : ""));
            }
            Filled value = fill(tuple.getValueNode());
            values += 1 + value.values();
            if (Tag.MERGE.equals(key.getTag())) {
                take(value.node(), taken);
            } else {
                own.put(name.getValue(), new NodeTuple(key, value.node()));
            }
        }
        taken.forEach(own::putIfAbsent);
        return new Filled(
                new MappingNode(
                        map.getTag(),
                        true,
                        new ArrayList<>(own.values()),
                        map.getStartMark(),
                        map.getEndMark(),
                        map.getFlowStyle()),
                values);
    }

    /** Of several blocks the first that has a name counts. */
    private void take(Node block, Map<String, NodeTuple> taken) {
        if (block instanceof MappingNode map) {
            map.getValue().forEach(tuple -> taken.putIfAbsent(((ScalarNode) tuple.getKeyNode()).getValue(), tuple));
        } else if (block instanceof SequenceNode list
                && list.getValue().stream().allMatch(MappingNode.class::isInstance)) {
            list.getValue().forEach(each -> take(each, taken));
        } else {
            throw fault(
                    block,
                    "<< takes a map, as in <<: *name, or a list of maps; a single value is taken as in name: *value");
        }
    }

    private RuleFileException fault(Node place, String reason) {
        return new RuleFileException(file, place.getStartMark().getLine() + 1, reason);
    }
}
