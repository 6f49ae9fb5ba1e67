package io.openclaw.partner.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** What every connector file has to be, whoever writes it. */
class ConnectorFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Steps that do something: each is known by its id in Hawtio, in errors and in the call log. */
    private static final List<String> STEPS = List.of(
            "to", "choice", "setVariable", "setBody", "transform", "split", "filter", "doTry", "throttle", "when");

    @Test
    void everyConnectorLoads() throws Exception {
        try (ConnectorBench bench = new ConnectorBench()) {
            assertThat(bench.bench().camel().getRoutes())
                    .extracting(Route::getRouteId)
                    .contains(
                            "shopify.push",
                            "shopify.normalize-order",
                            "shopify.list-orders",
                            "shopify.get-order",
                            "shopify.cancel-order",
                            "shopify.find-cancellation",
                            "shopify.confirm-shipment",
                            "shopify.find-shipment",
                            "shopify.post-tracking-event",
                            "shopify.push-stock",
                            "shopify.read-stock",
                            "4px.push",
                            "4px.create-waybill",
                            "4px.find-waybill",
                            "4px.get-label",
                            "4px.void-waybill",
                            "4px.intercept",
                            "4px.poll-tracking",
                            "4px.normalize-tracking",
                            "17track.push",
                            "17track.register-tracking",
                            "17track.retrack",
                            "17track.poll-tracking",
                            "17track.normalize-tracking",
                            "openclaw-warehouse.push",
                            "openclaw-warehouse.create-outbound",
                            "openclaw-warehouse.find-outbound",
                            "openclaw-warehouse.cancel-outbound",
                            "openclaw-warehouse.list-stock",
                            "openclaw-warehouse.normalize-notice",
                            "mabang.push",
                            "mabang.push-order",
                            "mabang.push-shipment",
                            "mabang.push-delivered",
                            "mabang.push-cancel",
                            "mabang.push-exception",
                            "mabang.push-return")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyFileSaysWhatItPromisesAndEveryStepHasAName() throws Exception {
        Map<String, Object> wrong = new TreeMap<>();
        for (Path file : ConnectorBench.files()) {
            String text = Files.readString(file);
            if (!text.startsWith("# ")) {
                wrong.put(file + "", "has no comment at its head");
            }
            if (text.lines().count() > 400) {
                wrong.put(file + " length", text.lines().count());
            }
            String name = file.getFileName().toString().replaceFirst("\\..*", "");
            for (JsonNode route : YAML.readTree(text)) {
                JsonNode definition = route.path("route");
                String id = definition.path("id").asText();
                // A long connector may have a second file: shopify.camel.yaml and shopify-shipment.camel.yaml.
                String vendor = id.replaceFirst("\\..*", "");
                boolean belongs = name.equals(vendor) || name.startsWith(vendor + "-");
                if (!belongs || !definition.path("from").path("uri").asText().equals("direct:" + id)) {
                    wrong.put(file + " " + id, "is not named after its vendor and address");
                }
                if (definition.path("errorHandler").path("noErrorHandler").isMissingNode()) {
                    wrong.put(id, "has an error handler that would make failures look like successes");
                }
                if (definition.path("description").asText().isBlank()) {
                    wrong.put(id + " description", "is missing");
                }
                unnamed(definition).forEach(step -> wrong.put(id + " " + step, "has no id"));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyThrottleSaysWhatGoesFirst() throws Exception {
        List<JsonNode> throttles = new ArrayList<>();
        for (Path file : ConnectorBench.files()) {
            throttles.addAll(YAML.readTree(Files.readString(file)).findValues("throttle"));
        }
        assertThat(throttles).hasSizeGreaterThanOrEqualTo(6).allSatisfy(throttle -> {
            String id = throttle.path("id").asText();
            assertThat(throttle.path("description").asText())
                    .as(id)
                    .contains("limits." + id.substring(id.lastIndexOf('.') + 1), "config/partners.yaml goes first");
        });
    }

    @Test
    void aConnectorThatMayMeetUnknownPushesSaysWhereTheirTypeStands() throws Exception {
        List<String> silent = new ArrayList<>();
        for (Path file : ConnectorBench.files()) {
            List<JsonNode> variables = YAML.readTree(Files.readString(file)).findValues("setVariable");
            boolean read = variables.stream()
                    .filter(v -> v.path("name").asText().equals("push.type"))
                    .anyMatch(v -> v.at("/expression/constant").isMissingNode());
            if (read
                    && variables.stream().noneMatch(v -> v.path("name").asText().equals("push.type_at"))) {
                silent.add(file.toString());
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void mappingsNamedByRoutesAreThere() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Path file : ConnectorBench.files()) {
            Stream.of(Files.readString(file).split("\""))
                    .filter(part -> part.startsWith("resource:file:"))
                    .forEach(part -> {
                        if (!Files.exists(Path.of(part.substring("resource:file:".length())))) {
                            missing.add(file + " -> " + part);
                        }
                    });
        }
        assertThat(missing).isEmpty();
    }

    private static List<String> unnamed(JsonNode node) {
        List<String> found = new ArrayList<>();
        node.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            if (STEPS.contains(field.getKey())
                    && value.isObject()
                    && value.path("id").asText().isBlank()) {
                found.add(field.getKey());
            }
            found.addAll(unnamed(value));
        });
        if (node.isArray()) {
            node.forEach(inner -> found.addAll(unnamed(inner)));
        }
        return found;
    }
}
