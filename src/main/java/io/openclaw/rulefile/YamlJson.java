package io.openclaw.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A {@link YamlTree} as JSON, for who reads a file by the names of its fields. */
public final class YamlJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]{0,30})");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,30}\\.[0-9]{1,30}");

    /** Norway and Ontario, which YAML 1.1 takes for false and true. */
    private static final Set<String> PLACES = Set.of("NO", "ON");

    private YamlJson() {}

    public static JsonNode of(Node node) {
        if (node instanceof MappingNode map) {
            ObjectNode object = JSON.objectNode();
            map.getValue()
                    .forEach(tuple ->
                            object.set(((ScalarNode) tuple.getKeyNode()).getValue(), of(tuple.getValueNode())));
            return object;
        }
        if (node instanceof SequenceNode list) {
            ArrayNode array = JSON.arrayNode();
            list.getValue().forEach(item -> array.add(of(item)));
            return array;
        }
        return value((ScalarNode) node);
    }

    /** A number that its digits do not give back, as 0123 or 12:30, stays the text it is. */
    private static JsonNode value(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (Tag.NULL.equals(tag)) {
            return JSON.nullNode();
        }
        if (Tag.BOOL.equals(tag) && !PLACES.contains(text)) {
            return JSON.booleanNode(YamlTree.isTrue(scalar));
        }
        if (Tag.INT.equals(tag) && WHOLE.matcher(text).matches()) {
            return whole(new BigInteger(text));
        }
        if (Tag.FLOAT.equals(tag) && DECIMAL.matcher(text).matches()) {
            return JSON.numberNode(Double.parseDouble(text));
        }
        return JSON.textNode(text);
    }

    private static JsonNode whole(BigInteger number) {
        if (number.bitLength() < 32) {
            return JSON.numberNode(number.intValue());
        }
        return number.bitLength() < 64 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }
}
