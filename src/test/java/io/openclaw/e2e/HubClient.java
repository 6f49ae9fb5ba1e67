package io.openclaw.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hub as an app of the open API and as a tester of the sandbox sees it. */
public final class HubClient {

    public static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final String CLIENT = "sandbox-app";
    private static final String SECRET = "sandbox-secret";

    private final String url;
    private String token;

    public HubClient(String url) {
        this.url = url;
    }

    /** An answer with its body as JSON where it is JSON. */
    public record Answer(int status, HttpResponse<byte[]> raw) {

        public JsonNode json() {
            try {
                return JSON.readTree(raw.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String text() {
            return new String(raw.body(), StandardCharsets.UTF_8);
        }
    }

    /** A call with a token, unsigned. Waits where the hub says that the app asks too often. */
    public Answer get(String path) {
        Answer answer = once(path);
        while (answer.status() == 429) {
            String seconds = answer.raw().headers().firstValue("Retry-After").orElse("1");
            Duration pause = Duration.ofSeconds(Long.parseLong(seconds));
            await().pollDelay(pause).atMost(pause.plusSeconds(5)).until(() -> true);
            answer = once(path);
        }
        return answer;
    }

    /** A call with a token, unsigned, with whatever the hub answers. */
    public Answer once(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token())
                .timeout(Duration.ofSeconds(20))
                .build());
    }

    /** A signed write. */
    public Answer write(String method, String path, String body) {
        return write(method, path, body, UUID.randomUUID().toString());
    }

    /** A signed write under a given request id. */
    public Answer write(String method, String path, String body, String requestId) {
        String timestamp = OffsetDateTime.now().toString();
        String base = method + "\n" + path + "\n" + timestamp + "\n" + requestId + "\n" + body;
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .header("X-OpenClaw-Request-ID", requestId)
                .header("X-OpenClaw-Timestamp", timestamp)
                .header(
                        "X-OpenClaw-Signature",
                        HexFormat.of().formatHex(hmac(SECRET, base.getBytes(StandardCharsets.UTF_8))))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A call without token or signature: sandbox, health, pages. */
    public Answer open(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A push with the headers given as name, value, name, value. */
    public Answer push(String path, byte[] body, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .headers(headers)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    public static Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public synchronized String token() {
        if (token == null) {
            String form = "grant_type=client_credentials&client_id=" + CLIENT + "&client_secret=" + SECRET;
            Answer answer = send(HttpRequest.newBuilder(URI.create(url + "/oauth/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build());
            if (answer.status() != 200) {
                throw new IllegalStateException("no token: " + answer.status() + " " + answer.text());
            }
            token = answer.json().get("access_token").asText();
        }
        return token;
    }

    public static byte[] hmac(String secret, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
