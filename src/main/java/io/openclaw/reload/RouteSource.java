package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A route file as text, with the ids it claims and the lines they stand in.
 *
 * @param file path as the log and the operator see it
 * @param reads what its routes read as they are loaded (mappings): text by address, as it was when this was made
 * @param words what Camel does not look at before a message comes by
 * @param lines line of every route id, routeConfiguration id and claim, from 1
 */
public record RouteSource(
        String file,
        String text,
        RouteFiles.Owned owned,
        Map<String, String> reads,
        Map<String, Integer> lines,
        RouteWords words) {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSource.class);
    private static final Pattern READ = Pattern.compile("resource:(file:([^\\s\"'?]+))");

    /** Reads what can be known without Camel; refuses text that is no YAML, and routes without an id. */
    public static RouteSource parse(String file, String text) {
        try {
            return parsed(file, text);
        } catch (StackOverflowError e) {
            throw new RefusedFile(
                    file, 1, "never ends: an alias (*) stands inside what it names, or it is nested too deep", e);
        }
    }

    private static RouteSource parsed(String file, String text) {
        Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new RefusedFile(file, line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new RefusedFile(file, 1, "not YAML: " + e.getMessage(), e);
        }
        if (root == null) {
            throw new RefusedFile(file, 1, "is empty: delete the file if its routes are to stop");
        }
        if (!(root instanceof SequenceNode sequence)) {
            throw new RefusedFile(file, 1, "a route file is a list of '- route:' and '- routeConfiguration:' entries");
        }
        Map<String, Integer> lines = new HashMap<>();
        List<String> routes = new ArrayList<>();
        List<String> directs = new ArrayList<>();
        List<String> httpPaths = new ArrayList<>();
        List<String> configurations = new ArrayList<>();
        List<String> uses = new ArrayList<>();
        Claims claims = new Claims(file, lines);
        for (Node entry : sequence.getValue()) {
            if (child(entry, "route") instanceof MappingNode route) {
                String id = id(file, route);
                lines.put(id, line(route));
                routes.add(id);
                if (child(route, "from") == null) {
                    throw new RefusedFile(
                            file, line(route), "route '" + id + "' has no 'from': nothing would ever come to it");
                }
                claims.ids(route);
                String configuration = scalar(child(route, "routeConfigurationId"));
                if (configuration != null) {
                    uses.add(configuration);
                }
                String uri = fromUri(route);
                if (uri != null && (uri.startsWith("direct:") || uri.startsWith("channel:"))) {
                    claims.add("'" + uri.split("\\?")[0] + "'", line(child(route, "from")));
                }
                if (uri != null && uri.startsWith("direct:")) {
                    directs.add("direct://" + uri.substring("direct:".length()).split("\\?")[0]);
                } else if (uri != null && uri.startsWith("platform-http:")) {
                    httpPaths.add(uri.substring("platform-http:".length()).split("\\?")[0]);
                }
            } else if (child(entry, "routeConfiguration") instanceof MappingNode configuration) {
                String id = id(file, configuration);
                lines.put(id, line(configuration));
                configurations.add(id);
                claims.add("the routeConfiguration '" + id + "'", line(configuration));
            } else if (child(entry, "from") != null) {
                throw new RefusedFile(file, line(entry), "write '- route:' with an id; a bare '- from:' has no name");
            }
        }
        return new RouteSource(
                file,
                text,
                new RouteFiles.Owned(
                        List.copyOf(routes),
                        List.copyOf(directs),
                        List.copyOf(httpPaths),
                        List.copyOf(configurations),
                        List.copyOf(uses),
                        List.copyOf(claims.all)),
                reads(text),
                Map.copyOf(lines),
                RouteWords.of(root));
    }

    /** The same text, with what it reads as that is now. */
    public RouteSource readAgain() {
        return new RouteSource(file, text, owned, reads(text), lines, words);
    }

    /**
     * Refuses a file its routes read that is no text, or empty: Camel would take the one with broken characters, and call the other
     * an expression that is missing here.
     */
    void refuseUnreadable() {
        Matcher read = READ.matcher(text);
        while (read.find()) {
            String named = read.group(2);
            try {
                if (named.endsWith(".jsonata") && Utf8File.read(Path.of(named)).isBlank()) {
                    throw new RefusedFile(named, 1, "is empty: a mapping without an expression gives nothing");
                }
            } catch (Utf8File.NotUtf8 e) {
                throw new RefusedFile(named, e.line(), e.getMessage(), e);
            } catch (IOException e) {
                LOG.debug("{} is not read ahead", named, e);
            }
        }
    }

    /** What cannot be read is left out: Camel asks for it itself and says what is wrong with it. */
    private static Map<String, String> reads(String text) {
        Map<String, String> reads = new HashMap<>();
        Matcher read = READ.matcher(text);
        while (read.find()) {
            Path path = Path.of(read.group(2));
            if (Files.isReadable(path)) {
                try {
                    reads.put(read.group(1), Utf8File.read(path));
                } catch (IOException e) {
                    LOG.debug("{} is not read ahead", path, e);
                }
            }
        }
        return Map.copyOf(reads);
    }

    /** Line of that route or configuration, 1 where it is unknown. */
    public int lineOf(String id) {
        return id == null ? 1 : lines.getOrDefault(id, 1);
    }

    /** First line that contains that text, or the given one. */
    public int lineContaining(String fragment, int otherwise) {
        return lineContaining(fragment, 1, otherwise);
    }

    /** First line from a given one on that contains that text, or the other one. */
    public int lineContaining(String fragment, int from, int otherwise) {
        if (fragment == null || fragment.isBlank()) {
            return otherwise;
        }
        String[] all = text.split("\n", -1);
        for (int i = from - 1; i < all.length; i++) {
            if (all[i].contains(fragment)) {
                return i + 1;
            }
        }
        return otherwise;
    }

    /** What a file claims for itself alone; nothing may stand twice. */
    private static final class Claims {

        private final String file;
        private final Map<String, Integer> lines;
        private final List<String> all = new ArrayList<>();

        Claims(String file, Map<String, Integer> lines) {
            this.file = file;
            this.lines = lines;
        }

        void add(String claim, int line) {
            if (all.contains(claim)) {
                throw new RefusedFile(
                        file, line, claim + " stands twice in this file, first in line " + lines.get(claim));
            }
            lines.put(claim, line);
            all.add(claim);
        }

        /** The ids of a route and of its steps: Camel wants them unique over all routes, and says so at start alone. */
        void ids(Node node) {
            if (node instanceof SequenceNode list) {
                list.getValue().forEach(this::ids);
            } else if (node instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    String key = scalar(tuple.getKeyNode());
                    String value = scalar(tuple.getValueNode());
                    if ("id".equals(key) && value != null) {
                        add("the id '" + value + "'", line(tuple.getValueNode()));
                    } else if (!"parameters".equals(key) && !"expression".equals(key)) {
                        ids(tuple.getValueNode());
                    }
                }
            }
        }
    }

    private static String id(String file, MappingNode node) {
        String id = scalar(child(node, "id"));
        if (id == null || id.isBlank()) {
            throw new RefusedFile(file, line(node), "an entry without an id: give it one, nothing else may have it");
        }
        return id;
    }

    private static String fromUri(MappingNode route) {
        Node from = child(route, "from");
        String shortForm = scalar(from);
        return shortForm != null ? shortForm : scalar(child(from, "uri"));
    }

    private static Node child(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (name.equals(scalar(tuple.getKeyNode()))) {
                    return tuple.getValueNode();
                }
            }
        }
        return null;
    }

    private static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
