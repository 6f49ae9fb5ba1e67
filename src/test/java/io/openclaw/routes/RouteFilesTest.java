package io.openclaw.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route file opens in the editors that know Camel's YAML, and reads as prose: an id and a description each. */
class RouteFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream in = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(Path.of("routes"))) {
            return walk.filter(p -> p.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void followsCamelsSchema(Path file) throws IOException {
        Set<ValidationMessage> faults = schema.validate(YAML.readTree(file.toFile()));
        assertThat(faults).as(file.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysAtItsHeadWhatItPromises(Path file) throws IOException {
        assertThat(Files.readString(file)).as(file.toString()).startsWith("# ");
    }

    /** The map a stranger looks for a route in. */
    @ParameterizedTest
    @ValueSource(strings = {"routes/README.md", "routes/README.zh-CN.md"})
    void everyFlowIsOnTheMap(Path map) throws IOException {
        String named = Files.readString(map);
        try (Stream<Path> flows = Files.list(Path.of("routes"))) {
            assertThat(flows.map(f -> f.getFileName().toString())
                            .filter(name -> name.endsWith(".camel.yaml"))
                            .map(name -> "`" + name.replace(".camel.yaml", "") + "`"))
                    .allSatisfy(flow -> assertThat(named).contains(flow));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRouteHasIdAndDescription(Path file) throws IOException {
        for (JsonNode entry : YAML.readTree(file.toFile())) {
            JsonNode route = entry.get("route");
            if (route != null) {
                assertThat(route.path("id").asText()).as(file.toString()).isNotBlank();
                assertThat(route.path("description").asText())
                        .as(file + " " + route.path("id").asText())
                        .isNotBlank();
            }
        }
    }

    @Test
    void noIdStandsTwice() throws IOException {
        Map<String, Path> owners = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (Path file : files()) {
            for (JsonNode entry : YAML.readTree(file.toFile())) {
                String id = entry.path("route").path("id").asText("");
                if (!id.isEmpty() && owners.put(id, file) != null) {
                    twice.add(id);
                }
            }
        }
        assertThat(twice).isEmpty();
    }
}
