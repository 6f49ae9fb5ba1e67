package io.openclaw.partner.component;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.partner.mapping.Schemas;
import io.openclaw.rulefile.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the fields a mapping gives that no document of the hub has: they are dropped, so whoever wrote them waits in vain. Said
 * once for each text of the mapping that names the field, whatever becomes of other files; the document is taken, since a field too many harms nobody.
 */
final class UnknownFields {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownFields.class);

    private final Schemas schemas;
    private final Set<Told> told = ConcurrentHashMap.newKeySet();
    private final Map<String, Text> texts = new ConcurrentHashMap<>();

    UnknownFields(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * @param resource the schema of the document
     * @param operation for the log: {@code platform:normalize-order}
     * @param file where the mapping stands
     */
    void tell(String resource, String operation, JsonNode document, Supplier<String> file) {
        schemas.text(resource)
                .ifPresent(schema -> look(new Place(resource, operation, file, schema), schema, document, ""));
    }

    /** What was said of which texts. */
    private record Told(String operation, String path, String files, Set<String> texts) {}

    private record Text(FileTime written, String text) {}

    private record Place(String resource, String operation, Supplier<String> file, JsonNode root) {}

    private void look(Place place, JsonNode schema, JsonNode value, String path) {
        JsonNode resolved = resolved(place.root(), schema);
        if (value.isArray()) {
            JsonNode items = resolved.path("items");
            value.forEach(item -> look(place, items, item, path + "[]"));
        } else if (value.isObject() && resolved.has("properties") && !resolved.has("additionalProperties")) {
            JsonNode known = resolved.get("properties");
            value.fields().forEachRemaining(field -> {
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                if (known.has(field.getKey())) {
                    look(place, known.get(field.getKey()), field.getValue(), at);
                } else if (!field.getValue().isNull()) {
                    say(place, known, at, field.getKey());
                }
            });
        }
    }

    /** A schema that refers to another within the same file is that one; what else it may be is not gone into. */
    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : schema;
    }

    private void say(Place place, JsonNode known, String path, String field) {
        String files = place.file().get();
        if (!told.add(new Told(place.operation(), path, files, saying(files, field)))) {
            return;
        }
        Set<String> names = new TreeSet<>();
        known.fieldNames().forEachRemaining(names::add);
        Optional<String> near = Spelling.near(field, names);
        LOG.warn(
                "OC-MAPPING-UNKNOWN-FIELD {}: {} gives '{}', which the hub does not know: it is dropped{}; the fields there are: {}",
                files,
                place.operation(),
                path,
                near.map(name -> ", did you mean " + name + "?").orElse(""),
                place.resource());
    }

    /** The texts that name the field: an edited mapping is another, and what is still wrong with it is said again. */
    private Set<String> saying(String files, String field) {
        List<String> read = Arrays.stream(files.split(", ")).map(this::text).toList();
        Set<String> naming = read.stream().filter(text -> text.contains(field)).collect(Collectors.toSet());
        return naming.isEmpty() ? Set.copyOf(read) : naming;
    }

    private String text(String file) {
        try {
            Path path = Path.of(file);
            FileTime written = Files.getLastModifiedTime(path);
            Text known = texts.get(file);
            if (known == null || !known.written().equals(written)) {
                known = new Text(written, Files.readString(path));
                texts.put(file, known);
            }
            return known.text();
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return "";
        }
    }
}
