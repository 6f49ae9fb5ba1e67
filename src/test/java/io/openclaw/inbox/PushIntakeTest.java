package io.openclaw.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.partner.signature.OpenClawHmac;
import io.openclaw.store.Durability;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The contract's table of answers to pushes, over HTTP, with a vendor of the test's own. */
@SpringBootTest(classes = PushIntakeTest.Rooms.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("intake") // without the simulated partners
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class PushIntakeTest {

    @TempDir
    static Path folder;

    private static final AtomicBoolean DISK_FULL = new AtomicBoolean();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private DeadLetters deadLetters;

    @Autowired
    private Replay replay;

    @Autowired
    private SeenPushes seen;

    @Autowired
    private MeterRegistry meters;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(routes.resolve("connectors"));
        Files.createDirectories(routes.resolve("sandbox"));
        for (String file : List.of("push-intake.camel.yaml", "error-handling.camel.yaml")) {
            Files.copy(Path.of("routes", file), routes.resolve(file));
        }
        Files.copy(Path.of("src/test/resources/intake/fakeshop.camel.yaml"), routes.resolve("fakeshop.camel.yaml"));
        registry.add("openclaw.encryption-key", () -> Base64.getEncoder().encodeToString(new byte[32]));
        registry.add("openclaw.routes-dir", routes::toString);
        registry.add("openclaw.sandbox.routes", () -> "");
        registry.add("openclaw.data-dir", () -> folder.resolve("data").toString());
        registry.add("openclaw.partners-file", () -> "src/test/resources/intake/partners.yaml");
    }

    @AfterEach
    void mend() {
        DISK_FULL.set(false);
    }

    @Test
    void storedOnceAcknowledgedTwiceWorkedOnOnce() {
        String body = "{\"id\":\"A1\",\"type\":\"order\",\"name\":\"Zoë\"}";
        HttpResponse<String> first = push("fake-us", body, Map.of());
        HttpResponse<String> again = push("fake-us", body, Map.of());
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(first).get("request_id").asText())
                .isEqualTo(first.headers().firstValue("X-OpenClaw-Request-ID").orElseThrow());
        assertThat(json(again).fieldNames()).toIterable().containsExactly("request_id");
        await().until(() -> seen.bodies().stream().anyMatch(b -> "Zoë".equals(b.get("name"))));
        assertThat(count("SELECT COUNT(*) FROM inbox WHERE push_key = 'A1'")).isOne();
        assertThat(seen.bodies().stream().filter(b -> "A1".equals(b.get("id")))).hasSize(1);
    }

    @Test
    void anotherBodyUnderAnIdThatWasTakenIsAcknowledgedAndSaid(CapturedOutput output) {
        String body = "{\"id\":\"K1\",\"type\":\"echo\",\"n\":1}";
        Map<String, String> id = Map.of("X-Fake-Id", "K1");
        push("fake-us", body, id);
        push("fake-us", body, id);
        push("fake-us", body.replace("1}", "2}"), Map.of());
        assertThat(output.getOut()).as("no id of the sender's").doesNotContain("OC-INBOX-KEY-REUSED");

        assertThat(push("fake-us", body.replace("1}", "2}"), id).statusCode()).isEqualTo(200);
        assertThat(push("fake-us", body.replace("1}", "3}"), id).statusCode()).isEqualTo(200);

        assertThat(output.getOut().split("OC-INBOX-KEY-REUSED fake-us sent another body under the id K1", -1))
                .as("once a minute")
                .hasSize(2);
        assertThat(meters.counter("openclaw.inbox.key.reused", "account", "fake-us")
                        .count())
                .isEqualTo(2);
        assertThat(count("SELECT COUNT(*) FROM inbox WHERE push_key = 'K1'")).isOne();
    }

    @Test
    void bothSecretsOfARotationAreGood() {
        HttpRequest request =
                signed("fake-us", bytes("{\"id\":\"R1\",\"type\":\"order\"}"), "secret-two", now(), Map.of());
        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void anEchoIsStoredAndNotWorkedOn() {
        assertThat(push("fake-us", "{\"id\":\"E1\",\"type\":\"echo\"}", Map.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(count("SELECT COUNT(*) FROM inbox WHERE push_key = 'E1' AND handling = 'ignored'"))
                .isOne();
        assertThat(count(
                        "SELECT COUNT(*) FROM dead_letter l JOIN inbox i ON i.id = l.inbox_id WHERE i.push_key = 'E1'"))
                .isZero();
    }

    @Test
    void unknownAccountsAndKindsAre404() {
        problem(push("nobody", "{}", Map.of()), 404);
        problem(push("off-us", "{}", Map.of()), 404);
        problem(
                send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/carrier/fake-us"))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build()),
                404);
    }

    @Test
    void whileAConnectorsFileIsGoneItsPartnersAreToldToComeBack() throws IOException {
        Path file = folder.resolve("routes/fakeshop.camel.yaml");
        String text = Files.readString(file);
        Files.delete(file);
        try {
            await().until(() -> push("fake-us", "{\"id\":\"C1\",\"type\":\"echo\"}", Map.of())
                            .statusCode()
                    != 200);
            HttpResponse<String> answer = push("fake-us", "{\"id\":\"C2\",\"type\":\"echo\"}", Map.of());
            problem(answer, 503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            problem(push("nobody", "{}", Map.of()), 404);
        } finally {
            Files.writeString(file, text);
        }
        await().until(() ->
                push("fake-us", "{\"id\":\"C2\",\"type\":\"echo\"}", Map.of()).statusCode() == 200);
    }

    @Test
    void aTypeNobodyConsumesIsSaidOnceAndAConnectorMayNameAnotherChannel(CapturedOutput output) {
        push("fake-us", "{\"id\":\"E7\",\"type\":\"echo\"}", Map.of());
        push("fake-us", "{\"id\":\"E8\",\"type\":\"echo\"}", Map.of());
        assertThat(output.getOut().split("OC-INBOX-UNCONSUMED fake-us pushes echo", -1).length)
                .isLessThanOrEqualTo(2);
        push("fake-us", "{\"id\":\"P7\",\"type\":\"privacy\"}", Map.of());
        assertThat(jdbc.queryForList("SELECT type FROM outbox WHERE body LIKE '%privacy%'", String.class))
                .containsExactly("push.privacy");
    }

    @Test
    void aUnixTimestampIs400AndSaysHow() {
        JsonNode problem = problem(send(signed("fake-us", bytes("{}"), "secret-one", "1718411400", Map.of())), 400);
        assertThat(problem.get("hint").asText()).contains("ISO 8601");
    }

    @Test
    void missingWrongAndStaleSignaturesAreTheSame401() {
        JsonNode missing = problem(
                send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/platform/fake-us"))
                        .header("X-OpenClaw-Timestamp", now())
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build()),
                401);
        JsonNode wrong = problem(send(signed("fake-us", bytes("{}"), "guess", now(), Map.of())), 401);
        String old = OffsetDateTime.now()
                .minusSeconds(400)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        JsonNode stale = problem(send(signed("fake-us", bytes("{}"), "secret-one", old, Map.of())), 401);
        assertThat(missing.get("detail")).isEqualTo(wrong.get("detail")).isEqualTo(stale.get("detail"));
    }

    @Test
    void aConnectorThatForgetsToVerifyIsShut() {
        problem(push("open-us", "{}", Map.of()), 401);
        assertThat(count("SELECT COUNT(*) FROM inbox WHERE account = 'open-us'"))
                .isZero();
    }

    @Test
    void tooLargeIs413AlsoWithoutALength() {
        byte[] large = new byte[20_001];
        problem(send(signed("fake-us", large, "secret-one", now(), Map.of())), 413);
        HttpRequest chunked = HttpRequest.newBuilder(
                        signed("fake-us", large, "secret-one", now(), Map.of()), (n, v) -> true)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))
                .build();
        problem(send(chunked), 413);
    }

    @Test
    void formsAndBytesThatAreNoTextKeepTheirSignature() {
        byte[] form = bytes("id=F1&type=order&note=a%20b");
        Map<String, String> type = Map.of("Content-Type", "application/x-www-form-urlencoded");
        assertThat(send(signed("fake-us", form, "secret-one", now(), type)).statusCode())
                .isEqualTo(200);
        byte[] noText = {'{', (byte) 0xC3, (byte) 0x28, '}'};
        assertThat(send(signed("fake-us", noText, "secret-one", now(), Map.of()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsSignedButNotUnderstoodIsKeptWithItsReason() {
        assertThat(push("fake-us", "{\"id\":\"U1\",\"type\":\"party\"}", Map.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(push("fake-us", "{\"id\":\"M1\",", Map.of()).statusCode()).isEqualTo(200);
        String deep = "{\"id\":\"D1\",\"type\":\"order\",\"x\":" + "[".repeat(70) + "]".repeat(70) + "}";
        assertThat(push("fake-us", deep, Map.of()).statusCode()).isEqualTo(200);
        List<DeadLetter> letters = deadLetters.list("demo", "open", "push-intake", null, null, null, 100);
        assertThat(letters)
                .anySatisfy(l -> assertThat(l.message()).contains("party"))
                .anySatisfy(l -> assertThat(l.message())
                        .as("whatever the connector made of it")
                        .isEqualTo("the JSON document is malformed at line 1, column 12"))
                .anySatisfy(l -> assertThat(l.message()).contains("deeper than 64"))
                .allSatisfy(l -> assertThat(l.hint()).isNotBlank())
                .allSatisfy(l -> assertThat(l.field()).isNotBlank());
    }

    @Test
    void anEmptyPushIsAcknowledgedAndSetAside() {
        int before = deadLetters
                .list("demo", "open", "push-intake", null, null, null, 200)
                .size();
        assertThat(push("fake-us", "", Map.of()).statusCode()).isEqualTo(200);
        assertThat(deadLetters.list("demo", "open", "push-intake", null, null, null, 200))
                .hasSize(before + 1);
        assertThat(deadLetters.list("demo", "open", "push-intake", null, null, null, 1))
                .singleElement()
                .satisfies(letter -> assertThat(letter.hint()).isNotBlank());
    }

    @Test
    void aDeadLetterNamesTheOrderItIsAbout() {
        push("fake-us", "{\"id\":\"W1\",\"type\":\"wedding\",\"no\":\"#7\"}", Map.of());
        List<DeadLetter> letters = deadLetters.list("demo", "open", null, null, "#7", null, 10);
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.account()).isEqualTo("fake-us");
            assertThat(letter.pushType()).isEqualTo("wedding");
            assertThat(letter.platformOrderId()).isEqualTo("W1");
            assertThat(letter.platformOrderNo()).isEqualTo("#7");
        });
        assertThat(deadLetters.list("demo", "open", null, null, "W1", null, 10)).isEqualTo(letters);
        assertThat(deadLetters.find(letters.get(0).id())).contains(letters.get(0));
    }

    @Test
    void aPushThatWasNotUnderstoodCanBeReplayed() {
        push("fake-us", "{\"id\":\"U9\",\"type\":\"novelty\"}", Map.of());
        DeadLetter letter = deadLetters.list("demo", "open", "push-intake", null, null, null, 100).stream()
                .filter(l -> l.message().contains("novelty"))
                .findFirst()
                .orElseThrow();
        assertThat(replay.replay("other", letter.id(), "test")).isEqualTo(Replay.Result.NOT_FOUND);
        assertThat(replay.replay("demo", letter.id(), "test")).isEqualTo(Replay.Result.QUEUED);
        assertThat(replay.replay("demo", letter.id(), "test")).isEqualTo(Replay.Result.ALREADY);
        await().until(() -> seen.bodies().stream().anyMatch(b -> "U9".equals(b.get("id"))));
    }

    @Test
    void whatIsNotOnDiskIsNotAcknowledged() {
        DISK_FULL.set(true);
        HttpResponse<String> answer = push("fake-us", "{\"id\":\"S1\",\"type\":\"order\"}", Map.of());
        problem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        DISK_FULL.set(false);
        assertThat(push("fake-us", "{\"id\":\"S1\",\"type\":\"order\"}", Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPushThatDoesNotSayItsTypeIsToldWhereItStands() {
        assertThat(push("fake-us", "{\"id\":\"N1\"}", Map.of()).statusCode()).isEqualTo(200);
        assertThat(deadLetters.list("demo", "open", "push-intake", null, null, null, 100))
                .anySatisfy(letter -> {
                    assertThat(letter.field()).isEqualTo("field type");
                    assertThat(letter.message()).contains("has no field type").doesNotContain("null");
                    assertThat(letter.hint()).contains("sent again with it");
                });
    }

    @Test
    void whileTheIntakesFileIsGoneSendersAreToldToComeBack() throws IOException {
        Path file = folder.resolve("routes/push-intake.camel.yaml");
        String text = Files.readString(file);
        Files.delete(file);
        try {
            await().until(() -> push("fake-us", "{\"id\":\"G1\",\"type\":\"order\"}", Map.of())
                            .statusCode()
                    != 200);
            HttpResponse<String> answer = push("fake-us", "{\"id\":\"G2\",\"type\":\"order\"}", Map.of());
            problem(answer, 503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(count("SELECT COUNT(*) FROM inbox WHERE push_key = 'G2'"))
                    .isZero();
        } finally {
            Files.writeString(file, text);
        }
        await().until(() ->
                push("fake-us", "{\"id\":\"G2\",\"type\":\"order\"}", Map.of()).statusCode() == 200);
    }

    @Test
    void camelHeadersOfASenderDoNotGetIn() {
        assertThat(push(
                                "fake-us",
                                "{\"id\":\"H1\",\"type\":\"order\"}",
                                Map.of("CamelHttpResponseCode", "302", "x-custom", "1", "X-Secret-Token", "t"))
                        .statusCode())
                .isEqualTo(200);
        String headers = jdbc.queryForObject("SELECT headers FROM inbox WHERE push_key = 'H1'", String.class);
        assertThat(headers)
                .contains("x-custom")
                .doesNotContainIgnoringCase("camel")
                .doesNotContain("token");
    }

    private HttpResponse<String> push(String account, String body, Map<String, String> headers) {
        return send(signed(account, bytes(body), "secret-one", now(), headers));
    }

    private HttpRequest signed(
            String account, byte[] body, String secret, String timestamp, Map<String, String> headers) {
        String id = UUID.randomUUID().toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/webhooks/platform/" + account))
                .timeout(Duration.ofSeconds(20))
                .setHeader("Content-Type", "application/json")
                .setHeader("X-OpenClaw-Request-ID", id)
                .setHeader("X-OpenClaw-Timestamp", timestamp)
                .setHeader("X-OpenClaw-Signature", OpenClawHmac.signature(secret, id, timestamp, body));
        headers.forEach(request::setHeader);
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("request_id").asText())
                .isEqualTo(answer.headers().firstValue("X-OpenClaw-Request-ID").orElseThrow());
        assertThat(problem.get("hint").asText()).isNotBlank();
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private int count(String sql) {
        Integer count = jdbc.queryForObject(sql, Integer.class);
        return count == null ? 0 : count;
    }

    private static String now() {
        return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the test's own route has been given to work on. */
    public static final class SeenPushes {

        private final List<Map<String, Object>> loaded = new CopyOnWriteArrayList<>();

        public void add(Map<String, Object> push) {
            loaded.add(push);
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> bodies() {
            return loaded.stream()
                    .map(p -> p.get("body"))
                    .filter(Map.class::isInstance)
                    .map(b -> (Map<String, Object>) b)
                    .toList();
        }
    }

    /** The rooms a push passes, and nothing else. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {
                SecurityAutoConfiguration.class,
                UserDetailsServiceAutoConfiguration.class,
                ManagementWebSecurityAutoConfiguration.class
            })
    @ComponentScan({
        "io.openclaw.store",
        "io.openclaw.account",
        "io.openclaw.outbox",
        "io.openclaw.channel",
        "io.openclaw.inbox",
        "io.openclaw.partner",
        "io.openclaw.reload"
    })
    static class Rooms {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        SeenPushes seenPushes() {
            return new SeenPushes();
        }

        /** A disk that can be full. */
        @Bean
        static BeanPostProcessor failingDisk() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (!(bean instanceof Durability real)) {
                        return bean;
                    }
                    return (Durability) () -> {
                        if (DISK_FULL.get()) {
                            throw new IllegalStateException("no space left on device");
                        }
                        real.await();
                    };
                }
            };
        }
    }
}
