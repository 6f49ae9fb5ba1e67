package io.openclaw.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.partner.signature.OpenClawHmac;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertWebhookTest {

    private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
    private static final Event OPENED = new Event(
            "E1",
            "exception.opened",
            NOW,
            "demo",
            "O1",
            7,
            "shopify-us",
            Map.of("case_id", "EX-1", "severity", "critical"));

    private final List<String> happened = new ArrayList<>();
    private Headers headers;
    private String body;
    private int status = 204;
    private HttpServer people;

    @BeforeEach
    void listen() throws IOException {
        people = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        people.createContext("/hook", exchange -> {
            headers = exchange.getRequestHeaders();
            body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            happened.add("told");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        people.start();
    }

    @AfterEach
    void stop() {
        people.stop(0);
    }

    private AlertWebhook webhook(String url) {
        return new AlertWebhook(
                url, "secret", Set.of("critical"), Clock.fixed(NOW, ZoneOffset.UTC), () -> happened.add("on disk"));
    }

    private String hook() {
        return "http://localhost:" + people.getAddress().getPort() + "/hook";
    }

    @Test
    void alertIsOnDiskBeforeAnybodyIsToldAndSigned() throws IOException {
        webhook(" " + hook() + " ").send(OPENED);
        assertThat(happened).containsExactly("on disk", "told");
        assertThat(EventJson.read(body))
                .containsEntry("id", "E1")
                .containsEntry("type", "exception.opened")
                .containsEntry("data", Map.of("case_id", "EX-1", "severity", "critical"));
        assertThat(headers.getFirst(OpenClawHmac.REQUEST_ID)).isEqualTo("E1");
        assertThat(headers.getFirst(OpenClawHmac.SIGNATURE))
                .isEqualTo(OpenClawHmac.signature(
                        "secret",
                        "E1",
                        headers.getFirst(OpenClawHmac.TIMESTAMP),
                        body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAnswerThatIsNoYesIsAFailure() {
        status = 500;
        assertThatThrownBy(() -> webhook(hook()).send(OPENED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("500");
    }

    @Test
    void anAddressThatIsNoneIsToldAtTheStart() {
        for (String wrong : List.of("hooks.example.com/x", "http:///x", "ftp://example.com/", "http://a b/")) {
            assertThatThrownBy(() -> webhook(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("openclaw.alert.webhook-url");
        }
        assertThat(webhook("").configured()).isFalse();
        assertThat(webhook("https://hooks.example.com/x?y=1").configured()).isTrue();
    }
}
