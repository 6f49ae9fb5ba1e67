package io.openclaw.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.openclaw.e2e.HubClient;
import io.openclaw.e2e.HubProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Hubs for measuring: the real jar on its usual configuration, but for the partners' call budgets. */
final class BenchHub {

    /** Enough that no call ever waits for it. */
    private static final String UNLIMITED = "1000000/1000000";

    private BenchHub() {}

    /** Starts a hub on a folder of its own, which has to be new; the simulated partners run inside it. */
    static HubProcess start(String name, Path folder, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("openclaw.sandbox.demo-orders", "false");
        all.put("openclaw.partners-file", partners().toString());
        return HubProcess.of("bench-" + name, HubProcess.freePort(), folder, all)
                .start();
    }

    /** Goods for any number of orders, and parcels that travel without a pause. */
    static void stock(HubProcess hub, String sku) {
        HubClient client = new HubClient(hub.url());
        expect(client.open("PUT", "/sandbox/pace", "{\"milestone_ms\":0}"));
        expect(client.write("PUT", "/api/v2.1/stock/" + sku, "{\"warehouse\":\"cn-szx\",\"on_hand\":10000000}"));
    }

    static HubClient.Answer expect(HubClient.Answer answer) {
        if (answer.status() >= 300) {
            throw new IllegalStateException(answer.status() + " " + answer.text());
        }
        return answer;
    }

    /** The accounts as they are, with budgets that do not hold anything up: those of real partners would be all one measures. */
    private static Path partners() {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try {
            ObjectNode file = (ObjectNode)
                    yaml.readTree(Path.of("config", "partners.yaml").toFile());
            for (JsonNode account : file.get("accounts")) {
                ObjectNode limits = ((ObjectNode) account).putObject("limits");
                for (String budget : new String[] {"admin-api", "graphql-api", "gateway", "api"}) {
                    limits.put(budget, UNLIMITED);
                }
            }
            Path copy = Files.createDirectories(Path.of("target", "bench")).resolve("partners.yaml");
            Files.write(copy, yaml.writeValueAsBytes(file));
            return copy.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
