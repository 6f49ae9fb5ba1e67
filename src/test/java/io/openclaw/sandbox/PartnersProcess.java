package io.openclaw.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.OpenClawApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The simulated partners as a process of their own would be: profile {@code partners}, on a free port. */
final class PartnersProcess implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    PartnersProcess(Path data, String hubUrl) {
        SpringApplication application = new SpringApplicationBuilder(OpenClawApplication.class)
                .profiles("partners")
                .build();
        context = application.run(
                "--server.port=0",
                "--openclaw.data-dir=" + data,
                "--openclaw.sandbox.hub-url=" + hubUrl,
                "--spring.jmx.enabled=false",
                "--camel.main.jmx-enabled=false",
                "--camel.main.name=" + data.getFileName() + System.nanoTime());
    }

    String url() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    String base(String account) {
        return url() + "/partners/" + account;
    }

    HttpResponse<byte[]> send(String method, String url, String body, Map<String, String> headers) {
        return send(method, url, body, headers, Duration.ofSeconds(20));
    }

    HttpResponse<byte[]> send(String method, String url, String body, Map<String, String> headers, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode control(String method, String path, String body) {
        return json(send(method, url() + "/sandbox" + path, body, Map.of("Content-Type", "application/json")));
    }

    JsonNode ledger(String account) {
        return control("GET", "/partners/" + account + "/ledger", null);
    }

    /** How often the statement took effect. */
    int effects(String account, String operation, String reference) {
        for (JsonNode effect : ledger(account).get("effects")) {
            if (effect.get("operation").asText().equals(operation)
                    && effect.get("reference").asText().equals(reference)) {
                return effect.get("count").asInt();
            }
        }
        return 0;
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8), e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
