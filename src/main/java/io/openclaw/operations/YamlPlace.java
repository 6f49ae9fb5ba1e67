package io.openclaw.operations;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds the line a complaint about a field of a YAML file is about. */
final class YamlPlace {

    private static final Logger LOG = LoggerFactory.getLogger(YamlPlace.class);
    private static final Pattern SAID = Pattern.compile("^line (\\d+)(?:, column \\d+)?: ");

    private YamlPlace() {}

    /** A problem without the line it begins with. */
    static String unplaced(String problem) {
        return SAID.matcher(problem).replaceFirst("");
    }

    /**
     * The line, from 1, of the field a problem begins with ({@code accounts.shop.mode is ...}): of the field itself, or of
     * the nearest thing around it that is there.
     */
    static int line(Path file, String problem) {
        Matcher said = SAID.matcher(problem);
        if (said.find()) {
            return Integer.parseInt(said.group(1));
        }
        Node node;
        try {
            node = new Yaml(new LoaderOptions()).compose(new StringReader(Utf8File.read(file)));
        } catch (MarkedYAMLException e) {
            return e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
        } catch (IOException e) {
            LOG.debug("no line of {} can be named", file, e);
            return 1;
        }
        int line = 1;
        for (String name : problem.split(" ", 2)[0].split("\\.")) {
            NodeTuple found = null;
            if (node instanceof MappingNode mapping) {
                found = mapping.getValue().stream()
                        .filter(t -> t.getKeyNode() instanceof ScalarNode key && name.equals(key.getValue()))
                        .findFirst()
                        .orElse(null);
            }
            if (found == null) {
                return line;
            }
            line = found.getKeyNode().getStartMark().getLine() + 1;
            node = found.getValueNode();
        }
        return line;
    }
}
