package io.openclaw.tracking;

import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Spelling;
import io.openclaw.rulefile.Utf8File;
import io.openclaw.rulefile.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML data file whose errors name file, line and reason. It is read as a tree of nodes, never into objects, so a file can
 * hold data only.
 */
public final class DataFile {

    /** What is wrong with a data file, in words for whoever edited it. */
    public static final class Invalid extends RuntimeException {

        private final transient Path file;
        private final int line;
        private final String reason;

        public Invalid(Path file, int line, String reason, Throwable cause) {
            super(file + (line > 0 ? ":" + line : "") + ": " + reason, cause);
            this.file = file;
            this.line = line;
            this.reason = reason;
        }

        public Path file() {
            return file;
        }

        /** Counted from 1; 0 where the whole file is meant. */
        public int line() {
            return line;
        }

        public String reason() {
            return reason;
        }
    }

    private final Path file;

    private DataFile(Path file) {
        this.file = file;
    }

    /** The mapping at the root of the file. */
    public static Entry read(Path path) {
        DataFile file = new DataFile(path);
        try {
            Node root = YamlTree.read(path.toString(), Utf8File.read(path));
            if (root == null) {
                throw new Invalid(path, 1, "the file is empty", null);
            }
            return file.new Entry("", root);
        } catch (RuleFileException e) {
            throw new Invalid(path, e.line(), e.reason(), e);
        } catch (Utf8File.NotUtf8 e) {
            throw new Invalid(path, e.line(), e.getMessage(), e);
        } catch (IOException e) {
            throw new Invalid(path, 1, Utf8File.why(e), e);
        }
    }

    /** A value of the file together with the name it stands under. */
    public final class Entry {

        private final String name;
        private final Node node;

        private Entry(String name, Node node) {
            this.name = name;
            this.node = node;
        }

        public String name() {
            return name;
        }

        /** The fields of a mapping in the order of the file; a name that stands twice is an error. */
        public Map<String, Entry> fields() {
            if (!(node instanceof MappingNode mapping)) {
                throw error("'" + name + "' has to be a mapping");
            }
            Map<String, Entry> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode word)) {
                    throw invalid(tuple.getKeyNode(), "a name in '" + name + "' has to be one word");
                }
                String key = word.getValue();
                Entry entry = new Entry(key, tuple.getValueNode());
                if (fields.putIfAbsent(key, entry) != null) {
                    throw invalid(tuple.getKeyNode(), "'" + key + "' stands twice");
                }
            }
            return fields;
        }

        /** The fields of a mapping; an error for any that is not among the allowed names. */
        public Map<String, Entry> fields(List<String> allowed) {
            Map<String, Entry> fields = fields();
            for (NodeTuple tuple : ((MappingNode) node).getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                if (!allowed.contains(key)) {
                    throw invalid(
                            tuple.getKeyNode(), "'" + key + "' is not known here" + Spelling.suggestion(key, allowed));
                }
            }
            return fields;
        }

        /** True where this is a mapping. */
        public boolean isMapping() {
            return node instanceof MappingNode;
        }

        public String text() {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue();
            }
            throw error("'" + name + "' has to be one value");
        }

        public int number() {
            try {
                return Integer.parseInt(text());
            } catch (NumberFormatException e) {
                throw error("'" + name + "' has to be a whole number, not '" + text() + "'");
            }
        }

        /** The items of a list; one value stands for a list of one. */
        public List<Entry> items() {
            if (!(node instanceof SequenceNode sequence)) {
                return List.of(this);
            }
            List<Entry> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(new Entry(name, item)));
            return items;
        }

        public List<String> texts() {
            return items().stream().map(Entry::text).toList();
        }

        /** An error at the line of this value. */
        public Invalid error(String reason) {
            return invalid(node, reason);
        }

        private Invalid invalid(Node place, String reason) {
            return new Invalid(file, place.getStartMark().getLine() + 1, reason, null);
        }
    }
}
