package io.openclaw.webhook;

import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventJson;
import io.openclaw.partner.signature.OpenClawHmac;
import io.openclaw.store.Durability;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tells people that a case was opened or closed: one POST to the address an operator has set, signed in OpenClaw's scheme where
 * there is a secret. The request id is the event's, the same over all attempts; timestamp and signature are fresh.
 */
@Component("alertWebhook")
public class AlertWebhook {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Null where alerts go to the log. */
    private final URI address;

    private final String secret;
    private final Set<String> severities;
    private final Clock clock;
    private final Durability durability;
    private final HttpClient http;

    public AlertWebhook(
            @Value("${openclaw.alert.webhook-url:}") String url,
            @Value("${openclaw.alert.secret:}") String secret,
            @Value("${openclaw.alert.severities:warning,critical}") Set<String> severities,
            Clock clock,
            Durability durability) {
        this.address = address(url.strip());
        this.secret = secret;
        this.severities = Set.copyOf(severities);
        this.clock = clock;
        this.durability = durability;
        this.http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private static URI address(String url) {
        if (url.isEmpty()) {
            return null;
        }
        try {
            URI address = new URI(url);
            if (Set.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("openclaw.alert.webhook-url is no address: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "openclaw.alert.webhook-url is '" + url
                        + "': give a whole address, http:// or https:// with a host, or leave it out to have alerts in the log");
    }

    /** Whether an address is set. */
    public boolean configured() {
        return address != null;
    }

    /** Whether people want to be woken for it. */
    public boolean wants(String severity) {
        return severities.contains(severity);
    }

    /** Sends the alert; fails on anything but a 2xx within three seconds. */
    public void send(Event event) throws IOException {
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("id", event.id());
        alert.put("type", event.type());
        alert.put("occurred_at", event.occurredAt());
        alert.put("data", event.data());
        String body = EventJson.write(alert);
        String timestamp = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC))
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(OpenClawHmac.REQUEST_ID, event.id())
                .header(OpenClawHmac.TIMESTAMP, timestamp)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!secret.isEmpty()) {
            request.header(
                    OpenClawHmac.SIGNATURE,
                    OpenClawHmac.signature(secret, event.id(), timestamp, body.getBytes(StandardCharsets.UTF_8)));
        }
        // Whoever is woken finds the case, also after a crash.
        durability.await();
        try {
            HttpResponse<Void> answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("the alert webhook answered " + answer.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while alerting");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
