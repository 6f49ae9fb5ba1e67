package io.openclaw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Hawtio shows and may do, to whom the operator's pages open, and to whom they stay shut. */
class HawtioIT {

    private static final String CONTEXT = Operator.CAMEL + "type=context,name=\"openclaw\"";
    private static final String ROUTE = Operator.CAMEL + "type=routes,name=\"order-creation\"";
    private static final String[] PAGES = {
        "/actuator/hawtio",
        "/actuator/hawtio/",
        "/actuator/jolokia",
        "/actuator/hawtio/jolokia/version",
        "/actuator/prometheus"
    };

    @TempDir
    static Path folder;

    private static HubProcess sandbox;
    private static HubProcess shut;
    private static HubProcess locked;
    private static Operator operator;

    @BeforeAll
    static void start() {
        sandbox = hub("sandbox", Map.of("openclaw.sandbox.demo-orders", "false"));
        operator = new Operator(sandbox);
    }

    private static HubProcess hub(String name, Map<String, String> settings) {
        return HubProcess.of("hawtio-" + name, HubProcess.freePort(), folder.resolve(name), settings)
                .start();
    }

    private static HubProcess live(String name, String password) {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        return hub(
                name,
                Map.of(
                        "spring.profiles.active",
                        "live",
                        "openclaw.encryption-key",
                        key,
                        "openclaw.operator.password",
                        password));
    }

    @AfterAll
    static void stop() {
        for (HubProcess one : new HubProcess[] {sandbox, shut, locked}) {
            if (one != null) {
                one.close();
            }
        }
    }

    private static int status(HubProcess hub, String path, String... headers) {
        return answer(hub, path, headers).status();
    }

