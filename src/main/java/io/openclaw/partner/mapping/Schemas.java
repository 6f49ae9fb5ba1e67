package io.openclaw.partner.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The JSON Schemas of the canonical documents: {@code schema/<kind>/<operation>.in.json} and {@code .out.json}. */
@Component
public class Schemas {

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_PATH)
            .locale(Locale.ENGLISH)
            .errorMessageKeyword("message")
            .build();
    private final Map<String, Optional<JsonSchema>> compiled = new ConcurrentHashMap<>();

    /**
     * One thing that is not as the schema has it.
     *
     * @param path {@code $.lines[0].quantity}
     * @param message what it should be, without the path
     */
    public record Violation(String path, String message) {}

    /** Where the schema of a document stands on the class path. */
    public static String resource(String kind, String operation, String direction) {
        return "schema/" + kind + "/" + operation + "." + direction + ".json";
    }

    /** What is wrong with the document, the outermost first; empty when it is right or nothing is laid down for it. */
    public List<Violation> check(String resource, JsonNode document) {
        return schema(resource)
                .map(schema -> schema.validate(document).stream()
                        .map(Schemas::violation)
                        .distinct()
                        .sorted(Comparator.comparing(Violation::path))
                        .toList())
                .map(Schemas::withoutNulls)
                .orElse(List.of());
    }

    /** That it might be null as well is no help with a value that is wrong. */
    private static List<Violation> withoutNulls(List<Violation> all) {
        return all.stream()
                .filter(one -> !one.message().endsWith(" found, null expected")
                        || all.stream()
                                        .filter(other -> other.path().equals(one.path()))
                                        .count()
                                == 1)
                .toList();
    }

    /** The schema itself, for whoever asks which fields there are; empty where nothing is laid down. */
    public Optional<JsonNode> text(String resource) {
        return schema(resource).map(JsonSchema::getSchemaNode);
    }

    private Optional<JsonSchema> schema(String resource) {
        return compiled.computeIfAbsent(resource, this::compile);
    }

    private Optional<JsonSchema> compile(String resource) {
        if (Schemas.class.getClassLoader().getResource(resource) == null) {
            return Optional.empty();
        }
        JsonSchema schema = factory.getSchema(SchemaLocation.of("classpath:" + resource), config);
        schema.initializeValidators();
        return Optional.of(schema);
    }

    private static Violation violation(ValidationMessage message) {
        String path = message.getInstanceLocation().toString();
        if (message.getProperty() != null && "required".equals(message.getType())) {
            return new Violation(path + "." + message.getProperty(), "is missing");
        }
        String text = message.getMessage();
        String lead = path + ": ";
        return new Violation(path, text.startsWith(lead) ? text.substring(lead.length()) : text);
    }
}
