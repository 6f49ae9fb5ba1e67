package io.openclaw.reload;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What Camel does not look at before a message comes by, with the lines it stands in: names of routes that are called,
 * addresses made of a message, and methods with what is handed to them.
 */
final class RouteWords {

    /** A step, or the route itself; from and to which line. */
    private record Step(String id, int first, int last) {}

    /** A word and the line it stands in, from 1. */
    record Word(String text, int line) {}

    private final List<Step> steps = new ArrayList<>();
    private final List<Word> calls = new ArrayList<>();
    private final List<Word> loops = new ArrayList<>();
    private final List<Word> dynamics = new ArrayList<>();
    private final List<Word> methods = new ArrayList<>();
    private final List<Word> unfinished = new ArrayList<>();

    private RouteWords() {}

    static RouteWords of(Node root) {
        RouteWords words = new RouteWords();
        words.read(root);
        return words;
    }

    /** The {@code direct:} routes that are called, those of them that are named by a message left out. */
    List<Word> calls() {
        return calls;
    }

    /** Calls of a route to itself that no condition stands before: it would never end, and burn a core in silence. */
    List<Word> loops() {
        return loops;
    }

    /** The addresses of {@code toD}. */
    List<Word> dynamics() {
        return dynamics;
    }

    /** Methods of beans. */
    List<Word> methods() {
        return methods;
    }

    /** Keys with nothing behind them, and words that stand where a step belongs: a file that was not saved to its end has them. */
    List<Word> unfinished() {
        return unfinished;
    }

    /** Id of the innermost step a line belongs to, or null. */
    String stepAt(int line) {
        Step innermost = null;
        for (Step step : steps) {
            if (step.first() <= line
                    && line <= step.last()
                    && (innermost == null || step.first() >= innermost.first())) {
                innermost = step;
            }
        }
        return innermost == null ? null : innermost.id();
    }

    private void read(Node node) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::read);
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entry(key.getValue(), tuple.getValueNode(), mapping);
                }
            }
        }
    }

    private void entry(String key, Node value, MappingNode around) {
        if (value instanceof ScalarNode scalar) {
            if (scalar.isPlain() && scalar.getValue().isEmpty()) {
                unfinished.add(new Word(key + ": has nothing behind it", line(value)));
            }
            switch (key) {
                case "id" ->
                    steps.add(new Step(
                            scalar.getValue(),
                            line(around),
                            Math.max(line(around), around.getEndMark().getLine())));
                case "to" -> call(scalar);
                case "toD" -> dynamics.add(word(scalar));
                case "method" -> methods.add(word(scalar));
                default -> {
                    // Said by Camel itself.
                }
            }
            return;
        }
        if (value instanceof MappingNode mapping && (key.equals("to") || key.equals("toD"))) {
            mapping.getValue().stream()
                    .filter(t -> t.getKeyNode() instanceof ScalarNode name
                            && name.getValue().equals("uri"))
                    .map(NodeTuple::getValueNode)
                    .filter(ScalarNode.class::isInstance)
                    .map(ScalarNode.class::cast)
                    .forEach(uri -> {
                        if (key.equals("to")) {
                            call(uri);
                        } else {
                            dynamics.add(word(uri));
                        }
                    });
        }
        if (value instanceof MappingNode route && key.equals("from")) {
            loops(route);
        }
        if (key.equals("steps") && value instanceof SequenceNode steps) {
            steps.getValue().stream()
                    .filter(ScalarNode.class::isInstance)
                    .map(step -> new Word("'" + ((ScalarNode) step).getValue() + "' is no step", line(step)))
                    .forEach(unfinished::add);
        }
        if (!key.equals("parameters")) {
            read(value);
        }
    }

    private void loops(MappingNode from) {
        ScalarNode own = scalar(from, "uri");
        if (own == null || !own.getValue().startsWith("direct:")) {
            return;
        }
        for (NodeTuple tuple : from.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("steps")
                    && tuple.getValueNode() instanceof SequenceNode steps) {
                steps.getValue().stream()
                        .filter(MappingNode.class::isInstance)
                        .map(step -> called((MappingNode) step))
                        .filter(uri -> uri != null && uri.getValue().equals(own.getValue()))
                        .forEach(uri -> loops.add(word(uri)));
            }
        }
    }

    private static ScalarNode called(MappingNode step) {
        for (NodeTuple tuple : step.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals("to")) {
                return tuple.getValueNode() instanceof MappingNode to
                        ? scalar(to, "uri")
                        : tuple.getValueNode() instanceof ScalarNode uri ? uri : null;
            }
        }
        return null;
    }

    private static ScalarNode scalar(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(t -> t.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name))
                .map(NodeTuple::getValueNode)
                .filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .findFirst()
                .orElse(null);
    }

    private void call(ScalarNode uri) {
        String name = uri.getValue().split("\\?")[0];
        if (name.startsWith("direct:") && !name.contains("{{")) {
            calls.add(new Word("direct://" + name.substring("direct:".length()).replaceFirst("^//", ""), line(uri)));
        }
    }

    private static Word word(ScalarNode scalar) {
        return new Word(scalar.getValue(), line(scalar));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