    private static HubClient.Answer answer(HubProcess hub, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(hub.url() + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HubClient.send(request.build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/hawtio/", "/actuator/jolokia", "/actuator/hawtio/jolokia"})
    void thePagesOpenOnThisMachine(String path) {
        assertThat(status(sandbox, path)).isEqualTo(200);
    }

    @Test
    void theBareAddressLeadsToThePage() {
        HubClient.Answer answer = answer(sandbox, "/actuator/hawtio");
        assertThat(answer.status()).isBetween(300, 399);
        assertThat(answer.raw().headers().firstValue("Location").orElse("")).endsWith("/actuator/hawtio/");
    }

    @Test
    void aPageOfAnotherSiteIsRefused() throws IOException {
        for (String path : PAGES) {
            assertThat(status(sandbox, path, "Origin", "http://evil.example"))
                    .as(path)
                    .isEqualTo(403);
            assertThat(statusUnderHost(path, "evil.example")).as(path).isEqualTo(403);
            assertThat(raw("GET " + path, "evil.example")).contains("this page does not open to this caller");
        }
    }

    /** The HTTP client of the JDK sets the Host header by itself alone. */
    private static int statusUnderHost(String path, String host) throws IOException {
        return Integer.parseInt(raw("GET " + path, host).substring(9, 12));
    }

    private static String raw(String call, String host) throws IOException {
        URI uri = URI.create(sandbox.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write((call + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Also beside the API, and whoever it is that refuses it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            GET /nowhere                         | 404 | there is nothing at /nowhere
            OPTIONS /nowhere                     | 404 | there is nothing at /nowhere
            GET /sandbox/nowhere                 | 404 | there is nothing at /sandbox/nowhere
            GET /error                           | 404 | there is nothing at /error
            GET /webhooks/platform/shopify-us    | 405 | GET is nothing that can be done here
            POST /webhooks/platform/A%2FB        | 400 | the address is not taken
            GET /webhooks/../actuator            | 400 | the address is not taken
            GET /a%00b                           | 400 | the address is not taken
            GET /a{b}                            | 400 | the request line or a header is no HTTP
            TRACE /nowhere                       | 501 | TRACE is no method of the hub
            """)
    void whatIsRefusedSaysWhyInOneForm(String call, int status, String detail) throws IOException {
        String answer = raw(call, "localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("application/problem+json", "\"detail\":\"" + detail + "\"", "\"hint\":")
                .doesNotContain("<html", "Tomcat", "org.apache");
        assertThat(answer.contains("\r\nAllow: ")).isEqualTo(status == 405);
    }

    @Test
    void routesShowTheirSourceAndStatistics() {
        assertThat(value(operator.call(ROUTE, "dumpRouteAsYaml()"))).contains("id: order-creation.normalize");
        assertThat(value(operator.call(Operator.RELOAD, "source", "order-creation.pool")))
                .startsWith("# Promise:");
        assertThat(value(operator.call(ROUTE, "dumpRouteAsXml()"))).contains("order-creation.normalize");
        assertThat(value(operator.call(CONTEXT, "dumpRoutesAsXml()"))).contains("waybill-generation");
        assertThat(value(operator.call(CONTEXT, "dumpRoutesStatsAsXml(boolean,boolean)", true, true)))
                .contains("exchangesCompleted");
        assertThat(value(operator.read(ROUTE, "ExchangesTotal"))).matches("\\d+");
        assertThat(value(operator.read(ROUTE, "SourceLocationShort"))).contains("order-creation.camel.yaml");
        String inflight = Operator.CAMEL + "type=services,name=DefaultInflightRepository";
        assertThat(value(operator.read(inflight, "InflightBrowseEnabled"))).isEqualTo("true");
        assertThat(operator.call(inflight, "browse()").path("status").asInt()).isEqualTo(200);
        assertThat(operator.ask("search", Operator.CAMEL + "type=endpoints,*")
                        .answer()
                        .path("value"))
                .isNotEmpty();
    }

    @Test
    void theOperatorsOwnBeansAreReadAndWork() {
        assertThat(value(operator.read(Operator.CHANNELS, "Open"))).isEqualTo("true");
        assertThat(operator.texts(Operator.CHANNELS, "Consuming")).contains("order-creation", "waybill-generation");
        assertThat(operator.read(Operator.RELOAD, "Refused").path("status").asInt())
                .isEqualTo(200);
        assertThat(operator.call(Operator.CHANNELS, "pause", "shopify-us", "a look")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(operator.call(Operator.CHANNELS, "resume", "shopify-us")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(operator.call(Operator.CHANNELS, "deadLetters", "demo", "open")
                        .path("value")
                        .isArray())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            org.apache.camel:context=openclaw,type=routes,name="order-creation" | stop()
            org.apache.camel:context=openclaw,type=routes,name="order-creation" | updateRouteFromXml(java.lang.String)
            org.apache.camel:context=openclaw,type=context,name="openclaw"      | stop()
            org.apache.camel:context=openclaw,type=context,name="openclaw"      | sendBody(java.lang.String,java.lang.Object)
            com.sun.management:type=DiagnosticCommand                           | vmSystemProperties
            com.sun.management:type=HotSpotDiagnostic                           | dumpHeap
            java.lang:type=Memory                                               | gc
            java.util.logging:type=Logging                                      | setLoggerLevel
            JMImplementation:type=MBeanServerDelegate                           | createMBean
            com.zaxxer.hikari:name=dataSource,type=HikariDataSource             | setPassword
            """)
    void nothingElseIsExecuted(String bean, String operation) {
        JsonNode answer = operator.call(bean, operation);
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(403);
    }

    @Test
    void nothingIsWrittenAndNoSecretIsRead() {
        assertThat(operator.write(CONTEXT, "Tracing", true).path("status").asInt())
                .isEqualTo(403);
        assertThat(operator.write("java.lang:type=Memory", "Verbose", true)
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(operator.read("java.lang:type=Runtime", "SystemProperties")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(operator.read("com.sun.management:type=HotSpotDiagnostic", "DiagnosticOptions")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(status(sandbox, "/actuator/env")).isEqualTo(404);
        assertThat(status(sandbox, "/actuator/heapdump")).isEqualTo(404);
    }

    @Test
    void outsideTheSandboxAPasswordOpens() {
        locked = live("locked", "correct horse");
        String right = "Basic "
                + Base64.getEncoder().encodeToString("operator:correct horse".getBytes(StandardCharsets.UTF_8));
        String wrong =
                "Basic " + Base64.getEncoder().encodeToString("operator:battery".getBytes(StandardCharsets.UTF_8));
        for (String path : PAGES) {
            assertThat(status(locked, path)).as(path).isEqualTo(401);
            assertThat(status(locked, path, "Authorization", wrong)).as(path).isEqualTo(401);
            assertThat(status(locked, path, "Authorization", right)).as(path).isLessThan(400);
        }
        assertThat(status(locked, PAGES[1], "Authorization", right, "Origin", "http://evil.example"))
                .isEqualTo(403);
        HubClient.Answer stranger = answer(locked, "/actuator/health");
        assertThat(stranger.status()).isEqualTo(200);
        assertThat(stranger.text()).contains("UP").doesNotContain("shopify-us").doesNotContain("components");
        assertThat(answer(locked, "/actuator/health", "Authorization", right).text())
                .contains("shopify-us");
        assertThat(status(locked, "/sandbox/partners/4px-cn/ledger")).isEqualTo(404);
    }

    @Test
    void withoutAPasswordEverythingStaysShut() {
        shut = live("shut", "");
        String empty = "Basic " + Base64.getEncoder().encodeToString("operator:".getBytes(StandardCharsets.UTF_8));
        for (String path : PAGES) {
            assertThat(status(shut, path)).as(path).isEqualTo(401);
            assertThat(status(shut, path, "Authorization", empty)).as(path).isEqualTo(401);
        }
        assertThat(status(shut, "/actuator/health")).isEqualTo(200);
        assertThat(shut.said()).contains("OC-OPERATOR-SHUT");
    }

    private static String value(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
        return answer.path("value").asText();
    }
}
