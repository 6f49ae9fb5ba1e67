package io.openclaw.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The hub through Hawtio's door: what Jolokia lets an operator read and do. */
final class Operator {

    static final String CAMEL = "org.apache.camel:context=openclaw,";
    static final String RELOAD = "io.openclaw:type=Reload";
    static final String CHANNELS = "io.openclaw:type=Channels";

    private final String url;

    Operator(HubProcess hub) {
        this.url = hub.url() + "/actuator/hawtio/jolokia";
    }

    JsonNode read(String bean, String attribute) {
        return ask("read", bean).put("attribute", attribute).answer();
    }

    JsonNode call(String bean, String operation, Object... arguments) {
        return ask("exec", bean)
                .put("operation", operation)
                .arguments(arguments)
                .answer();
    }

    JsonNode write(String bean, String attribute, Object value) {
        return ask("write", bean)
                .put("attribute", attribute)
                .put("value", String.valueOf(value))
                .answer();
    }

    /** An attribute that is a list of texts. */
    List<String> texts(String bean, String attribute) {
        List<String> texts = new ArrayList<>();
        read(bean, attribute).path("value").forEach(v -> texts.add(v.asText()));
        return texts;
    }

    Question ask(String type, String bean) {
        ObjectNode body = HubClient.JSON.createObjectNode();
        return new Question(body.put("type", type).put("mbean", bean));
    }

    final class Question {

        private final ObjectNode body;

        private Question(ObjectNode body) {
            this.body = body;
        }

        Question put(String name, String value) {
            body.put(name, value);
            return this;
        }

        Question arguments(Object... arguments) {
            body.set("arguments", HubClient.JSON.valueToTree(arguments));
            return this;
        }

        JsonNode answer() {
            return HubClient.send(HttpRequest.newBuilder(URI.create(url))
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofSeconds(20))
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build())
                    .json();
        }
    }
}
