package io.openclaw.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Headless Chromium, driven over the W3C WebDriver protocol by the chromedriver that comes with it. */
final class Browser implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1600,1000");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String address;
    private String session;

    private Browser(Process driver, int port) {
        this.driver = driver;
        this.address = "http://localhost:" + port;
    }

    /** True where this machine has a browser and its driver. */
    static boolean installed() {
        return find("chromium").isPresent() && find("chromedriver").isPresent();
    }

    /** Starts one with a profile of its own below that folder. */
    static Browser start(Path folder) throws IOException, InterruptedException {
        int port = HubProcess.freePort();
        Process driver = new ProcessBuilder(find("chromedriver").orElseThrow().toString(), "--port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromedriver.log").toFile())
                .start();
        Browser browser = new Browser(driver, port);
        Runtime.getRuntime().addShutdownHook(new Thread(driver::destroyForcibly));
        org.awaitility.Awaitility.await("chromedriver is up")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> browser.call("GET", "/status", null).path("ready").asBoolean());
        Map<String, Object> options = Map.of(
                "binary",
                find("chromium").orElseThrow().toString(),
                "args",
                Stream.concat(ARGUMENTS.stream(), Stream.of("--user-data-dir=" + folder.resolve("profile")))
                        .toList());
        browser.session = browser.call(
                        "POST",
                        "/session",
                        Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options))))
                .path("sessionId")
                .asText();
        return browser;
    }

    void open(String url) throws IOException, InterruptedException {
        call("POST", "/session/" + session + "/url", Map.of("url", url));
    }

    /** What a person reads on the page. */
    String text() throws IOException, InterruptedException {
        return run("return document.body.innerText").asText();
    }

    /** What a script in the page returns. */
    JsonNode run(String script) throws IOException, InterruptedException {
        return call("POST", "/session/" + session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Clicks the first element whose whole text is this. */
    boolean click(String text) throws IOException, InterruptedException {
        return run("const found = [...document.querySelectorAll('a,button,span')].find(e => e.innerText === '" + text
                        + "'); if (!found) return false; found.click(); return true")
                .asBoolean();
    }

    private JsonNode call(String method, String path, Object body) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(90))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode value = json.readTree(answer.body()).path("value");
        if (answer.statusCode() != 200) {
            throw new IOException(
                    value.path("error").asText() + ": " + value.path("message").asText());
        }
        return value;
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            if (session != null) {
                call("DELETE", "/session/" + session, null);
            }
        } finally {
            driver.destroy();
            driver.waitFor();
        }
    }
}
